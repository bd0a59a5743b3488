/*
 * many.c - a program of which there are many in a world.  It keeps all it
 * knows in variables that every instance must have for itself.
 *
 * many serve PORT                  answers for ever
 * many ask SERVER PORT COUNT TOKEN sends "TOKEN 1", "TOKEN 2" .. and waits
 *                                  for each to come back
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char outbox[64], inbox[64] = "nothing yet";
static char *const box[] = { outbox, inbox }; /* relocated */
static int asked, replied = -1, started;
static int **last; /* on the heap: points back to a variable */

__attribute__((constructor)) static void
construct(void)
{
    started++;
}

static int
serve(int fd)
{
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    ssize_t n;

    while ((n = recvfrom(fd, inbox, sizeof(inbox), 0, (struct sockaddr *)&from,
                         &len)) >= 0)
        sendto(fd, inbox, (size_t)n, 0, (struct sockaddr *)&from, len);
    return 1;
}

/* The kernel reads and writes variables while the program waits. */
static int
exchange(int fd, const char *token)
{
    struct timespec pause = { .tv_nsec = 1000000L * asked };
    int len = snprintf(box[0], sizeof(outbox), "%s %d", token, ++asked);

    if (send(fd, outbox, (size_t)len, 0) != len)
        return 0;
    len = (int)recv(fd, box[1], sizeof(inbox) - 1, 0);
    if (len < 0)
        return 0;
    inbox[len] = '\0';
    nanosleep(&pause, NULL);
    ++**last;
    return !strcmp(inbox, outbox);
}

static int
ask(int fd, char **argv)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;
    int count = atoi(argv[4]);

    if (getaddrinfo(argv[2], argv[3], &hints, &ai) != 0 ||
        connect(fd, ai->ai_addr, ai->ai_addrlen) < 0)
        return 1;
    freeaddrinfo(ai);
    last = malloc(sizeof(*last));
    *last = &replied;
    replied++;
    while (asked < count && exchange(fd, argv[5]))
        ;
    printf("%s: started %d, asked %d, replied %d, last \"%s\"\n", argv[5],
           started, asked, replied, inbox);
    free(last);
    return 0;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_DGRAM, 0), status;

    if (argc == 6) {
        status = ask(fd, argv);
    } else {
        any.sin_port = htons((uint16_t)atoi(argv[2]));
        status =
            bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 || serve(fd);
    }
    close(fd);
    return status;
}
