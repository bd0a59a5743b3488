/*
 * check_client.c - lab2-client TOPIC [SERVER:PORT]: what a client makes of
 * its server.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab2/node/odd_server.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"
#include "lab2-stubs/wordcount/async.h"

#define CALLS_MAX 8

static struct odd_server server;
static struct sockaddr_in elsewhere; /* a server on another host */
static struct rpc_client *client;
static struct wordcount_count_call call[CALLS_MAX];
static const char *const word[CALLS_MAX] = { "a", "b", "c", "d",
                                             "e", "f", "g", "h" };

/* ---- calls -------------------------------------------------------------- */

static void
open_client(const struct odd_step *script, int timeout_ms)
{
    odd_server_start(&server, script);
    client = tcp_client_open(&server.addr, timeout_ms);
    if (client)
        return;
    check_failed("tcp_client_open() returned NULL though a server listens");
    exit(1);
}

static void
close_client(void)
{
    rpc_client_close(client);
    odd_server_join(&server);
}

static void
go(int i)
{
    struct wordcount_text text;

    strcpy(text.text, word[i]);
    wordcount_count_go(client, &text, &call[i]);
}

/* Wait for call i, which must end in this way. */
static void
ends(int i, enum rpc_status want, const char *when)
{
    struct wordcount_map map = { 0 };
    enum rpc_status got = wordcount_count_finish(&call[i], &map);

    CHECK(got == want, "count(%s), %s, ended with %d (%s), expected %d (%s)",
          word[i], when, (int)got, rpc_status_text(got), (int)want,
          rpc_status_text(want));
    if (got == RPC_OK)
        CHECK(map.n_entry == 1 && strcmp(map.entry[0].word, word[i]) == 0,
              "count(%s), %s, got the reply to count(%s)", word[i], when,
              map.n_entry > 0 ? map.entry[0].word : "");
    wordcount_map_free(&map);
}

/* The next of the calls that is done must be this one. */
static void
is_next(struct rpc_call **handle, size_t n, int want)
{
    int got = rpc_wait_any(handle, n);

    CHECK(got == want,
          "rpc_wait_any() returned %d when the reply to call %d had come", got,
          want);
    if (got < 0)
        exit(check_done());
    handle[got] = NULL;
    ends(got, RPC_OK, "of several at once");
}

/* A call without a stub, whose buffers are seen. */
struct plain_call {
    struct rpc_call call;
    uint8_t request[RPC_CALL_HEADER_MAX + 1028];
    uint8_t reply[RPC_REPLY_HEADER_MAX + 1028];
};

static void
plain_begin(struct plain_call *p, const char *text)
{
    p->call = (struct rpc_call){
        .client = client,
        .prog = WORDCOUNT_PROG,
        .vers = WORDCOUNT_VERS,
        .proc = WORDCOUNT_COUNT,
        .name = "echo",
        .request = p->request,
        .request_cap = sizeof(p->request),
        .reply = p->reply,
        .reply_cap = sizeof(p->reply),
    };
    rpc_call_begin(&p->call);
    xdr_put_string(&p->call.args, text, 1024);
}

/* ---- replies ------------------------------------------------------------ */

static void
any_order(void)
{
    static const struct odd_step script[] = {
        { ODD_TAKE, 4, NULL },     { ODD_PAUSE, 50, NULL },
        { ODD_REPLY, 2, NULL },    { ODD_PAUSE, 50, NULL },
        { ODD_REPLY, 0, NULL },    { ODD_PAUSE, 50, NULL },
        { ODD_PIECES, 3, NULL },   { ODD_PAUSE, 50, NULL },
        { ODD_REPLY, 1, NULL },    { ODD_TAKE, 4, NULL },
        { ODD_BACKWARD, 4, NULL }, { ODD_TAKE, 1, NULL },
        { ODD_END, 0, NULL },
    };
    struct rpc_call *handle[4];

    open_client(script, 0);
    for (int i = 0; i < 4; i++) {
        int64_t before_ms = peer_now_ms();

        go(i);
        handle[i] = &call[i].call;
        CHECK(peer_now_ms() - before_ms < 50,
              "rpc_go() waited %d ms before it returned",
              (int)(peer_now_ms() - before_ms));
    }
    for (int i = 0; i < 4; i++)
        CHECK(!rpc_done(handle[i]), "call %d is done before it was answered",
              i);
    peer_pause(75);
    CHECK(rpc_done(handle[2]), "rpc_done(): the reply to call 2 has come, "
                               "but the call is not done");
    CHECK(!rpc_done(handle[0]), "rpc_done(): call 0 is done, but the reply "
                                "that came was to call 2");
    is_next(handle, 4, 2);
    is_next(handle, 4, 0);
    is_next(handle, 4, 3);
    is_next(handle, 4, 1);
    CHECK(rpc_wait_any(handle, 4) == -1,
          "rpc_wait_any() of no call did not return -1");
    for (int i = 4; i < 8; i++)
        go(i);
    for (int i = 4; i < 8; i++)
        ends(i, RPC_OK, "its reply in one segment with three others");
    close_client();
}

