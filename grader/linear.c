/*
 * linear.c - see linear.h: the search for an order of the calls.
 *
 * Why a history is none is asked in the same way: the shortest beginning of
 * it that has no order names the return that cannot be, and what would make
 * it one (an earlier call had never been, or had been twice) says why.
 */
#include "grader/linear.h"

#include "grader/explain.h"
#include "grader/history.h"
#include "grader/mix.h"
#include "grader/visited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_MAX ((size_t)1 << 20)
#define NEVER UINT64_MAX

static void *
allocate(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);

    if (!p)
        abort();
    return p;
}

/* ---- the search --------------------------------------------------------- */

/* The calls of one object. */
struct group {
    const struct linear_model *m;
    struct linear_op *op; /* in order of their calls */
    size_t n;
    struct linear_state begin;
    uint64_t budget;
};

/* A question about them. */
struct search {
    const struct linear_model *m;
    struct linear_op *op;
    size_t n;
    unsigned char *placed;
    size_t left; /* results not yet explained */
    uint64_t steps, budget;
    struct visited seen;
};

static uint64_t
hash_state(const struct linear_state *s)
{
    return mix((uint64_t)s->there +
               mix((uint64_t)s->value + mix((uint64_t)s->version)));
}

/* Were these calls placed before, with this state? */
static int
is_seen(struct search *s, uint64_t set, const struct linear_state *state)
{
    uint64_t key = set ^ hash_state(state);

    if (visited_find(&s->seen, key, NULL))
        return 1;
    visited_add(&s->seen, key, (struct future){ 0 });
    return 0;
}

static int
same_state(const struct linear_state *a, const struct linear_state *b)
{
    return a->there == b->there && a->value == b->value &&
           a->version == b->version;
}

/*
 * Place one more call, and then all others: 1; 0 if there is no way; `set`
 * is the hash of those that are placed.  A call comes next only if no other
 * that is left returned before it was called.
 */
static int
place(struct search *s, size_t from, struct linear_state state, uint64_t set)
{
    uint64_t first_return = NEVER;

    if (s->left == 0)
        return 1;
    if (is_seen(s, set, &state))
        return 0;
    while (from < s->n && s->placed[from])
        from++;
    for (size_t i = from; i < s->n && s->op[i].call->seq < first_return; i++) {
        const struct linear_op *op = &s->op[i];
        struct linear_state next = state;
        int found;

        if (s->placed[i])
            continue;
        if (op->ret && op->ret->seq < first_return)
            first_return = op->ret->seq;
        if (s->steps++ >= s->budget)
            return ORACLE_UNKNOWN;
        if (!s->m->apply(op, &next) || (!op->ret && same_state(&next, &state)))
            continue;
        s->placed[i] = 1;
        s->left -= op->ret != NULL;
        found = place(s, from, next, set ^ mix(i + 1));
        s->left += op->ret != NULL;
        s->placed[i] = 0;
        if (found != 0)
            return found;
    }
    return 0;
}

/* What of the group a question is about. */
struct question {
    uint64_t until;                /* what came later is not known yet */
    const struct linear_op *never; /* as if it had never been called */
    const struct linear_op *twice; /* as if it might have been done twice */
};

static void
add_op(struct search *s, const struct linear_op *op,
       const struct trace_event *ret)
{
    struct linear_op *new = &s->op[s->n];

    *new = *op;
    new->ret = ret;
    if (!ret) {
        new->result = 0;
        if (s->m->only_reads(new))
            return;
    }
    s->left += ret != NULL;
    s->n++;
}

