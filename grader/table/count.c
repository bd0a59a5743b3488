/*
 * count.c - from a run to how often its calls were executed.
 */
#include "grader/table/table.h"

#include <stdlib.h>
#include <string.h>

#include "grader/explain.h"

/* ---- which kind of fault ------------------------------------------------ */

static int
row_of(const struct deviation *d, int client, int server)
{
    int to_server = d->src == client && d->dst == server;
    int to_client = d->src == server && d->dst == client;

    switch (d->kind) {
    case DEV_DROP:
        return to_server ? ROW_REQUEST_LOST : to_client ? ROW_REPLY_LOST : -1;
    case DEV_DUPLICATE:
        if (!to_server && !to_client)
            return -1;
        return d->moment == PAST_TIME ? ROW_DUPLICATE : ROW_LATE;
    case DEV_DELAY:
        return to_server || to_client ? ROW_LATE : -1;
    case DEV_CRASH:
        return d->host == server   ? ROW_SERVER_CRASH
               : d->host == client ? ROW_CLIENT_CRASH
                                   : -1;
    case DEV_POWER:
        return d->host == server   ? ROW_SERVER_POWER
               : d->host == client ? ROW_CLIENT_CRASH
                                   : -1;
    case DEV_PAUSE:
        return d->host == server ? ROW_SERVER_SLOW : -1;
    default:
        return -1;
    }
}

static int
index_of(const struct schedule_names *names, const char *host)
{
    for (size_t i = 0; i < names->n_hosts; i++)
        if (strcmp(names->host[i], host) == 0)
            return (int)i;
    return -1;
}

int
table_row_of(const struct schedule *s, const struct schedule_names *names)
{
    int client = index_of(names, "client"), server = index_of(names, "server");
    int row = ROW_NO_FAULT;

    for (size_t i = 0; i < s->n; i++) {
        int of_this = row_of(&s->dev[i], client, server);

        if (of_this < 0 || (i > 0 && of_this != row))
            return -1;
        row = of_this;
    }
    return row;
}

/* ---- its calls ---------------------------------------------------------- */

static int
is_debit(const struct trace_event *ev, const char *step)
{
    return trace_is_step(ev, step) && strncmp(ev->text, "debit", 5) == 0;
}

static int
is_acknowledged(const struct trace *tr, const struct trace_event *call)
{
    const struct trace_event *end = oracle_end_of_call(tr, call);

    return end && trace_is_step(end, "return") && end->status == 0;
}

static int
executions(const struct trace *tr, const struct trace_event *call)
{
    int n = 0;

    for (const struct trace_event *e = call; e < tr->event + tr->n_events; e++)
        n += is_debit(e, "exec") && explain_call(tr, e) == call;
    return n;
}

static void
widen(struct table_range *r, int n)
{
    r->least = r->calls == 0 || n < r->least ? n : r->least;
    r->most = r->calls == 0 || n > r->most ? n : r->most;
    r->calls++;
}

static void
count_each_call(struct table_cell *cell, const struct trace *tr)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i];

        if (is_debit(call, "call"))
            widen(is_acknowledged(tr, call) ? &cell->acknowledged
                                            : &cell->failed,
                  executions(tr, call));
    }
}

/* ---- exactly once: the money -------------------------------------------- */

#define BALANCE 100 /* in the world files */
#define DEBIT 10

/* What the auditor was told last; -1: nothing. */
static long
balance_at_the_end(const struct trace *tr)
{
    static const char said[] = "balance(alice) = ";
    long balance = -1;

    for (size_t i = 0; i < tr->n_events; i++)
        if (trace_is_step(&tr->event[i], "return") &&
            strncmp(tr->event[i].text, said, strlen(said)) == 0)
            balance = atol(tr->event[i].text + strlen(said));
    return balance;
}

/* One debit, by as many incarnations as it takes. */
static void
count_the_money(struct table_cell *cell, const struct trace *tr)
{
    long balance = balance_at_the_end(tr);
    int acknowledged = 0;

    for (size_t i = 0; i < tr->n_events; i++)
        acknowledged |=
            is_debit(&tr->event[i], "return") && tr->event[i].status == 0;
    /* No auditor, no claim: this is a call whose fate is not known. */
    widen(acknowledged ? &cell->acknowledged : &cell->failed,
          balance < 0 ? -1 : (int)(BALANCE - balance) / DEBIT);
}

void
table_count(struct table_cell *cell, enum table_column column,
            const struct trace *tr)
{
    cell->runs++;
    if (column == COLUMN_EXACTLY_ONCE)
        count_the_money(cell, tr);
    else
        count_each_call(cell, tr);
}
