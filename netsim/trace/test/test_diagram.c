/*
 * test_diagram.c - the drawings, as a student sees them.
 *
 * A case is a trace, test/NAME.jsonl, and what it should look like, in
 * UTF-8 and then in ASCII, test/NAME.expect.  To accept new drawings, run
 * the program with the argument "accept" and look at the difference.
 */
#include "netsim/trace/diagram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/lang/text.h"
#include "netsim/trace/test/golden.h"

#define DIRECTORY "netsim/trace/test/"

struct drawing {
    const char *expect; /* name of the file of drawings */
    const char *trace;
    struct diagram_options opt;
};

static const struct drawing drawings[] = {
    { "call", "call", { .width = 0 } },
    { "lost_request", "lost_request", { .width = 0 } },
    { "lost_reply", "lost_reply", { .width = 0 } },
    { "duplicate", "duplicate", { .width = 0 } },
    { "reorder", "reorder", { .width = 0 } },
    { "three_hosts", "three_hosts", { .width = 0 } },
    { "crash", "crash", { .width = 0 } },
    { "faults", "faults", { .width = 0 } },
    { "idle", "idle", { .width = 0 } },
    { "stubs", "stubs", { .width = 0 } },
    { "many_hosts", "many_hosts", { .width = 0 } },
    { "one_host", "one_host", { .width = 0 } },
    { "itself", "itself", { .width = 0 } },
    { "dispenser", "dispenser", { .width = 0 } },
    { "microseconds", "microseconds", { .width = 0 } },
    { "text", "text", { .logs = 1 } },
    { "empty", "empty", { .width = 0 } },
    { "steps", "lost_reply", { .steps = 1 } },
    { "narrow", "lost_reply", { .width = 40 } },
    { "narrow_crash", "crash", { .width = 40 } },
    { "axis_real", "lost_reply", { .axis = AXIS_REAL } },
    { "axis_since", "lost_reply", { .axis = AXIS_SINCE } },
    { "axis_causal", "three_hosts", { .axis = AXIS_CAUSAL } },
    { "axis_zero", "lost_reply", { .zero_ns = 10000000 } },
    { "fold_runs", "lost_reply", { .steps = 1, .folding = FOLD_RUNS } },
    { "fold_nothing", "idle", { .folding = FOLD_NOTHING } },
    { "part", "crash", { .first = 9, .last = 20 } },
};

#define N_DRAWINGS (sizeof(drawings) / sizeof(drawings[0]))

/* ---- helpers ------------------------------------------------------------ */

static void
read_trace(struct trace *tr, const char *name)
{
    char path[200];
    struct text_error err;
    FILE *in;

    snprintf(path, sizeof(path), DIRECTORY "%s.jsonl", name);
    in = fopen(path, "r");
    if (!in)
        fail_msg("%s: %s", path, strerror(errno));
    trace_init(tr);
    if (trace_read(tr, in, path, &err) != 0)
        fail_msg("%s", err.text);
    fclose(in);
}

/* Both drawings of a trace as one text; free it. */
static char *
draw(const struct drawing *drawing)
{
    struct diagram_options opt = drawing->opt;
    struct trace tr;
    size_t len;
    char *text;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    read_trace(&tr, drawing->trace);
    for (opt.ascii = 0; opt.ascii < 2; opt.ascii++) {
        struct diagram *d = diagram_new(&tr, &opt);

        fputs(opt.ascii ? "\n" : "", out);
        diagram_print(d, out);
        diagram_free(d);
    }
    trace_release(&tr);
    fclose(out);
    return text;
}

static const char *
expected(const struct drawing *drawing)
{
    static char path[200];

    snprintf(path, sizeof(path), DIRECTORY "%s.expect", drawing->expect);
    return path;
}

