/*
 * conform_udp_options.c - options of a datagram socket, its modes, and how
 * long it waits.
 */
#include "netsim/test/node/conform.h"

#include <fcntl.h>
#include <sys/time.h>
#include <time.h>

static const struct {
    const char *name;
    int option;
    int settable; /* -1: POSIX leaves it to the system */
} options[] = {
    { "SO_TYPE", SO_TYPE, 0 },
    { "SO_DOMAIN", SO_DOMAIN, 0 },
    { "SO_PROTOCOL", SO_PROTOCOL, 0 },
    { "SO_ERROR", SO_ERROR, 0 },
    { "SO_ACCEPTCONN", SO_ACCEPTCONN, 0 },
    { "SO_REUSEADDR", SO_REUSEADDR, 1 },
    { "SO_BROADCAST", SO_BROADCAST, 1 },
    { "SO_KEEPALIVE", SO_KEEPALIVE, 1 },
    { "SO_DONTROUTE", SO_DONTROUTE, 1 },
    { "SO_OOBINLINE", SO_OOBINLINE, 1 },
    { "SO_RCVLOWAT", SO_RCVLOWAT, -1 },
    { "SO_SNDLOWAT", SO_SNDLOWAT, 0 },
};

static void
say_option(int s, const char *what, int level, int option)
{
    int value = -77;
    socklen_t len = sizeof(value);

    if (say(what, getsockopt(s, level, option, &value, &len)) == 0)
        printf("value %d, length %u\n", value, len);
}

static void
integers(int s)
{
    static const int values[] = { 1, 0, 5 };

    part("socket(7)", "as a socket is made");
    for (size_t i = 0; i < COUNT(options); i++)
        say_option(s, options[i].name, SOL_SOCKET, options[i].option);
    part("socket(7)", "set, and asked for again");
    for (size_t i = 0; i < COUNT(options); i++) {
        for (size_t k = 0; options[i].settable > 0 && k < COUNT(values); k++) {
            say("setsockopt", setsockopt(s, SOL_SOCKET, options[i].option,
                                         &values[k], sizeof(values[k])));
            say_option(s, options[i].name, SOL_SOCKET, options[i].option);
        }
        if (options[i].settable == 0)
            say(options[i].name, setsockopt(s, SOL_SOCKET, options[i].option,
                                            &values[0], sizeof(values[0])));
    }
}

static void
buffers(int s)
{
    static const int sizes[] = { 0, 1, 5000, 10000, 100000, -1 };

    /* The minimum and the maximum are of the machine. */
    part("socket(7)", "SO_RCVBUF, SO_SNDBUF: doubled");
    for (size_t i = 0; i < COUNT(sizes); i++) {
        say("setsockopt",
            setsockopt(s, SOL_SOCKET, SO_RCVBUF, &sizes[i], sizeof(sizes[i])));
        if (sizes[i] > 1)
            say_option(s, "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF);
        say("setsockopt",
            setsockopt(s, SOL_SOCKET, SO_SNDBUF, &sizes[i], sizeof(sizes[i])));
        if (sizes[i] > 1)
            say_option(s, "SO_SNDBUF", SOL_SOCKET, SO_SNDBUF);
    }
}

static void
errors(int s)
{
    int value = 1;
    socklen_t len = sizeof(value), negative = (socklen_t)-1;

    part("setsockopt(2)", "errors");
    say("EBADF", setsockopt(-1, SOL_SOCKET, SO_REUSEADDR, &value, len));
    say("ENOTSOCK", setsockopt(1, SOL_SOCKET, SO_REUSEADDR, &value, len));
    say("EFAULT", setsockopt(s, SOL_SOCKET, SO_REUSEADDR, bad_pointer, len));
    say("NULL", setsockopt(s, SOL_SOCKET, SO_REUSEADDR, null_pointer, len));
    say("length 3", setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, 3));
    say("length 0", setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, 0));
    say("length -1",
        setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, negative));
    say("option 9999", setsockopt(s, SOL_SOCKET, 9999, &value, len));
    say("level 9999", setsockopt(s, 9999, SO_REUSEADDR, &value, len));
    say("IPPROTO_UDP 9999", setsockopt(s, IPPROTO_UDP, 9999, &value, len));
    say("IPPROTO_TCP", setsockopt(s, IPPROTO_TCP, 1, &value, len));
    say("IPPROTO_IP 9999", setsockopt(s, IPPROTO_IP, 9999, &value, len));
    part("getsockopt(2)", "errors");
    say("EBADF", getsockopt(-1, SOL_SOCKET, SO_TYPE, &value, &len));
    say("ENOTSOCK", getsockopt(1, SOL_SOCKET, SO_TYPE, &value, &len));
    say("EFAULT", getsockopt(s, SOL_SOCKET, SO_TYPE, bad_pointer, &len));
    say("length bad", getsockopt(s, SOL_SOCKET, SO_TYPE, &value, bad_pointer));
    say("length -1", getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &negative));
    say("option 9999", getsockopt(s, SOL_SOCKET, 9999, &value, &len));
    say("level 9999", getsockopt(s, 9999, SO_TYPE, &value, &len));
    say("IPPROTO_UDP 9999", getsockopt(s, IPPROTO_UDP, 9999, &value, &len));
    say("IPPROTO_TCP", getsockopt(s, IPPROTO_TCP, 1, &value, &len));
    part("getsockopt(2)", "room for more, for less");
    value = 0;
    len = 1;
    say("length 1", getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &len));
    printf("value %d, length %u\n", value, len);
    len = 100;
    say("length 100", getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &len));
    printf("value %d, length %u\n", value, len);
    len = 0;
    say("length 0", getsockopt(s, SOL_SOCKET, SO_TYPE, NULL, &len));
}

