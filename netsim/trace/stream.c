/*
 * stream.c - the numbers of TCP's segments.
 *
 * A connection is two streams, one each way.  Along the events of the trace
 * a stream grows at one end by what is sent for the first time, and at the
 * other by what has arrived without a gap.  What arrives behind a gap waits
 * in a list, which is searched anew whenever the gap moves: quadratic, which
 * is fine, since no more than a window's bytes are ever in it.
 */
#include "netsim/trace/stream.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"
#include "netsim/trace/seen.h"

/* Between the first numbers of connections that follow one another. */
#define NUMBERS_APART UINT32_C(0x08000000)

/* Indices of events in here are one too many: 0 is none. */
struct stream {
    uint32_t sent;    /* the next number to be given */
    uint32_t arrived; /* all before this one have come */
    size_t early;     /* a list of sendings that came behind a gap */
};

/* Both ways between two ends; [0] is the way of the event it begins with. */
struct connection {
    struct stream way[2];
    uint32_t first; /* number, of both ways */
};

struct streams {
    const struct trace *tr;
    struct segment *segment;       /* one an event */
    struct connection *connection; /* one an event; used: those that begin */
    size_t *next;                  /* one an event: in a list of early ones */
    struct seen ends;
};

/* ---- connections -------------------------------------------------------- */

static int
same_way(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->src && a->sport == b->sport && a->dst == b->dst &&
           a->dport == b->dport;
}

static int
opposite(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->dst && a->sport == b->dport && a->dst == b->src &&
           a->dport == b->sport;
}

static int
same_ends(const struct trace_event *a, const struct trace_event *b)
{
    return same_way(a, b) || opposite(a, b);
}

/* The same for both ways. */
static uint64_t
hash_of_ends(const struct trace_event *ev)
{
    const int from[] = { ev->src, ev->sport }, to[] = { ev->dst, ev->dport };

    return hash_bytes(HASH_START, from, sizeof(from)) +
           hash_bytes(HASH_START, to, sizeof(to));
}

static void
begin(struct connection *c, uint32_t first)
{
    const struct stream empty = { first, first, 0 };

    c->first = first;
    c->way[0] = c->way[1] = empty;
}

/* The connection of event[i], and in *way which of its ways the event is. */
static struct connection *
connection_of(struct streams *s, size_t i, int *way)
{
    const struct trace_event *ev = &s->tr->event[i];
    size_t first = seen_first(&s->ends, hash_of_ends(ev), i);

    *way = !same_way(&s->tr->event[first], ev);
    return &s->connection[first];
}

/* ---- sending ------------------------------------------------------------ */

/* What a segment takes of the numbers: SYN and FIN take one. */
static uint32_t
size_of(const struct trace_event *ev)
{
    return ev->len + (strstr(ev->name, "SYN") || strstr(ev->name, "FIN"));
}

static size_t
index_of(const struct trace *tr, const struct trace_event *ev)
{
    return (size_t)(ev - tr->event);
}

/* The sending that led to this event, or NULL. */
static const struct trace_event *
sending_before(const struct trace *tr, const struct trace_event *ev)
{
    const struct trace_event *cause =
        ev->cause ? trace_find(tr, ev->cause) : NULL;

    return cause && cause->kind == TRACE_SEND && *cause->name ? cause : NULL;
}

static void
send(struct streams *s, size_t i)
{
    const struct trace_event *ev = &s->tr->event[i];
    const struct trace_event *before = sending_before(s->tr, ev);
    struct segment *segment = &s->segment[i];
    int way;
    struct connection *c = connection_of(s, i, &way);

    if (before && same_way(before, ev)) {
        segment->number = s->segment[index_of(s->tr, before)].number;
    } else {
        if (strcmp(ev->name, "SYN") == 0 && c->way[way].sent != c->first)
            begin(c, c->first + NUMBERS_APART);
        /* A SYN-ACK is sent again because of the SYN. */
        if (strstr(ev->name, "SYN"))
            c->way[way].sent = c->first;
        segment->number = c->way[way].sent;
        c->way[way].sent += size_of(ev);
    }
    segment->ack = c->way[!way].arrived;
}

/* ---- arriving ----------------------------------------------------------- */

/* Is a not before b?  Numbers wrap. */
static int
reaches(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) >= 0;
}

/* The sending is next in the stream, or overlaps what is: take it. */
static int
take(struct streams *s, struct stream *to, size_t sending)
{
    uint32_t number = s->segment[sending].number;
    uint32_t end = number + size_of(&s->tr->event[sending]);

    if (!reaches(to->arrived, number))
        return 0;
    if (reaches(end, to->arrived))
        to->arrived = end;
    return 1;
}

/* Of the early ones take what is early no more. */
static int
take_early(struct streams *s, struct stream *to)
{
    for (size_t *at = &to->early; *at; at = &s->next[*at - 1])
        if (take(s, to, *at - 1)) {
            *at = s->next[*at - 1];
            return 1;
        }
    return 0;
}

static void
add_early(struct streams *s, struct stream *to, size_t sending)
{
    for (size_t at = to->early; at; at = s->next[at - 1])
        if (at == sending + 1)
            return; /* a second copy */
    s->next[sending] = to->early;
    to->early = sending + 1;
}

static void
arrive(struct streams *s, size_t sending)
{
    int way;
    struct connection *c = connection_of(s, sending, &way);

    if (!take(s, &c->way[way], sending)) {
        add_early(s, &c->way[way], sending);
        return;
    }
    while (take_early(s, &c->way[way]))
        continue;
}

struct segment *
stream_segments(const struct trace *tr)
{
    struct streams s = { .tr = tr };

    s.segment = memory_new(tr->n_events, sizeof(*s.segment));
    s.connection = memory_new(tr->n_events, sizeof(*s.connection));
    s.next = memory_new(tr->n_events, sizeof(*s.next));
    seen_init(&s.ends, tr->event, same_ends);
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        const struct trace_event *sending;

        if (ev->kind == TRACE_SEND && *ev->name)
            send(&s, i);
        if (ev->kind == TRACE_DELIVER &&
            (sending = sending_before(tr, ev)) != NULL)
            arrive(&s, index_of(tr, sending));
    }
    seen_release(&s.ends);
    free(s.connection);
    free(s.next);
    return s.segment;
}
