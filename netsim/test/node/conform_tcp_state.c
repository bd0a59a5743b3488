/*
 * conform_tcp_state.c - the states of a connection, as poll(2) shows them:
 * open, half closed, closed, reset; and what recv() and send() say in each.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <signal.h>

#define ALL (POLLIN | POLLPRI | POLLOUT | POLLRDHUP)

static void
take(const char *what, int fd)
{
    char buf[100];

    say_bytes(what, recv(fd, buf, sizeof(buf), MSG_DONTWAIT), buf);
}

static void
put(const char *what, int fd, const char *text)
{
    say(what, send(fd, text, strlen(text), MSG_NOSIGNAL));
}

static void
say_so_error(int fd)
{
    int e = -1;
    socklen_t len = sizeof(e);

    getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &len);
    say_error("SO_ERROR", e);
}

static void
opening(void)
{
    struct sockaddr_in name = address("127.0.0.1", 0), from, mine;
    int l = socket(AF_INET, SOCK_STREAM, 0), c, s;
    socklen_t len = sizeof(name);

    part("poll(2)", "before there is a connection");
    say_poll("new", l, ALL, 0);
    say("bind", bind(l, SA(&name), sizeof(name)));
    getsockname(l, SA(&name), &len);
    say_poll("bound", l, ALL, 0);
    c = socket(AF_INET, SOCK_STREAM, 0);
    say("connect, nobody listens", connect(c, SA(&name), sizeof(name)));
    say("listen", listen(l, 5));
    say_poll("listening", l, ALL, 0);
    say("connect", connect(c, SA(&name), sizeof(name)));
    say_poll("connected", c, ALL, 0);
    await(l, POLLIN);
    say_poll("one is waiting", l, ALL | POLLRDNORM, 0);
    part("accept(2)", "names of both ends");
    memset(&from, 0, sizeof(from));
    say_if("accept", s = accept(l, SA(&from), &len));
    printf("length %u\n", len);
    getsockname(c, SA(&mine), &len);
    say("the client's name", from.sin_port == mine.sin_port &&
                                 from.sin_addr.s_addr == mine.sin_addr.s_addr);
    say("getpeername", getpeername(c, SA(&from), &len));
    say("the listener's name",
        from.sin_port == name.sin_port &&
            from.sin_addr.s_addr == name.sin_addr.s_addr);
    say("getsockname", getsockname(s, SA(&from), &len));
    say("the same port", from.sin_port == name.sin_port);
    say("lowest descriptor", s == c + 1);
    say("O_NONBLOCK", (fcntl(s, F_GETFL) & O_NONBLOCK) != 0);
    say_poll("nobody is waiting", l, ALL, 0);
    say_poll("accepted", s, ALL | POLLWRNORM | POLLRDNORM, 0);
    close(s);
    close(c);
    close(l);
}

static void
half_close(void)
{
    struct stream c;

    part("shutdown(2)", "SHUT_WR: the other end reads to the end");
    stream_open(&c);
    put("send", c.client, "last words");
    say("shutdown", shutdown(c.client, SHUT_WR));
    say_poll("the one that shut", c.client, ALL, 0);
    put("send after shutdown", c.client, "x");
    await(c.server, POLLRDHUP);
    say_poll("the other", c.server, ALL, 0);
    take("recv", c.server);
    take("recv", c.server);
    take("recv", c.server);
    say_poll("at the end", c.server, ALL, 0);
    part("shutdown(2)", "the other direction is open");
    put("send", c.server, "answer");
    await(c.client, POLLIN);
    take("recv", c.client);
    take("recv", c.client);
    part("shutdown(2)", "both are shut");
    say("shutdown again", shutdown(c.client, SHUT_WR));
    say("shutdown", shutdown(c.server, SHUT_WR));
    await(c.client, POLLIN);
    say_poll("first", c.client, ALL, 0);
    take("recv", c.client);
    await(c.server, 0);
    say_poll("second", c.server, ALL, 0);
    take("recv", c.server);
    put("send", c.server, "x");
    say("shutdown again", shutdown(c.server, SHUT_WR));
    stream_close(&c);
}

static void
shut_read(void)
{
    struct stream c;

    part("shutdown(2)", "SHUT_RD: recv() is at the end");
    stream_open(&c);
    say("shutdown", shutdown(c.client, SHUT_RD));
    say_poll("the one that shut", c.client, ALL, 0);
    take("recv", c.client);
    say_poll("the other", c.server, ALL, 0);
    put("send", c.client, "still open");
    await(c.server, POLLIN);
    take("recv", c.server);
    say("shutdown", shutdown(c.client, SHUT_RDWR));
    say_poll("SHUT_RDWR", c.client, ALL, 0);
    await(c.server, POLLRDHUP);
    say_poll("the other", c.server, ALL, 0);
    stream_close(&c);
}

static void
peer_closes(void)
{
    struct stream c;

    part("close(2)", "the peer has closed, and all was read");
    stream_open(&c);
    put("send", c.server, "bye");
    close(c.server);
    await(c.client, POLLRDHUP);
    say_poll("data and end", c.client, ALL, 0);
    take("recv", c.client);
    say_poll("end", c.client, ALL, 0);
    take("recv", c.client);
    part("tcp(7)", "what is sent now is answered by a reset; then EPIPE");
    put("send", c.client, "x");
    await(c.client, 0);
    say_poll("after", c.client, ALL, 0);
    put("send", c.client, "x");
    say_so_error(c.client);
    put("send", c.client, "x");
    take("recv", c.client);
    say_poll("told", c.client, ALL, 0);
    c.server = -1;
    stream_close(&c);
}

/* RFC 2525 2.17, RFC 1122 4.2.2.13: unread data is a reset. */
static void
resets(void)
{
    struct stream c;

    part("RFC 1122 4.2.2.13", "close with unread data: what was sent is read");
    stream_open(&c);
    put("send", c.client, "unread");
    put("send", c.server, "data");
    await(c.server, POLLIN);
    await(c.client, POLLIN);
    close(c.server);
    await(c.client, 0);
    say_poll("reset", c.client, ALL, 0);
    take("recv", c.client);
    take("recv", c.client);
    take("recv", c.client);
    put("send", c.client, "x");
    say_poll("after", c.client, ALL, 0);
    c.server = -1;
    stream_close(&c);
    part("RFC 1122 4.2.2.13", "the error is told by send(), once");
    stream_open(&c);
    put("send", c.client, "unread");
    await(c.server, POLLIN);
    close(c.server);
    await(c.client, 0);
    put("send", c.client, "x");
    put("send", c.client, "x");
    take("recv", c.client);
    say("shutdown", shutdown(c.client, SHUT_RDWR));
    c.server = -1;
    stream_close(&c);
    part("RFC 1122 4.2.2.13", "the error is told by SO_ERROR");
    stream_open(&c);
    put("send", c.client, "unread");
    await(c.server, POLLIN);
    close(c.server);
    await(c.client, 0);
    say_so_error(c.client);
    say_so_error(c.client);
    take("recv", c.client);
    put("send", c.client, "x");
    say("getpeername",
        getpeername(c.client, SA(&c.name), &(socklen_t){ sizeof(c.name) }));
    c.server = -1;
    stream_close(&c);
}

