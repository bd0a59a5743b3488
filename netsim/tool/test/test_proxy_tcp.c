/*
 * test_proxy_tcp.c - byte streams lose time in a bad network, never bytes.
 */
#include "netsim/tool/test/proxy.h"

#include <sys/resource.h>

#define LONG PATIENCE_MS
#define CONNECTIONS 1000

/* Byte i of a stream; 251 is prime: a chunk out of place is noticed. */
static char
byte_at(size_t i)
{
    return (char)(i % 251);
}

/* Send len bytes of the stream from `from` on; how many did go at once. */
static size_t
send_bytes(int fd, size_t from, size_t len)
{
    static char buf[16384];
    size_t n = len < sizeof(buf) ? len : sizeof(buf);
    ssize_t sent;

    for (size_t i = 0; i < n; i++)
        buf[i] = byte_at(from + i);
    sent = send(fd, buf, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN)
        return 0;
    assert_true(sent > 0);
    return (size_t)sent;
}

/* Receive what is there; they must be the bytes from `from` on. */
static size_t
receive_bytes(int fd, size_t from)
{
    static char buf[16384];
    ssize_t n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);

    if (n < 0 && errno == EAGAIN)
        return 0;
    assert_true(n > 0);
    for (size_t i = 0; i < (size_t)n; i++)
        assert_int_equal(buf[i], byte_at(from + i));
    return (size_t)n;
}

/* Streams of this length in both directions at once. */
static void
exchange(int a, int b, size_t len)
{
    struct pollfd p[2] = { { a, POLLIN, 0 }, { b, POLLIN, 0 } };
    size_t sent[2] = { 0, 0 }, received[2] = { 0, 0 };

    while (received[0] < len || received[1] < len) {
        for (int i = 0; i < 2; i++)
            p[i].events = sent[i] < len ? POLLIN | POLLOUT : POLLIN;
        if (poll(p, 2, LONG) <= 0)
            fail_msg("bytes are missing: %zu and %zu of %zu have arrived",
                     received[0], received[1], len);
        for (int i = 0; i < 2; i++) {
            if (p[i].revents & POLLOUT)
                sent[i] += send_bytes(p[i].fd, sent[i], len - sent[i]);
            if (p[i].revents & POLLIN)
                received[i] += receive_bytes(p[i].fd, received[i]);
        }
    }
}

static void
bytes_arrive_complete_and_in_order_through_any_fault(void **state)
{
    static const char *const rule[] = {
        "* delay 0s",
        "* delay 3ms",
        "* loss 5% delay 3ms 2ms",
        "* loss 30%",
        "* rate 8mbit limit 20 delay 1ms",
        "* loss gemodel 3% 40% corrupt 5% checksum off",
        "* delay 5ms reorder 50% duplicate 50%",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rule); i++) {
        const char *const more[] = { "--link", rule[i], NULL };
        struct test_proxy p;
        int client, server;

        proxy_start(&p, SOCK_STREAM, more);
        client = client_new(&p);
        server = accepted(&p);
        exchange(client, server, 200000);
        close(client);
        close(server);
        proxy_end(&p);
        if (strstr(rule[i], "loss ") && !strstr(p.said, " lost (loss "))
            fail_msg("%s: nothing was lost: %s", rule[i], p.said);
        if (strstr(rule[i], "reorder"))
            assert_non_null(strstr(p.said, "duplicate and reorder do nothing"
                                           ": a byte stream"));
        unlink(p.trace);
    }
}

/* RFC 6298, 2.4: here the timeout is that of Linux, 200 ms. */
static void
a_dropped_chunk_is_late_by_a_timeout(void **state)
{
    static const char *const more[] = { "--schedule",
                                        "drop client->server #1; "
                                        "drop client->server #3",
                                        NULL };
    struct test_proxy p;
    int64_t begin;
    char both[2];
    int client, server;

    (void)state;
    proxy_start(&p, SOCK_STREAM, more);
    client = client_new(&p);
    server = accepted(&p);
    begin = clock_ms();
    say(client, "a");
    pause_ms(50);
    say(client, "b");
    assert_false(readable(server, 50));
    /* #3 is the second try, and is lost, too: 200 and then 400 ms. */
    assert_int_equal(recv(server, both, 2, MSG_WAITALL), 2);
    assert_memory_equal(both, "ab", 2);
    assert_in_range(clock_ms() - begin, 600, 5000);
    proxy_end(&p);
    assert_non_null(strstr(p.said, "4 chunks, 2 arrived, 2 lost\n"));
    unlink(p.trace);
    close(client);
    close(server);
}

