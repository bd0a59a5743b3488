/*
 * explain_again.c - a restarted client makes a call anew that it had begun.
 *
 * So the server sees two calls, and is right to execute both.  The cause is
 * with the client: what had it heard when it crashed, and what was on its
 * disk by then?
 */
#include "grader/explain.h"

#include <string.h>

#include "grader/causes.h"
#include "grader/request.h"

/* The first request of a call. */
static int
first_request(const struct trace *tr, const struct trace_event *call,
              struct request *r)
{
    for (const struct trace_event *e = call; e < trace_end(tr); e++)
        if (e->kind == TRACE_SEND && e->host == call->host &&
            cause_call(tr, e) == call)
            return request_read(e, r) && r->is_numbered;
    return 0;
}

/* The last that a client had heard of anything before a crash: a return or,
 * for want of that, its start. */
static const struct trace_event *
last_news(const struct trace *tr, const struct trace_event *crash)
{
    for (const struct trace_event *e = trace_before(crash, tr->event); e;
         e = trace_before(e, tr->event))
        if (trace_same_process(e, crash) &&
            (trace_is_step(e, "return") || e->kind == TRACE_START))
            return e;
    return NULL;
}

static int
is_return_of(const struct trace_event *ev, const struct trace_event *call)
{
    size_t len = strlen(call->text);

    return ev && trace_is_step(ev, "return") && ev->status == 0 &&
           strncmp(ev->text, call->text, len) == 0 && ev->text[len] == ' ';
}

static void
print_numbers(const struct trace *tr, const struct trace_event *of_a,
              const struct trace_event *of_b, FILE *out)
{
    char was[REQUEST_NUMBER_MAX], is[REQUEST_NUMBER_MAX];
    struct request a, b;

    if (!first_request(tr, of_a, &a) || !first_request(tr, of_b, &b))
        return;
    request_number(a.number, was);
    request_number(b.number, is);
    fprintf(out, " (number %s, not %s)", is, was);
}

void
explain_again(const struct trace *tr, const struct trace_event *a,
              const struct trace_event *b, char *buf, size_t cap)
{
    const struct trace_event *of_a = explain_call(tr, a);
    const struct trace_event *of_b = explain_call(tr, b);
    const struct trace_event *crash = cause_last_crash(tr, of_b);
    const struct trace_event *news = crash ? last_news(tr, crash) : NULL;
    int had_reply = is_return_of(news, of_a);
    FILE *out = explain_open(buf, cap);
    char name[128], disk[200];

    explain_call_name(tr, of_a, name, sizeof(name));
    fprintf(out, "%s executed twice: the client ", name);
    if (crash)
        fprintf(out, "%s %s, and ",
                cause_is_power(crash) ? "lost power" : "crashed",
                had_reply ? "when it had the reply"
                          : "before it had the reply");
    fprintf(out, "made another call instead of going on with the one it had "
                 "begun");
    print_numbers(tr, of_a, of_b, out);
    if (crash) {
        explain_disk(tr, news,
                     news && trace_is_step(news, "return")
                         ? "since its last reply"
                         : "since its start",
                     crash, disk, sizeof(disk));
        fprintf(out, "; %s", disk);
    }
    fclose(out);
}
