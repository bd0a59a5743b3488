/*
 * comparison.c - see comparison.h.
 */
#include "netsim/viewer/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"
#include "netsim/trace/seen.h"

#define EDITS_MAX 1000 /* rows that only one of them has */
#define OUTSIDE (-(1 << 30))

/* ---- what a row shows --------------------------------------------------- */

static uint64_t
hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t
hash_event(uint64_t hash, const struct trace_event *ev)
{
    const int32_t what[] = { (int32_t)ev->kind, ev->host, (int32_t)ev->inc,
                             ev->src,           ev->dst,  ev->status };

    hash = hash_bytes(hash, what, sizeof(what));
    hash = hash_text(hash, ev->name);
    return hash_text(hash, ev->text);
}

/* A row of a message shows its bytes, and often what became of it. */
static uint64_t
hash_row(const struct subject *s, size_t row)
{
    uint64_t seq = diagram_row_seq(s->diagram, row), hash = HASH_START;
    const struct trace_event *ev = seq ? trace_find(&s->tr, seq) : NULL;
    uint32_t end;

    if (!ev)
        return hash;
    hash = hash_event(hash, ev);
    if (ev->kind != TRACE_SEND)
        return hash;
    hash = hash_bytes(hash, ev->bytes, ev->len);
    end = s->relations.of[ev - s->tr.event].end;
    return end == NO_EVENT ? hash : hash_event(hash, &s->tr.event[end]);
}

static uint64_t *
hash_rows(const struct subject *s, size_t *n)
{
    uint64_t *hash;

    *n = diagram_rows(s->diagram);
    hash = memory_new(*n + 1, sizeof(*hash));
    for (size_t i = 0; i < *n; i++)
        hash[i] = hash_row(s, i);
    return hash;
}

/* ---- Myers -------------------------------------------------------------- */

/*
 * A path through the grid of rows x (left) and y (right) goes right where
 * only the left has a row, down where only the right has one, and diagonally
 * where both have the same.  far[d][k] is how far to the right a path with d
 * steps that are not diagonal comes on diagonal k = x - y.
 */
struct search {
    const uint64_t *row[2];
    long n[2];
    int **far; /* far[d] + d: from -d to d */
    int edits; /* those that were needed, or that were tried */
};

static long
far_of(const struct search *s, int d, long k)
{
    return s->far[d][k + d];
}

/* Is its last edit a step down, from the diagonal above? */
static int
goes_down(const struct search *s, int d, long k)
{
    return k == -d ||
           (k != d && far_of(s, d - 1, k - 1) < far_of(s, d - 1, k + 1));
}

/* Where the best path comes to with this edit, before it slides. */
static long
step_from(const struct search *s, int d, long k)
{
    if (d == 0)
        return 0;
    return goes_down(s, d, k) ? far_of(s, d - 1, k + 1)
                              : far_of(s, d - 1, k - 1) + 1;
}

static int
is_inside(const struct search *s, long x, long k)
{
    return x >= 0 && x <= s->n[0] && x - k >= 0 && x - k <= s->n[1];
}

/* Down the diagonal as long as both have the same. */
static long
slide(const struct search *s, long x, long k)
{
    if (!is_inside(s, x, k))
        return OUTSIDE;
    while (x < s->n[0] && x - k < s->n[1] && s->row[0][x] == s->row[1][x - k])
        x++;
    return x;
}

/* 1: a path to the end was found, with s->edits edits. */
static int
find_path(struct search *s)
{
    for (int d = 0; d <= EDITS_MAX; d++) {
        s->edits = d;
        s->far[d] = memory_new(2 * (size_t)d + 1, sizeof(**s->far));
        for (long k = -d; k <= d; k += 2) {
            long x = slide(s, step_from(s, d, k), k);

            s->far[d][k + d] = (int)x;
            if (x == s->n[0] && x - k == s->n[1])
                return 1;
        }
    }
    return 0;
}

