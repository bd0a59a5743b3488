/*
 * recorder.c - what a server writes down, and when.
 *
 * A reply is a promise, and so is what a copy of the request will be told:
 * either is written before it is made.
 */
#include "lab4-atmostonce/amo/recorder.h"

#include <errno.h>
#include <string.h>

/* ---- records ------------------------------------------------------------ */

static struct record_call
to_record(const struct call_id *id)
{
    return (struct record_call){ id->client, id->number, id->ack };
}

static struct call_id
from_record(const struct record_call *call)
{
    return (struct call_id){ call->client, call->number, call->ack };
}

static int
append(struct journal *j, const struct record *record)
{
    uint8_t buf[RECORD_LEN_MAX];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    record_put(&e, record);
    return e.err ? -EMSGSIZE : journal_append(j, buf, e.len);
}

static int
append_hello(struct journal *j, const struct call_id *id)
{
    struct record record = { .kind = RECORD_HELLO, .hello = to_record(id) };

    return append(j, &record);
}

static int
append_begun(struct journal *j, const struct call_id *id)
{
    struct record record = { .kind = RECORD_BEGUN, .begun = to_record(id) };

    return append(j, &record);
}

static int
append_change(struct journal *j, const uint8_t *change, size_t len)
{
    struct record record = { .kind = RECORD_CHANGE };

    record.state.change_len = (uint32_t)len;
    memcpy(record.state.change, change, len);
    return append(j, &record);
}

/* Both in one record, so that there is never one without the other. */
static int
append_done(struct journal *j, const struct call_id *id, const uint8_t *reply,
            size_t len, const uint8_t *change, size_t change_len)
{
    struct record record = { .kind = RECORD_DONE };
    struct record_done *done = &record.done;

    if (len > sizeof(done->reply) || change_len > sizeof(done->change))
        return -EMSGSIZE;
    done->call = to_record(id);
    done->reply_len = (uint32_t)len;
    if (len > 0)
        memcpy(done->reply, reply, len);
    done->change_len = (uint32_t)change_len;
    if (change_len > 0)
        memcpy(done->change, change, change_len);
    return append(j, &record);
}

/* ---- a call ------------------------------------------------------------- */

int
recorder_hello(struct recorder *r, const struct call_id *id)
{
    return r->semantics >= DURABLE ? append_hello(r->journal, id) : 0;
}

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
    int err = 0;

    if (change_len < 0)
        return change_len;
    if (id && r->semantics == EXACTLY_ONCE)
        return append_done(r->journal, id, reply, len, change,
                           (size_t)change_len);
    if (change_len > 0)
        err = append_change(r->journal, change, (size_t)change_len);
    if (err == 0 && id && r->semantics == DURABLE)
        err = append_done(r->journal, id, reply, len, NULL, 0);
    return err;
}

/* ---- after a restart ---------------------------------------------------- */

static int
replay_begun(struct recorder *r, const struct record_call *begun)
{
    struct call_id id = from_record(begun);
    size_t len;

    if (cache_begin(r->cache, &id, r->now_ms, NULL, 0, &len) == CACHE_FULL)
        return -ENOSPC;
    return 0;
}

/* Its RECORD_BEGUN may have come before, and what came between may have
 * acknowledged it. */
static int
replay_done(struct recorder *r, const struct record_done *done)
{
    struct call_id id = from_record(&done->call);
    size_t len;

    switch (cache_begin(r->cache, &id, r->now_ms, NULL, 0, &len)) {
    case CACHE_NEW:
    case CACHE_EXECUTING:
        return cache_end(r->cache, &id, done->reply, done->reply_len);
    case CACHE_FULL:
        return -ENOSPC;
    default:
        return 0;
    }
}

static int
replay_hello(struct recorder *r, const struct record_call *hello)
{
    struct call_id id = from_record(hello);

    return cache_hello(r->cache, &id, r->now_ms) == CACHE_FULL ? -ENOSPC : 0;
}

static int
replay_change(struct recorder *r, const uint8_t *change, size_t len)
{
    return len > 0 ? r->state->apply(r->service, change, len) : 0;
}

/* What it says of calls, for a server that tells them apart. */
static int
replay_calls(struct recorder *r, const struct record *record)
{
    if (!r->cache)
        return 0;
    switch (record->kind) {
    case RECORD_HELLO:
        return replay_hello(r, &record->hello);
    case RECORD_BEGUN:
        return replay_begun(r, &record->begun);
    case RECORD_DONE:
        return replay_done(r, &record->done);
    default:
        return 0;
    }
}

int
recorder_replay(void *arg, const uint8_t *bytes, size_t len)
{
    struct recorder *r = arg;
    struct record record;
    struct xdr_dec d;
    int err = 0;

    xdr_dec_init(&d, bytes, len);
    record_get(&d, &record);
    if (xdr_get_end(&d) < 0)
        return -EBADMSG;
    if (record.kind == RECORD_CHANGE)
        err = replay_change(r, record.state.change, record.state.change_len);
    if (record.kind == RECORD_DONE)
        err = replay_change(r, record.done.change, record.done.change_len);
    return err < 0 ? err : replay_calls(r, &record);
}

int
recorder_recovered(struct recorder *r)
{
    if (r->cache)
        cache_restarted(r->cache);
    return 0;
}

/* ---- compaction --------------------------------------------------------- */

static int
visit_hello(void *arg, const struct call_id *id)
{
    return append_hello(arg, id);
}

static int
visit_begun(void *arg, const struct call_id *id)
{
    return append_begun(arg, id);
}

static int
visit_done(void *arg, const struct call_id *id, const uint8_t *reply,
           size_t len)
{
    return append_done(arg, id, reply, len, NULL, 0);
}

/* All that a new journal must say: the state, and whom it has answered. */
static int
write_all(void *arg, struct journal *j)
{
    struct recorder *r = arg;
    const struct cache_visitor visitor = { j, visit_hello, visit_done,
                                           visit_begun };
    uint8_t state[RECORD_CHANGE_MAX];
    int len = r->state->all(r->service, state, sizeof(state));
    int err = len > 0 ? append_change(j, state, (size_t)len) : len;

    if (err < 0 || !r->cache || r->semantics < DURABLE)
        return err;
    return cache_each(r->cache, &visitor);
}

int
recorder_compact(struct recorder *r, size_t max)
{
    size_t size = journal_size(r->journal);
    int err;

    /* Not every time, should what must stay be longer than max. */
    if (size <= max || size < 2 * r->compacted)
        return 0;
    err = journal_compact(r->journal, write_all, r);
    r->compacted = journal_size(r->journal);
    return err;
}
