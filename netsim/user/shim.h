/*
 * shim.h - private to netsim/user: how the POSIX calls are made of traps.
 *
 * Every function of the shim is weak, so that a program may have a function
 * of its own called `send`, and hidden, so that it replaces the call for
 * this program and no one else.
 */
#ifndef NETSIM_USER_SHIM_H
#define NETSIM_USER_SHIM_H

#include "netsim/syscalls.h"
#include "netsim/user/node.h"

#include <errno.h>

#define SHIM __attribute__((weak, visibility("hidden")))
#define HIDDEN __attribute__((visibility("hidden")))

/* Trap with up to six arguments; the value of the kernel, -errno and all. */
#define TRAP(nr, ...)                                                         \
    rpclab_node.trap((nr), __builtin_return_address(0),                       \
                     (const long[6]){ __VA_ARGS__ })

/* An address as one of the arguments. */
#define P(pointer) ((long)(intptr_t)(pointer))

/* A whole POSIX call. */
#define CALL(nr, ...) posix_ret(TRAP(nr, __VA_ARGS__))

/* The same for functions that return an error number and leave errno. */
#define ERRNO(...) ((int)-TRAP(__VA_ARGS__))

/*
 * A call that stdio makes in the middle of something.  libc has locked the
 * stream then, but it knows only one thread of the real system and would let
 * any other of ours in.
 */
#define KEEP_TURN(call) (rpclab_node.keep_turn = 1, (call))

/* The one place where -errno becomes -1 and errno. */
static inline long
posix_ret(long r)
{
    if (r < 0 && r > -4096) {
        errno = (int)-r;
        return -1;
    }
    return r;
}

/*
 * Under AddressSanitizer, complain here and now, with the program's own
 * frames on the stack, if the kernel is about to read or write memory that
 * the program may not touch.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* as gcc says it; clang does not */
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
void __asan_loadN_noabort(uintptr_t addr, size_t len);
void __asan_storeN_noabort(uintptr_t addr, size_t len);
void *__asan_region_is_poisoned(void *addr, size_t len);

/* A length that no object has is for the kernel to refuse. */
static inline int
is_bad(const void *p, size_t len)
{
    return len <= PTRDIFF_MAX &&
           __asan_region_is_poisoned((void *)(uintptr_t)p, len) != NULL;
}
#define WILL_READ(p, n)                                                       \
    (is_bad((p), (n)) ? __asan_loadN_noabort((uintptr_t)(p), (n)) : (void)0)
#define WILL_WRITE(p, n)                                                      \
    (is_bad((p), (n)) ? __asan_storeN_noabort((uintptr_t)(p), (n)) : (void)0)
#else
#define WILL_READ(p, n) ((void)(p), (void)(n))
#define WILL_WRITE(p, n) ((void)(p), (void)(n))
#endif

/* stdio.c: stdin, stdout and stderr of this process, new; at an exit. */
HIDDEN void stdio_start(void);
HIDDEN void stdio_flush(void);

#endif
