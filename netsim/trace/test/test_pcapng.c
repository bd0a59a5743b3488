/*
 * test_pcapng.c - a trace as a file of packets: blocks, and what is in them.
 *
 * Whether others can read it, is asked of tshark (netsim/tool/test/); here it
 * is that each sending is there once, and what became of it beside it.
 */
#include "netsim/trace/pcapng.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"

struct file {
    uint8_t *bytes; /* owned */
    size_t len;
};

static struct trace tr;

static int
setup(void **state)
{
    static const struct trace_host hosts[] = {
        { "client", "10.0.0.2", "bank-client" },
        { "server", "10.0.0.1", "bank-server" },
    };

    (void)state;
    trace_init(&tr);
    trace_set_meta(&tr, &(struct trace_meta){
                            .version = 1,
                            .seed = 7,
                            .schedule = "drop server->client #1",
                            .n_hosts = 2,
                            .host = (struct trace_host *)(uintptr_t)hosts });
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    trace_release(&tr);
    return 0;
}

static uint64_t
add(struct trace_event ev)
{
    ev.seq = tr.n_events + 1;
    trace_keep(&tr, &ev);
    return ev.seq;
}

/* A datagram of 3 bytes at that time. */
static uint64_t
send_at(int64_t t_ns, const char *did)
{
    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .t_ns = t_ns,
                                     .dgram = (uint32_t)tr.n_events + 1,
                                     .dst = 1,
                                     .sport = 40000,
                                     .dport = 20049,
                                     .did = did,
                                     .bytes = (const uint8_t *)"abc",
                                     .len = 3 });
}

static void
end(enum trace_kind kind, int64_t t_ns, uint64_t sending, uint32_t copy,
    const char *text)
{
    add((struct trace_event){ .kind = kind,
                              .t_ns = t_ns,
                              .host = 1,
                              .cause = sending,
                              .dgram = (uint32_t)sending,
                              .copy = copy,
                              .dst = 1,
                              .text = text });
}

static struct file
written(void)
{
    struct file f;
    char *bytes;
    FILE *out = open_memstream(&bytes, &f.len);

    assert_non_null(out);
    assert_int_equal(pcapng_write(out, &tr), 0);
    fclose(out);
    f.bytes = (uint8_t *)bytes;
    return f;
}

