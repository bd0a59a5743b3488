/*
 * test_packet.c - the headers around a datagram of a trace.
 *
 * Tools for real packets look at lengths, checksums and the numbers of TCP
 * before they look at anything else; what is at stake is that they never
 * find fault with a run in which there was none.
 */
#include "netsim/trace/packet.h"

#include <stdlib.h>

#include "grader/testing.h"

static const struct trace_host hosts[] = {
    { "client", "10.0.0.2", "bank-client" },
    { "server", "10.0.0.1", "bank-server" },
};
static const struct trace_meta meta = {
    .version = 1,
    .schedule = "",
    .n_hosts = 2,
    .host = (struct trace_host *)(uintptr_t)hosts,
};

enum { CLIENT, SERVER };

static struct trace tr;
static struct packet packet;

static int
setup(void **state)
{
    (void)state;
    trace_init(&tr);
    trace_set_meta(&tr, &meta);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    trace_release(&tr);
    return 0;
}

static size_t
add(struct trace_event ev)
{
    ev.seq = tr.n_events + 1;
    trace_keep(&tr, &ev);
    return tr.n_events - 1;
}

static size_t
send_datagram(int dst, const char *bytes)
{
    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .host = CLIENT,
                                     .dgram = 1,
                                     .dst = dst,
                                     .sport = 40000,
                                     .dport = 20049,
                                     .bytes = (const uint8_t *)bytes,
                                     .len = (uint32_t)strlen(bytes) });
}

/* One segment of the only connection; cause: the event that it repeats. */
static size_t
segment(int src, const char *name, uint32_t len, uint64_t cause)
{
    static const uint8_t zeros[4096];

    return add((struct trace_event){ .kind = TRACE_SEND,
                                     .host = src,
                                     .cause = cause,
                                     .dgram = (uint32_t)tr.n_events + 1,
                                     .src = src,
                                     .dst = 1 - src,
                                     .sport = src == CLIENT ? 40000 : 7,
                                     .dport = src == CLIENT ? 7 : 40000,
                                     .name = name,
                                     .bytes = zeros,
                                     .len = len });
}

static void
deliver(size_t sending)
{
    struct trace_event ev = tr.event[sending];

    ev.kind = TRACE_DELIVER;
    ev.host = ev.dst;
    ev.cause = ev.seq;
    ev.len = 0;
    add(ev);
}

static void
make(size_t i)
{
    struct packets *ps = packets_new(&tr);

    packet_make(ps, i, &packet);
    packets_free(ps);
}

static unsigned
half_at(size_t at)
{
    return (unsigned)packet.bytes[at] << 8 | packet.bytes[at + 1];
}

static uint32_t
word_at(size_t at)
{
    return (uint32_t)half_at(at) << 16 | half_at(at + 2);
}

