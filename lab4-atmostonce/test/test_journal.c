/*
 * test_journal.c - the journal on the real file system.  What the power does
 * to it is left to the cases of the grader.
 */
#include "grader/testing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab4-atmostonce/amo/journal.h"

static char dir[] = "/tmp/test_journal.XXXXXX";

/* What was read, with a blank behind each record. */
static char heard[256];
static struct rpc_text why;

static int
hear(void *arg, const uint8_t *bytes, size_t len)
{
    (void)arg;
    strncat(heard, (const char *)bytes, len);
    strcat(heard, " ");
    return 0;
}

static struct journal *
open_again(const char *name)
{
    heard[0] = '\0';
    return journal_open(name, hear, NULL, &why);
}

static void
append(struct journal *j, const char *text)
{
    assert_int_equal(journal_append(j, text, strlen(text)), 0);
}

static void
must_say(const char *name, const char *text)
{
    struct journal *j = open_again(name);

    assert_non_null(j);
    assert_string_equal(heard, text);
    journal_close(j);
}

/* A journal with three records; where the second and the third begin. */
static void
make_three(const char *name, size_t *second, size_t *third)
{
    struct journal *j = open_again(name);

    assert_non_null(j);
    append(j, "one");
    *second = journal_size(j);
    append(j, "two");
    *third = journal_size(j);
    append(j, "three");
    journal_close(j);
}

static void
put_byte(const char *name, size_t at, char byte)
{
    int fd = open(name, O_WRONLY);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
    close(fd);
}

/* ---- tests -------------------------------------------------------------- */

static void
records_come_back_in_order(void **state)
{
    struct journal *j;
    size_t a, b;

    (void)state;
    make_three("order", &a, &b);
    j = open_again("order");
    assert_string_equal(heard, "one two three ");
    append(j, "four");
    journal_close(j);
    must_say("order", "one two three four ");
}

static void
lengths_have_bounds(void **state)
{
    static const uint8_t bytes[JOURNAL_RECORD_MAX + 1];
    struct journal *j = open_again("bounds");

    (void)state;
    assert_int_equal(journal_append(j, bytes, 0), -EMSGSIZE);
    assert_int_equal(journal_append(j, bytes, sizeof(bytes)), -EMSGSIZE);
    assert_int_equal(journal_size(j), 0);
    assert_int_equal(journal_append(j, bytes, JOURNAL_RECORD_MAX), 0);
    journal_close(j);
    must_say("bounds", " ");
}

static void
torn_end_is_cut_off(void **state)
{
    struct journal *j;
    struct stat st;
    size_t a, b;

    (void)state;
    make_three("torn", &a, &b);
    assert_int_equal(truncate("torn", (off_t)b + 9), 0);
    j = open_again("torn");
    assert_string_equal(heard, "one two ");
    assert_int_equal(stat("torn", &st), 0);
    assert_int_equal(st.st_size, b);
    append(j, "3");
    journal_close(j);
    must_say("torn", "one two 3 ");
}

static void
damage_is_an_error_that_names_the_place(void **state)
{
    size_t a, b;

    (void)state;
    make_three("damage", &a, &b);
    put_byte("damage", a + 12, 'T');
    assert_null(open_again("damage"));
    assert_int_equal(errno, EBADMSG);
    assert_string_equal(heard, "one ");
    assert_string_equal(why.s, "damage: byte 20, record 1 is damaged, and it "
                               "is not the last one");
    put_byte("damage", a + 12, 't');
    must_say("damage", "one two three ");
}

/* More than a record that does not read is not the end of one. */
static void
long_damage_is_no_torn_end(void **state)
{
    struct journal *j = open_again("long");
    size_t a = 0;

    (void)state;
    append(j, "one");
    a = journal_size(j);
    journal_close(j);
    assert_int_equal(truncate("long", (off_t)a + JOURNAL_RECORD_MAX + 16), 0);
    must_say("long", "one ");
    assert_int_equal(truncate("long", (off_t)a + JOURNAL_RECORD_MAX + 17), 0);
    assert_null(open_again("long"));
    assert_int_equal(errno, EBADMSG);
}

