/*
 * tcp_many.c - many connections at once, each with one message.
 *
 * tcp_many serve         echoes to all of its clients, by one poll()
 * tcp_many PEER COUNT    opens so many connections to port 7 of PEER before
 *                        it says a word, then wants its word back from each
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MANY 1024

static struct pollfd fds[MANY];

static int
fail(const char *what)
{
    perror(what);
    return 1;
}

static void
serve_one(struct pollfd *p)
{
    char buf[64];
    ssize_t n = recv(p->fd, buf, sizeof(buf), 0);

    if (n > 0 && send(p->fd, buf, (size_t)n, 0) == n)
        return;
    close(p->fd);
    p->fd = -1;
}

static int
serve(void)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(7) };
    int most = 0;

    fds[0].fd = socket(AF_INET, SOCK_STREAM, 0);
    fds[0].events = POLLIN;
    if (bind(fds[0].fd, (struct sockaddr *)&any, sizeof(any)) < 0 ||
        listen(fds[0].fd, MANY) < 0)
        return fail("listen");
    for (int n = 1;;) {
        if (poll(fds, (nfds_t)n, -1) < 0)
            return fail("poll");
        for (int i = 1; i < n; i++)
            if (fds[i].fd >= 0 && fds[i].revents)
                serve_one(&fds[i]);
        if (fds[0].revents) {
            int i = 1;

            while (i < n && fds[i].fd >= 0)
                i++;
            fds[i].fd = accept(fds[0].fd, NULL, NULL);
            fds[i].events = POLLIN;
            fds[i].revents = 0;
            n += i == n;
        }
        if (n > most && (most = n) % 100 == 1)
            printf("%d clients\n", n - 1);
    }
}

static int
open_all(const char *peer, int count)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_STREAM },
                    *ai;

    if (getaddrinfo(peer, "7", &hints, &ai) != 0)
        return fail("getaddrinfo");
    for (int i = 0; i < count; i++) {
        fds[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        fcntl(fds[i].fd, F_SETFL, O_NONBLOCK);
        fds[i].events = POLLOUT;
        if (connect(fds[i].fd, ai->ai_addr, ai->ai_addrlen) == 0 ||
            errno != EINPROGRESS)
            return fail("connect");
    }
    freeaddrinfo(ai);
    for (int i = 0; i < count; i++)
        if (poll(&fds[i], 1, -1) != 1 || fds[i].revents != POLLOUT)
            return fail("poll");
    return 0;
}

static int
echo_all(int count)
{
    char word[24], back[24];
    int good = 0;

    for (int i = 0; i < count; i++) {
        snprintf(word, sizeof(word), "word %d", i);
        if (send(fds[i].fd, word, sizeof(word), 0) != sizeof(word))
            return fail("send");
    }
    for (int i = 0; i < count; i++) {
        snprintf(word, sizeof(word), "word %d", i);
        fcntl(fds[i].fd, F_SETFL, 0);
        if (recv(fds[i].fd, back, sizeof(back), MSG_WAITALL) == sizeof(back) &&
            strcmp(word, back) == 0)
            good++;
    }
    printf("%d of %d came back\n", good, count);
    return 0;
}

int
main(int argc, char **argv)
{
    int count = argc > 2 ? atoi(argv[2]) : 0;

    if (argc < 2 || count > MANY)
        return 2;
    if (argc == 2)
        return serve();
    return open_all(argv[1], count) || echo_all(count);
}
