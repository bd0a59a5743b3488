/*
 * recorder.c - what a server writes down, and when.
 *
 * Writing is one half, in the order that recorder.h asks for; the other half
 * reads it again after a restart, and gives cache and service the very calls
 * that brought them to where they were.
 */
#include "lab4-atmostonce/amo/recorder.h"

#include <errno.h>
#include <string.h>

static struct record_call
call_of(const struct call_id *id)
{
    return (struct record_call){ id->client, id->number, id->ack };
}

static struct call_id
id_of(const struct record_call *call)
{
    return (struct call_id){ call->client, call->number, call->ack };
}

/* Is the cache written down, too? */
static int
keeps_cache(const struct recorder *r)
{
    return r->semantics == DURABLE || r->semantics == EXACTLY_ONCE;
}

/* ---- after a restart ---------------------------------------------------- */

static int
replay_hello(struct recorder *r, const struct record_call *call)
{
    struct call_id id = id_of(call);

    return cache_hello(r->cache, &id, r->now_ms) == CACHE_FULL ? -ENOSPC : 0;
}

static int
replay_begun(struct recorder *r, const struct record_call *call,
             enum cache_answer *answer)
{
    uint8_t reply[RECORD_REPLY_MAX];
    struct call_id id = id_of(call);
    size_t len;

    *answer =
        cache_begin(r->cache, &id, r->now_ms, reply, sizeof(reply), &len);
    return *answer == CACHE_FULL ? -ENOSPC : 0;
}

static int
replay_change(struct recorder *r, const uint8_t *change, size_t len)
{
    return len > 0 ? r->state->apply(r->service, change, len) : 0;
}

/*
 * Its client may have given up and acknowledged the call while it was being
 * executed.  Then nobody wants the reply; what was changed is changed.
 */
static int
replay_done(struct recorder *r, const struct record_done *done)
{
    struct call_id id = id_of(&done->call);
    enum cache_answer answer;
    int status = 0;

    if (r->cache)
        status = replay_begun(r, &done->call, &answer);
    if (r->cache && status == 0 &&
        (answer == CACHE_NEW || answer == CACHE_EXECUTING))
        status = cache_end(r->cache, &id, done->reply, done->reply_len);
    if (status < 0)
        return status;
    return replay_change(r, done->change, done->change_len);
}

/* A server without a cache may find what one with a cache has written. */
int
recorder_replay(void *arg, const uint8_t *bytes, size_t len)
{
    struct recorder *r = arg;
    enum cache_answer answer;
    struct record rec;
    struct xdr_dec d;

    xdr_dec_init(&d, bytes, len);
    record_get(&d, &rec);
    if (xdr_get_end(&d) < 0)
        return -EBADMSG;
    switch (rec.kind) {
    case RECORD_HELLO:
        return r->cache ? replay_hello(r, &rec.hello) : 0;
    case RECORD_BEGUN:
        return r->cache ? replay_begun(r, &rec.begun, &answer) : 0;
    case RECORD_DONE:
        return replay_done(r, &rec.done);
    case RECORD_CHANGE:
        break;
    }
    return replay_change(r, rec.state.change, rec.state.change_len);
}

int
recorder_recovered(struct recorder *r)
{
    if (r->cache)
        cache_restarted(r->cache);
    return 0;
}

/* ---- writing ------------------------------------------------------------ */

static int
append(struct journal *j, const struct record *rec)
{
    uint8_t bytes[RECORD_LEN_MAX];
    struct xdr_enc e;

    xdr_enc_init(&e, bytes, sizeof(bytes));
    record_put(&e, rec);
    return e.err ? e.err : journal_append(j, bytes, e.len);
}

static int
append_hello(struct journal *j, const struct call_id *id)
{
    struct record rec = { .kind = RECORD_HELLO, .hello = call_of(id) };

    return append(j, &rec);
}

static int
append_begun(struct journal *j, const struct call_id *id)
{
    struct record rec = { .kind = RECORD_BEGUN, .begun = call_of(id) };

    return append(j, &rec);
}

