/*
 * thread_loopback.c - two threads that speak by TCP within their host.
 *
 * thread_loopback [stuck | connecting]
 *
 * main() sends more than the other thread's window takes.  The other one
 * waits for it; what it takes makes room for the rest, which arrives within
 * the same call.  Then it waits for main(), which sleeps for SLEEP_MS before
 * it lets it go; if stuck, it never does and waits for its end.  The other
 * one has the accepting end of the connection; or the connecting one.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLEEP_MS 5
#define WINDOW 4096 /* bytes, about */
#define LENGTH (2 * WINDOW)

static int near_end, far_end; /* of the connection: main()'s, the other's */
static sem_t go;

/* The small window is one from the beginning: tcp(7), "SO_RCVBUF". */
static int
small(int fd)
{
    int size = WINDOW;

    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    return fd;
}

/* Returns the connecting end. */
static int
connect_both(int *accepted)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof(at);
    int listening = small(socket(AF_INET, SOCK_STREAM, 0));
    int connecting = small(socket(AF_INET, SOCK_STREAM, 0));

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listening, (struct sockaddr *)&at, sizeof(at));
    getsockname(listening, (struct sockaddr *)&at, &len);
    listen(listening, 1);
    connect(connecting, (struct sockaddr *)&at, sizeof(at));
    *accepted = accept(listening, NULL, NULL); /* buffers are listening's */
    close(listening);
    return connecting;
}

static void
sleep_ms(long ms)
{
    struct timespec t = { 0, ms * 1000000 };

    nanosleep(&t, NULL);
}

static void *
receive_and_wait(void *arg)
{
    static char buf[LENGTH];
    ssize_t n, all = 0;

    while (all < LENGTH && (n = recv(far_end, buf, sizeof(buf), 0)) > 0)
        all += n;
    printf("%zd bytes\n", all);
    sem_wait(&go);
    return arg;
}

int
main(int argc, char **argv)
{
    static char buf[LENGTH];
    const char *how = argc > 1 ? argv[1] : "";
    pthread_t other;

    sem_init(&go, 0, 0);
    if (strcmp(how, "connecting") == 0)
        far_end = connect_both(&near_end);
    else
        near_end = connect_both(&far_end);
    pthread_create(&other, NULL, receive_and_wait, NULL);
    sleep_ms(1); /* so that it waits in recv() */
    send(near_end, buf, sizeof(buf), 0);
    sleep_ms(SLEEP_MS);
    if (strcmp(how, "stuck") != 0)
        sem_post(&go);
    pthread_join(other, NULL);
    printf("joined\n");
    return 0;
}
