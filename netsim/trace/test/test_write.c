/*
 * test_write.c - a trace as JSON Lines: what a line looks like, to the byte.
 *
 * Golden traces, and the comparison of two runs, stand and fall with this.
 */
#include "netsim/trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"

static const struct trace_host hosts[] = {
    { "client", "10.0.0.1", "bank" },
    { "server", "10.0.0.2", "bankd" },
};
static const char *links[] = { "client->server loss 20%" };
static const struct trace_meta meta = {
    .version = 1,
    .seed = UINT64_MAX,
    .schedule = "drop client->server #1",
    .n_hosts = 2,
    .host = (struct trace_host *)hosts,
    .n_links = 1,
    .link = links,
};

/* One event as its line; free() it. */
static char *
line_of(const struct trace_event *ev)
{
    char *line;
    size_t len;
    FILE *out = open_memstream(&line, &len);

    assert_non_null(out);
    trace_write_event(out, &meta, ev);
    fclose(out);
    return line;
}

static void
expect_line(const struct trace_event *ev, const char *want)
{
    char *line = line_of(ev);

    assert_string_equal(line, want);
    free(line);
}

static void
meta_data_is_the_first_line(void **state)
{
    char *line;
    size_t len;
    FILE *out = open_memstream(&line, &len);

    (void)state;
    trace_write_meta(out, &meta);
    fclose(out);
    assert_string_equal(
        line,
        "{\"ev\":\"meta\",\"version\":1,\"seed\":\"18446744073709551615\","
        "\"schedule\":\"drop client->server #1\","
        "\"hosts\":["
        "{\"name\":\"client\",\"addr\":\"10.0.0.1\",\"program\":\"bank\"},"
        "{\"name\":\"server\",\"addr\":\"10.0.0.2\",\"program\":\"bankd\"}],"
        "\"links\":[\"client->server loss 20%\"]}\n");
    free(line);
}

static void
every_key_has_its_place(void **state)
{
    (void)state;
    expect_line(
        &(struct trace_event){
            .t_ns = 1500000,
            .seq = 7,
            .kind = TRACE_SEND,
            .host = 0,
            .inc = 1,
            .thread = 2,
            .cause = 6,
            .dgram = 2,
            .copy = 3,
            .src = 0,
            .dst = 1,
            .nth = 4,
            .sport = 49152,
            .dport = 2049,
            .delay_ns = 10000000,
            .bytes = (const uint8_t *)"\x00\xfe\x0a",
            .len = 3,
            .dec = 5,
            .did = "drop client->server #4",
            .rule = "loss 20%",
            .name = "n",
            .text = "t",
            .status = -1,
        },
        "{\"t\":1500000,\"seq\":7,\"ev\":\"send\",\"host\":\"client\","
        "\"inc\":1,\"thread\":2,\"cause\":6,\"dgram\":2,\"copy\":3,\"src\":"
        "\"client\","
        "\"dst\":\"server\",\"nth\":4,\"sport\":49152,\"dport\":2049,"
        "\"delay\":10000000,\"bytes\":\"00fe0a\",\"dec\":5,"
        "\"did\":\"drop client->server #4\",\"rule\":\"loss 20%\","
        "\"name\":\"n\",\"text\":\"t\",\"status\":-1}\n");
}

static void
what_says_nothing_is_absent(void **state)
{
    (void)state;
    expect_line(
        &(struct trace_event){
            .seq = 1, .host = -1, .kind = TRACE_END, .text = "" },
        "{\"t\":0,\"seq\":1,\"ev\":\"end\"}\n");
}

static void
a_datagram_to_nowhere_has_no_dst(void **state)
{
    (void)state;
    expect_line(
        &(struct trace_event){
            .seq = 1, .kind = TRACE_SEND, .dgram = 1, .src = 0, .dst = -1 },
        "{\"t\":0,\"seq\":1,\"ev\":\"send\",\"host\":\"client\","
        "\"dgram\":1,\"src\":\"client\"}\n");
}

static void
any_text_is_valid_json(void **state)
{
    (void)state;
    expect_line(&(struct trace_event){ .seq = 1,
                                       .kind = TRACE_LOG,
                                       .text = "a\"\\\n\t\r\x7f\xc3\xa9" },
                "{\"t\":0,\"seq\":1,\"ev\":\"log\",\"host\":\"client\","
                "\"text\":\"a\\\"\\\\\\n\\t\\u000d\\u007f\xc3\xa9\"}\n");
    /* Cut short, overlong, a surrogate, too large; then U+EFFF itself. */
    expect_line(&(struct trace_event){ .seq = 1,
                                       .kind = TRACE_LOG,
                                       .text = "\xe2\x82|\xc0\xaf|"
                                               "\xed\xa0\x80|"
                                               "\xf4\x90\x80\x80|"
                                               "\xee\xbf\xbf" },
                "{\"t\":0,\"seq\":1,\"ev\":\"log\",\"host\":\"client\","
                "\"text\":\"\\uefe2\\uef82|\\uefc0\\uefaf|"
                "\\uefed\\uefa0\\uef80|\\ueff4\\uef90\\uef80\\uef80|"
                "\\uefee\\uefbf\\uefbf\"}\n");
}

static void
a_failing_file_is_told(void **state)
{
    struct trace tr;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    if (!full)
        skip();
    trace_init(&tr);
    trace_set_meta(&tr, &meta);
    assert_true(trace_write(full, &tr) < 0);
    trace_release(&tr);
    fclose(full);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meta_data_is_the_first_line),
        cmocka_unit_test(every_key_has_its_place),
        cmocka_unit_test(what_says_nothing_is_absent),
        cmocka_unit_test(a_datagram_to_nowhere_has_no_dst),
        cmocka_unit_test(any_text_is_valid_json),
        cmocka_unit_test(a_failing_file_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
