/*
 * conform_udp_shutdown.c - shutdown(2) of UDP sockets, which tells no one:
 * what the calls return, a line each, with errno's number.
 *
 * Run as a real process and as a simulated one it must print the same.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

static void
say(const char *what, long r)
{
    if (r < 0)
        printf("%s: -1 errno %d\n", what, errno);
    else
        printf("%s: %ld\n", what, r);
}

static void
say_poll(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

    poll(&p, 1, 0);
    say("poll", p.revents);
}

int
main(void)
{
    struct sockaddr_in sin = { .sin_family = AF_INET };
    socklen_t len = sizeof(sin);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    char c;

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(fd, (struct sockaddr *)&sin, sizeof(sin));
    getsockname(fd, (struct sockaddr *)&sin, &len);
    say("unconnected", shutdown(fd, SHUT_RDWR));
    say("connect", connect(fd, (struct sockaddr *)&sin, sizeof(sin)));
    say("send", send(fd, "x", 1, 0));
    say("shutdown", shutdown(fd, SHUT_RD));
    say_poll(fd);
    say("recv", recv(fd, &c, 1, 0));
    say("recv", recv(fd, &c, 1, 0));
    say("recv", recv(fd, &c, 1, MSG_DONTWAIT));
    say("send", send(fd, "x", 1, 0));
    say("recv", recv(fd, &c, 1, 0));
    say("shutdown", shutdown(fd, SHUT_WR));
    say_poll(fd);
    say("send", send(fd, "x", 1, 0));
    say("recv", recv(fd, &c, 1, 0));
    return 0;
}
