/*
 * discard.c - lab4.discard: what it costs to tell a server which replies it
 * need not keep, counted in the traces of a few runs.
 */
#include "grader/lab4/discard.h"

#include <stdlib.h>
#include <string.h>

#include "grader/scenario.h"
#include "netsim/lang/text.h"
#include "netsim/lang/worldfile.h"
#include "netsim/syscalls.h"

/* ---- runs --------------------------------------------------------------- */

#define CALLS 400 /* in each run */

enum way { ACK, LIST, DONE, WAYS };

static const char *const way_name[WAYS] = { "ack", "list", "done" };
static const int flights[] = { 1, 8 }; /* calls at a time */
static const int losses[] = { 0, 10 }; /* percent */
static const char *const way_text[WAYS] = {
    "one acknowledgement of all up to a number",
    "each number, on the requests that follow",
    "each number, in a message of its own",
};

#define FLIGHTS (int)(sizeof(flights) / sizeof(flights[0]))
#define LOSSES (int)(sizeof(losses) / sizeof(losses[0]))

struct counted {
    unsigned messages;
    unsigned long bytes; /* of UDP's payload */
    int left, most;      /* replies that the server keeps: in the end, ever */
};

struct measured {
    struct counted of[WAYS][FLIGHTS][LOSSES];
};

static void
count(struct counted *n, const struct trace *tr)
{
    *n = (struct counted){ 0 };
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->kind == TRACE_SEND) {
            n->messages++;
            n->bytes += ev->len;
        }
        if (trace_is_step(ev, "cached")) {
            n->left = atoi(ev->text);
            n->most = n->left > n->most ? n->left : n->most;
        }
    }
}

static int
load(struct worldfile *f, enum way way, int flight, int loss)
{
    struct text_error err;
    char text[400];

    snprintf(text, sizeof(text),
             "host server lab4-discard-server 0.0.0.0:20049\n"
             "host client lab4-discard-client %s %d %d server:20049\n"
             "link client<->server delay 10ms 2ms loss %d%%\n"
             "limit 600s\n",
             way_name[way], flight, CALLS / flight, loss);
    return worldfile_parse(f, "discard", text, SYS_NR_COUNT, sys_call_name,
                           &err);
}

static void
run(struct sim_world *w, struct trace *tr)
{
    struct trace_meta meta;

    sim_describe(w, &meta);
    trace_set_meta(tr, &meta);
    sim_set_chooser(w, sim_rules_chooser(w));
    sim_set_sink(w, trace_keep, tr);
    sim_set_steps(w, 1);
    sim_run(w);
    sim_set_chooser(w, NULL);
    sim_set_sink(w, NULL, NULL);
}

/* 1: it is counted.  0: the result says why it cannot be. */
static int
measure_one(const struct grade_case *c, const struct grade_options *opt,
            struct measured *m, const int at[3], struct result *r)
{
    struct worldfile f;
    struct sim_world *w = NULL;
    struct verdict v = { 0 };
    struct trace tr;
    int ok = 0;

    worldfile_init(&f);
    trace_init(&tr);
    if (load(&f, (enum way)at[0], flights[at[1]], losses[at[2]]) == 0)
        w = scenario_world(&f, opt, r);
    if (w) {
        run(w, &tr);
        ok = oracle_all(c->oracles, &tr, &v) == 1;
        count(&m->of[at[0]][at[1]][at[2]], &tr);
        sim_free(w);
        if (!ok) {
            r->outcome = OUTCOME_FAIL;
            snprintf(r->statement, sizeof(r->statement), "%.230s", v.why);
        }
    }
    trace_release(&tr);
    worldfile_release(&f);
    return ok;
}

static int
measure(const struct grade_case *c, const struct grade_options *opt,
        struct measured *m, struct result *r)
{
    for (int way = 0; way < WAYS; way++)
        for (int fl = 0; fl < FLIGHTS; fl++)
            for (int loss = 0; loss < LOSSES; loss++) {
                const int at[3] = { way, fl, loss };

                if (!measure_one(c, opt, m, at, r))
                    return 0;
            }
    return 1;
}

/* ---- what the lecture says of it ---------------------------------------- */

static int
of_each(const struct measured *m,
        int (*holds)(const struct measured *, int fl, int loss))
{
    for (int fl = 0; fl < FLIGHTS; fl++)
        for (int loss = 0; loss < LOSSES; loss++)
            if (!holds(m, fl, loss))
                return 0;
    return 1;
}

