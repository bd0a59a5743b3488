/*
 * proxy.h - for tests: a proxy that runs as a process of its own, and the
 * programs on both sides of it, which are sockets of the test.
 */
#ifndef NETSIM_TEST_PROXY_H
#define NETSIM_TEST_PROXY_H

#include "netsim/tool/test/command.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

struct test_proxy {
    pid_t pid;
    int type; /* SOCK_DGRAM, SOCK_STREAM */
    char out[32], trace[32];
    uint16_t port;    /* where it listens */
    int server;       /* the server's socket, listening if a stream */
    char said[65536]; /* its log, once it has ended */
};

static inline struct sockaddr_in
here(uint16_t port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static inline uint16_t
port_of(int fd)
{
    struct sockaddr_in a;
    socklen_t len = sizeof(a);

    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    return ntohs(a.sin_port);
}

/* A socket bound to a port of the system's. */
static inline int
bound(int type)
{
    struct sockaddr_in a = here(0);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
    return fd;
}

/* Up to eight more words for the command line; NULL ends them. */
static inline void
proxy_start(struct test_proxy *p, int type, const char *const *more)
{
    char to[32];
    const char *where = type == SOCK_DGRAM ? "udp:0" : "tcp:0";
    const char *argv[20] = {
        BUILD "/bin/netsim", "proxy", "--listen", where, "--to", to
    };
    int n = 6;

    memset(p, 0, sizeof(*p));
    p->type = type;
    p->server = bound(type);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(p->server, 1024), 0);
    snprintf(to, sizeof(to), "localhost:%u", port_of(p->server));
    strcpy(p->out, "/tmp/proxy-out-XXXXXX");
    strcpy(p->trace, "/tmp/proxy-trace-XXXXXX");
    close(mkstemp(p->out));
    close(mkstemp(p->trace));
    argv[n++] = "--trace";
    argv[n++] = p->trace;
    while (more && *more)
        argv[n++] = *more++;
    p->pid = spawn((char *const *)(uintptr_t)argv, p->out, 1);
    for (int64_t end = clock_ms() + PATIENCE_MS; !p->port; pause_ms(5)) {
        const char *at;

        read_file(p->out, p->said, sizeof(p->said));
        at = strstr(p->said, " at 127.0.0.1:");
        if (at)
            p->port = (uint16_t)atoi(at + 14);
        if (clock_ms() > end)
            fail_msg("the proxy does not start: %s", p->said);
    }
}

/* Ctrl-C: it must end well, without leaks, and has said all in p->said. */
static inline void
proxy_end(struct test_proxy *p)
{
    int status;

    kill(p->pid, SIGINT);
    status = exit_status(p->pid);
    read_file(p->out, p->said, sizeof(p->said));
    if (status != 0)
        fail_msg("the proxy ended with %d: %s", status, p->said);
    if (p->server >= 0)
        close(p->server);
    unlink(p->out);
}

/* How many descriptors the proxy has open (proc(5)). */
static inline int
proxy_fds(const struct test_proxy *p)
{
    char command[64];
    FILE *in;
    int n = -1;

    snprintf(command, sizeof(command), "ls /proc/%d/fd | wc -l", (int)p->pid);
    in = popen(command, "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%d", &n), 1);
    pclose(in);
    return n;
}

/* ---- the two sides ------------------------------------------------------ */

/* A client's socket, connected to the proxy. */
static inline int
client_new(const struct test_proxy *p)
{
    struct sockaddr_in a = here(p->port);
    int fd = socket(AF_INET, p->type | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
    return fd;
}

static inline int
readable(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    return poll(&p, 1, ms) == 1;
}

static inline int
accepted(const struct test_proxy *p)
{
    int fd;

    if (!readable(p->server, PATIENCE_MS))
        fail_msg("no one connects to the server");
    fd = accept(p->server, NULL, NULL);
    assert_true(fd >= 0);
    return fd;
}

/* The next datagram, as a string; "" if none comes in time. */
struct message {
    char s[64];
    struct sockaddr_in from;
};

static inline struct message
got(int fd, int ms)
{
    struct message t = { "", { .sin_family = AF_INET } };
    socklen_t len = sizeof(t.from);

    if (readable(fd, ms))
        recvfrom(fd, t.s, sizeof(t.s) - 1, 0, (struct sockaddr *)&t.from,
                 &len);
    return t;
}

static inline void
say(int fd, const char *s)
{
    assert_int_equal(send(fd, s, strlen(s), MSG_NOSIGNAL), strlen(s));
}

#endif
