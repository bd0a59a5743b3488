/*
 * call.c - which procedure a message is of: RFC 5531, sections 8 and 9.
 *
 * A reply does not say what it answers; the call with its xid does, which
 * went the other way before.
 */
#include "netsim/types/types_private.h"

#include <errno.h>

enum { CALL, REPLY };     /* types of message */
enum { RPC_VERSION = 2 }; /* the one there is */

/* What is left of a message. */
struct words {
    const uint8_t *bytes;
    size_t len;
};

/* 0; -ENOMSG: there is no further word. */
static int
next_word(struct words *w, uint32_t *to)
{
    const uint8_t *b = w->bytes;

    if (w->len < 4)
        return -ENOMSG;
    *to = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
          b[3];
    w->bytes += 4;
    w->len -= 4;
    return 0;
}

/* The next n words are these. */
static int
expect_words(struct words *w, const uint32_t *these, size_t n)
{
    uint32_t v;

    for (size_t i = 0; i < n; i++)
        if (next_word(w, &v) < 0 || v != these[i])
            return -ENOMSG;
    return 0;
}

/* opaque_auth, section 8.2 */
static int
skip_auth(struct words *w)
{
    uint32_t flavor, len;

    if (next_word(w, &flavor) < 0 || next_word(w, &len) < 0 || len > w->len)
        return -ENOMSG;
    len = (len + 3) / 4 * 4;
    if (len > w->len)
        return -ENOMSG;
    w->bytes += len;
    w->len -= len;
    return 0;
}

static int
read_call(struct words *w, struct types_call *call)
{
    static const uint32_t begin[] = { CALL, RPC_VERSION };

    if (expect_words(w, begin, 2) < 0 || next_word(w, &call->program) < 0 ||
        next_word(w, &call->version) < 0)
        return -ENOMSG;
    return next_word(w, &call->procedure);
}

/* An accepted one, of success. */
static int
read_reply(struct words *w)
{
    static const uint32_t begin[] = { REPLY, 0 }, success[] = { 0 };

    if (expect_words(w, begin, 2) < 0 || skip_auth(w) < 0)
        return -ENOMSG;
    return expect_words(w, success, 1);
}

static int
is_opposite(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->dst && a->sport == b->dport && a->dst == b->src &&
           a->dport == b->sport;
}

/* What event[i] calls, if it is a call with this xid. */
static int
is_call(const struct trace_event *ev, size_t mark_len, uint32_t xid,
        struct types_call *call)
{
    struct words w;
    uint32_t its;

    if (ev->len < mark_len)
        return 0;
    w = (struct words){ ev->bytes + mark_len, ev->len - mark_len };
    return next_word(&w, &its) == 0 && its == xid && read_call(&w, call) == 0;
}

/* The call before event[reply] that has this xid.  A reply to nobody must not
 * cost the whole of a long trace each time that it is looked at. */
static int
find_call(const struct trace *tr, size_t reply, size_t mark_len, uint32_t xid,
          struct types_call *call)
{
    size_t first = reply > CALL_EVENTS_MAX ? reply - CALL_EVENTS_MAX : 0;

    for (size_t i = reply; i-- > first;) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->kind == TRACE_SEND && is_opposite(ev, &tr->event[reply]) &&
            is_call(ev, mark_len, xid, call))
            return 0;
    }
    return first > 0 ? -ERANGE : -ENOENT;
}

int
call_of_message(const struct trace *tr, size_t send, size_t mark_len,
                struct types_call *call, enum types_of *what)
{
    const struct trace_event *ev = &tr->event[send];
    struct words w;
    uint32_t xid;

    if (ev->len < mark_len)
        return -ENOMSG;
    w = (struct words){ ev->bytes + mark_len, ev->len - mark_len };
    if (next_word(&w, &xid) < 0)
        return -ENOMSG;
    *what = TYPES_ARGUMENTS;
    if (is_call(ev, mark_len, xid, call))
        return 0;
    *what = TYPES_RESULT;
    if (read_reply(&w) < 0)
        return -ENOMSG;
    return find_call(tr, send, mark_len, xid, call);
}
