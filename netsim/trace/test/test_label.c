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

/* seq counts from 1; all in thread 1 of incarnation 1, if not said. */
static size_t
add(struct trace_event ev)
{
    ev.seq = tr.n_events + 1;
    ev.inc = ev.inc ? ev.inc : 1;
    ev.thread = ev.thread ? ev.thread : 1;
    trace_keep(&tr, &ev);
    return tr.n_events - 1;
}

static size_t
step_of(int host, unsigned thread, const char *name, const char *text)
{
    return add((struct trace_event){ .kind = TRACE_STEP,
                                     .host = host,
                                     .thread = thread,
                                     .name = name,
                                     .text = text });
}

static size_t
step(int host, const char *name, const char *text)
{
    return step_of(host, 1, name, text);
}

static size_t
timeout(int host)
{
    return add((struct trace_event){ .kind = TRACE_TIMEOUT, .host = host });
}

/* A message reaches the host, and its thread reports this about it. */
static size_t
receive(int host, const char *name)
{
    add((struct trace_event){ .kind = TRACE_DELIVER,
                              .host = host,
                              .dgram = 9,
                              .src = 1 - host,
                              .dst = host });
    return add((struct trace_event){ .kind = TRACE_STEP,
                                     .host = host,
                                     .name = name,
                                     .text = "",
                                     .cause = tr.n_events });
}

static size_t
send_from(int host, unsigned inc, unsigned thread, const char *bytes)
{
    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .host = host,
                                     .inc = inc,
                                     .thread = thread,
                                     .dgram = 1,
                                     .src = host,
                                     .dst = 1 - host,
                                     .bytes = (const uint8_t *)bytes,
                                     .len = (uint32_t)strlen(bytes) });
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

static size_t
segment(unsigned thread, int sport, const char *name, const char *bytes)
{
    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .thread = thread,
                                     .dgram = 1,
                                     .dst = 1,
                                     .sport = sport,
                                     .name = name,
                                     .bytes = (const uint8_t *)bytes,
                                     .len = (uint32_t)strlen(bytes) });
}

/* A segment of TCP that carries nothing is no request, whoever sends it; one
 * that the kernel sends again is what the thread has said. */
static void
a_segment_without_bytes_has_its_own_name(void **state)
{
    (void)state;
    step(0, "call", "debit(alice, 10)");
    expect_label(segment(1, 7, "SYN", ""), "SYN");
    expect_label(segment(2, 7, "SYN", ""), "SYN x2");
    expect_label(segment(1, 8, "SYN", ""), "SYN");
    expect_label(segment(1, 7, "data", "req"), "debit(alice, 10)");
    expect_label(segment(2, 7, "data", "req"), "debit(alice, 10) x2");
    expect_label(segment(1, 7, "FIN", ""), "FIN");
}

static void
a_request_is_called_as_its_call(void **state)
{
    (void)state;
    step(0, "call", "debit(alice, 10)");
    step(0, "marshal", "debit, 60 bytes");
    expect_label(send_from(0, 1, 1, "req"), "debit(alice, 10)");
}

static void
a_reply_is_called_as_its_result(void **state)
{
    (void)state;
    receive(1, "dispatch");
    step(1, "exec", "debit(alice, 10)");
    step(1, "done", "90");
    step(1, "reply", "success, 36 bytes");
    expect_label(send_from(1, 1, 1, "rep"), "= 90");
}

static void
a_reply_without_a_result_is_a_reply(void **state)
{
    (void)state;
    step(1, "done", "");
    expect_label(send_from(1, 1, 1, "rep"), "reply");
}

static void
a_refusal_is_called_as_its_reason(void **state)
{
    (void)state;
    step(1, "done", "90");
    receive(1, "dispatch");
    step(1, "reply", "no such procedure, 24 bytes");
    expect_label(send_from(1, 1, 1, "rep"), "no such procedure, 24 bytes");
}

static void
a_retransmission_is_counted(void **state)
{
    size_t second, third, other;

    (void)state;
    step(0, "call", "get()");
    send_from(0, 1, 1, "req");
    timeout(0);
    second = send_from(0, 1, 1, "req");
    timeout(0);
    third = send_from(0, 1, 1, "req");
    other = send_from(0, 1, 1, "REQ");
    expect_label(1, "get()");
    expect_label(second, "get() x2");
    expect_label(third, "get() x3");
    expect_label(other, "get()");
}

