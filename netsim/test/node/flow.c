/*
 * flow.c - datagrams with numbers, one a millisecond.
 *
 * flow PEER COUNT   sends 1 .. COUNT to port 7 of PEER
 * flow -            prints the number of each that arrives
 * flow - MS         the same, with a timeout that it says when it is over
 * flow PEER 2 MS    sends 1, waits so long for an answer, sends 2
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

static int
send_all(int fd, const char *peer, int count, int timeout_ms)
{
    struct timeval tv = { 0, timeout_ms * 1000 };
    struct timespec ms = { 0, 1000000 };
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;

    if (getaddrinfo(peer, "7", &hints, &ai) != 0)
        return 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    for (int i = 1; i <= count; i++) {
        sendto(fd, &i, sizeof(i), 0, ai->ai_addr, ai->ai_addrlen);
        if (timeout_ms == 0)
            nanosleep(&ms, NULL);
        else if (recv(fd, &hints, sizeof(hints), 0) < 0)
            printf("timeout\n");
    }
    freeaddrinfo(ai);
    return 0;
}

static int
receive_all(int fd, int timeout_ms)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(7) };
    struct timeval tv = { timeout_ms / 1000, timeout_ms % 1000 * 1000 };
    int i;

    if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
        return 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    for (;;)
        if (recv(fd, &i, sizeof(i), 0) == sizeof(i))
            printf("%d\n", i);
        else
            printf("%s\n", errno == EAGAIN ? "timeout" : strerror(errno));
}

int
main(int argc, char **argv)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (argc < 2 || fd < 0)
        return 2;
    if (strcmp(argv[1], "-"))
        return send_all(fd, argv[1], atoi(argv[2]),
                        argc > 3 ? atoi(argv[3]) : 0);
    return receive_all(fd, argc > 2 ? atoi(argv[2]) : 0);
}