/* RFC 1071: with the checksum in it, a sum is all ones. */
static void
expect_sum(uint32_t sum, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        sum +=
            (i - from) % 2 ? packet.bytes[i] : (uint32_t)packet.bytes[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    assert_int_equal(sum, 0xffff);
}

static void
expect_checksums(void)
{
    uint32_t addresses = 0;

    for (size_t i = 12; i < 20; i += 2)
        addresses += half_at(i);
    expect_sum(0, 0, 20);
    expect_sum(addresses + packet.bytes[9] + packet.len - 20, 20, packet.len);
}

static void
expect_segment(size_t i, uint32_t number, uint32_t ack)
{
    make(i);
    assert_int_equal(word_at(24), number);
    assert_int_equal(word_at(28), ack);
    expect_checksums();
}

/* Worked out by hand. */
static void
a_datagram_has_the_headers_of_the_rfcs(void **state)
{
    static const uint8_t want[] = {
        0x45, 0,    0,    31,   0, 1,  0x40, 0, 64, 17,
        0x26, 0xcb, 10,   0,    0, 2,  10,   0, 0,  1, /* IPv4 */
        0x9c, 0x40, 0x4e, 0x51, 0, 11,                 /* UDP */
    };

    (void)state;
    make(send_datagram(SERVER, "abc"));
    assert_int_equal(packet.len, 31);
    assert_int_equal(packet.ip_len, 20);
    assert_int_equal(packet.transport_len, 8);
    assert_memory_equal(packet.bytes, want, sizeof(want));
    assert_memory_equal(packet.bytes + 28, "abc", 3);
    expect_checksums();
}

/* 0 would say that there is no checksum (RFC 768). */
static void
a_checksum_of_zero_is_sent_as_all_ones(void **state)
{
    char bytes[3] = "??";
    int zeros = 0;

    (void)state;
    for (int i = 1; i < 256; i++)
        for (int k = 1; k < 256; k++) {
            bytes[0] = (char)i;
            bytes[1] = (char)k;
            make(send_datagram(SERVER, bytes));
            assert_int_not_equal(half_at(26), 0);
            if (half_at(26) == 0xffff)
                zeros++;
            trace_clear(&tr);
        }
    assert_int_equal(zeros, 1);
}

static void
a_host_that_does_not_exist_has_an_address_of_examples(void **state)
{
    (void)state;
    make(send_datagram(-1, "abc"));
    assert_int_equal(word_at(16), packet_address(PACKET_NOWHERE));
    expect_checksums();
}

static void
what_no_packet_holds_is_cut(void **state)
{
    static char big[70000];

    (void)state;
    memset(big, 'x', sizeof(big) - 1);
    make(send_datagram(SERVER, big));
    assert_int_equal(packet.len, PACKET_MAX);
    assert_int_equal(half_at(2), PACKET_MAX);
    expect_checksums();
}

static void
only_four_numbers_are_an_address(void **state)
{
    static const char *const bad[] = { "",        "10.0.0",     "10.0.0.256",
                                       "10.0.0.", "10.0.0.1.1", "localhost" };

    (void)state;
    assert_int_equal(packet_address("10.0.1.2"), 0x0a000102);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(packet_address(bad[i]), 0);
}

/* SYN and FIN take a number each, and what has come is acknowledged. */
static void
segments_are_numbered_as_a_stream(void **state)
{
    size_t syn, syn_ack, request, reply, fin;

    (void)state;
    syn = segment(CLIENT, "SYN", 0, 0);
    deliver(syn);
    syn_ack = segment(SERVER, "SYN-ACK", 0, 0);
    deliver(syn_ack);
    request = segment(CLIENT, "data", 100, 0);
    deliver(request);
    reply = segment(SERVER, "data", 50, 0);
    fin = segment(CLIENT, "FIN", 0, 0);
    expect_segment(syn, 0, 0);
    assert_int_equal(packet.bytes[33], 0x02);
    expect_segment(syn_ack, 0, 1);
    assert_int_equal(packet.bytes[33], 0x12);
    expect_segment(request, 1, 1);
    assert_int_equal(packet.bytes[33], 0x18);
    assert_int_equal(packet.len, 20 + 20 + 100);
    expect_segment(reply, 1, 101);
    expect_segment(fin, 101, 1);
    assert_int_equal(packet.bytes[33], 0x11);
}

static void
what_is_sent_again_has_its_number_again(void **state)
{
    size_t first, again, next;

    (void)state;
    segment(CLIENT, "SYN", 0, 0);
    first = segment(CLIENT, "data", 10, 0);
    next = segment(CLIENT, "data", 20, 0);
    again = segment(CLIENT, "data", 10, tr.event[first].seq);
    expect_segment(first, 1, 0);
    expect_segment(next, 11, 0);
    expect_segment(again, 1, 0);
    expect_segment(segment(CLIENT, "data", 5, 0), 31, 0);
}

/* In every order of arrival of three segments, one of them twice. */
static void
no_byte_is_acknowledged_before_those_in_front_of_it(void **state)
{
    static const int order[][4] = { { 0, 1, 2, 2 }, { 0, 2, 2, 1 },
                                    { 1, 1, 0, 2 }, { 1, 2, 1, 0 },
                                    { 2, 0, 0, 1 }, { 2, 2, 1, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        size_t data[3];
        int came[3] = { 0 };

        trace_clear(&tr);
        deliver(segment(CLIENT, "SYN", 0, 0));
        for (int k = 0; k < 3; k++)
            data[k] = segment(CLIENT, "data", 10, 0);
        for (int k = 0; k < 4; k++) {
            int in_order = 0;

            deliver(data[order[i][k]]);
            came[order[i][k]] = 1;
            while (in_order < 3 && came[in_order])
                in_order++;
            make(segment(SERVER, "data", 1, 0));
            assert_int_equal(word_at(28), 1 + 10 * in_order);
        }
    }
}

/* Tools take a SYN with an old number for one that is sent again. */
static void
the_next_connection_is_numbered_anew(void **state)
{
    size_t again, data;

    (void)state;
    deliver(segment(CLIENT, "SYN", 0, 0));
    deliver(segment(CLIENT, "data", 10, 0));
    again = segment(CLIENT, "SYN", 0, 0);
    deliver(again);
    data = segment(CLIENT, "data", 10, 0);
    make(again);
    assert_int_not_equal(word_at(24), 0);
    expect_segment(data, word_at(24) + 1, word_at(24));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_datagram_has_the_headers_of_the_rfcs),
        TEST(a_checksum_of_zero_is_sent_as_all_ones),
        TEST(a_host_that_does_not_exist_has_an_address_of_examples),
        TEST(what_no_packet_holds_is_cut),
        TEST(only_four_numbers_are_an_address),
        TEST(segments_are_numbered_as_a_stream),
        TEST(what_is_sent_again_has_its_number_again),
        TEST(no_byte_is_acknowledged_before_those_in_front_of_it),
        TEST(the_next_connection_is_numbered_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
