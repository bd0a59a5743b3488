/*
 * xdr_numbers.c - part A: numbers to bytes and back.
 */
#include <math.h>
#include <string.h>

#include "grader/lab2/node/xdr_check.h"
#include "grader/node/check.h"

#define DRAWN 50

/* ---- to bytes ----------------------------------------------------------- */

/* One value of each type, and what RFC 4506 makes of it. */
#define PUT(TYPE, VALUE, BYTES)                                               \
    do {                                                                      \
        struct xdr_enc e;                                                     \
                                                                              \
        begin_enc(&e, 16);                                                    \
        xdr_put_##TYPE(&e, VALUE);                                            \
        expect_bytes(&e, "xdr_put_" #TYPE "(" #VALUE ")", BYTES,              \
                     sizeof(BYTES) - 1);                                      \
    } while (0)

static void
check_put(void)
{
    PUT(u32, 0xfedcba98, "\xfe\xdc\xba\x98");
    PUT(i32, -2, "\xff\xff\xff\xfe");
    PUT(enum, -1, "\xff\xff\xff\xff");
    PUT(bool, 0, "\0\0\0\0");
    PUT(bool, 1, "\0\0\0\1");
    PUT(bool, 7, "\0\0\0\1");
    PUT(u64, 0x0102030405060708, "\1\2\3\4\5\6\7\x8");
    PUT(i64, -2, "\xff\xff\xff\xff\xff\xff\xff\xfe");
    PUT(float, 1.0f, "\x3f\x80\0\0");
    PUT(float, -0.15625f, "\xbe\x20\0\0");
    PUT(double, 1.0, "\x3f\xf0\0\0\0\0\0\0");
    PUT(double, -2.5, "\xc0\x04\0\0\0\0\0\0");
}

/* Numbers that nobody knows before, of the world's seed. */
static void
check_drawn(void)
{
    struct xdr_enc e;
    uint8_t want[12];
    uint32_t v;
    uint64_t w;

    for (int i = 0; i < DRAWN; i++) {
        check_draw(want, sizeof(want));
        v = 0;
        w = 0;
        for (size_t k = 0; k < 4; k++)
            v = v << 8 | want[k];
        for (size_t k = 4; k < 12; k++)
            w = w << 8 | want[k];
        begin_enc(&e, 16);
        xdr_put_u32(&e, v);
        xdr_put_u64(&e, w);
        expect_bytes(&e, "xdr_put_u32() and xdr_put_u64() of drawn numbers",
                     (const char *)want, sizeof(want));
    }
}

/* ---- and back ----------------------------------------------------------- */

static const int64_t values[] = { 0,         1,         -1,        7,
                                  INT32_MIN, INT32_MAX, INT64_MIN, INT64_MAX };

static void
check_integers(int64_t v)
{
    struct xdr_enc e;
    struct xdr_dec d;
    uint8_t buf[28];

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_i64(&e, v);
    xdr_put_u64(&e, (uint64_t)v);
    xdr_put_i32(&e, (int32_t)v);
    xdr_put_u32(&e, (uint32_t)v);
    xdr_put_bool(&e, v != 0);
    begin_dec(&d, buf, sizeof(buf));
    CHECK(xdr_get_i64(&d) == v, "hyper %lld did not come back", (long long)v);
    CHECK(xdr_get_u64(&d) == (uint64_t)v,
          "unsigned hyper %llu did not come back", (unsigned long long)v);
    CHECK(xdr_get_i32(&d) == (int32_t)v, "int %d did not come back", (int)v);
    CHECK(xdr_get_u32(&d) == (uint32_t)v, "unsigned %u did not come back",
          (unsigned)v);
    CHECK(xdr_get_bool(&d) == (v != 0), "bool %d did not come back", v != 0);
    expect_end(&d, "five numbers");
}

static void
check_real(double v)
{
    struct xdr_enc e;
    struct xdr_dec d;
    uint8_t buf[12];
    double back;
    float back_float;

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_double(&e, v);
    xdr_put_float(&e, (float)v);
    begin_dec(&d, buf, sizeof(buf));
    back = xdr_get_double(&d);
    back_float = xdr_get_float(&d);
    CHECK(memcmp(&back, &v, sizeof(v)) == 0, "double %g came back as %g", v,
          back);
    CHECK(back_float == (float)v || isnan(v), "float %g came back as %g", v,
          (double)back_float);
    expect_end(&d, "two floating-point numbers");
}

/* In the middle of a message, where addresses are odd. */
static void
check_unaligned(void)
{
    uint8_t buf[17] = { 0 };
    struct xdr_enc e;
    struct xdr_dec d;

    xdr_enc_init(&e, buf + 1, 16);
    xdr_put_u32(&e, 1);
    xdr_put_u64(&e, 2);
    xdr_put_u32(&e, 3);
    xdr_dec_init(&d, buf + 1, 16);
    CHECK(xdr_get_u32(&d) == 1 && xdr_get_u64(&d) == 2 && xdr_get_u32(&d) == 3,
          "numbers in a buffer at an odd address did not come back");
}

int
main(void)
{
    static const double reals[] = { 0.0,   -0.0, 1.5,      -3.25e-300,
                                    1e300, 0.1,  INFINITY, -INFINITY };

    check_begin("numbers");
    check_put();
    check_drawn();
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        check_integers(values[i]);
    for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
        check_real(reals[i]);
    check_unaligned();
    return check_done();
}
