/*
 * test_tcp.c - TCP between two hosts: what their programs see of a network
 * that loses segments, and of peers that end in all ways there are.
 *
 * Sources: RFC 9293 (TCP), RFC 6298 (its timer), tcp(7), socket(7), and the
 * pages of the calls.  The numbers of tries are Linux'.  What the calls do
 * within a host is compared with Linux itself (tcp_calls.c).
 */
#include "netsim/test/real.h"
#include "netsim/test/world.h"

#include <stdlib.h>

enum { SERVER, CLIENT };

/* Two hosts with these scripts (tcp_script.c), 10 ms apart. */
static void
begin(struct test_world *w, const char *server, const char *client,
      const char *schedule)
{
    struct link_rule rule = { .delay_ns = 10 * MS };

    world_begin(w);
    add_host(w, "server", "tcp_script", "-", server, NULL);
    add_host(w, "client", "tcp_script", "server", client, NULL);
    sim_set_rule(w->sim, -1, -1, &rule);
    set_schedule(w, schedule);
}

static void
check_says(const struct test_world *w, int host, const char *expected)
{
    char out[4000];

    output_of(w, host, out, sizeof(out));
    assert_string_equal(out, expected);
}

static void
check_talk(const char *server, const char *client, const char *schedule,
           const char *server_says, const char *client_says)
{
    struct test_world w;

    begin(&w, server, client, schedule);
    run(&w);
    check_says(&w, SERVER, server_says);
    check_says(&w, CLIENT, client_says);
    world_end(&w);
}

/* ---- a fault-free connection -------------------------------------------- */

/* What a real process sees is the measure. */
static void
calls_return_what_linux_returns(void **state)
{
    char expected[8000], got[8000];
    struct test_world w;

    (void)state;
    for_real("tcp_calls", expected, sizeof(expected));
    world_begin(&w);
    add_host(&w, "h", "tcp_calls", NULL, NULL, NULL);
    run(&w);
    output_of(&w, 0, got, sizeof(got));
    assert_string_equal(got, expected);
    check_exit(&w, 0, 0);
    world_end(&w);
}

/* RFC 9293 section 3.5: three segments, so accept() is half a round trip
 * after connect().  Bytes of several segments come in one piece. */
static void
a_connection_carries_bytes(void **state)
{
    (void)state;
    check_talk("L A r1000 z10 r1000 R q", "C s10 z1 s20 s30 q", "",
               "L = 0, 0 ms\nA = 0, 30 ms\nr = 10, 30 ms\n"
               "r = 50, 40 ms\nR = 0, 40 ms\nq = 0, 40 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\ns = 20, 21 ms\n"
               "s = 30, 21 ms\nq = 0, 21 ms\n");
}

/* tcp(7): one sends on after the other has ended. */
static void
one_direction_may_end_before_the_other(void **state)
{
    (void)state;
    check_talk("L A R s7 q", "C s5 h R", "",
               "L = 0, 0 ms\nA = 0, 30 ms\nR = 5, 30 ms\ns = 7, 30 ms\n"
               "q = 0, 30 ms\n",
               "C = 0, 20 ms\ns = 5, 20 ms\nh = 0, 20 ms\nR = 7, 40 ms\n");
}

static const struct trace_event *
segment_of(const struct test_world *w, enum trace_kind kind, int src,
           const char *name, int nth)
{
    for (size_t i = 0; i < w->trace.n_events; i++) {
        const struct trace_event *ev = &w->trace.event[i];

        if (ev->kind == kind && ev->src == src && ev->dgram &&
            !strcmp(ev->name, name) && --nth == 0)
            return ev;
    }
    return NULL;
}

