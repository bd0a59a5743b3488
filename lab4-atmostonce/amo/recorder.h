/*
 * recorder.h - what a server writes down, and when.  Contract of lab 4, part
 * D (semantics up to DURABLE) and part E (EXACTLY_ONCE).
 *
 * The order is what makes the semantics.  "Execute" is the procedure of the
 * service, which changes nothing but memory:
 *
 *     AT_LEAST_ONCE             execute, RECORD_CHANGE                reply
 *     AT_MOST_ONCE              execute, RECORD_CHANGE                reply
 *     DURABLE     RECORD_BEGUN, execute, RECORD_CHANGE, RECORD_DONE   reply
 *     EXACTLY_ONCE              execute, RECORD_DONE with the change  reply
 *
 * What was begun and is not done when the server comes back is lost: executed
 * or not, nobody knows, and it must not be executed now.  A procedure that has
 * changed nothing needs no RECORD_CHANGE.
 *
 * Errors:     0 or a negative errno.  After one the server must not reply,
 *             and had better end: its memory is ahead of its disk.  Of a
 *             replay -ENOSPC: since the journal was last compacted more
 *             clients have said hello than the cache has room for, and a
 *             replay forgets nobody.
 * Ownership:  everything is borrowed.
 * Threads:    one at a time.
 */
#ifndef AMO_RECORDER_H
#define AMO_RECORDER_H

#include "lab4-atmostonce/amo/cache.h"
#include "lab4-atmostonce/amo/journal.h"
#include "lab4-atmostonce/amo/record.h"

enum semantics {
    AT_LEAST_ONCE, /* no cache at all */
    AT_MOST_ONCE,  /* the cache is in memory only, as lab 4 begins */
    DURABLE,       /* ... and in the journal, too */
    EXACTLY_ONCE,  /* ... in one record with what the call has changed */
};

/* What a service has to offer to whoever keeps its state for it. */
struct service_state {
    /* What has changed since the last time: its length, or -EMSGSIZE. */
    int (*changes)(void *service, uint8_t *buf, size_t cap);
    /* All of it, as one change from nothing. */
    int (*all)(void *service, uint8_t *buf, size_t cap);
    /* Make such a change.  -EBADMSG: it is none. */
    int (*apply)(void *service, const uint8_t *change, size_t len);
};

struct recorder {
    enum semantics semantics;
    struct journal *journal;
    struct cache *cache; /* of AT_LEAST_ONCE: NULL */
    const struct service_state *state;
    void *service;
    int64_t now_ms;   /* when the server started, for the cache */
    size_t compacted; /* length of the journal when it was last compacted */
};

/*
 * At the start: the function for journal_open(), arg is the recorder, whose
 * journal is not there yet.  Brings cache and service to where they were.
 * -EBADMSG: the bytes are no record.
 */
journal_record_fn recorder_replay;

/* ... and then: what was begun and is not done is lost. */
int recorder_recovered(struct recorder *r);

/* A client has said hello, and was not known. */
int recorder_hello(struct recorder *r, const struct call_id *id);

/* Before a call is executed. */
int recorder_before(struct recorder *r, const struct call_id *id);

/*
 * After it was executed, and before its reply is sent.  id is NULL for a
 * caller that does not number its calls: at least once is all that it gets.
 */
int recorder_after(struct recorder *r, const struct call_id *id,
                   const uint8_t *reply, size_t len);

/*
 * Compact the journal, if it is longer than max bytes, and has at least
 * doubled since it was last compacted: what is alive may have more than max.
 */
int recorder_compact(struct recorder *r, size_t max);

#endif
