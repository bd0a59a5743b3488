/*
 * emit_structs.c - part C: simple members, and structs in structs.
 */
#include <string.h>

#include "failure.h"
#include "grader/lab2/node/emit_check.h"

#include "structs.h"

static const struct values sample = {
    .i = -2,
    .u = 0xfedcba98,
    .m = CROSS,
    .one = { .h = 1, .b = true },
    .uh = 0x0102030405060708,
    .f = 1,
    .d = -2.5,
    .two = { .h = -1, .b = false },
};

static const char bytes[] = "\xff\xff\xff\xfe"
                            "\xfe\xdc\xba\x98"
                            "\xff\xff\xff\xfe"
                            "\0\0\0\0\0\0\0\1\0\0\0\1"
                            "\1\2\3\4\5\6\7\x8"
                            "\x3f\x80\0\0"
                            "\xc0\x04\0\0\0\0\0\0"
                            "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0";
#define LEN (sizeof(bytes) - 1)

static void
check_both_ways(void)
{
    struct xdr_enc e;
    struct xdr_dec d;
    struct values v;

    begin_enc(&e, LEN);
    values_put(&e, &sample);
    expect_bytes(&e, "values_put()", bytes, LEN);
    begin_dec(&d, bytes, LEN);
    memset(&v, 0xee, sizeof(v));
    values_get(&d, &v);
    CHECK(v.i == sample.i && v.u == sample.u && v.m == sample.m &&
              v.uh == sample.uh,
          "values_get() of int -2 yields %d, of CROSS %d", v.i, (int)v.m);
    CHECK(v.f == sample.f && v.d == sample.d,
          "values_get() of float 1 and double -2.5 yields %g and %g",
          (double)v.f, v.d);
    CHECK(v.one.h == 1 && v.one.b && v.two.h == -1 && !v.two.b,
          "values_get() does not bring the structs inside back");
    expect_end(&d, "values_get()");
}

static void
check_truncations(void)
{
    struct values v;
    struct xdr_dec d;

    for (size_t len = 0; len < LEN; len++) {
        begin_dec(&d, bytes, len);
        memset(&v, 0xee, sizeof(v));
        values_get(&d, &v);
        CHECK(v.two.h == 0 || len >= LEN - 4,
              "values_get() of %zu bytes of %zu leaves two.h as it was", len,
              LEN);
        expect_dec_error(&d, "values_get() of a part");
    }
}

/* An enum is one of its constants. */
static void
check_enum(void)
{
    static const struct {
        enum mood m;
        const char *bytes;
    } good[] = { { CALM, "\0\0\0\1" },
                 { CROSS, "\xff\xff\xff\xfe" },
                 { GLAD, "\0\0\0\7" } };
    static const char *const bad[] = { "\0\0\0\0", "\0\0\0\2",
                                       "\xff\xff\xff\xff", "\x80\0\0\1" };
    struct xdr_enc e;
    struct xdr_dec d;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        begin_enc(&e, 4);
        mood_put(&e, good[i].m);
        expect_bytes(&e, "mood_put()", good[i].bytes, 4);
        begin_dec(&d, good[i].bytes, 4);
        CHECK(mood_get(&d) == good[i].m, "mood_get() of %d yields another",
              (int)good[i].m);
        expect_end(&d, "mood_get()");
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        begin_dec(&d, bad[i], 4);
        mood_get(&d);
        expect_dec_error(&d, "mood_get() of a number that is no mood");
    }
}

int
main(void)
{
    if (begin("structs and enums")) {
        check_both_ways();
        check_truncations();
        check_enum();
    }
    return check_done();
}
