/*
 * check_discard.c - lab4-discard WHAT: part C's functions of amo/cache.h:
 * what is discarded, and what is not.
 */
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "grader/lab4/node/cache_check.h"
#include "grader/node/check.h"

/* ---- acknowledgements --------------------------------------------------- */

static void
check_acks(void)
{
    struct cache *c = cache_check_open(10, 64, 0);

    check_begin("what is acknowledged is discarded, and nothing else");
    for (uint64_t n = 1; n <= 6; n++) {
        expect(c, call(1, n, 0), CACHE_NEW, "it comes for the first time");
        if (n != 4)
            end_call(c, call(1, n, 0), "reply");
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
    end_call(c, call(1, 4, 0), "late");
    expect(c, call(1, 4, 6), CACHE_GONE, "it is acknowledged");
    /* Another client's acknowledgements are its own. */
    expect(c, call(2, 1, 0), CACHE_NEW, "it comes for the first time");
    end_call(c, call(2, 1, 0), "reply");
    expect(c, call(1, 9, 8), CACHE_NEW, "it comes for the first time");
    expect_reply(c, call(2, 1, 0), "reply", "client 2 acknowledges nothing");
    cache_close(c);
}

/* ---- bounds ------------------------------------------------------------- */

#define CLIENTS 10000
#define CALLS 100000
#define INCARNATION 3
#define REPLY "a reply of this and that"

/* Call n of a client that has done with all before it. */
static void
one_more_call(struct cache *c, uint32_t n)
{
    struct call_id id =
        call(1, call_number(INCARNATION, n), call_number(INCARNATION, n - 1));

    expect(c, id, CACHE_NEW, "it comes for the first time");
    end_call(c, id, REPLY);
}

/* Neither more blocks nor longer ones. */
static void
check_many_calls(struct cache *c)
{
    size_t blocks = 0, longest = 0;

    for (uint32_t n = 1; n <= CALLS; n++) {
        one_more_call(c, n);
        if (n == CALLS / 10) {
            blocks = heap_blocks();
            longest = heap_longest();
        }
    }
    CHECK(cache_calls(c) == 1,
          "after %d calls of which all but the last are acknowledged "
          "cache_calls() says %zu",
          CALLS, cache_calls(c));
    CHECK(heap_blocks() <= blocks && heap_longest() <= longest,
          "after %d calls, all acknowledged, there are %zu blocks of memory, "
          "the longest of %zu bytes; after %d calls there were %zu, of %zu",
          CALLS, heap_blocks(), heap_longest(), CALLS / 10, blocks, longest);
}

static void
check_many_clients(struct cache *c)
{
    for (uint64_t client = 2; client <= CLIENTS; client++) {
        expect(c, call(client, 1, 0), CACHE_NEW, "its client is new");
        end_call(c, call(client, 1, 0), REPLY);
    }
    for (uint64_t n = 1; n <= 2; n++)
        expect(c, call(CLIENTS + 1, n, 0), CACHE_FULL,
               "there is room for 10,000 clients, and no lease has ended");
    CHECK(cache_clients(c) == CLIENTS && cache_calls(c) == CLIENTS,
          "%d clients with a call each: cache_clients() says %zu, "
          "cache_calls() %zu",
          CLIENTS, cache_clients(c), cache_calls(c));
    for (uint64_t client = 2; client <= CLIENTS; client++)
        expect_reply(c, call(client, 1, 0), REPLY, "it was executed");
}

static void
check_bounded(void)
{
    size_t blocks = heap_blocks();
    struct cache *c = cache_check_open(CLIENTS, 64, 0);

    check_begin("memory after 100,000 calls");
    check_many_calls(c);
    check_begin("memory with 10,000 clients");
    check_many_clients(c);
    CHECK(heap_blocks() <= blocks + 6 * CLIENTS,
          "%d clients with a reply each take %zu blocks of memory", CLIENTS,
          heap_blocks() - blocks);
    cache_close(c);
    CHECK(heap_blocks() == blocks, "cache_close() leaves %zu blocks of memory",
          heap_blocks() - blocks);
}

static void
check_calls_limit(void)
{
    struct cache *c = cache_check_open(10, 3, 0);

    check_begin("a client with too many calls");
    for (uint64_t n = 1; n <= 3; n++) {
        expect(c, call(1, n, 0), CACHE_NEW, "there is room for it");
        end_call(c, call(1, n, 0), "reply");
    }
    for (uint64_t n = 4; n <= 5; n++)
        expect(c, call(1, n, 0), CACHE_FULL, "there is room for 3 of each");
    CHECK(cache_calls(c) == 3, "room for 3 calls: cache_calls() says %zu",
          cache_calls(c));
    for (uint64_t n = 1; n <= 3; n++)
        expect_reply(c, call(1, n, 0), "reply", "what is there stays");
    expect(c, call(2, 1, 0), CACHE_NEW, "another client has room of its own");
    expect(c, call(1, 4, 1), CACHE_NEW, "an acknowledgement makes room");
    expect_reply(c, call(1, 2, 1), "reply", "2 is not acknowledged");
    cache_close(c);
}

/* ---- leases ------------------------------------------------------------- */

#define LEASE_MS 1000

static void
check_lease(void)
{
    struct cache *c = cache_check_open(2, 64, LEASE_MS);

    check_begin("leases: who is silent for too long is forgotten");
    expect_at(c, 0, call(1, 1, 0), CACHE_GONE,
              "with a lease a client must say hello first");
    expect_hello(c, 0, call(1, 0, 0), CACHE_NEW, "nobody knows it");
    expect_hello(c, 0, call(1, 0, 0), CACHE_DONE, "it is known");
    expect_at(c, 0, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    end_call(c, call(1, 1, 0), "reply");
    expect_hello(c, 500, call(2, 0, 0), CACHE_NEW, "there is room for two");
    expect_hello(c, 999, call(3, 0, 0), CACHE_FULL,
                 "both were heard from within their leases");
    expect_at(c, 999, call(1, 1, 0), CACHE_DONE, "within its lease");
    /* A request is heard, not only a hello: client 1 until 1999 ms. */
    expect_hello(c, 1499, call(3, 0, 0), CACHE_FULL,
                 "client 1 was heard at 999 ms, client 2 at 500 ms");
    expect_hello(c, 1500, call(3, 0, 0), CACHE_NEW,
                 "client 2 was silent for 1 s");
    expect_at(c, 1501, call(2, 1, 0), CACHE_GONE,
              "it was forgotten: what it asks for may have been executed");
    expect_at(c, 1502, call(1, 1, 0), CACHE_DONE, "client 1 was not");
    CHECK(cache_clients(c) == 2, "cache_clients() says %zu of 2",
          cache_clients(c));
    /* Back again, with a call from before and a new one. */
    expect_hello(c, 2600, call(2, 1, 0), CACHE_NEW,
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
    struct cache *c = cache_check_open(1, 64, LEASE_MS);
    uint8_t reply[16];
    struct call_id id;
    size_t len;
    enum cache_answer got;

    check_begin("leases: a call that takes longer than one");
    expect_hello(c, 0, call(1, 0, 0), CACHE_NEW, "nobody knows it");
    expect_at(c, 0, call(1, 1, 0), CACHE_NEW, "it comes for the first time");
    expect_hello(c, 5000, call(2, 0, 0), CACHE_FULL,
                 "the call of client 1 is still being executed");
    end_call(c, call(1, 1, 0), "reply");
    id = call(1, 1, 0);
    got = cache_begin(c, &id, 5001, reply, sizeof(reply), &len);
    CHECK(got == CACHE_DONE || got == CACHE_GONE,
          "call 1 has ended, its client was silent for 5 s: cache_begin() "
          "says %s where CACHE_DONE or CACHE_GONE is right",
          cache_check_name(got));
    cache_close(c);
}

/* Whatever a client says twice, the second time changes nothing. */
static void
check_hello(void)
{
    struct cache *c = cache_check_open(2, 64, LEASE_MS);

    check_begin("hello of a client that is known");
    expect_hello(c, 0, call(1, 0, 0), CACHE_NEW, "nobody knows it");
    for (uint64_t n = 1; n <= 3; n++) {
        expect_at(c, 0, call(1, n, 0), CACHE_NEW,
                  "it comes for the first time");
        end_call(c, call(1, n, 0), "reply");
    }
    expect_hello(c, 0, call(1, 0, 0), CACHE_DONE, "it is known");
    expect_reply(c, call(1, 1, 0), "reply",
                 "a late copy of hello says no more");
    /* Restarted: it has used 3, and has done with 1. */
    expect_hello(c, 0, call(1, 3, 1), CACHE_DONE, "it is known");
    expect(c, call(1, 1, 0), CACHE_GONE, "hello acknowledges, too");
    expect_reply(c, call(1, 2, 0), "reply", "2 is not acknowledged");
    expect(c, call(1, 4, 1), CACHE_NEW, "it comes for the first time");
    CHECK(cache_calls(c) == 3,
          "4 calls, 1 of them acknowledged: cache_calls() says %zu",
          cache_calls(c));
    cache_close(c);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "bounded") == 0)
        check_bounded();
    else if (argc > 1 && strcmp(argv[1], "lease") == 0) {
        check_hello();
        check_lease();
        check_lease_of_slow_call();
    } else {
        check_acks();
        check_calls_limit();
    }
    return check_done();
}