/* A DURABLE server has written the change before: then change_len is 0. */
static int
append_done(struct journal *j, const struct call_id *id, const uint8_t *reply,
            size_t len, const uint8_t *change, size_t change_len)
{
    struct record rec = { .kind = RECORD_DONE, .done.call = call_of(id) };

    if (len > sizeof(rec.done.reply))
        return -EMSGSIZE;
    rec.done.reply_len = (uint32_t)len;
    if (len > 0)
        memcpy(rec.done.reply, reply, len);
    rec.done.change_len = (uint32_t)change_len;
    if (change_len > 0)
        memcpy(rec.done.change, change, change_len);
    return append(j, &rec);
}

static int
append_change(struct journal *j, const uint8_t *change, size_t len)
{
    struct record rec = { .kind = RECORD_CHANGE };

    rec.state.change_len = (uint32_t)len;
    memcpy(rec.state.change, change, len);
    return append(j, &rec);
}

/* ---- when --------------------------------------------------------------- */

int
recorder_hello(struct recorder *r, const struct call_id *id)
{
    return keeps_cache(r) ? append_hello(r->journal, id) : 0;
}

/*
 * DURABLE: from here on a copy of the request must not be executed, not even
 * by a server that has lost everything but its disk.
 */
int
recorder_before(struct recorder *r, const struct call_id *id)
{
    return r->semantics == DURABLE ? append_begun(r->journal, id) : 0;
}

int
recorder_after(struct recorder *r, const struct call_id *id,
               const uint8_t *reply, size_t len)
{
    uint8_t change[RECORD_CHANGE_MAX];
    int change_len = r->state->changes(r->service, change, sizeof(change));
    int status = 0;

    if (change_len < 0)
        return change_len;
    /* One record is there or not: with the effect goes the memory of it. */
    if (id && r->semantics == EXACTLY_ONCE)
        return append_done(r->journal, id, reply, len, change,
                           (size_t)change_len);
    if (change_len > 0)
        status = append_change(r->journal, change, (size_t)change_len);
    if (status == 0 && id && r->semantics == DURABLE)
        status = append_done(r->journal, id, reply, len, change, 0);
    return status;
}

/* ---- compaction --------------------------------------------------------- */

struct compaction {
    struct recorder *recorder;
    struct journal *to;
};

static int
keep_hello(void *arg, const struct call_id *id)
{
    struct compaction *c = arg;

    return append_hello(c->to, id);
}

static int
keep_done(void *arg, const struct call_id *id, const uint8_t *reply,
          size_t len)
{
    struct compaction *c = arg;

    return append_done(c->to, id, reply, len, reply, 0);
}

/* EXACTLY_ONCE: if the power goes now, it has not been executed. */
static int
keep_begun(void *arg, const struct call_id *id)
{
    struct compaction *c = arg;

    return c->recorder->semantics == DURABLE ? append_begun(c->to, id) : 0;
}

static int
keep_lost(void *arg, const struct call_id *id)
{
    struct compaction *c = arg;

    return append_begun(c->to, id);
}

static int
write_all(void *arg, struct journal *to)
{
    struct recorder *r = arg;
    struct compaction c = { r, to };
    struct cache_visitor v = { &c, keep_hello, keep_done, keep_begun,
                               keep_lost };
    uint8_t change[RECORD_CHANGE_MAX];
    int len = r->state->all(r->service, change, sizeof(change));
    int status = len < 0 ? len : 0;

    if (len > 0)
        status = append_change(to, change, (size_t)len);
    if (status < 0 || !keeps_cache(r))
        return status;
    return cache_each(r->cache, &v);
}

int
recorder_compact(struct recorder *r, size_t max)
{
    size_t size = journal_size(r->journal);
    int status;

    /* Not every time, should what must stay be longer than max. */
    if (size <= max || size < 2 * r->compacted)
        return 0;
    status = journal_compact(r->journal, write_all, r);
    r->compacted = journal_size(r->journal);
    return status;
}
