/*
 * tcp_calls.c - what the calls for TCP return, a line each, with errno's
 * number; all of it within one host.
 *
 * Run as a real process and as a simulated one it must print the same.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
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

static void
say_poll(const char *what, int fd)
{
    struct pollfd p = { .fd = fd,
                        .events = POLLIN | POLLOUT | POLLRDHUP | POLLPRI };

    poll(&p, 1, 0);
    printf("%s: poll%s%s%s%s%s\n", what, p.revents & POLLIN ? " in" : "",
           p.revents & POLLOUT ? " out" : "",
           p.revents & POLLRDHUP ? " rdhup" : "",
           p.revents & POLLHUP ? " hup" : "",
           p.revents & POLLERR ? " err" : "");
}

static int
option(int fd, int level, int name)
{
    int value = -1;
    socklen_t len = sizeof(value);

    return getsockopt(fd, level, name, &value, &len) < 0 ? -1 : value;
}

static void
set(int fd, int level, int name, int value)
{
    setsockopt(fd, level, name, &value, sizeof(value));
}

static int
stream(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static struct sockaddr_in
name_of(int fd)
{
    struct sockaddr_in sin = { 0 };
    socklen_t len = sizeof(sin);

    getsockname(fd, (struct sockaddr *)&sin, &len);
    return sin;
}

static int
begin_connect(int fd, const struct sockaddr_in *to)
{
    return connect(fd, (const struct sockaddr *)to, sizeof(*to));
}

/* A listener on a port of its own. */
static int
listener(struct sockaddr_in *name, int backlog)
{
    struct sockaddr_in sin = { .sin_family = AF_INET };
    int fd = stream();

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(fd, (struct sockaddr *)&sin, sizeof(sin));
    listen(fd, backlog);
    *name = name_of(fd);
    return fd;
}

/* Two ends of one connection: end[0] has connected. */
static void
pair(int end[2])
{
    struct sockaddr_in name;
    int l = listener(&name, 1);

    end[0] = stream();
    begin_connect(end[0], &name);
    end[1] = accept(l, NULL, NULL);
    close(l);
}

static void
close_both(const int end[2])
{
    close(end[0]);
    close(end[1]);
}

/* A little later everything has arrived. */
static void
settle(void)
{
    struct timespec ms = { 0, 20000000 };

    nanosleep(&ms, NULL);
}

