/*
 * test_read.c - reading a trace: what was written comes back, what is wrong
 * is told with its place, and no bytes whatever do harm.
 */
#include "netsim/trace/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/lang/text.h"

#define META                                                                  \
    "{\"ev\":\"meta\",\"version\":1,\"seed\":\"1\",\"hosts\":["               \
    "{\"name\":\"client\",\"addr\":\"10.0.0.1\",\"program\":\"bank\"},"       \
    "{\"name\":\"server\",\"addr\":\"10.0.0.2\",\"program\":\"bankd\"}]}\n"

static int
read_bytes(struct trace *tr, const void *bytes, size_t len,
           struct text_error *err)
{
    FILE *in = fmemopen((void *)(uintptr_t)bytes, len, "r");
    int error;

    assert_non_null(in);
    error = trace_read(tr, in, "x.jsonl", err);
    fclose(in);
    return error;
}

/* Free it. */
static char *
written(const struct trace *tr, size_t *len)
{
    char *bytes;
    FILE *out = open_memstream(&bytes, len);

    assert_non_null(out);
    assert_int_equal(trace_write(out, tr), 0);
    fclose(out);
    return bytes;
}

/* ---- traces at random --------------------------------------------------- */

static uint64_t state_of_chance = 1;

static unsigned
chance(unsigned n)
{
    state_of_chance = state_of_chance * 6364136223846793005u + 1;
    return (unsigned)(state_of_chance >> 33) % n;
}

static const char *
random_text(char *buf, unsigned cap)
{
    static const char *const odd[] = { "\xee\xbf\xbf", "\xee\xbe\x80",
                                       "\"",           "\\",
                                       "\xc3\xa9",     "\xf0\x9f\x98\x80",
                                       "\xee\xbe",     "\n" };
    unsigned len = chance(cap - 8);

    for (unsigned i = 0; i < len; i++)
        buf[i] = (char)(1 + chance(chance(2) ? 126 : 255));
    buf[len] = '\0';
    if (chance(2))
        strcat(buf, odd[chance(8)]);
    return chance(3) ? buf : NULL;
}

static void
keep_random_event(struct trace *tr, int64_t *t, uint64_t *seq)
{
    char name[20], text[60], did[20], rule[20];
    uint8_t bytes[40];
    uint64_t cause = *seq;
    struct trace_event ev = {
        .t_ns = *t += chance(1000000),
        .seq = *seq += 1 + chance(2),
        .kind = (enum trace_kind)chance(TRACE_KINDS),
        .host = (int)chance(3) - 1,
        .inc = chance(3),
        .thread = chance(3),
        .cause = chance(2) ? cause : 0,
        .nth = chance(3),
        .sport = (int)chance(65536),
        .dport = (int)chance(2),
        .delay_ns = chance(2000),
        .bytes = bytes,
        .len = chance(sizeof(bytes)),
        .dec = chance(2) ? UINT32_MAX : 0,
        .did = random_text(did, sizeof(did)),
        .rule = random_text(rule, sizeof(rule)),
        .name = random_text(name, sizeof(name)),
        .text = random_text(text, sizeof(text)),
        .status = (int)chance(5) - 2,
    };

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)chance(256);
    if (chance(2) || (ev.kind >= TRACE_SEND && ev.kind <= TRACE_DROP)) {
        ev.dgram = 1 + chance(5);
        ev.copy = chance(2);
        ev.src = (int)chance(2);
        ev.dst = (int)chance(3) - 1;
    }
    trace_keep(tr, &ev);
}

static void
random_trace(struct trace *tr)
{
    struct trace_host host[2] = { { "client", "10.0.0.1", "\xff\"" },
                                  { "s\xc3\xa9rveur\xee\xbf\xbf", "", "" } };
    const char *link[] = { "client->server loss 20%", "\x80" };
    int64_t t = 0;
    uint64_t seq = 0;

    trace_set_meta(tr, &(struct trace_meta){ .version = TRACE_VERSION,
                                             .seed = UINT64_MAX - chance(5),
                                             .schedule = "a\nb",
                                             .n_hosts = 2,
                                             .host = host,
                                             .n_links = chance(3),
                                             .link = link });
    for (unsigned n = chance(30); n > 0; n--)
        keep_random_event(tr, &t, &seq);
}

