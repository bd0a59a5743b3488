/*
 * test_recorder.c - which records are written, in which order, and what a
 * server makes of them when it comes back.
 */
#include "grader/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab4-atmostonce/amo/recorder.h"

static char path[] = "/tmp/test_recorder.XXXXXX";
static struct rpc_text why;

/* ---- a service: one byte ------------------------------------------------ */

static uint8_t value, saved;

static int
changes(void *service, uint8_t *buf, size_t cap)
{
    (void)service;
    (void)cap;
    if (value == saved)
        return 0;
    buf[0] = saved = value;
    return 1;
}

static int
all(void *service, uint8_t *buf, size_t cap)
{
    (void)service;
    (void)cap;
    buf[0] = value;
    return 1;
}

static int
apply(void *service, const uint8_t *change, size_t len)
{
    (void)service;
    if (len != 1)
        return -EBADMSG;
    value = saved = change[0];
    return 0;
}

static const struct service_state state = { changes, all, apply };

/* ---- a server ----------------------------------------------------------- */

static struct recorder
begin(enum semantics semantics)
{
    struct recorder r = { .semantics = semantics, .state = &state };

    value = saved = 0;
    if (semantics != AT_LEAST_ONCE)
        r.cache = cache_open(&cache_limits_default);
    r.journal = journal_open(path, recorder_replay, &r, &why);
    assert_non_null(r.journal);
    assert_int_equal(recorder_recovered(&r), 0);
    return r;
}

static void
end(struct recorder *r)
{
    journal_close(r->journal);
    if (r->cache)
        cache_close(r->cache);
}

static const struct call_id one = { 7, 1, 0 }, two = { 7, 2, 0 };
static const struct call_id late = { 7, 3, 1 };

static enum cache_answer
ask(struct recorder *r, const struct call_id *id)
{
    uint8_t reply[8];
    size_t len;

    return cache_begin(r->cache, id, 0, reply, sizeof(reply), &len);
}

static void
execute(struct recorder *r, const struct call_id *id, uint8_t new_value)
{
    if (r->cache) {
        assert_int_equal(ask(r, id), CACHE_NEW);
        assert_int_equal(recorder_before(r, id), 0);
    }
    value = new_value;
    assert_int_equal(
        recorder_after(r, r->cache ? id : NULL, (const uint8_t *)"re", 2), 0);
    if (r->cache)
        cache_end(r->cache, id, (const uint8_t *)"re", 2);
}

/* ---- what is in the journal --------------------------------------------- */

/* "BCD": begun, change, done; d: done with a change; H: hello. */
static char kinds[64];

static int
note_kind(void *arg, const uint8_t *bytes, size_t len)
{
    struct record rec;
    struct xdr_dec d;
    char kind = '?';

    (void)arg;
    xdr_dec_init(&d, bytes, len);
    record_get(&d, &rec);
    assert_int_equal(xdr_get_end(&d), 0);
    if (rec.kind == RECORD_DONE)
        kind = rec.done.change_len > 0 ? 'd' : 'D';
    else
        kind = rec.kind == RECORD_HELLO
                   ? 'H'
                   : (rec.kind == RECORD_BEGUN ? 'B' : 'C');
    strncat(kinds, &kind, 1);
    return 0;
}

static void
journal_must_be(const char *right)
{
    struct journal *j;

    kinds[0] = '\0';
    j = journal_open(path, note_kind, NULL, &why);
    assert_non_null(j);
    journal_close(j);
    assert_string_equal(kinds, right);
}

/* ---- tests -------------------------------------------------------------- */