/* socket(2), listen(2), accept(2), connect(2) */
static void
making(void)
{
    struct sockaddr_in name, peer = { 0 };
    socklen_t len = sizeof(peer);
    int fd = stream(), udp = socket(AF_INET, SOCK_DGRAM, 0), l, a;
    char buf[8];

    say("protocol", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    say("type", option(fd, SOL_SOCKET, SO_TYPE));
    say_poll("new", fd);
    say("accept new", accept(fd, NULL, NULL));
    say("recv new", recv(fd, buf, 1, 0));
    say("send new", send(fd, buf, 1, MSG_NOSIGNAL));
    say("shutdown new", shutdown(fd, SHUT_RDWR));
    say("shutdown how", shutdown(fd, 7));
    say("getpeername new", getpeername(fd, (struct sockaddr *)&peer, &len));
    say("listen udp", listen(udp, 1));
    say("accept udp", accept(udp, NULL, NULL));
    say("listen unbound", listen(fd, 1));
    say("has a port", name_of(fd).sin_port != 0);
    say("is listening", option(fd, SOL_SOCKET, SO_ACCEPTCONN));
    say("listen again", listen(fd, 5));
    name = name_of(fd);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    say("connect listening", begin_connect(fd, &name));
    say("recv listening", recv(fd, buf, 1, 0));
    say_poll("listening", fd);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    say("accept none", accept(fd, NULL, NULL));
    close(fd);
    l = listener(&name, 1);
    fd = stream();
    say("connect", begin_connect(fd, &name));
    say("connect again", begin_connect(fd, &name));
    say("listen connected", listen(fd, 1));
    say_poll("to accept", l);
    a = accept4(l, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK);
    say("accept", a >= 0);
    say("peer", peer.sin_port == name_of(fd).sin_port && len == sizeof(peer));
    say("nonblocking", fcntl(a, F_GETFL) & O_NONBLOCK ? 1 : 0);
    say("recv nothing", recv(a, buf, 1, 0));
    say("getpeername", getpeername(fd, (struct sockaddr *)&peer, &len));
    say("peer", peer.sin_port == name.sin_port);
    say_poll("connected", fd);
    close(a);
    close(fd);
    close(l);
    close(udp);
}

/* connect(2): ECONNREFUSED, EINPROGRESS, EALREADY, EISCONN */
static void
connecting(void)
{
    struct sockaddr_in name, nobody;
    int l = listener(&nobody, 1), fd;

    close(l);
    fd = stream();
    say("refused", begin_connect(fd, &nobody));
    say_poll("refused", fd);
    say("refused again", begin_connect(fd, &nobody));
    fcntl(fd, F_SETFL, O_NONBLOCK);
    say("refused later", begin_connect(fd, &nobody));
    settle();
    say_poll("refused later", fd);
    say("error", option(fd, SOL_SOCKET, SO_ERROR));
    say("error", option(fd, SOL_SOCKET, SO_ERROR));
    say_poll("error read", fd);
    say("connect after error", begin_connect(fd, &nobody));
    close(fd);
    l = listener(&name, 1);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    say("in progress", begin_connect(fd, &name));
    settle();
    say_poll("in progress", fd);
    say("error", option(fd, SOL_SOCKET, SO_ERROR));
    say("connect done", begin_connect(fd, &name));
    say("connect again", begin_connect(fd, &name));
    close(fd);
    close(l);
}

/* send(2), recv(2): a stream has no boundaries, and flags */
static void
streaming(void)
{
    char buf[64] = "";
    struct iovec v[2] = { { buf, 3 }, { buf + 10, 4 } };
    struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    int end[2], n;

    pair(end);
    say("send", send(end[0], "hello", 5, 0));
    say("write", write(end[0], " world", 6));
    say("send nothing", send(end[0], "", 0, 0));
    settle();
    say("readable", ioctl(end[1], FIONREAD, &n) < 0 ? -1 : n);
    say_poll("data", end[1]);
    say("peek", recv(end[1], buf, 3, MSG_PEEK));
    say("recv", recv(end[1], buf, 4, 0));
    say("read", read(end[1], buf + 4, 60));
    printf("%.11s\n", buf);
    say("nothing", recv(end[1], buf, 4, MSG_DONTWAIT));
    say("out of band", recv(end[1], buf, 4, MSG_OOB | MSG_DONTWAIT));
    send(end[0], "0123456789", 10, 0);
    settle();
    say("trunc", recv(end[1], buf, 4, MSG_TRUNC));
    say("all", recv(end[1], buf, 6, MSG_WAITALL));
    printf("%.6s\n", buf);
    say("writev", writev(end[0], v, 2));
    settle();
    memset(buf, 0, sizeof(buf));
    say("readv", readv(end[1], v, 2));
    printf("%.3s%.4s\n", buf, buf + 10);
    say("sendmsg", sendmsg(end[1], &m, 0));
    settle();
    say("recvmsg", recvmsg(end[0], &m, 0));
    send(end[1], "x", 1, 0);
    settle();
    say("recvfrom",
        recvfrom(end[0], buf, 4, 0, (struct sockaddr *)&from, &len));
    say("address", len);
    close_both(end);
}

/* shutdown(2): half-close, the end of the stream */
static void
half_closing(void)
{
    char buf[16];
    int end[2];

    pair(end);
    send(end[0], "last", 4, 0);
    say("shutdown", shutdown(end[0], SHUT_WR));
    settle();
    say_poll("after it", end[0]);
    say_poll("peer", end[1]);
    say("send", send(end[0], "x", 1, MSG_NOSIGNAL));
    say("recv", recv(end[1], buf, 16, 0));
    say("end", recv(end[1], buf, 16, 0));
    say("end again", recv(end[1], buf, 16, 0));
    say("other way", send(end[1], "back", 4, 0));
    settle();
    say("recv", recv(end[0], buf, 16, 0));
    say("shutdown", shutdown(end[1], SHUT_WR));
    settle();
    say_poll("both", end[0]);
    say_poll("both", end[1]);
    say("end", recv(end[0], buf, 16, 0));
    say("shutdown again", shutdown(end[0], SHUT_RDWR));
    say("shutdown again", shutdown(end[1], SHUT_RDWR));
    say("send closed", send(end[1], "x", 1, MSG_NOSIGNAL));
    close_both(end);
    pair(end);
    say("shutdown read", shutdown(end[0], SHUT_RD));
    say_poll("no reading", end[0]);
    say("recv", recv(end[0], buf, 16, 0));
    send(end[1], "abc", 3, 0);
    settle();
    say("recv", recv(end[0], buf, 16, 0));
    close_both(end);
}

/* RFC 9293 section 3.6, socket(7): SO_LINGER; ECONNRESET, EPIPE */
static void
resetting(void)
{
    struct linger now = { 1, 0 };
    char buf[16];
    int end[2];

    pair(end);
    send(end[0], "unread", 6, 0);
    settle();
    close(end[1]);
    settle();
    say_poll("unread", end[0]);
    say("recv", recv(end[0], buf, 16, 0));
    say("recv again", recv(end[0], buf, 16, 0));
    say("send", send(end[0], "x", 1, MSG_NOSIGNAL));
    say_poll("reset", end[0]);
    close(end[0]);
    pair(end);
    send(end[1], "before", 6, 0);
    setsockopt(end[1], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(end[1]);
    settle();
    say_poll("linger 0", end[0]);
    say("send", send(end[0], "x", 1, MSG_NOSIGNAL));
    say("send again", send(end[0], "x", 1, MSG_NOSIGNAL));
    say("recv", recv(end[0], buf, 16, 0));
    say("recv again", recv(end[0], buf, 16, 0));
    close(end[0]);
    pair(end);
    close(end[1]);
    settle();
    say_poll("closed", end[0]);
    say("end", recv(end[0], buf, 16, 0));
    say("send", send(end[0], "x", 1, MSG_NOSIGNAL));
    settle();
    say_poll("reset", end[0]);
    say("end", recv(end[0], buf, 16, 0));
    say("send again", send(end[0], "x", 1, MSG_NOSIGNAL));
    say_poll("reset", end[0]);
    close(end[0]);
}

/* socket(7), tcp(7), signal(7) */
static void
options(void)
{
    struct timeval tv = { 0, 20000 };
    struct sigaction sa = { .sa_handler = SIG_DFL };
    struct sockaddr_in name;
    char buf[16];
    int l, fd, a, on = 1;

    l = listener(&name, 1);
    set(l, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(l, IPPROTO_TCP, TCP_NODELAY, 1);
    setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    say("accept in vain", accept(l, NULL, NULL));
    fd = stream();
    begin_connect(fd, &name);
    a = accept(l, NULL, NULL);
    say("keepalive", option(a, SOL_SOCKET, SO_KEEPALIVE));
    say("nodelay", option(a, IPPROTO_TCP, TCP_NODELAY));
    say("nodelay", option(fd, IPPROTO_TCP, TCP_NODELAY));
    say("accepting", option(a, SOL_SOCKET, SO_ACCEPTCONN));
    say("recv in vain", recv(a, buf, 16, 0));
    ioctl(a, FIONBIO, &on);
    say("nonblocking", recv(a, buf, 16, 0));
    say("ignored", signal(SIGPIPE, SIG_IGN) == SIG_DFL);
    shutdown(a, SHUT_WR);
    say("send", send(a, "x", 1, 0));
    say("sigaction", sigaction(SIGPIPE, NULL, &sa));
    say("ignored", sa.sa_handler == SIG_IGN);
    close(a);
    close(fd);
    close(l);
}

/* ip(7), RFC 9293 section 3.4.3: a port that is not free yet */
static void
ports(void)
{
    struct sockaddr_in name;
    int l = listener(&name, 1), fd = stream(), a;

    begin_connect(fd, &name);
    a = accept(l, NULL, NULL);
    close(l);
    l = stream();
    say("bind", bind(l, (struct sockaddr *)&name, sizeof(name)));
    set(l, SOL_SOCKET, SO_REUSEADDR, 1);
    say("bind reuse", bind(l, (struct sockaddr *)&name, sizeof(name)));
    close(l);
    close(a);
    settle();
    close(fd);
    settle();
    l = stream();
    say("bind after", bind(l, (struct sockaddr *)&name, sizeof(name)));
    set(l, SOL_SOCKET, SO_REUSEADDR, 1);
    say("bind reuse", bind(l, (struct sockaddr *)&name, sizeof(name)));
    close(l);
}

int
main(void)
{
    making();
    connecting();
    streaming();
    half_closing();
    resetting();
    options();
    ports();
    return 0;
}
