/*
 * test_label.c - what a message is called.
 *
 * A label is read as the truth about a message, so what is at stake is that
 * none ever names the wrong call.
 */
#include "netsim/trace/label.h"

#include <string.h>

#include "grader/testing.h"

static struct trace tr;

static int
setup(void **state)
{
    (void)state;
    trace_init(&tr);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    trace_release(&tr);
    return 0;
}

/* seq counts from 1; a cause of -1 is the event before. */
static size_t
add(struct trace_event ev, int cause)
{
    ev.seq = tr.n_events + 1;
    ev.inc = ev.inc ? ev.inc : 1;
    ev.cause = cause < 0 ? tr.n_events : (uint64_t)cause;
    trace_keep(&tr, &ev);
    return tr.n_events - 1;
}

static size_t
step(int host, const char *name, const char *text, int cause)
{
    return add(
        (struct trace_event){
            .kind = TRACE_STEP, .host = host, .name = name, .text = text },
        cause);
}

static size_t
event(int host, enum trace_kind kind, int cause)
{
    return add((struct trace_event){ .kind = kind, .host = host }, cause);
}

static size_t
send_from(int host, unsigned inc, const char *bytes, int cause)
{
    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .host = host,
                                     .inc = inc,
                                     .dgram = 1,
                                     .src = host,
                                     .dst = 1 - host,
                                     .bytes = (const uint8_t *)bytes,
                                     .len = (uint32_t)strlen(bytes) },
               cause);
}

static void
expect_label(size_t i, const char *want)
{
    struct labels *l = labels_new(&tr);
    char got[100];

    label_print(l, i, got, sizeof(got));
    labels_free(l);
    assert_string_equal(got, want);
}

static void
a_request_is_called_as_its_call(void **state)
{
    (void)state;
    step(0, "call", "debit(alice, 10)", 0);
    step(0, "marshal", "", -1);
    expect_label(send_from(0, 1, "req", -1), "debit(alice, 10)");
}

static void
a_reply_is_called_as_its_result(void **state)
{
    (void)state;
    step(1, "exec", "debit(alice, 10)", 0);
    step(1, "done", "90", -1);
    step(1, "reply", "", -1);
    expect_label(send_from(1, 1, "rep", -1), "= 90");
}

static void
a_reply_without_a_result_is_a_reply(void **state)
{
    (void)state;
    step(1, "done", "", 0);
    expect_label(send_from(1, 1, "rep", -1), "reply");
}

static void
a_retransmission_is_counted(void **state)
{
    size_t second, third, other;

    (void)state;
    step(0, "call", "get()", 0);
    send_from(0, 1, "req", -1);
    event(0, TRACE_TIMEOUT, -1);
    second = send_from(0, 1, "req", -1);
    event(0, TRACE_TIMEOUT, -1);
    third = send_from(0, 1, "req", -1);
    other = send_from(0, 1, "REQ", -1);
    expect_label(1, "get()");
    expect_label(second, "get() x2");
    expect_label(third, "get() x3");
    expect_label(other, "get()");
}

static void
a_new_incarnation_counts_anew(void **state)
{
    (void)state;
    send_from(0, 1, "req", 0);
    expect_label(send_from(0, 2, "req", 0), "3 bytes");
}

static void
a_cached_reply_keeps_its_label(void **state)
{
    (void)state;
    step(1, "done", "90", 0);
    send_from(1, 1, "rep", -1);
    event(1, TRACE_DELIVER, 0);
    expect_label(send_from(1, 1, "rep", -1), "= 90 x2");
}

static void
without_steps_the_bytes_are_counted(void **state)
{
    (void)state;
    expect_label(send_from(0, 1, "12345", 0), "5 bytes");
    expect_label(send_from(0, 1, "1", 0), "1 byte");
    expect_label(send_from(0, 1, "", 0), "0 bytes");
}

static void
a_call_that_is_over_names_nothing(void **state)
{
    (void)state;
    step(0, "call", "get()", 0);
    step(0, "return", "get() = 1", -1);
    expect_label(send_from(0, 1, "ack", -1), "3 bytes");
}

static void
a_call_elsewhere_names_nothing(void **state)
{
    struct trace_event other = { .kind = TRACE_SEND, .thread = 2,
                                 .dgram = 1,
                                 .bytes = (const uint8_t *)"other",
                                 .len = 5 };

    (void)state;
    step(0, "call", "get()", 0);
    expect_label(send_from(1, 1, "abc", -1), "3 bytes"); /* host */
    expect_label(send_from(0, 2, "abc", -1), "3 bytes"); /* incarnation */
    expect_label(add(other, 0), "5 bytes");              /* thread */
    expect_label(send_from(0, 1, "abc", 0), "get()");
}

static void
executions_of_one_text_are_counted(void **state)
{
    struct labels *l;

    (void)state;
    step(1, "exec", "debit(alice, 10)", 0);
    step(1, "exec", "debit(bob, 10)", 0);
    step(0, "exec", "debit(alice, 10)", 0);
    step(1, "exec", "debit(alice, 10)", 0);
    step(1, "exec", "debit(alice, 10)", 0);
    l = labels_new(&tr);
    assert_int_equal(label_times(l, 0), 1);
    assert_int_equal(label_times(l, 1), 1);
    assert_int_equal(label_times(l, 2), 1);
    assert_int_equal(label_times(l, 3), 2);
    assert_int_equal(label_times(l, 4), 3);
    labels_free(l);
}

static void
a_thousand_sendings_are_told_apart(void **state)
{
    char bytes[16];
    struct labels *l;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        snprintf(bytes, sizeof(bytes), "%d", i % 1000);
        send_from(0, 1, bytes, 0);
    }
    l = labels_new(&tr);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(label_times(l, i), i < 1000 ? 1 : 2);
    labels_free(l);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_is_called_as_its_call),
        TEST(a_reply_is_called_as_its_result),
        TEST(a_reply_without_a_result_is_a_reply),
        TEST(a_retransmission_is_counted),
        TEST(a_new_incarnation_counts_anew),
        TEST(a_cached_reply_keeps_its_label),
        TEST(without_steps_the_bytes_are_counted),
        TEST(a_call_that_is_over_names_nothing),
        TEST(a_call_elsewhere_names_nothing),
        TEST(executions_of_one_text_are_counted),
        TEST(a_thousand_sendings_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
