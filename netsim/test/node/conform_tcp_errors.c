/*
 * conform_tcp_errors.c - what the calls on stream sockets say of bad
 * arguments, and in the wrong state.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <signal.h>

static void
listening(void)
{
    struct sockaddr_in sin = address("127.0.0.1", 0);
    socklen_t len = sizeof(sin);
    int s = socket(AF_INET, SOCK_STREAM, 0),
        udp = socket(AF_INET, SOCK_DGRAM, 0);

    part("listen(2)", "errors");
    say("listen(-1)", listen(-1, 5));
    say("listen(stdout)", listen(1, 5));
    say("listen(UDP)", listen(udp, 5));
    part("accept(2)", "errors");
    say("accept(-1)", accept(-1, NULL, NULL));
    say("accept(stdout)", accept(1, NULL, NULL));
    say("accept(UDP)", accept(udp, NULL, NULL));
    say("accept(not listening)", accept(s, NULL, NULL));
    part("listen(2)", "without bind() the kernel chooses a port");
    say("listen", listen(s, 5));
    say("getsockname", getsockname(s, SA(&sin), &len));
    say("has a port", sin.sin_port != 0);
    printf("address %s\n", inet_ntoa(sin.sin_addr));
    part("listen(2)", "again; negative; with nobody there");
    say("listen", listen(s, 1));
    say("listen", listen(s, -1));
    fcntl(s, F_SETFL, O_NONBLOCK);
    say("accept", accept(s, NULL, NULL));
    say("accept(bad)", accept(s, bad_pointer, bad_pointer));
    part("socket(7)", "what a listener cannot do");
    say("connect", connect(s, SA(&sin), sizeof(sin)));
    sin = address("127.0.0.1", 0);
    say("bind", bind(s, SA(&sin), sizeof(sin)));
    say("recv", recv(s, &sin, 1, 0));
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    say("getpeername", getpeername(s, SA(&sin), &len));
    close(s);
    close(udp);
}

static void
fresh(void)
{
    struct sockaddr_in sin = address("127.0.0.1", 1);
    socklen_t len = sizeof(sin);
    int s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    char c;

    part("tcp(7)", "a socket that is not connected");
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    say("sendto", sendto(s, "x", 1, MSG_NOSIGNAL, SA(&sin), sizeof(sin)));
    say("recv", recv(s, &c, 1, 0));
    say("read", read(s, &c, 1));
    say("recv(MSG_DONTWAIT)", recv(s, &c, 1, MSG_DONTWAIT));
    say("getpeername", getpeername(s, SA(&sin), &len));
    say("getsockname", getsockname(s, SA(&sin), &len));
    say("port", sin.sin_port);
    part("shutdown(2)", "errors");
    say("shutdown(-1)", shutdown(-1, SHUT_WR));
    say("shutdown(stdout)", shutdown(1, SHUT_WR));
    say("shutdown", shutdown(s, SHUT_RD));
    say("shutdown", shutdown(s, SHUT_WR));
    say("shutdown", shutdown(s, SHUT_RDWR));
    say("shutdown(3)", shutdown(s, 3));
    part("connect(2)", "errors");
    say("connect(-1)", connect(-1, SA(&sin), sizeof(sin)));
    say("connect(length 15)", connect(s, SA(&sin), 15));
    say("connect(bad)", connect(s, bad_pointer, sizeof(sin)));
    sin = address("127.0.0.1", 1);
    sin.sin_family = 99;
    say("connect(AF 99)", connect(s, SA(&sin), sizeof(sin)));
    part("socket(2)", "protocols");
    say("socket(STREAM, UDP)", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    say("socket(STREAM, 250)", socket(AF_INET, SOCK_STREAM, 250));
    close(s);
}

/* A port where nobody listens: all ways to be told. */
static void
refused(void)
{
    struct sockaddr_in nobody = address("127.0.0.1", 1);
    int s = socket(AF_INET, SOCK_STREAM, 0), e;
    socklen_t len = sizeof(e);
    char c;

    part("connect(2)", "refused; the socket may try again");
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len);
    say_error("SO_ERROR", e);
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    say("recv", recv(s, &c, 1, 0));
    close(s);
    part("connect(2)", "refused; not blocking: SO_ERROR tells");
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    await(s, POLLOUT);
    say_poll("refused", s, POLLIN | POLLOUT | POLLRDHUP, 0);
    getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len);
    say_error("SO_ERROR", e);
    getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len);
    say_error("SO_ERROR", e);
    say_poll("told", s, POLLIN | POLLOUT | POLLRDHUP, 0);
    close(s);
    part("connect(2)", "refused; not blocking: a second connect() tells");
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    await(s, POLLOUT);
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    close(s);
    part("connect(2)", "refused; not blocking: recv() and send() tell");
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("connect", connect(s, SA(&nobody), sizeof(nobody)));
    await(s, POLLOUT);
    say("recv", recv(s, &c, 1, 0));
    say("recv", recv(s, &c, 1, 0));
    say("send", send(s, "x", 1, MSG_NOSIGNAL));
    close(s);
}

static void
connected(void)
{
    struct stream c;
    struct sockaddr_in sin;
    socklen_t len = sizeof(sin);
    char buf[10] = "";

    part("tcp(7)", "a connected socket");
    stream_open(&c);
    say("connect", connect(c.client, SA(&c.name), sizeof(c.name)));
    say("listen", listen(c.client, 5));
    say("accept", accept(c.client, NULL, NULL));
    say("bind", bind(c.client, SA(&c.name), sizeof(c.name)));
    say("sendto", sendto(c.client, "abc", 3, 0, SA(&c.name), sizeof(c.name)));
    say("send(bad)", send(c.client, bad_pointer, 3, 0));
    say("send(nothing)", send(c.client, "", 0, 0));
    await(c.server, POLLIN);
    say("recv(bad)", recv(c.server, bad_pointer, 3, 0));
    memset(&sin, 0, sizeof(sin));
    say_bytes("recvfrom", recvfrom(c.server, buf, 9, 0, SA(&sin), &len), buf);
    printf("length of address %u\n", len);
    say("recv(0)", recv(c.server, buf, 0, MSG_DONTWAIT));
    say("read(0)", read(c.server, buf, 0));
    say("recv", recv(c.server, buf, 9, MSG_DONTWAIT));
    say("shutdown(3)", shutdown(c.server, 3));
    stream_close(&c);
    part("accept(2)", "an address that cannot be written");
    stream_open(&c);
    close(c.client);
    close(c.server);
    c.client = socket(AF_INET, SOCK_STREAM, 0);
    say("connect", connect(c.client, SA(&c.name), sizeof(c.name)));
    await(c.listener, POLLIN);
    len = sizeof(sin);
    say("accept", accept(c.listener, bad_pointer, &len));
    c.server = -1;
    stream_close(&c);
}

int
main(void)
{
    listening();
    fresh();
    refused();
    connected();
    return 0;
}
