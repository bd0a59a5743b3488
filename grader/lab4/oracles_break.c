/*
 * oracles_break.c - see oracles_break.h.
 */
#include "grader/lab4/oracles_break.h"

#include <inttypes.h>
#include <string.h>

#include "grader/causes.h"
#include "grader/explain.h"

static const struct trace_event *
end_of(const struct trace *tr)
{
    return tr->event + tr->n_events;
}

/* ---- cash --------------------------------------------------------------- */

static const char *
crash_between(const struct trace *tr, const struct trace_event *before,
              const char *what)
{
    for (const struct trace_event *e = tr->event; e < before; e++)
        if (e->kind == TRACE_CRASH && e->host == before->host)
            return what;
    return "";
}

int
cash_at_most_once(const struct trace *tr, struct verdict *v)
{
    for (const struct trace_event *b = tr->event; b < end_of(tr); b++)
        for (const struct trace_event *a = tr->event; a < b; a++) {
            if (!trace_is_step(a, "dispense") ||
                !trace_is_step(b, "dispense") || a->host != b->host ||
                strcmp(a->text, b->text) != 0)
                continue;
            v->culprit = b;
            snprintf(v->why, sizeof(v->why),
                     "the money was debited once, and the cash came out "
                     "twice%s",
                     crash_between(tr, b,
                                   ": the crash fell between the dispensing "
                                   "and the note of it"));
            snprintf(v->expected, sizeof(v->expected),
                     "each withdrawal is dispensed once");
            snprintf(v->actual, sizeof(v->actual), "%s, twice", b->text);
            return 0;
        }
    return 1;
}

/* A debit of this call or of a repetition of it has returned a balance. */
static int
is_debited(const struct trace *tr, const struct trace_event *call,
           const struct trace_event *end)
{
    size_t len = strlen(call->text);

    for (const struct trace_event *e = call; e < end; e++)
        if (trace_is_call(e) && cause_original(tr, e) == call) {
            const struct trace_event *ret = oracle_end_of_call(tr, e);

            /* "debit(alice, 10) = 90", but not " = no such account" */
            if (ret && trace_is_step(ret, "return") && ret->status == 0 &&
                strspn(ret->text + len, " =-0123456789") ==
                    strlen(ret->text + len))
                return 1;
        }
    return 0;
}

/* How many more debits than dispensings there were up to an event. */
static int
owed(const struct trace *tr, const struct trace_event *end)
{
    int n = 0;

    for (const struct trace_event *e = tr->event; e < end; e++) {
        if (e->host != end->host)
            continue;
        if (trace_is_step(e, "dispense"))
            n--;
        else if (trace_is_step(e, "call") && !strncmp(e->text, "debit(", 6))
            n += is_debited(tr, e, end);
    }
    return n;
}

static int
is_dispenser(const struct trace *tr, int host)
{
    return host >= 0 && strcmp(tr->meta.host[host].program, "atm.so") == 0;
}

int
cash_at_least_once(const struct trace *tr, struct verdict *v)
{
    for (const struct trace_event *e = tr->event; e < end_of(tr); e++) {
        if (e->kind != TRACE_EXIT || e->status != 0 ||
            !is_dispenser(tr, e->host) || owed(tr, e) <= 0)
            continue;
        v->culprit = e;
        snprintf(v->why, sizeof(v->why),
                 "the money was debited, and no cash came out%s",
                 crash_between(tr, e,
                               ": the crash fell between the note and the "
                               "dispensing"));
        snprintf(v->expected, sizeof(v->expected),
                 "each withdrawal is dispensed once");
        snprintf(v->actual, sizeof(v->actual),
                 "the dispenser takes its work for done");
        return 0;
    }
    return 1;
}

/* ---- numbers of calls --------------------------------------------------- */

/*
 * Client and number of a request (call_id.h): it begins with six words of
 * header and an empty credential, then comes a verifier of 24 bytes.
 */
#define VERIFIER_AT 32
#define ID_AT (VERIFIER_AT + 8)
#define ID_LEN 16
#define REQUEST_LEN_MIN (ID_AT + 24)

static const uint8_t *
id_of(const struct trace_event *send)
{
    static const uint8_t head[] = { 0x20, 0, 0, 1, 0, 0, 0, 24 };

    if (send->len < REQUEST_LEN_MIN ||
        memcmp(send->bytes + VERIFIER_AT, head, sizeof(head)) != 0)
        return NULL;
    return send->bytes + ID_AT;
}

/* The id in the first request of a call, or NULL. */
static const uint8_t *
id_of_call(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call; e < end_of(tr); e++)
        if (e->kind == TRACE_SEND && trace_same_thread(e, call))
            return id_of(e);
    return NULL;
}

static uint64_t
number_of(const uint8_t *id)
{
    uint64_t n = 0;

    for (int i = 8; i < ID_LEN; i++)
        n = n << 8 | id[i];
    return n;
}

/* The last call before it of the same client under the same id, or NULL. */
static const struct trace_event *
namesake(const struct trace *tr, const struct trace_event *call,
         const uint8_t *id)
{
    for (const struct trace_event *e = trace_before(call, tr->event); e;
         e = trace_before(e, tr->event)) {
        const uint8_t *its = trace_is_step(e, "call") && e->host == call->host
                                 ? id_of_call(tr, e)
                                 : NULL;

        if (its && memcmp(its, id, ID_LEN) == 0)
            return e;
    }
    return NULL;
}

/* The application had no answer to the first, and says the same again. */
static int
is_repetition(const struct trace *tr, const struct trace_event *first,
              const struct trace_event *again)
{
    const struct trace_event *end = oracle_end_of_call(tr, first);

    return end && end->kind == TRACE_CRASH &&
           strcmp(first->text, again->text) == 0;
}

static int
is_executed(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call; e < end_of(tr); e++)
        if (trace_is_step(e, "exec") && strcmp(e->text, call->text) == 0 &&
            explain_call(tr, e) == call)
            return 1;
    return 0;
}

int
number_is_new(const struct trace *tr, struct verdict *v)
{
    for (const struct trace_event *e = tr->event; e < end_of(tr); e++) {
        const struct trace_event *ret, *first;
        const uint8_t *id;

        if (!trace_is_step(e, "call"))
            continue;
        ret = oracle_end_of_call(tr, e);
        id = id_of_call(tr, e);
        if (!id || !ret || !trace_is_step(ret, "return") || ret->status != 0 ||
            is_executed(tr, e))
            continue;
        first = namesake(tr, e, id);
        if (!first || is_repetition(tr, first, e))
            continue;
        v->culprit = ret;
        v->since = first;
        snprintf(v->why, sizeof(v->why),
                 "%s was acknowledged but never executed: it has the number "
                 "%" PRIu64 ", as %s had, and was given its reply",
                 e->text, number_of(id), first->text);
        snprintf(v->expected, sizeof(v->expected),
                 "no two calls have one number");
        snprintf(v->actual, sizeof(v->actual), "%s, 0 executions", ret->text);
        return 0;
    }
    return 1;
}
