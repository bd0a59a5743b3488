/*
 * cell_wait.c - two processes take turns: futex(2) on a word they share.
 *
 * To sleep and to be woken takes longer than most turns.  So whoever waits
 * looks at the word for a little while first: where there is a processor for
 * each, that is all.
 */
#include "netsim/cell.h"
#include "netsim/cell_mail.h"

#include "netsim/arch.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LOOKS 200 /* some microseconds */

void
cell_give(struct cell_turn *t, uint32_t to)
{
    t->whose = to;
    if (t->sleeps[to])
        syscall(SYS_futex, &t->whose, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static int
comes_soon(struct cell_turn *t, uint32_t whose)
{
    for (int i = 0; i < LOOKS && t->whose != whose; i++)
        arch_relax();
    return t->whose == whose;
}

static int64_t
clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * (int64_t)1000 + t.tv_nsec / 1000000;
}

/* To be woken is not to have the turn: whoever shares the word may wake, and
 * write what he likes.  So the time of the end is fixed before. */
int
cell_await(struct cell_turn *t, uint32_t whose, int64_t most_ms)
{
    int64_t end_ms, left_ms = most_ms;
    uint32_t seen;

    if (comes_soon(t, whose))
        return 0;
    end_ms = clock_ms() + most_ms;
    t->sleeps[whose] = 1;
    while (left_ms > 0 && (seen = t->whose) != whose) {
        struct timespec most = { left_ms / 1000, left_ms % 1000 * 1000000 };

        syscall(SYS_futex, &t->whose, FUTEX_WAIT, seen, &most, NULL, 0);
        left_ms = end_ms - clock_ms();
    }
    t->sleeps[whose] = 0;
    return t->whose == whose ? 0 : -ETIMEDOUT;
}
