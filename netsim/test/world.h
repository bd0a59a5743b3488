/*
 * world.h - a small world for a test: hosts that run programs of
 * netsim/test/node, and what can be asked of the trace they leave.
 */
#ifndef NETSIM_TEST_WORLD_H
#define NETSIM_TEST_WORLD_H

#include "netsim/netsim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "grader/testing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MS INT64_C(1000000)
#define SECOND (1000 * MS)

struct test_world {
    struct sim_world *sim;
    struct trace trace;
    struct schedule schedule;
    struct sim_script script;
};

static inline void
world_begin(struct test_world *w)
{
    memset(w, 0, sizeof(*w));
    w->sim = sim_new();
    trace_init(&w->trace);
    sim_set_sink(w->sim, trace_keep, &w->trace);
}

static inline void
world_end(struct test_world *w)
{
    sim_free(w->sim);
    trace_release(&w->trace);
}

/* Up to three words for a program; NULL ends them early. */
static inline int
add_host(struct test_world *w, const char *name, const char *program,
         const char *a, const char *b, const char *c)
{
    const char *argv[] = { program, a, b, c };
    char path[256];
    const char *why = NULL;
    int argc = 1, host;

    while (argc < 4 && argv[argc])
        argc++;
    snprintf(path, sizeof(path), BUILD "/node/%s.so", program);
    host = sim_add_host(w->sim, name, path, argc,
                        (char *const *)(uintptr_t)argv, &why);
    if (host < 0)
        fail_msg("%s: %s", path, why);
    return host;
}

static inline void
set_schedule(struct test_world *w, const char *src)
{
    struct text_error err;

    if (schedule_parse(&w->schedule, "schedule", src, sim_names(w->sim),
                       &err) < 0)
        fail_msg("%s", err.text);
    sim_script_init(&w->script, &w->schedule, sim_rules_chooser(w->sim));
    sim_set_chooser(w->sim, &w->script.chooser);
}

/* Run as from the start; the trace is of this run alone. */
static inline enum sim_end
run(struct test_world *w)
{
    trace_clear(&w->trace);
    return sim_run(w->sim);
}

/* The nth event (from 1) of this kind and host, or NULL. */
static inline const struct trace_event *
event_of(const struct test_world *w, enum trace_kind kind, int host, int nth)
{
    for (size_t i = 0; i < w->trace.n_events; i++) {
        const struct trace_event *ev = &w->trace.event[i];

        if (ev->kind == kind && ev->host == host && --nth == 0)
            return ev;
    }
    return NULL;
}

static inline int
count_of(const struct test_world *w, enum trace_kind kind, int host)
{
    int n = 0;

    while (event_of(w, kind, host, n + 1))
        n++;
    return n;
}

/* The nth line (from 1) that a host has written. */
static inline const char *
line_of(const struct test_world *w, int host, int nth)
{
    const struct trace_event *ev = event_of(w, TRACE_LOG, host, nth);

    if (!ev)
        fail_msg("host %d has not written line %d", host, nth);
    return ev->text;
}

/* All its lines, as a real program would leave them in a pipe. */
static inline void
output_of(const struct test_world *w, int host, char *buf, size_t cap)
{
    const struct trace_event *ev;
    size_t len = 0;

    buf[0] = '\0';
    for (int n = 1; (ev = event_of(w, TRACE_LOG, host, n)) != NULL; n++) {
        len += (size_t)snprintf(buf + len, cap - len, "%s\n", ev->text);
        assert_true(len < cap);
    }
}

static inline void
check_exit(const struct test_world *w, int host, int status)
{
    const struct trace_event *ev = event_of(w, TRACE_EXIT, host, 1),
                             *bad = event_of(w, TRACE_FAULT, host, 1);

    if (bad)
        fail_msg("host %d: %s: %s", host, bad->name, bad->text);
    assert_non_null(ev);
    assert_int_equal(ev->status, status);
}

#endif