static void
what_does_nothing_is_said_to_do_nothing(void **state)
{
    static const char *const more[] = {
        "--schedule",
        "duplicate client->server #1; delay client->server #2 past next", NULL
    };
    struct test_proxy p;
    int client, server;

    (void)state;
    proxy_start(&p, SOCK_STREAM, more);
    client = client_new(&p);
    server = accepted(&p);
    exchange(client, server, 10000);
    proxy_end(&p);
    assert_non_null(strstr(p.said,
                           "\"duplicate client->server #1\" does nothing: a "
                           "byte stream"));
    assert_non_null(strstr(p.said, "past next\" does nothing"));
    assert_null(strstr(p.said, "did not happen"));
    unlink(p.trace);
    close(client);
    close(server);
}

/* shutdown(2): a client may say that was all and still wait for a reply. */
static void
half_close_passes_both_ways(void **state)
{
    static const char *const more[] = { "--link", "* delay 20ms", NULL };
    struct test_proxy p;
    int client, server, fds;

    (void)state;
    proxy_start(&p, SOCK_STREAM, more);
    fds = proxy_fds(&p);
    client = client_new(&p);
    server = accepted(&p);
    say(client, "question");
    shutdown(client, SHUT_WR);
    assert_string_equal(got(server, LONG).s, "question");
    assert_true(readable(server, LONG));
    assert_int_equal(recv(server, &(char){ 0 }, 1, 0), 0);
    pause_ms(100);
    say(server, "answer");
    shutdown(server, SHUT_WR);
    assert_string_equal(got(client, LONG).s, "answer");
    assert_true(readable(client, LONG));
    assert_int_equal(recv(client, &(char){ 0 }, 1, 0), 0);
    pause_ms(100);
    assert_int_equal(proxy_fds(&p), fds);
    close(client);
    close(server);
    proxy_end(&p);
    unlink(p.trace);
}

static void
reset(int fd)
{
    struct linger at_once = { 1, 0 };

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(fd);
}

/* socket(7), SO_LINGER; the other end reads what was sent, then the error. */
static void
a_reset_passes_behind_the_bytes_before_it(void **state)
{
    static const char *const more[] = { "--link", "* delay 20ms", NULL };
    struct test_proxy p;
    int end[2], fds;

    (void)state;
    proxy_start(&p, SOCK_STREAM, more);
    fds = proxy_fds(&p);
    for (int who = 0; who < 2; who++) {
        end[0] = client_new(&p);
        end[1] = accepted(&p);
        say(end[who], "last words");
        pause_ms(10);
        reset(end[who]);
        assert_string_equal(got(end[!who], LONG).s, "last words");
        assert_true(readable(end[!who], LONG));
        assert_int_equal(recv(end[!who], &(char){ 0 }, 1, 0), -1);
        assert_int_equal(errno, ECONNRESET);
        close(end[!who]);
    }
    pause_ms(50);
    assert_int_equal(proxy_fds(&p), fds);
    proxy_end(&p);
    unlink(p.trace);
}

