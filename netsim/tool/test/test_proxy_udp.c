/*
 * test_proxy_udp.c - datagrams of real sockets meet the faults they should.
 */
#include "netsim/tool/test/proxy.h"

#include "netsim/lang/text.h"
#include "netsim/trace/trace.h"

#define LONG PATIENCE_MS
#define SOON 300 /* ms in which what is lost would have come */

static void
a_datagram_passes_and_its_reply_finds_the_client(void **state)
{
    struct test_proxy p;
    struct message request;
    int client[2];

    (void)state;
    proxy_start(&p, SOCK_DGRAM, NULL);
    client[0] = client_new(&p);
    client[1] = client_new(&p);
    for (int i = 0; i < 2; i++)
        say(client[i], i ? "two" : "one");
    for (int i = 0; i < 2; i++) {
        request = got(p.server, LONG);
        assert_int_equal(sendto(p.server, request.s, strlen(request.s), 0,
                                (struct sockaddr *)&request.from,
                                sizeof(request.from)),
                         3);
    }
    assert_string_equal(got(client[0], LONG).s, "one");
    assert_string_equal(got(client[1], LONG).s, "two");
    proxy_end(&p);
    assert_non_null(strstr(p.said, "end: 2 clients\n"
                                   "  client->server: 2 datagrams, 2 arrived\n"
                                   "  server->client: 2 datagrams, 2 "
                                   "arrived\n"));
    unlink(p.trace);
    close(client[0]);
    close(client[1]);
}

static void
a_scripted_drop_takes_this_datagram_only(void **state)
{
    static const char *const more[] = { "--schedule", "drop client->server #2",
                                        NULL };
    struct test_proxy p;
    int client;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, more);
    client = client_new(&p);
    say(client, "1");
    say(client, "2");
    say(client, "3");
    assert_string_equal(got(p.server, LONG).s, "1");
    assert_string_equal(got(p.server, LONG).s, "3");
    proxy_end(&p);
    assert_non_null(strstr(p.said, "client->server #2 lost (schedule)\n"));
    assert_non_null(strstr(p.said, "3 datagrams, 2 arrived, 1 lost\n"));
    unlink(p.trace);
    close(client);
}

static void
copies_late_ones_and_overtaken_ones_come_so(void **state)
{
    static const char *const more[] = {
        "--schedule",
        "duplicate client->server #1; delay client->server #2 past next; "
        "delay client->server #4 by 250ms",
        NULL
    };
    static const char *const expected[] = { "1", "1", "3", "2", "5", "4" };
    struct test_proxy p;
    int64_t begin;
    int client;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, more);
    client = client_new(&p);
    begin = clock_ms();
    for (int i = 1; i <= 5; i++) {
        say(client, (char[]){ (char)('0' + i), '\0' });
        pause_ms(10); /* what is held goes before the next is there */
    }
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_string_equal(got(p.server, LONG).s, expected[i]);
    assert_true(clock_ms() - begin >= 250);
    proxy_end(&p);
    assert_non_null(strstr(p.said, "#1 duplicated (schedule)\n"));
    assert_non_null(strstr(p.said, "#2 delayed past next (schedule)\n"));
    assert_non_null(strstr(p.said, "#4 delayed by 250ms (schedule)\n"));
    unlink(p.trace);
    close(client);
}

static void
a_deviation_that_never_happens_is_named(void **state)
{
    static const char *const more[] = { "--schedule", "drop server->client #9",
                                        NULL };
    struct test_proxy p;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, more);
    proxy_end(&p);
    assert_non_null(
        strstr(p.said, "\"drop server->client #9\" did not happen"));
    unlink(p.trace);
}