static int
ack_is_cheapest(const struct measured *m, int fl, int loss)
{
    const struct counted *ack = &m->of[ACK][fl][loss];
    const struct counted *done = &m->of[DONE][fl][loss];

    return ack->messages < done->messages && ack->bytes < done->bytes &&
           (loss > 0 ||
            (ack->messages == 2 * CALLS && done->messages == 3 * CALLS));
}

/* With one call at a time a list has one number, as an acknowledgement has. */
static int
list_grows_with_the_flight(const struct measured *m, int fl, int loss)
{
    return flights[fl] == 1 ||
           (m->of[LIST][fl][loss].bytes > m->of[ACK][fl][loss].bytes &&
            m->of[LIST][fl][loss].bytes > m->of[LIST][0][loss].bytes);
}

static int
ack_does_not_grow(const struct measured *m, int fl, int loss)
{
    return losses[loss] > 0 ||
           m->of[ACK][fl][loss].bytes == m->of[ACK][0][loss].bytes;
}

/* A later acknowledgement makes good for one that was lost. */
static int
ack_leaves_no_more_than_the_flight(const struct measured *m, int fl, int loss)
{
    return m->of[ACK][fl][loss].left <= flights[fl];
}

static int
lost_done_is_for_ever(const struct measured *m, int fl, int loss)
{
    const struct counted *done = &m->of[DONE][fl][loss];

    return losses[loss] > 0 ? done->left > flights[fl] : done->left == 0;
}

static const struct {
    const char *text;
    int (*holds)(const struct measured *, int, int);
} claims[] = {
    { "an acknowledgement costs no message and fewer bytes than \"done\"",
      ack_is_cheapest },
    { "a list is longer with many calls in flight",
      list_grows_with_the_flight },
    { "an acknowledgement is not", ack_does_not_grow },
    { "a lost acknowledgement does no harm",
      ack_leaves_no_more_than_the_flight },
    { "a lost \"done\" leaves its reply for ever", lost_done_is_for_ever },
};
#define CLAIMS (sizeof(claims) / sizeof(claims[0]))

/* ---- the report --------------------------------------------------------- */

static void
print_row(FILE *out, const struct counted *n, int fl, int loss, int way)
{
    fprintf(out, "  %6d  %4d%%  %-4s  %8u.%02u  %8lu  %4d  %4d\n", flights[fl],
            losses[loss], way_name[way], n->messages / CALLS,
            n->messages % CALLS * 100 / CALLS, (n->bytes + CALLS / 2) / CALLS,
            n->left, n->most);
}

static void
print(FILE *out, const struct measured *m)
{
    for (int way = 0; way < WAYS; way++)
        fprintf(out, "  %-4s  %s\n", way_name[way], way_text[way]);
    fprintf(out, "\n  counted in runs of %d calls\n", CALLS);
    fprintf(out, "  %6s  %5s  %-4s  %11s  %8s  %s\n", "flight", "loss", "way",
            "messages", "bytes", "replies kept");
    fprintf(out, "  %6s  %5s  %-4s  %11s  %8s  %4s  %4s\n", "", "", "",
            "a call", "a call", "end", "most");
    for (int fl = 0; fl < FLIGHTS; fl++)
        for (int loss = 0; loss < LOSSES; loss++)
            for (int way = 0; way < WAYS; way++)
                print_row(out, &m->of[way][fl][loss], fl, loss, way);
    fprintf(out, "  What an acknowledgement costs is in the last column: one "
                 "call that takes\n  long holds it back for all that come "
                 "after.\n");
}

static void
report(const struct grade_case *c, const struct grade_options *opt,
       const struct measured *m, struct result *r)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    print(out, m);
    fclose(out);
    report_text(r, opt, c, REPORT_EXHIBIT,
                "how a server learns what it need not keep", text, NULL);
    free(text);
}

void
lab4_discard(const struct grade_case *c, const struct grade_options *opt,
             struct result *r)
{
    struct measured m;

    if (!measure(c, opt, &m, r))
        return;
    report(c, opt, &m, r);
    r->outcome = OUTCOME_PASS;
    r->points = c->points;
    snprintf(r->statement, sizeof(r->statement), "measured: see below");
    for (size_t i = 0; i < CLAIMS; i++)
        if (!of_each(&m, claims[i].holds)) {
            r->outcome = OUTCOME_FAIL;
            r->points = 0;
            snprintf(r->statement, sizeof(r->statement),
                     "it does not hold that %s", claims[i].text);
            return;
        }
}