/* 1: there is an order; 0: there is none; ORACLE_UNKNOWN. */
static int
ask(const struct group *g, const struct question *q)
{
    struct search s = { .m = g->m, .budget = g->budget };
    int found;

    s.op = allocate(2 * g->n, sizeof(*s.op));
    s.placed = allocate(2 * g->n, 1);
    for (size_t i = 0; i < g->n; i++) {
        const struct linear_op *op = &g->op[i];

        if (op->call->seq > q->until || op == q->never)
            continue;
        add_op(&s, op, op->ret && op->ret->seq <= q->until ? op->ret : NULL);
        if (op == q->twice ||
            (g->m->effect_before && op->result && g->m->effect_before(op)))
            add_op(&s, op, NULL);
    }
    visited_init(&s.seen, SEEN_MAX);
    found = place(&s, 0, g->begin, 0);
    visited_release(&s.seen);
    free(s.placed);
    free(s.op);
    return found;
}

/* ---- why there is none -------------------------------------------------- */

/* Of two calls the one that returned first: those without a result last. */
static uint64_t
return_seq(const struct linear_op *op)
{
    return op->ret ? op->ret->seq : NEVER;
}

/*
 * The first return that cannot be: until the one before it there is an order.
 * A beginning of a history with an order has one, too.
 */
static const struct linear_op *
find_culprit(const struct group *g)
{
    const struct linear_op *culprit = NULL;

    for (uint64_t until = 0;;) {
        const struct linear_op *next = NULL;

        for (size_t i = 0; i < g->n; i++)
            if (g->op[i].ret && g->op[i].ret->seq > until &&
                (!next || return_seq(&g->op[i]) < return_seq(next)))
                next = &g->op[i];
        if (!next)
            return culprit;
        culprit = next;
        until = next->ret->seq;
        if (ask(g, &(struct question){ .until = until }) == 0)
            return culprit;
    }
}

static void
add_cause(struct verdict *v, const char *cause)
{
    size_t len = strlen(v->why);

    if (cause[0])
        snprintf(v->why + len, sizeof(v->why) - len, "%s%s",
                 strchr(v->why, ':') ? "; " : ": ", cause);
}

static void
expect_once(const struct linear_op *op, struct verdict *v)
{
    snprintf(v->expected, sizeof(v->expected),
             "a result that %.100s has had its effect on, once",
             op->call->text);
}

/* "get(x) = 10 read an old value: put(x, 20) had returned before" */
static void
say_never(const struct trace *tr, const struct group *g,
          const struct linear_op *culprit, const struct linear_op *never,
          struct verdict *v)
{
    int before = return_seq(never) < culprit->call->seq;
    char cause[250];

    expect_once(never, v);
    if (g->m->only_reads(culprit) && before)
        snprintf(v->why, sizeof(v->why),
                 "%.200s read an old value: %.200s had returned before",
                 culprit->ret->text, never->call->text);
    else
        snprintf(v->why, sizeof(v->why),
                 "%.200s is as if %.180s, %s, had never been executed",
                 culprit->ret->text, never->call->text,
                 before ? "which had returned before"
                        : "whose effect was there already");
    explain_lost(tr, never->call, culprit->ret, cause, sizeof(cause));
    add_cause(v, cause);
}

static void
say_twice(const struct trace *tr, const struct linear_op *culprit,
          const struct linear_op *twice, struct verdict *v)
{
    char cause[300];

    snprintf(v->why, sizeof(v->why),
             "%.200s is as if %.180s had been executed twice",
             culprit->ret->text, twice->call->text);
    expect_once(twice, v);
    explain_executions(tr, twice->call, culprit->ret, cause, sizeof(cause));
    add_cause(v, cause);
}

#define ORDER_MAX 3

/* Which calls that change something were executed last, in order. */
static void
say_order(const struct trace *tr, const struct group *g,
          const struct linear_op *culprit, struct verdict *v)
{
    const struct trace_event *last[ORDER_MAX];
    int n = 0;

    for (const struct trace_event *e = trace_before(culprit->ret, tr->event);
         e; e = trace_before(e, tr->event))
        for (size_t i = 0; i < g->n && n < ORDER_MAX; i++)
            if (trace_is_step(e, "exec") && !g->m->only_reads(&g->op[i]) &&
                explain_call(tr, e) == g->op[i].call)
                last[n++] = e;
    for (int i = n; i-- > 0;) {
        size_t len = strlen(v->why);

        snprintf(v->why + len, sizeof(v->why) - len, "%s%.60s",
                 i == n - 1 ? "; executed last: " : ", then ", last[i]->text);
    }
}

