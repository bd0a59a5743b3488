/*
 * test_udp_loopback.c - client and server on the real network of this host.
 *
 * Each server is a forked child that never returns to cmocka: it is killed,
 * or leaves by _exit().  Ports are chosen by the system.  Times are those of
 * a busy machine: a deadline may be passed by a second, never undercut.
 */
#include "grader/testing.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/service.h"

static const struct rpc_retry hasty = { 20, 40, 8, 200 };
static const struct rpc_retry patient = { 2000, 2000, 8, 4000 };

/* ---- servers ------------------------------------------------------------ */

struct child {
    pid_t pid;
    struct sockaddr_in addr;
    int xids; /* a pipe: the xid of every request the child has seen */
};

struct seen {
    uint8_t bytes[RPC_UDP_MAX];
    size_t len;
    struct sockaddr_in from;
};

typedef void server_fn(int fd, int xids);

static struct sockaddr_in
loopback(void)
{
    return (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int
open_any_port(struct sockaddr_in *addr)
{
    socklen_t len = sizeof(*addr);
    int fd;

    *addr = loopback();
    fd = udp_server_open(addr);
    if (fd >= 0 && getsockname(fd, (struct sockaddr *)addr, &len) < 0)
        abort();
    return fd;
}

static struct child
start(server_fn *serve)
{
    struct child c;
    int fd = open_any_port(&c.addr);
    int xids[2];

    assert_true(fd >= 0);
    assert_int_equal(pipe(xids), 0);
    c.pid = fork();
    assert_true(c.pid >= 0);
    if (c.pid == 0) {
        alarm(10); /* an orphan does not stay */
        serve(fd, xids[1]);
        _exit(0);
    }
    close(fd);
    close(xids[1]);
    c.xids = xids[0];
    return c;
}

/* The xids the child has seen, at most max of them; ends the child. */
static size_t
stop(struct child *c, uint32_t *xid, size_t max)
{
    size_t n = 0;

    kill(c->pid, SIGKILL);
    waitpid(c->pid, NULL, 0);
    while (n < max && read(c->xids, &xid[n], sizeof(xid[n])) > 0)
        n++;
    close(c->xids);
    return n;
}

/* The following run in the child. */

static void
receive(int fd, int xids, struct seen *s)
{
    socklen_t from_len = sizeof(s->from);
    ssize_t n = recvfrom(fd, s->bytes, sizeof(s->bytes), 0,
                         (struct sockaddr *)&s->from, &from_len);
    uint32_t xid;

    if (n < 4)
        _exit(1);
    s->len = (size_t)n;
    xid = rpc_msg_xid(s->bytes);
    if (write(xids, &xid, sizeof(xid)) < 0)
        _exit(1);
}

static void
send_bytes(int fd, const struct seen *s, const void *bytes, size_t len)
{
    sendto(fd, bytes, len, 0, (const struct sockaddr *)&s->from,
           sizeof(s->from));
}

/* Answer with xid, as a bank where alice has so much. */
static void
answer(int fd, const struct seen *s, uint32_t xid, int64_t alice)
{
    struct bank bank = { .account = { { "alice", alice } }, .n_accounts = 1 };
    struct rpc_server server = { 0 };
    uint8_t reply[RPC_UDP_MAX];
    struct rpc_request q = { s->bytes, s->len, &s->from };
    size_t len;

    rpc_register(&server, &bank_program, &bank);
    len = rpc_dispatch(&server, &q, reply, sizeof(reply));
    rpc_msg_set_xid(reply, xid);
    send_bytes(fd, s, reply, len);
}

static void
honest(int fd, int xids)
{
    struct bank bank = { 0 };
    struct rpc_server server = { 0 };

    (void)xids;
    rpc_register(&server, &bank_program, &bank);
    udp_serve(fd, &server);
}

/* Stale, foreign and malformed datagrams before the right one. */
static void
confusing(int fd, int xids)
{
    struct sockaddr_in addr;
    int other = open_any_port(&addr);
    struct seen s;

    for (;;) {
        uint32_t xid;

        receive(fd, xids, &s);
        xid = rpc_msg_xid(s.bytes);
        answer(fd, &s, xid - 1, 666);
        answer(fd, &s, xid + 1, 666);
        answer(other, &s, xid, 666);
        send_bytes(fd, &s, "", 0);
        send_bytes(fd, &s, s.bytes, 3);
        send_bytes(fd, &s, s.bytes, s.len); /* a call with our xid */
        answer(fd, &s, xid, 42);
    }
}

static void
silent(int fd, int xids)
{
    struct seen s;

    for (;;)
        receive(fd, xids, &s);
}

/* From the first request on, a stale reply every millisecond. */
static void
chattering(int fd, int xids)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    struct seen s;

    receive(fd, xids, &s);
    for (;;) {
        if (poll(&p, 1, 1) > 0)
            receive(fd, xids, &s);
        answer(fd, &s, rpc_msg_xid(s.bytes) - 1, 666);
    }
}

static void
deaf_twice(int fd, int xids)
{
    struct seen s;

    for (int n = 1;; n++) {
        receive(fd, xids, &s);
        if (n % 3 == 0)
            answer(fd, &s, rpc_msg_xid(s.bytes), 42);
    }
}

static void
malformed(int fd, int xids)
{
    struct seen s;

    for (;;) {
        receive(fd, xids, &s);
        s.bytes[7] = RPC_MSG_REPLY;
        send_bytes(fd, &s, s.bytes, 8);
    }
}

/* ---- the client --------------------------------------------------------- */

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct rpc_client *
client(const struct sockaddr_in *addr, const struct rpc_retry *retry)
{
    struct rpc_client *c = udp_client_open(addr, retry);

    assert_non_null(c);
    return c;
}

static enum rpc_status
ask_balance(struct rpc_client *c, int64_t *balance)
{
    const struct bank_account alice = { "alice" };
    struct bank_result res;
    enum rpc_status status = bank_balance(c, &alice, &res);

    *balance = status == RPC_OK && res.status == BANK_OK ? res.balance : -1;
    return status;
}

static void
assert_times_out_in_time(struct rpc_client *c, const struct rpc_retry *retry)
{
    int64_t began = now_ms(), took, balance;

    assert_int_equal(ask_balance(c, &balance), RPC_TIMED_OUT);
    took = now_ms() - began;
    assert_true(took >= retry->deadline_ms);
    assert_true(took < retry->deadline_ms + 1000);
}

/* ---- tests -------------------------------------------------------------- */

static void
calls_are_executed_and_answered(void **state)
{
    const struct bank_account alice = { "alice" };
    const struct bank_change hundred = { "alice", 100 }, ten = { "alice", 10 };
    struct child server = start(honest);
    struct rpc_client *c = client(&server.addr, &patient);
    struct bank_result res;

    (void)state;
    assert_int_equal(bank_open(c, &alice, &res), RPC_OK);
    assert_int_equal(bank_deposit(c, &hundred, &res), RPC_OK);
    assert_int_equal(bank_debit(c, &ten, &res), RPC_OK);
    assert_int_equal(res.status, BANK_OK);
    assert_true(res.balance == 90);
    assert_int_equal(bank_balance(c, &alice, &res), RPC_OK);
    assert_true(res.balance == 90);
    rpc_client_close(c);
    stop(&server, NULL, 0);
}

static void
a_server_survives_garbage(void **state)
{
    static const uint8_t garbage[RPC_UDP_MAX + 100] = { 1, 2, 3 };
    static const size_t len[] = { 0, 3, 39, 40, 41, RPC_UDP_MAX + 100 };
    struct child server = start(honest);
    struct seen to_server = { .from = server.addr };
    struct rpc_client *c = client(&server.addr, &patient);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int64_t balance;

    (void)state;
    for (size_t i = 0; i < sizeof(len) / sizeof(len[0]); i++)
        send_bytes(fd, &to_server, garbage, len[i]);
    assert_int_equal(ask_balance(c, &balance), RPC_OK);
    close(fd);
    rpc_client_close(c);
    stop(&server, NULL, 0);
}

static void
only_the_reply_to_this_call_from_the_server_counts(void **state)
{
    struct child server = start(confusing);
    struct rpc_client *c = client(&server.addr, &patient);
    int64_t balance;
    uint32_t xid[4];

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ask_balance(c, &balance), RPC_OK);
        assert_true(balance == 42);
    }
    rpc_client_close(c);
    /* What was ignored has not made the client send again. */
    assert_int_equal(stop(&server, xid, 4), 3);
}

