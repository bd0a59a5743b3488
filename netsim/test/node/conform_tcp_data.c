/*
 * conform_tcp_data.c - bytes over a connection: flags, back-pressure,
 * timeouts, options.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/time.h>

#define ALL (POLLIN | POLLOUT | POLLRDHUP)

/* Wait until so many bytes can be read. */
static void
arrived(int fd, size_t len)
{
    static char buf[1000];

    for (int i = 0; i < 500; i++) {
        if (recv(fd, buf, len, MSG_PEEK | MSG_DONTWAIT) == (ssize_t)len)
            return;
        poll(NULL, 0, 10);
    }
    printf("waited in vain\n");
}

static void
flags(void)
{
    struct stream c;
    char buf[20] = "";

    part("tcp(7)", "a stream knows no messages");
    stream_open(&c);
    say("send", send(c.client, "abc", 3, 0));
    say("write", write(c.client, "def", 3));
    arrived(c.server, 6);
    say_bytes("recv 2", recv(c.server, buf, 2, 0), buf);
    say_bytes("read", read(c.server, buf, 20), buf);
    say("recv", recv(c.server, buf, 20, MSG_DONTWAIT));
    part("recv(2)", "MSG_PEEK, MSG_WAITALL");
    say("send", send(c.client, "0123456789", 10, 0));
    arrived(c.server, 10);
    say_bytes("peek", recv(c.server, buf, 4, MSG_PEEK), buf);
    say_bytes("peek", recv(c.server, buf, 20, MSG_PEEK), buf);
    say_bytes("waitall", recv(c.server, buf, 4, MSG_WAITALL), buf);
    say_bytes("waitall", recv(c.server, buf, 6, MSG_WAITALL), buf);
    part("recv(2)", "MSG_WAITALL: less at the end, or if it must not wait");
    say("send", send(c.client, "abcde", 5, 0));
    arrived(c.server, 5);
    say_bytes("waitall, dontwait",
              recv(c.server, buf, 10, MSG_WAITALL | MSG_DONTWAIT), buf);
    say("send", send(c.client, "fgh", 3, 0));
    say("shutdown", shutdown(c.client, SHUT_WR));
    say_bytes("waitall", recv(c.server, buf, 10, MSG_WAITALL), buf);
    say("waitall", recv(c.server, buf, 10, MSG_WAITALL));
    stream_close(&c);
}

/* Until it would block, or has waited in vain: how much, and why it ends. */
static long
send_blocks(int fd, int flags)
{
    static const char block[4096];
    long total = 0, r;

    while ((r = send(fd, block, sizeof(block), flags)) > 0)
        total += r;
    say("send", r);
    return total;
}

/* As much as goes; some of it moves on meanwhile. */
static long
fill(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    static const char block[4096];
    long total = 0, r;

    do
        while ((r = send(fd, block, sizeof(block), MSG_DONTWAIT)) > 0)
            total += r;
    while (poll(&p, 1, 100) == 1);
    return total + send_blocks(fd, MSG_DONTWAIT);
}

static long
drain(int fd, long at_most)
{
    static char block[4096];
    long total = 0, r = 1;

    while (r > 0 && total < at_most) {
        await(fd, POLLIN);
        r = recv(fd, block, sizeof(block), MSG_DONTWAIT);
        if (r > 0)
            total += r;
    }
    return total;
}

