/*
 * anatomy_find.c - the ten steps of a call, among the events of a trace.
 *
 * What belongs together is found by what it says: the call's text is the
 * text of its execution, and the xid of the request is that of the answer.
 * So it does not matter which threads the work is divided among.
 */
#include "netsim/tool/anatomy.h"

#include <errno.h>
#include <stdlib.h>

#define NONE SIZE_MAX
#define MARK_LEN 4 /* of a record, RFC 5531 section 11 */

/* ---- steps -------------------------------------------------------------- */

/* From event `from` on, the next such step; of that thread, unless NULL. */
static size_t
step_after(const struct trace *tr, size_t from, const char *name,
           const struct trace_event *who)
{
    for (size_t i = from; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (trace_is_step(ev, name) &&
            (!who || (ev->host == who->host && ev->inc == who->inc &&
                      ev->thread == who->thread)))
            return i;
    }
    return NONE;
}

static size_t
nth_call(const struct trace *tr, unsigned nth)
{
    size_t i = step_after(tr, 0, "call", NULL);

    while (i != NONE && --nth > 0)
        i = step_after(tr, i + 1, "call", NULL);
    return i;
}

/* Where the call is executed: it says what the call has said.  The last time
 * before event `before`. */
static size_t
execution_of(const struct trace *tr, size_t call, size_t before)
{
    size_t found = NONE, i = step_after(tr, call, "exec", NULL);

    for (; i != NONE && i < before; i = step_after(tr, i + 1, "exec", NULL))
        if (strcmp(tr->event[i].text, tr->event[call].text) == 0)
            found = i;
    return found;
}

/* The last one of this thread before event `before`. */
static size_t
step_before(const struct trace *tr, size_t before, const char *name)
{
    const struct trace_event *who = &tr->event[before];
    size_t found = NONE, i = step_after(tr, 0, name, who);

    while (i != NONE && i < before) {
        found = i;
        i = step_after(tr, i + 1, name, who);
    }
    return found;
}

/* ---- messages ----------------------------------------------------------- */

static int
same_way(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->src && a->sport == b->sport && a->dst == b->dst &&
           a->dport == b->dport;
}

/* A segment that was sent before, or that carries nothing. */
static int
is_news(const struct trace *tr, const struct trace_event *ev)
{
    const struct trace_event *cause;

    if (ev->kind != TRACE_SEND || ev->len == 0)
        return 0;
    if (!packet_is_tcp(ev) || !ev->cause)
        return 1;
    cause = trace_find(tr, ev->cause);
    return !cause || cause->kind != TRACE_SEND;
}

static uint32_t
word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

/* How long a message that begins so is with its record marks; 0: longer than
 * this.  Only one fragment is looked for. */
static size_t
whole_length(const struct message *m)
{
    if (m->mark_len == 0)
        return m->len;
    if (m->len < MARK_LEN)
        return 0;
    return MARK_LEN + (word_at(m->bytes) & 0x7fffffff);
}

static int
is_whole(const struct message *m)
{
    size_t len = whole_length(m);

    return len > 0 && m->len >= len;
}

static void
append(struct message *m, const struct trace *tr, size_t i)
{
    const struct trace_event *ev = &tr->event[i];

    m->bytes = realloc(m->bytes, m->len + ev->len);
    if (!m->bytes)
        abort();
    memcpy(m->bytes + m->len, ev->bytes, ev->len);
    m->len += ev->len;
    m->send[m->n_sends++] = i;
}

/* Begin with event[i], a sending, and go on until the message is whole. */
static void
collect(struct message *m, const struct trace *tr, size_t i)
{
    const struct trace_event *first = &tr->event[i];

    free(m->bytes);
    *m = (struct message){ .mark_len = packet_is_tcp(first) ? MARK_LEN : 0,
                           .deliver = NONE };
    for (; i < tr->n_events && m->n_sends < ANATOMY_PACKETS_MAX; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (is_news(tr, ev) && same_way(ev, first))
            append(m, tr, i);
        if (m->n_sends > 0 && is_whole(m))
            return;
    }
}

/* Its xid and type: 0 if it has them and they are these. */
static int
begins_with(const struct message *m, uint32_t xid, uint32_t type)
{
    return is_whole(m) && m->len >= m->mark_len + 8 &&
           word_at(m->bytes + m->mark_len) == xid &&
           word_at(m->bytes + m->mark_len + 4) == type;
}

/* The first delivery of the last packet after it, if there is one. */
static size_t
delivery_of(const struct trace *tr, const struct message *m)
{
    const struct trace_event *last = &tr->event[m->send[m->n_sends - 1]];

    for (size_t i = m->send[m->n_sends - 1]; i < tr->n_events; i++)
        if (tr->event[i].kind == TRACE_DELIVER &&
            tr->event[i].dgram == last->dgram)
            return i;
    return NONE;
}

