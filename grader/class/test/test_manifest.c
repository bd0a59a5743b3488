/*
 * test_manifest.c - is a submission as it was packed?
 */
#include "grader/class/intake.h"
#include "grader/class/manifest.h"
#include "grader/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct said {
    int n;
    char last[320];
};

static void
note(void *arg, const char *sentence)
{
    struct said *s = arg;

    s->n++;
    snprintf(s->last, sizeof(s->last), "%s", sentence);
}

static void
add(struct intake *in, const char *path, const char *text)
{
    assert_int_equal(intake_add(in, path, strdup(text), strlen(text)), 0);
}

/* What handin.sh writes of one file whose text is "abc". */
#define OF_ABC                                                                \
    "{ \"name\": \"lab4-x/cache.c\", \"bytes\": 3, \"sha256\": "              \
    "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\" }"
#define MANIFEST "{ \"format\": 1, \"labs\": [4], \"files\": [ " OF_ABC " ] }"

/* With these two files, or NULL: how many complaints; the last in *s. */
static int
check(struct said *s, const char *top, const char *manifest, const char *file)
{
    struct intake in = { 0 };
    char path[128];
    int n;

    *s = (struct said){ 0 };
    snprintf(path, sizeof(path), "%sMANIFEST.json", top);
    if (manifest)
        add(&in, path, manifest);
    snprintf(path, sizeof(path), "%slab4-x/cache.c", top);
    if (file)
        add(&in, path, file);
    n = manifest_check(&in, note, s);
    assert_int_equal(n, s->n);
    assert_int_equal(manifest_check(&in, NULL, NULL), n);
    intake_release(&in);
    return n;
}

static void
what_was_packed_is_right(void **state)
{
    struct said s;

    (void)state;
    assert_int_equal(check(&s, "", MANIFEST, "abc"), 0);
    assert_int_equal(check(&s, "anna/", MANIFEST, "abc"), 0);
}

static void
a_submission_needs_no_manifest(void **state)
{
    struct said s;

    (void)state;
    assert_int_equal(check(&s, "", NULL, "abc"), 0);
}

static void
what_is_not_as_packed_is_named(void **state)
{
    struct said s;

    (void)state;
    assert_int_equal(check(&s, "", MANIFEST, "abd"), 1);
    assert_string_equal(s.last, "lab4-x/cache.c is not what was packed");
    assert_int_equal(check(&s, "", MANIFEST, "ab"), 1);
    assert_string_equal(s.last, "lab4-x/cache.c had 3 bytes when it was "
                                "packed, and has 2");
    assert_int_equal(check(&s, "", MANIFEST, NULL), 1);
    assert_string_equal(s.last, "lab4-x/cache.c was packed, and is not there");
}

static void
a_file_more_is_named(void **state)
{
    struct said s;

    (void)state;
    assert_int_equal(check(&s, "", "{ \"format\": 1, \"files\": [] }", "abc"),
                     1);
    assert_string_equal(s.last, "lab4-x/cache.c was not packed, and is there");
}

static void
a_manifest_that_is_none_is_said(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{ \"format\": 2, \"files\": [] }",
        "{ \"format\": 1, \"files\": {} }",
        "{ \"format\": 1, \"files\": [ " OF_ABC ", 7 ] }",
        "{ \"format\": 1, \"files\": [ " OF_ABC " ]",
    };
    struct said s;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(check(&s, "", bad[i], "abc"), 1);
        assert_non_null(strstr(s.last, "the manifest "));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_right),
        cmocka_unit_test(a_submission_needs_no_manifest),
        cmocka_unit_test(what_is_not_as_packed_is_named),
        cmocka_unit_test(a_file_more_is_named),
        cmocka_unit_test(a_manifest_that_is_none_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