static void
say_why(const struct trace *tr, const struct group *g,
        const struct linear_op *culprit, struct verdict *v)
{
    struct question q = { .until = culprit->ret->seq };

    for (size_t i = g->n; i-- > 0;) {
        q.never = &g->op[i];
        if (q.never == culprit || g->m->only_reads(q.never) ||
            q.never->call->seq > q.until || ask(g, &q) != 1)
            continue;
        say_never(tr, g, culprit, q.never, v);
        return;
    }
    q.never = NULL;
    for (size_t i = g->n; i-- > 0;) {
        q.twice = &g->op[i];
        if (g->m->only_reads(q.twice) || q.twice->call->seq > q.until ||
            ask(g, &q) != 1)
            continue;
        say_twice(tr, culprit, q.twice, v);
        return;
    }
    snprintf(v->why, sizeof(v->why),
             "%.200s: no order of the calls has that result",
             culprit->ret->text);
    snprintf(v->expected, sizeof(v->expected),
             "the result of some order of the calls, one after the other");
    say_order(tr, g, culprit, v);
}

static int
judge_group(const struct trace *tr, const struct group *g, struct verdict *v)
{
    int found = ask(g, &(struct question){ .until = NEVER });
    const struct linear_op *culprit;

    if (found == 1)
        return 1;
    if (found == ORACLE_UNKNOWN) {
        snprintf(v->why, sizeof(v->why),
                 "whether the %zu calls about %.*s have an order is not known "
                 "after %llu steps of search",
                 g->n, (int)g->op[0].key_len, g->op[0].key,
                 (unsigned long long)g->budget);
        return ORACLE_UNKNOWN;
    }
    culprit = find_culprit(g);
    v->culprit = culprit->ret;
    v->since = g->op[0].call; /* in the order of the calls */
    say_why(tr, g, culprit, v);
    snprintf(v->actual, sizeof(v->actual), "%.150s", culprit->ret->text);
    return 0;
}

/* ---- all objects -------------------------------------------------------- */

static int
same_key(const struct linear_op *a, const struct linear_op *b)
{
    return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

/* All calls about the object that call `first` is about. */
static void
take_group(struct group *g, const struct history *h, unsigned char *grouped,
           size_t first)
{
    g->n = 0;
    for (size_t i = first; i < h->n; i++) {
        const struct history_call *c = &h->call[i];

        if (grouped[i] || !same_key(&c->op, &h->call[first].op))
            continue;
        grouped[i] = 1;
        if (!c->never)
            g->op[g->n++] = c->op;
    }
}

int
linear_check(const struct linear_model *m, const struct trace *tr,
             uint64_t budget, struct verdict *v)
{
    struct history h;
    struct group g = { .m = m, .budget = budget };
    unsigned char *grouped;
    int all = history_read(&h, m, tr, v);

    g.op = allocate(h.n, sizeof(*g.op));
    grouped = allocate(h.n, 1);
    for (size_t i = 0; i < h.n && all != 0; i++) {
        struct verdict one = { 0 };
        int ok;

        if (grouped[i])
            continue;
        take_group(&g, &h, grouped, i);
        if (g.n == 0)
            continue;
        m->begin(tr, &g.op[0], &g.begin);
        ok = judge_group(tr, &g, &one);
        if (ok == 0 || (ok != 1 && all == 1)) {
            *v = one;
            all = ok;
        }
    }
    free(grouped);
    free(g.op);
    history_release(&h);
    return all;
}
