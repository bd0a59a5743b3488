/*
 * thread_server.c - a server with workers, and a client with callers.
 *
 * thread_server - PORT       one thread receives, three work and answer
 * thread_server SERVER PORT  four threads ask five times each, over a socket
 *                            of their own, again after 50 ms
 */
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM 8

struct request {
    struct sockaddr_in from;
    int number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static struct request queue[ROOM];
static unsigned first, last; /* first <= last <= first + ROOM */
static struct sockaddr_in server;
static int fd, answers;

static void *
work(void *arg)
{
    struct timespec ms = { 0, 3000000 };

    for (;;) {
        struct request r;

        pthread_mutex_lock(&lock);
        while (first == last)
            pthread_cond_wait(&not_empty, &lock);
        r = queue[first++ % ROOM];
        pthread_cond_signal(&not_full);
        pthread_mutex_unlock(&lock);
        nanosleep(&ms, NULL);
        r.number *= 2;
        sendto(fd, &r.number, sizeof(r.number), 0, (struct sockaddr *)&r.from,
               sizeof(r.from));
    }
    return arg;
}

static void
serve(void)
{
    pthread_t worker;

    for (int i = 0; i < 3; i++)
        pthread_create(&worker, NULL, work, NULL);
    for (;;) {
        struct request r;
        socklen_t len = sizeof(r.from);

        if (recvfrom(fd, &r.number, sizeof(r.number), 0,
                     (struct sockaddr *)&r.from, &len) < 0)
            continue;
        pthread_mutex_lock(&lock);
        while (last - first == ROOM)
            pthread_cond_wait(&not_full, &lock);
        queue[last++ % ROOM] = r;
        pthread_cond_signal(&not_empty);
        pthread_mutex_unlock(&lock);
    }
}

static void
ask_until_answered(int own, int number)
{
    struct pollfd p = { .fd = own, .events = POLLIN };
    int answer = 0;

    while (answer != 2 * number) {
        send(own, &number, sizeof(number), 0);
        while (poll(&p, 1, 50) > 0 &&
               recv(own, &answer, sizeof(answer), 0) > 0 &&
               answer != 2 * number)
            ; /* of a question before */
    }
}

static void *
call(void *arg)
{
    int own = socket(AF_INET, SOCK_DGRAM, 0), base = *(int *)arg;

    connect(own, (struct sockaddr *)&server, sizeof(server));
    for (int i = 1; i <= 5; i++) {
        ask_until_answered(own, base + i);
        pthread_mutex_lock(&lock);
        answers++;
        pthread_mutex_unlock(&lock);
    }
    close(own);
    return arg;
}

int
main(int argc, char **argv)
{
    struct addrinfo *ai,
        hint = { .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM };
    int base[4] = { 100, 200, 300, 400 };
    pthread_t caller[4];

    if (argc != 3)
        return 2;
    if (!strcmp(argv[1], "-")) {
        server.sin_family = AF_INET;
        server.sin_port = htons((uint16_t)atoi(argv[2]));
        fd = socket(AF_INET, SOCK_DGRAM, 0);
        if (bind(fd, (struct sockaddr *)&server, sizeof(server)) < 0)
            return 1;
        serve();
    }
    if (getaddrinfo(argv[1], argv[2], &hint, &ai) != 0)
        return 1;
    memcpy(&server, ai->ai_addr, sizeof(server));
    freeaddrinfo(ai);
    for (int i = 0; i < 4; i++)
        pthread_create(&caller[i], NULL, call, &base[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(caller[i], NULL);
    printf("%d answers\n", answers);
    return 0;
}
