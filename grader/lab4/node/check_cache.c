/*
 * check_cache.c - lab4-cache WHAT: the functions of amo/cache.h, called one
 * after the other by one thread, and by several.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "grader/lab2/node/count_blocks.h"
#include "grader/node/check.h"
#include "lab4-atmostonce/amo/cache.h"

static const char *
name_of(enum cache_answer a)
{
    static const char *const name[] = {
        [CACHE_NEW] = "CACHE_NEW",   [CACHE_EXECUTING] = "CACHE_EXECUTING",
        [CACHE_DONE] = "CACHE_DONE", [CACHE_LOST] = "CACHE_LOST",
        [CACHE_GONE] = "CACHE_GONE", [CACHE_FULL] = "CACHE_FULL",
    };

    return (size_t)a < sizeof(name) / sizeof(name[0]) ? name[a] : "no answer";
}

/* A client's call, and what it has acknowledged. */
static struct call_id
call(uint64_t client, uint64_t number, uint64_t ack)
{
    return (struct call_id){ client, number, ack };
}

static void
text_of(char *buf, size_t cap, const struct call_id *id)
{
    snprintf(buf, cap, "call %u of client %u (%u acknowledged)",
             (unsigned)id->number, (unsigned)id->client, (unsigned)id->ack);
}

static uint8_t reply[1472];
static size_t reply_len;

/* The request of a call comes at a time: this must be said of it. */
static void
expect_at(struct cache *c, int64_t now_ms, struct call_id id,
          enum cache_answer wanted, const char *why)
{
    enum cache_answer got;
    char text[80];

    reply_len = 0;
    got = cache_begin(c, &id, now_ms, reply, sizeof(reply), &reply_len);
    text_of(text, sizeof(text), &id);
    CHECK(got == wanted, "%s: cache_begin() says %s where %s is right: %s",
          text, name_of(got), name_of(wanted), why);
}

static void
expect(struct cache *c, struct call_id id, enum cache_answer wanted,
       const char *why)
{
    expect_at(c, 0, id, wanted, why);
}

static void
end(struct cache *c, struct call_id id, const char *bytes)
{
    int err = cache_end(c, &id, (const uint8_t *)bytes, strlen(bytes));
    char text[80];

    text_of(text, sizeof(text), &id);
    CHECK(err == 0, "%s: cache_end() returns %d", text, err);
}

/* It was executed, and this is what its client is told again. */
static void
expect_reply(struct cache *c, struct call_id id, const char *bytes,
             const char *why)
{
    expect(c, id, CACHE_DONE, why);
    CHECK(reply_len == strlen(bytes) && !memcmp(reply, bytes, reply_len),
          "the reply of call %u, \"%s\", comes back as \"%.*s\"",
          (unsigned)id.number, bytes, (int)reply_len, (const char *)reply);
}

static struct cache *
open_cache(size_t clients, size_t calls, int64_t lease_ms)
{
    struct cache_limits limits = { clients, calls, lease_ms };
    struct cache *c = cache_open(&limits);

    CHECK(c != NULL, "cache_open() returns NULL");
    if (!c)
        exit(1);
    return c;
}

/* ---- part A ------------------------------------------------------------- */

