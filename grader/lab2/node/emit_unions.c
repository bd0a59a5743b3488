/*
 * emit_unions.c - part C: one of several.
 */
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "failure.h"
#include "grader/lab2/node/emit_check.h"

#include "unions.h"

#define BYTES(s) s, sizeof(s) - 1

/* ---- without default ---------------------------------------------------- */

static void
check_figure(const char *what, struct figure in, const char *bytes, size_t len)
{
    struct figure out;
    struct xdr_enc e;
    struct xdr_dec d;

    begin_enc(&e, len);
    figure_put(&e, &in);
    expect_bytes(&e, what, bytes, len);
    begin_dec(&d, bytes, len);
    memset(&out, 0xee, sizeof(out));
    figure_get(&d, &out);
    expect_end(&d, what);
    CHECK(out.kind == in.kind, "%s: kind %d came back as %d", what,
          (int)in.kind, (int)out.kind);
    if (in.kind == LINE)
        CHECK(out.line.from == in.line.from && out.line.to == in.line.to,
              "%s: the line came back as %d, %d", what, out.line.from,
              out.line.to);
    if (in.kind == CIRCLE || in.kind == BLOB)
        CHECK(out.radius == in.radius, "%s: radius came back as %u", what,
              out.radius);
}

static void
check_figures(void)
{
    struct figure bad = { .kind = (enum shape)3 }, v;
    struct xdr_enc e;
    struct xdr_dec d;

    check_figure("a figure DOT", (struct figure){ .kind = DOT },
                 BYTES("\0\0\0\0"));
    check_figure("a figure LINE",
                 (struct figure){ .kind = LINE, .line = { 1, 2 } },
                 BYTES("\0\0\0\1\0\0\0\1\0\0\0\2"));
    check_figure("a figure CIRCLE",
                 (struct figure){ .kind = CIRCLE, .radius = 9 },
                 BYTES("\0\0\0\5\0\0\0\x9"));
    check_figure("a figure BLOB", (struct figure){ .kind = BLOB, .radius = 7 },
                 BYTES("\0\0\0\6\0\0\0\7"));
    begin_enc(&e, 16);
    figure_put(&e, &bad);
    expect_enc_error(&e, "figure_put() of a kind without an arm", -EINVAL);
    begin_dec(&d, "\0\0\0\3\0\0\0\1\0\0\0\2", 12);
    figure_get(&d, &v);
    expect_dec_error(&d, "figure_get() of a kind without an arm");
}

/* ---- with default ------------------------------------------------------- */

static void
check_answers(void)
{
    static const char list[] = "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\5";
    struct answer v = { .code = -1, .reason = "why" };
    size_t before = heap_blocks();
    struct xdr_enc e;
    struct xdr_dec d;

    begin_enc(&e, 12);
    answer_put(&e, &v);
    expect_bytes(&e, "an answer with a reason",
                 BYTES("\xff\xff\xff\xff\0\0\0\3why\0"));
    v = (struct answer){ .code = 77 };
    begin_enc(&e, 4);
    answer_put(&e, &v);
    expect_bytes(&e, "an answer of code 77", BYTES("\0\0\0\x4d"));
    begin_dec(&d, "\0\0\0\x4d", 4);
    answer_get(&d, &v);
    expect_end(&d, "an answer of code 77");
    CHECK(v.code == 77, "code 77 came back as %d", v.code);
    answer_free(&v);

    begin_dec(&d, BYTES(list));
    answer_get(&d, &v);
    CHECK(v.code == 0 && v.n_list == 1 && v.list && v.list[0] == 5,
          "an answer with a list<2> of 1 came back with %u", v.n_list);
    expect_end(&d, "an answer with a list");
    answer_free(&v);
    expect_freed(before, "answer_free()");
    for (size_t len = 0; len < sizeof(list) - 1; len++) {
        before = heap_blocks();
        begin_dec(&d, list, len);
        answer_get(&d, &v);
        expect_dec_error(&d, "a part of an answer with a list");
        answer_free(&v);
        expect_freed(before, "answer_free() after a failed answer_get()");
    }
}

static void
check_maybe(void)
{
    struct maybe v = { .there = true, .value = 3 };
    struct xdr_enc e;
    struct xdr_dec d;

    begin_enc(&e, 8);
    maybe_put(&e, &v);
    expect_bytes(&e, "a maybe of TRUE", BYTES("\0\0\0\1\0\0\0\3"));
    begin_dec(&d, BYTES("\0\0\0\1\0\0\0\3"));
    v = (struct maybe){ .value = 0 };
    maybe_get(&d, &v);
    CHECK(v.there && v.value == 3, "a maybe of TRUE and 3 came back with %d",
          v.value);
    expect_end(&d, "a maybe of TRUE");
    begin_dec(&d, BYTES("\0\0\0\0"));
    maybe_get(&d, &v);
    CHECK(!v.there, "a maybe of FALSE came back as TRUE");
    expect_end(&d, "a maybe of FALSE");
}

int
main(void)
{
    if (begin("unions")) {
        check_figures();
        check_answers();
        check_maybe();
    }
    return check_done();
}
