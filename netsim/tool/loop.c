/*
 * loop.c - wait for descriptors, times and an end.
 *
 * A watch may be taken out while others of the same turn are still to be
 * told; so its place stays empty until the next turn begins.
 */
#include "netsim/tool/loop.h"

#include "netsim/memory.h"
#include "netsim/tool/tool.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t ended;

static void
on_signal(int sig)
{
    (void)sig;
    ended = 1;
}

static int64_t
since_start(const struct loop *l)
{
    return tool_clock_ns() - l->start_ns;
}

void
loop_init(struct loop *l)
{
    struct sigaction end = { .sa_handler = on_signal };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t wait_only;

    /* Delivered in ppoll() alone: none is missed between test and wait. */
    sigemptyset(&wait_only);
    sigaddset(&wait_only, SIGINT);
    sigaddset(&wait_only, SIGTERM);
    sigprocmask(SIG_BLOCK, &wait_only, NULL);
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    /* Whoever reads the log may go before the trace is complete. */
    sigaction(SIGPIPE, &ignore, NULL);
    ended = 0;
    memset(l, 0, sizeof(*l));
    l->start_ns = tool_clock_ns();
}

void
loop_release(struct loop *l)
{
    event_clear(&l->timers);
    free(l->timers.heap);
    free(l->poll);
    free(l->watch);
}

static void
add(struct loop *l, struct watch *w)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;

        l->poll = sim_grow(l->poll, l->cap * sizeof(*l->poll),
                           cap * sizeof(*l->poll));
        l->watch = sim_grow(l->watch, l->cap * sizeof(struct watch *),
                            cap * sizeof(struct watch *));
        l->cap = cap;
    }
    l->poll[l->n] = (struct pollfd){ .fd = w->fd };
    l->watch[l->n] = w;
    w->slot = ++l->n;
}

void
loop_watch(struct loop *l, struct watch *w, short events)
{
    if (events) {
        if (!w->slot)
            add(l, w);
        l->poll[w->slot - 1].events = events;
    } else if (w->slot) {
        l->poll[w->slot - 1].fd = -1;
        l->watch[w->slot - 1] = NULL;
        l->gaps = 1;
        w->slot = 0;
    }
}

static void
close_gaps(struct loop *l)
{
    size_t n = 0;

    for (size_t i = 0; l->gaps && i < l->n; i++) {
        if (!l->watch[i])
            continue;
        l->poll[n] = l->poll[i];
        l->watch[n] = l->watch[i];
        l->watch[n]->slot = n + 1;
        n++;
    }
    if (l->gaps)
        l->n = n;
    l->gaps = 0;
}

void
loop_set_timer(struct loop *l, struct timer *t, int64_t at_ns)
{
    event_add(&l->timers, &t->event, at_ns);
}

void
loop_stop_timer(struct loop *l, struct timer *t)
{
    event_cancel(&l->timers, &t->event);
}

/* -1 is never. */
static int64_t
earlier(int64_t a, int64_t b)
{
    return b < 0 || (a >= 0 && a < b) ? a : b;
}

static void
wait_until(struct loop *l, int64_t at_ns)
{
    int64_t left_ns = at_ns - since_start(l);
    struct timespec left = { 0, 0 };
    sigset_t all;

    sigemptyset(&all);
    if (left_ns > 0) {
        left.tv_sec = left_ns / 1000000000;
        left.tv_nsec = left_ns % 1000000000;
    }
    if (ppoll(l->poll, l->n, at_ns < 0 ? NULL : &left, &all) >= 0)
        return;
    if (errno != EINTR)
        sim_fatal("cannot wait for %zu descriptors: %s", l->n,
                  strerror(errno));
    for (size_t i = 0; i < l->n; i++)
        l->poll[i].revents = 0;
}

int
loop_turn(struct loop *l, int64_t at_ns)
{
    size_t n;

    close_gaps(l);
    wait_until(l, earlier(at_ns, event_due(&l->timers)));
    l->now_ns = since_start(l);
    /* Not those that are added meanwhile: nothing is known of them. */
    n = l->n;
    for (size_t i = 0; i < n; i++)
        if (l->watch[i] && l->poll[i].revents)
            l->watch[i]->ready(l->watch[i], l->poll[i].revents);
    while (l->timers.n && event_due(&l->timers) <= l->now_ns) {
        struct timer *t =
            CONTAINER(event_take(&l->timers), struct timer, event);

        t->ring(t);
    }
    return !ended && !l->stop;
}
