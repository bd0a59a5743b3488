/*
 * test_types.c - bytes as fields: every kind of type, and every kind of
 * bytes that do not fit it.
 *
 * A case is a procedure of lab2-stubs/idlc/test/everything.x, and bytes; what
 * is printed of it is in types.expect.  To accept new texts, run the program
 * with the argument "accept" and look at the difference.
 */
#include "netsim/types/types.h"

#include <errno.h>
#include <unistd.h>

#include "grader/testing.h"
#include "netsim/trace/test/golden.h"
#include "netsim/types/test/shown.h"

#define EVERYTHING "lab2-stubs/idlc/test/everything.x"
#define EXPECT "netsim/types/test/types.expect"
#define PROGRAM 0x20001234

struct types_case {
    const char *name;
    uint32_t version, procedure;
    enum types_of what;
    const char *hex; /* "xN" behind a byte: so often */
};

#define ARG TYPES_ARGUMENTS
#define RES TYPES_RESULT

/* struct arrays of everything.x, all of it. */
#define ARRAYS                                                                \
    "00000005 616c696365 000000 0102030405 000000 00000003 aabbcc00"          \
    "00000001 fffffffe 00000003 00000004 00000002 00000007 ffffffff"          \
    "0000000000000001 8000000000000000 00000002 00000001 00000000"            \
    "00000000 00000005 00000001 00000003 612262 00"                           \
    "00000001 00000002 00000003 00000004 00000005 00000006"                   \
    "00000001 00000007 00000008 00000009"                                     \
    "00000001 00000002 00000003 00000004 00000000"                            \
    "00000001 00000005 00000006 00000001 0000002a 00000001 00000006"          \
    "0504030201 000000 00000001 00000000000000ff"

static const struct types_case cases[] = {
    { "nothing, as it should be", 1, 1, ARG, "" },
    { "nothing, but there is something", 1, 1, ARG, "00000001" },
    { "two without names", 1, 2, ARG, "00000001 ffffffff" },
    { "a number as a result", 1, 2, RES, "80000000" },
    { "all kinds of arrays", 1, 3, ARG, ARRAYS },
    { "names, hyper and bool", 2, 20, ARG,
      "7fffffffffffffff ffffffffffffffff 00000001" },
    { "a bool that is none", 2, 20, ARG, "00x8 00x8 00000002" },
    { "cut in the middle", 2, 20, ARG, "00000000 00000001 00000000" },
    { "cut in a word", 2, 20, ARG, "00x8 00x8 0000" },
    { "cut before a field", 2, 20, ARG, "00x8" },
    { "an enum", 2, 5, ARG, "00000005 ffffffff" },
    { "an enum without that", 2, 5, RES, "00000009" },
    { "a typedef of a string", 2, 6, ARG, "00000003 610a5c00" },
    { "an alias", 2, 6, RES, "ffffffff" },
    { "a string that is empty", 2, 6, ARG, "00000000" },
    { "a string of many lines", 2, 6, ARG, "00000014 41x20" },
    { "a string that is too long", 2, 6, ARG, "00000015 41x24" },
    { "a string of all memory", 2, 6, ARG, "ffffffff 41414141" },
    { "a string that is cut", 2, 6, ARG, "00000014 41x14" },
    { "a string without its bytes", 2, 6, ARG, "00000004" },
    { "a string of odd bytes", 2, 6, ARG, "00000004 00227fc3" },
    { "padding of other bytes", 2, 6, ARG, "00000001 61000001" },
    { "too many bytes", 2, 6, ARG, "00000001 61000000 61x20" },
    { "arms: one, and a number", 2, 8, ARG,
      "00000005 0000002a ffffffff 00000003 01020300" },
    { "arms: another, and none", 2, 8, ARG, "00000006 00000001 7a000000" },
    { "an arm of nothing", 2, 8, ARG, "ffffffff 00000000 00000000" },
    { "no arm for an enum", 2, 8, ARG, "00000007 00000001" },
    { "no arm for a number", 2, 8, ARG, "ffffffff 00000001" },
    { "an arm with an array", 2, 8, RES, "00000003 00000002 00000005 06x4" },
    { "too many elements", 2, 8, RES, "00000003 00000008 00x32" },
    { "elements that end", 2, 8, RES, "00000003 00000007 00x10" },
    { "default: 0.25", 2, 8, RES, "00000004 3fd0000000000000" },
    { "default: 0.1", 2, 8, RES, "00000004 3fb999999999999a" },
    { "default: -1234567", 2, 8, RES, "00000004 c132d68700000000" },
    { "default: 0.99999999999", 2, 8, RES, "00000004 3fefffffffffd405" },
    { "default: 1e300", 2, 8, RES, "00000004 7e37e43c8800759c" },
    { "default: 2^-1074", 2, 8, RES, "00000004 0000000000000001" },
    { "default: -0", 2, 8, RES, "00000004 8000000000000000" },
    { "default: infinite", 2, 8, RES, "00000004 fff0000000000000" },
    { "default: no number", 2, 8, RES, "00000004 7ff8000000000000" },
    { "a bool chooses", 2, 7, ARG, "00000001 0000000000000007" },
    { "a bool chooses nothing", 2, 7, ARG, "00000000" },
    { "a bool that chooses neither", 2, 7, ARG, "00000002 00000000" },
    { "a list", 2, 3, RES,
      "00000001 61000000 00000001 00000003 00000004 00000001"
      "00000001 62000000 00000000 00000000" },
    { "a list that ends early", 2, 3, RES,
      "00000001 61000000 00000000 00000001" },
    { "a list, there or not there", 2, 3, RES,
      "00000001 61000000 00000000 00000002 00000000" },
    { "a tree", 2, 4, ARG,
      "00000001 00000001 00000002 00000000 00000000 00000001 00000003"
      "00000000 00000000" },
};

