/*
 * cache.h - the duplicate request cache: which calls were executed, and what
 * was the reply.  Contract of lab 4, parts A and C.
 *
 * A call is named by client and number (call_id.h), never by its arguments:
 * two equal debits are two.  Of each client the cache keeps the calls that
 * it may still send again; the rest it discards as the client acknowledges
 * (call_id.ack), which rides on every request and on every hello:
 *
 *       new --cache_begin()--> executing --cache_end()--> done --ack--> gone
 *
 * Part A is a cache without a lease: whoever is not known is welcome.
 *
 * Part C: a client that never comes back would leave its replies here for
 * ever.  So with a lease one that was not heard from for lease_ms, or longer,
 * may be forgotten whole, and is, when room is needed.  Then its calls must
 * not be mistaken for new ones: with a lease, a client that is not known is
 * refused until it says hello, and the number in its hello is the latest that
 * it has used: calls up to that one are refused for good.
 *
 * A late copy of an old hello is believed, too, and then a late copy of an
 * old call is new.  So a lease must be longer than any datagram can be on its
 * way; TCP takes that to be two minutes (RFC 9293).
 *
 * Bounds:     limits.clients, and limits.calls for each of them.
 * Units:      ms on a clock that only the caller knows; bytes.
 * Errors:     a negative errno where it says so.
 * Ownership:  replies are copied in and out.  The cache owns its memory.
 * Threads:    several may call at once, except for open, close and each.
 */
#ifndef AMO_CACHE_H
#define AMO_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "lab4-atmostonce/amo/call_id.h"

struct cache;

struct cache_limits {
    size_t clients;
    size_t calls;     /* of one client: executing, done or lost, and not
                         gone */
    int64_t lease_ms; /* 0: no lease */
};

/* 10,000 clients, 64 calls each, no lease. */
extern const struct cache_limits cache_limits_default;

/* NULL and errno: ENOMEM. */
struct cache *cache_open(const struct cache_limits *limits);
void cache_close(struct cache *c);

enum cache_answer {
    CACHE_NEW,       /* execute it, then cache_end() */
    CACHE_EXECUTING, /* a copy of it is being executed at this moment, even
                        if its client has acknowledged it by now */
    CACHE_DONE,      /* it was executed, and here is its reply */
    CACHE_LOST,      /* it may have been executed, its reply is lost, or has
                        more than cap bytes */
    CACHE_GONE,      /* acknowledged, or of a client that was forgotten */
    CACHE_FULL,      /* no room for it: as if it had not come */
};

/*
 * A request has come.  What its client acknowledges is discarded first (a
 * call that is being executed, when that has ended).
 * CACHE_DONE: *len bytes of reply, at most cap.
 */
enum cache_answer cache_begin(struct cache *c, const struct call_id *id,
                              int64_t now_ms, uint8_t *reply, size_t cap,
                              size_t *len);

/*
 * What cache_begin() said was new has been executed: keep the reply, for as
 * long as its client may ask again.  -ENOMEM: it could not be kept, and
 * further copies are told CACHE_LOST.  -ENOENT: it was never begun.
 */
int cache_end(struct cache *c, const struct call_id *id, const uint8_t *reply,
              size_t len);

/*
 * The server has come back, and all it knows is what it has told this cache
 * (part D): what was being executed is lost.
 */
void cache_restarted(struct cache *c);

/*
 * A client says hello (part C): id->number is the latest that it has used.
 * One that is known stays as it is, but for what it acknowledges.
 * CACHE_NEW: it is known now; CACHE_DONE: it was known; CACHE_FULL: there is
 * no room, and nobody whose lease has ended.
 */
enum cache_answer cache_hello(struct cache *c, const struct call_id *id,
                              int64_t now_ms);

/* ---- what is in it ------------------------------------------------------ */

size_t cache_clients(struct cache *c);
size_t cache_calls(struct cache *c); /* of all clients */

/*
 * Everything, so that it can be written down (part D).  In any order, but
 * for each client first hello(), with the number up to which its calls are
 * refused (0: none is) and all that it has acknowledged; then its calls.  The
 * first negative result of a function ends it, and is returned.
 */
struct cache_visitor {
    void *arg;
    int (*hello)(void *arg, const struct call_id *id);
    int (*done)(void *arg, const struct call_id *id, const uint8_t *reply,
                size_t len);
    int (*begun)(void *arg, const struct call_id *id); /* executing */
    int (*lost)(void *arg, const struct call_id *id);
};

int cache_each(struct cache *c, const struct cache_visitor *v);

#endif
