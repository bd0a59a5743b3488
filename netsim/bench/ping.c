/*
 * ping.c - a ping-pong over UDP, for the bench: send, wait, send.
 *
 * ping SERVER PORT COUNT   asks COUNT times
 * ping - PORT              answers for ever
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
answer(int fd)
{
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    char buf[64];
    ssize_t n;

    while ((n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from,
                         &len)) >= 0)
        sendto(fd, buf, (size_t)n, 0, (struct sockaddr *)&from, len);
}

static int
ask(int fd, const char *server, const char *port, long count)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;
    char buf[64] = "pingpingpingpingpingpingpingpingpingping";
    long done = 0;

    if (getaddrinfo(server, port, &hints, &ai) != 0)
        return 1;
    while (done < count &&
           sendto(fd, buf, 40, 0, ai->ai_addr, ai->ai_addrlen) == 40 &&
           recvfrom(fd, buf, sizeof(buf), 0, NULL, NULL) == 40)
        done++;
    freeaddrinfo(ai);
    printf("%ld round trips\n", done);
    return done == count ? 0 : 1;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_DGRAM, 0), status = 0;

    if (argc < 3 || fd < 0)
        return 2;
    if (argc == 4) {
        status = ask(fd, argv[1], argv[2], atol(argv[3]));
    } else {
        any.sin_port = htons((uint16_t)atoi(argv[2]));
        if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
            return 1;
        answer(fd);
    }
    close(fd);
    return status;
}
