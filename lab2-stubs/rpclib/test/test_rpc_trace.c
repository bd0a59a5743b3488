/*
 * test_rpc_trace.c - a step is one line of a fixed form, and disturbs nothing.
 */
#include "grader/testing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_text.h"
/* The file itself: it has a variable of its own, which a restart sets. */
#include "lab2-stubs/rpclib/rpc_trace.c"

static int steps[2]; /* a pipe */

/* As if the process had just been started with this in its environment. */
static void
restart_with(const char *value)
{
    if (value)
        setenv("RPC_TRACE_FD", value, 1);
    else
        unsetenv("RPC_TRACE_FD");
    trace_fd = UNKNOWN;
}

static int
open_pipe(void **state)
{
    char value[16];

    (void)state;
    if (pipe(steps) < 0)
        return -1;
    snprintf(value, sizeof(value), "%d", steps[1]);
    restart_with(value);
    return 0;
}

static int
close_pipe(void **state)
{
    (void)state;
    close(steps[0]);
    close(steps[1]);
    return 0;
}

/* All that was written until now. */
static void
assert_written(const char *expected)
{
    char buf[1024];
    ssize_t n;

    assert_int_equal(write(steps[1], "", 1), 1); /* so that read() returns */
    n = read(steps[0], buf, sizeof(buf));
    assert_true(n > 0 && buf[n - 1] == '\0');
    assert_string_equal(buf, expected);
}

static void
steps_are_lines(void **state)
{
    (void)state;
    rpc_step("call", "debit(alice, 10)");
    rpc_step("done", "");
    rpc_step_status("return", RPC_TIMED_OUT, "debit(alice, 10): no reply");
    assert_written("call debit(alice, 10)\n"
                   "done\n"
                   "return status=1 debit(alice, 10): no reply\n");
}

static void
ignored_datagrams_have_a_sender_and_a_reason(void **state)
{
    struct sockaddr_in from = { .sin_port = htons(40000),
                                .sin_addr.s_addr = htonl(0x0a000002) };

    (void)state;
    rpc_step_ignored(3, &from, "not a call");
    rpc_step_ignored(1, NULL, "not a call");
    assert_written("ignored 3 bytes from 10.0.0.2:40000: not a call\n"
                   "ignored 1 byte: not a call\n");
}

static void
the_longest_line_still_ends(void **state)
{
    char text[2 * RPC_TEXT_MAX] = "";
    char expected[RPC_TEXT_MAX + 1];

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    rpc_step("call", text);
    snprintf(expected, sizeof(expected), "call %.*s...\n", RPC_TEXT_MAX - 9,
             text);
    assert_written(expected);
}

static void
what_is_not_implemented_is_a_step(void **state)
{
    (void)state;
    assert_int_equal(rpc_not_implemented("part", "f()", "file.c"),
                     RPC_NOT_IMPLEMENTED);
    assert_written("missing part: f() in file.c\n");
}

static void
a_step_leaves_errno_alone(void **state)
{
    (void)state;
    restart_with("1000000"); /* no such descriptor */
    errno = EDOM;
    rpc_step("call", "debit(alice, 10)");
    assert_int_equal(errno, EDOM);
}

static void
anything_but_a_number_means_no_steps(void **state)
{
    static const char *const value[] = {
        NULL, "", "x", "2x", "-1", "1e9", "99999999999999999999"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        restart_with(value[i]);
        assert_false(rpc_trace_on());
        rpc_step("call", "debit(alice, 10)");
    }
    assert_written("");
}

#define with_pipe(test)                                                       \
    cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        with_pipe(steps_are_lines),
        with_pipe(ignored_datagrams_have_a_sender_and_a_reason),
        with_pipe(the_longest_line_still_ends),
        with_pipe(what_is_not_implemented_is_a_step),
        with_pipe(a_step_leaves_errno_alone),
        with_pipe(anything_but_a_number_means_no_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
