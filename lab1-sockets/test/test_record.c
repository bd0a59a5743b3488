/*
 * test_record.c - records over real sockets: what only a real kernel does.
 *
 * Every segmentation and every hostile length is in the cases of the grader
 * (grader/lab1), which run in the simulator.
 */
#include "grader/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define MUCH 3000000 /* bytes: more than any buffer of a socket */

static uint8_t much[MUCH], got[MUCH + 1];

static uint8_t
byte_at(size_t i)
{
    return (uint8_t)(i * 7 + i / 1000);
}

static void
fill(void)
{
    for (size_t i = 0; i < MUCH; i++)
        much[i] = byte_at(i);
}

/* ---- two ends ----------------------------------------------------------- */

static void
open_pair(int fd[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
}

static void
close_pair(int fd[2])
{
    close(fd[0]);
    close(fd[1]);
}

struct writer {
    int fd;
    size_t len;
    int result;
};

static void *
write_it(void *arg)
{
    struct writer *w = arg;

    w->result = record_write(w->fd, much, w->len, deadline_in(10000));
    return NULL;
}

static void
ignore_signal(int sig)
{
    (void)sig;
}

/* Signals without SA_RESTART, every millisecond or never. */
static void
interrupt(int on)
{
    struct sigaction action = { .sa_handler = ignore_signal };
    struct itimerval often = { { 0, on ? 1000 : 0 }, { 0, on ? 1000 : 0 } };

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
}

/* ---- tests -------------------------------------------------------------- */

static void
transfer(int nonblocking)
{
    struct writer w = { .len = MUCH };
    pthread_t thread;
    size_t len = 0;
    int fd[2];

    open_pair(fd);
    if (nonblocking) {
        fcntl(fd[0], F_SETFL, O_NONBLOCK);
        fcntl(fd[1], F_SETFL, O_NONBLOCK);
    }
    w.fd = fd[0];
    memset(got, 0, sizeof(got));
    assert_int_equal(pthread_create(&thread, NULL, write_it, &w), 0);
    assert_int_equal(record_read(fd[1], got, MUCH, deadline_in(10000), &len),
                     1);
    pthread_join(thread, NULL);
    assert_int_equal(w.result, 0);
    assert_int_equal(len, MUCH);
    assert_memory_equal(got, much, MUCH);
    close_pair(fd);
}

static void
a_long_record_passes_through_small_buffers(void **state)
{
    (void)state;
    fill();
    transfer(0);
    transfer(1);
}

static void
signals_do_not_break_a_transfer(void **state)
{
    (void)state;
    fill();
    interrupt(1);
    transfer(0);
    transfer(1);
    interrupt(0);
}

static void
signals_do_not_move_a_deadline(void **state)
{
    int64_t began_ms = deadline_in(0), took_ms;
    uint8_t buf[8];
    size_t len;
    int fd[2];

    (void)state;
    open_pair(fd);
    interrupt(1);
    assert_int_equal(
        record_read(fd[0], buf, sizeof(buf), deadline_in(100), &len),
        -ETIMEDOUT);
    interrupt(0);
    took_ms = deadline_in(0) - began_ms;
    assert_true(took_ms >= 99 && took_ms < 5000);
    close_pair(fd);
}

static void
the_end_between_records_is_no_error(void **state)
{
    uint8_t buf[8];
    size_t len;
    int fd[2];

    (void)state;
    open_pair(fd);
    assert_int_equal(record_write(fd[0], "ab", 2, DEADLINE_NEVER), 0);
    close(fd[0]);
    assert_int_equal(
        record_read(fd[1], buf, sizeof(buf), DEADLINE_NEVER, &len), 1);
    assert_int_equal(len, 2);
    assert_int_equal(
        record_read(fd[1], buf, sizeof(buf), DEADLINE_NEVER, &len), 0);
    close(fd[1]);
}

static void
the_end_inside_a_record_is_one(void **state)
{
    uint8_t buf[8];
    size_t len;
    int fd[2];

    (void)state;
    for (size_t n = 1; n < 6; n++) {
        open_pair(fd);
        assert_int_equal(write_full(fd[0], "\x80\0\0\2ab", n, DEADLINE_NEVER),
                         0);
        close(fd[0]);
        assert_int_equal(
            record_read(fd[1], buf, sizeof(buf), DEADLINE_NEVER, &len),
            -EPIPE);
        close(fd[1]);
    }
}

/* Without MSG_NOSIGNAL this test would end by SIGPIPE. */
static void
a_peer_that_has_gone_raises_no_signal(void **state)
{
    int fd[2];

    (void)state;
    signal(SIGPIPE, SIG_DFL);
    open_pair(fd);
    close(fd[1]);
    assert_int_equal(record_write(fd[0], "ab", 2, DEADLINE_NEVER), -EPIPE);
    close(fd[0]);
}

static void
a_peer_that_does_not_read_holds_nobody_for_ever(void **state)
{
    int fd[2];

    (void)state;
    open_pair(fd);
    assert_int_equal(record_write(fd[0], much, MUCH, deadline_in(50)),
                     -ETIMEDOUT);
    close_pair(fd);
}

static void
what_is_no_socket_is_an_error(void **state)
{
    uint8_t buf[8];
    size_t len;

    (void)state;
    assert_int_equal(record_read(-1, buf, sizeof(buf), DEADLINE_NEVER, &len),
                     -EBADF);
    assert_int_equal(record_write(-1, "ab", 2, DEADLINE_NEVER), -EBADF);
}

static void
a_record_longer_than_a_mark_can_say_is_not_written(void **state)
{
    int fd[2];

    (void)state;
    open_pair(fd);
    assert_int_equal(
        record_write(fd[0], much, (size_t)RECORD_LEN_MAX + 1, DEADLINE_NEVER),
        -EMSGSIZE);
    close_pair(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_record_passes_through_small_buffers),
        cmocka_unit_test(signals_do_not_break_a_transfer),
        cmocka_unit_test(signals_do_not_move_a_deadline),
        cmocka_unit_test(the_end_between_records_is_no_error),
        cmocka_unit_test(the_end_inside_a_record_is_one),
        cmocka_unit_test(a_peer_that_has_gone_raises_no_signal),
        cmocka_unit_test(a_peer_that_does_not_read_holds_nobody_for_ever),
        cmocka_unit_test(what_is_no_socket_is_an_error),
        cmocka_unit_test(a_record_longer_than_a_mark_can_say_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
