/*
 * test_pending.c - the log of pending calls: on the disk of this machine.
 */
#include "grader/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab4-atmostonce/amo/pending.h"

static char path[] = "/tmp/pending-XXXXXX";
static struct pending *p;

static void
open_log(void)
{
    struct rpc_text why = { 0 };

    p = pending_open(path, &why);
    if (!p)
        fail_msg("%s", why.s);
}

/* As after a crash. */
static void
come_back(void)
{
    pending_close(p);
    open_log();
}

static int
begin(void **state)
{
    int fd;

    (void)state;
    strcpy(path + sizeof(path) - 7, "XXXXXX");
    fd = mkstemp(path);
    if (fd < 0)
        return -1;
    close(fd);
    open_log();
    return 0;
}

static int
end(void **state)
{
    (void)state;
    pending_close(p);
    return unlink(path);
}

static void
is_at(uint64_t step, uint64_t number, const char *request)
{
    const uint8_t *bytes;
    size_t len = 99;

    assert_true(pending_step(p) == step);
    assert_true(pending_call(p, &bytes, &len) == number);
    if (number == 0)
        return;
    assert_int_equal(len, strlen(request));
    assert_memory_equal(bytes, request, len);
}

static void
begin_call(uint64_t number, const char *request)
{
    assert_int_equal(
        pending_begin(p, number, (const uint8_t *)request, strlen(request)),
        0);
}

/* ---- tests -------------------------------------------------------------- */

static void
it_begins_with_step_1(void **state)
{
    (void)state;
    is_at(1, 0, NULL);
    come_back();
    is_at(1, 0, NULL);
}

static void
a_call_that_was_begun_is_remembered(void **state)
{
    (void)state;
    begin_call(UINT64_C(0x100000001), "debit");
    is_at(1, UINT64_C(0x100000001), "debit");
    come_back();
    is_at(1, UINT64_C(0x100000001), "debit");
    come_back();
    is_at(1, UINT64_C(0x100000001), "debit");
}

static void
a_step_that_is_done_is_remembered(void **state)
{
    (void)state;
    begin_call(5, "debit");
    assert_int_equal(pending_done(p), 0);
    is_at(2, 0, NULL);
    come_back();
    is_at(2, 0, NULL);
    begin_call(6, "balance");
    come_back();
    is_at(2, 6, "balance");
    assert_int_equal(pending_done(p), 0);
    come_back();
    is_at(3, 0, NULL);
}

/* Its call could not even be sent: the application goes on all the same. */
static void
a_step_may_be_done_without_a_call(void **state)
{
    (void)state;
    assert_int_equal(pending_done(p), 0);
    come_back();
    is_at(2, 0, NULL);
}

static void
requests_have_a_bound(void **state)
{
    uint8_t request[PENDING_REQUEST_MAX + 1];

    (void)state;
    memset(request, 'x', sizeof(request));
    assert_int_equal(pending_begin(p, 1, request, sizeof(request)), -EMSGSIZE);
    is_at(1, 0, NULL);
    assert_int_equal(pending_begin(p, 1, request, PENDING_REQUEST_MAX), 0);
    come_back();
    assert_true(pending_step(p) == 1);
}

static void
the_file_does_not_grow_without_bound(void **state)
{
    static uint8_t request[PENDING_REQUEST_MAX];
    struct stat st;
    off_t longest = 0;

    (void)state;
    for (uint64_t step = 1; step <= 80; step++) {
        is_at(step, 0, NULL);
        assert_int_equal(pending_begin(p, step, request, sizeof(request)), 0);
        assert_int_equal(pending_done(p), 0);
        assert_int_equal(stat(path, &st), 0);
        longest = st.st_size > longest ? st.st_size : longest;
    }
    assert_true(longest < 100000);
    come_back();
    is_at(81, 0, NULL);
}

static void
damage_is_an_error(void **state)
{
    struct rpc_text why = { 0 };
    int fd;

    (void)state;
    begin_call(5, "debit");
    assert_int_equal(pending_done(p), 0);
    fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "?", 1, 24), 1);
    close(fd);
    assert_null(pending_open(path, &why));
    assert_int_equal(errno, EBADMSG);
    assert_non_null(strstr(why.s, path));
}

#define TEST(of) cmocka_unit_test_setup_teardown(of, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_begins_with_step_1),
        TEST(a_call_that_was_begun_is_remembered),
        TEST(a_step_that_is_done_is_remembered),
        TEST(a_step_may_be_done_without_a_call),
        TEST(requests_have_a_bound),
        TEST(the_file_does_not_grow_without_bound),
        TEST(damage_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