static void
check_states(void)
{
    struct cache *c = open_cache(10, 64, 0);

    check_begin("new, executing, done");
    expect(c, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    expect(c, call(1, 1, 0), CACHE_EXECUTING,
           "it has begun, and has not ended");
    expect(c, call(1, 2, 0), CACHE_NEW,
           "another number is another call, whatever is in progress");
    expect(c, call(2, 1, 0), CACHE_NEW, "another client has numbers too");
    end(c, call(1, 1, 0), "one");
    expect_reply(c, call(1, 1, 0), "one", "it was executed");
    expect_reply(c, call(1, 1, 0), "one", "so it is told as often as it asks");
    expect(c, call(1, 2, 0), CACHE_EXECUTING, "that one has not ended");
    end(c, call(1, 2, 0), "two");
    end(c, call(2, 1, 0), "of two");
    expect_reply(c, call(1, 2, 0), "two", "each has a reply of its own");
    expect_reply(c, call(2, 1, 0), "of two", "each client, too");
    /* The network reorders: a lower number may well be new. */
    expect(c, call(1, 9, 0), CACHE_NEW, "it comes for the first time");
    expect(c, call(1, 5, 0), CACHE_NEW, "nobody has seen 5 yet");
    /* Numbers of 64 bits, and ids of which any may be chosen. */
    expect(c, call(1, UINT64_C(1) << 32 | 1, 0), CACHE_NEW,
           "the upper half of a number counts: it is the incarnation");
    expect(c, call(UINT64_C(1) << 32 | 1, 1, 0), CACHE_NEW,
           "the upper half of a client's id counts");
    cache_close(c);
}

static void
check_replies(void)
{
    struct call_id id = call(7, 1, 0);
    struct cache *c = open_cache(10, 64, 0);
    uint8_t bytes[1472], small[4];
    size_t len = 0, blocks = heap_blocks();
    enum cache_answer got;

    check_begin("replies of all lengths");
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 7);
    for (size_t n = 0; n <= sizeof(bytes); n += 368, id.number++) {
        expect(c, id, CACHE_NEW, "it comes for the first time");
        CHECK(cache_end(c, &id, bytes, n) == 0,
              "a reply of %zu bytes is not kept", n);
        expect(c, id, CACHE_DONE, "it was executed");
        CHECK(reply_len == n && !memcmp(reply, bytes, n),
              "a reply of %zu bytes comes back as one of %zu, or as others", n,
              reply_len);
    }
    /* What is kept is a copy. */
    memset(bytes, 0, sizeof(bytes));
    expect(c, call(7, 2, 0), CACHE_DONE, "it was executed");
    CHECK(reply_len == 368 && reply[1] == 7,
          "the reply changes when the caller's buffer does");
    got = cache_begin(c, &(struct call_id){ 7, 2, 0 }, 0, small, sizeof(small),
                      &len);
    CHECK(got != CACHE_NEW && (got != CACHE_DONE || len <= sizeof(small)),
          "a reply of 368 bytes is put into a buffer of 4, or the call is "
          "new again");
    cache_close(c);
    CHECK(heap_blocks() <= blocks, "cache_close() leaves %zu blocks of memory",
          heap_blocks() - blocks);
}

/* ---- part A: threads ---------------------------------------------------- */

#define THREADS 3

static struct cache *shared;
static int executions[2];

/* Each thread gets the same two requests, as udp_serve() would. */
static void *
serve(void *arg)
{
    (void)arg;
    for (uint64_t n = 1; n <= 2; n++) {
        struct call_id id = call(1, n, 0);
        uint8_t bytes[16];
        size_t len = 0;
        enum cache_answer a =
            cache_begin(shared, &id, 0, bytes, sizeof(bytes), &len);

        if (a == CACHE_NEW) {
            executions[n - 1]++;
            cache_end(shared, &id, (const uint8_t *)"done", 4);
        } else
            CHECK(a == CACHE_EXECUTING || (a == CACHE_DONE && len == 4 &&
                                           !memcmp(bytes, "done", 4)),
                  "a copy of call %u is told %s", (unsigned)n, name_of(a));
    }
    return NULL;
}

static void
check_threads(void)
{
    pthread_t thread[THREADS];

    check_begin("several threads at once");
    shared = open_cache(10, 64, 0);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, serve, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    for (int n = 0; n < 2; n++)
        CHECK(executions[n] == 1,
              "call %d came to %d threads at once: it is new to %d of them",
              n + 1, THREADS, executions[n]);
    cache_close(shared);
}

/* ---- part C: acknowledgements ------------------------------------------- */

