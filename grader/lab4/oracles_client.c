/*
 * oracles_client.c - see oracles.h: of part B.
 */
#include "grader/lab4/oracles.h"

#include <stdio.h>
#include <string.h>

#include "grader/causes.h"
#include "grader/explain.h"

#define CLIENT_LEN 16 /* digits, in the text of a step "identity" */

static int
is_same_client(const struct trace_event *a, const struct trace_event *b)
{
    return strncmp(a->text, b->text, CLIENT_LEN) == 0;
}

static int
reject(const struct trace *tr, const struct trace_event *was,
       const struct trace_event *is, const char *why, struct verdict *v)
{
    const struct trace_event *crash = cause_last_crash(tr, is);
    char disk[250] = "";

    if (crash && crash->host == was->host)
        explain_disk(tr, NULL, "", crash, disk, sizeof(disk));
    v->culprit = is;
    snprintf(v->why, sizeof(v->why), "%s%s%s", why, disk[0] ? "; " : "", disk);
    snprintf(v->expected, sizeof(v->expected),
             "each start is the next incarnation of one client, which no "
             "other machine is");
    snprintf(v->actual, sizeof(v->actual), "%s was %s, %s is %s",
             trace_host_name(&tr->meta, was->host), was->text,
             trace_host_name(&tr->meta, is->host), is->text);
    return 0;
}

/* Digits compare as their numbers do. */
static int
follows(const struct trace *tr, const struct trace_event *was,
        const struct trace_event *is, struct verdict *v)
{
    if (was->host != is->host)
        return !is_same_client(was, is) ||
               reject(tr, was, is, "two machines are the same client", v);
    if (!is_same_client(was, is))
        return reject(tr, was, is, "a restarted client is another client", v);
    if (strcmp(was->text, is->text) == 0)
        return reject(tr, was, is,
                      "two starts are the same incarnation of a client", v);
    return strcmp(was->text, is->text) < 0 ||
           reject(tr, was, is, "an incarnation comes after a later one", v);
}

int
lab4_oracle_never_again(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++)
        for (size_t k = 0; k < i; k++)
            if (trace_is_step(&tr->event[i], "identity") &&
                trace_is_step(&tr->event[k], "identity") &&
                !follows(tr, &tr->event[k], &tr->event[i], v))
                return 0;
    return 1;
}