#define N_CASES (sizeof(cases) / sizeof(cases[0]))

/* ---- helpers ------------------------------------------------------------ */

static uint8_t bytes[70000];

static size_t
bytes_of(const char *hex)
{
    size_t n = 0;

    for (; *hex; hex += 2) {
        char digits[3] = { hex[0], hex[1], 0 };

        if (*hex == ' ') {
            hex--;
        } else if (*hex == 'x') {
            char *end;
            unsigned long times = strtoul(hex + 1, &end, 10);

            for (; times > 1; times--, n++)
                bytes[n] = bytes[n - 1];
            hex = end - 2;
        } else {
            bytes[n++] = (uint8_t)strtoul(digits, NULL, 16);
        }
    }
    return n;
}

static struct types *
everything(void)
{
    struct types *t = types_new();

    assert_int_equal(types_add(t, EVERYTHING), 0);
    assert_string_equal(types_problems(t), "");
    return t;
}

/* Free it. */
static char *
printed(struct types *t, const struct types_case *k, size_t n, size_t at)
{
    struct types_call call = { PROGRAM, k->version, k->procedure };
    char *text;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    types_print(out, t, &call, k->what, bytes, n, at);
    fclose(out);
    if (compare_shown(text, bytes, n, at) != 0)
        fail_msg("%s: not all bytes in order in\n%s", k->name, text);
    return text;
}

static char *
all_printed(void)
{
    struct types *t = everything();
    char *all;
    size_t len;
    FILE *out = open_memstream(&all, &len);

    assert_non_null(out);
    for (size_t i = 0; i < N_CASES; i++) {
        const struct types_case *k = &cases[i];
        struct types_call call = { PROGRAM, k->version, k->procedure };
        char *text = printed(t, k, bytes_of(k->hex), 40);

        fprintf(out, "=== %s: %s\n%s", k->name, types_title(t, &call, k->what),
                text);
        free(text);
    }
    fclose(out);
    types_free(t);
    return all;
}

/* ---- tests -------------------------------------------------------------- */

static void
each_type_is_printed(void **state)
{
    char *got = all_printed();

    (void)state;
    assert_golden(EXPECT, got);
    free(got);
}

/* Cut after every byte, and with each word another number: all bytes are
 * shown, which printed() has an eye on. */
static void
no_bytes_do_harm(void **state)
{
    static const uint32_t odd[] = { 0, 1, 2, 0x7fffffff, 0xffffffff };
    struct types *t = everything();

    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        size_t len = bytes_of(cases[i].hex);

        for (size_t n = 0; n < len; n++)
            free(printed(t, &cases[i], n, 0));
        for (size_t w = 0; w + 4 <= len; w += 4)
            for (size_t k = 0; k < sizeof(odd) / sizeof(odd[0]); k++) {
                bytes_of(cases[i].hex);
                for (int b = 0; b < 4; b++)
                    bytes[w + (size_t)b] = (uint8_t)(odd[k] >> (24 - 8 * b));
                free(printed(t, &cases[i], len, 0));
            }
    }
    types_free(t);
}