static void
a_call_goes_on_after_a_message_that_was_ignored(void **state)
{
    (void)state;
    step(0, "call", "get()");
    send_from(0, 1, 1, "req");
    receive(0, "ignored");
    expect_label(send_from(0, 1, 1, "more"), "get()");
}

static void
a_call_that_is_over_names_nothing(void **state)
{
    (void)state;
    step(0, "call", "get()");
    step(0, "return", "get() = 1");
    expect_label(send_from(0, 1, 1, "ack"), "3 bytes");
}

static void
a_result_is_not_that_of_the_next_request(void **state)
{
    (void)state;
    step(1, "done", "90");
    send_from(1, 1, 1, "rep");
    receive(1, "dispatch");
    expect_label(send_from(1, 1, 1, "other"), "5 bytes");
}

static void
a_cached_reply_keeps_its_label(void **state)
{
    (void)state;
    step(1, "done", "90");
    send_from(1, 1, 1, "rep");
    receive(1, "dispatch");
    expect_label(send_from(1, 1, 1, "rep"), "= 90 x2");
}

static void
a_call_inside_an_execution_is_its_own(void **state)
{
    size_t inner, outer;

    (void)state;
    receive(1, "dispatch");
    step(1, "exec", "pay(10)");
    step(1, "call", "debit(10)");
    inner = send_from(1, 1, 1, "req");
    receive(1, "unmarshal");
    step(1, "return", "debit(10) = 90");
    step(1, "done", "paid");
    outer = send_from(1, 1, 1, "rep");
    expect_label(inner, "debit(10)");
    expect_label(outer, "= paid");
}

static void
another_thread_names_nothing(void **state)
{
    (void)state;
    step_of(0, 1, "call", "get(a)");
    step_of(0, 2, "call", "get(b)");
    expect_label(send_from(0, 1, 1, "a"), "get(a)");
    expect_label(send_from(0, 1, 2, "b"), "get(b)");
    expect_label(send_from(0, 1, 3, "abc"), "3 bytes");
    expect_label(send_from(0, 2, 1, "abc"), "3 bytes");
    expect_label(send_from(1, 1, 1, "abc"), "3 bytes");
}

static void
a_new_incarnation_counts_anew(void **state)
{
    (void)state;
    send_from(0, 1, 1, "req");
    expect_label(send_from(0, 2, 1, "req"), "3 bytes");
}

static void
without_steps_the_bytes_are_counted(void **state)
{
    (void)state;
    expect_label(send_from(0, 1, 1, "12345"), "5 bytes");
    expect_label(send_from(0, 1, 1, "1"), "1 byte");
    expect_label(send_from(0, 1, 1, ""), "0 bytes");
}

static void
executions_of_one_text_are_counted(void **state)
{
    static const uint32_t want[] = { 1, 1, 1, 2, 3 };
    struct labels *l;

    (void)state;
    step(1, "exec", "debit(alice, 10)");
    step(1, "exec", "debit(bob, 10)");
    step(0, "exec", "debit(alice, 10)");
    step(1, "exec", "debit(alice, 10)");
    step(1, "exec", "debit(alice, 10)");
    l = labels_new(&tr);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(label_times(l, i), want[i]);
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
        send_from(0, 1, 1, bytes);
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
        TEST(a_segment_without_bytes_has_its_own_name),
        TEST(a_request_is_called_as_its_call),
        TEST(a_reply_is_called_as_its_result),
        TEST(a_reply_without_a_result_is_a_reply),
        TEST(a_refusal_is_called_as_its_reason),
        TEST(a_retransmission_is_counted),
        TEST(a_call_goes_on_after_a_message_that_was_ignored),
        TEST(a_call_that_is_over_names_nothing),
        TEST(a_result_is_not_that_of_the_next_request),
        TEST(a_cached_reply_keeps_its_label),
        TEST(a_call_inside_an_execution_is_its_own),
        TEST(another_thread_names_nothing),
        TEST(a_new_incarnation_counts_anew),
        TEST(without_steps_the_bytes_are_counted),
        TEST(executions_of_one_text_are_counted),
        TEST(a_thousand_sendings_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
