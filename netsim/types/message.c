/*
 * message.c - the body of a message of a trace, whole or in parts.
 */
#include "netsim/types/types_private.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "netsim/trace/layers.h"

/* What stands in this payload of the body from byte `at` on. */
struct body {
    const uint8_t *bytes;
    size_t len;     /* of this message */
    size_t more;    /* bytes behind it, of the next one */
    size_t missing; /* what is elsewhere, as far as the mark says it */
    int last;       /* fragment of its record */
};

/* A record mark says how long the message is: RFC 5531, section 11. */
static void
find_body(struct body *b, const struct trace_event *ev, size_t mark_len,
          size_t at)
{
    const uint8_t *mark = ev->bytes;
    size_t there = ev->len - mark_len, whole = there, header = at - mark_len;

    *b = (struct body){ .bytes = ev->bytes + at, .last = 1 };
    if (mark_len == 4) {
        whole = (size_t)(mark[0] & 0x7f) << 24 | (size_t)mark[1] << 16 |
                (size_t)mark[2] << 8 | mark[3];
        b->last = mark[0] >> 7;
    }
    b->missing = whole > there ? whole - there : 0;
    whole = whole < there ? whole : there;
    b->len = whole > header ? whole - header : 0;
    b->more = ev->len - at - b->len;
}

/* It is not all here: words, since a value may end anywhere. */
static void
print_part(FILE *out, const struct body *b)
{
    if (b->missing)
        fprintf(out, "      %zu bytes of the message come in other segments\n",
                b->missing);
    else
        fprintf(out, "      the record goes on with another fragment\n");
    layers_words(out, b->bytes, b->len);
}

static void
print_unknown(FILE *out, struct types *t, const struct body *b, int why,
              const struct types_call *call)
{
    const char *problem = types_problems(t), *end;

    if (why == -ENOENT)
        fprintf(out, "      no call with this xid was sent before\n");
    else if (why == -ERANGE)
        fprintf(out,
                "      no call with this xid was sent in the %d events "
                "before\n",
                CALL_EVENTS_MAX);
    else if (!why)
        fprintf(out,
                "      procedure %" PRIu32 " of program 0x%08" PRIx32
                ", version %" PRIu32 ", is in no interface\n",
                call->procedure, call->program, call->version);
    for (; !why && *problem; problem = end + 1) {
        end = strchr(problem, '\n');
        fprintf(out, "      %.*s\n", (int)(end - problem), problem);
    }
    layers_words(out, b->bytes, b->len);
}

static void
print_body(FILE *out, struct types *t, const struct trace *tr, size_t send,
           size_t mark_len, size_t at, const struct body *b)
{
    struct types_call call = { 0, 0, 0 };
    enum types_of what;
    int err = call_of_message(tr, send, mark_len, &call, &what);
    const char *title = err ? NULL : types_title(t, &call, what);

    fprintf(out, "    XDR of the procedure%s%s\n", title ? ": " : "",
            title ? title : "");
    if (b->missing || !b->last)
        print_part(out, b);
    else if (title)
        types_print(out, t, &call, what, b->bytes, b->len, at);
    else
        print_unknown(out, t, b, err, &call);
}

void
types_message(FILE *out, struct types *t, const struct trace *tr, size_t send,
              size_t mark_len, size_t at)
{
    const struct trace_event *ev = &tr->event[send];
    struct body b;

    if (!t) {
        fprintf(out, "    XDR of the procedure\n");
        layers_words(out, ev->bytes + at, ev->len - at);
        return;
    }
    find_body(&b, ev, mark_len, at);
    print_body(out, t, tr, send, mark_len, at, &b);
    if (b.more) {
        fprintf(out, "    Of another record, %zu bytes\n", b.more);
        layers_words(out, b.bytes + b.len, b.more);
    }
}
