/*
 * shrink.c - a random world that is wrong, made small.
 *
 * First the world itself, since all else is faster then: clients from the
 * last on, operations.  Then deviations (fewer.h).
 */
#include "grader/fewer.h"
#include "grader/random.h"

struct shrink {
    struct random_worlds *r;
    struct lot *l;
    struct schedule *s;
    int runs;
};

/* Still wrong with these?  Then they are the smallest so far. */
static int
is_wrong(struct shrink *k, const struct lot *l, const struct schedule *s,
         uint64_t *happened)
{
    struct verdict v;

    if (k->runs++ >= FEWER_RUNS)
        return 0;
    *happened = random_run_again(k->r, l, s);
    if (random_judge(k->r, &v) != 0)
        return 0;
    *k->l = *l;
    *k->s = *s;
    return 1;
}

static int
is_wrong_with(void *arg, const struct schedule *s, uint64_t *happened)
{
    struct shrink *k = arg;

    return is_wrong(k, k->l, s, happened);
}

static int
is_wrong_in(struct shrink *k, const struct lot *l)
{
    uint64_t happened;

    return is_wrong(k, l, k->s, &happened);
}

static void
drop_clients(struct shrink *k)
{
    struct lot l = *k->l;
    int most = l.clients;

    for (l.clients = 1; l.clients < most; l.clients++)
        if (is_wrong_in(k, &l))
            return;
}

static void
drop_operations(struct shrink *k)
{
    struct lot l = *k->l;
    int most = l.operations < 64 ? l.operations : 64;

    for (l.operations = 1; l.operations < most;
         l.operations += 1 + l.operations / 4)
        if (is_wrong_in(k, &l))
            return;
}

int
random_shrink(struct random_worlds *r, struct lot *l, struct schedule *s)
{
    struct shrink k = { .r = r, .l = l, .s = s };
    struct lot lot = *l;

    if (!is_wrong_in(&k, &lot))
        return 0;
    drop_clients(&k);
    drop_operations(&k);
    fewer_happened(s, is_wrong_with, &k);
    fewer_deviations(s, is_wrong_with, &k);
    drop_clients(&k);
    drop_operations(&k);
    fewer_deviations(s, is_wrong_with, &k);
    random_run_again(r, l, s);
    return 1;
}
