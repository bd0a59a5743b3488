/*
 * recorder.c - what a server writes down, straight into the bytes of a record.
 *
 * Another design: no struct record is filled in and none is read.  A record is
 * encoded where it is written and decoded where it is replayed, by the format
 * of record.x; one function for each, which goes through its fields in order.
 * When the journal is compacted the cache comes first, and then the state.
 *
 * Why it is right: the bytes are those of record.x, so a journal can be read
 * by either.  After the cache is told that a call is done, what that has
 * changed is in the state already: its record has no change of its own, and
 * so the order of the two is the same to a replay.
 */
#include "lab4-atmostonce/amo/recorder.h"

#include <errno.h>

#include "lab2-stubs/rpclib/xdr.h"

/* What a record is about; which of it there is depends on its kind. */
struct line {
    enum record_kind kind;
    struct call_id id;
    const uint8_t *reply, *change;
    size_t reply_len, change_len;
};

static int
has_cache_in_journal(const struct recorder *r)
{
    return r->semantics == DURABLE || r->semantics == EXACTLY_ONCE;
}

/* ---- lines to bytes ----------------------------------------------------- */

static void
put_id(struct xdr_enc *e, const struct call_id *id)
{
    xdr_put_u64(e, id->client);
    xdr_put_u64(e, id->number);
    xdr_put_u64(e, id->ack);
}

static int
write_line(struct journal *j, const struct line *l)
{
    uint8_t bytes[RECORD_LEN_MAX];
    struct xdr_enc e;

    if (l->reply_len > RECORD_REPLY_MAX || l->change_len > RECORD_CHANGE_MAX)
        return -EMSGSIZE;
    xdr_enc_init(&e, bytes, sizeof(bytes));
    xdr_put_enum(&e, (int32_t)l->kind);
    if (l->kind != RECORD_CHANGE)
        put_id(&e, &l->id);
    if (l->kind == RECORD_DONE)
        xdr_put_opaque(&e, l->reply, (uint32_t)l->reply_len, RECORD_REPLY_MAX);
    if (l->kind == RECORD_DONE || l->kind == RECORD_CHANGE)
        xdr_put_opaque(&e, l->change, (uint32_t)l->change_len,
                       RECORD_CHANGE_MAX);
    return e.err ? e.err : journal_append(j, bytes, e.len);
}

/* ---- bytes to lines, after a restart ------------------------------------ */

static struct call_id
get_id(struct xdr_dec *d)
{
    struct call_id id;

    id.client = xdr_get_u64(d);
    id.number = xdr_get_u64(d);
    id.ack = xdr_get_u64(d);
    return id;
}

/* Reply and change go into these, which have room for the longest. */
static int
read_line(struct line *l, const uint8_t *bytes, size_t len, uint8_t *reply,
          uint8_t *change)
{
    struct xdr_dec d;

    *l = (struct line){ .reply = reply, .change = change };
    xdr_dec_init(&d, bytes, len);
    l->kind = (enum record_kind)xdr_get_enum(&d);
    if (l->kind < RECORD_HELLO || l->kind > RECORD_CHANGE)
        return -EBADMSG;
    if (l->kind != RECORD_CHANGE)
        l->id = get_id(&d);
    if (l->kind == RECORD_DONE)
        l->reply_len = xdr_get_opaque(&d, reply, RECORD_REPLY_MAX);
    if (l->kind == RECORD_DONE || l->kind == RECORD_CHANGE)
        l->change_len = xdr_get_opaque(&d, change, RECORD_CHANGE_MAX);
    return xdr_get_end(&d) < 0 ? -EBADMSG : 0;
}

/*
 * The cache goes through what it went through then.  A call that was given up
 * while it was being executed is gone by now, and needs no reply.
 */
static int
replay_in_cache(struct recorder *r, const struct line *l)
{
    uint8_t reply[RECORD_REPLY_MAX];
    enum cache_answer answer;
    size_t len;

    if (l->kind == RECORD_HELLO)
        answer = cache_hello(r->cache, &l->id, r->now_ms);
    else
        answer = cache_begin(r->cache, &l->id, r->now_ms, reply, sizeof(reply),
                             &len);
    if (answer == CACHE_FULL)
        return -ENOSPC;
    if (l->kind == RECORD_DONE &&
        (answer == CACHE_NEW || answer == CACHE_EXECUTING))
        return cache_end(r->cache, &l->id, l->reply, l->reply_len);
    return 0;
}