/* udp(7): a connected socket hears ECONNREFUSED where no one listens. */
static void
a_closed_server_is_a_loss_and_an_opened_one_is_reached(void **state)
{
    struct test_proxy p;
    struct sockaddr_in addr;
    int client;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, NULL);
    client = client_new(&p);
    addr = here(port_of(p.server));
    close(p.server);
    say(client, "1");
    pause_ms(SOON);
    p.server = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(bind(p.server, (struct sockaddr *)&addr, sizeof(addr)),
                     0);
    say(client, "2");
    assert_string_equal(got(p.server, LONG).s, "2");
    proxy_end(&p);
    assert_non_null(strstr(p.said, "client->server #1 lost (no such port)"));
    unlink(p.trace);
    close(client);
}

static void
the_trace_is_one_that_all_readers_read(void **state)
{
    static const char *const more[] = { "--schedule", "drop client->server #1",
                                        "--seed", "18446744073709551615",
                                        NULL };
    struct test_proxy p;
    struct text_error err;
    struct trace tr;
    FILE *in;
    int client;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, more);
    client = client_new(&p);
    say(client, "first");
    say(client, "second");
    got(p.server, LONG);
    proxy_end(&p);
    in = fopen(p.trace, "r");
    assert_non_null(in);
    trace_init(&tr);
    if (trace_read(&tr, in, p.trace, &err) < 0)
        fail_msg("%s", err.text);
    fclose(in);
    assert_int_equal(tr.n_events, 5);
    assert_true(tr.meta.seed == UINT64_MAX);
    assert_string_equal(tr.meta.schedule, "drop client->server #1");
    assert_int_equal(tr.event[0].kind, TRACE_SEND);
    assert_string_equal(tr.event[0].did, "drop client->server #1");
    assert_int_equal(tr.event[0].sport, port_of(client));
    assert_memory_equal(tr.event[0].bytes, "first", 5);
    assert_int_equal(tr.event[1].kind, TRACE_DROP);
    assert_int_equal(tr.event[1].cause, tr.event[0].seq);
    assert_int_equal(tr.event[3].kind, TRACE_DELIVER);
    assert_int_equal(tr.event[3].nth, 2);
    assert_int_equal(tr.event[4].kind, TRACE_END);
    trace_release(&tr);
    unlink(p.trace);
    close(client);
}

static void
a_thousand_clients_have_their_own_replies(void **state)
{
    struct test_proxy p;
    char number[16];
    int client;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, NULL);
    for (int i = 0; i < 1000; i++) {
        struct message request;

        client = client_new(&p);
        snprintf(number, sizeof(number), "%d", i);
        say(client, number);
        request = got(p.server, LONG);
        sendto(p.server, request.s, strlen(request.s), 0,
               (struct sockaddr *)&request.from, sizeof(request.from));
        assert_string_equal(got(client, LONG).s, number);
        close(client);
    }
    proxy_end(&p);
    assert_non_null(strstr(p.said, "1000 datagrams, 1000 arrived\n"));
    unlink(p.trace);
}

/* ---- the command line --------------------------------------------------- */