/* A list of 10,000 is a loop; a tree as deep is not followed to its end. */
static void
what_contains_itself_is_no_trouble(void **state)
{
    const struct types_case list = { "list", 2, 3, RES, "" };
    const struct types_case tree = { "tree", 2, 4, RES, "" };
    struct types *t = everything();
    char *text;

    (void)state;
    memset(bytes, 0, sizeof(bytes));
    for (size_t i = 0; i < 4000; i++)
        bytes[i * 12 + 11] = 1; /* word "", where: not there, next: there */
    text = printed(t, &list, 4000 * 12, 0);
    assert_null(strstr(text, "no further"));
    assert_null(strstr(text, "the rest"));
    free(text);
    for (size_t i = 0; i < 8000; i++)
        bytes[i * 8 + 7] = 1; /* key 0, left: there */
    text = printed(t, &tree, 8000 * 8, 0);
    assert_non_null(strstr(text, "tree: inside more than 64 others"));
    assert_non_null(strstr(text, "the rest, 63488 bytes:"));
    free(text);
    types_free(t);
}

static void
what_is_in_no_interface_is_words(void **state)
{
    static const struct types_call unknown[] = { { PROGRAM, 1, 4 },
                                                 { PROGRAM, 3, 1 },
                                                 { PROGRAM + 2, 1, 1 } };
    struct types *t = everything();

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char *text;
        size_t len;
        FILE *out = open_memstream(&text, &len);

        assert_non_null(out);
        assert_null(types_title(t, &unknown[i], TYPES_RESULT));
        types_print(out, t, &unknown[i], TYPES_RESULT, (const uint8_t *)"ab\n",
                    3, 0);
        fclose(out);
        assert_string_equal(text, "      61620a    |ab.|\n");
        free(text);
    }
    types_free(t);
}

/* ---- files -------------------------------------------------------------- */

static char path[32];

static void
write_text(const char *text, size_t times)
{
    FILE *out;

    strcpy(path, "/tmp/types-XXXXXX");
    close(mkstemp(path));
    out = fopen(path, "w");
    assert_non_null(out);
    while (times-- > 0)
        fputs(text, out);
    fclose(out);
}

/* The compiler of interfaces ends with its first error; nobody else does. */
static void
a_mistake_in_a_file_is_said(void **state)
{
    struct types *t = types_new();
    struct types_call call = { PROGRAM, 1, 2 };

    (void)state;
    write_text("struct s {\n\tcolour c;\n};\n", 1);
    assert_int_equal(types_add(t, path), -EINVAL);
    assert_non_null(strstr(types_problems(t),
                           ":2:2: error: there is no type \"colour\"\n"));
    write_text(" ", 300 * 1024);
    assert_int_equal(types_add(t, path), -EINVAL);
    assert_non_null(strstr(types_problems(t), "longer than 262144 bytes"));
    unlink(path);
    assert_int_equal(types_add(t, path), -ENOENT);
    assert_int_equal(types_add(t, "netsim"), -EISDIR);
    assert_int_equal(types_add(t, EVERYTHING), 0);
    assert_string_equal(types_title(t, &call, TYPES_ARGUMENTS),
                        "int, int of ADD (everything.x)");
    types_free(t);
}

/* Of two files with the same program the first counts. */
static void
the_first_interface_counts(void **state)
{
    struct types_call call = { PROGRAM, 1, 2 };
    struct types *t = everything();

    (void)state;
    write_text("program P { version V { void MINE(void) = 2; } = 1; } = "
               "0x20001234;",
               1);
    assert_int_equal(types_add(t, path), 0);
    unlink(path);
    assert_string_equal(types_title(t, &call, TYPES_RESULT),
                        "int of ADD (everything.x)");
    types_free(t);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_is_printed),
        cmocka_unit_test(no_bytes_do_harm),
        cmocka_unit_test(what_contains_itself_is_no_trouble),
        cmocka_unit_test(what_is_in_no_interface_is_words),
        cmocka_unit_test(a_mistake_in_a_file_is_said),
        cmocka_unit_test(the_first_interface_counts),
    };

    if (argc == 2 && strcmp(argv[1], "accept") == 0) {
        char *text = all_printed();
        int failed = accept_golden(EXPECT, text);

        free(text);
        return failed;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
