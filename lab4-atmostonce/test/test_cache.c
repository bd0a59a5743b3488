/*
 * test_cache.c - the duplicate request cache against a model of it that is
 * too simple to be wrong, and under threads that are real.
 *
 * The cases of the grader (grader/lab4/node/check_cache.c, check_discard.c)
 * say one by one what must be true; here it is what they did not think of.
 */
#include "grader/testing.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "lab4-atmostonce/amo/cache.h"

/* ---- a model: room for one client, and nothing is ever searched --------- */

#define NUMBERS 12
#define CALLS 4
#define LEASE_MS 20

enum state { NOTHING, BEGUN, HAS_REPLY, HAS_NONE };

struct model {
    uint64_t client; /* 0: there is none */
    uint64_t ack, refused;
    int64_t heard_ms;
    enum state state[NUMBERS + 1];
    uint8_t reply[NUMBERS + 1]; /* one byte each */
};

static size_t
count(const struct model *m)
{
    size_t n = 0;

    for (int i = 1; i <= NUMBERS; i++)
        n += m->state[i] != NOTHING;
    return n;
}

static int
is_busy(const struct model *m)
{
    for (int i = 1; i <= NUMBERS; i++)
        if (m->state[i] == BEGUN)
            return 1;
    return 0;
}

static void
model_hear(struct model *m, uint64_t ack, int64_t now_ms)
{
    m->heard_ms = now_ms;
    if (ack > m->ack)
        m->ack = ack;
    for (uint64_t i = 1; i <= m->ack; i++)
        if (m->state[i] != BEGUN)
            m->state[i] = NOTHING;
}

static enum cache_answer
model_hello(struct model *m, const struct call_id *id, int64_t now_ms)
{
    enum cache_answer answer = CACHE_DONE;

    if (m->client != id->client) {
        if (m->client && (now_ms - m->heard_ms < LEASE_MS || is_busy(m)))
            return CACHE_FULL;
        *m = (struct model){ .client = id->client, .refused = id->number };
        answer = CACHE_NEW;
    }
    model_hear(m, id->ack, now_ms);
    return answer;
}

static enum cache_answer
model_begin(struct model *m, const struct call_id *id, int64_t now_ms)
{
    if (m->client != id->client)
        return CACHE_GONE;
    model_hear(m, id->ack, now_ms);
    switch (m->state[id->number]) {
    case BEGUN:
        return CACHE_EXECUTING;
    case HAS_REPLY:
        return CACHE_DONE;
    case HAS_NONE:
        return CACHE_LOST;
    case NOTHING:
        break;
    }
    if (id->number <= m->ack || id->number <= m->refused)
        return CACHE_GONE;
    if (count(m) == CALLS)
        return CACHE_FULL;
    m->state[id->number] = BEGUN;
    return CACHE_NEW;
}

/* ---- the cache does the same, whatever comes ---------------------------- */

static uint32_t drawn = 1;

/* 0 to n - 1. */
static uint64_t
draw(uint32_t n)
{
    drawn = drawn * 1664525 + 1013904223;
    return (drawn >> 8) % n;
}

static void
begin_both(struct cache *c, struct model *m, int64_t now_ms)
{
    struct call_id id = { 1 + draw(2), 1 + draw(NUMBERS), draw(NUMBERS / 3) };
    enum cache_answer answer;
    uint8_t reply[1];
    size_t len = 0;

    answer = cache_begin(c, &id, now_ms, reply, sizeof(reply), &len);
    assert_int_equal(answer, model_begin(m, &id, now_ms));
    if (answer == CACHE_DONE) {
        assert_int_equal(len, 1);
        assert_int_equal(reply[0], m->reply[id.number]);
    }
}

static void
end_both(struct cache *c, struct model *m)
{
    struct call_id id = { m->client, 1 + draw(NUMBERS), 0 };
    uint8_t reply = (uint8_t)draw(256);
    int begun = m->client && m->state[id.number] == BEGUN;

    if (!begun)
        return;
    assert_int_equal(cache_end(c, &id, &reply, 1), 0);
    m->state[id.number] = id.number > m->ack ? HAS_REPLY : NOTHING;
    m->reply[id.number] = reply;
}

