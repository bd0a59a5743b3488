/*
 * world.c - a world: what it is made of, and the loop that runs it.
 *
 * All threads that can run do so, first come, first served, while time
 * stands still.  When none is left the next event happens, and time is what
 * that event says.  When no event is left either, what the network still
 * holds back is let go; and when there is nothing of that, it is over.
 */
#include "netsim/world.h"

#include "netsim/fault.h"
#include "netsim/heap.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/link.h"
#include "netsim/memory.h"
#include "netsim/outlet.h"
#include "netsim/sched.h"
#include "netsim/snapshot.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"

#include "netsim/lang/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* By number, in the last line of a trace. */
#define THREADS_TOLD 8

#define LIMIT_DEFAULT_NS (3600 * (int64_t)1000000000)

void
sim_fatal(const char *fmt, ...)
{
    va_list ap;

    fprintf(stderr, "netsim: ");
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\n");
    exit(2);
}

void
sim_no_mapping(const char *what, size_t len)
{
    sim_fatal("no mapping of %zu KiB for %s: %s (a process may have "
              "vm.max_map_count of them, see sysctl(8); a host takes about "
              "three)",
              len >> 10, what, strerror(errno));
}

void
sim_assert_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr,
            "netsim: %s:%d: the simulator itself has failed: %s\n"
            "netsim: please report this with the command you ran\n",
            file, line, cond);
    abort();
}

void *
sim_alloc(size_t len)
{
    void *p = calloc(1, len ? len : 1);

    if (!p)
        sim_fatal("out of memory for %zu bytes", len);
    return p;
}

void *
sim_grow(void *p, size_t old_len, size_t len)
{
    p = realloc(p, len);
    if (!p)
        sim_fatal("out of memory for %zu bytes", len);
    memset((char *)p + old_len, 0, len - old_len);
    return p;
}

/* ---- the trace ---------------------------------------------------------- */

uint64_t
world_trace(struct sim_world *w, struct trace_event *ev)
{
    ev->t_ns = w->now_ns;
    ev->seq = ++w->seq;
    w->sink(w->sink_arg, ev);
    return ev->seq;
}

uint64_t
thread_trace(struct thread *t, struct trace_event *ev)
{
    ev->host = t->proc->host->index;
    ev->inc = t->proc->inc;
    ev->thread = t->id;
    ev->cause = t->cause;
    t->cause = 0;
    return world_trace(t->proc->host->world, ev);
}

/* ---- making it ---------------------------------------------------------- */

struct sim_world *
sim_new(void)
{
    struct arena *arena = arena_new();
    struct sim_world *w = arena_alloc(arena, sizeof(*w));

    /* libc keeps the time zone in memory that it allocates at first need:
     * that must not be in the heap of a process. */
    setenv("TZ", "UTC0", 1);
    tzset();

    w->arena = arena;
    w->limit_ns = LIMIT_DEFAULT_NS;
    w->seed = 1;
    w->names.n_calls = SYS_NR_COUNT;
    w->names.call = sys_call_name;
    w->run_last = &w->run_first;
    w->queue.world = w->stacks.world = w;
    return w;
}

static void
free_spare(struct sim_world *w)
{
    while (w->spare) {
        struct datagram *d = w->spare;

        w->spare = d->next;
        world_free(w, d);
    }
}

static void
host_free(struct host *h)
{
    if (h->proc.image) { /* else it was outside */
        image_put(h->proc.image);
        heap_free(h->proc.heap);
    }
    world_free(h->world, h->proc.fd);
    for (int i = 0; i < h->argc; i++)
        free(h->argv[i]);
    free(h->argv);
    free(h->path);
    world_free(h->world, h);
}

static void
forget_meta(struct sim_world *w)
{
    for (size_t i = 0; i < w->meta.n_links; i++)
        free((char *)(uintptr_t)w->meta.link[i]);
    free(w->meta.link);
    free(w->meta.host);
    memset(&w->meta, 0, sizeof(w->meta));
}

void
sim_free(struct sim_world *w)
{
    struct arena *arena;

    world_stop(w);
    snapshot_stop(w);
    for (int i = 0; i < w->n_hosts; i++)
        host_free(w->host[i]);
    for (uint32_t i = 0; i < w->link_cap; i++)
        world_free(w, w->link[i]);
    world_free(w, w->link);
    world_free(w, w->tcp);
    free(w->host);
    free(w->host_name);
    world_free(w, w->by_name);
    world_free(w, w->queue.heap);
    forget_meta(w);
    free_spare(w);
    world_free(w, w->stacks.taken);
    arena = w->arena;
    arena_give(arena, w);
    arena_free(arena);
}

static void
list_host(struct sim_world *w, struct host *h)
{
    size_t n = (size_t)w->n_hosts;

    w->host =
        sim_grow(w->host, n * sizeof(*w->host), (n + 1) * sizeof(*w->host));
    w->host_name = sim_grow(w->host_name, n * sizeof(*w->host_name),
                            (n + 1) * sizeof(*w->host_name));
    w->host[n] = h;
    w->host_name[n] = h->name;
    w->n_hosts++;
    snapshot_host(w);
    w->names.host = w->host_name;
    w->names.n_hosts = n + 1;
}

