/*
 * raw.c - a message there and one back, by sockets alone: what no RPC can
 * beat.  The messages are as long as those of a call without arguments.
 */
#include "lab2-stubs/bench/measure.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define CALL_LEN 40
#define REPLY_LEN 24
#define MARK_LEN 4 /* of a record, over TCP */

static int udp_fd, tcp_fd;

/* ---- UDP ---------------------------------------------------------------- */

static void
serve_udp(int fd)
{
    char buf[CALL_LEN];
    struct sockaddr_in from;
    socklen_t len = sizeof(from);

    while (recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len) ==
           CALL_LEN)
        sendto(fd, buf, REPLY_LEN, 0, (struct sockaddr *)&from, len);
}

static struct sockaddr_in udp_server;

static void
open_udp(void)
{
    unsigned short port = serve_in_child(SOCK_DGRAM, serve_udp);

    udp_fd = socket(AF_INET, SOCK_DGRAM, 0);
    udp_server =
        (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
    udp_server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static void
send_call(char *buf)
{
    sendto(udp_fd, buf, CALL_LEN, 0, (struct sockaddr *)&udp_server,
           sizeof(udp_server));
}

static void
take_reply(char *buf)
{
    struct sockaddr_in from;
    socklen_t len = sizeof(from);

    if (recvfrom(udp_fd, buf, CALL_LEN, 0, (struct sockaddr *)&from, &len) !=
        REPLY_LEN)
        fail("raw UDP");
}

static void
run_udp(long n)
{
    char buf[CALL_LEN] = "";

    while (n-- > 0) {
        send_call(buf);
        take_reply(buf);
    }
}

/* Say how long, each time: who repeats what gets lost must do that. */
static void
run_udp_timeout(long n)
{
    struct timeval t = { .tv_sec = 1 };
    char buf[CALL_LEN] = "";

    while (n-- > 0) {
        send_call(buf);
        t.tv_usec = n % 1000 * 1000;
        setsockopt(udp_fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
        take_reply(buf);
    }
}

/* ---- TCP ---------------------------------------------------------------- */

/* So small a message comes in one piece. */
static int
exchange(int fd, char *buf, ssize_t send_len, ssize_t recv_len)
{
    return send(fd, buf, (size_t)send_len, 0) == send_len &&
           recv(fd, buf, (size_t)recv_len, 0) == recv_len;
}

static void
serve_tcp(int fd)
{
    char buf[MARK_LEN + CALL_LEN];
    int one = 1, c = accept(fd, NULL, NULL);

    setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (recv(c, buf, sizeof(buf), 0) == sizeof(buf))
        while (exchange(c, buf, MARK_LEN + REPLY_LEN, sizeof(buf)))
            continue;
}

static void
open_tcp(void)
{
    tcp_fd = connect_to(SOCK_STREAM, serve_in_child(SOCK_STREAM, serve_tcp));
}

static void
run_tcp(long n)
{
    char buf[MARK_LEN + CALL_LEN] = "";

    while (n-- > 0)
        if (!exchange(tcp_fd, buf, sizeof(buf), MARK_LEN + REPLY_LEN))
            fail("raw TCP");
}

struct measured raw_udp = { .name = "sockets alone, UDP",
                            .open = open_udp,
                            .run = run_udp };
struct measured raw_udp_timeout = { .name = "... with a time-out",
                                    .run = run_udp_timeout };
struct measured raw_tcp = { .name = "sockets alone, TCP",
                            .open = open_tcp,
                            .run = run_tcp };
