/*
 * conform_tcp_pair.c - two processes on two hosts speak by TCP: much at
 * once, half-close, reset, several connections.
 *
 * conform_tcp_pair server|client HOST: the server's host, port 7001.
 */
#include "netsim/test/node/conform.h"

#define PORT 7001
#define MUCH 1000000 /* bytes */

static struct sockaddr_in at; /* the server */

/* The byte at this place of a long message. */
static char
byte_at(long i)
{
    return (char)(i * 7 + i / 1000);
}

static int
send_all(int s, const char *buf, size_t len)
{
    while (len > 0) {
        ssize_t n = send(s, buf, len, MSG_NOSIGNAL);

        if (n < 0)
            return -1;
        buf += n;
        len -= (size_t)n;
    }
    return 0;
}

static void
send_much(int s)
{
    static char buf[MUCH];

    for (long i = 0; i < MUCH; i++)
        buf[i] = byte_at(i);
    say("send", send_all(s, buf, sizeof(buf)));
}

static void
receive_much(int s)
{
    char buf[5000];
    long total = 0, wrong = 0;
    ssize_t n;

    while ((n = recv(s, buf, sizeof(buf), 0)) > 0)
        for (ssize_t i = 0; i < n; i++)
            wrong += buf[i] != byte_at(total++);
    say("recv", n);
    printf("%ld bytes, %ld wrong\n", total, wrong);
}

/* Read one byte: whose turn it is. */
static void
wait_for(int s, char what)
{
    char c = 0;

    recv(s, &c, 1, MSG_WAITALL);
    if (c != what)
        printf("out of step: not '%c'\n", what);
}

/* ---- the server --------------------------------------------------------- */

static int
accept_one(int l)
{
    int s;

    await(l, POLLIN);
    say_if("accept", s = accept(l, NULL, NULL));
    return s;
}

static int
server(void)
{
    int l = socket(AF_INET, SOCK_STREAM, 0), on = 1, s, second;
    char buf[10];

    part("tcp(7)", "the server's view");
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    say("bind", bind(l, SA(&at), sizeof(at)));
    say("listen", listen(l, 5));
    part("shutdown(2)", "all of a long message, then the end; an answer");
    s = accept_one(l);
    receive_much(s);
    send_much(s);
    say("close", close(s));
    part("RFC 1122 4.2.2.13", "close with unread data");
    s = accept_one(l);
    await(s, POLLIN);
    say("close", close(s));
    part("tcp(7)", "a client that is reset while we read");
    s = accept_one(l);
    wait_for(s, 'a');
    send(s, "b", 1, 0);
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    close(s);
    part("accept(2)", "two at a time, in the order in which they came");
    s = accept_one(l);
    second = accept_one(l);
    wait_for(s, '1');
    wait_for(second, '2');
    send(second, "2", 1, 0);
    send(s, "1", 1, 0);
    wait_for(s, 'c');
    close(l);
    send(s, "c", 1, 0);
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("recv", recv(second, buf, sizeof(buf), 0));
    close(s);
    close(second);
    return 0;
}

/* ---- the client --------------------------------------------------------- */

/* The server may not be there yet. */
static int
connect_until_there(void)
{
    for (int i = 0; i < 200; i++) {
        int s = socket(AF_INET, SOCK_STREAM, 0);

        if (connect(s, SA(&at), sizeof(at)) == 0)
            return s;
        close(s);
        poll(NULL, 0, 50);
    }
    say("connect", -1);
    exit(1);
}

static int
connect_one(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);

    say("connect", connect(s, SA(&at), sizeof(at)));
    return s;
}

static int
client(void)
{
    struct linger now = { .l_onoff = 1 };
    int s = connect_until_there(), second;
    char buf[10];

    part("shutdown(2)", "a long message, the end, a long answer");
    send_much(s);
    say("shutdown", shutdown(s, SHUT_WR));
    receive_much(s);
    close(s);
    part("RFC 1122 4.2.2.13", "the server does not read");
    s = connect_one();
    say("send", send(s, "unread", 6, 0));
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    close(s);
    part("socket(7)", "SO_LINGER of 0 s while the server reads");
    s = connect_one();
    send(s, "a", 1, 0);
    wait_for(s, 'b');
    setsockopt(s, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    say("close", close(s));
    part("tcp(7)", "two connections at a time");
    s = connect_one();
    second = connect_one();
    send(second, "2", 1, 0);
    send(s, "1", 1, 0);
    wait_for(s, '1');
    wait_for(second, '2');
    part("close(2)", "the listener is gone, the connections are not");
    send(s, "c", 1, 0);
    wait_for(s, 'c');
    close(connect_one());
    say("shutdown", shutdown(s, SHUT_WR));
    say("close", close(second));
    say("recv", recv(s, buf, sizeof(buf), 0));
    close(s);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    at = resolve(argv[2], PORT);
    return strcmp(argv[1], "server") ? client() : server();
}