/* Of the messages between two events that have this xid and type the one
 * that arrives last: it is what happens next that is because of it. */
static int
find_message(struct message *m, const struct trace *tr, uint32_t xid,
             uint32_t type, size_t from, size_t until)
{
    struct message found = { .deliver = 0 };

    for (size_t i = from; i < until; i++) {
        if (!is_news(tr, &tr->event[i]))
            continue;
        collect(&found, tr, i);
        if (!begins_with(&found, xid, type))
            continue;
        found.deliver = delivery_of(tr, &found);
        if (found.deliver >= until || found.deliver < m->deliver)
            continue;
        free(m->bytes);
        *m = found;
        found.bytes = NULL;
    }
    free(found.bytes);
    return m->n_sends > 0;
}

/* The xid of the first message that the caller's host sends after this. */
static uint32_t
xid_after(const struct trace *tr, size_t marshal)
{
    struct message m = { .bytes = NULL };
    uint32_t xid = 0;

    for (size_t i = marshal; i < tr->n_events && m.n_sends == 0; i++)
        if (is_news(tr, &tr->event[i]) &&
            tr->event[i].host == tr->event[marshal].host &&
            tr->event[i].thread == tr->event[marshal].thread)
            collect(&m, tr, i);
    if (m.len >= m.mark_len + 4)
        xid = word_at(m.bytes + m.mark_len);
    free(m.bytes);
    return xid;
}

/* ---- all of it ---------------------------------------------------------- */

static unsigned
count_copies(const struct trace *tr, const struct anatomy *a)
{
    const struct trace_event *last =
        &tr->event[a->request.send[a->request.n_sends - 1]];
    unsigned n = 0;

    for (size_t i = a->marshal; i < a->ret; i++) {
        const struct trace_event *ev = &tr->event[i];

        n += ev->kind == TRACE_SEND && same_way(ev, last) &&
             ev->len == last->len &&
             memcmp(ev->bytes, last->bytes, ev->len) == 0;
    }
    return n;
}

/* Set *to, or say in *missing what is not there; the first of them counts. */
static void
need(size_t *to, size_t found, const char *what, const char **missing)
{
    if (found == NONE && !*missing)
        *missing = what;
    *to = found == NONE ? 0 : found;
}

/* The caller's steps, and which answer it has got. */
static void
find_caller(struct anatomy *a, const struct trace *tr, uint32_t *xid,
            const char **missing)
{
    const struct trace_event *who = &tr->event[a->call];

    need(&a->marshal, step_after(tr, a->call, "marshal", who), "marshal",
         missing);
    need(&a->unmarshal, step_after(tr, a->marshal, "unmarshal", who),
         "unmarshal", missing);
    need(&a->ret, step_after(tr, a->unmarshal, "return", who), "return",
         missing);
    *xid = *missing ? 0 : xid_after(tr, a->marshal);
    if (!find_message(&a->answer, tr, *xid, 1, a->marshal, a->unmarshal) &&
        !*missing)
        *missing = "answer";
}

/* The execution that this answer is of, and the request that led to it. */
static void
find_server(struct anatomy *a, const struct trace *tr, uint32_t xid,
            const char **missing)
{
    const struct trace_event *who;

    need(&a->exec, execution_of(tr, a->call, a->answer.send[0]), "exec",
         missing);
    if (*missing)
        return;
    who = &tr->event[a->exec];
    need(&a->dispatch, step_before(tr, a->exec, "dispatch"), "dispatch",
         missing);
    need(&a->done, step_after(tr, a->exec, "done", who), "done", missing);
    need(&a->reply, step_after(tr, a->exec, "reply", who), "reply", missing);
    if (!find_message(&a->request, tr, xid, 0, a->marshal, a->dispatch) &&
        !*missing)
        *missing = "request";
}

int
anatomy_find(struct anatomy *a, const struct trace *tr, unsigned nth,
             const char **missing)
{
    uint32_t xid;

    *a = (struct anatomy){ .call = 0 };
    *missing = NULL;
    need(&a->call, nth_call(tr, nth), "call", missing);
    if (!*missing)
        find_caller(a, tr, &xid, missing);
    if (!*missing)
        find_server(a, tr, xid, missing);
    if (*missing) {
        anatomy_release(a);
        return -ENOENT;
    }
    a->copies = count_copies(tr, a);
    return 0;
}

void
anatomy_release(struct anatomy *a)
{
    free(a->request.bytes);
    free(a->answer.bytes);
}
