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

static const struct written {
    const char *name, *trace, *format;
} texts[] = {
    { "mermaid", "lost_reply", "mermaid" },
    { "mermaid: all faults", "faults", "mermaid" },
    { "shiviz", "lost_reply", "shiviz" },
    { "shiviz: three hosts", "three_hosts", "shiviz" },
    { "dot", "lost_reply", "dot" },
    { "dot: a crash", "crash", "dot" },
    { "chrome", "lost_reply", "chrome" },
    { "chrome: odd text", "text", "chrome" },
    { "svg", "lost_reply", "svg" },
    { "svg: all faults", "faults", "svg" },
    { "svg: odd text", "text", "svg" },
    { "html", "lost_reply", "html" },
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static char *
written_as(const char *trace, const char *format,
           const struct export_options *opt)
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
    assert_non_null(export_named(format));
    assert_int_equal(export_write(export_named(format), out, &tr, opt), 0);
    fclose(out);
    trace_release(&tr);
    return text;
}

static char *
written(const char *trace, const char *format)
{
    static const struct export_options usual = { .width = 0 };

    return written_as(trace, format, &usual);
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
        char *text = written(texts[i].trace, texts[i].format);

        failed = accept_golden(expected(&texts[i]), text);
        free(text);
    }
    return failed;
}

static void
a_trace_is_written_as_expected(void **state)
{
    const struct written *w = *state;
    char *got = written(w->trace, w->format);

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
        char *text = written(traces[i], "chrome");
        json_error_t err;
        json_t *json = json_loads(text, 0, &err);

        if (!json)
            fail_msg("%s: line %d: %s", traces[i], err.line, err.text);
        assert_true(json_is_array(json_object_get(json, "traceEvents")));
        json_decref(json);
        free(text);
    }
}

/* A program may print what would be markup, or obeyed by a terminal: it is
 * text.  (That a parser of XML takes it, check-consumers shows.) */
static void
text_stays_text(void **state)
{
    static const char *const formats[] = { "svg", "html" };
    static const struct export_options all = { .logs = 1, .steps = 1 };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char *text = written_as("hostile", formats[i], &all);

        assert_null(strstr(text, "<script"));
        assert_null(strstr(text, "onload=\"alert"));
        assert_null(strstr(text, "]]>"));
        assert_null(strchr(text, '\033'));
        assert_null(strstr(text, "\xe2\x80\xae")); /* U+202E */
        assert_non_null(strstr(text, "&lt;script&gt;"));
        free(text);
    }
}

/* Of a long trace the first events; what is left out is said. */
static void
a_long_trace_is_cut(void **state)
{
    static const struct export_options ten = { .events = 10 };
    char *svg = written_as("faults", "svg", &ten);
    char *html = written_as("faults", "html", &ten);

    (void)state;
    assert_non_null(strstr(svg, " more events are not drawn</text>"));
    assert_non_null(strstr(html, ", the first 10 of "));
    assert_non_null(strstr(html, " more events are not drawn</text>"));
    free(svg);
    free(html);
}

static void
a_format_is_known_by_name_and_by_file(void **state)
{
    (void)state;
    assert_ptr_equal(export_for_file("a.b/run.svg"), export_named("svg"));
    assert_ptr_equal(export_for_file("run.htm"), export_named("html"));
    assert_ptr_equal(export_for_file("run.html"), export_named("html"));
    assert_ptr_equal(export_for_file("run.pcapng"), export_named("pcapng"));
    assert_null(export_for_file("run.svg/a"));
    assert_null(export_for_file("run"));
    assert_null(export_for_file("run."));
    assert_null(export_for_file("run.ht"));
    assert_null(export_named("sv"));
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
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(a_long_trace_is_cut),
        cmocka_unit_test(a_format_is_known_by_name_and_by_file),
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
