/*
 * shrink.c - a random world that is wrong, made small.
 *
 * First the world itself, since all else is faster then: clients from the
 * last on, operations.  Then deviations: those that did not take place, then
 * halves of what is left, quarters and so on to single ones (delta debugging:
 * Zeller and Hildebrandt).  So many runs and no more, so that the result is
 * the same on each machine.
 */
#include "grader/random.h"

#include <limits.h>
#include <string.h>

#define RUNS_MAX 400

struct shrink {
    struct random_worlds *r;
    struct lot *l;
    struct schedule *s;
    int runs;
};

/* Still wrong with these?  Then they are the smallest so far. */
static int
is_wrong(struct shrink *k, const struct lot *l, const struct schedule *s)
{
    struct verdict v;

    if (k->runs++ >= RUNS_MAX)
        return 0;
    random_run_again(k->r, l, s);
    if (random_judge(k->r, &v) != 0)
        return 0;
    *k->l = *l;
    *k->s = *s;
    return 1;
}

static void
drop_clients(struct shrink *k)
{
    struct lot l = *k->l;
    int most = l.clients;

    for (l.clients = 1; l.clients < most; l.clients++)
        if (is_wrong(k, &l, k->s))
            return;
}

static void
drop_operations(struct shrink *k)
{
    struct lot l = *k->l;
    int most = l.operations < 64 ? l.operations : 64;

    for (l.operations = 1; l.operations < most;
         l.operations += 1 + l.operations / 4)
        if (is_wrong(k, &l, k->s))
            return;
}

/* Without n deviations from `from` on. */
static void
leave_out(struct schedule *s, const struct schedule *of, size_t from, size_t n)
{
    size_t rest = of->n - from - n;

    *s = *of;
    s->n = of->n - n;
    memmove(&s->dev[from], &s->dev[from + n], rest * sizeof(s->dev[0]));
}

/* What did not take place changes nothing. */
static void
drop_idle(struct shrink *k)
{
    uint64_t happened = random_run_again(k->r, k->l, k->s);
    struct schedule s = { 0 };

    for (size_t i = 0; i < k->s->n; i++)
        if (happened >> i & 1)
            s.dev[s.n++] = k->s->dev[i];
    is_wrong(k, k->l, &s);
}

static void
drop_deviations(struct shrink *k)
{
    size_t n = (k->s->n + 1) / 2;

    while (n > 0 && k->s->n > 0) {
        int dropped = 0;

        for (size_t i = 0; i < k->s->n;) {
            size_t some = k->s->n - i < n ? k->s->n - i : n;
            struct schedule s;

            leave_out(&s, k->s, i, some);
            if (is_wrong(k, k->l, &s))
                dropped = 1;
            else
                i += some;
        }
        if (!dropped || n > 1)
            n /= 2;
    }
}

int
random_shrink(struct random_worlds *r, struct lot *l, struct schedule *s)
{
    struct shrink k = { .r = r, .l = l, .s = s };
    struct lot lot = *l;
    struct schedule whole = *s;

    if (!is_wrong(&k, &lot, &whole))
        return 0;
    drop_clients(&k);
    drop_operations(&k);
    drop_idle(&k);
    drop_deviations(&k);
    drop_clients(&k);
    drop_operations(&k);
    drop_deviations(&k);
    random_run_again(r, l, s);
    return 1;
}