static void
expect_same_event(const struct trace_event *a, const struct trace_event *b)
{
    assert_true(a->t_ns == b->t_ns && a->seq == b->seq);
    assert_true(a->kind == b->kind && a->cause == b->cause);
    assert_true(a->host == b->host && a->inc == b->inc);
    assert_true(a->thread == b->thread && a->status == b->status);
    assert_true(a->dgram == b->dgram && a->copy == b->copy);
    assert_true(a->src == b->src && a->dst == b->dst && a->nth == b->nth);
    assert_true(a->sport == b->sport && a->dport == b->dport);
    assert_true(a->delay_ns == b->delay_ns && a->dec == b->dec);
    assert_string_equal(a->did, b->did);
    assert_string_equal(a->rule, b->rule);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->bytes, b->bytes, a->len);
}

static void
what_was_written_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct trace a, b;
        struct text_error err;
        size_t len_a, len_b;
        char *text_a, *text_b;

        trace_init(&a);
        trace_init(&b);
        random_trace(&a);
        text_a = written(&a, &len_a);
        if (read_bytes(&b, text_a, len_a, &err) != 0)
            fail_msg("%s", err.text);
        assert_int_equal(a.n_events, b.n_events);
        for (size_t k = 0; k < a.n_events; k++)
            expect_same_event(&a.event[k], &b.event[k]);
        text_b = written(&b, &len_b);
        assert_int_equal(len_a, len_b);
        assert_memory_equal(text_a, text_b, len_a);
        free(text_a);
        free(text_b);
        trace_release(&a);
        trace_release(&b);
    }
}

/* A blank behind the first character of each line; free it. */
static char *
with_blanks(const char *text, size_t len, size_t *new_len)
{
    char *to = malloc(2 * len + 1);
    size_t n = 0;

    assert_non_null(to);
    for (size_t i = 0; i < len; i++) {
        to[n++] = text[i];
        if (i == 0 || text[i - 1] == '\n')
            to[n++] = ' ';
    }
    *new_len = n;
    return to;
}

/* Those lines are read by the JSON library, the others without it. */
static void
both_ways_of_reading_a_line_agree(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        struct trace a, b;
        struct text_error err;
        size_t len, len_blanks, len_again;
        char *text, *blanks, *again;

        trace_init(&a);
        trace_init(&b);
        random_trace(&a);
        text = written(&a, &len);
        blanks = with_blanks(text, len, &len_blanks);
        if (read_bytes(&b, blanks, len_blanks, &err) != 0)
            fail_msg("%s", err.text);
        again = written(&b, &len_again);
        assert_int_equal(len, len_again);
        assert_memory_equal(text, again, len);
        free(text);
        free(blanks);
        free(again);
        trace_release(&a);
        trace_release(&b);
    }
}

/* ---- errors ------------------------------------------------------------- */

#define EVENT(keys) META "{\"t\":5,\"seq\":3," keys "}\n"
#define AFTER META "{\"t\":5,\"seq\":3,\"ev\":\"end\"}\n"