/* trace.h: "cause"; a segment says what it is, and what it carries. */
static void
the_trace_says_which_segment_was_read(void **state)
{
    const struct trace_event *ev;
    struct test_world w;

    (void)state;
    begin(&w, "L A r5 r5", "C s5 z10 s3 q", "");
    run(&w);
    ev = segment_of(&w, TRACE_SEND, CLIENT, "data", 2);
    assert_non_null(ev);
    assert_int_equal(ev->len, 3);
    assert_int_equal(ev->dport, 7);
    assert_int_equal(ev->nth, 3); /* after SYN and data */
    ev = segment_of(&w, TRACE_DELIVER, CLIENT, "data", 2);
    assert_non_null(ev);
    assert_int_equal(event_of(&w, TRACE_LOG, SERVER, 4)->cause, ev->seq);
    assert_string_equal(line_of(&w, SERVER, 4), "r = 3, 40 ms");
    ev = segment_of(&w, TRACE_DELIVER, CLIENT, "SYN", 1);
    assert_int_equal(event_of(&w, TRACE_SEND, SERVER, 1)->cause, ev->seq);
    ev = segment_of(&w, TRACE_DELIVER, SERVER, "SYN-ACK", 1);
    assert_int_equal(event_of(&w, TRACE_LOG, CLIENT, 1)->cause, ev->seq);
    assert_non_null(segment_of(&w, TRACE_SEND, CLIENT, "FIN", 1));
    world_end(&w);
}

static void
a_thousand_connections_at_once(void **state)
{
    struct link_rule rule = { .delay_ns = 10 * MS };
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "server", "tcp_many", "serve", NULL, NULL);
    add_host(&w, "client", "tcp_many", "server", "1000", NULL);
    sim_set_rule(w.sim, -1, -1, &rule);
    run(&w);
    assert_string_equal(line_of(&w, CLIENT, 1), "1000 of 1000 came back");
    assert_string_equal(line_of(&w, SERVER, 10), "1000 clients");
    check_exit(&w, CLIENT, 0);
    world_end(&w);
}

/* A host that is its own peer: no link is asked, and no time goes by. */
static void
a_host_may_talk_to_itself(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "tcp_script", "a", "L o C s5 z1 A r9 x", NULL);
    run(&w);
    check_says(&w, 0,
               "L = 0, 0 ms\no = 0, 0 ms\nC = 0, 0 ms\ns = 5, 0 ms\n"
               "A = 0, 1 ms\nr = 5, 1 ms\n");
    world_end(&w);
}

/* ---- the network loses, repeats and reorders ---------------------------- */

/* RFC 6298 (2.1), tcp(7), tcp_syn_retries: 1 s, then doubled. */
static void
a_lost_syn_is_sent_again_after_a_second(void **state)
{
    (void)state;
    check_talk("L A", "C", "drop client->server #1; drop client->server #2",
               "L = 0, 0 ms\nA = 0, 3030 ms\n", "C = 0, 3020 ms\n");
    check_talk("L A", "C", "drop server->client #1",
               "L = 0, 0 ms\nA = 0, 1030 ms\n", "C = 0, 1020 ms\n");
}

/* RFC 6298 (2.2): the round trip of 20 ms, and 200 ms at least (Linux). */
static void
lost_bytes_are_late_but_come_in_order(void **state)
{
    (void)state;
    check_talk("L A w60", "C s10 s20 s30 z1000", "drop client->server #3",
               "L = 0, 0 ms\nA = 0, 30 ms\nw = 60, 270 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\ns = 20, 20 ms\n"
               "s = 30, 20 ms\n");
}

static void
two_lost_segments_cost_one_timeout(void **state)
{
    (void)state;
    check_talk("L A w60", "C s10 s20 s30 z1000",
               "drop client->server #2; drop client->server #4",
               "L = 0, 0 ms\nA = 0, 30 ms\nw = 60, 270 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\ns = 20, 20 ms\n"
               "s = 30, 20 ms\n");
}

static void
a_lost_fin_is_sent_again(void **state)
{
    (void)state;
    check_talk("L A R q", "C s10 q", "drop client->server #3",
               "L = 0, 0 ms\nA = 0, 30 ms\nR = 10, 270 ms\nq = 0, 270 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\nq = 0, 20 ms\n");
}

