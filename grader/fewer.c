/*
 * fewer.c - see fewer.h.
 */
#include "grader/fewer.h"

#include <string.h>

/* Without n deviations from `from` on. */
static void
leave_out(struct schedule *s, const struct schedule *of, size_t from, size_t n)
{
    size_t rest = of->n - from - n;

    *s = *of;
    s->n = of->n - n;
    memmove(&s->dev[from], &s->dev[from + n], rest * sizeof(s->dev[0]));
}

static int
take_if_wrong(struct schedule *smallest, const struct schedule *s,
              fewer_fn *is_wrong, void *arg)
{
    uint64_t happened;

    if (!is_wrong(arg, s, &happened))
        return 0;
    *smallest = *s;
    return 1;
}

/* What did not take place changes nothing. */
void
fewer_happened(struct schedule *s, fewer_fn *is_wrong, void *arg)
{
    struct schedule some = { 0 };
    uint64_t happened = 0;

    if (!is_wrong(arg, s, &happened))
        return;
    for (size_t i = 0; i < s->n; i++)
        if (happened >> i & 1)
            some.dev[some.n++] = s->dev[i];
    if (some.n < s->n)
        take_if_wrong(s, &some, is_wrong, arg);
}

void
fewer_deviations(struct schedule *s, fewer_fn *is_wrong, void *arg)
{
    size_t n = (s->n + 1) / 2;

    while (n > 0 && s->n > 0) {
        int dropped = 0;

        for (size_t i = 0; i < s->n;) {
            size_t some = s->n - i < n ? s->n - i : n;
            struct schedule without;

            leave_out(&without, s, i, some);
            if (take_if_wrong(s, &without, is_wrong, arg))
                dropped = 1;
            else
                i += some;
        }
        if (!dropped || n > 1)
            n /= 2;
    }
}
