/*
 * call.c - the smallest remote procedure call, for whoever counts what may
 * come of one.
 *
 * call serve PORT [once | poll]       answers for ever; once: what it has
 *                                   executed it only answers again; poll:
 *                                   looks for a request 20 times a second
 * call ask SERVER PORT RETRIES TIMEOUT_MS OPERATION ...
 *     call      one call: its request, up to RETRIES times more, each when
 *               nothing has come for TIMEOUT_MS; then it gives up
 *     pair      the same, but each time two requests in a row
 *     listen    until nothing has come for TIMEOUT_MS
 *     mark      reports a step
 *     date      reports the seconds of the time of day
 *     start     keeps what time it is, by the monotonic clock
 *     deadline  waits until a second after that, 10 ms at a time, and reports
 *               as a date how often it had to
 *
 * Otherwise it keeps no time in its memory: what has happened late leaves no
 * trace.
 *
 * Steps (lab2-stubs/rpclib/rpc_trace.h): call N, exec N, return status=S N,
 * ignored N, mark, and date N.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CALLS_MAX 16

static int steps_fd = -1;
static int fd, retries;
static struct sockaddr_in server_addr;
static unsigned char calls;

static void
step(const char *what, long n)
{
    char line[64];
    int len = snprintf(line, sizeof(line), "%s %ld\n", what, n);

    if (steps_fd >= 0 && write(steps_fd, line, (size_t)len) != len)
        exit(3);
}

/* ---- the server --------------------------------------------------------- */

/* A request, and its reply, is the number of the call. */
static int
serve(int once, int polls)
{
    static int known[CALLS_MAX];
    struct sockaddr_in from;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    unsigned char n;

    for (;;) {
        socklen_t len = sizeof(from);

        if (polls && poll(&p, 1, 50) == 0)
            continue;
        if (recvfrom(fd, &n, sizeof(n), 0, (struct sockaddr *)&from, &len) !=
                sizeof(n) ||
            n >= CALLS_MAX)
            return 1;
        if (!once || !known[n])
            step("exec", n);
        known[n] = 1;
        sendto(fd, &n, sizeof(n), 0, (struct sockaddr *)&from, len);
    }
}

/* ---- the client --------------------------------------------------------- */

/* The reply to this call (0: to none)?  Or nothing for so long. */
static int
wait_for(unsigned char n)
{
    static unsigned char got;

    while (recv(fd, &got, sizeof(got), 0) >= 0) {
        if (n && got == n)
            return 1;
        step("ignored", got);
    }
    return 0;
}

static void
call(int copies)
{
    int got = 0;

    step("call", ++calls);
    for (int i = 0; i <= retries && !got; i++) {
        for (int k = 0; k < copies; k++)
            sendto(fd, &calls, sizeof(calls), 0,
                   (struct sockaddr *)&server_addr, sizeof(server_addr));
        got = wait_for(calls);
    }
    step(got ? "return status=0" : "return status=1", calls);
}

static struct timespec started;

/* Not inlined: what time it was is in no frame of those who wait. */
__attribute__((noinline)) static long
ms_since_start(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - started.tv_sec) * 1000 +
           (now.tv_nsec - started.tv_nsec) / 1000000;
}

/* At each of its sleeps its memory says nothing of how many are to come. */
static void
wait_for_deadline(void)
{
    const struct timespec slice = { 0, 10000000 };
    long n = 0;

    errno = 0; /* nor whether a call had to be sent again */
    for (; ms_since_start() < 1000; n++)
        nanosleep(&slice, NULL);
    step("date", n);
}

static int
operate(char **op)
{
    for (; *op; op++)
        if (!strcmp(*op, "call"))
            call(1);
        else if (!strcmp(*op, "pair"))
            call(2);
        else if (!strcmp(*op, "listen"))
            wait_for(0);
        else if (!strcmp(*op, "mark"))
            step("mark", 0);
        else if (!strcmp(*op, "date"))
            step("date", (long)(time(NULL) % 60));
        else if (!strcmp(*op, "start"))
            clock_gettime(CLOCK_MONOTONIC, &started);
        else if (!strcmp(*op, "deadline"))
            wait_for_deadline();
        else
            return 2;
    return 0;
}

/* Where the server is, and how long to wait for it. */
static int
find(const char *server, const char *port, int timeout_ms)
{
    struct timeval tv = { .tv_sec = timeout_ms / 1000,
                          .tv_usec = timeout_ms % 1000 * 1000 };
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_DGRAM },
                    *ai;

    if (getaddrinfo(server, port, &hints, &ai) != 0)
        return -1;
    memcpy(&server_addr, ai->ai_addr, sizeof(server_addr));
    freeaddrinfo(ai);
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

int
main(int argc, char **argv)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    const char *steps = getenv("RPC_TRACE_FD");
    int status = 2;

    if (steps)
        steps_fd = atoi(steps);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (argc > 2 && !strcmp(argv[1], "serve")) {
        int once = argc > 3 && !strcmp(argv[3], "once");
        int polls = argc > 3 && !strcmp(argv[3], "poll");

        any.sin_port = htons((uint16_t)atoi(argv[2]));
        status = bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 ||
                 serve(once, polls);
    } else if (argc > 6 && find(argv[2], argv[3], atoi(argv[5])) == 0) {
        retries = atoi(argv[4]);
        status = operate(argv + 6);
    }
    close(fd);
    return status;
}
