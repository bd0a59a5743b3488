/*
 * test_session.c - numbers of calls at the end of their range: what 32 bits
 * do to a cache, and what 64 do not.
 *
 * That grader/lab4/node/check_session.c cannot do: nobody makes four
 * thousand million calls to see what comes then.  So session.c is included
 * here, and its count is set.
 */
#include "grader/testing.h"

#include "lab4-atmostonce/amo/cache.h"
#include "lab4-atmostonce/solution/session.c"

static const struct identity a_client = { 7, 1 };

/* A session that has made all but n of its calls. */
static struct session *
with_calls_left(struct identity id, uint32_t n)
{
    struct session *s = session_open(&id);

    assert_non_null(s);
    s->latest = call_number(id.incarnation, UINT32_MAX - n);
    return s;
}

/* What a server says to a call that it has not executed yet. */
static enum cache_answer
ask(struct cache *c, const struct call_id *id, uint8_t *reply)
{
    size_t len = 0;

    return cache_begin(c, id, 0, reply, 1, &len);
}

static void
execute(struct cache *c, const struct call_id *id, uint8_t reply)
{
    uint8_t none;

    assert_int_equal(ask(c, id, &none), CACHE_NEW);
    assert_int_equal(cache_end(c, id, &reply, 1), 0);
}

/* ---- 32 bits ------------------------------------------------------------ */

/*
 * A client that counts its calls with 32 bits, as xids do.  After 2^32 of
 * them it uses number 1 again, which the server takes for what it was.
 */
static void
a_count_that_wraps_gets_old_replies(void **state)
{
    struct cache *c = cache_open(&cache_limits_default);
    uint32_t count = UINT32_MAX;
    struct call_id slow = { .client = 7, .number = 1 };
    struct call_id last, next;
    uint8_t reply = 0;

    (void)state;
    assert_non_null(c);
    /* The first call is in progress still, so nothing is acknowledged. */
    execute(c, &slow, 'a');
    last = (struct call_id){ .client = 7, .number = count++ };
    execute(c, &last, 'b');
    count++; /* 0 is no number */
    next = (struct call_id){ .client = 7, .number = count };
    /* A new call is not executed, and gets the reply of another. */
    assert_int_equal(ask(c, &next, &reply), CACHE_DONE);
    assert_int_equal(reply, 'a');
    cache_close(c);
}

/* ... or, if that was acknowledged, none at all: for ever. */
static void
a_count_that_wraps_is_refused(void **state)
{
    struct cache *c = cache_open(&cache_limits_default);
    struct call_id last = { 7, UINT32_MAX, UINT32_MAX - 1 };
    struct call_id next = { 7, 1, 0 };
    uint8_t reply;

    (void)state;
    assert_non_null(c);
    execute(c, &last, 'b');
    assert_int_equal(ask(c, &next, &reply), CACHE_GONE);
    cache_close(c);
}

/* ---- 64 bits ------------------------------------------------------------ */

static void
a_session_ends_before_its_count_wraps(void **state)
{
    struct session *s = with_calls_left(a_client, 2);
    struct call_id one, two, three, now;

    (void)state;
    assert_int_equal(session_begin(s, &one), 0);
    assert_int_equal(session_begin(s, &two), 0);
    assert_true(two.number == call_number(1, UINT32_MAX));
    assert_true(two.ack == one.number - 1);
    assert_int_equal(session_begin(s, &three), -EOVERFLOW);
    session_end(s, one.number);
    session_end(s, two.number);
    assert_int_equal(session_begin(s, &three), -EOVERFLOW);
    session_now(s, &now);
    assert_true(now.number == two.number);
    assert_true(now.ack == two.number);
    session_close(s);
}

static void
the_next_incarnation_goes_on(void **state)
{
    struct identity next = { a_client.client, 2 };
    struct cache *c = cache_open(&cache_limits_default);
    struct session *s = with_calls_left(a_client, 1);
    struct call_id last, first;

    (void)state;
    assert_non_null(c);
    assert_int_equal(session_begin(s, &last), 0);
    execute(c, &last, 'b');
    session_close(s);
    s = session_open(&next);
    assert_non_null(s);
    assert_int_equal(session_begin(s, &first), 0);
    assert_true(first.number > last.number);
    execute(c, &first, 'c'); /* it is a new one */
    assert_int_equal(cache_calls(c), 1);
    session_close(s);
    cache_close(c);
}

static void
the_last_incarnation_counts_like_any(void **state)
{
    struct identity last = { 7, UINT32_MAX };
    struct session *s = with_calls_left(last, 1);
    struct call_id id, none;

    (void)state;
    assert_int_equal(session_begin(s, &id), 0);
    assert_true(id.number == UINT64_MAX);
    assert_true(id.ack == UINT64_MAX - 1);
    session_end(s, id.number);
    assert_int_equal(session_begin(s, &none), -EOVERFLOW);
    session_now(s, &none);
    assert_true(none.ack == UINT64_MAX);
    session_close(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_count_that_wraps_gets_old_replies),
        cmocka_unit_test(a_count_that_wraps_is_refused),
        cmocka_unit_test(a_session_ends_before_its_count_wraps),
        cmocka_unit_test(the_next_incarnation_goes_on),
        cmocka_unit_test(the_last_incarnation_counts_like_any),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