static void
repeated_and_overtaken_bytes_come_once_in_order(void **state)
{
    (void)state;
    check_talk("L A R", "C s10 s20 s30 q",
               "duplicate client->server #1 by 50ms; "
               "duplicate client->server #2; "
               "delay client->server #3 past next; "
               "duplicate client->server #5 by 20ms",
               "L = 0, 0 ms\nA = 0, 30 ms\nR = 60, 30 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\ns = 20, 20 ms\n"
               "s = 30, 20 ms\nq = 0, 20 ms\n");
}

/* The retransmission lets go what was held "past timeout"; one of the two
 * is too many. */
static void
bytes_that_are_late_are_not_taken_twice(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "L A R", "C s10 q", "delay client->server #2 past timeout");
    run(&w);
    check_says(&w, SERVER, "L = 0, 0 ms\nA = 0, 30 ms\nR = 10, 250 ms\n");
    assert_non_null(segment_of(&w, TRACE_DROP, CLIENT, "data", 1));
    assert_string_equal(segment_of(&w, TRACE_DROP, CLIENT, "data", 1)->text,
                        "already received");
    world_end(&w);
}

static void
whole_trace(const struct test_world *w, char **text)
{
    size_t len;
    FILE *out = open_memstream(text, &len);

    for (size_t i = 0; i < w->trace.n_events; i++)
        trace_write_event(out, &w->trace.meta, &w->trace.event[i]);
    fclose(out);
}

/* Whatever the network does: all bytes, once, in order; the scripts compare
 * each.  And the same world again is the same run. */
static void
a_bad_network_changes_no_byte(void **state)
{
    struct link_rule bad = { .delay_ns = 10 * MS,
                             .jitter_ns = 8 * MS,
                             .loss_ppm = 200000,
                             .duplicate_ppm = 100000,
                             .reorder_ppm = 100000 };
    struct test_world w;
    struct trace_meta meta;

    (void)state;
    begin(&w, "L A S60000 h R", "C S80000 h R", "");
    sim_set_rule(w.sim, -1, -1, &bad);
    sim_describe(w.sim, &meta);
    trace_set_meta(&w.trace, &meta);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        char *one, *two;

        sim_set_seed(w.sim, seed);
        run(&w);
        check_exit(&w, SERVER, 0);
        check_exit(&w, CLIENT, 0);
        assert_memory_equal(line_of(&w, SERVER, 5), "R = 80000, ", 11);
        assert_memory_equal(line_of(&w, CLIENT, 4), "R = 60000, ", 11);
        whole_trace(&w, &one);
        run(&w);
        whole_trace(&w, &two);
        assert_string_equal(one, two);
        free(one);
        free(two);
    }
    world_end(&w);
}

/* schedule.h, "partition": acknowledgements are lost in it, too.  What was
 * sent at 50 ms has arrived, but must be sent again until that is known:
 * after 220, 440 and 880 ms. */
static void
a_partition_only_delays(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "L A r9 s5 z2000 r9", "C z30 s3 r9 s4",
          "partition server | client at 55ms for 1s");
    run(&w);
    check_says(&w, SERVER,
               "L = 0, 0 ms\nA = 0, 30 ms\nr = 3, 60 ms\ns = 5, 60 ms\n"
               "r = 4, 2060 ms\n");
    check_says(&w, CLIENT,
               "C = 0, 20 ms\ns = 3, 50 ms\nr = 5, 1610 ms\n"
               "s = 4, 1610 ms\n");
    assert_non_null(segment_of(&w, TRACE_SEND, CLIENT, "data", 4));
    world_end(&w);
}

/* ---- no connection ------------------------------------------------------ */

/* connect(2): ECONNREFUSED, also where the process has ended. */
static void
no_listener_refuses(void **state)
{
    (void)state;
    check_talk("z10", "C z50 C", "", "",
               "C = ECONNREFUSED, 20 ms\nC = ECONNREFUSED, 90 ms\n");
}