static void
linger(void)
{
    struct linger l = { .l_onoff = 1 };
    struct stream c;

    part("socket(7)", "SO_LINGER of 0 s: close is a reset");
    stream_open(&c);
    say("setsockopt",
        setsockopt(c.server, SOL_SOCKET, SO_LINGER, &l, sizeof(l)));
    put("send", c.server, "lost or not");
    await(c.client, POLLIN);
    close(c.server);
    await(c.client, 0);
    say_poll("reset", c.client, ALL, 0);
    take("recv", c.client);
    take("recv", c.client);
    c.server = -1;
    stream_close(&c);
}

/* signal(7): the one signal that a socket sends to its own process. */
static void
sigpipe(void)
{
    struct stream c;

    part("signal(2)", "SIGPIPE ignored: write() says EPIPE");
    say("was default", signal(SIGPIPE, SIG_IGN) == SIG_DFL);
    say("was ignored", signal(SIGPIPE, SIG_IGN) == SIG_IGN);
    stream_open(&c);
    shutdown(c.client, SHUT_WR);
    say("write", write(c.client, "x", 1));
    say("send", send(c.client, "x", 1, 0));
    say("write nothing", write(c.client, "", 0));
    stream_close(&c);
}

int
main(void)
{
    opening();
    half_close();
    shut_read();
    peer_closes();
    resets();
    linger();
    sigpipe();
    return 0;
}
