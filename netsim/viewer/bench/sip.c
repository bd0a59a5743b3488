/*
 * sip.c - one long dialog of SIP, for the bench: what sngrep, a viewer of
 * SIP, is made for.
 *
 * sip SERVER PORT COUNT   asks COUNT times whether the other is there
 * sip - PORT              says that it is, for ever
 *
 * Source: RFC 3261, sections 7 and 11 (the messages, OPTIONS).
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MESSAGE_MAX 1024

static int
write_message(char *buf, const char *first_line, long number)
{
    return snprintf(buf, MESSAGE_MAX,
                    "%s\r\n"
                    "Via: SIP/2.0/UDP client;branch=z9hG4bK%ld\r\n"
                    "From: <sip:client@example.com>;tag=1\r\n"
                    "To: <sip:server@example.com>;tag=2\r\n"
                    "Call-ID: rpclab@example.com\r\n"
                    "CSeq: %ld OPTIONS\r\n"
                    "Content-Length: 0\r\n\r\n",
                    first_line, number, number);
}

static int
answer(int fd)
{
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    char buf[MESSAGE_MAX];
    long number = 0;

    while (recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len) >=
           0) {
        int n = write_message(buf, "SIP/2.0 200 OK", ++number);

        if (sendto(fd, buf, (size_t)n, 0, (struct sockaddr *)&from, len) != n)
            break;
    }
    return 1;
}

static int
ask(int fd, const char *server, const char *port, long count)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;
    char buf[MESSAGE_MAX];
    long done = 0;
    int n = 0;

    if (getaddrinfo(server, port, &hints, &ai) != 0)
        return 1;
    do {
        if (done == count)
            break;
        n = write_message(buf, "OPTIONS sip:server@example.com SIP/2.0",
                          ++done);
    } while (sendto(fd, buf, (size_t)n, 0, ai->ai_addr, ai->ai_addrlen) == n &&
             recvfrom(fd, buf, sizeof(buf), 0, NULL, NULL) > 0);
    freeaddrinfo(ai);
    return done == count ? 0 : 1;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (argc < 3 || fd < 0)
        return 2;
    if (argc == 4)
        return ask(fd, argv[1], argv[2], atol(argv[3]));
    any.sin_port = htons((uint16_t)atoi(argv[2]));
    if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
        return 2;
    return answer(fd);
}
