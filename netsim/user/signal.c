/*
 * signal.c - the one signal there is: SIGPIPE, to be ignored or not.
 *
 * Its default action ends the process.  A handler of one's own cannot be
 * had, nor any other signal: EINVAL.
 */
#include "netsim/user/shim.h"

#include <signal.h>
#include <string.h>

/* What it is to be; NULL: as it is.  Returns what it was, or SIG_ERR. */
static sighandler_t
set(int sig, const sighandler_t *to)
{
    long r;

    if (to && *to != SIG_IGN && *to != SIG_DFL) {
        errno = EINVAL;
        return SIG_ERR;
    }
    r = CALL(SYS_NR_signal, sig, to ? *to == SIG_IGN : -1);
    return r < 0 ? SIG_ERR : r ? SIG_IGN : SIG_DFL;
}

SHIM sighandler_t
signal(int sig, sighandler_t handler)
{
    return set(sig, &handler);
}

/* What <signal.h> makes of signal() for a program that asks for POSIX. */
HIDDEN sighandler_t __sysv_signal(int sig, sighandler_t handler);

SHIM sighandler_t
__sysv_signal(int sig, sighandler_t handler)
{
    return set(sig, &handler);
}

SHIM int
sigaction(int sig, const struct sigaction *restrict to,
          struct sigaction *restrict from)
{
    sighandler_t before;

    if (to && to->sa_flags & SA_SIGINFO) {
        errno = EINVAL;
        return -1;
    }
    before = set(sig, to ? &to->sa_handler : NULL);
    if (before == SIG_ERR)
        return -1;
    if (from) {
        memset(from, 0, sizeof(*from));
        from->sa_handler = before;
    }
    return 0;
}
