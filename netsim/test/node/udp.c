/*
 * udp.c - what the socket calls return, a line each, with errno's name.
 *
 * Run as a real process and as a simulated one it must print the same.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void
say(const char *what, long r)
{
    if (r < 0)
        printf("%s: -1 errno %d\n", what, errno);
    else
        printf("%s: %ld\n", what, r);
}

static struct sockaddr_in
loopback(int port)
{
    struct sockaddr_in sin = { .sin_family = AF_INET };

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sin.sin_port = htons((uint16_t)port);
    return sin;
}

static struct sockaddr_in
name_of(int fd)
{
    struct sockaddr_in sin;
    socklen_t len = sizeof(sin);

    say("getsockname", getsockname(fd, (struct sockaddr *)&sin, &len));
    return sin;
}

static long
to(int fd, const char *text, const struct sockaddr_in *sin)
{
    return sendto(fd, text, strlen(text), 0, (const struct sockaddr *)sin,
                  sizeof(*sin));
}

/* socket(2), bind(2), close(2) */
static void
making(int fd, const struct sockaddr_in *name)
{
    struct sockaddr_in far = *name, unknown = *name;
    int other = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);

    say("socket unix type", socket(AF_INET, 77, 0));
    say("socket family", socket(99, SOCK_DGRAM, 0));
    say("bind again", bind(fd, (const struct sockaddr *)name, sizeof(*name)));
    say("bind taken",
        bind(other, (const struct sockaddr *)name, sizeof(*name)));
    far.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1, RFC 5737 */
    far.sin_port = 0;
    say("bind elsewhere",
        bind(other, (const struct sockaddr *)&far, sizeof(far)));
    unknown.sin_family = 99;
    say("bind family",
        bind(other, (const struct sockaddr *)&unknown, sizeof(unknown)));
    say("bind short", bind(other, (const struct sockaddr *)name, 4));
    say("close", close(other));
    say("close again", close(other));
    say("send closed", send(other, "x", 1, 0));
    say("recv on stdout", recv(1, &far, 1, 0));
}

/* udp(7), recvfrom(2) */
static void
datagrams(int fd, const struct sockaddr_in *name)
{
    char buf[70000] = "";
    struct sockaddr_in from;
    socklen_t len = sizeof(from);

    say("recv nothing", recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
    say("recv out of band",
        recv(fd, buf, sizeof(buf), MSG_OOB | MSG_DONTWAIT));
    say("send without address", send(fd, "x", 1, 0));
    say("send too long", sendto(fd, buf, sizeof(buf), 0,
                                (const struct sockaddr *)name, sizeof(*name)));
    say("send empty", to(fd, "", name));
    say("send", to(fd, "hello", name));
    say("send", to(fd, "world", name));
    say("recv empty", recv(fd, buf, sizeof(buf), 0));
    say("peek", recv(fd, buf, 2, MSG_PEEK));
    say("truncated", recv(fd, buf, 2, MSG_TRUNC));
    say("recvfrom",
        recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len));
    printf("%.5s from %s, %u bytes of address, port %s\n", buf,
           inet_ntoa(from.sin_addr), len,
           from.sin_port == name->sin_port ? "as bound" : "wrong");
    len = 4;
    to(fd, "x", name);
    say("short address",
        recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len));
    printf("address needs %u\n", len);
}

/* poll(2), socket(7): SO_RCVTIMEO; fcntl(2) */
static void
waiting(int fd, const struct sockaddr_in *name)
{
    struct pollfd p[3] = { { .fd = fd, .events = POLLIN },
                           { .fd = -1, .events = POLLIN },
                           { .fd = 999, .events = POLLIN } };
    struct timeval tv = { .tv_usec = 20000 };
    struct timespec a, b;
    char c;

    say("poll 1 ms", poll(p, 2, 1));
    say("poll bad fd", poll(p, 3, 0));
    printf("revents %d %d %d\n", p[0].revents, p[1].revents, p[2].revents);
    to(fd, "x", name);
    say("poll readable", poll(p, 2, -1));
    printf("revents %d\n", p[0].revents);
    p[0].events = POLLIN | POLLOUT;
    say("poll both", poll(p, 1, -1));
    printf("revents %d\n", p[0].revents);
    say("recv", recv(fd, &c, 1, 0));
    say("SO_RCVTIMEO",
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
    clock_gettime(CLOCK_MONOTONIC, &a);
    say("recv with timeout", recv(fd, &c, 1, 0));
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("waited: %s\n",
           (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >=
                   19000000
               ? "long enough"
               : "too short");
    say("O_NONBLOCK", fcntl(fd, F_SETFL, O_NONBLOCK));
    say("recv nonblocking", recv(fd, &c, 1, 0));
    say("bad option", setsockopt(fd, SOL_SOCKET, 9999, &tv, sizeof(tv)));
    tv.tv_usec = 5000000;
    say("bad timeout",
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
}

/* udp(7): a connected socket hears of a port that no one listens to */
static void
connected(const struct sockaddr_in *name)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), err;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    struct sockaddr_in nobody = loopback(1), unspec = loopback(0);
    socklen_t len = sizeof(err);
    char c;

    say("getpeername", getpeername(fd, (struct sockaddr *)&nobody, &len));
    len = sizeof(err);
    say("connect", connect(fd, (struct sockaddr *)&nobody, sizeof(nobody)));
    say("send to nobody", send(fd, "x", 1, 0));
    poll(&p, 1, 1000);
    printf("error seen: %s\n", p.revents & POLLERR ? "yes" : "no");
    printf("data seen: %s\n", p.revents & POLLIN ? "yes" : "no");
    say("recv", recv(fd, &c, 1, MSG_DONTWAIT));
    say("recv again", recv(fd, &c, 1, MSG_DONTWAIT));
    send(fd, "x", 1, 0);
    poll(&p, 1, 1000);
    say("SO_ERROR", getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len));
    printf("error %d\n", err);
    say("connect elsewhere",
        connect(fd, (const struct sockaddr *)name, sizeof(*name)));
    say("send", send(fd, "x", 1, 0));
    printf("from %s\n", inet_ntoa(name_of(fd).sin_addr));
    unspec.sin_family = AF_UNSPEC;
    say("disconnect", connect(fd, (struct sockaddr *)&unspec, sizeof(unspec)));
    printf("from %s\n", inet_ntoa(name_of(fd).sin_addr));
    close(fd);
}

int
main(void)
{
    struct sockaddr_in name = loopback(0);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    say("bind", bind(fd, (struct sockaddr *)&name, sizeof(name)));
    name = name_of(fd);
    making(fd, &name);
    datagrams(fd, &name);
    connected(&name);
    waiting(fd, &name);
    close(fd);
    return 0;
}