static struct host *
host_new(struct sim_world *w, const char *name)
{
    struct host *h;

    SIM_ASSERT(w->n_hosts < SIM_HOSTS_MAX);
    h = world_alloc(w, sizeof(*h));
    h->world = w;
    h->index = w->n_hosts;
    snprintf(h->name, sizeof(h->name), "%s", name);
    h->proc.host = h;
    h->due.kind = EVENT_DUE;
    h->restart.kind = EVENT_RESTART;
    h->resume.kind = EVENT_RESUME;
    return h;
}

int
sim_add_host(struct sim_world *w, const char *name, const char *path, int argc,
             char *const argv[], const char **why)
{
    const char *reason = NULL;
    struct image *im = image_get(path, &reason);
    struct host *h;
    uint32_t addr = host_address(w->n_hosts);

    if (why)
        *why = reason;
    if (!im)
        return -EINVAL;
    h = host_new(w, name);
    snprintf(h->addr, sizeof(h->addr), "%u.%u.%u.%u", addr >> 24,
             addr >> 16 & 255, addr >> 8 & 255, addr & 255);
    h->path = strdup(path);
    h->argc = argc;
    h->argv = sim_alloc(((size_t)argc + 1) * sizeof(*h->argv));
    for (int i = 0; i < argc; i++)
        h->argv[i] = strdup(argv[i]);
    h->proc.image = im;
    h->proc.entry = image_entry(im);
    h->proc.shares_image = image_is_shared(im);
    h->proc.heap = heap_new();
    list_host(w, h);
    return h->index;
}

int
world_add_outside(struct sim_world *w, const char *name, const char *addr)
{
    struct host *h = host_new(w, name);

    snprintf(h->addr, sizeof(h->addr), "%s", addr);
    h->path = strdup("");
    h->proc.inc = 1;
    list_host(w, h);
    return h->index;
}

void
sim_set_rule(struct sim_world *w, int src, int dst,
             const struct link_rule *rule)
{
    if (src >= 0 && dst >= 0) {
        struct link *l = link_get(w, src, dst);

        l->rule = *rule;
        l->own_rule = 1;
        return;
    }
    w->any_rule = *rule;
    for (uint32_t i = 0; i < w->link_cap; i++)
        if (w->link[i] && !w->link[i]->own_rule)
            w->link[i]->rule = *rule;
}

void
sim_set_disk_limit(struct sim_world *w, int host, int64_t bytes)
{
    SIM_ASSERT(host >= 0 && host < w->n_hosts && bytes >= 0);
    w->host[host]->disk.limit = bytes;
}

void
sim_set_host_rule(struct sim_world *w, int host, const struct host_rule *rule)
{
    for (int i = 0; i < w->n_hosts; i++)
        if (host < 0 || host == i) {
            w->host[i]->rule = *rule;
            if (rule->disk_bytes > 0)
                sim_set_disk_limit(w, i, (int64_t)rule->disk_bytes);
        }
}

void
sim_set_seed(struct sim_world *w, uint64_t seed)
{
    w->seed = seed;
}

void
sim_set_limit(struct sim_world *w, int64_t limit_ns)
{
    w->limit_ns = limit_ns;
}

void
sim_set_chooser(struct sim_world *w, struct sim_chooser *c)
{
    w->chooser = c;
}

void
sim_set_sink(struct sim_world *w, trace_sink_fn *sink, void *arg)
{
    w->sink = sink;
    w->sink_arg = arg;
}

void
sim_set_rest(struct sim_world *w, sim_rest_fn *rest, void *arg)
{
    w->rest = rest;
    w->rest_arg = arg;
}

void
sim_set_state_by(struct sim_world *w, enum sim_state_by by)
{
    w->state_by = by;
}

void
sim_set_steps(struct sim_world *w, int on)
{
    w->steps = on;
}

const struct schedule_names *
sim_names(struct sim_world *w)
{
    return &w->names;
}

void
sim_stats(const struct sim_world *w, struct sim_stats *s)
{
    *s = w->stats;
    s->now_ns = w->now_ns;
    s->left_ns = w->limit_ns - w->now_ns;
}

