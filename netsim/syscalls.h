/*
 * syscalls.h - the numbers and names of the simulated system calls: the
 * whole surface between a program and the simulated kernel.
 *
 * A call takes up to six flat arguments (numbers, or addresses and lengths
 * of the program's memory, which the kernel copies and never keeps) and
 * returns a value or -errno, as Linux has it.  The second column says
 * whether a schedule may crash a host there.
 */
#ifndef NETSIM_SYSCALLS_H
#define NETSIM_SYSCALLS_H

#define SYSCALLS(X)                                                           \
    X(socket, 1)                                                              \
    X(bind, 1)                                                                \
    X(connect, 1)                                                             \
    X(listen, 1)                                                              \
    X(accept, 1)                                                              \
    X(shutdown, 1)                                                            \
    X(sendto, 1)                                                              \
    X(recvfrom, 1)                                                            \
    X(poll, 1)                                                                \
    X(setsockopt, 1)                                                          \
    X(getsockopt, 0)                                                          \
    X(getsockname, 0)                                                         \
    X(getpeername, 0)                                                         \
    X(fcntl, 0)                                                               \
    X(ioctl, 0)                                                               \
    X(close, 1)                                                               \
    X(write, 1)                                                               \
    X(read, 1)                                                                \
    X(clock_gettime, 0)                                                       \
    X(nanosleep, 1)                                                           \
    X(getpid, 0)                                                              \
    X(signal, 0)                                                              \
    X(getrandom, 0)                                                           \
    X(resolve, 0)                                                             \
    X(exit, 1)                                                                \
    X(abort, 0)

enum syscall_number {
#define X(name, crash) SYS_NR_##name,
    SYSCALLS(X)
#undef X
        SYS_NR_COUNT
};

/* By number; NULL: a schedule may not name it. */
extern const char *const sys_call_name[SYS_NR_COUNT];

#endif
