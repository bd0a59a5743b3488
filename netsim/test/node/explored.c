/*
 * explored.c - small programs all of whose schedules are explored.
 *
 * explored serve PORT          over TCP: answers each request for ever, one
 *                              connection after another
 * explored ask SERVER PORT N   N calls, each tried twice on a connection of
 *                              its own; gives an answer up after 300 ms
 * explored count HOW           two threads count to two: "whole" under one
 *                              lock, "split" under two, "signal" in turn
 * explored journal N           writes and syncs N records; started again it
 *                              goes on behind the last one that is whole
 *
 * They keep no time in their memory: what has happened late leaves no trace.
 *
 * Steps (lab2-stubs/rpclib/rpc_trace.h): call N, exec N, return status=S N,
 * mark N.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define RECORD 4 /* bytes */

static int steps_fd = -1;

static void
step(const char *what, long n)
{
    char line[64];
    int len = snprintf(line, sizeof(line), "%s %ld\n", what, n);

    if (steps_fd >= 0 && write(steps_fd, line, (size_t)len) != len)
        exit(3);
}

/* ---- TCP ---------------------------------------------------------------- */

static int
serve(const char *port)
{
    struct sockaddr_in any = { .sin_family = AF_INET,
                               .sin_port = htons((uint16_t)atoi(port)) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
    if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 ||
        listen(fd, 4) < 0)
        return 1;
    for (;;) {
        int one = accept(fd, NULL, NULL);
        unsigned char n = 0;
        ssize_t r;

        if (one < 0)
            continue;
        while ((r = recv(one, &n, sizeof(n), 0)) == sizeof(n)) {
            step("exec", n);
            send(one, &n, sizeof(n), 0);
        }
        step("mark", r < 0 ? errno : 0);
        close(one);
    }
}

/* 0, or the error. */
static int
try(const struct addrinfo *server, unsigned char n)
{
    struct timeval wait = { .tv_usec = 300000 };
    int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
    unsigned char answer = 0;
    ssize_t r;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    errno = 0;
    if (connect(fd, server->ai_addr, server->ai_addrlen) < 0 ||
        send(fd, &n, sizeof(n), 0) < 0 ||
        (r = recv(fd, &answer, sizeof(answer), 0)) < 0)
        status = errno;
    else if (r == 0 || answer != n)
        status = -1;
    close(fd);
    return status;
}

static int
ask(const char *server, const char *port, int n_calls)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_STREAM },
                    *ai;

    if (getaddrinfo(server, port, &hints, &ai) != 0)
        return 1;
    for (int n = 1; n <= n_calls; n++) {
        char what[32];
        int status;

        step("call", n);
        status = try(ai, (unsigned char)n);
        if (status)
            status = try(ai, (unsigned char)n);
        snprintf(what, sizeof(what), "return status=%d", status);
        step(what, n);
    }
    freeaddrinfo(ai);
    return 0;
}

/* ---- threads ------------------------------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int counter;

static void *
whole(void *arg)
{
    pthread_mutex_lock(&lock);
    step("exec", ++counter);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *
split(void *arg)
{
    int seen;

    pthread_mutex_lock(&lock);
    seen = counter;
    pthread_mutex_unlock(&lock);
    usleep(1000);
    pthread_mutex_lock(&lock);
    counter = seen + 1;
    step("exec", counter);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *
in_turn(void *arg)
{
    int mine = *(int *)arg;

    pthread_mutex_lock(&lock);
    while (counter != mine)
        pthread_cond_wait(&changed, &lock);
    step("exec", ++counter);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    usleep(1000);
    return arg;
}

static int
count(const char *how)
{
    static int number[2] = { 1, 0 };
    void *(*fn)(void *) = !strcmp(how, "split")    ? split
                          : !strcmp(how, "signal") ? in_turn
                                                   : whole;
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, fn, &number[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    step("mark", counter);
    return counter;
}

/* ---- files -------------------------------------------------------------- */

static void
sync_and_close(int fd)
{
    while (fsync(fd) < 0 && errno == EINTR)
        ;
    close(fd);
}

/* How many records are whole; what is behind them is cut off. */
static int
recover(int fd)
{
    char found[RECORD], right[RECORD + 1];
    unsigned n = 0;

    do
        snprintf(right, sizeof(right), "%03u\n", ++n % 1000);
    while (read(fd, found, RECORD) == RECORD && !memcmp(found, right, RECORD));
    if (ftruncate(fd, (off_t)(n - 1) * RECORD) < 0)
        exit(1);
    return (int)n - 1;
}

static int
journal(int n)
{
    int fd = open("journal", O_RDWR | O_CREAT | O_APPEND, 0644), have;
    char record[RECORD + 1];

    if (fd < 0)
        return 1;
    sync_and_close(open(".", O_RDONLY));
    have = recover(fd);
    step("mark", have);
    while (have < n) {
        snprintf(record, sizeof(record), "%03u\n", (unsigned)++have % 1000);
        if (write(fd, record, RECORD) != RECORD || fsync(fd) < 0)
            return 2;
        step("exec", have);
        usleep(1000);
    }
    close(fd);
    return 0;
}

int
main(int argc, char **argv)
{
    const char *steps = getenv("RPC_TRACE_FD");
    const char *what = argc > 2 ? argv[1] : "";

    if (steps)
        steps_fd = atoi(steps);
    signal(SIGPIPE, SIG_IGN);
    if (!strcmp(what, "serve"))
        return serve(argv[2]);
    if (!strcmp(what, "ask") && argc == 5)
        return ask(argv[2], argv[3], atoi(argv[4]));
    if (!strcmp(what, "count"))
        return count(argv[2]);
    if (!strcmp(what, "journal"))
        return journal(atoi(argv[2]));
    return 2;
}
