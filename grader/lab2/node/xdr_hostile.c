/*
 * xdr_hostile.c - part A: bytes that nobody honest sends.
 */
#include <stdio.h>
#include <string.h>

#include "grader/lab2/node/xdr_check.h"
#include "grader/node/check.h"

/* A message that begins with this length, and has 8 bytes behind it. */
static void
begin_lying(struct xdr_dec *d, uint32_t len)
{
    uint8_t message[12] = "LLLLabcdefgh";

    for (int i = 0; i < 4; i++)
        message[i] = (uint8_t)(len >> (24 - 8 * i));
    begin_dec(d, message, sizeof(message));
}

static void
check_length(uint32_t len, uint32_t max)
{
    char what[80], s[16] = "###############", bytes[16] = "###############";
    struct xdr_dec d;

    begin_lying(&d, len);
    snprintf(what, sizeof(what), "a string<%u> that claims %u bytes", max,
             len);
    CHECK(xdr_get_string(&d, s, max) == 0 && s[0] == '\0',
          "%s did not come back empty", what);
    expect_dec_error(&d, what);
    begin_lying(&d, len);
    snprintf(what, sizeof(what), "an opaque<%u> that claims %u bytes", max,
             len);
    CHECK(xdr_get_opaque(&d, bytes, max) == 0 && bytes[0] == '#',
          "%s did not come back empty", what);
    expect_dec_error(&d, what);
}

static void
check_count(uint32_t n, uint32_t max, uint32_t min_len)
{
    char what[80];
    struct xdr_dec d;
    uint32_t got;

    begin_lying(&d, n);
    got = xdr_get_count(&d, max, min_len);
    snprintf(what, sizeof(what),
             "%u elements of at least %u bytes, of at most %u, in 8 bytes", n,
             min_len, max);
    CHECK(got == 0, "%s: xdr_get_count() is %u", what, got);
    expect_dec_error(&d, what);
}

static void
check_lengths(void)
{
    static const uint32_t lengths[] = { 5,          8,          1000,
                                        0x7fffffff, 0xfffffffc, 0xfffffffd,
                                        0xfffffffe, 0xffffffff };

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        check_length(lengths[i], 4);
        check_count(lengths[i], 4, 1);
    }
    /* Within the bound, and yet more than there is. */
    for (size_t i = 2; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        check_length(lengths[i], UINT32_MAX);
        check_count(lengths[i], UINT32_MAX, 4);
    }
    check_count(3, 100, 4);
    check_count(0x40000000, UINT32_MAX, 4);
    check_count(0x40000001, UINT32_MAX, 8);
}

/* ---- other encodings of a value ----------------------------------------- */

static void
check_bool(uint32_t v, const char *bytes)
{
    char what[40];
    struct xdr_dec d;

    begin_dec(&d, bytes, 4);
    snprintf(what, sizeof(what), "a bool of 0x%08x", v);
    CHECK(xdr_get_bool(&d) == 0, "%s did not come back as 0", what);
    expect_dec_error(&d, what);
}

static void
check_string(const char *what, const char *bytes, size_t len)
{
    char s[9] = "########";
    struct xdr_dec d;

    begin_dec(&d, bytes, len);
    CHECK(xdr_get_string(&d, s, 8) == 0 && s[0] == '\0',
          "%s did not come back empty", what);
    expect_dec_error(&d, what);
}

static void
check_padding(void)
{
    uint8_t bytes[3] = { 1, 2, 3 };
    struct xdr_dec d;

    check_string("a string with padding 00 00 01", "\0\0\0\1a\0\0\1", 8);
    check_string("a string with padding 01 00 00", "\0\0\0\1a\1\0\0", 8);
    begin_dec(&d, "abc\1", 4);
    xdr_get_fixed(&d, bytes, 3);
    CHECK(memcmp(bytes, "\0\0\0", 3) == 0,
          "opaque[3] with padding 01 did not come back as zeros");
    expect_dec_error(&d, "opaque[3] with padding 01");
}

int
main(void)
{
    check_begin("hostile messages");
    check_lengths();
    check_bool(2, "\0\0\0\2");
    check_bool(0x01000000, "\1\0\0\0");
    check_padding();
    check_string("a string with a NUL inside", "\0\0\0\4a\0bc", 8);
    check_string("a string of one NUL", "\0\0\0\1\0\0\0\0", 8);
    return check_done();
}
