/*
 * conform_udp_errors.c - what each socket call says of bad arguments.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <sys/uio.h>

static struct sockaddr_in name; /* of the socket the parts share */

/* A number that was a descriptor. */
static int
closed(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    close(fd);
    return fd;
}

static void
making(void)
{
    int a, b;

    part("socket(2)", "domains, types, protocols");
    say("socket(AF 99)", socket(99, SOCK_DGRAM, 0));
    say("socket(AF -1)", socket(-1, SOCK_DGRAM, 0));
    say("socket(type 0)", socket(AF_INET, 0, 0));
    say("socket(type 77)", socket(AF_INET, 77, 0));
    say("socket(type -1)", socket(AF_INET, -1, 0));
    say("socket(SEQPACKET)", socket(AF_INET, SOCK_SEQPACKET, 0));
    say("socket(RDM)", socket(AF_INET, SOCK_RDM, 0));
    say("socket(DGRAM, TCP)", socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    say("socket(DGRAM, 250)", socket(AF_INET, SOCK_DGRAM, 250));
    say("socket(DGRAM, -1)", socket(AF_INET, SOCK_DGRAM, -1));
    say("socket(DGRAM, 70000)", socket(AF_INET, SOCK_DGRAM, 70000));
    say("socket(AF_UNSPEC)", socket(AF_UNSPEC, SOCK_DGRAM, 0));
    part("socket(2), fcntl(2)", "SOCK_NONBLOCK, SOCK_CLOEXEC");
    a = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 17);
    say("F_GETFL", fcntl(a, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    say("F_GETFD", fcntl(a, F_GETFD));
    b = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    say("F_GETFL", fcntl(b, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    say("F_GETFD", fcntl(b, F_GETFD));
    part("POSIX 2.14", "the lowest free descriptor is taken");
    say("difference", b - a);
    close(a);
    say("same again", socket(AF_INET, SOCK_DGRAM, 0) - a);
    say("close", close(a));
    say("close again", close(a));
    say("close(-1)", close(-1));
    say("close(100000)", close(100000));
    say("close", close(b));
}

static void
binding(int fd)
{
    struct sockaddr_in sin = address("127.0.0.1", 0), unspec = { 0 };
    char large[200] = "";
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    part("bind(2)", "errors");
    say("bind(-1)", bind(-1, SA(&sin), sizeof(sin)));
    say("bind(closed)", bind(closed(), SA(&sin), sizeof(sin)));
    say("bind(stdout)", bind(1, SA(&sin), sizeof(sin)));
    say("bind(length 0)", bind(s, SA(&sin), 0));
    say("bind(length 2)", bind(s, SA(&sin), 2));
    say("bind(length 15)", bind(s, SA(&sin), 15));
    say("bind(length -1)", bind(s, SA(&sin), (socklen_t)-1));
    say("bind(length 129)", bind(s, SA(large), 129));
    say("bind(NULL)", bind(s, null_pointer, sizeof(sin)));
    say("bind(bad)", bind(s, bad_pointer, sizeof(sin)));
    sin.sin_family = 99;
    say("bind(AF 99)", bind(s, SA(&sin), sizeof(sin)));
    sin.sin_family = AF_UNSPEC;
    say("bind(AF_UNSPEC, 127.0.0.1)", bind(s, SA(&sin), sizeof(sin)));
    sin = address("192.0.2.1", 0); /* RFC 5737: no one's */
    say("bind(192.0.2.1)", bind(s, SA(&sin), sizeof(sin)));
    say("bind(taken)", bind(s, SA(&name), sizeof(name)));
    sin = address("0.0.0.0", ntohs(name.sin_port));
    say("bind(any, taken)", bind(s, SA(&sin), sizeof(sin)));
    say("bind(again)", bind(fd, SA(&name), sizeof(name)));
    memcpy(large, &name, sizeof(name));
    ((struct sockaddr_in *)large)->sin_port = 0;
    say("bind(length 128)", bind(s, SA(large), 128));
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    say("bind(AF_UNSPEC, any)", bind(s, SA(&unspec), sizeof(unspec)));
    close(s);
}

static void
connecting(void)
{
    struct sockaddr_in sin = name;
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    part("connect(2)", "errors");
    say("connect(-1)", connect(-1, SA(&sin), sizeof(sin)));
    say("connect(closed)", connect(closed(), SA(&sin), sizeof(sin)));
    say("connect(stdout)", connect(1, SA(&sin), sizeof(sin)));
    say("connect(length 0)", connect(s, SA(&sin), 0));
    say("connect(length 1)", connect(s, SA(&sin), 1));
    say("connect(length 15)", connect(s, SA(&sin), 15));
    say("connect(length -1)", connect(s, SA(&sin), (socklen_t)-1));
    say("connect(NULL)", connect(s, null_pointer, sizeof(sin)));
    say("connect(bad)", connect(s, bad_pointer, sizeof(sin)));
    sin.sin_family = 99;
    say("connect(AF 99)", connect(s, SA(&sin), sizeof(sin)));
    close(s);
}

static void
sending(int fd)
{
    static char big[70000];
    struct sockaddr_in sin = name;

    part("send(2), udp(7)", "errors");
    say("send(-1)", send(-1, "x", 1, 0));
    say("send(closed)", send(closed(), "x", 1, 0));
    say("send(stdout)", send(1, "x", 1, 0));
    say("send(no address)", send(fd, "x", 1, 0));
    say("write(no address)", write(fd, "x", 1));
    say("send(MSG_OOB)", sendto(fd, "x", 1, MSG_OOB, SA(&sin), sizeof(sin)));
    say("sendto(65508)", sendto(fd, big, 65508, 0, SA(&sin), sizeof(sin)));
    say("sendto(70000)", sendto(fd, big, 70000, 0, SA(&sin), sizeof(sin)));
    say("sendto(bad, 70000)",
        sendto(fd, bad_pointer, 70000, 0, SA(&sin), sizeof(sin)));
    say("sendto(bad)", sendto(fd, bad_pointer, 1, 0, SA(&sin), sizeof(sin)));
    say("sendto(NULL)", sendto(fd, null_pointer, 1, 0, SA(&sin), sizeof(sin)));
    say("sendto(to bad)", sendto(fd, "x", 1, 0, bad_pointer, sizeof(sin)));
    say("sendto(length 15)", sendto(fd, "x", 1, 0, SA(&sin), 15));
    say("sendto(length 0)", sendto(fd, "x", 1, 0, SA(&sin), 0));
    say("sendto(length -1)", sendto(fd, "x", 1, 0, SA(&sin), (socklen_t)-1));
    sin.sin_family = 99;
    say("sendto(AF 99)", sendto(fd, "x", 1, 0, SA(&sin), sizeof(sin)));
    sin = name;
    sin.sin_port = 0;
    say("sendto(port 0)", sendto(fd, "x", 1, 0, SA(&sin), sizeof(sin)));
    part("recv(2)", "none of these has sent anything");
    say("recv", recv(fd, big, sizeof(big), MSG_DONTWAIT));
}

static void
receiving(int fd)
{
    char buf[100];
    struct sockaddr_in from;
    socklen_t len = sizeof(from), negative = (socklen_t)-1;

    part("recv(2)", "errors");
    say("recv(-1)", recv(-1, buf, sizeof(buf), 0));
    say("recv(closed)", recv(closed(), buf, sizeof(buf), 0));
    say("recv(stdout)", recv(1, buf, sizeof(buf), 0));
    say("recv(nothing)", recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
    say("recv(bad, nothing)", recv(fd, bad_pointer, 10, MSG_DONTWAIT));
    part("recv(2)", "EFAULT: is the datagram gone?");
    for (int i = 0; i < 6; i++) {
        char digit = (char)('1' + i);

        sendto(fd, &digit, 1, 0, SA(&name), sizeof(name));
    }
    say("recv(bad)", recv(fd, bad_pointer, 10, 0));
    say_bytes("recv", recv(fd, buf, sizeof(buf), 0), buf);
    say("recvfrom(length bad)",
        recvfrom(fd, buf, sizeof(buf), 0, SA(&from), bad_pointer));
    say_bytes("recv", recv(fd, buf, sizeof(buf), 0), buf);
    say("recvfrom(length -1)",
        recvfrom(fd, buf, sizeof(buf), 0, SA(&from), &negative));
    say("recvfrom(from bad)",
        recvfrom(fd, buf, sizeof(buf), 0, bad_pointer, &len));
    say("recv(rest)", recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
}

static void
naming(int fd)
{
    struct sockaddr_in sin;
    socklen_t len = sizeof(sin), negative = (socklen_t)-1;

    part("getsockname(2)", "errors");
    say("getsockname(-1)", getsockname(-1, SA(&sin), &len));
    say("getsockname(closed)", getsockname(closed(), SA(&sin), &len));
    say("getsockname(stdout)", getsockname(1, SA(&sin), &len));
    say("getsockname(bad)", getsockname(fd, bad_pointer, &len));
    say("getsockname(NULL)", getsockname(fd, null_pointer, &len));
    say("getsockname(length bad)", getsockname(fd, SA(&sin), bad_pointer));
    say("getsockname(length -1)", getsockname(fd, SA(&sin), &negative));
    part("getpeername(2)", "errors");
    say("getpeername(-1)", getpeername(-1, SA(&sin), &len));
    say("getpeername(stdout)", getpeername(1, SA(&sin), &len));
    say("getpeername", getpeername(fd, SA(&sin), &len));
    say("getpeername(bad)", getpeername(fd, bad_pointer, &len));
    connect(fd, SA(&name), sizeof(name));
    say("getpeername(bad)", getpeername(fd, bad_pointer, &len));
    say("getpeername(length bad)", getpeername(fd, SA(&sin), bad_pointer));
    say("getpeername(length -1)", getpeername(fd, SA(&sin), &negative));
}

static void
polling(int fd)
{
    struct pollfd p[2] = { { .fd = fd, .events = POLLIN },
                           { .fd = closed(), .revents = 77 } };
    volatile nfds_t many = 1000000, most = (nfds_t)-1;

    part("poll(2)", "errors");
    say("poll(bad)", poll(bad_pointer, 1, 0));
    say("poll(bad, none)", poll(bad_pointer, 0, 0));
    say("poll(none)", poll(NULL, 0, 1));
    say("poll(too many)", poll(p, many, 0));
    say("poll(too many, -1)", poll(p, most, 0));
    say("poll(closed)", poll(p, 2, -1));
    say("revents", p[0].revents);
    say("revents", p[1].revents);
    p[1].fd = -5;
    p[1].revents = 77;
    say("poll(-5)", poll(p, 2, 0));
    say("revents", p[1].revents);
}

static void
too_many_parts(int fd)
{
    static struct iovec v[1025];
    struct msghdr m = { .msg_iov = v, .msg_iovlen = 1025 };
    volatile int negative = -1;

    part("sendmsg(2), writev(2)", "more than IOV_MAX parts");
    say("sendmsg", sendmsg(fd, &m, 0));
    say("recvmsg", recvmsg(fd, &m, MSG_DONTWAIT));
    say("writev", writev(fd, v, 1025));
    say("readv", readv(fd, v, 1025));
    say("writev(-1)", writev(fd, v, negative));
}

int
main(void)
{
    int fd;

    making();
    name = address("127.0.0.1", 0);
    fd = bound(SOCK_DGRAM, &name);
    binding(fd);
    connecting();
    sending(fd);
    receiving(fd);
    polling(fd);
    naming(fd);
    too_many_parts(fd);
    close(fd);
    return 0;
}
