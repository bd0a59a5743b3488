/*
 * sim.h - private to netsim: what every file of the kernel needs.
 *
 * Its limits, and how it ends when it cannot go on.  Each other header here is
 * about one subject; README.md has the order in which to read them.  A header
 * includes those of the structures that its own contain, and declares those
 * that they point to.  A .c file includes the headers of what it names, but
 * for those that one of them includes.
 */
#ifndef NETSIM_SIM_H
#define NETSIM_SIM_H

#include "netsim/netsim.h"
#include "netsim/syscalls.h"
#include "netsim/user/node.h"

#include <string.h>
#include <sys/types.h>

#define SIM_HOSTS_MAX TRACE_HOSTS_MAX
#define SIM_COPIES_MAX 256 /* of a program, each for one process alone */
#define SIM_FDS_MAX 1024
/* On which programs report the steps of calls: it can only be written to, and
 * no open file has it. */
#define SIM_STEPS_FD 1023
#define SIM_STACK_SIZE ((size_t)1 << 20)
#define SIM_GUARD_SIZE ((size_t)1 << 16)
#define SIM_UDP_MAX 65507         /* largest payload of UDP over IPv4 */
#define SIM_RCVBUF_DEFAULT 212992 /* Linux' net.core.rmem_default */
/* tc-netem(8): the default limit of a queue, in datagrams. */
#define SIM_LINK_LIMIT 1000
/* What goes over the line beside the payload: headers of Ethernet (the 14
 * bytes that netem counts, too), IPv4 and UDP. */
#define SIM_HEADERS (14 + 20 + 8)
/* What Linux charges to the receive buffer beside the payload, roughly. */
#define SIM_DATAGRAM_OVERHEAD 768
#define SIM_CALLS_AT_INSTANT 1000000
#define SIM_CPU_MS 2000      /* of a thread between two calls */
#define SIM_THREADS_MAX 4096 /* of a process, at a time */
/* A thread that does not wait lets others go on after so many calls. */
#define SIM_CALLS_IN_TURN 1000

/* Whether this build runs under AddressSanitizer (gcc, clang). */
#if defined(__SANITIZE_ADDRESS__)
#define SIM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIM_ASAN 1
#endif
#endif
#ifndef SIM_ASAN
#define SIM_ASAN 0
#endif

/*
 * A condition that only a bug of ours can break.  What a program or the
 * network does wrong is an error return, not an assertion.
 */
#define SIM_ASSERT(cond)                                                      \
    ((cond) ? (void)0 : sim_assert_failed(#cond, __FILE__, __LINE__))
_Noreturn void sim_assert_failed(const char *cond, const char *file, int line);
/* One line on stderr, then exit 2: the world outside failed us. */
_Noreturn void sim_fatal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
/* The same, about mmap(2) and errno. */
_Noreturn void sim_no_mapping(const char *what, size_t len);
/* The struct whose field ptr points to. */
#define CONTAINER(ptr, type, field)                                           \
    ((type *)((char *)(ptr)-offsetof(type, field)))

#endif
