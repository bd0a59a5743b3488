/*
 * world.c - a world: what it is made of, and what it is told before it runs.
 */
#include "netsim/world.h"

#include "netsim/cell.h"
#include "netsim/datagram.h"
#include "netsim/heap.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/link.h"
#include "netsim/memory.h"
#include "netsim/outlet.h"
#include "netsim/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIMIT_DEFAULT_NS (3600 * (int64_t)1000000000)

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
copy_args(struct host *h, int argc, char *const argv[])
{
    h->argc = argc;
    h->argv = sim_alloc(((size_t)argc + 1) * sizeof(*h->argv));
    for (int i = 0; i < argc; i++)
        h->argv[i] = strdup(argv[i]);
}

static void
free_args(struct host *h)
{
    for (int i = 0; i < h->argc; i++)
        free(h->argv[i]);
    free(h->argv);
}

static void
host_free(struct host *h)
{
    if (h->proc.cell)
        cell_free(h->proc.cell);
    if (h->proc.image) /* else it was outside */
        image_put(h->proc.image);
    if (h->proc.heap)
        heap_free(h->proc.heap);
    world_free(h->world, h->proc.fd);
    free_args(h);
    free(h->path);
    world_free(h->world, h);
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
    world_forget_meta(w);
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

/* Into this process, or into a cell. */
static int
put_program(struct host *h, const char **why)
{
    struct process *p = &h->proc;

    if (cell_wanted()) {
        p->cell = cell_new(h, why);
        return p->cell ? 0 : -EINVAL;
    }
    p->image = image_get(h->path, why);
    if (!p->image)
        return -EINVAL;
    p->entry = image_entry(p->image);
    p->shares_image = image_is_shared(p->image);
    return 0;
}

int
sim_add_host(struct sim_world *w, const char *name, const char *path, int argc,
             char *const argv[], const char **why)
{
    const char *reason = NULL;
    struct host *h = host_new(w, name);
    uint32_t addr = host_address(w->n_hosts);

    snprintf(h->addr, sizeof(h->addr), "%u.%u.%u.%u", addr >> 24,
             addr >> 16 & 255, addr >> 8 & 255, addr & 255);
    h->path = strdup(path);
    copy_args(h, argc, argv);
    h->proc.heap = heap_new();
    if (put_program(h, &reason) == 0) {
        list_host(w, h);
        return h->index;
    }
    if (why)
        *why = reason;
    host_free(h);
    return -EINVAL;
}

void
sim_set_args(struct sim_world *w, int host, int argc, char *const argv[])
{
    SIM_ASSERT(host >= 0 && host < w->n_hosts && argc >= 0);
    free_args(w->host[host]);
    copy_args(w->host[host], argc, argv);
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