static void
back_pressure(void)
{
    struct timeval tv = { 0, 20000 };
    struct stream c;
    long sent;
    char byte;

    part("tcp(7)", "a reader that does not read stops the writer");
    stream_open(&c);
    sent = fill(c.client);
    say("much was sent", sent > 10000);
    say_poll("full", c.client, ALL, 0);
    part("socket(7)", "SO_SNDTIMEO: EAGAIN when it is over");
    say("setsockopt",
        setsockopt(c.client, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
    sent += send_blocks(c.client, 0);
    part("tcp(7)", "nothing is lost");
    say("all of it", drain(c.server, sent) == sent);
    say("recv", recv(c.server, &byte, 1, MSG_DONTWAIT));
    say_poll("empty", c.client, ALL, SOON_MS);
    say("send", send(c.client, "x", 1, 0));
    say("recv", recv(c.server, &byte, 1, 0));
    part("tcp(7)", "nothing is lost by close(), either");
    sent = fill(c.client);
    close(c.client);
    say("all of it", drain(c.server, 1L << 40) == sent);
    say("recv", recv(c.server, &byte, 1, 0));
    c.client = -1;
    stream_close(&c);
}

static void
timeouts(void)
{
    struct timeval tv = { 0, 20000 };
    struct stream c;
    char buf[10];

    part("socket(7)", "SO_RCVTIMEO: recv(), accept()");
    stream_open(&c);
    setsockopt(c.client, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(c.listener, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    say("recv", recv(c.client, buf, 1, 0));
    say("accept", accept(c.listener, NULL, NULL));
    part("recv(2)", "MSG_WAITALL with SO_RCVTIMEO: what there is");
    say("send", send(c.server, "abc", 3, 0));
    arrived(c.client, 3);
    say_bytes("waitall", recv(c.client, buf, 10, MSG_WAITALL), buf);
    say("waitall", recv(c.client, buf, 10, MSG_WAITALL));
    stream_close(&c);
}

static void
say_option(int fd, const char *what, int level, int option)
{
    int value = -77;
    socklen_t len = sizeof(value);

    if (say(what, getsockopt(fd, level, option, &value, &len)) == 0)
        printf("value %d, length %u\n", value, len);
}

static void
options(void)
{
    struct linger l = { .l_onoff = 1, .l_linger = 7 };
    socklen_t len = sizeof(l);
    struct stream c;
    int on = 1;

    part("socket(7)", "options of a stream socket");
    stream_open(&c);
    say_option(c.client, "SO_TYPE", SOL_SOCKET, SO_TYPE);
    say_option(c.client, "SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL);
    say_option(c.client, "SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN);
    say_option(c.listener, "SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN);
    say_option(c.client, "SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR);
    say_option(c.client, "SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE);
    say_option(c.client, "SO_ERROR", SOL_SOCKET, SO_ERROR);
    part("socket(7)", "SO_LINGER");
    say("setsockopt",
        setsockopt(c.client, SOL_SOCKET, SO_LINGER, &l, sizeof(l)));
    memset(&l, 0, sizeof(l));
    say("getsockopt", getsockopt(c.client, SOL_SOCKET, SO_LINGER, &l, &len));
    printf("%d %d, length %u\n", l.l_onoff, l.l_linger, len);
    say("length 4", setsockopt(c.client, SOL_SOCKET, SO_LINGER, &l, 4));
    l.l_onoff = 0;
    setsockopt(c.client, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
    part("tcp(7)", "TCP_NODELAY");
    say_option(c.client, "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY);
    say("setsockopt",
        setsockopt(c.client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)));
    say_option(c.client, "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY);
    say("length 1", setsockopt(c.client, IPPROTO_TCP, TCP_NODELAY, &on, 1));
    say("bad", setsockopt(c.client, IPPROTO_TCP, TCP_NODELAY, bad_pointer,
                          sizeof(on)));
    say("option 9999",
        setsockopt(c.client, IPPROTO_TCP, 9999, &on, sizeof(on)));
    say_option(c.client, "option 9999", IPPROTO_TCP, 9999);
    part("socket(7)", "what a listener has, the accepted socket inherits");
    setsockopt(c.listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(c.listener, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    setsockopt(c.listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    close(c.client);
    close(c.server);
    c.client = socket(AF_INET, SOCK_STREAM, 0);
    connect(c.client, SA(&c.name), sizeof(c.name));
    c.server = accept(c.listener, NULL, NULL);
    say_option(c.server, "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY);
    say_option(c.server, "SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE);
    say_option(c.server, "SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR);
    stream_close(&c);
}

int
main(void)
{
    flags();
    back_pressure();
    timeouts();
    options();
    return 0;
}