static void
hello_both(struct cache *c, struct model *m, int64_t now_ms)
{
    struct call_id id = { 1 + draw(2), draw(NUMBERS), draw(2) };

    assert_int_equal(cache_hello(c, &id, now_ms), model_hello(m, &id, now_ms));
}

static void
restart_both(struct cache *c, struct model *m)
{
    cache_restarted(c);
    for (int i = 1; i <= NUMBERS; i++)
        if (m->state[i] == BEGUN)
            m->state[i] = HAS_NONE;
}

static void
it_answers_as_the_model_does(void **state)
{
    const struct cache_limits limits = { 1, CALLS, LEASE_MS };
    struct cache *c = cache_open(&limits);
    struct model m = { 0 };

    (void)state;
    assert_non_null(c);
    for (int64_t now_ms = 0; now_ms < 200000; now_ms++) {
        uint64_t what = draw(100);

        if (what < 50)
            begin_both(c, &m, now_ms);
        else if (what < 90)
            end_both(c, &m);
        else if (what < 97)
            hello_both(c, &m, now_ms);
        else if (what < 98)
            restart_both(c, &m);
        else
            now_ms += LEASE_MS;
        assert_int_equal(cache_clients(c), m.client != 0);
        assert_int_equal(cache_calls(c), count(&m));
    }
    cache_close(c);
}

/* ---- threads ------------------------------------------------------------ */

#define THREADS 2
#define ROUNDS 20000

static struct cache *shared;
static atomic_int arrived;
static int executions[ROUNDS + 1]; /* each by whom it is new to */

/* Spinning: whoever wakes is late. */
static void
meet(int round)
{
    atomic_fetch_add(&arrived, 1);
    while (atomic_load(&arrived) < round * THREADS)
        sched_yield();
}

/* Every thread gets every request at the same time, and the acknowledgement
 * of those long before. */
static void *
serve(void *wrong)
{
    for (uint64_t n = 1; n <= ROUNDS; n++) {
        struct call_id id = { 1, n, n > 20 ? n - 20 : 0 };
        uint8_t reply[8];
        size_t len;

        meet((int)n);
        switch (cache_begin(shared, &id, 0, reply, sizeof(reply), &len)) {
        case CACHE_NEW:
            executions[n]++;
            *(int *)wrong |= cache_end(shared, &id, (uint8_t *)&n, 8) < 0;
            break;
        case CACHE_DONE:
            *(int *)wrong |= len != 8 || memcmp(reply, &n, 8) != 0;
            break;
        case CACHE_EXECUTING:
            break;
        default:
            *(int *)wrong = 1;
        }
    }
    return NULL;
}

static void
threads_execute_each_call_once(void **state)
{
    const struct cache_limits limits = { 1, 64, 0 };
    pthread_t thread[THREADS];
    int wrong[THREADS] = { 0 };

    (void)state;
    shared = cache_open(&limits);
    assert_non_null(shared);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, serve, &wrong[i]),
                         0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(wrong[i], 0);
    for (int n = 1; n <= ROUNDS; n++)
        assert_int_equal(executions[n], 1);
    cache_close(shared);
}

/* ---- the rest ----------------------------------------------------------- */

static void
what_was_never_begun_does_not_end(void **state)
{
    struct cache *c = cache_open(&cache_limits_default);
    struct call_id id = { 1, 1, 0 };
    uint8_t reply[4];
    size_t len;

    (void)state;
    assert_int_equal(cache_end(c, &id, reply, sizeof(reply)), -ENOENT);
    assert_int_equal(cache_begin(c, &id, 0, reply, sizeof(reply), &len),
                     CACHE_NEW);
    cache_close(c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_answers_as_the_model_does),
        cmocka_unit_test(threads_execute_each_call_once),
        cmocka_unit_test(what_was_never_begun_does_not_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