static void
what_cannot_be_done_is_refused_by_a_sentence(void **state)
{
    static const struct {
        const char *word[9];
        const char *says;
    } row[] = {
        { { NULL }, "--listen is missing" },
        { { "--listen", "udp:0" }, "--to is missing" },
        { { "--listen", "sctp:0", "--to", "a:1" }, "\"sctp:0\" begins" },
        { { "--listen", "udp:", "--to", "localhost:1" }, "port \"\"" },
        { { "--listen", "udp:65536", "--to", "localhost:1" },
          "port \"65536\" is no number from 0 to 65535" },
        { { "--listen", "udp:-1", "--to", "localhost:1" }, "port \"-1\"" },
        { { "--listen", "udp:0", "--to", "localhost" }, "has no port" },
        { { "--listen", "udp:0", "--to", ":1" }, "\":1\" has no host" },
        { { "--listen", "udp:0", "--to", "localhost:0" }, "port \"0\"" },
        { { "--listen", "udp:0", "--to", "localhost:1x" }, "port \"1x\"" },
        { { "--listen", "udp:0", "--to", "no such host:1" },
          "no IPv4 address for host \"no such host\"" },
        { { "--listen", "udp:192.0.2.1:5", "--to", "localhost:1" },
          "cannot listen on udp 192.0.2.1:5: " },
        { { "--listen", "udp:0", "--to", "localhost:1", "--trace",
            "/nowhere/trace" },
          "cannot write trace /nowhere/trace: No such file" },
        { { "--listen", "udp:0", "--to", "localhost:1", "--link",
            "client->server lose 3%" },
          "--link:1:21: error:" },
        { { "--listen", "udp:0", "--to", "localhost:1", "--client", "server" },
          "a second host \"server\"" },
        { { "--listen", "udp:0", "--to", "localhost:1", "--schedule",
            "crash server @recvfrom #1" },
          "the processes are not the proxy's to crash" },
        { { "--listen", "udp:0", "--to", "localhost:1", "--schedule",
            "delay server->client #1 past timeout" },
          "only the simulator knows when a program waits in vain" },
        { { "--listen", "udp:0", "--to", "localhost:1", "/no/world" },
          "cannot open world /no/world" },
    };
    char out[] = "/tmp/proxy-out-XXXXXX", said[8192];

    (void)state;
    close(mkstemp(out));
    for (size_t i = 0; i < COUNT(row); i++) {
        const char *argv[12] = { BUILD "/bin/netsim", "proxy" };

        memcpy(argv + 2, row[i].word, sizeof(row[i].word));
        assert_int_equal(truncate(out, 0), 0);
        if (exit_status(spawn((char *const *)(uintptr_t)argv, out, 1)) != 2)
            fail_msg("row %zu: not refused", i);
        read_file(out, said, sizeof(said));
        if (!strstr(said, row[i].says))
            fail_msg("row %zu says: %s", i, said);
    }
    unlink(out);
}

static void
a_port_in_use_is_named(void **state)
{
    char out[] = "/tmp/proxy-out-XXXXXX", said[8192], where[32], want[128];
    const char *argv[] = {
        BUILD "/bin/netsim", "proxy", "--listen", where, "--to",
        "localhost:1",       NULL
    };
    int taken = bound(SOCK_DGRAM);

    (void)state;
    close(mkstemp(out));
    snprintf(where, sizeof(where), "udp:%u", port_of(taken));
    snprintf(want, sizeof(want),
             "netsim: cannot listen on udp 127.0.0.1:%u: %s\n", port_of(taken),
             strerror(EADDRINUSE));
    assert_int_equal(
        exit_status(spawn((char *const *)(uintptr_t)argv, out, 1)), 2);
    read_file(out, said, sizeof(said));
    assert_string_equal(said, want);
    unlink(out);
    close(taken);
}

static void
the_limit_ends_it(void **state)
{
    static const char *const more[] = { "--limit", "300ms", NULL };
    struct test_proxy p;

    (void)state;
    proxy_start(&p, SOCK_DGRAM, more);
    assert_int_equal(exit_status(p.pid), 0);
    read_file(p.out, p.said, sizeof(p.said));
    assert_non_null(strstr(p.said, "end: 0 clients"));
    unlink(p.out);
    unlink(p.trace);
    close(p.server);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_passes_and_its_reply_finds_the_client),
        cmocka_unit_test(a_scripted_drop_takes_this_datagram_only),
        cmocka_unit_test(copies_late_ones_and_overtaken_ones_come_so),
        cmocka_unit_test(a_deviation_that_never_happens_is_named),
        cmocka_unit_test(
            a_closed_server_is_a_loss_and_an_opened_one_is_reached),
        cmocka_unit_test(the_trace_is_one_that_all_readers_read),
        cmocka_unit_test(a_thousand_clients_have_their_own_replies),
        cmocka_unit_test(what_cannot_be_done_is_refused_by_a_sentence),
        cmocka_unit_test(a_port_in_use_is_named),
        cmocka_unit_test(the_limit_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
