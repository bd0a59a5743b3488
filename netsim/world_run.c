/*
 * world_run.c - the loop that runs a world.
 *
 * All threads that can run do so, first come, first served, while time
 * stands still.  When none is left the next event happens, and time is what
 * that event says.  When no event is left either, what the network still
 * holds back is let go; and when there is nothing of that, it is over.
 */
#include "netsim/world.h"

#include "netsim/fault.h"
#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/outlet.h"
#include "netsim/sched.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"

#include <string.h>

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

void
sim_begin(struct sim_world *w)
{
    world_stop(w);
    network_at_time(w);
    for (int i = 0; i < w->n_hosts; i++) {
        if (w->host[i]->argc == 0)
            continue;
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
    world_trace_end(w, end);
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
