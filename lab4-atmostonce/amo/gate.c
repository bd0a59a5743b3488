/*
 * gate.c - see gate.h.
 *
 * The lock is held from enter() to leave(): what a procedure changes and
 * what is written of it belong together.  It is not held while a call waits
 * to be executed, so that copies of it find it in the cache meanwhile.
 */
#include "lab4-atmostonce/amo/gate.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gate {
    struct rpc_gate base; /* first: a pointer to it is one to us */
    struct gate_options options;
    struct recorder recorder;
    pthread_mutex_t lock;
};

/* One thread needs no lock. */
static void
lock(struct gate *g)
{
    if (g->options.threads > 1)
        pthread_mutex_lock(&g->lock);
}

static void
unlock(struct gate *g)
{
    if (g->options.threads > 1)
        pthread_mutex_unlock(&g->lock);
}

static void
must(const struct gate *g, int status)
{
    if (status >= 0)
        return;
    fprintf(stderr, "%s: cannot be written: %s\n", g->options.journal,
            strerror(-status));
    exit(1);
}

/* Only leases need a clock. */
static int64_t
now_ms(const struct gate *g)
{
    struct timespec t = { 0 };

    if (g->options.limits.lease_ms > 0)
        clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
is_written(const struct gate *g)
{
    return g->recorder.journal != NULL;
}

/* ---- a request comes ---------------------------------------------------- */

static enum rpc_admission
hello(struct gate *g, const struct call_id *id)
{
    enum cache_answer answer;

    /* Without a lease whoever is not known is welcome. */
    if (!g->recorder.cache || g->options.limits.lease_ms == 0)
        return RPC_ADMIT;
    answer = cache_hello(g->recorder.cache, id, now_ms(g));
    if (answer == CACHE_FULL)
        return RPC_FAIL_CALL;
    if (answer == CACHE_NEW && is_written(g))
        must(g, recorder_hello(&g->recorder, id));
    return RPC_ADMIT;
}

/* A slow server: the call is known, but not executed yet. */
static void
wait_a_while(struct gate *g)
{
    int ms = g->options.slow_ms;

    if (ms == 0)
        return;
    unlock(g);
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
    lock(g);
}

static enum rpc_admission
numbered_call(struct gate *g, const struct call_id *id, uint8_t *reply,
              size_t cap, size_t *len)
{
    if (!g->recorder.cache)
        return RPC_ADMIT;
    switch (cache_begin(g->recorder.cache, id, now_ms(g), reply, cap, len)) {
    case CACHE_NEW:
        if (is_written(g))
            must(g, recorder_before(&g->recorder, id));
        return RPC_ADMIT;
    case CACHE_DONE:
        return RPC_ANSWER;
    case CACHE_EXECUTING:
        return RPC_IGNORE;
    case CACHE_GONE:
        return RPC_REFUSE;
    case CACHE_LOST:
    case CACHE_FULL:
        break;
    }
    return RPC_FAIL_CALL;
}

static enum rpc_admission
gate_enter(struct rpc_gate *base, const struct rpc_call_header *h,
           uint8_t *reply, size_t cap, size_t *len)
{
    struct gate *g = (struct gate *)base;
    enum rpc_admission admission = RPC_ADMIT;
    struct call_id id;

    lock(g);
    switch (call_id_get(&h->verf, &id)) {
    case 0:
        admission = h->proc == 0 ? hello(g, &id)
                                 : numbered_call(g, &id, reply, cap, len);
        break;
    case -EBADMSG:
        admission = RPC_REFUSE;
        break;
    default: /* somebody who does not number calls */
        break;
    }
    if (admission == RPC_ADMIT)
        wait_a_while(g);
    else
        unlock(g);
    return admission;
}

/* ---- its reply is there ------------------------------------------------- */

static int
recorder_compact_if(struct gate *g)
{
    size_t max = g->options.compact;

    return max > 0 ? recorder_compact(&g->recorder, max) : 0;
}

static void
gate_leave(struct rpc_gate *base, const struct rpc_call_header *h,
           const uint8_t *reply, size_t len)
{
    struct gate *g = (struct gate *)base;
    struct recorder *r = &g->recorder;
    struct call_id id;
    int numbered = call_id_get(&h->verf, &id) == 0 && r->cache;

    if (h->proc != 0) {
        if (is_written(g))
            must(g, recorder_after(r, numbered ? &id : NULL, reply, len));
        /* If there is no room for it, the cache knows that it is lost. */
        if (numbered)
            cache_end(r->cache, &id, reply, len);
        if (is_written(g))
            must(g, recorder_compact_if(g));
    }
    unlock(g);
}

/* ---- from the start to the end ------------------------------------------ */

static int
recover(struct gate *g, struct rpc_text *why)
{
    struct recorder *r = &g->recorder;
    int status;

    r->now_ms = now_ms(g);
    r->journal = journal_open(g->options.journal, recorder_replay, r, why);
    if (!r->journal)
        return -errno;
    status = recorder_recovered(r);
    if (status < 0)
        rpc_text_str(why, "the journal cannot be recovered from");
    return status;
}

static int
is_complete(struct gate *g, struct rpc_text *why)
{
    struct recorder *r = &g->recorder;

    if (r->semantics != AT_LEAST_ONCE) {
        r->cache = cache_open(&g->options.limits);
        if (!r->cache) {
            rpc_text_str(why, "no cache: ");
            rpc_text_str(why, strerror(errno));
            return 0;
        }
    }
    if (!g->options.journal)
        return 1;
    errno = -recover(g, why);
    return errno == 0;
}

struct rpc_gate *
gate_open(const struct gate_options *o, struct rpc_text *why)
{
    struct gate *g = malloc(sizeof(*g));
    int err;

    rpc_text_clear(why);
    if (!g)
        return NULL;
    *g = (struct gate){
        .base = { gate_enter, gate_leave },
        .options = *o,
        .recorder = { .semantics = o->semantics,
                      .state = o->state,
                      .service = o->service },
    };
    pthread_mutex_init(&g->lock, NULL);
    if (is_complete(g, why))
        return &g->base;
    err = errno;
    gate_close(&g->base);
    errno = err;
    return NULL;
}

void
gate_close(struct rpc_gate *gate)
{
    struct gate *g = (struct gate *)gate;

    if (g->recorder.journal)
        journal_close(g->recorder.journal);
    if (g->recorder.cache)
        cache_close(g->recorder.cache);
    pthread_mutex_destroy(&g->lock);
    free(g);
}