static int
cells_in(const char *s)
{
    int n = 0;

    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* ---- the drawings ------------------------------------------------------- */

static void
a_trace_is_drawn_as_expected(void **state)
{
    char *got = draw(*state);

    assert_golden(expected(*state), got);
    free(got);
}

static int
accept_all(void)
{
    int failed = 0;

    for (size_t i = 0; i < N_DRAWINGS && !failed; i++) {
        char *text = draw(&drawings[i]);

        failed = accept_golden(expected(&drawings[i]), text);
        free(text);
    }
    return failed;
}

/* ---- what holds for any drawing ----------------------------------------- */

static uint64_t state_of_chance = 1;

static int
chance(int n)
{
    state_of_chance = state_of_chance * 6364136223846793005u + 1;
    return (int)((state_of_chance >> 33) % (uint64_t)n);
}

static const char *
random_word(void)
{
    static const char *const word[] = {
        "",
        "call",
        "exec",
        "done",
        "return",
        "debit(alice, 10)",
        "down",
        "\x1b[31m",
        "loss 20%",
        "\xe4\xb8\xad\xe6\x96\x87",
        "e\xcc\x81",
        "\xff\xfe",
        "a name that is longer than most of the columns are",
    };

    return word[chance(sizeof(word) / sizeof(word[0]))];
}

/* Events that make sense one by one, but not always together. */
static void
keep_random_event(struct trace *tr, int64_t *t, int hosts)
{
    static const enum trace_kind often[] = { TRACE_SEND, TRACE_DELIVER,
                                             TRACE_DELIVER, TRACE_DROP };
    struct trace_event ev = {
        .t_ns = *t += chance(3) ? 0 : chance(80000000),
        .seq = tr->n_events + 1,
        .kind = chance(2) ? often[chance(4)]
                          : (enum trace_kind)chance(TRACE_KINDS),
        .host = chance(hosts + 1) - 1,
        .inc = (unsigned)chance(3),
        .thread = (unsigned)chance(2),
        .cause = (uint64_t)chance((int)tr->n_events + 1),
        .name = random_word(),
        .text = random_word(),
        .status = chance(2),
    };

    if (ev.kind == TRACE_SEND || ev.kind == TRACE_DELIVER ||
        ev.kind == TRACE_DROP) {
        int newest = (int)tr->n_events / 4 + 1;

        ev.dgram = (uint32_t)(1 + newest - chance(newest < 6 ? newest : 6));
        ev.copy = (uint32_t)chance(2);
        ev.src = chance(hosts);
        ev.dst = chance(hosts + 1) - 1;
    }
    trace_keep(tr, &ev);
}

static void
random_trace(struct trace *tr)
{
    struct trace_host host[12];
    int hosts = 1 + chance(12);
    int64_t t = 0;

    for (int i = 0; i < hosts; i++)
        host[i] = (struct trace_host){ .name = random_word() };
    trace_init(tr);
    trace_set_meta(tr, &(struct trace_meta){ .version = TRACE_VERSION,
                                             .n_hosts = (size_t)hosts,
                                             .host = host });
    for (int n = chance(120); n > 0; n--)
        keep_random_event(tr, &t, hosts);
}

/* One cell a character, one character a byte, the same number of them. */
static void
expect_same_layout(const struct diagram *utf8, const struct diagram *ascii,
                   int width)
{
    char a[4096], b[4096];

    assert_int_equal(diagram_rows(utf8), diagram_rows(ascii));
    for (size_t row = 0; row < diagram_rows(utf8); row++) {
        size_t len = diagram_row(ascii, row, b, sizeof(b));

        diagram_row(utf8, row, a, sizeof(a));
        assert_int_equal(len, strlen(b));
        assert_true((int)len <= width);
        for (size_t i = 0; i < len; i++)
            assert_true(b[i] >= ' ' && b[i] <= '~');
        /* A wide character is one in UTF-8, "??" in ASCII. */
        if (!strstr(b, "??"))
            assert_int_equal(cells_in(a), len);
    }
}

static void
expect_rows_in_order(const struct trace *tr, const struct diagram *d)
{
    uint64_t last = 0;

    for (size_t row = 0; row < diagram_rows(d); row++) {
        uint64_t seq = diagram_row_seq(d, row);

        if (seq == 0)
            continue;
        assert_true(seq > last);
        assert_non_null(trace_find(tr, seq));
        assert_int_equal(diagram_row_of(d, seq), row);
        last = seq;
    }
    assert_int_equal(diagram_row_seq(d, diagram_rows(d)), 0);
}

static void
both_sets_of_glyphs_have_one_layout(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct diagram_options opt = { .width = 40 + chance(120),
                                       .logs = chance(2),
                                       .steps = chance(2),
                                       .idle_ns = 1 + chance(100000000) };
        struct diagram *utf8, *ascii;
        struct trace tr;

        random_trace(&tr);
        if (chance(4) == 0)
            opt.first = (uint64_t)chance(60);
        if (chance(4) == 0)
            opt.last = opt.first + (uint64_t)chance(60);
        utf8 = diagram_new(&tr, &opt);
        opt.ascii = 1;
        ascii = diagram_new(&tr, &opt);
        expect_same_layout(utf8, ascii, opt.width);
        expect_rows_in_order(&tr, utf8);
        diagram_free(utf8);
        diagram_free(ascii);
        trace_release(&tr);
    }
}

static void
a_row_is_cut_between_characters(void **state)
{
    struct diagram *d;
    struct trace tr;
    char whole[1000], part[1000];
    size_t len;

    (void)state;
    read_trace(&tr, "call");
    d = diagram_new(&tr, &(struct diagram_options){ .width = 40 });
    len = diagram_row(d, 0, whole, sizeof(whole));
    for (size_t cap = 1; cap <= len + 1; cap++) {
        size_t n = diagram_row(d, 0, part, cap);

        assert_true(n < cap && n + 4 > cap - 1);
        assert_int_equal(strlen(part), n);
        assert_memory_equal(part, whole, n);
        assert_true(((unsigned char)whole[n] & 0xc0) != 0x80);
    }
    assert_int_equal(diagram_row(d, 0, part, 0), 0);
    diagram_free(d);
    trace_release(&tr);
}

static void
an_arrival_is_found_in_its_row(void **state)
{
    struct diagram *d;
    struct trace tr;

    (void)state;
    read_trace(&tr, "call");
    d = diagram_new(&tr, &(struct diagram_options){ .width = 40 });
    assert_int_equal(diagram_row_seq(d, 0), 4); /* the request */
    assert_int_equal(diagram_row_of(d, 1), 0);  /* a start: no row */
    assert_int_equal(diagram_row_of(d, 5), 0);  /* its delivery */
    assert_int_equal(diagram_row_of(d, 6), 1);  /* the execution */
    assert_int_equal(diagram_row_of(d, 1000), diagram_rows(d) - 1);
    diagram_free(d);
    trace_release(&tr);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sets_of_glyphs_have_one_layout),
        cmocka_unit_test(a_row_is_cut_between_characters),
        cmocka_unit_test(an_arrival_is_found_in_its_row),
    };
    struct CMUnitTest golden[N_DRAWINGS];
    int failed;

    if (argc > 1 && strcmp(argv[1], "accept") == 0)
        return accept_all();
    for (size_t i = 0; i < N_DRAWINGS; i++)
        golden[i] = (struct CMUnitTest){
            .name = drawings[i].expect,
            .test_func = a_trace_is_drawn_as_expected,
            .initial_state = (void *)(uintptr_t)&drawings[i],
        };
    failed = cmocka_run_group_tests(golden, NULL, NULL);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