static void
nobody_answers_and_the_call_ends(void **state)
{
    struct child server = start(silent);
    struct rpc_client *c = client(&server.addr, &hasty);
    uint32_t xid[32];
    size_t n;

    (void)state;
    assert_times_out_in_time(c, &hasty);
    rpc_client_close(c);
    n = stop(&server, xid, 32);
    /* 20 + 40 + 40 + 40 + 40, and jitter: five or six copies. */
    assert_true(n >= 2 && n <= 6);
    for (size_t i = 1; i < n; i++)
        assert_int_equal(xid[i], xid[0]);
}

static void
nobody_is_there_and_the_call_ends(void **state)
{
    struct sockaddr_in addr;
    struct rpc_client *c;

    (void)state;
    close(open_any_port(&addr));
    c = client(&addr, &hasty);
    assert_times_out_in_time(c, &hasty);
    rpc_client_close(c);
}

static void
the_deadline_cuts_the_last_wait_short(void **state)
{
    const struct rpc_retry sleepy = { 5000, 5000, 8, 100 };
    struct child server = start(silent);
    struct rpc_client *c = client(&server.addr, &sleepy);

    (void)state;
    assert_times_out_in_time(c, &sleepy);
    rpc_client_close(c);
    stop(&server, NULL, 0);
}

