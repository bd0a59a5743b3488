/*
 * steady.c - programs that say what the time is, and how a wait has ended:
 * for faults of a host.
 *
 * steady clock N MS   N times: what the clocks show, in ms; then sleeps
 * steady nap MS       sleeps, says how that ended, and again until it is done
 * steady poll MS      waits for datagrams on port 7 with that time-out
 * steady until MS     waits until that much later on the clock of the day
 * steady write N      writes N bytes to a file and reads them again
 * steady turns N      two threads that make N calls each
 * steady answer       answers each number on port 7 with itself, by the steps
 *                     of a remote call
 * steady call PEER N  N such calls, one after another, each tried five times
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EPOCH 1767225600 /* 1 January 2026 */
#define TIMEOUT_MS 50

static long
ms(const struct timespec *t)
{
    return (long)t->tv_sec * 1000 + t->tv_nsec / 1000000;
}

static int
clocks(int n, int every_ms)
{
    struct timespec day, up,
        wait = { every_ms / 1000, every_ms % 1000 * 1000000L };

    while (n-- > 0) {
        clock_gettime(CLOCK_REALTIME, &day);
        clock_gettime(CLOCK_MONOTONIC, &up);
        day.tv_sec -= EPOCH;
        printf("day %ld up %ld\n", ms(&day), ms(&up));
        nanosleep(&wait, NULL);
    }
    return 0;
}

static int
nap(int for_ms)
{
    struct timespec left = { for_ms / 1000, for_ms % 1000 * 1000000L };

    while (nanosleep(&left, &left) < 0)
        printf("%s, %ld ms left\n", strerror(errno), ms(&left));
    printf("slept\n");
    return 0;
}

static int
bound(void)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(7) };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
        exit(1);
    return fd;
}

static int
polls(int timeout_ms)
{
    struct pollfd p = { .fd = bound(), .events = POLLIN };
    int r, i;

    while ((r = poll(&p, 1, timeout_ms)) != 0)
        if (r < 0)
            printf("%s\n", strerror(errno));
        else if (recv(p.fd, &i, sizeof(i), 0) == sizeof(i))
            printf("%d\n", i);
    printf("timeout\n");
    return 0;
}

static long
up_ms(void)
{
    struct timespec up;

    clock_gettime(CLOCK_MONOTONIC, &up);
    return ms(&up);
}

static int
until(int for_ms)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    struct timespec end;
    long begin = up_ms();

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += for_ms / 1000;
    end.tv_nsec += for_ms % 1000 * 1000000L;
    pthread_mutex_lock(&mutex);
    while (pthread_cond_timedwait(&never, &mutex, &end) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&mutex);
    printf("waited %ld ms\n", up_ms() - begin);
    return 0;
}

static int
writes(int n)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char buf[1000] = "";
    ssize_t r = 1;

    for (int left = n; left > 0 && r > 0; left -= (int)r)
        if ((r = write(fd, buf, (size_t)left)) < 0)
            printf("write: %s\n", strerror(errno));
        else
            printf("wrote %zd\n", r);
    lseek(fd, 0, SEEK_SET);
    while ((r = read(fd, buf, sizeof(buf))) > 0)
        printf("read %zd\n", r);
    close(fd);
    return 0;
}

static int n_calls;

static void *
talk(void *name)
{
    for (int i = 0; i < n_calls; i++)
        if (write(STDOUT_FILENO, name, 2) < 0)
            exit(1);
    return NULL;
}

static int
turns(int n)
{
    static char a[] = "a\n", b[] = "b\n";
    pthread_t other;

    n_calls = n;
    pthread_create(&other, NULL, talk, b);
    talk(a);
    pthread_join(other, NULL);
    return 0;
}

/* As rpclib does; see rpc_trace.h. */
static void
step(const char *name, int i)
{
    const char *fd = getenv("RPC_TRACE_FD");
    char line[64];
    int len = snprintf(line, sizeof(line), "%s %d\n", name, i);

    if (fd && write(atoi(fd), line, (size_t)len) < 0)
        exit(1);
}

static _Noreturn void
answers(void)
{
    int fd = bound();

    for (;;) {
        struct sockaddr_in from;
        socklen_t len = sizeof(from);
        int i = 0;

        recvfrom(fd, &i, sizeof(i), 0, (struct sockaddr *)&from, &len);
        step("exec", i);
        printf("%d\n", i);
        step("done", i);
        sendto(fd, &i, sizeof(i), 0, (struct sockaddr *)&from, len);
    }
}

static int
call(int fd, const struct addrinfo *ai, int i)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int got = 0;

    for (int tries = 0; tries < 5; tries++) {
        sendto(fd, &i, sizeof(i), 0, ai->ai_addr, ai->ai_addrlen);
        while (poll(&p, 1, TIMEOUT_MS) > 0)
            if (recv(fd, &got, sizeof(got), 0) == sizeof(got) && got == i)
                return 1;
    }
    return 0;
}

static int
calls(const char *peer, int n)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd < 0 || getaddrinfo(peer, "7", &hints, &ai) != 0)
        return 1;
    for (int i = 1; i <= n; i++) {
        int done;

        step("call", i);
        done = call(fd, ai, i);
        step("return", i);
        printf("%d %s\n", i, done ? "done" : "failed");
    }
    freeaddrinfo(ai);
    close(fd);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "clock"))
        return clocks(atoi(argv[2]), atoi(argv[3]));
    if (argc == 3 && !strcmp(argv[1], "nap"))
        return nap(atoi(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "poll"))
        return polls(atoi(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "until"))
        return until(atoi(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "write"))
        return writes(atoi(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "turns"))
        return turns(atoi(argv[2]));
    if (argc == 2 && !strcmp(argv[1], "answer"))
        answers();
    if (argc == 4 && !strcmp(argv[1], "call"))
        return calls(argv[2], atoi(argv[3]));
    return 2;
}