/* connect(2): ETIMEDOUT; tcp(7), tcp_syn_retries. */
static void
a_silent_host_takes_127_seconds(void **state)
{
    (void)state;
    check_talk("L z9", "z10 C", "power server at 5ms restart never",
               "L = 0, 0 ms\n", "C = ETIMEDOUT, 127010 ms\n");
}

/* arp(7), connect(2): EHOSTUNREACH. */
static void
a_host_that_is_not_there_takes_three_seconds(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "client", "tcp_script", "10.0.0.99", "C", NULL);
    run(&w);
    check_says(&w, 0, "C = EHOSTUNREACH, 3000 ms\n");
    world_end(&w);
}

/* socket(7): SO_SNDTIMEO is for connect(), too; connect(2): EINPROGRESS,
 * EALREADY.  What has begun goes on. */
static void
a_timeout_of_connect_lets_it_go_on(void **state)
{
    (void)state;
    check_talk("L A z9000", "T500 C n C z2000 p0 e C C",
               "drop client->server #1", "L = 0, 0 ms\nA = 0, 1030 ms\n",
               "T = 0, 0 ms\nC = EINPROGRESS, 500 ms\nn = 0, 500 ms\n"
               "C = EALREADY, 500 ms\np = 4, 2500 ms\ne = 0, 2500 ms\n"
               "C = 0, 2500 ms\nC = EISCONN, 2500 ms\n");
}

/* listen(2): Linux keeps one more than the backlog; another SYN is ignored
 * and sent again. */
static void
a_full_backlog_makes_clients_wait(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "L0 z5000 A A", "C q C s1", "");
    run(&w);
    check_says(&w, CLIENT,
               "C = 0, 20 ms\nq = 0, 20 ms\nC = 0, 7040 ms\n"
               "s = 1, 7040 ms\n");
    assert_string_equal(segment_of(&w, TRACE_DROP, CLIENT, "SYN", 3)->text,
                        "backlog full");
    world_end(&w);
}

/* RFC 9293 section 3.5, figure 7. */
static void
both_may_begin_at_once(void **state)
{
    struct link_rule rule = { .delay_ns = 10 * MS };
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "tcp_script", "b", "B7 C s3 q", NULL);
    add_host(&w, "b", "tcp_script", "a", "B7 C R", NULL);
    sim_set_rule(w.sim, -1, -1, &rule);
    run(&w);
    check_says(&w, 0,
               "B = 0, 0 ms\nC = 0, 20 ms\ns = 3, 20 ms\nq = 0, 20 ms\n");
    check_says(&w, 1, "B = 0, 0 ms\nC = 0, 20 ms\nR = 3, 30 ms\n");
    world_end(&w);
}

/* ---- how it ends -------------------------------------------------------- */

/* close(2) of a process that exits: FIN; RFC 9293 section 3.6: RST to what
 * comes then.  recv(2) and send(2): first the end, then EPIPE. */
static void
an_exit_is_the_end_of_the_stream(void **state)
{
    (void)state;
    check_talk("L A z100 x", "C i r9 s5 z100 s5 r9", "",
               "L = 0, 0 ms\nA = 0, 30 ms\n",
               "C = 0, 20 ms\ni = 0, 20 ms\nr = 0, 140 ms\n"
               "s = 5, 140 ms\ns = EPIPE, 240 ms\nr = 0, 240 ms\n");
}

/* RFC 9293 section 3.6: what was not read is lost, and the peer is told. */
static void
unread_bytes_reset_the_connection(void **state)
{
    (void)state;
    check_talk("L A r5 x", "C s10 r9 r9", "",
               "L = 0, 0 ms\nA = 0, 30 ms\nr = 5, 30 ms\n",
               "C = 0, 20 ms\ns = 10, 20 ms\nr = ECONNRESET, 40 ms\n"
               "r = 0, 40 ms\n");
}