/* The diagonal of the path that has come farthest. */
static long
best_diagonal(const struct search *s)
{
    long best = 0, most = -1;

    for (long k = -s->edits; k <= s->edits; k += 2) {
        long x = far_of(s, s->edits, k), sum = 2 * x - k;

        if (x != OUTSIDE && sum > most) {
            most = sum;
            best = k;
        }
    }
    return best;
}

/* ---- pairs -------------------------------------------------------------- */

static void
push(struct comparison *c, size_t left, size_t right)
{
    c->pair = memory_grow(c->pair, &c->cap, c->n + 1, sizeof(*c->pair));
    c->pair[c->n++] = (struct pair){ { left, right } };
}

/* From the end of a path back to its beginning. */
static void
walk_back(struct comparison *c, const struct search *s, long k)
{
    long x = far_of(s, s->edits, k);

    for (int d = s->edits; d >= 0; d--) {
        long from = step_from(s, d, k);

        while (x > from) {
            x--;
            push(c, (size_t)x, (size_t)(x - k));
        }
        if (d == 0)
            break;
        if (goes_down(s, d, k)) {
            push(c, NO_ROW, (size_t)(x - k - 1));
            k++;
        } else {
            push(c, (size_t)--x, NO_ROW);
            k--;
        }
    }
}

static void
reverse(struct comparison *c)
{
    for (size_t i = 0; i < c->n / 2; i++) {
        struct pair p = c->pair[i];

        c->pair[i] = c->pair[c->n - 1 - i];
        c->pair[c->n - 1 - i] = p;
    }
}

static int
is_same(const struct pair *p)
{
    return p->row[0] != NO_ROW && p->row[1] != NO_ROW;
}

/* Between two rows that are the same: first what only the left one has. */
static void
sort_difference(struct pair *pair, size_t n)
{
    struct pair *sorted = memory_new(n, sizeof(*sorted));
    size_t at = 0;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < n; i++)
            if (pair[i].row[side] != NO_ROW)
                sorted[at++] = pair[i];
    memcpy(pair, sorted, n * sizeof(*pair));
    free(sorted);
}

static void
list_differences(struct comparison *c)
{
    c->differing = memory_new(c->n + 1, sizeof(*c->differing));
    for (size_t i = 0; i < c->n;) {
        size_t n = 0;

        while (i + n < c->n && !is_same(&c->pair[i + n]))
            c->differing[c->n_differing++] = i + n++;
        if (n > 1)
            sort_difference(&c->pair[i], n);
        i += n + 1;
    }
}

void
comparison_init(struct comparison *c, const struct subject *left,
                const struct subject *right)
{
    struct search s = { .edits = 0 };
    size_t n[2];
    uint64_t *hash[2] = { hash_rows(left, &n[0]), hash_rows(right, &n[1]) };
    long k;

    *c = (struct comparison){ .n = 0 };
    s.far = memory_new(EDITS_MAX + 1, sizeof(*s.far));
    for (int side = 0; side < 2; side++) {
        s.row[side] = hash[side];
        s.n[side] = (long)n[side];
    }
    c->is_cut = !find_path(&s);
    k = c->is_cut ? best_diagonal(&s) : s.n[0] - s.n[1];
    walk_back(c, &s, k);
    reverse(c);
    if (c->is_cut) {
        long x = far_of(&s, s.edits, k);

        for (size_t i = (size_t)x; i < n[0]; i++)
            push(c, i, NO_ROW);
        for (size_t i = (size_t)(x - k); i < n[1]; i++)
            push(c, NO_ROW, i);
    }
    list_differences(c);
    for (int d = 0; d <= s.edits; d++)
        free(s.far[d]);
    free(s.far);
    free(hash[0]);
    free(hash[1]);
}

void
comparison_release(struct comparison *c)
{
    free(c->pair);
    free(c->differing);
    *c = (struct comparison){ .n = 0 };
}
