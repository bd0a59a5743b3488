/*
 * test_screens.c - screens, as a person sees them after some keys.
 *
 * A case is a trace, netsim/trace/test/NAME.jsonl, keys and a size; what it
 * should look like is in test/CASE.expect.  All of it is drawn as for a
 * terminal.  To accept new screens, run the program with the argument
 * "accept" and look at the difference.
 */
#include "netsim/viewer/viewer.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/trace/test/golden.h"
#include "netsim/viewer/keys.h"

#define TRACES "netsim/trace/test/"
#define RPC_CALL "../../tool/test/anatomy_udp" /* there, of the bank */
#define DIRECTORY "netsim/viewer/test/"

struct screen_case {
    const char *name;
    const char *trace[3]; /* those of the list */
    const char *keys;
    int rows, cols, ascii, styles;
};

static const struct screen_case cases[] = {
    { "list", { "lost_reply", "crash" }, "j", 24, 80, 0, 1 },
    { "list_ascii", { "lost_reply", "crash" }, "", 12, 40, 1, 0 },
    { "none", { NULL }, "", 6, 60, 0, 0 },
    { "diagram", { "lost_reply" }, "", 24, 80, 0, 1 },
    { "diagram_ascii", { "lost_reply" }, "", 24, 80, 1, 0 },
    { "wide", { "three_hosts" }, "|", 30, 160, 0, 0 },
    { "small", { "lost_reply" }, "", 10, 40, 0, 0 },
    { "tiny", { "lost_reply" }, "", 9, 38, 0, 0 },
    { "next_fault", { "faults" }, "ee", 24, 80, 0, 0 },
    { "of_this_call", { "lost_reply" }, "gooo", 24, 80, 0, 0 },
    { "other_end", { "duplicate" }, "g%", 24, 80, 0, 0 },
    { "search", { "lost_reply" }, "/timeout<Enter>", 24, 80, 0, 1 },
    { "searching", { "lost_reply" }, "/tim", 24, 80, 0, 0 },
    { "no_match", { "lost_reply" }, "/nothing<Enter>", 24, 80, 0, 0 },
    { "filter", { "lost_reply" }, "&#2<Enter>", 24, 80, 0, 0 },
    { "causes", { "three_hosts" }, "gjc", 30, 100, 0, 1 },
    { "hidden", { "three_hosts" }, "lH", 24, 100, 0, 0 },
    { "moved", { "three_hosts" }, "ll<lt><Left>", 24, 100, 0, 1 },
    { "steps", { "lost_reply" }, "gf", 24, 80, 0, 0 },
    { "detail", { "lost_reply" }, "g<Tab>\\", 40, 80, 0, 1 },
    { "detail_call", { RPC_CALL }, "g<Tab>\\", 48, 80, 0, 0 },
    { "detail_reply", { RPC_CALL }, "gjj<Tab>\\", 48, 80, 0, 0 },
    { "marks", { "lost_reply" }, "gmaG'a", 24, 80, 0, 0 },
    { "go_to", { "lost_reply" }, ":t 50<Enter>", 24, 80, 0, 0 },
    { "statistics", { "three_hosts" }, "i", 12, 100, 0, 0 },
    { "help", { "lost_reply" }, "?", 48, 80, 0, 0 },
    { "compare", { "lost_reply", "call" }, " jd", 24, 80, 0, 1 },
    { "compare_wide", { "lost_reply", "call" }, " jd", 24, 120, 0, 0 },
    { "compare_only", { "lost_reply", "call" }, " jdn=", 24, 80, 1, 0 },
    { "compare_other", { "lost_reply", "call" }, " jd<Tab>n", 24, 80, 0, 0 },
    { "compare_same", { "call", "call" }, " jd", 16, 80, 0, 0 },
    { "compare_open", { "lost_reply", "call" }, " jdn<Enter>", 24, 80, 0, 0 },
    { "compare_none", { "lost_reply", "call" }, "d", 12, 80, 0, 0 },
    { "repeat", { "lost_reply" }, "grr", 24, 80, 0, 0 },
    { "since_mark", { "lost_reply" }, "gjmazzzz", 24, 80, 0, 0 },
    { "folded", { "lost_reply" }, "fs", 24, 80, 0, 0 },
    { "next_trace", { "call", "lost_reply" }, "<Enter>J", 24, 80, 0, 0 },
    { "unknown_key", { "call" }, "Z", 12, 60, 0, 0 },
    { "write", { "call" }, "x", 12, 60, 0, 0 },
    { "no_event", { "empty" }, "je/x<Enter>", 12, 60, 0, 0 },
};

