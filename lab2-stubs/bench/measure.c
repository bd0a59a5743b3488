/*
 * measure.c - rounds, and what is made of them.
 */
#include "lab2-stubs/bench/measure.h"

#include <stdlib.h>
#include <string.h>

#define ROUND_NS 2e7 /* so long is one thing measured in a round */

static double
time_of(const struct measured *m, long n)
{
    double start = used_ns();

    m->run(n);
    return used_ns() - start;
}

/* How many operations fill a round; what is measured is warm then. */
static void
calibrate(struct measured *m)
{
    double ns;

    m->n = 1;
    while ((ns = time_of(m, m->n)) < ROUND_NS / 4)
        m->n *= 2;
    m->n = (long)((double)m->n * ROUND_NS / ns) + 1;
}

void
measure(struct measured *const *list, int rounds)
{
    for (size_t i = 0; list[i]; i++) {
        if (list[i]->open)
            list[i]->open();
        calibrate(list[i]);
    }
    for (int r = 0; r < rounds; r++)
        for (size_t i = 0; list[i]; i++)
            list[i]->ns[r] = time_of(list[i], list[i]->n) / (double)list[i]->n;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Sorts them. */
static double
median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof(*x), by_size);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

double
measured_ns(const struct measured *m, int rounds)
{
    double ns[MEASURE_ROUNDS_MAX];

    memcpy(ns, m->ns, sizeof(ns));
    return median(ns, rounds);
}

double
measured_more(const struct measured *a, const struct measured *b, int rounds)
{
    double ns[MEASURE_ROUNDS_MAX];

    for (int r = 0; r < rounds; r++)
        ns[r] = a->ns[r] - b->ns[r];
    return median(ns, rounds);
}

double
measured_ratio(const struct measured *a, const struct measured *b, int rounds)
{
    double ratio[MEASURE_ROUNDS_MAX];

    for (int r = 0; r < rounds; r++)
        ratio[r] = a->ns[r] / b->ns[r];
    return median(ratio, rounds);
}
