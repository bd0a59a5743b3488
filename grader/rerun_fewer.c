/*
 * rerun_fewer.c - parts of a schedule: the smallest that is wrong, and the
 * largest that is right.
 */
#include "grader/fewer.h"
#include "grader/rerun.h"

/* ---- wrong -------------------------------------------------------------- */

static int
is_wrong(void *arg, const struct schedule *s, uint64_t *happened)
{
    struct trial *t = arg;
    int wrong;

    if (t->so_far.runs >= FEWER_RUNS || t->is_over)
        return 0;
    wrong = trial_run(t, s) == 0;
    *happened = t->happened;
    return wrong;
}

void
rerun_less(struct trial *t, struct schedule *s)
{
    fewer_happened(s, is_wrong, t);
    fewer_deviations(s, is_wrong, t);
}

/* ---- right -------------------------------------------------------------- */

static int
has_enough(const struct trial *t)
{
    return t->so_far.runs >= RERUN_RUNS_MAX || t->is_over;
}

/* The next k of n in lexicographic order; 0: that was the last. */
static int
next_choice(size_t *at, size_t k, size_t n)
{
    size_t i = k;

    while (i > 0 && at[i - 1] == n - k + i - 1)
        i--;
    if (i == 0)
        return 0;
    at[i - 1]++;
    for (; i < k; i++)
        at[i] = at[i - 1] + 1;
    return 1;
}

/* Without those k, whose places grow. */
static int
is_right_without(struct trial *t, const struct schedule *all, const size_t *at,
                 size_t k, struct schedule *s)
{
    size_t out = 0;

    s->n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (out < k && at[out] == i)
            out++;
        else
            s->dev[s->n++] = all->dev[i];
    return trial_run(t, s) == 1;
}

/* With k left out; 1: *s is right. */
static int
leave_out(struct trial *t, const struct schedule *all, size_t k,
          struct schedule *s)
{
    size_t at[SCHEDULE_MAX];

    for (size_t i = 0; i < k; i++)
        at[i] = i;
    do {
        if (has_enough(t))
            return 0;
        if (is_right_without(t, all, at, k, s))
            return 1;
    } while (next_choice(at, k, all->n));
    return 0;
}

/* From the run without any: those with which it still is right. */
static int
keep_some(struct trial *t, const struct schedule *all, struct schedule *s)
{
    s->n = 0;
    if (trial_run(t, s) != 1)
        return 0;
    for (size_t i = 0; i < all->n; i++) {
        s->dev[s->n++] = all->dev[i];
        if (trial_run(t, s) != 1)
            s->n--;
    }
    return 1;
}

int
rerun_nearest(struct trial *t, struct schedule *s, int *is_nearest)
{
    const struct schedule all = *s;

    *is_nearest = 1;
    for (size_t k = 1; k <= all.n; k++) {
        if (leave_out(t, &all, k, s))
            return 1;
        if (has_enough(t)) {
            *is_nearest = 0;
            break;
        }
    }
    if (!*is_nearest && !t->is_over && keep_some(t, &all, s))
        return 1;
    *s = all;
    return 0;
}
