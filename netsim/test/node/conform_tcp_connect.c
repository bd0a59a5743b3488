/*
 * conform_tcp_connect.c - making connections: without blocking, with a full
 * backlog, after the client has gone; and who may bind where meanwhile.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>

#define ALL (POLLIN | POLLOUT | POLLRDHUP)

static int
client_of(const struct sockaddr_in *name)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);

    say("connect", connect(s, SA(name), sizeof(*name)));
    return s;
}

static void
say_so_error(int fd)
{
    int e = -1;
    socklen_t len = sizeof(e);

    getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &len);
    say_error("SO_ERROR", e);
}

/* connect(2): EINPROGRESS, then poll(2) and SO_ERROR. */
static void
without_blocking(void)
{
    struct sockaddr_in name = address("127.0.0.1", 0), peer;
    socklen_t len = sizeof(peer);
    int l = bound(SOCK_STREAM, &name),
        c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), s;

    part("connect(2)", "not blocking, to a listener");
    listen(l, 5);
    fcntl(l, F_SETFL, O_NONBLOCK);
    say("accept", accept(l, NULL, NULL));
    say("connect", connect(c, SA(&name), sizeof(name)));
    await(c, POLLOUT);
    say_poll("connected", c, ALL, 0);
    say_so_error(c);
    say("connect", connect(c, SA(&name), sizeof(name)));
    say("connect", connect(c, SA(&name), sizeof(name)));
    say("getpeername", getpeername(c, SA(&peer), &len));
    part("accept(2)", "the socket made is blocking, whatever the listener");
    await(l, POLLIN);
    say_if("accept", s = accept(l, NULL, NULL));
    say("F_GETFL", fcntl(s, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    say("accept", accept(l, NULL, NULL));
    say("recv", recv(c, &peer, 1, 0));
    close(s);
    close(c);
    close(l);
}

/* The connection comes and goes before connect() is asked again. */
static void
over(int first)
{
    struct sockaddr_in name = address("127.0.0.1", 0);
    int l = bound(SOCK_STREAM, &name),
        c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), s;

    part("connect(2)", first ? "not blocking, and shut before it is asked"
                             : "not blocking, and closed before it is asked");
    listen(l, 5);
    say("connect", connect(c, SA(&name), sizeof(name)));
    await(c, POLLOUT);
    s = accept(l, NULL, NULL);
    if (first) {
        say("shutdown", shutdown(c, SHUT_WR));
        await(s, POLLRDHUP);
    }
    close(s);
    await(c, POLLIN);
    say_poll("at the end", c, ALL, 0);
    say("connect", connect(c, SA(&name), sizeof(name)));
    say("connect", connect(c, SA(&name), sizeof(name)));
    say_so_error(c);
    close(c);
    close(l);
}

/* listen(2): "backlog" is how many may wait; Linux takes one more. */
static void
backlog(void)
{
    struct sockaddr_in name = address("127.0.0.1", 0), peer;
    socklen_t len = sizeof(peer);
    int l = bound(SOCK_STREAM, &name), a, b, s;
    char c;

    part("listen(2)", "a full backlog: connect() stays under way");
    listen(l, 0);
    a = client_of(&name);
    await(l, POLLIN);
    b = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("connect", connect(b, SA(&name), sizeof(name)));
    say_poll("not yet", b, ALL, 100);
    say("connect", connect(b, SA(&name), sizeof(name)));
    say("getpeername", getpeername(b, SA(&peer), &len));
    say("send", send(b, "x", 1, MSG_NOSIGNAL));
    say("recv", recv(b, &c, 1, 0));
    say_so_error(b);
    part("listen(2)", "room again: it gets through");
    s = accept(l, NULL, NULL);
    await(b, POLLOUT);
    say_poll("connected", b, ALL, 0);
    say("connect", connect(b, SA(&name), sizeof(name)));
    close(s);
    say_if("accept", s = accept(l, NULL, NULL));
    close(s);
    close(a);
    close(b);
    close(l);
}

