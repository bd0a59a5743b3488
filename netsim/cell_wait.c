/*
 * cell_wait.c - two processes take turns: futex(2) on a word they share.
 */
#include "netsim/cell.h"
#include "netsim/cell_mail.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void
cell_give(_Atomic uint32_t *turn, uint32_t to)
{
    *turn = to;
    syscall(SYS_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int
cell_await(_Atomic uint32_t *turn, uint32_t whose, int64_t most_ms)
{
    struct timespec most = { most_ms / 1000, most_ms % 1000 * 1000000 };
    uint32_t seen;

    while ((seen = *turn) != whose)
        if (syscall(SYS_futex, turn, FUTEX_WAIT, seen, &most, NULL, 0) < 0 &&
            errno == ETIMEDOUT)
            return *turn == whose ? 0 : -ETIMEDOUT;
    return 0;
}
