/*
 * conform.h - for the programs that are run on Linux and in the simulator,
 * and must print the same (netsim/test/conform.sh compares).
 *
 * Every call is one line: "connect = -1 ECONNREFUSED".  Nothing is printed
 * that may differ between two runs on Linux: no time, no process id, no
 * port that the kernel has chosen, no address given as an argument.
 */
#ifndef NETSIM_TEST_NODE_CONFORM_H
#define NETSIM_TEST_NODE_CONFORM_H

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SA(sin) ((struct sockaddr *)(uintptr_t)(sin))

/* Long enough for whatever must come, on a slow machine. */
#define SOON_MS 5000

/* Where no program has memory; volatile, so that no compiler looks at it. */
static void *volatile bad_pointer = (void *)8;
static void *volatile null_pointer;

/* What follows is said in this place of the manual: the diff shows it. */
static inline void
part(const char *source, const char *what)
{
    printf("# %s  %s\n", source, what);
}

/* What a call has returned. */
static inline long
say(const char *call, long r)
{
    if (r == -1)
        printf("%s = -1 %s\n", call, strerrorname_np(errno));
    else
        printf("%s = %ld\n", call, r);
    return r;
}

/* For calls whose value is of the kernel's choice. */
static inline long
say_if(const char *call, long r)
{
    if (r == -1)
        return say(call, r);
    printf("%s = ok\n", call);
    return r;
}

/* For calls that return the error itself. */
static inline int
say_error(const char *call, int e)
{
    printf("%s = %s\n", call, e ? strerrorname_np(e) : "0");
    return e;
}

/* What was read: its length, and its bytes as text. */
static inline long
say_bytes(const char *call, long r, const char *buf)
{
    if (r < 0)
        return say(call, r);
    printf("%s = %ld \"%.*s\"\n", call, r, (int)(r < 60 ? r : 60), buf);
    return r;
}

/* poll(2) on one descriptor, with the names of the bits it reports. */
static inline int
say_poll(const char *what, int fd, short events, int timeout_ms)
{
    static const struct {
        short bit;
        const char *name;
    } bits[] = { { POLLIN, "IN" },         { POLLRDNORM, "RDNORM" },
                 { POLLPRI, "PRI" },       { POLLOUT, "OUT" },
                 { POLLWRNORM, "WRNORM" }, { POLLRDHUP, "RDHUP" },
                 { POLLHUP, "HUP" },       { POLLERR, "ERR" },
                 { POLLNVAL, "NVAL" } };
    struct pollfd p = { .fd = fd, .events = events };
    int r = poll(&p, 1, timeout_ms);

    if (r < 0)
        return (int)say(what, r);
    printf("poll %s = %d", what, r);
    for (size_t i = 0; i < COUNT(bits); i++)
        if (p.revents & bits[i].bit)
            printf(" %s", bits[i].name);
    printf("\n");
    return p.revents;
}

/* Until something of this has happened, or for long enough. */
static inline void
await(int fd, short events)
{
    struct pollfd p = { .fd = fd, .events = events };

    if (poll(&p, 1, SOON_MS) == 0)
        printf("waited in vain\n");
}

static inline struct sockaddr_in
address(const char *ip, int port)
{
    struct sockaddr_in sin = { .sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port) };

    sin.sin_addr.s_addr = inet_addr(ip);
    return sin;
}

/* The host and fixed port of a peer, by getaddrinfo(3). */
static inline struct sockaddr_in
resolve(const char *host, int port)
{
    struct addrinfo hints = { .ai_family = AF_INET }, *ai;
    struct sockaddr_in sin = { .sin_family = AF_INET };

    if (getaddrinfo(host, NULL, &hints, &ai) != 0) {
        printf("unknown host\n");
        exit(1);
    }
    memcpy(&sin, ai->ai_addr, sizeof(sin));
    sin.sin_port = htons((uint16_t)port);
    freeaddrinfo(ai);
    return sin;
}

/* A socket of this type that is bound where *name says; fills in *name. */
static inline int
bound(int type, struct sockaddr_in *name)
{
    socklen_t len = sizeof(*name);
    int fd = socket(AF_INET, type, 0);

    if (fd < 0 || bind(fd, SA(name), sizeof(*name)) < 0 ||
        getsockname(fd, SA(name), &len) < 0) {
        say("bound()", -1);
        exit(1);
    }
    return fd;
}

/* A listener on 127.0.0.1, and the two ends of a connection to it. */
struct stream {
    struct sockaddr_in name; /* of the listener */
    int listener, client, server;
};

static inline void
stream_open(struct stream *c)
{
    c->name = address("127.0.0.1", 0);
    c->listener = bound(SOCK_STREAM, &c->name);
    c->client = socket(AF_INET, SOCK_STREAM, 0);
    if (listen(c->listener, 5) < 0 ||
        connect(c->client, SA(&c->name), sizeof(c->name)) < 0 ||
        (c->server = accept(c->listener, NULL, NULL)) < 0) {
        say("stream_open()", -1);
        exit(1);
    }
}

static inline void
stream_close(struct stream *c)
{
    close(c->client);
    close(c->server);
    close(c->listener);
}

#endif
