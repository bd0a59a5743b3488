/*
 * test_export.c - traces as text for other tools.
 *
 * What test/NAME.jsonl is written as stands in test/NAME.FORMAT.  To accept
 * new texts, run the program with the argument "accept" and look at the
 * difference.
 */
#include "netsim/trace/export.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/lang/text.h"
#include "netsim/trace/test/golden.h"

#define DIRECTORY "netsim/trace/test/"

typedef int write_fn(FILE *out, const struct trace *tr);

static const struct written {
    const char *name, *trace, *format;
    write_fn *write;
} texts[] = {
    { "mermaid", "lost_reply", "mermaid", export_mermaid },
    { "mermaid: all faults", "faults", "mermaid", export_mermaid },
    { "shiviz", "lost_reply", "shiviz", export_shiviz },
    { "shiviz: three hosts", "three_hosts", "shiviz", export_shiviz },
    { "dot", "lost_reply", "dot", export_dot },
    { "dot: a crash", "crash", "dot", export_dot },
    { "chrome", "lost_reply", "chrome", export_chrome },
    { "chrome: odd text", "text", "chrome", export_chrome },
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static char *
written(const char *trace, write_fn *write)
{
    char path[200], *text;
    struct text_error err;
    struct trace tr;
    size_t len;
    FILE *in, *out = open_memstream(&text, &len);

    assert_non_null(out);
    snprintf(path, sizeof(path), DIRECTORY "%s.jsonl", trace);
    in = fopen(path, "r");
    if (!in)
        fail_msg("%s: %s", path, strerror(errno));
    trace_init(&tr);
    if (trace_read(&tr, in, path, &err) != 0)
        fail_msg("%s", err.text);
    fclose(in);
    assert_int_equal(write(out, &tr), 0);
    fclose(out);
    trace_release(&tr);
    return text;
}

static const char *
expected(const struct written *w)
{
    static char path[200];

    snprintf(path, sizeof(path), DIRECTORY "%s.%s", w->trace, w->format);
    return path;
}

static int
accept_all(void)
{
    int failed = 0;

    for (size_t i = 0; i < N_TEXTS && !failed; i++) {
        char *text = written(texts[i].trace, texts[i].write);

        failed = accept_golden(expected(&texts[i]), text);
        free(text);
    }
    return failed;
}

static void
a_trace_is_written_as_expected(void **state)
{
    const struct written *w = *state;
    char *got = written(w->trace, w->write);

    assert_golden(expected(w), got);
    free(got);
}

/* Whatever the programs have written: it is JSON, of numbers and strings. */
static void
chrome_s_is_json(void **state)
{
    static const char *const traces[] = { "text", "faults", "many_hosts",
                                          "empty" };

    (void)state;
    for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++) {
        char *text = written(traces[i], export_chrome);
        json_error_t err;
        json_t *json = json_loads(text, 0, &err);

        if (!json)
            fail_msg("%s: line %d: %s", traces[i], err.line, err.text);
        assert_true(json_is_array(json_object_get(json, "traceEvents")));
        json_decref(json);
        free(text);
    }
}

static void
a_full_disk_is_an_error(void **state)
{
    struct trace tr;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    trace_init(&tr);
    assert_int_equal(export_mermaid(full, &tr), -EIO);
    trace_release(&tr);
    fclose(full);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chrome_s_is_json),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    struct CMUnitTest golden[N_TEXTS];
    int failed;

    if (argc > 1 && strcmp(argv[1], "accept") == 0)
        return accept_all();
    for (size_t i = 0; i < N_TEXTS; i++)
        golden[i] = (struct CMUnitTest){
            .name = texts[i].name,
            .test_func = a_trace_is_written_as_expected,
            .initial_state = (void *)(uintptr_t)&texts[i],
        };
    failed = cmocka_run_group_tests(golden, NULL, NULL);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