/* A reply is longer than the call has room for: 40 bytes. */
static void
too_long(void)
{
    static const struct odd_step script[] = {
        { ODD_TAKE, 1, NULL },  { ODD_REPLY, 0, NULL }, { ODD_TAKE, 1, NULL },
        { ODD_REPLY, 1, NULL }, { ODD_TAKE, 1, NULL },  { ODD_END, 0, NULL },
    };
    const size_t cap = 32;
    static struct plain_call p;
    size_t behind = 0;

    open_client(script, 0);
    plain_begin(&p, "z");
    p.call.reply_cap = cap;
    rpc_go(&p.call);
    rpc_wait(&p.call);
    CHECK(p.call.reply_len <= cap,
          "a reply of 40 bytes to a call with reply_cap %zu: reply_len is %zu",
          cap, p.call.reply_len);
    p.call.reply_len = 0;
    rpc_call_end(&p.call);
    for (size_t i = cap; i < sizeof(p.reply); i++)
        behind += p.reply[i] != 0;
    CHECK(behind == 0,
          "a reply of 40 bytes to a call with reply_cap %zu was written "
          "behind the call's buffer",
          cap);
    go(1);
    ends(1, RPC_OK, "after a reply that was too long for its call");
    close_client();
}

/* Messages that nobody waits for; between them a reply to call n. */
static void
strangers(void)
{
    static const uint8_t short_one[] = { 0x80, 0, 0, 3, 1, 2, 3 };
    static const uint8_t empty[] = { 0x80, 0, 0, 0 };
    static const uint8_t a_call[] = { 0x80, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0 };
    static const struct odd_step script[] = {
        { ODD_TAKE, 1, NULL },       { ODD_XID, 0, NULL },
        { ODD_BYTES, 7, short_one }, { ODD_BYTES, 4, empty },
        { ODD_BYTES, 12, a_call },   { ODD_REPLY, 0, NULL },
        { ODD_TAKE, 1, NULL },       { ODD_REPLY, 0, NULL },
        { ODD_PAUSE, 20, NULL },     { ODD_REPLY, 1, NULL },
        { ODD_TAKE, 1, NULL },       { ODD_END, 0, NULL },
    };

    open_client(script, 0);
    go(0);
    ends(0, RPC_OK,
         "after a reply with another xid and messages that are "
         "no replies");
    go(1);
    ends(1, RPC_OK, "after a second reply to the call before");
    close_client();
    too_long();
}

/* The time is over inside of a reply. */
static void
cut_off(void)
{
    static const struct odd_step script[] = {
        { ODD_TAKE, 1, NULL },
        { ODD_CUT, 20, NULL },
        { ODD_PAUSE, 1000, NULL },
        { ODD_END, 0, NULL },
    };
    int64_t begin_ms;

    open_client(script, 500);
    begin_ms = peer_now_ms();
    go(0);
    ends(0, RPC_TIMED_OUT, "with 20 bytes of a reply in 500 ms");
    CHECK(peer_now_ms() - begin_ms >= 500 && peer_now_ms() - begin_ms < 700,
          "a call with a time-out of 500 ms and a part of its reply ended "
          "after %d ms",
          (int)(peer_now_ms() - begin_ms));
    close_client();
}

/* A call that was given up, and its reply, which comes later. */
static void
late(void)
{
    static const struct odd_step script[] = {
        { ODD_TAKE, 1, NULL },  { ODD_PAUSE, 600, NULL },
        { ODD_REPLY, 0, NULL }, { ODD_PAUSE, 50, NULL },
        { ODD_TAKE, 1, NULL },  { ODD_REPLY, 1, NULL },
        { ODD_TAKE, 1, NULL },  { ODD_END, 0, NULL },
    };
    int64_t begin_ms;

    open_client(script, 500);
    begin_ms = peer_now_ms();
    go(0);
    ends(0, RPC_TIMED_OUT, "without a reply for 500 ms");
    CHECK(peer_now_ms() - begin_ms >= 500 && peer_now_ms() - begin_ms < 700,
          "a call with a time-out of 500 ms ended after %d ms",
          (int)(peer_now_ms() - begin_ms));
    go(1);
    ends(1, RPC_OK, "after a late reply to the call before");
    close_client();
    cut_off();
}

/* ---- threads ------------------------------------------------------------ */

#define THREADS 2

static void *
call_once(void *arg)
{
    int i = *(int *)arg;
    struct wordcount_text text;
    struct wordcount_map map = { 0 };
    enum rpc_status status;

    strcpy(text.text, word[i]);
    status = wordcount_count(client, &text, &map);
    CHECK(status == RPC_OK, "count(%s) in thread %d ended with %d (%s)",
          word[i], i, (int)status, rpc_status_text(status));
    if (status == RPC_OK)
        CHECK(map.n_entry == 1 && strcmp(map.entry[0].word, word[i]) == 0,
              "count(%s) in thread %d got the reply to count(%s)", word[i], i,
              map.n_entry > 0 ? map.entry[0].word : "");
    wordcount_map_free(&map);
    return NULL;
}

/* The server (lab2-odd) replies when all of them have called: one after the
 * other would wait for ever. */
