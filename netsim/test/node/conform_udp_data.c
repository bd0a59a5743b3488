/*
 * conform_udp_data.c - datagrams: their edges, their order, their errors;
 * connected sockets and whom they hear.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <sys/time.h>

static struct sockaddr_in name; /* of the socket the parts share */

static long
to(int fd, const char *text, const struct sockaddr_in *sin)
{
    return sendto(fd, text, strlen(text), 0, SA(sin), sizeof(*sin));
}

static void
edges(int fd)
{
    static char big[65536];
    char buf[10] = "";
    struct sockaddr_in from;
    socklen_t len = sizeof(from);

    part("udp(7)", "a datagram is read as a whole or cut");
    say("send", to(fd, "", &name));
    say("send", to(fd, "hello", &name));
    say("send", to(fd, "world", &name));
    say("send", to(fd, "again", &name));
    say_poll("with an empty one", fd, POLLIN, SOON_MS);
    say("recv empty", recv(fd, buf, sizeof(buf), 0));
    say_bytes("peek", recv(fd, buf, sizeof(buf), MSG_PEEK), buf);
    say_bytes("peek 2", recv(fd, buf, 2, MSG_PEEK), buf);
    say("peek, trunc", recv(fd, buf, 2, MSG_PEEK | MSG_TRUNC));
    say_bytes("cut", recv(fd, buf, 2, 0), buf);
    say("trunc", recv(fd, buf, 2, MSG_TRUNC));
    say("recv into nothing", recv(fd, NULL, 0, 0));
    say("recv", recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
    part("read(2)", "of no bytes");
    to(fd, "x", &name);
    await(fd, POLLIN);
    say("read 0", read(fd, buf, 0));
    say_bytes("read", read(fd, buf, 10), buf);
    part("recvfrom(2)", "who has sent it");
    to(fd, "x", &name);
    say("recvfrom", recvfrom(fd, buf, 9, MSG_WAITALL, SA(&from), &len));
    say("length", len);
    say("same", from.sin_addr.s_addr == name.sin_addr.s_addr &&
                    from.sin_port == name.sin_port);
    memset(&from, 0, sizeof(from));
    to(fd, "x", &name);
    len = 4;
    say("recvfrom, 4", recvfrom(fd, buf, 9, 0, SA(&from), &len));
    say("length", len);
    say("family, port", from.sin_family == AF_INET &&
                            from.sin_port == name.sin_port &&
                            from.sin_addr.s_addr == 0);
    to(fd, "x", &name);
    len = 100;
    say("recvfrom, no address", recvfrom(fd, buf, 9, 0, NULL, &len));
    say("length", len);
    part("udp(7)", "65,507 bytes is the most");
    say("sendto", sendto(fd, big, 65507, 0, SA(&name), sizeof(name)));
    say("recv", recv(fd, big, sizeof(big), 0));
}

static void
unbound(void)
{
    struct sockaddr_in sin = { 0 };
    socklen_t len = sizeof(sin);
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    char c;

    part("udp(7)", "a socket gets its port with the first datagram");
    say("getsockname", getsockname(s, SA(&sin), &len));
    say("port", sin.sin_port);
    printf("address %s, length %u\n", inet_ntoa(sin.sin_addr), len);
    say("recv", recv(s, &c, 1, MSG_DONTWAIT));
    say("send", to(s, "x", &name));
    len = sizeof(sin);
    say("getsockname", getsockname(s, SA(&sin), &len));
    say("has port", sin.sin_port != 0);
    printf("address %s, length %u\n", inet_ntoa(sin.sin_addr), len);
    sin = address("127.0.0.1", 0);
    say("bind", bind(s, SA(&sin), sizeof(sin)));
    close(s);
    part("send(2)", "AF_UNSPEC in an address");
    s = socket(AF_INET, SOCK_DGRAM, 0);
    sin = name;
    sin.sin_family = AF_UNSPEC;
    say("sendto", to(s, "x", &sin));
    close(s);
    part("ip(7)", "0.0.0.0 is this host");
    s = socket(AF_INET, SOCK_DGRAM, 0);
    sin = address("0.0.0.0", ntohs(name.sin_port));
    say("sendto", to(s, "x", &sin));
    close(s);
}

static void
drain(int fd)
{
    char buf[10];
    long r;

    part("recv(2)", "what has come");
    do
        r = say_bytes("recv", recv(fd, buf, sizeof(buf), MSG_DONTWAIT), buf);
    while (r >= 0);
}

static void
say_name(int s)
{
    struct sockaddr_in sin;
    socklen_t len = sizeof(sin);

    if (say("getsockname", getsockname(s, SA(&sin), &len)) == 0)
        printf("address %s port %d\n", inet_ntoa(sin.sin_addr),
               sin.sin_port != 0);
    len = sizeof(sin);
    if (say("getpeername", getpeername(s, SA(&sin), &len)) == 0)
        printf("address %s port %d\n", inet_ntoa(sin.sin_addr),
               sin.sin_port != 0);
}

/*
 * Send to a port that is closed until the answer comes: Linux limits the rate
 * of such messages (icmp(7), icmp_ratelimit), for all processes together.
 */
static void
send_in_vain(int s)
{
    struct pollfd p = { .fd = s };

    for (int i = 0; i < 50; i++) {
        send(s, "x", 1, 0);
        if (poll(&p, 1, 100) == 1)
            return;
    }
    printf("no error comes\n");
}

static void
connected(int fd)
{
    struct sockaddr_in other_name = address("127.0.0.1", 0), s_name, sin;
    struct sockaddr unspec = { .sa_family = AF_UNSPEC };
    socklen_t len = sizeof(s_name);
    int s = socket(AF_INET, SOCK_DGRAM, 0),
        other = bound(SOCK_DGRAM, &other_name);

    part("connect(2)", "a connected socket has a name and a peer");
    say("connect", connect(s, SA(&name), sizeof(name)));
    say_name(s);
    say("bind", bind(s, SA(&other_name), sizeof(other_name)));
    getsockname(s, SA(&s_name), &len);
    part("connect(2)", "it hears its peer only");
    say("a stranger sends", to(other, "stranger", &s_name));
    say("its peer sends", to(fd, "peer", &s_name));
    drain(s);
    part("send(2)", "an address counts more than the connection");
    say("sendto", to(s, "for other", &other_name));
    say("send", send(s, "for peer", 8, 0));
    say("write", write(s, "", 0));
    drain(other);
    drain(fd);
    part("connect(2)", "again, elsewhere");
    say("connect", connect(s, SA(&other_name), sizeof(other_name)));
    say("its old peer sends", to(fd, "old peer", &s_name));
    say("its new peer sends", to(other, "new peer", &s_name));
    drain(s);
    part("connect(2)", "AF_UNSPEC dissolves; a port not asked for is lost");
    say("connect", connect(s, &unspec, sizeof(unspec)));
    say_name(s);
    say("send", send(s, "x", 1, 0));
    say("connect again", connect(s, &unspec, sizeof(unspec.sa_family)));
    part("connect(2)", "AF_UNSPEC dissolves; bind() may have chosen a port");
    say("connect", connect(other, SA(&name), sizeof(name)));
    say("connect", connect(other, &unspec, sizeof(unspec)));
    say_name(other);
    part("connect(2)", "AF_UNSPEC dissolves; a port asked for is kept");
    close(other);
    other = bound(SOCK_DGRAM, &other_name);
    say("connect", connect(other, SA(&name), sizeof(name)));
    say("connect", connect(other, &unspec, sizeof(unspec)));
    say_name(other);
    part("connect(2)", "to 0.0.0.0, to port 0");
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    sin = address("0.0.0.0", ntohs(name.sin_port));
    say("connect", connect(s, SA(&sin), sizeof(sin)));
    say_name(s);
    sin = address("127.0.0.1", 0);
    say("connect", connect(s, SA(&sin), sizeof(sin)));
    say_name(s);
    send_in_vain(s);
    say("recv", recv(s, &s_name, 1, MSG_DONTWAIT));
    close(s);
    close(other);
}

/* Port 1 is reserved, and nobody listens there. */
static void
refused(void)
{
    struct sockaddr_in nobody = address("127.0.0.1", 1);
    int s = socket(AF_INET, SOCK_DGRAM, 0), e;
    socklen_t len = sizeof(e);
    char c;

    part("udp(7)", "a connected socket hears of a port that is closed");
    connect(s, SA(&nobody), sizeof(nobody));
    send_in_vain(s);
    say_poll("after", s, POLLIN | POLLOUT, SOON_MS);
    say("recv", recv(s, &c, 1, MSG_DONTWAIT));
    say("recv again", recv(s, &c, 1, MSG_DONTWAIT));
    part("udp(7)", "the error comes with the next send, which sends nothing");
    send_in_vain(s);
    say("send", send(s, "x", 1, 0));
    say_poll("after", s, POLLIN | POLLOUT, 0);
    part("socket(7)", "SO_ERROR takes the error away");
    send_in_vain(s);
    say("getsockopt", getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len));
    say_error("SO_ERROR", e);
    say("getsockopt", getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &len));
    say_error("SO_ERROR", e);
    part("udp(7)", "an error is there before data is");
    send_in_vain(s);
    connect(s, SA(&name), sizeof(name));
    say("recv after connect", recv(s, &c, 1, MSG_DONTWAIT));
    close(s);
    part("udp(7)", "an unconnected socket hears nothing");
    s = socket(AF_INET, SOCK_DGRAM, 0);
    say("sendto", to(s, "x", &nobody));
    say_poll("after", s, POLLIN | POLLOUT, 10);
    say("recv", recv(s, &c, 1, MSG_DONTWAIT));
    close(s);
}