/* How long it has waited is in the hand of the scheduler; not for less. */
static void
say_waited(int s, int at_least_ms)
{
    struct timespec a, b;
    char c;

    clock_gettime(CLOCK_MONOTONIC, &a);
    say("recv", recv(s, &c, 1, 0));
    clock_gettime(CLOCK_MONOTONIC, &b);
    say("long enough",
        (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000 >=
            at_least_ms * 1000);
}

static void
say_timeout(int s, int option)
{
    struct timeval tv = { 77, 77 };
    socklen_t len = sizeof(tv);

    say("getsockopt", getsockopt(s, SOL_SOCKET, option, &tv, &len));
    printf("%ld s %ld us, length %u\n", (long)tv.tv_sec, (long)tv.tv_usec,
           len);
}

static void
timeouts(int s)
{
    static const struct timeval values[] = {
        { 0, 20000 }, { 3, 0 },       { 0, 1000000 }, { 0, -1 },
        { -1, 0 },    { 1000000, 0 }, { 0, 0 },
    };
    struct timeval tv = { 0, 20000 };

    part("socket(7)", "SO_RCVTIMEO, SO_SNDTIMEO: as made, as set");
    say_timeout(s, SO_RCVTIMEO);
    for (size_t i = 0; i < COUNT(values); i++) {
        printf("%ld s %ld us:\n", (long)values[i].tv_sec,
               (long)values[i].tv_usec);
        say("setsockopt", setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &values[i],
                                     sizeof(values[i])));
        say_timeout(s, SO_RCVTIMEO);
        say("setsockopt", setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &values[i],
                                     sizeof(values[i])));
        say_timeout(s, SO_SNDTIMEO);
    }
    part("socket(7)", "SO_RCVTIMEO: errors");
    say("length 4", setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, 4));
    say("bad",
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, bad_pointer, sizeof(tv)));
    part("socket(7)", "SO_RCVTIMEO: EAGAIN when it is over");
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    say_waited(s, 19);
    say_poll("20 ms", s, POLLIN, 20);
    tv.tv_sec = -1;
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    say_waited(s, 0);
}

static void
modes(int s)
{
    struct sockaddr_in sin = address("127.0.0.1", 0);
    int fd;

    part("fcntl(2)", "F_GETFL, F_SETFL");
    say("F_GETFL", fcntl(s, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    say("F_SETFL", fcntl(s, F_SETFL, O_NONBLOCK));
    say("F_GETFL", fcntl(s, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    say("recv", recv(s, &sin, 1, 0));
    say("read", read(s, &sin, 1));
    say("F_SETFL", fcntl(s, F_SETFL, O_WRONLY));
    say("F_GETFL", fcntl(s, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
    part("fcntl(2)", "F_GETFD, F_SETFD");
    say("F_GETFD", fcntl(s, F_GETFD));
    say("F_SETFD", fcntl(s, F_SETFD, FD_CLOEXEC));
    say("F_GETFD", fcntl(s, F_GETFD));
    say("F_SETFD", fcntl(s, F_SETFD, 0));
    say("F_GETFD", fcntl(s, F_GETFD));
    part("fcntl(2)", "errors");
    say("F_GETFL", fcntl(-1, F_GETFL));
    say("F_SETFL", fcntl(100000, F_SETFL, 0));
    say("9999", fcntl(s, 9999, 0));
    part("poll(2)", "which bits a datagram socket has");
    sin = address("127.0.0.1", 0);
    fd = bound(SOCK_DGRAM, &sin);
    say_poll("nothing asked", fd, 0, 0);
    say_poll("empty", fd, ~0 & ~POLLNVAL, 0);
    sendto(fd, "x", 1, 0, SA(&sin), sizeof(sin));
    say_poll("not empty", fd, POLLIN, SOON_MS);
    say_poll("not empty", fd, POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM, 0);
    say_poll("not empty", fd, POLLPRI | POLLRDHUP, 0);
    close(fd);
}

int
main(void)
{
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    integers(s);
    errors(s);
    timeouts(s);
    modes(s);
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    buffers(s);
    close(s);
    return 0;
}