static void
check_acks(void)
{
    struct cache *c = open_cache(10, 64, 0);

    check_begin("what is acknowledged is discarded, and nothing else");
    for (uint64_t n = 1; n <= 6; n++) {
        expect(c, call(1, n, 0), CACHE_NEW, "it comes for the first time");
        if (n != 4)
            end(c, call(1, n, 0), "reply");
    }
    expect(c, call(1, 7, 2), CACHE_NEW, "it comes for the first time");
    CHECK(cache_calls(c) == 5,
          "7 calls, 2 of them acknowledged: cache_calls() says %zu, not 5",
          cache_calls(c));
    expect_reply(c, call(1, 3, 2), "reply", "3 is not acknowledged");
    expect(c, call(1, 2, 2), CACHE_GONE, "it is acknowledged: a late copy");
    expect(c, call(1, 1, 0), CACHE_GONE,
           "an acknowledgement that was heard is not taken back");
    expect_reply(c, call(1, 5, 0), "reply", "5 is not acknowledged");
    /* One acknowledgement says what all those before it have said. */
    expect(c, call(1, 8, 6), CACHE_NEW, "it comes for the first time");
    expect(c, call(1, 6, 6), CACHE_GONE, "it is acknowledged");
    expect(c, call(1, 4, 6), CACHE_EXECUTING,
           "its client has given up, but it is still being executed");
    end(c, call(1, 4, 0), "late");
    expect(c, call(1, 4, 6), CACHE_GONE, "it is acknowledged");
    /* Another client's acknowledgements are its own. */
    expect(c, call(2, 1, 0), CACHE_NEW, "it comes for the first time");
    end(c, call(2, 1, 0), "reply");
    expect(c, call(1, 9, 8), CACHE_NEW, "it comes for the first time");
    expect_reply(c, call(2, 1, 0), "reply", "client 2 acknowledges nothing");
    cache_close(c);
}

/* One client that has its replies; then many of which none comes back. */
static void
check_bounded(void)
{
    struct cache *c = open_cache(10000, 64, 0);
    size_t blocks = heap_blocks();

    check_begin("memory after 100,000 calls, and with 10,000 clients");
    for (uint64_t n = 1; n <= 100000; n++) {
        expect(c, call(1, n, n - 1), CACHE_NEW, "it comes for the first time");
        end(c, call(1, n, n - 1), "a reply of this and that");
    }
    CHECK(cache_calls(c) <= 1 && heap_blocks() <= blocks + 8,
          "after 100,000 calls, 99,999 of them acknowledged, there are %zu "
          "calls in the cache, and %zu blocks of memory more than before",
          cache_calls(c), heap_blocks() - blocks);
    for (uint64_t client = 2; client <= 10000; client++) {
        expect(c, call(client, 1, 0), CACHE_NEW, "its client is new");
        end(c, call(client, 1, 0), "a reply of this and that");
    }
    CHECK(cache_clients(c) == 10000,
          "10,000 clients: cache_clients() says %zu", cache_clients(c));
    expect(c, call(10001, 1, 0), CACHE_FULL,
           "there is room for 10,000 clients");
    expect(c, call(5000, 1, 0), CACHE_DONE, "it was executed");
    CHECK(heap_blocks() <= blocks + 4 * 10000,
          "10,000 clients with a reply each take %zu blocks of memory",
          heap_blocks() - blocks);
    cache_close(c);
    CHECK(heap_blocks() < blocks, "cache_close() leaves %zu blocks of memory",
          heap_blocks());
}