static void
other_files_are_left_alone(void **state)
{
    char text[16] = "";
    FILE *f = fopen("letter", "w");

    (void)state;
    fputs("Dear Sir", f);
    fclose(f);
    assert_null(open_again("letter"));
    assert_int_equal(errno, EBADMSG);
    f = fopen("letter", "r");
    assert_non_null(fgets(text, sizeof(text), f));
    fclose(f);
    assert_string_equal(text, "Dear Sir");
}

static void
missing_directory_is_an_error(void **state)
{
    (void)state;
    assert_null(open_again("no/journal"));
    assert_int_equal(errno, ENOENT);
    assert_string_equal(why.s, "no/journal: cannot be opened: No such file or "
                               "directory");
}

static int
hear_no_two(void *arg, const uint8_t *bytes, size_t len)
{
    (void)arg;
    (void)len;
    return bytes[0] == 't' ? -ENOSPC : 0;
}

static void
reader_may_end_it(void **state)
{
    size_t a, b;

    (void)state;
    make_three("end", &a, &b);
    assert_null(journal_open("end", hear_no_two, NULL, &why));
    assert_int_equal(errno, ENOSPC);
    assert_string_equal(why.s, "end: byte 20, record 1 is of no use: No space "
                               "left on device");
}

/* ---- compaction --------------------------------------------------------- */

static int
write_sum(void *arg, struct journal *j)
{
    (void)arg;
    return journal_append(j, "all", 3);
}

static int
write_and_fail(void *arg, struct journal *j)
{
    write_sum(arg, j);
    return -ENODATA;
}

static void
compacted_journal_goes_on(void **state)
{
    struct journal *j;
    size_t a, b;

    (void)state;
    make_three("compact", &a, &b);
    j = open_again("compact");
    assert_int_equal(journal_compact(j, write_sum, NULL), 0);
    assert_int_equal(journal_size(j), a);
    append(j, "four");
    journal_close(j);
    must_say("compact", "all four ");
}

static void
compaction_that_fails_changes_nothing(void **state)
{
    struct journal *j;
    size_t a, b;

    (void)state;
    make_three("fails", &a, &b);
    j = open_again("fails");
    assert_int_equal(journal_compact(j, write_and_fail, NULL), -ENODATA);
    assert_int_equal(access("fails.new", F_OK), -1);
    append(j, "four");
    journal_close(j);
    must_say("fails", "one two three four ");
}

static void
leftover_of_a_compaction_is_removed(void **state)
{
    size_t a, b;

    (void)state;
    make_three("left.new", &a, &b);
    must_say("left", "");
    assert_int_equal(access("left.new", F_OK), -1);
}

/* ---- a disk that is full ------------------------------------------------ */

static void
set_limit(rlim_t max)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
after_an_error_it_refuses(void **state)
{
    struct journal *j = open_again("full");
    int first, second;

    (void)state;
    append(j, "one");
    signal(SIGXFSZ, SIG_IGN);
    set_limit(journal_size(j) + 10);
    first = journal_append(j, "two", 3);
    set_limit(RLIM_INFINITY);
    second = journal_append(j, "two", 3);
    assert_int_equal(first, -EFBIG);
    assert_int_equal(second, -EIO);
    assert_int_equal(journal_compact(j, write_sum, NULL), -EIO);
    journal_close(j);
    must_say("full", "one ");
}

static int
make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int
remove_dir(void **state)
{
    static const char *const name[] = { "order", "bounds", "torn", "damage",
                                        "long",  "letter", "end",  "compact",
                                        "fails", "left",   "full" };

    (void)state;
    for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
        unlink(name[i]);
    return rmdir(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_in_order),
        cmocka_unit_test(lengths_have_bounds),
        cmocka_unit_test(torn_end_is_cut_off),
        cmocka_unit_test(damage_is_an_error_that_names_the_place),
        cmocka_unit_test(long_damage_is_no_torn_end),
        cmocka_unit_test(other_files_are_left_alone),
        cmocka_unit_test(missing_directory_is_an_error),
        cmocka_unit_test(reader_may_end_it),
        cmocka_unit_test(compacted_journal_goes_on),
        cmocka_unit_test(compaction_that_fails_changes_nothing),
        cmocka_unit_test(leftover_of_a_compaction_is_removed),
        cmocka_unit_test(after_an_error_it_refuses),
    };

    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