/* socket(7): SO_REUSEADDR; udp(7), Linux: the last to bind hears. */
static void
sharing(void)
{
    struct sockaddr_in sin = address("127.0.0.1", 0), any;
    int on = 1, a = socket(AF_INET, SOCK_DGRAM, 0),
        b = socket(AF_INET, SOCK_DGRAM, 0), c;
    socklen_t len = sizeof(sin);
    char byte;

    part("socket(7)", "SO_REUSEADDR: both must want it");
    bind(a, SA(&sin), sizeof(sin));
    getsockname(a, SA(&sin), &len);
    say("bind", bind(b, SA(&sin), sizeof(sin)));
    setsockopt(b, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    say("bind, one wants it", bind(b, SA(&sin), sizeof(sin)));
    setsockopt(a, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    say("bind, both want it", bind(b, SA(&sin), sizeof(sin)));
    say("send", to(a, "x", &sin));
    say_poll("the first", a, POLLIN, 0);
    say_poll("the second", b, POLLIN, SOON_MS);
    part("ip(7)", "the more exact address hears");
    c = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(c, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    any = address("0.0.0.0", ntohs(sin.sin_port));
    say("bind", bind(c, SA(&any), sizeof(any)));
    close(b);
    say("send", to(a, "x", &sin));
    say_poll("the exact one", a, POLLIN, SOON_MS);
    say_poll("the other", c, POLLIN, 0);
    recv(a, &byte, 1, 0);
    part("ip(7)", "another loopback address");
    sin.sin_addr.s_addr = inet_addr("127.0.0.2");
    say("send", to(a, "x", &sin));
    say_poll("the exact one", a, POLLIN, 0);
    say_poll("the other", c, POLLIN, SOON_MS);
    close(a);
    close(c);
    a = socket(AF_INET, SOCK_DGRAM, 0);
    say("bind", bind(a, SA(&sin), sizeof(sin)));
    close(a);
}

/* What was queued for a socket is gone with it. */
static void
closing(void)
{
    struct sockaddr_in sin = address("127.0.0.1", 0);
    int s = bound(SOCK_DGRAM, &sin);

    part("close(2)", "a port is free at once, and empty");
    to(s, "old", &sin);
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    say("bind", bind(s, SA(&sin), sizeof(sin)));
    say_poll("new", s, POLLIN, 1);
    close(s);
}

int
main(void)
{
    int fd;

    name = address("127.0.0.1", 0);
    fd = bound(SOCK_DGRAM, &name);
    edges(fd);
    unbound();
    drain(fd);
    connected(fd);
    refused();
    sharing();
    closing();
    close(fd);
    return 0;
}
