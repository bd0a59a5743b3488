/*
 * thread_sockets.c - so many threads, each of which waits for one datagram
 * at a socket of its own; they get them one after another.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MANY 1000

struct worker {
    pthread_t thread;
    int fd;
    struct sockaddr_in addr;
};

static struct worker worker[MANY];

static void *
wait_for_one(void *arg)
{
    struct worker *w = arg;
    char c;

    return recv(w->fd, &c, 1, 0) == 1 ? arg : NULL;
}

static void
start(struct worker *w)
{
    socklen_t len = sizeof(w->addr);

    w->fd = socket(AF_INET, SOCK_DGRAM, 0);
    w->addr.sin_family = AF_INET;
    w->addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(w->fd, (struct sockaddr *)&w->addr, sizeof(w->addr));
    getsockname(w->fd, (struct sockaddr *)&w->addr, &len);
    pthread_create(&w->thread, NULL, wait_for_one, w);
}

int
main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : MANY, done = 0;
    struct timespec ms = { 0, 1000000 };
    void *value;

    for (int i = 0; i < n; i++)
        start(&worker[i]);
    nanosleep(&ms, NULL);
    for (int i = 0; i < n; i++) {
        sendto(worker[i].fd, "x", 1, 0, (struct sockaddr *)&worker[i].addr,
               sizeof(worker[i].addr));
        nanosleep(&ms, NULL);
    }
    for (int i = 0; i < n; i++) {
        pthread_join(worker[i].thread, &value);
        done += value == &worker[i];
        close(worker[i].fd);
    }
    printf("%d\n", done);
    return 0;
}
