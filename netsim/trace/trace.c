/*
 * trace.c - a trace in memory.
 *
 * The events are one array; what they point to lies in blocks of its own
 * (memory.c), apart from the meta data, which outlives the events of a run.
 */
#include "netsim/trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

void
trace_init(struct trace *tr)
{
    *tr =
        (struct trace){ .meta = { .version = TRACE_VERSION, .schedule = "" } };
}

void
trace_release(struct trace *tr)
{
    memory_release(&tr->of_meta);
    memory_release(&tr->of_events);
    free(tr->event);
    trace_init(tr);
}

void
trace_clear(struct trace *tr)
{
    memory_clear(&tr->of_events);
    tr->n_events = 0;
}

static struct trace_host *
copy_hosts(struct trace_memory *m, const struct trace_meta *meta)
{
    struct trace_host *to = memory_take(m, meta->n_hosts * sizeof(*to));

    for (size_t i = 0; i < meta->n_hosts; i++) {
        to[i].name = memory_string(m, meta->host[i].name);
        to[i].addr = memory_string(m, meta->host[i].addr);
        to[i].program = memory_string(m, meta->host[i].program);
    }
    return to;
}

static const char **
copy_links(struct trace_memory *m, const struct trace_meta *meta)
{
    const char **to = memory_take(m, meta->n_links * sizeof(*to));

    for (size_t i = 0; i < meta->n_links; i++)
        to[i] = memory_string(m, meta->link[i]);
    return to;
}

void
trace_set_meta(struct trace *tr, const struct trace_meta *meta)
{
    struct trace_memory *m = &tr->of_meta;

    memory_clear(m);
    tr->meta = *meta;
    tr->meta.schedule = memory_string(m, meta->schedule);
    tr->meta.host = copy_hosts(m, meta);
    tr->meta.link = copy_links(m, meta);
}

/* What oracles and diagram rely on; a sink that breaks it is our mistake. */
static void
check_order(const struct trace *tr, const struct trace_event *ev)
{
    const struct trace_event *last;

    if (tr->n_events == 0)
        return;
    last = &tr->event[tr->n_events - 1];
    if (ev->seq > last->seq && ev->t_ns >= last->t_ns)
        return;
    fprintf(stderr,
            "trace: event %llu at %lld ns kept after event %llu at %lld ns\n",
            (unsigned long long)ev->seq, (long long)ev->t_ns,
            (unsigned long long)last->seq, (long long)last->t_ns);
    abort();
}

void
trace_keep(void *arg, const struct trace_event *ev)
{
    struct trace *tr = arg;
    struct trace_memory *m = &tr->of_events;
    struct trace_event *to;

    check_order(tr, ev);
    tr->event =
        memory_grow(tr->event, &tr->cap, tr->n_events + 1, sizeof(*tr->event));
    to = &tr->event[tr->n_events++];
    *to = *ev;
    to->did = memory_string(m, ev->did);
    to->rule = memory_string(m, ev->rule);
    to->name = memory_string(m, ev->name);
    to->text = memory_string(m, ev->text);
    if (!ev->bytes)
        to->len = 0;
    to->bytes = (const uint8_t *)"";
    if (to->len)
        to->bytes = memcpy(memory_take(m, to->len), ev->bytes, to->len);
}

const struct trace_event *
trace_find(const struct trace *tr, uint64_t seq)
{
    size_t low = 0, high = tr->n_events;

    if (high == 0 || seq < tr->event[0].seq)
        return NULL;
    /* Most traces hold every event of their run, so this is its place. */
    if (seq - tr->event[0].seq < high &&
        tr->event[seq - tr->event[0].seq].seq == seq)
        return &tr->event[seq - tr->event[0].seq];
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (tr->event[mid].seq < seq)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == tr->n_events || tr->event[low].seq != seq)
        return NULL;
    return &tr->event[low];
}

const char *
trace_kind_name(enum trace_kind kind)
{
    static const char *const name[TRACE_KINDS] = {
        [TRACE_START] = "start",     [TRACE_STEP] = "step",
        [TRACE_LOG] = "log",         [TRACE_SEND] = "send",
        [TRACE_DELIVER] = "deliver", [TRACE_DROP] = "drop",
        [TRACE_TIMEOUT] = "timeout", [TRACE_CRASH] = "crash",
        [TRACE_SYNC] = "sync",       [TRACE_CHOICE] = "choice",
        [TRACE_FAULT] = "fault",     [TRACE_EXIT] = "exit",
        [TRACE_END] = "end",
    };

    return (unsigned)kind < TRACE_KINDS ? name[kind] : "unknown";
}

int
trace_is_fault(const struct trace_event *ev)
{
    switch (ev->kind) {
    case TRACE_DROP:
    case TRACE_CRASH:
    case TRACE_FAULT:
        return 1;
    case TRACE_DELIVER:
        return ev->copy > 0;
    case TRACE_SEND:
    case TRACE_CHOICE:
        return ev->did[0] != '\0';
    default:
        return 0;
    }
}

const char *
trace_host_name(const struct trace_meta *meta, int host)
{
    if (host < 0 || (size_t)host >= meta->n_hosts)
        return "world";
    return meta->host[host].name;
}