static uint32_t
word_at(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

/* The nth block of that type, from 0; NULL: there are fewer.  On the way it
 * is seen that each block is as long as both of its lengths say. */
static const uint8_t *
block(const struct file *f, uint32_t type, int n)
{
    const uint8_t *found = NULL;
    size_t at = 0;

    while (at < f->len) {
        uint32_t len = word_at(f->bytes + at + 4);

        assert_int_equal(len % 4, 0);
        assert_true(len >= 12 && len <= f->len - at);
        assert_int_equal(word_at(f->bytes + at + len - 4), len);
        if (word_at(f->bytes + at) == type && n-- == 0)
            found = f->bytes + at;
        at += len;
    }
    assert_int_equal(at, f->len);
    return found;
}

/* The nth option of that code among those that begin there; its text in buf,
 * or NULL. */
static const char *
option(const uint8_t *at, uint32_t code, int n, char buf[2000])
{
    while (word_at(at) != 0) {
        uint32_t len = word_at(at) >> 16;

        if ((word_at(at) & 0xffff) == code && n-- == 0) {
            memcpy(buf, at + 4, len);
            buf[len] = '\0';
            return buf;
        }
        at += 4 + (len + 3) / 4 * 4;
    }
    return NULL;
}

static void
expect_comments(int nth_packet, const char *const *want)
{
    struct file f = written();
    const uint8_t *packet = block(&f, 6, nth_packet);
    char buf[2000];
    int n = 0;

    assert_non_null(packet);
    packet += 28 + (word_at(packet + 20) + 3) / 4 * 4;
    for (; want[n]; n++)
        assert_string_equal(option(packet, 1, n, buf), want[n]);
    assert_null(option(packet, 1, n, buf));
    free(f.bytes);
}

static void
a_file_says_whose_interfaces_there_are(void **state)
{
    struct file f = written();
    char buf[2000];

    (void)state;
    assert_int_equal(word_at(f.bytes), 0x0a0d0d0a);
    assert_int_equal(word_at(f.bytes + 8), 0x1a2b3c4d);
    assert_string_equal(option(f.bytes + 24, 1, 0, buf),
                        "simulated, seed 7; schedule: drop server->client #1");
    assert_string_equal(option(block(&f, 1, 0) + 16, 2, 0, buf), "client");
    assert_string_equal(option(block(&f, 1, 1) + 16, 2, 0, buf), "server");
    assert_string_equal(option(block(&f, 1, 1) + 16, 3, 0, buf),
                        "bank-server");
    assert_null(block(&f, 1, 2));
    free(f.bytes);
}

static void
addresses_have_the_names_of_hosts(void **state)
{
    struct file f = written();
    char buf[2000];

    (void)state;
    assert_memory_equal(option(block(&f, 4, 0) + 8, 1, 0, buf),
                        "\x0a\0\0\x02"
                        "client",
                        11);
    assert_memory_equal(option(block(&f, 4, 0) + 8, 1, 1, buf),
                        "\x0a\0\0\x01"
                        "server",
                        11);
    free(f.bytes);
}

/* Each is written once, even if two copies arrive. */
static void
a_packet_stands_where_it_was_sent(void **state)
{
    const int64_t late_ns = INT64_C(5000000000); /* more than 32 bits */
    uint64_t sending = send_at(late_ns, NULL);
    const uint8_t *packet;
    struct file f;

    (void)state;
    end(TRACE_DELIVER, late_ns + 1000, sending, 0, NULL);
    end(TRACE_DELIVER, late_ns + 2000, sending, 1, NULL);
    f = written();
    packet = block(&f, 6, 0);
    assert_int_equal(word_at(packet + 8), 0);
    assert_int_equal(word_at(packet + 12), late_ns >> 32);
    assert_int_equal(word_at(packet + 16), (uint32_t)late_ns);
    assert_int_equal(word_at(packet + 20), 20 + 8 + 3);
    assert_int_equal(word_at(packet + 24), 20 + 8 + 3);
    assert_memory_equal(packet + 28 + 28, "abc", 3);
    assert_null(block(&f, 6, 1));
    free(f.bytes);
}

static void
what_became_of_it_is_said(void **state)
{
    uint64_t first = send_at(0, NULL);
    uint64_t second = send_at(0, "drop client->server #2");

    (void)state;
    send_at(0, NULL);
    end(TRACE_DELIVER, 1500000, first, 0, NULL);
    end(TRACE_DROP, 2000000, second, 0, "loss");
    end(TRACE_DELIVER, 3000000, first, 1, "corrupt");
    expect_comments(
        0, (const char *const[]){ "#1 3 bytes", "arrived after 1.5ms",
                                  "copy 1 arrived after 3ms, corrupt", NULL });
    expect_comments(
        1, (const char *const[]){
               "#2 3 bytes x2", "lost: loss (drop client->server #2)", NULL });
    expect_comments(
        2, (const char *const[]){
               "#3 3 bytes x3", "still on its way when the run ended", NULL });
}

/* Texts come from programs: they may be of any length. */
static void
a_long_comment_is_cut(void **state)
{
    char did[5000], buf[2000];
    const uint8_t *packet;
    struct file f;

    (void)state;
    memset(did, 'x', sizeof(did) - 1);
    did[sizeof(did) - 1] = '\0';
    end(TRACE_DROP, 0, send_at(0, did), 0, "loss");
    f = written();
    packet = block(&f, 6, 0);
    assert_in_range(strlen(option(packet + 28 + 32, 1, 1, buf)), 500, 1024);
    free(f.bytes);
}

static void
a_file_that_cannot_be_written_is_an_error(void **state)
{
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    assert_int_equal(pcapng_write(full, &tr), -EIO);
    fclose(full);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_file_says_whose_interfaces_there_are),
        TEST(addresses_have_the_names_of_hosts),
        TEST(a_packet_stands_where_it_was_sent),
        TEST(what_became_of_it_is_said),
        TEST(a_long_comment_is_cut),
        TEST(a_file_that_cannot_be_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