static const struct {
    const char *file, *error;
} mistakes[] = {
    { "\n", "1:1: error: '[' or '{' expected near end of file" },
    { "{}\n", "1:1: error: no meta data" },
    { "{\"ev\":\"end\"}\n", "1:7: error: no meta data" },
    { "[1]\n", "1:1: error: an array, expected an object" },
    { "{\"ev\":\"meta\",\"version\":2}\n",
      "1:24: error: version 2 of the format, expected 1" },
    { "{\"ev\":\"meta\",\"version\":\"1\"}\n",
      "1:24: error: \"version\" is a string, expected a number" },
    { "{\"ev\":\"meta\",\"version\":1,\"seed\":1}\n",
      "1:33: error: \"seed\" is a number, expected a number below 2^64 in" },
    { "{\"ev\":\"meta\",\"version\":1,\"seed\":\"18446744073709551616\"}\n",
      "1:33: error: \"seed\" is \"18446744073709551616\", expected" },
    { "{\"ev\":\"meta\",\"version\":1,\"seed\":\"\"}\n",
      "1:33: error: \"seed\" is \"\", expected" },
    { "{\"ev\":\"meta\",\"version\":1,\"seed\":\"1\"}\n",
      "1:1: error: \"hosts\" is missing, expected an array of hosts" },
    { "{\"ev\":\"meta\",\"version\":1,\"sede\":\"1\"}\n",
      "1:26: error: unknown key \"sede\" in meta data" },
    { "{\"ev\":\"meta\",\"version\":1,\"seed\":\"1\",\"hosts\":[{\"name\":1}]}"
      "\n",
      "1:45: error: \"name\" of a host is no string, expected a string" },
    { META META, "2:7: error: meta data again" },
    { META "{\"t\":1", "2:7: error: the last line has no end" },
    { META "{\"t\":1\n", "2:6: error: '}' expected" },
    { META "{\"t\":1,\"t\":2}\n", "2:10: error: duplicate object key" },
    { EVENT("\"ev\":\"sent\""),
      "2:21: error: unknown kind of event \"sent\" (kinds: start, step," },
    { EVENT("\"ev\":1"), "2:21: error: \"ev\" is a number, expected the" },
    { META "{\"seq\":3,\"ev\":\"end\"}\n", "2:1: error: \"t\" is missing" },
    { META "{\"t\":3,\"ev\":\"end\"}\n", "2:1: error: \"seq\" is missing" },
    { META "{\"t\":-1,\"seq\":3,\"ev\":\"end\"}\n",
      "2:6: error: \"t\" is -1, expected nanoseconds from 0" },
    { META "{\"t\":1.5,\"seq\":3,\"ev\":\"end\"}\n",
      "2:6: error: \"t\" is not an integer, expected nanoseconds from 0" },
    { META "{\"t\":1,\"seq\":0,\"ev\":\"end\"}\n",
      "2:14: error: event 0 after event 0, expected a greater number" },
    { AFTER "{\"t\":5,\"seq\":3,\"ev\":\"end\"}\n",
      "3:14: error: event 3 after event 3, expected a greater number" },
    { AFTER "{\"t\":4,\"seq\":4,\"ev\":\"end\"}\n",
      "3:6: error: 4 ns after 5 ns, expected time not to go back" },
    { EVENT("\"ev\":\"end\",\"cause\":3"),
      "2:35: error: event 3 has cause 3, expected an earlier event" },
    { EVENT("\"ev\":\"end\",\"host\":\"sever\""),
      "2:34: error: unknown host \"sever\"" },
    { EVENT("\"ev\":\"end\",\"host\":1"),
      "2:34: error: \"host\" is a number, expected the name of a host" },
    { EVENT("\"ev\":\"end\",\"inc\":4294967296"),
      "2:33: error: \"inc\" is 4294967296, expected a number from 0 to" },
    { EVENT("\"ev\":\"end\",\"sport\":65536"),
      "2:35: error: \"sport\" is 65536, expected a port from 0 to 65535" },
    { EVENT("\"ev\":\"end\",\"hots\":1"),
      "2:27: error: unknown key \"hots\" in an event" },
    { EVENT("\"ev\":\"end\",\"text\":null"),
      "2:34: error: \"text\" is null, expected a string" },
    { EVENT("\"ev\":\"end\",\"bytes\":\"0\""),
      "2:35: error: \"bytes\" has 1 digits, expected two a byte" },
    { EVENT("\"ev\":\"end\",\"bytes\":\"0g\""),
      "2:35: error: digit 2 of \"bytes\" is 'g', expected 0 to 9 or a to f" },
    { EVENT("\"ev\":\"drop\""), "2:1: error: \"dgram\" is missing" },
    { EVENT("\"ev\":\"send\",\"dgram\":1"), "2:1: error: \"src\" is missing" },
    { EVENT("\"ev\":\"end\",\"dst\":\"client\""),
      "2:27: error: \"dst\" without \"dgram\"" },
    { EVENT("\"ev\":\"end\",\"text\":\"\xff\""),
      "2:34: error: unable to decode byte 0xff" },
};