static void
stale_replies_without_end_move_no_clock(void **state)
{
    struct child server = start(chattering);
    struct rpc_client *c = client(&server.addr, &hasty);
    uint32_t xid[32];

    (void)state;
    assert_times_out_in_time(c, &hasty);
    rpc_client_close(c);
    assert_in_range(stop(&server, xid, 32), 1, 6);
}

static void
a_retransmission_has_the_same_xid_and_a_new_call_another(void **state)
{
    struct child server = start(deaf_twice);
    struct rpc_client *c =
        client(&server.addr, &(struct rpc_retry){ 20, 20, 8, 4000 });
    int64_t balance;
    uint32_t xid[32];
    size_t n;

    (void)state;
    assert_int_equal(ask_balance(c, &balance), RPC_OK);
    assert_true(balance == 42);
    assert_int_equal(ask_balance(c, &balance), RPC_OK);
    assert_true(balance == 42);
    rpc_client_close(c);
    n = stop(&server, xid, 32);
    assert_true(n >= 6);
    for (int i = 1; i < 3; i++)
        assert_int_equal(xid[i], xid[0]);
    assert_int_not_equal(xid[n - 1], xid[0]);
}

static void
a_malformed_reply_is_an_error(void **state)
{
    struct child server = start(malformed);
    struct rpc_client *c = client(&server.addr, &patient);
    int64_t balance;

    (void)state;
    assert_int_equal(ask_balance(c, &balance), RPC_BAD_REPLY);
    rpc_client_close(c);
    stop(&server, NULL, 0);
}

static void
what_cannot_be_sent_was_not_executed(void **state)
{
    struct sockaddr_in addr = loopback(); /* port 0: the kernel refuses */
    struct rpc_client *c = client(&addr, &hasty);
    int64_t balance;

    (void)state;
    assert_int_equal(ask_balance(c, &balance), RPC_CANT_SEND);
    rpc_client_close(c);
}

static void
ignore_signal(int sig)
{
    (void)sig;
}

static void
signals_move_no_clock(void **state)
{
    const struct itimerval often = { { 0, 3000 }, { 0, 3000 } };
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };
    struct sigaction action = { .sa_handler = ignore_signal };
    struct child server = start(silent);
    struct rpc_client *c = client(&server.addr, &hasty);
    uint32_t xid[32];

    (void)state;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    assert_times_out_in_time(c, &hasty);
    setitimer(ITIMER_REAL, &never, NULL);
    rpc_client_close(c);
    assert_in_range(stop(&server, xid, 32), 1, 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_executed_and_answered),
        cmocka_unit_test(a_server_survives_garbage),
        cmocka_unit_test(only_the_reply_to_this_call_from_the_server_counts),
        cmocka_unit_test(nobody_answers_and_the_call_ends),
        cmocka_unit_test(nobody_is_there_and_the_call_ends),
        cmocka_unit_test(the_deadline_cuts_the_last_wait_short),
        cmocka_unit_test(stale_replies_without_end_move_no_clock),
        cmocka_unit_test(
            a_retransmission_has_the_same_xid_and_a_new_call_another),
        cmocka_unit_test(a_malformed_reply_is_an_error),
        cmocka_unit_test(what_cannot_be_sent_was_not_executed),
        cmocka_unit_test(signals_move_no_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
