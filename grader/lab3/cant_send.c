/*
 * cant_send.c - the case of a system that cannot send.
 *
 * The explorer does not try errors of calls that send.  Four runs say all: the
 * first copy of a request cannot be sent, or the second one, or none; or the
 * first reply.
 */
#include "grader/lab3/cases.h"
#include "grader/scenario.h"
#include "grader/scheduled.h"

#include <stdio.h>

#define SEND(n) "error client @sendto #" n " ENOBUFS; "

/* send() and sendmsg() are sendto() to the simulated kernel. */
static const char *const refusals[] = {
    SEND("1"),
    "drop client->server #1; " SEND("2"),
    /* As many as there are copies until the deadline of refused.world. */
    SEND("1") SEND("2") SEND("3"),
    /* A reply that cannot be sent is a reply that is lost. */
    "error server @sendto #1 ENOBUFS",
};
#define N_REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

void
lab3_cant_send(const struct grade_case *c, const struct grade_options *opt,
               struct result *r)
{
    struct sim_world *w = scenario_load(c->scenario, opt, r);
    struct verdict v = { 0 };
    struct trace tr;
    int ok = w != NULL;

    trace_init(&tr);
    for (size_t i = 0; ok && i < N_REFUSALS; i++) {
        scheduled_run(w, refusals[i], &tr);
        ok = oracle_all(c->oracles, &tr, &v);
    }
    if (ok) {
        r->outcome = OUTCOME_PASS;
        r->points = c->points;
        snprintf(r->statement, sizeof(r->statement),
                 "%zu runs in which the system refuses to send", N_REFUSALS);
    } else if (w) {
        r->outcome = OUTCOME_FAIL;
        snprintf(r->statement, sizeof(r->statement), "%.230s", v.why);
        report_run(r, opt, c, &tr, &v, REPORT_FAILURE);
    }
    trace_release(&tr);
    sim_free(w);
}
