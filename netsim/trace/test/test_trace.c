/*
 * test_trace.c - a trace in memory: it owns what it keeps, and forgets it
 * without losing its memory.
 */
#include "netsim/trace/trace.h"

#include <stdio.h>
#include <string.h>

#include "grader/testing.h"

static void
keep(struct trace *tr, uint64_t seq, const char *text)
{
    trace_keep(tr, &(struct trace_event){ .t_ns = (int64_t)seq * 10,
                                          .seq = seq,
                                          .kind = TRACE_STEP,
                                          .text = text });
}

static void
a_kept_event_is_a_copy(void **state)
{
    struct trace tr;
    char text[] = "debit(alice, 10)";
    uint8_t bytes[] = { 1, 2, 3 };

    (void)state;
    trace_init(&tr);
    trace_keep(&tr, &(struct trace_event){ .seq = 1,
                                           .kind = TRACE_SEND,
                                           .bytes = bytes,
                                           .len = 3,
                                           .text = text });
    memset(text, 'x', sizeof(text) - 1);
    memset(bytes, 9, sizeof(bytes));
    assert_string_equal(tr.event[0].text, "debit(alice, 10)");
    assert_memory_equal(tr.event[0].bytes, "\1\2\3", 3);
    trace_release(&tr);
}

static void
a_kept_string_is_never_null(void **state)
{
    struct trace tr;

    (void)state;
    trace_init(&tr);
    trace_keep(&tr, &(struct trace_event){ .seq = 1, .len = 5 });
    assert_string_equal(tr.event[0].text, "");
    assert_string_equal(tr.event[0].name, "");
    assert_string_equal(tr.event[0].did, "");
    assert_string_equal(tr.event[0].rule, "");
    assert_non_null(tr.event[0].bytes);
    assert_int_equal(tr.event[0].len, 0);
    trace_release(&tr);
}

static void
a_cleared_trace_fills_the_same_memory(void **state)
{
    static char text[5000];
    struct trace tr;
    const void *array = NULL, *first = NULL, *last = NULL;

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    trace_init(&tr);
    for (int run = 0; run < 3; run++) {
        trace_clear(&tr);
        assert_int_equal(tr.n_events, 0);
        for (uint64_t seq = 1; seq <= 100; seq++)
            keep(&tr, seq, text);
        if (run > 0) {
            assert_ptr_equal(tr.event, array);
            assert_ptr_equal(tr.event[0].text, first);
            assert_ptr_equal(tr.event[99].text, last);
        }
        array = tr.event;
        first = tr.event[0].text;
        last = tr.event[99].text;
    }
    trace_release(&tr);
}

static void
text_longer_than_a_block_is_kept(void **state)
{
    static char text[100000];
    struct trace tr;

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    trace_init(&tr);
    for (uint64_t seq = 1; seq <= 20; seq++) {
        text[sizeof(text) - 1 - seq] = '\0';
        keep(&tr, seq, text);
        keep(&tr, 100 * seq, "short");
        trace_clear(&tr);
    }
    keep(&tr, 1, text);
    assert_string_equal(tr.event[0].text, text);
    trace_release(&tr);
}

static void
meta_data_outlives_the_events(void **state)
{
    struct trace_host host = { .name = "client" };
    struct trace tr;

    (void)state;
    trace_init(&tr);
    trace_set_meta(&tr, &(struct trace_meta){
                            .version = 1, .n_hosts = 1, .host = &host });
    host.name = "gone";
    keep(&tr, 1, "text");
    trace_clear(&tr);
    keep(&tr, 1, "text");
    assert_string_equal(tr.meta.host[0].name, "client");
    assert_string_equal(tr.meta.host[0].addr, "");
    assert_string_equal(tr.meta.schedule, "");
    assert_string_equal(trace_host_name(&tr.meta, 0), "client");
    assert_string_equal(trace_host_name(&tr.meta, -1), "world");
    assert_string_equal(trace_host_name(&tr.meta, 1), "world");
    trace_release(&tr);
}

static void
every_event_is_found_and_no_other(void **state)
{
    struct trace tr;

    (void)state;
    trace_init(&tr);
    assert_null(trace_find(&tr, 1));
    for (uint64_t i = 1; i <= 100; i++)
        keep(&tr, i < 50 ? i : i * i, "");
    for (uint64_t seq = 0; seq <= 10001; seq++) {
        const struct trace_event *ev = trace_find(&tr, seq);
        size_t hits = 0;

        for (size_t i = 0; i < tr.n_events; i++)
            hits += tr.event[i].seq == seq;
        assert_int_equal(ev != NULL, hits);
        if (ev)
            assert_true(ev->seq == seq);
    }
    assert_null(trace_find(&tr, UINT64_MAX));
    trace_release(&tr);
}

static void
every_kind_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = 0; a < TRACE_KINDS; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(trace_kind_name((enum trace_kind)a),
                                    trace_kind_name((enum trace_kind)b));
    assert_string_equal(trace_kind_name(TRACE_KINDS), "unknown");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_event_is_a_copy),
        cmocka_unit_test(a_kept_string_is_never_null),
        cmocka_unit_test(a_cleared_trace_fills_the_same_memory),
        cmocka_unit_test(text_longer_than_a_block_is_kept),
        cmocka_unit_test(meta_data_outlives_the_events),
        cmocka_unit_test(every_event_is_found_and_no_other),
        cmocka_unit_test(every_kind_has_a_name_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