int
recorder_replay(void *arg, const uint8_t *bytes, size_t len)
{
    uint8_t reply[RECORD_REPLY_MAX], change[RECORD_CHANGE_MAX];
    struct recorder *r = arg;
    struct line l;
    int status = read_line(&l, bytes, len, reply, change);

    /* A server without a cache may find what one with a cache has written. */
    if (status == 0 && l.kind != RECORD_CHANGE && r->cache)
        status = replay_in_cache(r, &l);
    if (status == 0 && l.change_len > 0)
        status = r->state->apply(r->service, l.change, l.change_len);
    return status;
}

int
recorder_recovered(struct recorder *r)
{
    if (r->cache)
        cache_restarted(r->cache);
    return 0;
}

/* ---- while it serves ---------------------------------------------------- */

int
recorder_hello(struct recorder *r, const struct call_id *id)
{
    const struct line l = { .kind = RECORD_HELLO, .id = *id };

    return has_cache_in_journal(r) ? write_line(r->journal, &l) : 0;
}

int
recorder_before(struct recorder *r, const struct call_id *id)
{
    const struct line l = { .kind = RECORD_BEGUN, .id = *id };

    return r->semantics == DURABLE ? write_line(r->journal, &l) : 0;
}

/*
 * With EXACTLY_ONCE one record has the change and the memory of the call, so
 * neither is there without the other; otherwise each has a record of its own.
 */
int
recorder_after(struct recorder *r, const struct call_id *id,
               const uint8_t *reply, size_t len)
{
    uint8_t change[RECORD_CHANGE_MAX];
    struct line changed = { .kind = RECORD_CHANGE, .change = change };
    struct line done = { .kind = RECORD_DONE,
                         .reply = reply,
                         .reply_len = len };
    int change_len = r->state->changes(r->service, change, sizeof(change));
    int status = 0;

    if (change_len < 0)
        return change_len;
    changed.change_len = (size_t)change_len;
    if (id)
        done.id = *id;
    if (id && r->semantics == EXACTLY_ONCE) {
        done.change = change;
        done.change_len = (size_t)change_len;
        return write_line(r->journal, &done);
    }
    if (change_len > 0)
        status = write_line(r->journal, &changed);
    if (status == 0 && id && r->semantics == DURABLE)
        status = write_line(r->journal, &done);
    return status;
}

/* ---- compaction --------------------------------------------------------- */

struct compaction {
    const struct recorder *recorder;
    struct journal *to;
};

static int
keep(void *arg, enum record_kind kind, const struct call_id *id,
     const uint8_t *reply, size_t len)
{
    struct compaction *c = arg;
    struct line l = {
        .kind = kind, .id = *id, .reply = reply, .reply_len = len
    };

    return write_line(c->to, &l);
}

static int
keep_hello(void *arg, const struct call_id *id)
{
    return keep(arg, RECORD_HELLO, id, NULL, 0);
}

static int
keep_done(void *arg, const struct call_id *id, const uint8_t *reply,
          size_t len)
{
    return keep(arg, RECORD_DONE, id, reply, len);
}

static int
keep_lost(void *arg, const struct call_id *id)
{
    return keep(arg, RECORD_BEGUN, id, NULL, 0);
}

/* EXACTLY_ONCE: if the power goes now, it has not been executed. */
static int
keep_begun(void *arg, const struct call_id *id)
{
    const struct compaction *c = arg;

    return c->recorder->semantics == DURABLE ? keep_lost(arg, id) : 0;
}

static int
write_everything(void *arg, struct journal *to)
{
    struct recorder *r = arg;
    struct compaction c = { r, to };
    const struct cache_visitor v = { &c, keep_hello, keep_done, keep_begun,
                                     keep_lost };
    uint8_t change[RECORD_CHANGE_MAX];
    struct line state = { .kind = RECORD_CHANGE, .change = change };
    int len, status = 0;

    if (has_cache_in_journal(r))
        status = cache_each(r->cache, &v);
    if (status < 0)
        return status;
    len = r->state->all(r->service, change, sizeof(change));
    if (len <= 0)
        return len;
    state.change_len = (size_t)len;
    return write_line(to, &state);
}

int
recorder_compact(struct recorder *r, size_t max)
{
    size_t size = journal_size(r->journal);
    int status;

    /* What is needed may be longer than max: then not each time. */
    if (size <= max || size / 2 < r->compacted)
        return 0;
    status = journal_compact(r->journal, write_everything, r);
    r->compacted = journal_size(r->journal);
    return status;
}
