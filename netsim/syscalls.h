/*
 * syscalls.h - the numbers and names of the simulated system calls: the
 * whole surface between a program and the simulated kernel.
 *
 * A call takes up to six flat arguments (numbers, or addresses and lengths
 * of the program's memory, which the kernel copies and never keeps) and
 * returns a value or -errno, as Linux has it.  The second column says
 * what the world may do there: 1: a schedule may name the call, to crash the
 * host there say, and another thread of the process may go on after it;
 * 2: only the latter; 0: neither.
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
    X(dup, 0)                                                                 \
    X(dup2, 0)                                                                \
    X(open, 1)                                                                \
    X(pread, 1)                                                               \
    X(pwrite, 1)                                                              \
    X(lseek, 0)                                                               \
    X(ftruncate, 1)                                                           \
    X(truncate, 1)                                                            \
    X(fstat, 0)                                                               \
    X(stat, 0)                                                                \
    X(access, 0)                                                              \
    X(fsync, 1)                                                               \
    X(fdatasync, 1)                                                           \
    X(sync, 1)                                                                \
    X(rename, 1)                                                              \
    X(unlink, 1)                                                              \
    X(mkdir, 1)                                                               \
    X(rmdir, 1)                                                               \
    X(readdir, 0)                                                             \
    X(chdir, 0)                                                               \
    X(fchdir, 0)                                                              \
    X(getcwd, 0)                                                              \
    X(clock_gettime, 0)                                                       \
    X(nanosleep, 1)                                                           \
    X(getpid, 0)                                                              \
    X(signal, 0)                                                              \
    X(getrandom, 0)                                                           \
    X(resolve, 0)                                                             \
    X(exit, 1)                                                                \
    X(abort, 0)                                                               \
    X(sched_yield, 2)                                                         \
    X(pthread_create, 2)                                                      \
    X(pthread_exit, 0)                                                        \
    X(pthread_join, 2)                                                        \
    X(pthread_detach, 0)                                                      \
    X(pthread_self, 0)                                                        \
    X(pthread_mutex_lock, 2)                                                  \
    X(pthread_mutex_trylock, 2)                                               \
    X(pthread_mutex_timedlock, 2)                                             \
    X(pthread_mutex_unlock, 2)                                                \
    X(pthread_cond_wait, 2)                                                   \
    X(pthread_cond_timedwait, 2)                                              \
    X(pthread_cond_signal, 2)                                                 \
    X(pthread_cond_broadcast, 2)                                              \
    X(pthread_rwlock_rdlock, 2)                                               \
    X(pthread_rwlock_wrlock, 2)                                               \
    X(pthread_rwlock_timedrdlock, 2)                                          \
    X(pthread_rwlock_timedwrlock, 2)                                          \
    X(pthread_rwlock_unlock, 2)                                               \
    X(pthread_once, 2)                                                        \
    X(pthread_barrier_wait, 2)                                                \
    X(sem_wait, 2)                                                            \
    X(sem_timedwait, 2)                                                       \
    X(sem_post, 2)                                                            \
    X(sync_sleepers, 0)                                                       \
    X(unknown, 0)

enum syscall_number {
#define X(name, at) SYS_NR_##name,
    SYSCALLS(X)
#undef X
        SYS_NR_COUNT
};

/* By number; NULL: a schedule may not name it. */
extern const char *const sys_call_name[SYS_NR_COUNT];

#endif