static void
threads(void)
{
    static int number[THREADS] = { 0, 1 };
    pthread_t thread[THREADS];

    client = tcp_client_open(&elsewhere, 0);
    if (!client) {
        check_failed("tcp_client_open() returned NULL though a server "
                     "listens");
        return;
    }
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, call_once, &number[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    rpc_client_close(client);
}

/* ---- the end of a connection -------------------------------------------- */

/* Three calls are pending when it ends; then there is one more. */
static void
breaks(const struct odd_step *script, const char *how)
{
    struct wordcount_map map = { 0 };
    enum rpc_status status;

    open_client(script, 0);
    for (int i = 0; i < 3; i++)
        go(i);
    for (int i = 0; i < 3; i++)
        ends(i, RPC_DISCONNECTED, how);
    odd_server_join(&server);
    go(3);
    status = wordcount_count_finish(&call[3], &map);
    CHECK(rpc_is_definite(status),
          "count(d) after %s ended with %d (%s): it can know that nothing "
          "was executed",
          how, (int)status, rpc_status_text(status));
    rpc_client_close(client);
}

static void
broken(void)
{
    static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 };
    static const uint8_t many[] = { 0x00, 0x01, 0x0b, 0x60 }; /* 68448 */
    static const struct odd_step closed[] = { { ODD_TAKE, 3, NULL },
                                              { ODD_END, 0, NULL } };
    static const struct odd_step reset[] = { { ODD_TAKE, 3, NULL },
                                             { ODD_RESET, 0, NULL } };
    static const struct odd_step cut[] = { { ODD_TAKE, 3, NULL },
                                           { ODD_CUT, 40, NULL },
                                           { ODD_END, 0, NULL } };
    static const struct odd_step long_one[] = { { ODD_TAKE, 3, NULL },
                                                { ODD_BYTES, 8, huge },
                                                { ODD_PAUSE, 100, NULL },
                                                { ODD_END, 0, NULL } };
    static const struct odd_step first_part[] = { { ODD_TAKE, 3, NULL },
                                                  { ODD_BYTES, 4, many },
                                                  { ODD_PAUSE, 100, NULL },
                                                  { ODD_END, 0, NULL } };

    breaks(closed, "the server having closed the connection");
    breaks(reset, "the server having reset the connection");
    breaks(cut, "the connection having ended inside a reply");
    breaks(long_one, "a reply of 2^31 - 1 bytes");
    breaks(first_part, "a reply whose first fragment is too long");
}

/* ---- more than fits ----------------------------------------------------- */

#define FLOOD 500

static struct plain_call flood_call[FLOOD];

/* One request after the other, and no next one until the reply is sent. */
static void *
echo_in_turn(void *arg)
{
    int listener = *(int *)arg, fd = accept(listener, NULL, NULL);
    struct wire message;

    while (wire_recv(fd, &message, 10000)) {
        uint32_t xid = wire_get(&message, 0);
        struct wire text = message;

        wire_reply(&message, xid, 0);
        memcpy(message.at + message.len, text.at + WIRE_ARGS,
               text.len - WIRE_ARGS);
        message.len += text.len - WIRE_ARGS;
        if (wire_send(fd, &message) < 0)
            break;
    }
    close(fd);
    close(listener);
    return NULL;
}

/* Far more than the system has room for, in both directions. */
static void
flood(void)
{
    struct sockaddr_in addr = peer_loopback(20049);
    int listener = peer_listen(20049, 5), n_right = 0;
    static char text[1025], got[1025];
    pthread_t thread;

    pthread_create(&thread, NULL, echo_in_turn, &listener);
    client = tcp_client_open(&addr, 0);
    if (!client) {
        check_failed("tcp_client_open() returned NULL");
        exit(1);
    }
    memset(text, '.', 1024);
    for (int i = 0; i < FLOOD; i++) {
        snprintf(text, sizeof(text), "%04d", i);
        text[4] = '.';
        plain_begin(&flood_call[i], text);
        rpc_go(&flood_call[i].call);
    }
    for (int i = 0; i < FLOOD; i++) {
        rpc_wait(&flood_call[i].call);
        xdr_get_string(&flood_call[i].call.results, got, 1024);
        n_right += rpc_call_end(&flood_call[i].call) == RPC_OK &&
                   atoi(got) == i && strlen(got) == 1024;
    }
    CHECK(n_right == FLOOD, "of %d calls of 1 KiB at once %d were answered",
          FLOOD, n_right);
    rpc_client_close(client);
    pthread_join(thread, NULL);
}

/* ---- all of it ---------------------------------------------------------- */

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "any-order", any_order }, { "strangers", strangers },
        { "late", late },           { "threads", threads },
        { "broken", broken },       { "flood", flood },
    };

    struct rpc_text why = { 0 };

    if (argc > 2 && rpc_addr_parse(&elsewhere, argv[2], &why) < 0)
        return 2;
    for (size_t i = 0; i < sizeof(topic) / sizeof(topic[0]); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0) {
            check_begin(topic[i].name);
            topic[i].check();
            return check_done();
        }
    return 2;
}