static void
check_calls_limit(void)
{
    struct cache *c = open_cache(10, 3, 0);

    check_begin("a client with too many calls");
    for (uint64_t n = 1; n <= 3; n++) {
        expect(c, call(1, n, 0), CACHE_NEW, "there is room for it");
        end(c, call(1, n, 0), "reply");
    }
    expect(c, call(1, 4, 0), CACHE_FULL, "there is room for 3 of a client");
    expect_reply(c, call(1, 1, 0), "reply", "what is there stays");
    expect(c, call(2, 1, 0), CACHE_NEW, "another client has room of its own");
    expect(c, call(1, 4, 1), CACHE_NEW, "an acknowledgement makes room");
    expect_reply(c, call(1, 2, 1), "reply", "2 is not acknowledged");
    cache_close(c);
}

/* ---- part C: leases ----------------------------------------------------- */

#define LEASE_MS 1000

static void
hello(struct cache *c, int64_t now_ms, struct call_id id,
      enum cache_answer wanted, const char *why)
{
    enum cache_answer got = cache_hello(c, &id, now_ms);

    CHECK(got == wanted,
          "hello of client %u at %d ms: cache_hello() says %s where %s is "
          "right: %s",
          (unsigned)id.client, (int)now_ms, name_of(got), name_of(wanted),
          why);
}

static void
check_lease(void)
{
    struct cache *c = open_cache(2, 64, LEASE_MS);

    check_begin("leases: who is silent for too long is forgotten");
    expect_at(c, 0, call(1, 1, 0), CACHE_GONE,
              "with a lease a client must say hello first");
    hello(c, 0, call(1, 0, 0), CACHE_NEW, "nobody knows it");
    hello(c, 0, call(1, 0, 0), CACHE_DONE, "it is known");
    expect_at(c, 0, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    end(c, call(1, 1, 0), "reply");
    hello(c, 500, call(2, 0, 0), CACHE_NEW, "there is room for two");
    hello(c, 999, call(3, 0, 0), CACHE_FULL,
          "both were heard from within their leases");
    expect_at(c, 999, call(1, 1, 0), CACHE_DONE, "within its lease");
    /* A request is heard, not only a hello: client 1 until 1999 ms. */
    hello(c, 1500, call(3, 0, 0), CACHE_NEW, "client 2 was silent for 1 s");
    expect_at(c, 1501, call(2, 1, 0), CACHE_GONE,
              "it was forgotten: what it asks for may have been executed");
    expect_at(c, 1502, call(1, 1, 0), CACHE_DONE, "client 1 was not");
    CHECK(cache_clients(c) == 2, "cache_clients() says %zu of 2",
          cache_clients(c));
    /* Back again, with a call from before and a new one. */
    hello(c, 2600, call(2, 1, 0), CACHE_NEW,
          "client 1 and 3 were silent for 1 s");
    expect_at(c, 2601, call(2, 1, 0), CACHE_GONE,
              "it has used this number before it said hello");
    expect_at(c, 2601, call(2, 2, 0), CACHE_NEW, "this one is new");
    cache_close(c);
}

/* A call in progress is no silence of its client. */
static void
check_lease_of_slow_call(void)
{
    struct cache *c = open_cache(1, 64, LEASE_MS);

    check_begin("leases: a call that takes longer than one");
    hello(c, 0, call(1, 0, 0), CACHE_NEW, "nobody knows it");
    expect_at(c, 0, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    hello(c, 5000, call(2, 0, 0), CACHE_FULL,
          "the call of client 1 is still being executed");
    end(c, call(1, 1, 0), "reply");
    expect_at(c, 5001, call(1, 1, 0), CACHE_DONE, "it was executed");
    cache_close(c);
}

/* ------------------------------------------------------------------------- */

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check[3])(void);
    } what[] = {
        { "duplicates", { check_states, check_replies } },
        { "threads", { check_threads } },
        { "acks", { check_acks, check_calls_limit } },
        { "bounded", { check_bounded } },
        { "lease", { check_lease, check_lease_of_slow_call } },
    };

    for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++)
        for (int k = 0; argc > 1 && !strcmp(argv[1], what[i].name) && k < 3 &&
                        what[i].check[k];
             k++)
            what[i].check[k]();
    return check_done();
}
