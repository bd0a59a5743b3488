/*
 * emit_arrays.c - part C: strings, opaque data, arrays of everything.
 */
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "failure.h"
#include "grader/lab2/node/emit_check.h"

#include "arrays.h"

static const char bytes[] = "\0\0\0\6banana\0\0"
                            "key\0"
                            "\0\0\0\5abcde\0\0\0"
                            "\0\0\0\1\xff\xff\xff\xff"
                            "\0\0\0\2\0\0\0\3\0\0\0\4"
                            "\0\0\0\0\0\0\0\5\xff\xff\xff\xff\xff\xff\xff\xfa"
                            "\0\0\0\1\0\0\0\1"
                            "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"
                            "\0\0\0\1\0\0\0\5\0\0\0\6"
                            "\0\0\0\2\0\0\0\2hi\0\0\0\0\0\4four";
#define LEN (sizeof(bytes) - 1)

/* Where the counts are, to be changed: of many, flags, path and words. */
#define MANY_AT 36
#define FLAGS_AT 64
#define PATH_AT 88
#define WORDS_AT 100

static uint32_t many[4] = { 3, 4, 5, 6 };
static bool flags[2] = { true };
static struct spot path[2] = { { 5, 6 } };
static struct word words[2] = { { "hi" }, { "four" } };

static struct arrays
sample(void)
{
    return (struct arrays){
        .name = "banana",
        .key = "key",
        .data_len = 5,
        .data = "abcde",
        .fixed = { 1, -1 },
        .n_many = 2,
        .many = many,
        .big = { 5, -6 },
        .n_flags = 1,
        .flags = flags,
        .corners = { { 1, 2 }, { 3, 4 } },
        .n_path = 1,
        .path = path,
        .n_words = 2,
        .words = words,
    };
}

static void
check_put(void)
{
    struct arrays v = sample();
    struct xdr_enc e;

    begin_enc(&e, LEN);
    arrays_put(&e, &v);
    expect_bytes(&e, "arrays_put()", bytes, LEN);
    v.n_many = 4; /* of at most 3 */
    begin_enc(&e, 200);
    arrays_put(&e, &v);
    expect_enc_error(&e, "arrays_put() of 4 in many<3>", -EINVAL);
    v = sample();
    v.data_len = 6;
    begin_enc(&e, 200);
    arrays_put(&e, &v);
    expect_enc_error(&e, "arrays_put() of 6 bytes in data<5>", -EINVAL);
}

static void
check_get(void)
{
    struct arrays v;
    struct xdr_dec d;

    begin_dec(&d, bytes, LEN);
    memset(&v, 0xee, sizeof(v));
    arrays_get(&d, &v);
    expect_end(&d, "arrays_get()");
    CHECK(strcmp(v.name, "banana") == 0 && memcmp(v.key, "key", 3) == 0 &&
              v.data_len == 5 && memcmp(v.data, "abcde", 5) == 0,
          "arrays_get() does not bring strings and opaque data back");
    CHECK(v.fixed[0] == 1 && v.fixed[1] == -1 && v.big[0] == 5 &&
              v.big[1] == -6 && v.corners[1].y == 4,
          "arrays_get() does not bring arrays[2] back");
    CHECK(v.n_many == 2 && v.many && v.many[0] == 3 && v.many[1] == 4,
          "arrays_get() yields %u elements of many, expected 2", v.n_many);
    CHECK(v.n_flags == 1 && v.flags && v.flags[0],
          "arrays_get() yields %u elements of flags, expected 1", v.n_flags);
    CHECK(v.n_path == 1 && v.path && v.path[0].y == 6,
          "arrays_get() yields %u elements of path, expected 1", v.n_path);
    CHECK(v.n_words == 2 && v.words && strcmp(v.words[1].value, "four") == 0,
          "arrays_get() yields %u elements of words, expected 2", v.n_words);
    arrays_free(&v);
}

/* Cut anywhere, a value can be freed, and nothing is left. */
static void
check_truncations(void)
{
    struct xdr_dec d;

    for (size_t len = 0; len < LEN; len++) {
        size_t before = heap_blocks();
        struct arrays v;

        memset(&v, 0xee, sizeof(v));
        begin_dec(&d, bytes, len);
        arrays_get(&d, &v);
        expect_dec_error(&d, "arrays_get() of a part");
        arrays_free(&v);
        expect_freed(before, "arrays_free() after a failed arrays_get()");
    }
}

/* A count over its bound, though there would be bytes for it. */
static void
check_bound(const char *what, size_t at, uint32_t n)
{
    uint8_t message[LEN + 200] = { 0 };
    size_t before = heap_blocks(), len = at;
    struct arrays v;
    struct xdr_dec d;

    memcpy(message, bytes, LEN);
    add_u32(message, &len, n);
    begin_dec(&d, message, sizeof(message));
    before = heap_blocks();
    memset(&v, 0xee, sizeof(v));
    arrays_get(&d, &v);
    expect_dec_error(&d, what);
    arrays_free(&v);
    CHECK(heap_blocks() < before, "%s: memory is left", what);
}

int
main(void)
{
    if (begin("arrays, strings and opaque data")) {
        check_put();
        check_get();
        check_truncations();
        check_bound("4 elements in many<3>", MANY_AT, 4);
        check_bound("3 elements in flags<2>", FLAGS_AT, 3);
        check_bound("3 elements in path<2>", PATH_AT, 3);
        check_bound("3 elements in words<2>", WORDS_AT, 3);
        check_bound("2,000,000,000 elements in path<2>", PATH_AT, 2000000000);
    }
    return check_done();
}
