/*
 * silence.c - the exhibit of D5: four causes, one and the same silence.
 *
 * The same world runs four times, each time with one deviation.  What the
 * client sees is what its process does and when: its steps, what it sends,
 * waits for in vain and prints.  A client that sees a difference between
 * the causes looks at something that is not there on a real network, or not
 * always.
 */
#include "grader/lab3/cases.h"
#include "grader/scheduled.h"
#include "grader/scenario.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MS 1000000

/* A cause, and how a schedule says it: all of it lasts longer than a call. */
static const struct cause {
    const char *what, *schedule;
} causes[] = {
    { "requests are lost", "oneway client->server at 0s for 60s" },
    { "replies are lost", "oneway server->client at 0s for 60s" },
    { "the server crashes", "crash server @exec #1 restart never" },
    { "the server is slow", "pause server @recvfrom #1 for 30s" },
};
#define N_CAUSES (sizeof(causes) / sizeof(causes[0]))

/* What came of one of them. */
struct silence {
    char *seen;     /* by the client, a line an event; to be freed */
    int n_returned; /* calls that did */
    int n_before;   /* executions before the return, */
    int n_after;    /* and after it */
};

/* ---- what the client sees ----------------------------------------------- */

static void
print_event(FILE *out, const struct trace_event *ev)
{
    fprintf(out, "  %8" PRId64 ".%03d ms  %s", ev->t_ns / MS,
            (int)(ev->t_ns % MS / 1000), trace_kind_name(ev->kind));
    if (ev->kind == TRACE_SEND)
        fprintf(out, "  %" PRIu32 " bytes\n", ev->len);
    else
        fprintf(out, "%s%s%s%s\n", ev->name[0] ? " " : "", ev->name,
                ev->text[0] ? "  " : "", ev->text);
}

/* What the network does on the way is not for a client to see. */
static int
is_seen(const struct trace_event *ev, int client)
{
    return ev->host == client && ev->kind != TRACE_DROP &&
           ev->kind != TRACE_CHOICE;
}

static void
look(struct silence *s, const struct trace *tr, int client)
{
    size_t len;
    FILE *out = open_memstream(&s->seen, &len);

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (is_seen(ev, client))
            print_event(out, ev);
        s->n_returned += trace_is_step(ev, "return");
        if (trace_is_step(ev, "exec"))
            *(s->n_returned ? &s->n_after : &s->n_before) += 1;
    }
    fclose(out);
}

/* ---- four runs ---------------------------------------------------------- */

/* Whether the run is one of a client that is right so far. */
static int
run_cause(const struct grade_case *c, struct sim_world *w,
          const struct cause *cause, struct silence *s, struct verdict *v)
{
    const struct schedule_names *names = sim_names(w);
    struct trace tr;
    int client = 0, ok;

    while (strcmp(names->host[client], "client") != 0)
        client++;
    trace_init(&tr);
    scheduled_run(w, cause->schedule, &tr);
    ok = oracle_all(c->oracles, &tr, v);
    look(s, &tr, client);
    trace_release(&tr);
    return ok;
}

static void
print_line(FILE *out, const char *what, const char *line)
{
    fprintf(out, "  %-20s %.*s\n", what, (int)strcspn(line, "\n"), line);
}

/* The first line of cause i that differs from that of the first cause. */
static void
tell_difference(FILE *out, const struct silence *s, size_t i)
{
    const char *a = s[0].seen, *b = s[i].seen;
    size_t line = 0;

    for (size_t k = 0; a[k] && a[k] == b[k]; k++)
        if (a[k] == '\n')
            line = k + 1;
    print_line(out, causes[0].what, a + line);
    print_line(out, causes[i].what, b + line);
}

static void
print_all(FILE *out, const struct silence *s)
{
    fprintf(out, "  what the client sees, each time:\n%s\n", s[0].seen);
    fprintf(out, "  %-20s %-36s %s\n", "what happened", "schedule",
            "executed before, after the return");
    for (size_t i = 0; i < N_CAUSES; i++)
        fprintf(out, "  %-20s %-36s %5d %5d\n", causes[i].what,
                causes[i].schedule, s[i].n_before, s[i].n_after);
}

/* unlike: the cause that does not look like the first; 0: all do. */
static void
report(const struct grade_case *c, const struct grade_options *opt,
       const struct silence *s, size_t unlike, struct result *r)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    if (unlike)
        tell_difference(out, s, unlike);
    else
        print_all(out, s);
    fclose(out);
    report_text(r, opt, c, unlike ? REPORT_FAILURE : REPORT_EXHIBIT,
                unlike ? r->statement : c->what, text,
                causes[unlike ? unlike : N_CAUSES - 1].schedule);
    free(text);
}

/* Each run must be fit, and look like the first. */
static void
judge(const struct grade_case *c, const struct grade_options *opt,
      const struct silence *s, struct result *r)
{
    for (size_t i = 1; i < N_CAUSES; i++) {
        if (strcmp(s[i].seen, s[0].seen) == 0)
            continue;
        r->outcome = OUTCOME_FAIL;
        snprintf(r->statement, sizeof(r->statement),
                 "the client behaves in another way when %s than when %s",
                 causes[i].what, causes[0].what);
        report(c, opt, s, i, r);
        return;
    }
    r->outcome = OUTCOME_PASS;
    snprintf(r->statement, sizeof(r->statement),
             "%zu causes of silence look the same to the client; executed %d, "
             "%d, %d and %d times",
             N_CAUSES, s[0].n_before + s[0].n_after,
             s[1].n_before + s[1].n_after, s[2].n_before + s[2].n_after,
             s[3].n_before + s[3].n_after);
    report(c, opt, s, 0, r);
}

void
lab3_same_silence(const struct grade_case *c, const struct grade_options *opt,
                  struct result *r)
{
    struct sim_world *w = scenario_load(c->scenario, opt, r);
    struct silence s[N_CAUSES] = { 0 };
    struct verdict v = { 0 };
    int ok = w != NULL;

    for (size_t i = 0; ok && i < N_CAUSES; i++)
        ok = run_cause(c, w, &causes[i], &s[i], &v);
    if (ok)
        judge(c, opt, s, r);
    else if (w) {
        r->outcome = OUTCOME_FAIL;
        snprintf(r->statement, sizeof(r->statement), "%.230s", v.why);
    }
    for (size_t i = 0; i < N_CAUSES; i++)
        free(s[i].seen);
    sim_free(w);
}
