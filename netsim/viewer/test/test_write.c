/*
 * test_write.c - ":w FILE": the trace in a file, of the format that its name
 * says; nothing is written over, and nothing by a viewer that is sealed.
 */
#include "netsim/viewer/viewer_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/testing.h"
#include "netsim/viewer/keys.h"

#define TRACE "netsim/trace/test/lost_reply.jsonl"

static char directory[] = "/tmp/write-XXXXXX";

static int
make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int
remove_directory(void **state)
{
    (void)state;
    return rmdir(directory);
}

static void
type(struct viewer *v, const char *keys)
{
    while (*keys)
        viewer_key(v, keys_read(&keys));
}

/* A viewer whose trace is open. */
static struct viewer *
opened(void)
{
    struct items items = { 0 };
    struct viewer *v;

    assert_int_equal(items_add_path(&items, TRACE), 0);
    v = viewer_new(&items);
    type(v, "<Enter>");
    assert_true(v->is_open);
    return v;
}

static void
in_directory(char *path, size_t cap, const char *name)
{
    snprintf(path, cap, "%s/%s", directory, name);
}

/* What the file begins with. */
static void
assert_begins(const char *path, const char *want)
{
    char got[64] = "";
    FILE *f = fopen(path, "r");

    if (!f)
        fail_msg("%s was not written", path);
    assert_int_equal(fread(got, 1, strlen(want), f), strlen(want));
    fclose(f);
    assert_string_equal(got, want);
}

static void
the_end_of_the_name_says_the_format(void **state)
{
    static const struct {
        const char *name, *begins;
    } files[] = {
        { "run.svg", "<svg " },
        { "run.html", "<!DOCTYPE html>" },
        { "run.txt", "   t/ms" },
        { "run.mmd", "sequenceDiagram" },
    };
    struct viewer *v = opened();

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[100];

        in_directory(path, sizeof(path), files[i].name);
        type(v, "x");
        assert_string_equal(v->typed, "w ");
        type(v, path);
        type(v, "<Enter>");
        assert_ptr_equal(strstr(v->message, path), v->message);
        assert_begins(path, files[i].begins);
        assert_int_equal(unlink(path), 0);
    }
    viewer_free(v);
}

static void
nothing_is_written_over_unasked(void **state)
{
    struct viewer *v = opened();
    char path[100], line[120];
    FILE *f;

    (void)state;
    in_directory(path, sizeof(path), "mine.svg");
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("mine", f);
    fclose(f);
    snprintf(line, sizeof(line), ":w %s<Enter>", path);
    type(v, line);
    assert_non_null(strstr(v->message, "is there"));
    assert_begins(path, "mine");
    snprintf(line, sizeof(line), ":w! %s<Enter>", path);
    type(v, line);
    assert_begins(path, "<svg ");
    assert_int_equal(unlink(path), 0);
    viewer_free(v);
}

static void
what_cannot_be_written_is_said(void **state)
{
    struct viewer *v = opened();
    char path[100];

    (void)state;
    type(v, "x<Enter>");
    assert_non_null(strstr(v->message, ".pcapng"));
    type(v, ":w run.gif<Enter>");
    assert_non_null(strstr(v->message, ".svg"));
    assert_int_not_equal(access("run.gif", F_OK), 0);
    type(v, ":w /nowhere/run.svg<Enter>");
    assert_non_null(strstr(v->message, "No such file"));
    viewer_seal(v);
    in_directory(path, sizeof(path), "run.svg");
    type(v, "x");
    type(v, path);
    type(v, "<Enter>");
    assert_non_null(strstr(v->message, "no file"));
    assert_int_not_equal(access(path, F_OK), 0);
    viewer_free(v);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_of_the_name_says_the_format),
        cmocka_unit_test(nothing_is_written_over_unasked),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