/* socket(7), SO_LINGER. */
static void
no_linger_resets_the_connection(void **state)
{
    (void)state;
    check_talk("L A s5 Q", "C z50 r9 r9", "",
               "L = 0, 0 ms\nA = 0, 30 ms\ns = 5, 30 ms\nQ = 0, 30 ms\n",
               "C = 0, 20 ms\nr = 5, 70 ms\nr = ECONNRESET, 70 ms\n");
}

/* A crash resets all of its connections, those not yet accepted too. */
static void
a_crash_resets_the_peers(void **state)
{
    (void)state;
    check_talk("L A z100", "C i r9 s1 s1", "crash server at 60ms",
               "L = 0, 0 ms\nA = 0, 30 ms\n"
               "L = 0, 160 ms\n",
               "C = 0, 20 ms\ni = 0, 20 ms\nr = ECONNRESET, 70 ms\n"
               "s = EPIPE, 70 ms\ns = EPIPE, 70 ms\n");
    check_talk("L z100 A", "C r9", "crash server at 60ms restart never",
               "L = 0, 0 ms\n", "C = 0, 20 ms\nr = ECONNRESET, 70 ms\n");
    check_talk("L A X", "C r9", "", "L = 0, 0 ms\nA = 0, 30 ms\n",
               "C = 0, 20 ms\nr = ECONNRESET, 40 ms\n");
}

/* RFC 9293 section 3.5.1, half-open connections: who waits hears nothing;
 * who sends is told when the machine is up again. */
static void
power_loss_is_silence_until_the_restart(void **state)
{
    (void)state;
    check_talk("L A z100", "t1000 C t1000 r9 z50 s5 r9 r9",
               "power server at 60ms restart 500ms",
               "L = 0, 0 ms\nA = 0, 30 ms\nL = 0, 560 ms\n",
               "t = 0, 0 ms\nC = 0, 20 ms\nt = 0, 20 ms\n"
               "r = EAGAIN, 1020 ms\ns = 5, 1070 ms\n"
               "r = ECONNRESET, 1090 ms\nr = 0, 1090 ms\n");
    /* Sent again after 220, 440, 880 ms: the third finds it up. */
    check_talk("L A z100", "C z100 s5 r9", "power server at 60ms restart 1s",
               "L = 0, 0 ms\nA = 0, 30 ms\nL = 0, 1060 ms\n",
               "C = 0, 20 ms\ns = 5, 120 ms\n"
               "r = ECONNRESET, 1680 ms\n");
}

/* tcp(7), tcp_retries2: 15 times, 16 waits of 220 ms, doubled up to 120 s. */
static void
a_host_without_power_is_given_up(void **state)
{
    (void)state;
    check_talk("L A z100", "C s5 r9 r9", "power server at 15ms restart never",
               "L = 0, 0 ms\n",
               "C = 0, 20 ms\ns = 5, 20 ms\nr = ETIMEDOUT, 945080 ms\n"
               "r = 0, 945080 ms\n");
}

/* A client that comes back with the port it had meets its own old
 * connection: RFC 9293 section 3.5.1, figure 9. */
static void
a_restarted_client_gets_rid_of_its_old_connection(void **state)
{
    (void)state;
    check_talk("L A r9 A r9", "B1000 C z50 s3 z90",
               "power client at 60ms restart 100ms",
               "L = 0, 0 ms\nA = 0, 30 ms\nr = ECONNRESET, 190 ms\n"
               "A = 0, 1190 ms\nr = 3, 1240 ms\n",
               "B = 0, 0 ms\nC = 0, 20 ms\nB = 0, 160 ms\n"
               "C = 0, 1180 ms\ns = 3, 1230 ms\n");
}

/* RFC 9293 section 3.4.3, ip(7): who has closed first keeps the port busy
 * for a while; SO_REUSEADDR takes it nevertheless. */
