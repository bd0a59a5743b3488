/*
 * world_describe.c - what a trace says of its world: who takes part, by
 * which rules, and at the end who still waits.
 */
#include "netsim/world.h"

#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/memory.h"
#include "netsim/sys.h"

#include "netsim/lang/out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- at the beginning --------------------------------------------------- */

#define RULE_TEXT_MAX 400 /* with the names before it */

static void
describe_rule(struct sim_world *w, const char *text)
{
    size_t n = w->meta.n_links;

    w->meta.link = sim_grow(w->meta.link, n * sizeof(*w->meta.link),
                            (n + 1) * sizeof(*w->meta.link));
    w->meta.link[n] = strdup(text);
    w->meta.n_links++;
}

static void
describe_link(struct sim_world *w, const char *src, const char *dst,
              const struct link_rule *rule)
{
    char text[RULE_TEXT_MAX];
    int len = snprintf(text, sizeof(text), "%s->%s ", src, dst);

    rule_print(text + len, sizeof(text) - (size_t)len, rule);
    describe_rule(w, text);
}

static int
compare_links(const void *a, const void *b)
{
    const struct link *l = *(struct link *const *)a;
    const struct link *m = *(struct link *const *)b;

    return l->src != m->src ? (l->src > m->src) - (l->src < m->src)
                            : (l->dst > m->dst) - (l->dst < m->dst);
}

/* By pairs of hosts, not in the order of the table. */
static void
describe_own_rules(struct sim_world *w)
{
    struct link **own = sim_alloc(w->n_links * sizeof(struct link *));
    size_t n = 0;

    for (uint32_t i = 0; i < w->link_cap; i++)
        if (w->link[i] && w->link[i]->own_rule)
            own[n++] = w->link[i];
    qsort(own, n, sizeof(struct link *), compare_links);
    for (size_t i = 0; i < n; i++)
        describe_link(w, w->host[own[i]->src]->name,
                      w->host[own[i]->dst]->name, &own[i]->rule);
    free(own);
}

static void
describe_faults(struct sim_world *w, const struct host *h)
{
    char text[RULE_TEXT_MAX];
    int len = snprintf(text, sizeof(text), "%s ", h->name);

    if (host_rule_print(text + len, sizeof(text) - (size_t)len, &h->rule) > 0)
        describe_rule(w, text);
}

void
world_forget_meta(struct sim_world *w)
{
    for (size_t i = 0; i < w->meta.n_links; i++)
        free((char *)(uintptr_t)w->meta.link[i]);
    free(w->meta.link);
    free(w->meta.host);
    memset(&w->meta, 0, sizeof(w->meta));
}

void
sim_describe(struct sim_world *w, struct trace_meta *meta)
{
    world_forget_meta(w);
    w->meta.version = TRACE_VERSION;
    w->meta.seed = w->seed;
    w->meta.schedule = "";
    w->meta.n_hosts = (size_t)w->n_hosts;
    w->meta.host = sim_alloc(w->meta.n_hosts * sizeof(*w->meta.host));
    for (int i = 0; i < w->n_hosts; i++) {
        const char *file = strrchr(w->host[i]->path, '/');

        w->meta.host[i].name = w->host[i]->name;
        w->meta.host[i].addr = w->host[i]->addr;
        w->meta.host[i].program = file ? file + 1 : w->host[i]->path;
    }
    describe_link(w, "*", "*", &w->any_rule);
    describe_own_rules(w);
    for (int i = 0; i < w->n_hosts; i++)
        describe_faults(w, w->host[i]);
    *meta = w->meta;
}

/* ---- at the end --------------------------------------------------------- */

#define THREADS_TOLD 8 /* by number */

/* How many of these threads of a process are in this call? */
static unsigned
count_in_call(const struct thread *t, int nr)
{
    unsigned n = 0;

    for (; t; t = t->mate)
        n += !t->ended && t->nr == nr;
    return n;
}

/*
 * "recvfrom()", or of several threads "recvfrom() (thread 1),
 * pthread_cond_wait() (threads 2, 5)", "... (40 threads)".
 */
static void
describe_waits(const struct process *p, struct out *out)
{
    char told[SYS_NR_COUNT] = { 0 };
    const char *before = "";

    for (const struct thread *t = p->threads; t; t = t->mate) {
        unsigned n;

        if (t->ended || told[t->nr])
            continue;
        told[t->nr] = 1;
        out_put(out, "%s%s()", before, sys_table[t->nr].name);
        before = ", ";
        if (p->n_live == 1)
            return;
        n = count_in_call(t, t->nr);
        if (n > THREADS_TOLD) {
            out_put(out, " (%u threads)", n);
            continue;
        }
        out_put(out, n > 1 ? " (threads" : " (thread");
        for (const struct thread *u = t; u; u = u->mate)
            if (!u->ended && u->nr == t->nr)
                out_put(out, " %u%s", u->id, --n ? "," : ")");
    }
}

/* "quiet: server waits in recvfrom()": who still lives, and why it is over. */
static void
describe_end(const struct sim_world *w, enum sim_end end, struct out *out)
{
    const char *before = ": ";

    out_put(out, "%s", end == SIM_QUIET ? "quiet" : "limit of time");
    for (int i = 0; i < w->n_hosts; i++) {
        if (!w->host[i]->proc.alive)
            continue;
        out_put(out, "%s%s waits in ", before, w->host[i]->name);
        before = ", ";
        describe_waits(&w->host[i]->proc, out);
    }
}

void
world_trace_end(struct sim_world *w, enum sim_end end)
{
    struct trace_event last = { .kind = TRACE_END, .host = -1 };
    struct out out;
    char text[512];

    if (!tracing(w))
        return;
    out_init(&out, text, sizeof(text));
    describe_end(w, end, &out);
    last.text = text;
    world_trace(w, &last);
}