static void
order_of_records(void **unused)
{
    static const struct {
        enum semantics semantics;
        const char *kinds;
    } row[] = {
        { AT_LEAST_ONCE, "C" },
        { AT_MOST_ONCE, "C" },
        { DURABLE, "HBCDBD" },
        { EXACTLY_ONCE, "HdD" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        struct recorder r;

        unlink(path);
        r = begin(row[i].semantics);
        if (r.cache)
            assert_int_equal(recorder_hello(&r, &one), 0);
        execute(&r, &one, 5);
        execute(&r, &two, 5); /* changes nothing */
        end(&r);
        journal_must_be(row[i].kinds);
    }
}

static void
done_is_done_after_a_restart(void **unused)
{
    (void)unused;
    for (int s = DURABLE; s <= EXACTLY_ONCE; s++) {
        struct recorder r;

        unlink(path);
        r = begin((enum semantics)s);
        execute(&r, &one, 5);
        end(&r);
        r = begin((enum semantics)s);
        assert_int_equal(value, 5);
        assert_int_equal(ask(&r, &one), CACHE_DONE);
        end(&r);
    }
}

static void
begun_is_lost_or_new(void **unused)
{
    (void)unused;
    for (int s = DURABLE; s <= EXACTLY_ONCE; s++) {
        struct recorder r;

        unlink(path);
        r = begin((enum semantics)s);
        assert_int_equal(ask(&r, &one), CACHE_NEW);
        assert_int_equal(recorder_before(&r, &one), 0);
        assert_int_equal(recorder_compact(&r, 0), 0);
        end(&r);
        r = begin((enum semantics)s);
        assert_int_equal(ask(&r, &one), s == DURABLE ? CACHE_LOST : CACHE_NEW);
        end(&r);
    }
}

/* Its client has acknowledged the call while it was being executed. */
static void
change_of_a_call_given_up_counts(void **unused)
{
    struct recorder r;

    (void)unused;
    unlink(path);
    r = begin(EXACTLY_ONCE);
    assert_int_equal(ask(&r, &one), CACHE_NEW);
    execute(&r, &late, 3);
    value = 9;
    assert_int_equal(recorder_after(&r, &one, (const uint8_t *)"re", 2), 0);
    end(&r);
    r = begin(EXACTLY_ONCE);
    assert_int_equal(value, 9);
    assert_int_equal(ask(&r, &one), CACHE_GONE);
    assert_int_equal(ask(&r, &late), CACHE_DONE);
    end(&r);
}

static void
semantics_may_change_at_a_restart(void **unused)
{
    struct recorder r;

    (void)unused;
    unlink(path);
    r = begin(DURABLE);
    execute(&r, &one, 5);
    assert_int_equal(ask(&r, &two), CACHE_NEW);
    assert_int_equal(recorder_before(&r, &two), 0);
    end(&r);
    r = begin(AT_LEAST_ONCE);
    assert_int_equal(value, 5);
    end(&r);
    /* What is lost stays so, also where it would be new otherwise. */
    r = begin(EXACTLY_ONCE);
    assert_int_equal(recorder_compact(&r, 0), 0);
    end(&r);
    r = begin(EXACTLY_ONCE);
    assert_int_equal(ask(&r, &one), CACHE_DONE);
    assert_int_equal(ask(&r, &two), CACHE_LOST);
    end(&r);
}

static void
compaction_is_not_done_for_nothing(void **unused)
{
    struct recorder r;

    (void)unused;
    unlink(path);
    r = begin(DURABLE);
    execute(&r, &one, 5);
    assert_int_equal(recorder_compact(&r, 1), 0);
    execute(&r, &two, 5);
    assert_int_equal(recorder_compact(&r, 1), 0);
    end(&r);
    journal_must_be("CHDBD");
}

static void
what_is_no_record_is_refused(void **unused)
{
    static const uint8_t change[] = { 0, 0, 0, 4, 0, 0, 0, 1, 5, 0, 0, 0 };
    struct recorder r = { .state = &state };

    (void)unused;
    assert_int_equal(recorder_replay(&r, change, sizeof(change)), 0);
    assert_int_equal(value, 5);
    assert_int_equal(recorder_replay(&r, change, 0), -EBADMSG);
    for (size_t len = 0; len < sizeof(change); len++)
        assert_int_equal(recorder_replay(&r, change, len), -EBADMSG);
}

static int
make_file(void **unused)
{
    int fd = mkstemp(path);

    (void)unused;
    return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **unused)
{
    (void)unused;
    return unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_records),
        cmocka_unit_test(done_is_done_after_a_restart),
        cmocka_unit_test(begun_is_lost_or_new),
        cmocka_unit_test(change_of_a_call_given_up_counts),
        cmocka_unit_test(semantics_may_change_at_a_restart),
        cmocka_unit_test(compaction_is_not_done_for_nothing),
        cmocka_unit_test(what_is_no_record_is_refused),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