static void
a_restarted_server_finds_its_port_busy(void **state)
{
    static const char *client = "C z500 q";
    static const char *client_says = "C = 0, 20 ms\nq = 0, 520 ms\n";

    (void)state;
    check_talk("L A q z1000", client, "crash server at 800ms",
               "L = 0, 0 ms\nA = 0, 30 ms\nq = 0, 30 ms\n"
               "L = EADDRINUSE, 900 ms\nA = EBADF, 900 ms\n"
               "q = 0, 900 ms\n",
               client_says);
    check_talk("u L A q z1000", client, "crash server at 800ms",
               "u = 0, 0 ms\nL = 0, 0 ms\nA = 0, 30 ms\nq = 0, 30 ms\n"
               "u = 0, 900 ms\nL = 0, 900 ms\n",
               client_says);
    check_talk("L A q z1000", client, "crash server at 800ms restart 60s",
               "L = 0, 0 ms\nA = 0, 30 ms\nq = 0, 30 ms\n"
               "L = 0, 60800 ms\n",
               client_says);
    check_talk("L A q z1000", client, "power server at 800ms",
               "L = 0, 0 ms\nA = 0, 30 ms\nq = 0, 30 ms\n"
               "L = 0, 900 ms\n",
               client_says);
}

/* signal(7): its default action ends the process. */
static void
sigpipe_ends_the_process(void **state)
{
    const struct trace_event *ev;
    struct test_world w;

    (void)state;
    begin(&w, "L A x", "C z100 s1 z100 s1 s1", "");
    run(&w);
    check_says(&w, CLIENT, "C = 0, 20 ms\ns = 1, 120 ms\n");
    ev = event_of(&w, TRACE_FAULT, CLIENT, 1);
    assert_non_null(ev);
    assert_string_equal(ev->name, "SIGPIPE");
    assert_non_null(strstr(ev->text, "in do_send()"));
    assert_int_equal(ev->t_ns, 220 * MS);
    world_end(&w);
}

/* ---- windows and waiting ------------------------------------------------ */

/* tcp(7), RFC 9293 section 3.8.6: never more on the way and in the buffer
 * than it holds; and a full buffer makes the sender wait. */
static void
a_reader_that_sleeps_stops_the_writer(void **state)
{
    struct test_world w;
    uint32_t sent = 0;

    (void)state;
    begin(&w, "b4096 L A z1000 R", "k4096 C s20000 q", "");
    run(&w);
    check_says(&w, SERVER,
               "b = 0, 0 ms\nL = 0, 0 ms\nA = 0, 30 ms\n"
               "R = 20000, 1110 ms\n");
    check_says(&w, CLIENT,
               "k = 0, 0 ms\nC = 0, 20 ms\ns = 20000, 1100 ms\n"
               "q = 0, 1100 ms\n");
    for (size_t i = 0; i < w.trace.n_events; i++) {
        const struct trace_event *ev = &w.trace.event[i];

        if (ev->kind == TRACE_SEND && ev->src == CLIENT &&
            ev->t_ns < 1030 * MS)
            sent += ev->len;
    }
    assert_int_equal(sent, 4096);
    world_end(&w);
}

/* socket(7), SO_SNDTIMEO: what has been taken counts, else EAGAIN.  poll(2)
 * says when there is room. */
static void
a_full_buffer_times_out(void **state)
{
    (void)state;
    check_talk("b4096 L A z1000 R", "k4096 C T100 s9000 s10 n s10 p2000 s10",
               "",
               "b = 0, 0 ms\nL = 0, 0 ms\nA = 0, 30 ms\n"
               "R = 8202, 1070 ms\n",
               "k = 0, 0 ms\nC = 0, 20 ms\nT = 0, 20 ms\n"
               "s = 8192, 120 ms\ns = EAGAIN, 220 ms\nn = 0, 220 ms\n"
               "s = EAGAIN, 220 ms\np = 4, 1060 ms\ns = 10, 1060 ms\n");
}

/* RFC 9293 section 3.8.6.1: a closed window is asked about, so that a
 * receiver that has lost its power is found out. */
