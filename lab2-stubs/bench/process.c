/*
 * process.c - servers beside the process that measures.
 */
#include "lab2-stubs/bench/measure.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define CHILDREN_MAX 16

static pid_t children[CHILDREN_MAX];
static int n_children;

void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static void
end_children(void)
{
    while (n_children > 0)
        kill(children[--n_children], SIGKILL);
}

static double
time_of(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t) < 0)
        fail("the clock of a process");
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double
used_ns(void)
{
    double ns = time_of(CLOCK_PROCESS_CPUTIME_ID);
    clockid_t clock;

    for (int i = 0; i < n_children; i++)
        if (clock_getcpuclockid(children[i], &clock) == 0)
            ns += time_of(clock);
    return ns;
}

static int
bound_socket(int type, struct sockaddr_in *addr)
{
    socklen_t len = sizeof(*addr);
    int fd = socket(AF_INET, type, 0);

    *addr = (struct sockaddr_in){ .sin_family = AF_INET };
    addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)addr, len) < 0 ||
        (type == SOCK_STREAM && listen(fd, 8) < 0) ||
        getsockname(fd, (struct sockaddr *)addr, &len) < 0)
        fail("a socket for a server");
    return fd;
}

unsigned short
serve_in_child(int type, void (*serve)(int fd))
{
    struct sockaddr_in addr;
    int fd = bound_socket(type, &addr);
    pid_t pid;

    if (n_children == 0)
        atexit(end_children);
    pid = n_children < CHILDREN_MAX ? fork() : -1;
    if (pid < 0)
        fail("a process for a server");
    if (pid == 0) {
        serve(fd);
        _exit(1);
    }
    children[n_children++] = pid;
    close(fd);
    return ntohs(addr.sin_port);
}

int
connect_to(int type, unsigned short port)
{
    struct sockaddr_in addr = { .sin_family = AF_INET };
    int fd = socket(AF_INET, type, 0), one = 1;

    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
        fail("a socket for a client");
    if (type == SOCK_STREAM)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return fd;
}
