/*
 * test_identity.c - who a client is: on the disk of this machine.
 */
#include "grader/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab4-atmostonce/amo/identity.h"

static char dir[] = "/tmp/identity-XXXXXX";
static char path[sizeof(dir) + sizeof("/client.id")];

static void
put_file(const char *name, const void *bytes, size_t len)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

static int
make_dir(void **state)
{
    (void)state;
    strcpy(dir + sizeof(dir) - 7, "XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    sprintf(path, "%s/client.id", dir);
    return 0;
}

static int
remove_dir(void **state)
{
    char other[sizeof(path) + 4];

    (void)state;
    unlink(path);
    sprintf(other, "%s.new", path);
    unlink(other);
    return rmdir(dir);
}

static struct identity
start(void)
{
    struct identity id = { 0 };
    struct rpc_text why = { 0 };

    if (identity_open(path, &id, &why) < 0)
        fail_msg("%s", why.s);
    return id;
}

/* ---- tests -------------------------------------------------------------- */

static void
each_start_is_the_next_incarnation(void **state)
{
    struct identity first = start(), second = start(), third = start();

    (void)state;
    assert_true(first.client != 0);
    assert_int_equal(first.incarnation, 1);
    assert_true(second.client == first.client);
    assert_int_equal(second.incarnation, 2);
    assert_true(third.client == first.client);
    assert_int_equal(third.incarnation, 3);
}

static void
without_the_file_it_is_another_client(void **state)
{
    struct identity first = start(), other;

    (void)state;
    unlink(path);
    other = start();
    assert_true(other.client != first.client);
    assert_int_equal(other.incarnation, 1);
}

/* What a start that was interrupted has left is no identity. */
static void
an_unfinished_file_is_ignored(void **state)
{
    char other[sizeof(path) + 4];
    struct identity first = start();

    (void)state;
    sprintf(other, "%s.new", path);
    put_file(other, "half", 4);
    assert_true(start().client == first.client);
}

static void
after_the_last_incarnation_comes_a_new_client(void **state)
{
    static const uint8_t last_but_one[] = {
        'R', 'P', 'C', 'I', 1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xff, 0xff, 0xfe,
    };
    struct identity id;

    (void)state;
    put_file(path, last_but_one, sizeof(last_but_one));
    id = start();
    assert_true(id.client == UINT64_C(0x0102030405060708));
    assert_true(id.incarnation == UINT32_MAX);
    id = start();
    assert_true(id.client != UINT64_C(0x0102030405060708));
    assert_int_equal(id.incarnation, 1);
}

static void
must_fail(int want, const char *name)
{
    struct identity id;
    struct rpc_text why = { 0 };

    assert_int_equal(identity_open(name, &id, &why), want);
    assert_true(strlen(why.s) > 0);
}

static void
what_is_no_identity_is_an_error(void **state)
{
    static const uint8_t no_client[] = { 'R', 'P', 'C', 'I', 0, 0, 0, 0,
                                         0,   0,   0,   0,   0, 0, 0, 1 };
    static const uint8_t no_incarnation[] = { 'R', 'P', 'C', 'I', 1, 2, 3, 4,
                                              5,   6,   7,   8,   0, 0, 0, 0 };
    struct stat st;

    (void)state;
    put_file(path, no_client, sizeof(no_client));
    must_fail(-EBADMSG, path);
    put_file(path, no_incarnation, sizeof(no_incarnation));
    must_fail(-EBADMSG, path);
    put_file(path, "", 0);
    must_fail(-EBADMSG, path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 0);
}

static void
errors_of_the_disk_are_told(void **state)
{
    static char name[5000];

    (void)state;
    sprintf(name, "%s/none/client.id", dir);
    must_fail(-ENOENT, name);
    must_fail(-EISDIR, dir);
    memset(name, 'x', sizeof(name) - 1);
    must_fail(-ENAMETOOLONG, name);
}

#define TEST(of) cmocka_unit_test_setup_teardown(of, make_dir, remove_dir)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_start_is_the_next_incarnation),
        TEST(without_the_file_it_is_another_client),
        TEST(an_unfinished_file_is_ignored),
        TEST(after_the_last_incarnation_comes_a_new_client),
        TEST(what_is_no_identity_is_an_error),
        TEST(errors_of_the_disk_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
