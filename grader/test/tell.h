/*
 * tell.h - a run told event by event, for tests of what judges a run.
 *
 * The story has a server, a client and another client.  An event's cause is
 * as the kernel has it: the first event of a host after a delivery was caused
 * by that.
 *
 *     tell_begin();
 *     step(CLIENT, "call", "debit(alice, 10)");
 *     request = tell_send(CLIENT, "debit");
 *     tell_deliver(request, 0);
 *     step(SERVER, "exec", "debit(alice, 10)");
 */
#ifndef GRADER_TEST_TELL_H
#define GRADER_TEST_TELL_H

#include "netsim/trace/trace.h"

#include <string.h>

enum { SERVER, CLIENT, OTHER, HOSTS };

struct story {
    struct trace tr;
    uint64_t seq;
    uint32_t dgrams;
    unsigned inc[HOSTS];
    uint64_t cause[HOSTS]; /* of the next event of the host */
    int64_t late_ns;       /* later than one microsecond for each event */
};

static struct story story;

static inline uint64_t
tell(struct trace_event ev)
{
    ev.seq = ++story.seq;
    ev.t_ns = (int64_t)story.seq * 1000 + story.late_ns;
    if (ev.kind != TRACE_DELIVER && ev.kind != TRACE_DROP) {
        ev.thread = ev.thread ? ev.thread : 1;
        ev.cause = story.cause[ev.host];
        story.cause[ev.host] = 0;
    }
    if (ev.kind != TRACE_DROP)
        ev.inc = story.inc[ev.host];
    trace_keep(&story.tr, &ev);
    return ev.seq;
}

/* A story is one test's; the last one's is forgotten. */
static inline void
tell_begin(void)
{
    static struct trace_host hosts[] = { { "server", "10.0.0.1", "bank" },
                                         { "client", "10.0.0.2", "bank" },
                                         { "other", "10.0.0.3", "bank" } };
    struct trace_meta meta = { .version = TRACE_VERSION,
                               .n_hosts = HOSTS,
                               .host = hosts };

    trace_release(&story.tr);
    memset(&story, 0, sizeof(story));
    trace_init(&story.tr);
    trace_set_meta(&story.tr, &meta);
    story.inc[SERVER] = story.inc[CLIENT] = story.inc[OTHER] = 1;
}

/* The nth step of this name and text. */
static inline const struct trace_event *
nth(const char *name, const char *text, int n)
{
    for (size_t i = 0; i < story.tr.n_events; i++) {
        const struct trace_event *ev = &story.tr.event[i];

        if (trace_is_step(ev, name) &&
            !strncmp(ev->text, text, strlen(text)) && !--n)
            return ev;
    }
    return NULL;
}

static inline void
tell_end(void)
{
    trace_release(&story.tr);
    memset(&story, 0, sizeof(story));
}

static inline void
step(int host, const char *name, const char *text)
{
    tell((struct trace_event){
        .kind = TRACE_STEP, .host = host, .name = name, .text = text });
}

static inline void
tell_return_to(int host, int status, const char *text)
{
    tell((struct trace_event){ .kind = TRACE_STEP,
                               .host = host,
                               .name = "return",
                               .text = text,
                               .status = status });
}

static inline void
tell_return(int status, const char *text)
{
    tell_return_to(CLIENT, status, text);
}

static inline uint64_t
tell_bytes(int src, int dst, const uint8_t *bytes, size_t len)
{
    return tell((struct trace_event){ .kind = TRACE_SEND,
                                      .host = src,
                                      .src = src,
                                      .dst = dst,
                                      .dgram = ++story.dgrams,
                                      .bytes = bytes,
                                      .len = (uint32_t)len });
}

static inline uint64_t
tell_send(int host, const char *bytes)
{
    return tell_bytes(host, host == SERVER ? CLIENT : SERVER,
                      (const uint8_t *)bytes, strlen(bytes));
}

/* The fate of a copy of the datagram that was sent by the event `send`. */
static inline void
tell_deliver(uint64_t send, uint32_t copy)
{
    const struct trace_event *s = trace_find(&story.tr, send);
    int dst = s->dst;

    story.cause[dst] = tell((struct trace_event){ .kind = TRACE_DELIVER,
                                                  .host = dst,
                                                  .src = s->src,
                                                  .dst = dst,
                                                  .dgram = s->dgram,
                                                  .copy = copy,
                                                  .cause = send });
}

static inline void
tell_drop(uint64_t send)
{
    const struct trace_event *s = trace_find(&story.tr, send);

    tell((struct trace_event){ .kind = TRACE_DROP,
                               .host = -1,
                               .src = s->src,
                               .dst = s->dst,
                               .dgram = s->dgram,
                               .cause = send,
                               .text = "schedule" });
}

/* did: "power server after @write #3 restart 50ms"; disk: what is lost. */
static inline void
tell_crash_as(int host, const char *did, const char *disk)
{
    tell((struct trace_event){
        .kind = TRACE_CRASH, .host = host, .did = did, .text = disk });
}

static inline void
tell_crash(int host)
{
    tell_crash_as(host, "", "");
}

static inline void
tell_sync(int host, const char *file, const char *changes)
{
    tell((struct trace_event){
        .kind = TRACE_SYNC, .host = host, .name = file, .text = changes });
}

static inline void
tell_start(int host)
{
    story.inc[host]++;
    tell((struct trace_event){ .kind = TRACE_START, .host = host });
}

static inline void
tell_exit(int host, int status, const char *left_open)
{
    tell((struct trace_event){ .kind = TRACE_EXIT,
                               .host = host,
                               .status = status,
                               .text = left_open });
}

/* The run is over: "quiet: client waits in poll()". */
static inline void
tell_over(const char *why)
{
    tell((struct trace_event){ .kind = TRACE_END, .text = why });
}

/* The server has got a request: it executes and answers.  Its reply. */
static inline uint64_t
tell_execution(const char *call, const char *reply)
{
    step(SERVER, "exec", call);
    step(SERVER, "done", "90");
    return tell_send(SERVER, reply);
}

#endif