/* ---- telling of it ------------------------------------------------------ */

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
sim_describe(struct sim_world *w, struct trace_meta *meta)
{
    forget_meta(w);
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

/* ---- running it --------------------------------------------------------- */

static void
wake_by_timer(struct sim_world *w, struct thread *t)
{
    struct trace_event ev = { .kind = TRACE_TIMEOUT,
                              .name = sys_table[t->nr].name };

    if (t->proc->host->paused) {
        event_add(&w->queue, &t->timer, t->proc->host->resume.at_ns);
        return;
    }
    if (t->interrupt) {
        t->interrupt = 0;
        t->interrupted = 1;
        thread_ready(t);
        return;
    }
    if (t->wait != WAIT_TIME) {
        if (tracing(w))
            thread_trace(t, &ev);
        if (w->held)
            link_timeout(w, t->proc->host->index);
    }
    t->timed_out = 1;
    thread_ready(t);
}

static void
happen(struct sim_world *w, struct event *ev)
{
    switch (ev->kind) {
    case EVENT_TIMER:
        wake_by_timer(w, CONTAINER(ev, struct thread, timer));
        break;
    case EVENT_DELIVER:
        link_deliver(w, CONTAINER(ev, struct datagram, event));
        break;
    case EVENT_DUE:
        fault_at_time(CONTAINER(ev, struct host, due));
        break;
    case EVENT_RESTART:
        process_start(CONTAINER(ev, struct host, restart));
        break;
    case EVENT_RESUME:
        host_resume(CONTAINER(ev, struct host, resume));
        break;
    case EVENT_TCP:
        tcp_timer(ev);
        break;
    }
    if (w->home)
        link_home(w);
}

static void
run_threads(struct sim_world *w)
{
    while (w->run_first && !w->paused) {
        struct thread *t = w->run_first;

        w->run_first = t->next;
        if (!w->run_first)
            w->run_last = &w->run_first;
        thread_run(t);
    }
}

/* Everything back to where it was before the first instruction. */
void
world_stop(struct sim_world *w)
{
    for (int i = 0; i < w->n_hosts; i++) {
        struct host *h = w->host[i];

        tcp_end(h, END_POWER); /* no one is told */
        if (h->proc.alive)
            process_kill(&h->proc, END_EXIT);
        h->no_power = 0;
        disk_clear(&h->disk);
        h->proc.inc = 0;
        h->proc.mark = 0;
        memset(h->calls, 0, sizeof(h->calls));
        h->next_port = 40000;
        h->turns = 0;
        h->clock_ns = h->rule.offset_ns;
        h->crash_seq = 0;
        memset(h->steps, 0, sizeof(h->steps));
        event_cancel(&w->queue, &h->due);
        event_cancel(&w->queue, &h->restart);
        host_end_pause(h);
    }
    link_release_all(w);
    while (w->home) {
        struct datagram *d = w->home;

        w->home = d->next;
        datagram_free(w, d);
    }
    for (struct event *ev; (ev = event_take(&w->queue)) != NULL;)
        if (ev->kind == EVENT_DELIVER)
            datagram_free(w, CONTAINER(ev, struct datagram, event));
    event_clear(&w->queue);
    for (uint32_t i = 0; i < w->link_cap; i++)
        if (w->link[i])
            link_reset(w->link[i]);
    w->now_ns = 0;
    w->seq = 0;
    w->decision = 0;
    w->datagram_id = 0;
    w->tcp_id = 0;
    w->history = 0;
    w->network_ns = -1;
    memset(&w->stats, 0, sizeof(w->stats));
}

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

static void
trace_end(struct sim_world *w, enum sim_end end)
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

void
sim_begin(struct sim_world *w)
{
    world_stop(w);
    network_at_time(w);
    for (int i = 0; i < w->n_hosts; i++) {
        process_start(w->host[i]);
        fault_at_time(w->host[i]);
    }
}

/* What the network has in mind up to then. */
static void
network_until(struct sim_world *w, int64_t t_ns)
{
    while (w->network_ns >= 0 && w->network_ns <= t_ns) {
        w->now_ns = w->network_ns;
        network_at_time(w);
    }
}

enum sim_end
sim_go(struct sim_world *w, uint64_t call)
{
    enum sim_end end = SIM_QUIET;
    struct event *ev;

    w->pause_at = call;
    w->paused = 0;
    for (;;) {
        run_threads(w);
        if (w->paused)
            return SIM_PAUSED;
        if (w->rest && w->rest(w->rest_arg))
            return SIM_STOPPED;
        ev = event_take(&w->queue);
        if (!ev) {
            if (link_release_all(w))
                continue;
            break;
        }
        if (ev->at_ns > w->limit_ns) {
            event_add(&w->queue, ev, ev->at_ns);
            end = SIM_LIMIT;
            break;
        }
        network_until(w, ev->at_ns);
        w->now_ns = ev->at_ns;
        happen(w, ev);
    }
    trace_end(w, end);
    return end;
}

enum sim_end
sim_run(struct sim_world *w)
{
    enum sim_end end;

    sim_enter();
    sim_begin(w);
    end = sim_go(w, 0);
    sim_leave();
    return end;
}

/* ---- hosts outside ------------------------------------------------------ */

int64_t
world_due(const struct sim_world *w)
{
    return event_due(&w->queue);
}

/* What is due happens now: late, as real time has it, but in order. */
void
world_advance(struct sim_world *w, int64_t now_ns)
{
    w->now_ns = now_ns;
    while (w->queue.n && world_due(w) <= now_ns)
        happen(w, event_take(&w->queue));
}