static void
a_closed_server_is_a_reset_and_the_proxy_goes_on(void **state)
{
    struct test_proxy p;
    struct sockaddr_in addr;
    int client, server, on = 1;

    (void)state;
    proxy_start(&p, SOCK_STREAM, NULL);
    addr = here(port_of(p.server));
    close(p.server);
    client = client_new(&p);
    assert_true(readable(client, LONG));
    assert_int_equal(recv(client, &(char){ 0 }, 1, 0), -1);
    assert_int_equal(errno, ECONNRESET);
    close(client);

    p.server = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(p.server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    assert_int_equal(bind(p.server, (struct sockaddr *)&addr, sizeof(addr)),
                     0);
    assert_int_equal(listen(p.server, 8), 0);
    client = client_new(&p);
    server = accepted(&p);
    exchange(client, server, 1000);
    close(client);
    close(server);
    proxy_end(&p);
    assert_non_null(strstr(p.said, "connection 1: cannot reach server at "));
    unlink(p.trace);
}

/* A server that does not read: the proxy must not take it all. */
static void
a_sender_is_held_back_and_nothing_is_lost(void **state)
{
    struct test_proxy p;
    size_t sent = 0, received = 0;
    int client, server;

    (void)state;
    proxy_start(&p, SOCK_STREAM, NULL);
    client = client_new(&p);
    server = accepted(&p);
    /* Until for 200 ms no byte more has been taken. */
    for (int64_t last = clock_ms(); clock_ms() - last < 200;) {
        size_t n = send_bytes(client, sent, 16384);

        sent += n;
        if (n)
            last = clock_ms();
        else
            pause_ms(5);
        if (sent > (size_t)64 << 20)
            fail_msg("no one holds the sender back");
    }
    shutdown(client, SHUT_WR);
    while (received < sent) {
        assert_true(readable(server, LONG));
        received += receive_bytes(server, received);
    }
    assert_true(readable(server, LONG));
    assert_int_equal(recv(server, &(char){ 0 }, 1, 0), 0);
    close(client);
    close(server);
    proxy_end(&p);
    unlink(p.trace);
}

static void
a_thousand_connections_at_once(void **state)
{
    static const char *const more[] = { "--link", "* delay 5ms", NULL };
    static int client[CONNECTIONS], server[CONNECTIONS];
    struct rlimit r = { 0, 0 };
    struct test_proxy p;
    int fds;

    (void)state;
    getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
    if (r.rlim_max < 2 * CONNECTIONS + 64)
        fail_msg("this test needs %d descriptors; see ulimit -Hn",
                 2 * CONNECTIONS + 64);
    proxy_start(&p, SOCK_STREAM, more);
    fds = proxy_fds(&p);
    for (int i = 0; i < CONNECTIONS; i++) {
        client[i] = client_new(&p);
        server[i] = accepted(&p);
    }
    assert_int_equal(proxy_fds(&p), fds + 2 * CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_int_equal(send(client[i], &i, sizeof(i), 0), sizeof(i));
    for (int i = 0; i < CONNECTIONS; i++) {
        int n = -1;

        assert_true(readable(server[i], LONG));
        assert_int_equal(recv(server[i], &n, sizeof(n), 0), sizeof(n));
        assert_int_equal(n, i);
        /* A third ends well, a third badly, a third with the proxy. */
        if (i % 3 == 0)
            close(client[i]), close(server[i]);
        else if (i % 3 == 1)
            reset(client[i]), close(server[i]);
    }
    for (int64_t end = clock_ms() + LONG;
         proxy_fds(&p) > fds + 2 * (CONNECTIONS / 3);) {
        assert_true(clock_ms() < end);
        pause_ms(20);
    }
    proxy_end(&p);
    assert_non_null(strstr(p.said, "end: 1000 connections\n"));
    for (int i = 2; i < CONNECTIONS; i += 3) {
        close(client[i]);
        close(server[i]);
    }
    unlink(p.trace);
}

/* getrlimit(2): those that find no descriptor wait until there is one. */
static void
too_many_connections_wait_for_descriptors(void **state)
{
    struct rlimit r, few = { 16, 16 };
    struct test_proxy p;
    int client[8], server;

    (void)state;
    getrlimit(RLIMIT_NOFILE, &r);
    proxy_start(&p, SOCK_STREAM, NULL);
    few.rlim_cur = few.rlim_max = (rlim_t)proxy_fds(&p) + 4;
    assert_int_equal(prlimit(p.pid, RLIMIT_NOFILE, &few, NULL), 0);
    for (int i = 0; i < 8; i++)
        client[i] = client_new(&p);
    for (int i = 0; i < 8; i++) {
        server = accepted(&p);
        exchange(client[i], server, 100);
        close(client[i]);
        close(server);
    }
    proxy_end(&p);
    assert_non_null(strstr(p.said, "new connections wait"));
    unlink(p.trace);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_arrive_complete_and_in_order_through_any_fault),
        cmocka_unit_test(a_dropped_chunk_is_late_by_a_timeout),
        cmocka_unit_test(what_does_nothing_is_said_to_do_nothing),
        cmocka_unit_test(half_close_passes_both_ways),
        cmocka_unit_test(a_reset_passes_behind_the_bytes_before_it),
        cmocka_unit_test(a_closed_server_is_a_reset_and_the_proxy_goes_on),
        cmocka_unit_test(a_sender_is_held_back_and_nothing_is_lost),
        cmocka_unit_test(a_thousand_connections_at_once),
        cmocka_unit_test(too_many_connections_wait_for_descriptors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