#define N_CASES (sizeof(cases) / sizeof(cases[0]))

static struct types *types; /* the bank's */

/* ---- helpers ------------------------------------------------------------ */

static struct viewer *
open_viewer(const struct screen_case *k)
{
    struct items items = { 0 };
    struct viewer *v;

    for (int i = 0; i < 3 && k->trace[i]; i++) {
        char path[200];

        snprintf(path, sizeof(path), TRACES "%s.jsonl", k->trace[i]);
        assert_int_equal(items_add_path(&items, path), 0);
    }
    v = viewer_new(&items);
    viewer_set_ascii(v, k->ascii);
    viewer_set_types(v, types);
    return v;
}

/* The screen after the keys; free it. */
static char *
screen(const struct screen_case *k)
{
    struct viewer *v = open_viewer(k);
    const char *keys = k->keys;
    struct canvas c;
    char *text;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    canvas_init(&c, k->rows, k->cols, k->ascii);
    viewer_draw(v, &c);
    while (*keys) {
        int key = keys_read(&keys);

        assert_true(key >= 0);
        viewer_key(v, key);
        viewer_draw(v, &c);
    }
    canvas_print(&c, k->styles, out);
    fclose(out);
    canvas_release(&c);
    viewer_free(v);
    return text;
}

static const char *
expected(const struct screen_case *k)
{
    static char path[200];

    snprintf(path, sizeof(path), DIRECTORY "%s.expect", k->name);
    return path;
}

static int
accept_all(void)
{
    int failed = 0;

    for (size_t i = 0; i < N_CASES && !failed; i++) {
        char *text = screen(&cases[i]);

        failed = accept_golden(expected(&cases[i]), text);
        free(text);
    }
    return failed;
}

/* ---- tests -------------------------------------------------------------- */

static void
a_screen_is_as_expected(void **state)
{
    const struct screen_case *k = *state;
    char *got = screen(k);

    assert_golden(expected(k), got);
    free(got);
}

/* Whatever is typed, at whatever size: no crash, and all cells are drawn. */
static void
any_keys_at_any_size_do_no_harm(void **state)
{
    static const char *const all[] = { "crash", "faults", "many_hosts" };
    static const int special[] = { KEY_UPWARD,   KEY_DOWNWARD, KEY_FIRST_ROW,
                                   KEY_LAST_ROW, KEY_PAGE_UP,  KEY_PAGE_DOWN,
                                   KEY_RETURN,   KEY_TAB,      KEY_ESCAPE,
                                   KEY_RUBOUT };
    struct screen_case k = { "", { all[0], all[1], all[2] }, "", 1, 1, 0, 0 };
    uint64_t random = 1;

    (void)state;
    for (int run = 0; run < 40; run++) {
        struct viewer *v = open_viewer(&k);
        int over = 0;

        viewer_seal(v);

        for (int n = 0; n < 60 && !over; n++) {
            struct canvas c;
            unsigned r;

            random = random * 6364136223846793005u + 1442695040888963407u;
            r = (unsigned)(random >> 33);
            canvas_init(&c, (int)(r % 50) + 1, (int)(r / 64 % 200) + 1,
                        viewer_ascii(v));
            viewer_draw(v, &c);
            canvas_release(&c);
            over = viewer_key(v, r % 3 ? (int)(r / 8 % 95) + ' '
                                       : special[r / 8 % 10]);
        }
        viewer_free(v);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_keys_at_any_size_do_no_harm),
    };
    struct CMUnitTest golden[N_CASES];
    int failed;

    types = types_new();
    failed = types_add(types, "lab3-atleastonce/bank/bank.x");
    if (failed || (argc > 1 && strcmp(argv[1], "accept") == 0)) {
        failed = failed || accept_all();
        types_free(types);
        return failed;
    }
    for (size_t i = 0; i < N_CASES; i++)
        golden[i] = (struct CMUnitTest){
            .name = cases[i].name,
            .test_func = a_screen_is_as_expected,
            .initial_state = (void *)(uintptr_t)&cases[i],
        };
    failed = cmocka_run_group_tests(golden, NULL, NULL);
    failed += cmocka_run_group_tests(tests, NULL, NULL);
    types_free(types);
    return failed;
}
