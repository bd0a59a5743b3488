/*
 * peer.c - see peer.h.
 */
#include "grader/lab1/node/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void
must(int ok, const char *what)
{
    if (ok)
        return;
    check_failed("the check itself is wrong: %s: %s", what, strerror(errno));
    exit(1);
}

/* ---- plain sockets ------------------------------------------------------ */

struct sockaddr_in
peer_loopback(int port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int
peer_listen(int port, int backlog)
{
    struct sockaddr_in addr = peer_loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    must(fd >= 0, "socket()");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    must(bind(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0, "bind()");
    must(listen(fd, backlog) == 0, "listen()");
    return fd;
}

int
peer_connect(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    must(fd >= 0, "socket()");
    if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0)
        return fd;
    check_failed("the server cannot be reached: %s", strerror(errno));
    exit(1);
}

int
peer_send(int fd, const void *bytes, size_t len)
{
    const char *p = bytes;

    while (len > 0) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

/* Wait ms for something to read: whether there is. */
static int
is_readable(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int64_t until_ms = peer_now_ms() + ms;
    int n;

    do
        n = poll(&p, 1, (int)(until_ms - peer_now_ms()));
    while (n < 0 && errno == EINTR);
    return n > 0;
}

size_t
peer_recv(int fd, void *buf, size_t len, int ms)
{
    size_t got = 0;

    while (got < len && is_readable(fd, ms)) {
        ssize_t n = recv(fd, (char *)buf + got, len - got, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

int
peer_sees_end(int fd, int ms)
{
    int64_t until_ms = peer_now_ms() + ms;
    char buf[512];

    while (peer_now_ms() < until_ms &&
           is_readable(fd, (int)(until_ms - peer_now_ms())))
        if (recv(fd, buf, sizeof(buf), 0) <= 0 && errno != EINTR)
            return 1;
    return 0;
}

void
peer_reset(int fd)
{
    struct linger now = { .l_onoff = 1, .l_linger = 0 };

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(fd);
}

void
peer_pause(int ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        ;
}

int64_t
peer_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
peer_next_fd(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd >= 0)
        close(fd);
    return fd;
}

/* As the contracts have it, for whose errors a number says nothing. */
static const char *
error_name(long r)
{
    switch (r) {
    case -EBADMSG:
        return "-EBADMSG";
    case -EINTR:
        return "-EINTR";
    case -EINVAL:
        return "-EINVAL";
    case -EMSGSIZE:
        return "-EMSGSIZE";
    case -ENOSYS:
        return "-ENOSYS";
    case -EPIPE:
        return "-EPIPE";
    case -ETIMEDOUT:
        return "-ETIMEDOUT";
    default:
        return NULL;
    }
}

const char *
peer_result(long r)
{
    static char text[4][64];
    static int turn;
    char *s = text[turn++ % 4];

    if (r < 0 && error_name(r))
        snprintf(s, sizeof(text[0]), "%s (%s)", error_name(r),
                 strerror((int)-r));
    else if (r < 0)
        snprintf(s, sizeof(text[0]), "%ld (%s)", r, strerror((int)-r));
    else
        snprintf(s, sizeof(text[0]), "%ld", r);
    return s;
}

/* ---- a peer that does what its script says ------------------------------ */

void
pair_open(struct pair *p)
{
    struct sockaddr_in addr;
    socklen_t len = sizeof(addr);
    int listener = peer_listen(0, 1);

    must(getsockname(listener, (struct sockaddr *)&addr, &len) == 0,
         "getsockname()");
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = peer_connect(&addr);
    p->peer = accept(listener, NULL, NULL);
    must(p->peer >= 0, "accept()");
    close(listener);
}

static void
perform(struct pair *p, const struct act *a)
{
    char buf[512];
    size_t left = a->len, n = 1;

    switch (a->kind) {
    case ACT_SEND:
        peer_send(p->peer, a->bytes, a->len);
        return;
    case ACT_RECV:
        while (left > 0 && n > 0) {
            n = left < sizeof(buf) ? left : sizeof(buf);
            n = peer_recv(p->peer, buf, n, 1000);
            left -= n;
        }
        return;
    case ACT_PAUSE:
        peer_pause(a->ms);
        return;
    case ACT_CLOSE:
        close(p->peer);
        p->peer = -1;
        return;
    case ACT_RESET:
        peer_reset(p->peer);
        p->peer = -1;
    }
}

static void *
play(void *arg)
{
    struct pair *p = arg;

    for (size_t i = 0; i < p->n_acts && p->peer >= 0; i++)
        perform(p, &p->act[i]);
    return NULL;
}

void
pair_play(struct pair *p, const struct act *act, size_t n_acts)
{
    p->act = act;
    p->n_acts = n_acts;
    errno = pthread_create(&p->thread, NULL, play, p);
    must(errno == 0, "pthread_create()");
}

void
pair_wait(struct pair *p)
{
    pthread_join(p->thread, NULL);
}

void
pair_close(struct pair *p)
{
    if (p->fd >= 0)
        close(p->fd);
    if (p->peer >= 0)
        close(p->peer);
    p->fd = p->peer = -1;
}
