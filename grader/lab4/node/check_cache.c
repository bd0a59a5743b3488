/*
 * check_cache.c - lab4-cache WHAT: part A's functions of amo/cache.h, called
 * one after the other by one thread, and by several.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "grader/lab4/node/cache_check.h"
#include "grader/node/check.h"

/* ---- one thread --------------------------------------------------------- */

static void
check_states(void)
{
    struct cache *c = cache_check_open(10, 64, 0);

    check_begin("new, executing, done");
    expect(c, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    expect(c, call(1, 1, 0), CACHE_EXECUTING,
           "it has begun, and has not ended");
    expect(c, call(1, 2, 0), CACHE_NEW,
           "another number is another call, whatever is in progress");
    expect(c, call(2, 1, 0), CACHE_NEW, "another client has numbers too");
    end_call(c, call(1, 1, 0), "one");
    expect_reply(c, call(1, 1, 0), "one", "it was executed");
    expect_reply(c, call(1, 1, 0), "one", "so it is told as often as it asks");
    expect(c, call(1, 2, 0), CACHE_EXECUTING, "that one has not ended");
    end_call(c, call(1, 2, 0), "two");
    end_call(c, call(2, 1, 0), "of two");
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

/* Of calls 1 to N_REPLIES of client 7, with lengths from 0 to the longest. */
#define N_REPLIES 5

static size_t
length_of(uint64_t number)
{
    return (size_t)(number - 1) * CACHE_CHECK_CAP / (N_REPLIES - 1);
}

static void
check_long_reply(struct cache *c)
{
    struct call_id id = call(7, 2, 0);
    uint8_t small[4];
    size_t len = 0;
    enum cache_answer got = cache_begin(c, &id, 0, small, sizeof(small), &len);

    CHECK(got == CACHE_LOST,
          "a reply of %zu bytes is wanted in a buffer of %zu: cache_begin() "
          "says %s where CACHE_LOST is right",
          length_of(2), sizeof(small), cache_check_name(got));
}

static void
check_replies(void)
{
    struct cache *c = cache_check_open(10, 64, 0);
    uint8_t bytes[CACHE_CHECK_CAP], buf[CACHE_CHECK_CAP];
    size_t blocks = heap_blocks();

    check_begin("replies of all lengths");
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 7);
    for (uint64_t n = 1; n <= N_REPLIES; n++) {
        struct call_id id = call(7, n, 0);

        expect(c, id, CACHE_NEW, "it comes for the first time");
        memcpy(buf, bytes, sizeof(buf));
        CHECK(cache_end(c, &id, buf, length_of(n)) == 0,
              "a reply of %zu bytes is not kept", length_of(n));
        memset(buf, 0, sizeof(buf)); /* what is kept is a copy */
        expect_bytes(c, id, bytes, length_of(n), "it was executed");
    }
    for (uint64_t n = 1; n <= N_REPLIES; n++)
        expect_bytes(c, call(7, n, 0), bytes, length_of(n), "it was executed");
    check_long_reply(c);
    cache_close(c);
    CHECK(heap_blocks() <= blocks, "cache_close() leaves %zu blocks of memory",
          heap_blocks() - blocks);
}

/* ---- several threads ---------------------------------------------------- */

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
                  "a copy of call %u is told %s", (unsigned)n,
                  cache_check_name(a));
    }
    return NULL;
}

static void
check_threads(void)
{
    pthread_t thread[THREADS];

    check_begin("several threads at once");
    shared = cache_check_open(10, 64, 0);
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

/* ---- all that is in it -------------------------------------------------- */

static int
copy_hello(void *to, const struct call_id *id)
{
    return cache_hello(to, id, 0) == CACHE_NEW ? 0 : -1;
}

static int
copy_begun(void *to, const struct call_id *id)
{
    size_t len;

    return cache_begin(to, id, 0, NULL, 0, &len) == CACHE_NEW ? 0 : -1;
}

static int
copy_done(void *to, const struct call_id *id, const uint8_t *bytes, size_t len)
{
    return copy_begun(to, id) < 0 ? -1 : cache_end(to, id, bytes, len);
}

/* What is lost is begun, and then everything begun is lost. */
static int
copy_lost(void *to, const struct call_id *id)
{
    return copy_begun(to, id);
}

/* Client 1: up to 3 acknowledged, 4 done, 5 begun. Client 2: 1 done. */
static void
fill(struct cache *c)
{
    for (uint64_t n = 1; n <= 5; n++) {
        expect(c, call(1, n, 0), CACHE_NEW, "it comes for the first time");
        if (n < 5)
            end_call(c, call(1, n, 0), n == 4 ? "four" : "reply");
    }
    expect(c, call(1, 4, 3), CACHE_DONE, "it was executed");
    expect(c, call(2, 1, 0), CACHE_NEW, "it comes for the first time");
    end_call(c, call(2, 1, 0), "");
}

static void
expect_filled(struct cache *c)
{
    CHECK(cache_clients(c) == 2 && cache_calls(c) == 3,
          "2 clients with 3 calls not acknowledged: cache_clients() says "
          "%zu, cache_calls() %zu",
          cache_clients(c), cache_calls(c));
    expect(c, call(1, 3, 0), CACHE_GONE, "it is acknowledged");
    expect_reply(c, call(1, 4, 0), "four", "it was executed");
    expect(c, call(1, 5, 0), CACHE_LOST,
           "it was being executed when the server went down");
    expect_reply(c, call(2, 1, 0), "", "it was executed");
    expect(c, call(1, 6, 0), CACHE_NEW, "it comes for the first time");
}

static void
check_each(void)
{
    struct cache *c = cache_check_open(10, 64, 0);
    struct cache *copy = cache_check_open(10, 64, 0);
    const struct cache_visitor copier = { copy, copy_hello, copy_done,
                                          copy_begun, copy_lost };
    int err;

    check_begin("all that is in it, told to another cache");
    fill(c);
    err = cache_each(c, &copier);
    CHECK(err == 0, "cache_each() returns %d", err);
    cache_restarted(copy);
    expect_filled(copy);
    check_begin("the server comes back");
    cache_restarted(c);
    expect_filled(c);
    cache_close(copy);
    cache_close(c);
}

/* The first negative result ends it, wherever it comes. */
static int calls_until_error;

static int
may_fail(void)
{
    return calls_until_error-- == 0 ? -77 : 0;
}

static int
failing_call(void *arg, const struct call_id *id)
{
    (void)arg;
    (void)id;
    return may_fail();
}

static int
failing_done(void *arg, const struct call_id *id, const uint8_t *bytes,
             size_t len)
{
    (void)arg;
    (void)id;
    (void)bytes;
    (void)len;
    return may_fail();
}

static void
check_each_fails(void)
{
    static const struct cache_visitor failing = {
        NULL, failing_call, failing_done, failing_call, failing_call,
    };
    struct cache *c = cache_check_open(10, 64, 0);

    check_begin("a visitor that cannot go on");
    fill(c);
    for (int n = 0; n < 5; n++) {
        int err;

        calls_until_error = n;
        err = cache_each(c, &failing);
        CHECK(err == -77 && calls_until_error == -1,
              "function %d of those that cache_each() calls returns -77: it "
              "returns %d, after calling %d more",
              n + 1, err, -1 - calls_until_error);
    }
    cache_close(c);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "threads") == 0)
        check_threads();
    else if (argc > 1 && strcmp(argv[1], "each") == 0) {
        check_each();
        check_each_fails();
    } else {
        check_states();
        check_replies();
    }
    return check_done();
}
