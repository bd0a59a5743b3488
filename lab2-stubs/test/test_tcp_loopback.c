/*
 * test_tcp_loopback.c - client and server on the real network of this host.
 *
 * Each server is a forked child, which is killed at the end.  Ports are
 * chosen by the system.  Times are those of a busy machine: what must not be
 * waited for is tested with waits of seconds.
 */
#include "grader/testing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"
#include "lab2-stubs/wordcount/async.h"
#include "lab2-stubs/wordcount/service.h"

static const char sentence[] =
    "hello I am good hello bye bye bye good night hello";
static const struct rpc_tcp_limits serial = { .connections = 1,
                                              .executing = 1 };

/* ---- servers ------------------------------------------------------------ */

struct child {
    pid_t pid;
    struct sockaddr_in addr;
};

static int
open_any_port(struct sockaddr_in *addr)
{
    socklen_t len = sizeof(*addr);
    int fd;

    *addr = (struct sockaddr_in){ .sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    fd = tcp_server_open(addr);
    if (fd < 0 || getsockname(fd, (struct sockaddr *)addr, &len) < 0)
        abort();
    return fd;
}

/* Counting takes slow_ms for each word. */
static struct child
start(int slow_ms, const struct rpc_tcp_limits *limits)
{
    struct wordcount service = { .slow_ms = slow_ms };
    struct rpc_server server = { 0 };
    struct child c;
    int fd = open_any_port(&c.addr);

    c.pid = fork();
    assert_true(c.pid >= 0);
    if (c.pid == 0) {
        alarm(30); /* an orphan does not stay */
        rpc_register(&server, &wordcount_program, &service);
        tcp_serve(fd, &server, limits);
        _exit(1);
    }
    close(fd);
    return c;
}

static void
stop(const struct child *c)
{
    int status;

    kill(c->pid, SIGKILL);
    assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
    /* It has not ended by itself before. */
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* ---- clients ------------------------------------------------------------ */

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct rpc_client *
dial(const struct child *server, int timeout_ms)
{
    struct rpc_client *c = tcp_client_open(&server->addr, timeout_ms);

    assert_non_null(c);
    return c;
}

static enum rpc_status
count(struct rpc_client *c, const char *text, struct wordcount_map *map)
{
    struct wordcount_text args;

    snprintf(args.text, sizeof(args.text), "%s", text);
    return wordcount_count(c, &args, map);
}

static void
go(struct rpc_client *c, const char *text, struct wordcount_count_call *call)
{
    struct wordcount_text args;

    snprintf(args.text, sizeof(args.text), "%s", text);
    wordcount_count_go(c, &args, call);
}

/* The call is over, and this word is all that was counted, n times. */
static int
is_counted(struct wordcount_count_call *call, const char *word, uint32_t n)
{
    struct wordcount_map map;
    int right = wordcount_count_finish(call, &map) == RPC_OK &&
                map.n_entry == 1 && strcmp(map.entry[0].word, word) == 0 &&
                map.entry[0].count == n;

    wordcount_map_free(&map);
    return right;
}

/* ---- tests -------------------------------------------------------------- */

static void
words_are_counted(void **state)
{
    static const struct wordcount_entry right[] = {
        { "hello", 3 }, { "I", 1 },   { "am", 1 },
        { "good", 2 },  { "bye", 3 }, { "night", 1 },
    };
    struct child server = start(0, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    struct wordcount_map map;

    (void)state;
    assert_int_equal(count(c, sentence, &map), RPC_OK);
    assert_int_equal(map.n_entry, 6);
    for (int i = 0; i < 6; i++) {
        assert_string_equal(map.entry[i].word, right[i].word);
        assert_int_equal(map.entry[i].count, right[i].count);
    }
    wordcount_map_free(&map);
    assert_int_equal(count(c, "  ", &map), RPC_OK);
    assert_int_equal(map.n_entry, 0);
    wordcount_map_free(&map);
    rpc_client_close(c);
    stop(&server);
}

static void
the_longest_text_is_counted(void **state)
{
    struct child server = start(0, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    struct wordcount_map map;
    char text[WORDCOUNT_TEXT_MAX + 1];

    (void)state;
    memset(text, 'x', WORDCOUNT_TEXT_MAX);
    text[WORDCOUNT_TEXT_MAX] = '\0';
    assert_int_equal(count(c, text, &map), RPC_OK);
    assert_int_equal(map.n_entry, 1);
    assert_int_equal(strlen(map.entry[0].word), WORDCOUNT_WORD_MAX);
    wordcount_map_free(&map);
    for (int i = 1; i < WORDCOUNT_TEXT_MAX; i += 2)
        text[i] = ' ';
    assert_int_equal(count(c, text, &map), RPC_OK);
    assert_int_equal(map.entry[0].count, WORDCOUNT_WORDS_MAX);
    wordcount_map_free(&map);
    rpc_client_close(c);
    stop(&server);
}

static void
quick_replies_come_first(void **state)
{
    static struct wordcount_count_call slow, quick;
    struct rpc_call *handle[] = { NULL, &slow.call, &quick.call };
    struct child server = start(300, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);

    (void)state;
    go(c, "s s s s s", &slow);
    go(c, "q", &quick);
    assert_false(rpc_done(&slow.call));
    assert_int_equal(rpc_wait_any(handle, 3), 2);
    assert_false(rpc_done(&slow.call));
    assert_true(is_counted(&quick, "q", 1));
    handle[2] = NULL;
    assert_int_equal(rpc_wait_any(handle, 3), 1);
    assert_true(rpc_done(&slow.call));
    assert_true(is_counted(&slow, "s", 5));
    handle[1] = NULL;
    assert_int_equal(rpc_wait_any(handle, 3), -1);
    rpc_client_close(c);
    stop(&server);
}

#define MANY 1000

static void
a_thousand_calls_at_once(void **state)
{
    struct wordcount_count_call *call = calloc(MANY, sizeof(*call));
    struct child server = start(0, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    char word[16];

    (void)state;
    assert_non_null(call);
    for (int i = 0; i < MANY; i++) {
        snprintf(word, sizeof(word), "w%d", i);
        go(c, word, &call[i]);
    }
    for (int i = MANY; i-- > 0;) {
        snprintf(word, sizeof(word), "w%d", i);
        assert_true(is_counted(&call[i], word, 1));
    }
    free(call);
    rpc_client_close(c);
    stop(&server);
}

struct caller {
    struct rpc_client *client;
    int number, right;
};

static void *
call_often(void *arg)
{
    struct caller *caller = arg;
    struct wordcount_map map;
    char text[32];

    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof(text), "t%dc%d t%dc%d", caller->number, i,
                 caller->number, i);
        caller->right +=
            count(caller->client, text, &map) == RPC_OK && map.n_entry == 1 &&
            strncmp(map.entry[0].word, text, strlen(map.entry[0].word)) == 0 &&
            map.entry[0].count == 2;
        wordcount_map_free(&map);
    }
    return NULL;
}

static void
threads_share_a_connection(void **state)
{
    struct child server = start(0, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    struct caller caller[6];
    pthread_t thread[6];

    (void)state;
    for (int i = 0; i < 6; i++) {
        caller[i] = (struct caller){ c, i, 0 };
        assert_int_equal(
            pthread_create(&thread[i], NULL, call_often, &caller[i]), 0);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(thread[i], NULL);
        assert_int_equal(caller[i].right, 200);
    }
    rpc_client_close(c);
    stop(&server);
}

static void
a_dead_server_ends_all_calls(void **state)
{
    static struct wordcount_count_call call[3], next;
    struct child server = start(5000, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    struct wordcount_map map;
    enum rpc_status status;

    (void)state;
    for (int i = 0; i < 3; i++)
        go(c, "w", &call[i]);
    assert_false(rpc_done(&call[0].call));
    stop(&server);
    for (int i = 0; i < 3; i++) {
        status = wordcount_count_finish(&call[i], &map);
        assert_int_equal(status, RPC_DISCONNECTED);
        assert_false(rpc_is_definite(status));
        assert_int_equal(map.n_entry, 0);
    }
    go(c, "w", &next);
    assert_true(rpc_done(&next.call));
    assert_int_equal(wordcount_count_finish(&next, &map), RPC_CANT_SEND);
    rpc_client_close(c);
    errno = 0;
    assert_null(tcp_client_open(&server.addr, 0));
    assert_int_equal(errno, ECONNREFUSED);
}

static void
a_call_is_given_up_in_time(void **state)
{
    struct child server = start(400, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 1000);
    struct wordcount_map map;
    int64_t began = now_ms();

    (void)state;
    assert_int_equal(count(c, "a a a a", &map), RPC_TIMED_OUT);
    assert_true(now_ms() - began >= 1000);
    assert_true(now_ms() - began < 1600);
    /* Its reply comes during this one. */
    assert_int_equal(count(c, "b b", &map), RPC_OK);
    assert_string_equal(map.entry[0].word, "b");
    wordcount_map_free(&map);
    rpc_client_close(c);
    stop(&server);
}

static void
garbage_ends_its_own_connection_only(void **state)
{
    static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 1, 2 };
    struct child server = start(0, &rpc_tcp_limits_default);
    struct rpc_client *c = dial(&server, 0);
    struct wordcount_map map;
    char byte;

    (void)state;
    for (int i = 0; i < 100; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        assert_int_equal(
            connect(fd, (struct sockaddr *)&server.addr, sizeof(server.addr)),
            0);
        assert_int_equal(write(fd, huge, sizeof(huge)), sizeof(huge));
        assert_true(read(fd, &byte, 1) <= 0);
        close(fd);
    }
    assert_int_equal(count(c, sentence, &map), RPC_OK);
    wordcount_map_free(&map);
    rpc_client_close(c);
    stop(&server);
}

/* One connection and one request at a time, whatever is asked. */
static void
limits_are_kept(void **state)
{
    static struct wordcount_count_call first, second, other;
    struct child server = start(200, &serial);
    struct rpc_client *c = dial(&server, 0), *d;
    int64_t began = now_ms();

    (void)state;
    go(c, "a a", &first);
    go(c, "b", &second);
    d = dial(&server, 0); /* the system accepts it, the server does not yet */
    go(d, "c", &other);
    assert_true(is_counted(&second, "b", 1));
    assert_true(rpc_done(&first.call));
    assert_true(is_counted(&first, "a", 2));
    assert_true(now_ms() - began >= 600);
    assert_false(rpc_done(&other.call));
    rpc_client_close(c);
    assert_true(is_counted(&other, "c", 1));
    rpc_client_close(d);
    stop(&server);
}

/* A server that answers the first two requests at once, and reads no more. */
static void
answer_two(int listener)
{
    uint8_t request[64], replies[2][RECORD_MARK_LEN + 8];
    int fd = accept(listener, NULL, NULL);
    size_t len;

    for (int i = 0; i < 2; i++) {
        if (record_read(fd, request, sizeof(request), DEADLINE_NEVER, &len) !=
            1)
            _exit(1);
        record_mark(replies[i], 8);
        rpc_msg_set_xid(replies[i] + RECORD_MARK_LEN, rpc_msg_xid(request));
        rpc_msg_set_xid(replies[i] + RECORD_MARK_LEN + 4, RPC_MSG_REPLY);
    }
    write_full(fd, replies, sizeof(replies), DEADLINE_NEVER);
    pause();
}

static struct rpc_call
raw_call(struct rpc_client *c, uint8_t *request, size_t len, uint8_t *reply)
{
    return (struct rpc_call){
        .client = c,
        .request = request,
        .request_len = len,
        .reply = reply,
        .reply_cap = 8,
    };
}

/* Waits for a call whose reply is here, when another thread waits to send. */
static void *
wait_later(void *arg)
{
    static const struct timespec later = { .tv_nsec = 300 * 1000 * 1000 };
    struct rpc_call *call = arg;

    nanosleep(&later, NULL);
    tcp_wait_any(call->client, &call, 1, 1);
    return NULL;
}

/* The second reply comes with the first, before anybody asks for it. */
static void
a_sender_takes_replies_that_are_here(void **state)
{
    static uint8_t small[8], big[65536], reply[8];
    static struct rpc_call first, second, more[200];
    struct rpc_call *handle = &first;
    struct child server;
    struct rpc_client *c;
    int fd = open_any_port(&server.addr), n = 0;
    pthread_t thread;

    (void)state;
    server.pid = fork();
    assert_true(server.pid >= 0);
    if (server.pid == 0) {
        alarm(30);
        answer_two(fd);
        _exit(1);
    }
    close(fd);
    c = dial(&server, 2000);
    first = second = raw_call(c, small, sizeof(small), reply);
    tcp_go(c, &first);
    tcp_go(c, &second);
    second.until_ms -= 1000; /* its time is over before that of the sender */
    assert_int_equal(tcp_wait_any(c, &handle, 1, 1), 0);
    assert_int_equal(first.status, RPC_OK);
    assert_int_equal(pthread_create(&thread, NULL, wait_later, &second), 0);
    do {
        more[n] = raw_call(c, big, sizeof(big), reply);
        tcp_go(c, &more[n]);
    } while (!more[n].done && ++n < 200);
    assert_true(n < 200); /* the last one waited until its time was over */
    assert_int_equal(more[n].status, RPC_CANT_SEND);
    pthread_join(thread, NULL);
    assert_int_equal(second.status, RPC_OK);
    for (handle = more; handle < more + n; handle++)
        tcp_wait_any(c, &handle, 1, 1);
    rpc_client_close(c);
    stop(&server);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_counted),
        cmocka_unit_test(the_longest_text_is_counted),
        cmocka_unit_test(quick_replies_come_first),
        cmocka_unit_test(a_thousand_calls_at_once),
        cmocka_unit_test(threads_share_a_connection),
        cmocka_unit_test(a_dead_server_ends_all_calls),
        cmocka_unit_test(a_call_is_given_up_in_time),
        cmocka_unit_test(garbage_ends_its_own_connection_only),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_sender_takes_replies_that_are_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
