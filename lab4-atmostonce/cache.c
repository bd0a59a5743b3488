/*
 * cache.c - the duplicate request cache: lab 4, part A, and the server's side
 * of part C.
 *
 * About 290 lines are missing, 230 of them for part A.  The contract is in
 * amo/cache.h.  Syllabus: F1-F4, F6, F8, F9.
 *
 * Before you write, decide:
 *
 *   - what finds the client, and what its call: 10,000 clients, 64 calls each
 *   - which memory is whose, and when it is freed
 *   - what a second thread may see between cache_begin() and cache_end()
 *   - a request comes twice, a day apart; its client has acknowledged it; its
 *     client was forgotten meanwhile
 */
#include "lab4-atmostonce/amo/cache.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART_A "lab 4 part A"
#define PART_C "lab 4 part C"
#define THIS_FILE "lab4-atmostonce/cache.c"

const struct cache_limits cache_limits_default = {
    .clients = 10000,
    .calls = 64,
    .lease_ms = 0,
};

/* Clients, and of each its calls; a lock. */
struct cache {
    struct cache_limits limits;
};

struct cache *
cache_open(const struct cache_limits *limits)
{
    (void)limits;
    rpc_not_implemented(PART_A, "cache_open()", THIS_FILE);
    errno = ENOSYS;
    return NULL;
}

void
cache_close(struct cache *c)
{
    (void)c;
}

/* ---- part A: new, executing, done --------------------------------------- */

enum cache_answer
cache_begin(struct cache *c, const struct call_id *id, int64_t now_ms,
            uint8_t *reply, size_t cap, size_t *len)
{
    (void)c;
    (void)id;
    (void)now_ms;
    (void)reply;
    (void)cap;
    (void)len;
    rpc_not_implemented(PART_A, "cache_begin()", THIS_FILE);
    return CACHE_FULL;
}

int
cache_end(struct cache *c, const struct call_id *id, const uint8_t *reply,
          size_t len)
{
    (void)c;
    (void)id;
    (void)reply;
    (void)len;
    rpc_not_implemented(PART_A, "cache_end()", THIS_FILE);
    return -ENOSYS;
}

size_t
cache_clients(struct cache *c)
{
    (void)c;
    return 0;
}

size_t
cache_calls(struct cache *c)
{
    (void)c;
    return 0;
}

/* ---- part C: leases ----------------------------------------------------- */

enum cache_answer
cache_hello(struct cache *c, const struct call_id *id, int64_t now_ms)
{
    (void)c;
    (void)id;
    (void)now_ms;
    rpc_not_implemented(PART_C, "cache_hello()", THIS_FILE);
    return CACHE_FULL;
}

/* ---- part A: all that is in it, and over a restart ---------------------- */

void
cache_restarted(struct cache *c)
{
    (void)c;
    rpc_not_implemented(PART_A, "cache_restarted()", THIS_FILE);
}

int
cache_each(struct cache *c, const struct cache_visitor *v)
{
    (void)c;
    (void)v;
    rpc_not_implemented(PART_A, "cache_each()", THIS_FILE);
    return -ENOSYS;
}
