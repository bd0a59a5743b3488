/*
 * thread_loopback.c - two threads that speak by TCP within their host.
 *
 * thread_loopback [stuck]
 *
 * main() sends more than the other thread's window takes.  The other one
 * waits for it; what it takes makes room for the rest, which arrives within
 * the same call.  Then it waits for main(), which sleeps for SLEEP_MS before
 * it lets it go; if stuck, it never does and waits for its end.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLEEP_MS 5
#define WINDOW 4096 /* bytes, about */
#define LENGTH (2 * WINDOW)

static int near_end, far_end; /* of the connection: main()'s, the other's */
static sem_t go;

static void
connect_both(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof(at);
    int listening = socket(AF_INET, SOCK_STREAM, 0), size = WINDOW;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listening, (struct sockaddr *)&at, sizeof(at));
    getsockname(listening, (struct sockaddr *)&at, &len);
    setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    listen(listening, 1);
    near_end = socket(AF_INET, SOCK_STREAM, 0);
    connect(near_end, (struct sockaddr *)&at, sizeof(at));
    far_end = accept(listening, NULL, NULL); /* its buffers are listening's */
    close(listening);
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
    pthread_t other;

    (void)argv;
    sem_init(&go, 0, 0);
    connect_both();
    pthread_create(&other, NULL, receive_and_wait, NULL);
    sleep_ms(1); /* so that it waits in recv() */
    send(near_end, buf, sizeof(buf), 0);
    sleep_ms(SLEEP_MS);
    if (argc == 1)
        sem_post(&go);
    pthread_join(other, NULL);
    printf("joined\n");
    return 0;
}
