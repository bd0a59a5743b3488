/*
 * link_trace.c - what the trace says of a datagram: that it was sent, with
 * what befell it, and how its way ended.
 */
#include "netsim/link_private.h"

#include "netsim/host.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

/* What a segment is for; NULL: it is none. */
static const char *
tcp_name(const struct datagram *d)
{
    return d->tcp & TCPF_SYN   ? d->tcp & TCPF_ACK ? "SYN-ACK" : "SYN"
           : d->tcp & TCPF_RST ? "RST"
           : d->tcp & TCPF_FIN ? "FIN"
           : d->tcp            ? "data"
                               : NULL;
}

static void
fill_in(struct trace_event *ev, const struct datagram *d)
{
    ev->dgram = d->id;
    ev->copy = d->copy;
    ev->src = d->src;
    ev->dst = d->dst;
    ev->nth = d->nth;
    ev->sport = d->sport;
    ev->dport = d->dport;
    ev->len = d->len;
    ev->name = tcp_name(d);
}

uint64_t
link_trace_end(struct sim_world *w, const struct datagram *d,
               enum trace_kind kind, const char *why)
{
    struct trace_event ev = {
        .kind = kind, .host = d->dst, .cause = d->send_seq, .text = why
    };

    if (d->dst >= 0)
        ev.inc = w->host[d->dst]->proc.inc;
    fill_in(&ev, d);
    return world_trace(w, &ev);
}

static int
deviates(const struct sim_decision *dec)
{
    return dec->drop || dec->duplicate || dec->moment != PAST_TIME ||
           dec->by_ns || dec->corrupt || dec->until_ns;
}

/* The decision in the language of schedules: to say it is to replay it. */
static void
describe(struct sim_world *w, const struct datagram *d,
         const struct sim_decision *dec, char *buf, size_t cap)
{
    struct deviation dev = { .nth = d->nth, .src = d->src, .dst = d->dst };
    struct schedule s = { 0 };

    if (dec->drop) {
        dev.kind = DEV_DROP;
        s.dev[s.n++] = dev;
    } else if (dec->moment != PAST_TIME || dec->by_ns) {
        dev.kind = DEV_DELAY;
        dev.moment = dec->moment;
        dev.by_ns = dec->by_ns;
        s.dev[s.n++] = dev;
    }
    if (!dec->drop && dec->until_ns) {
        dev.kind = DEV_HOLD;
        dev.at_ns = dec->until_ns;
        s.dev[s.n++] = dev;
    }
    if (!dec->drop && dec->corrupt) {
        dev.kind = DEV_CORRUPT;
        s.dev[s.n++] = dev;
    }
    if (dec->duplicate) {
        dev.kind = DEV_DUPLICATE;
        dev.moment = dec->copy_moment;
        dev.by_ns = dec->copy_by_ns;
        s.dev[s.n++] = dev;
    }
    schedule_print(buf, cap, &s, &w->names);
}

void
link_trace_send(struct host *h, struct thread *t, struct datagram *d,
                const struct sim_decision *dec, int64_t delay_ns)
{
    struct sim_world *w = h->world;
    struct trace_event ev = { .kind = TRACE_SEND,
                              .host = h->index,
                              .inc = h->proc.inc,
                              .cause = d->send_seq,
                              .bytes = d->bytes,
                              .delay_ns = delay_ns,
                              .rule = dec->rule };
    char did[256];

    fill_in(&ev, d);
    if (deviates(dec)) {
        describe(w, d, dec, did, sizeof(did));
        ev.did = did;
        ev.dec = ++w->decision;
    }
    d->send_seq = t ? thread_trace(t, &ev) : world_trace(w, &ev);
}
