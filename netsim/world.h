/*
 * world.h - private to netsim: a world: its hosts, its network, its time.
 *
 * It lies in its own arena, with all that a run makes and changes.
 */
#ifndef NETSIM_WORLD_H
#define NETSIM_WORLD_H

#include "netsim/event.h"
#include "netsim/fiber.h"
#include "netsim/socket.h"

struct arena;
struct datagram;
struct host;
struct link;
struct outlet;
struct shadow;
struct thread;

struct sim_world {
    struct arena *arena; /* where this lies, too */
    int64_t now_ns, limit_ns;
    uint64_t seed;
    struct event_queue queue;
    struct stacks stacks;
    struct thread *run_first, **run_last;

    struct host **host;
    int n_hosts;
    const char **host_name;
    struct host **by_name; /* open addressing, by name; of n_named hosts */
    int n_named;
    uint32_t name_cap;
    struct schedule_names names;

    struct link **link; /* open addressing, by (src, dst) */
    uint32_t n_links, link_cap;
    struct link *last_link; /* that was found, or NULL */
    struct link_rule any_rule;
    struct datagram *held;  /* past "timeout", "call", "ack" */
    struct datagram *spare; /* of the usual size */
    uint32_t datagram_id;
    int64_t network_ns; /* SIM_TIME of the network is to be asked; or -1 */
    struct datagram *home, **home_last; /* segments within a host */

    struct socket **tcp; /* connections, a table of chains */
    uint32_t n_tcp, tcp_cap;
    uint32_t tcp_id;                /* of the last connection */
    struct socket_list tcp_closing; /* until a time; in its order */

    struct sim_chooser *chooser;
    struct sim_chooser rules;
    struct outlet *outlet; /* NULL unless hosts are outside */
    trace_sink_fn *sink;
    void *sink_arg;
    uint64_t seq;      /* of the last traced event */
    uint32_t decision; /* number of the last one */
    int steps;
    struct sim_stats stats;

    uint64_t pause_at; /* before the call of this number; 0: never */
    int paused;
    sim_rest_fn *rest;
    void *rest_arg;
    const char *const *of_interest; /* steps that make the history, or NULL */
    uint64_t history;
    enum sim_state_by state_by;

    /* not part of the state */
    int dated;             /* a program has looked at a clock, in any run */
    struct shadow *shadow; /* by host: snapshot.c */

    struct trace_meta meta; /* what sim_describe() hands out */
};

/* Whether anyone listens: nothing need be computed for the trace if not. */
static inline int
tracing(const struct sim_world *w)
{
    return w->sink != NULL;
}

/* Time and seq are filled in.  Returns the seq. */
uint64_t world_trace(struct sim_world *w, struct trace_event *ev);
/* The same, of a thread: host, incarnation, thread and cause, too. */
uint64_t thread_trace(struct thread *t, struct trace_event *ev);

/* ---- world_run.c -------------------------------------------------------- */

void world_stop(struct sim_world *w); /* as before its first run */

/* ---- world_describe.c --------------------------------------------------- */

/* The last event of a trace: "quiet: server waits in recvfrom()". */
void world_trace_end(struct sim_world *w, enum sim_end end);
void world_forget_meta(struct sim_world *w); /* what was handed out last */

#endif
