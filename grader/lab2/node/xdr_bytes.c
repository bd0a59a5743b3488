/*
 * xdr_bytes.c - part A: bytes, strings, and arrays of numbers.
 */
#include <string.h>

#include "grader/lab2/node/xdr_check.h"
#include "grader/node/check.h"

/* Of 0 to 5 bytes. */
static const char *const padded[] = {
    "", "a\0\0\0", "ab\0\0", "abc\0", "abcd", "abcde\0\0\0",
};

static void
check_put(uint32_t len)
{
    uint32_t whole = (len + 3) / 4 * 4;
    char want[16] = { 0, 0, 0, (char)len };
    char s[6] = "abcde";
    struct xdr_enc e;

    memcpy(want + 4, padded[len], whole);
    begin_enc(&e, 16);
    xdr_put_fixed(&e, "abcde", len);
    expect_bytes(&e, "xdr_put_fixed() of some of abcde", padded[len], whole);
    begin_enc(&e, 16);
    xdr_put_opaque(&e, "abcde", len, 5);
    expect_bytes(&e, "xdr_put_opaque() of some of abcde", want, 4 + whole);
    s[len] = '\0';
    begin_enc(&e, 16);
    xdr_put_string(&e, s, 5);
    expect_bytes(&e, "xdr_put_string() of the beginning of abcde", want,
                 4 + whole);
}

static void
check_get(uint32_t len)
{
    uint32_t whole = (len + 3) / 4 * 4;
    char message[40] = { 0, 0, 0, (char)len };
    char s[7] = "######", opaque[7] = "######", fixed[7] = "######";
    struct xdr_dec d;

    memcpy(message + 4, padded[len], whole);
    memcpy(message + 4 + whole, message, 4 + whole);
    memcpy(message + 8 + 2 * whole, padded[len], whole);
    begin_dec(&d, message, 8 + 3 * whole);
    CHECK(xdr_get_string(&d, s, 5) == len && strlen(s) == len &&
              memcmp(s, "abcde", len) == 0,
          "a string of %u bytes came back as \"%s\"", len, s);
    CHECK(s[len + 1] == '#' || len == 5,
          "xdr_get_string() of %u bytes wrote behind their NUL", len);
    CHECK(xdr_get_opaque(&d, opaque, 5) == len &&
              memcmp(opaque, "abcde", len) == 0 && opaque[len] == '#',
          "opaque<5> of %u bytes came back as %.6s", len, opaque);
    xdr_get_fixed(&d, fixed, len);
    CHECK(memcmp(fixed, "abcde", len) == 0 && fixed[len] == '#',
          "opaque[%u] came back as %.6s", len, fixed);
    expect_end(&d, "string, opaque<> and opaque[]");
}

/* Where there are no bytes there need not be a place for them. */
static void
check_nothing(void)
{
    struct xdr_enc e;
    struct xdr_dec d;

    begin_enc(&e, 8);
    xdr_put_fixed(&e, NULL, 0);
    xdr_put_opaque(&e, NULL, 0, 5);
    expect_bytes(&e, "opaque[0] and an empty opaque<5> at NULL", "\0\0\0\0",
                 4);
    begin_dec(&d, "\0\0\0\0", 4);
    xdr_get_fixed(&d, NULL, 0);
    CHECK(xdr_get_opaque(&d, NULL, 0) == 0, "opaque<0> is not empty");
    expect_end(&d, "opaque[0] and opaque<0>");
}

/* Counts, and arrays of numbers: as single calls would. */
static void
check_arrays(void)
{
    static const int32_t values[3] = { 1, -1, 0x01020304 };
    static const char bytes[] = "\0\0\0\3\0\0\0\1\xff\xff\xff\xff\1\2\3\4";
    int32_t back[4] = { 9, 9, 9, 9 };
    struct xdr_enc e;
    struct xdr_dec d;
    uint32_t n;

    begin_enc(&e, 16);
    xdr_put_count(&e, 3, 3);
    xdr_put_i32s(&e, values, 3);
    expect_bytes(&e, "int x<3> of three", bytes, 16);
    begin_dec(&d, bytes, 16);
    n = xdr_get_count(&d, 3, 4);
    CHECK(n == 3, "xdr_get_count() of 3 of at most 3 is %u", n);
    xdr_get_i32s(&d, back, 3);
    CHECK(memcmp(back, values, sizeof(values)) == 0 && back[3] == 9,
          "int x[3] came back as %d, %d, %d", back[0], back[1], back[2]);
    expect_end(&d, "int x<3>");
}

/* A value of exactly its bound may be sent, of one more not. */
static void
check_bounds(void)
{
    struct xdr_enc e;

    begin_enc(&e, 32);
    xdr_put_string(&e, "1234", 4);
    expect_bytes(&e, "a string<4> of 4 bytes",
                 "\0\0\0\4"
                 "1234",
                 8);
    begin_enc(&e, 32);
    xdr_put_string(&e, "12345", 4);
    expect_enc_error(&e, "a string<4> of 5 bytes", -EINVAL);
    begin_enc(&e, 32);
    xdr_put_opaque(&e, "12345", 5, 4);
    expect_enc_error(&e, "an opaque<4> of 5 bytes", -EINVAL);
    begin_enc(&e, 32);
    xdr_put_count(&e, 5, 4);
    expect_enc_error(&e, "a T<4> of 5 elements", -EINVAL);
}

int
main(void)
{
    check_begin("bytes, strings and arrays");
    for (uint32_t len = 0; len <= 5; len++) {
        check_put(len);
        check_get(len);
    }
    check_nothing();
    check_arrays();
    check_bounds();
    return check_done();
}