/* A client that has been and gone is accepted all the same. */
static void
gone(void)
{
    struct sockaddr_in name = address("127.0.0.1", 0);
    struct linger now = { .l_onoff = 1 };
    int l = bound(SOCK_STREAM, &name), c, s;
    char buf[10];

    part("accept(2)", "after the client has sent and closed");
    listen(l, 5);
    c = client_of(&name);
    say("send", send(c, "hello", 5, 0));
    close(c);
    await(l, POLLIN);
    say_if("accept", s = accept(l, NULL, NULL));
    await(s, POLLRDHUP);
    say_poll("accepted", s, ALL, 0);
    say_bytes("recv", recv(s, buf, sizeof(buf), 0), buf);
    say("recv", recv(s, buf, sizeof(buf), 0));
    close(s);
    part("accept(2)", "after the client has reset");
    c = client_of(&name);
    await(l, POLLIN);
    setsockopt(c, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(c);
    await(l, POLLIN);
    say_if("accept", s = accept(l, NULL, NULL));
    await(s, 0);
    say_poll("accepted", s, ALL, 0);
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("recv", recv(s, buf, sizeof(buf), 0));
    close(s);
    part("close(2)", "a listener that closes resets those who wait");
    c = client_of(&name);
    await(l, POLLIN);
    close(l);
    await(c, POLLRDHUP);
    say_poll("client", c, ALL, 0);
    say("recv", recv(c, buf, sizeof(buf), MSG_DONTWAIT));
    close(c);
    c = client_of(&name);
    close(c);
}

static int
bind_to(const char *what, const struct sockaddr_in *name, int reuse)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    say(what, bind(s, SA(name), sizeof(*name)));
    return s;
}

/* Who closes first keeps the port for a while: RFC 9293 3.6.1. */
static void
time_wait(int reuse)
{
    struct stream c;
    int a, b;

    part("tcp(7)", reuse ? "the server closes first: TIME_WAIT, reuse"
                         : "the server closes first: TIME_WAIT");
    stream_open(&c);
    setsockopt(c.server, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    close(c.listener);
    close(c.server);
    await(c.client, POLLIN);
    close(c.client);
    poll(NULL, 0, 50);
    close(bind_to("bind", &c.name, 0));
    a = bind_to("bind, reuse", &c.name, 1);
    if (reuse) {
        say("listen", listen(a, 5));
        b = client_of(&c.name);
        close(b);
    }
    close(a);
}

static void
rebinding(void)
{
    struct sockaddr_in any;
    struct stream c;
    int a, b;

    part("socket(7)", "SO_REUSEADDR: never beside a listener");
    stream_open(&c);
    close(bind_to("bind", &c.name, 0));
    close(bind_to("bind, reuse", &c.name, 1));
    any = address("0.0.0.0", ntohs(c.name.sin_port));
    close(bind_to("bind any", &any, 0));
    close(bind_to("bind any, reuse", &any, 1));
    part("socket(7)", "SO_REUSEADDR: beside a connection of the port");
    close(c.listener);
    close(bind_to("bind", &c.name, 0));
    part("ip(7)", "the client closes first: the server's port is free");
    close(c.client);
    await(c.server, POLLIN);
    close(c.server);
    poll(NULL, 0, 50);
    close(bind_to("bind", &c.name, 0));
    part("socket(7)", "SO_REUSEADDR: two may bind, one may listen");
    any = address("127.0.0.1", 0);
    close(bound(SOCK_STREAM, &any));
    a = bind_to("bind, reuse", &any, 1);
    b = bind_to("bind, reuse", &any, 1);
    say("listen", listen(a, 5));
    say("listen", listen(b, 5));
    close(a);
    say("listen", listen(b, 5));
    close(b);
    part("udp(7), tcp(7)", "ports of UDP are others");
    a = bind_to("bind", &any, 0);
    b = socket(AF_INET, SOCK_DGRAM, 0);
    say("bind", bind(b, SA(&any), sizeof(any)));
    close(a);
    close(b);
}

int
main(void)
{
    without_blocking();
    over(0);
    over(1);
    backlog();
    gone();
    rebinding();
    time_wait(0);
    time_wait(1);
    return 0;
}
