/*
 * conform_misc.c - clocks, sleep, chance and names: what of their results
 * does not depend on the moment.
 */
#include "netsim/test/node/conform.h"

#include <sys/random.h>
#include <sys/time.h>
#include <time.h>

static void
clocks(void)
{
    static const struct timespec bad[] = { { 0, -1 },
                                           { 0, 1000000000 },
                                           { -1, 0 } };
    struct timespec a, b, ms = { 0, 1000000 };
    struct timeval tv;
    time_t now;

    part("clock_gettime(2)", "errors");
    say("clock 999", clock_gettime(999, &a));
    say("REALTIME", clock_gettime(CLOCK_REALTIME, &a));
    say("MONOTONIC", clock_gettime(CLOCK_MONOTONIC, &a));
    part("nanosleep(2)", "errors; never less than was asked for");
    for (size_t i = 0; i < COUNT(bad); i++)
        say("nanosleep", nanosleep(&bad[i], NULL));
    say("nanosleep(bad)", nanosleep(bad_pointer, NULL));
    say("nanosleep", nanosleep(&ms, &ms));
    clock_gettime(CLOCK_MONOTONIC, &b);
    say("has waited",
        (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 1000000);
    say("sleep", sleep(0));
    say("usleep", usleep(10));
    part("time(2)", "one time, three ways to ask");
    gettimeofday(&tv, NULL);
    time(&now);
    clock_gettime(CLOCK_REALTIME, &a);
    say("ordered",
        tv.tv_sec <= a.tv_sec && now <= a.tv_sec && a.tv_sec - tv.tv_sec < 60);
}

static void
chance(void)
{
    char buf[16] = "", zero[16] = "";

    part("getrandom(2)", "errors, lengths");
    say("getrandom", getrandom(buf, sizeof(buf), 0));
    say("not zero", memcmp(buf, zero, sizeof(buf)) != 0);
    say("getrandom(0)", getrandom(buf, 0, 0));
    say("getrandom(NONBLOCK)", getrandom(buf, 16, GRND_NONBLOCK));
    say("getrandom(flags 0x100)", getrandom(buf, 16, 0x100));
    /* Nothing else that is wrong: since Linux 6.11 and glibc 2.41 it need not
     * come to the kernel, which would say so. */
    part("getpid(2)", "the same each time");
    say("same", getpid() == getpid() && getpid() > 1);
}

static void
look_up(const char *name, const char *service, int family, int type, int flags)
{
    struct addrinfo hints = { .ai_family = family,
                              .ai_socktype = type,
                              .ai_flags = flags },
                    *list, *ai;
    int r = getaddrinfo(name, service, &hints, &list);
    char ip[INET_ADDRSTRLEN];
    struct sockaddr_in sin;

    printf("%s %s type %d flags %d = %d\n", name ? name : "NULL",
           service ? service : "NULL", type, flags, r);
    if (r != 0)
        return;
    for (ai = list; ai; ai = ai->ai_next) {
        memcpy(&sin, ai->ai_addr, sizeof(sin));
        inet_ntop(AF_INET, &sin.sin_addr, ip, sizeof(ip));
        if (ai->ai_socktype != SOCK_RAW) /* Linux has it, POSIX need not */
            printf("  family %d type %d protocol %d length %u %s:%d\n",
                   ai->ai_family, ai->ai_socktype, ai->ai_protocol,
                   ai->ai_addrlen, ip, ntohs(sin.sin_port));
    }
    freeaddrinfo(list);
}

static void
names(void)
{
    const int in = AF_INET, udp = SOCK_DGRAM, tcp = SOCK_STREAM;

    part("getaddrinfo(3)", "numbers");
    look_up("127.0.0.1", "7", in, udp, 0);
    look_up("10.1.2.3", NULL, in, tcp, 0);
    look_up("127.0.0.1", "7", in, 0, 0);
    look_up("127.0.0.1", "7", in, udp, AI_NUMERICHOST | AI_NUMERICSERV);
    look_up(NULL, "80", in, tcp, 0);
    look_up(NULL, "80", in, tcp, AI_PASSIVE);
    look_up("127.0.0.1", "0", in, udp, 0);
    look_up("127.0.0.1", "65535", in, udp, 0);
    part("getaddrinfo(3)", "errors");
    look_up(NULL, NULL, in, udp, 0);
    look_up("no.such.host.", "7", in, udp, AI_NUMERICHOST);
    look_up("256.1.1.1", "7", in, udp, AI_NUMERICHOST);
    look_up("127.0.0.1", "7", 99, udp, 0);
    look_up("127.0.0.1", "7", in, 99, 0);
    look_up("127.0.0.1", "no-such", in, udp, 0);
    look_up("127.0.0.1", "no-such", in, udp, AI_NUMERICSERV);
    part("strerror(3)", "text of errors");
    printf("%s; %s; %s\n", strerror(ENOENT), strerror(0), strerror(9999));
}

int
main(void)
{
    clocks();
    chance();
    names();
    return 0;
}