static void
a_closed_window_is_probed(void **state)
{
    (void)state;
    check_talk("b4096 L A z9000 R", "k4096 C s9000 s1",
               "power server at 2s restart 100ms",
               "b = 0, 0 ms\nL = 0, 0 ms\nA = 0, 30 ms\nb = 0, 2100 ms\n"
               "L = 0, 2100 ms\n",
               "k = 0, 0 ms\nC = 0, 20 ms\ns = 8192, 3360 ms\n"
               "s = ECONNRESET, 3360 ms\n");
}

/* schedule.h, "short": a stream gives and takes less than it is asked. */
static void
a_short_count_is_honoured(void **state)
{
    (void)state;
    check_talk("L A r9 r9", "C s8 s8",
               "short client @sendto #1 to 3; short server @recvfrom #1 to 1",
               "L = 0, 0 ms\nA = 0, 30 ms\nr = 1, 30 ms\nr = 2, 30 ms\n",
               "C = 0, 20 ms\ns = 3, 20 ms\ns = 8, 20 ms\n");
}

/* signal(7): a call that waits is interrupted; one that has moved bytes says
 * how many; connect() goes on all the same. */
static void
a_call_may_be_interrupted(void **state)
{
    (void)state;
    check_talk("L A A z50 t100 w9 w9", "C z100 p0 C s5 z50 s4",
               "error server @accept #1 EINTR; error client @connect #1 EINTR;"
               "error server @recvfrom #1 EINTR",
               "L = 0, 0 ms\nA = EINTR, 0 ms\nA = 0, 30 ms\n"
               "t = 0, 80 ms\nw = 5, 130 ms\nw = 4, 160 ms\n",
               "C = EINTR, 0 ms\np = 4, 100 ms\nC = 0, 100 ms\n"
               "s = 5, 100 ms\ns = 4, 150 ms\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_return_what_linux_returns),
        cmocka_unit_test(a_connection_carries_bytes),
        cmocka_unit_test(one_direction_may_end_before_the_other),
        cmocka_unit_test(the_trace_says_which_segment_was_read),
        cmocka_unit_test(a_thousand_connections_at_once),
        cmocka_unit_test(a_host_may_talk_to_itself),
        cmocka_unit_test(a_lost_syn_is_sent_again_after_a_second),
        cmocka_unit_test(lost_bytes_are_late_but_come_in_order),
        cmocka_unit_test(two_lost_segments_cost_one_timeout),
        cmocka_unit_test(a_lost_fin_is_sent_again),
        cmocka_unit_test(repeated_and_overtaken_bytes_come_once_in_order),
        cmocka_unit_test(bytes_that_are_late_are_not_taken_twice),
        cmocka_unit_test(a_bad_network_changes_no_byte),
        cmocka_unit_test(a_partition_only_delays),
        cmocka_unit_test(no_listener_refuses),
        cmocka_unit_test(a_silent_host_takes_127_seconds),
        cmocka_unit_test(a_host_that_is_not_there_takes_three_seconds),
        cmocka_unit_test(a_timeout_of_connect_lets_it_go_on),
        cmocka_unit_test(a_full_backlog_makes_clients_wait),
        cmocka_unit_test(both_may_begin_at_once),
        cmocka_unit_test(an_exit_is_the_end_of_the_stream),
        cmocka_unit_test(unread_bytes_reset_the_connection),
        cmocka_unit_test(no_linger_resets_the_connection),
        cmocka_unit_test(a_crash_resets_the_peers),
        cmocka_unit_test(power_loss_is_silence_until_the_restart),
        cmocka_unit_test(a_host_without_power_is_given_up),
        cmocka_unit_test(a_restarted_client_gets_rid_of_its_old_connection),
        cmocka_unit_test(a_restarted_server_finds_its_port_busy),
        cmocka_unit_test(sigpipe_ends_the_process),
        cmocka_unit_test(a_reader_that_sleeps_stops_the_writer),
        cmocka_unit_test(a_full_buffer_times_out),
        cmocka_unit_test(a_closed_window_is_probed),
        cmocka_unit_test(a_short_count_is_honoured),
        cmocka_unit_test(a_call_may_be_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
