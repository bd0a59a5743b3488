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

int
cell_await(struct cell_turn *t, uint32_t whose, int64_t most_ms)
{
    struct timespec most = { most_ms / 1000, most_ms % 1000 * 1000000 };
    uint32_t seen;
    int late = 0;

    if (comes_soon(t, whose))
        return 0;
    t->sleeps[whose] = 1;
    while (!late && (seen = t->whose) != whose)
        late = syscall(SYS_futex, &t->whose, FUTEX_WAIT, seen, &most, NULL,
                       0) < 0 &&
               errno == ETIMEDOUT;
    t->sleeps[whose] = 0;
    return t->whose == whose ? 0 : -ETIMEDOUT;
}