static void
a_mistake_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const char *file = mistakes[i].file;
        struct text_error err;
        struct trace tr;
        char want[200];

        trace_init(&tr);
        assert_int_equal(read_bytes(&tr, file, strlen(file), &err), -EINVAL);
        snprintf(want, sizeof(want), "x.jsonl:%s", mistakes[i].error);
        if (strncmp(err.text, want, strlen(want)) != 0)
            fail_msg("got\n%swanted\n%s", err.text, want);
        assert_int_equal(tr.n_events, 0);
        assert_int_equal(tr.meta.n_hosts, 0);
        trace_release(&tr);
    }
}

static void
a_caret_stands_under_the_mistake(void **state)
{
    static const char file[] =
        META "{\"t\":1000000000,\"seq\":5,\"ev\":\"step\",\"host\":\"client\","
             "\"name\":\"a\",\"text\":\"\xc3\xa9\x01\",\"hots\":1}\n";
    static const char good[] =
        META "{\"t\":1000000000,\"seq\":5,\"ev\":\"step\",\"host\":\"client\","
             "\"name\":\"a\",\"text\":\"\xc3\xa9\",\"hots\":1}\n";
    struct text_error err;
    struct trace tr;

    (void)state;
    trace_init(&tr);
    assert_int_equal(read_bytes(&tr, file, sizeof(file) - 1, &err), -EINVAL);
    assert_int_equal(read_bytes(&tr, good, sizeof(good) - 1, &err), -EINVAL);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 76);
    assert_string_equal(
        err.text, "x.jsonl:2:76: error: unknown key \"hots\" in an event\n"
                  "    ...,\"host\":\"client\",\"name\":\"a\",\"text\":\"??\","
                  "\"hots\":1}\n"
                  "                                               ^~~~~~\n");
    trace_release(&tr);
}

static void
an_empty_file_and_no_file_are_errors(void **state)
{
    struct text_error err;
    struct trace tr;
    FILE *in = fopen("/dev/null", "r");

    (void)state;
    assert_non_null(in);
    trace_init(&tr);
    assert_int_equal(trace_read(&tr, in, "null", &err), -EINVAL);
    assert_non_null(strstr(err.text, "null:1:1: error: an empty file"));
    fclose(in);
    in = fopen("/", "r");
    assert_non_null(in);
    assert_int_equal(trace_read(&tr, in, "/", &err), -EIO);
    assert_string_equal(err.text, "/: error: Is a directory\n");
    fclose(in);
}

/* ---- any bytes ---------------------------------------------------------- */

static void
read_and_forget(const char *bytes, size_t len)
{
    struct text_error err;
    struct trace tr;
    int error;

    trace_init(&tr);
    error = read_bytes(&tr, bytes, len, &err);
    assert_true(error == 0 || error == -EINVAL);
    assert_true(error == 0 || err.text[0] != '\0');
    assert_true(strlen(err.text) < sizeof(err.text));
    trace_release(&tr);
}

static void
no_bytes_do_harm(void **state)
{
    struct trace tr;
    size_t len;
    char *bytes;

    (void)state;
    trace_init(&tr);
    while (tr.n_events < 3 || tr.n_events > 4) {
        trace_clear(&tr);
        random_trace(&tr);
    }
    bytes = written(&tr, &len);
    trace_release(&tr);
    for (size_t cut = 1; cut < len; cut++)
        read_and_forget(bytes, cut);
    for (size_t at = 0; at < len; at++) {
        static const char other[] = "\0\n\"\\{}[],:0-e\x80\xff";
        char was = bytes[at];

        for (size_t k = 0; k < sizeof(other); k++) {
            bytes[at] = other[k];
            read_and_forget(bytes, len);
        }
        bytes[at] = (char)(was ^ (1 << chance(8)));
        read_and_forget(bytes, len);
        bytes[at] = was;
    }
    free(bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_comes_back),
        cmocka_unit_test(both_ways_of_reading_a_line_agree),
        cmocka_unit_test(a_mistake_is_told_with_its_place),
        cmocka_unit_test(a_caret_stands_under_the_mistake),
        cmocka_unit_test(an_empty_file_and_no_file_are_errors),
        cmocka_unit_test(no_bytes_do_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
