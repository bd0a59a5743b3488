/*
 * naive_main.c - naive: calls whose numbers are made the easy way.
 *
 * Each scheme seems to give every call a number that no other call of this
 * client has.  Each can be broken: then the server takes a new call for a
 * copy of an old one, and answers it without executing it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/operations.h"
#include "lab4-atmostonce/amo/call_id.h"

static const char usage[] =
    "usage: naive --ids SCHEME [OPTION VALUE]... SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went, and\n"
    "under which number.\n"
    "\n" BANK_OPERATIONS_USAGE "\n"
    "  --ids time             the time of day, in ms\n"
    "  --ids host             1, 2, 3, ... from each start of the program\n"
    "  --ids random           a random number from 1 to 255\n"
    "  --ids count8           1, 2, 3, ..., 255, and 1 again\n"
    "  --times N              do them all N times (1)\n"
    "  --done FILE            how many are done (naive.done): after a crash\n"
    "                         go on behind these\n"
    "\n"
    "The client has the same id at every start.\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

#define CLIENT 1 /* one for each host; here there is one host */

struct naive {
    struct rpc_client base; /* first: a pointer to it is one to us */
    struct rpc_client *transport;
    uint64_t (*number)(struct naive *n);
    uint64_t count; /* calls since the start */
};

struct options {
    uint64_t (*number)(struct naive *n);
    long times;
    const char *done;
};

/* ---- the schemes: numbers begin at 1 ------------------------------------ */

static uint64_t
time_of_day(struct naive *n)
{
    struct timespec t;

    (void)n;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static uint64_t
count(struct naive *n)
{
    return n->count;
}

static uint64_t
count_in_a_byte(struct naive *n)
{
    return (n->count - 1) % UINT8_MAX + 1;
}

static uint64_t
random_byte(struct naive *n)
{
    uint8_t byte = 0;

    (void)n;
    while (byte == 0 && (getrandom(&byte, 1, 0) == 1 || errno == EINTR))
        ;
    return byte;
}

static int
set_scheme(struct options *o, const char *word)
{
    static const struct {
        const char *word;
        uint64_t (*number)(struct naive *n);
    } schemes[] = {
        { "time", time_of_day },
        { "host", count },
        { "random", random_byte },
        { "count8", count_in_a_byte },
    };

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strcmp(word, schemes[i].word) == 0) {
            o->number = schemes[i].number;
            return 1;
        }
    return 0;
}

/* ---- the client --------------------------------------------------------- */

/* It acknowledges nothing: the server keeps all replies. */
static int
identify(struct rpc_client *c, struct rpc_call *call, struct rpc_auth *verf)
{
    struct naive *n = (struct naive *)c;
    struct call_id id = { .client = CLIENT };

    (void)call;
    n->count++;
    id.number = n->number(n);
    printf("number %" PRIu64 ": ", id.number);
    call_id_put(verf, &id);
    return 0;
}

static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    struct naive *n = (struct naive *)c;

    return n->transport->ops->transact(n->transport, call);
}

static void
close_client(struct rpc_client *c)
{
    struct naive *n = (struct naive *)c;

    rpc_client_close(n->transport);
}

static const struct rpc_client_ops naive_ops = { transact, close_client };

/* ---- doing it ----------------------------------------------------------- */

/*
 * One byte for each operation that is done, appended.  Returns how many, and
 * the descriptor; -1 after a sentence on stderr.
 */
static long
open_done(const char *path, int *fd)
{
    off_t n = -1;

    *fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0666);
    if (*fd >= 0)
        n = lseek(*fd, 0, SEEK_END);
    if (n < 0)
        fprintf(stderr, "naive: %s: %s\n", path, strerror(errno));
    return (long)n;
}

static int
note_done(const char *path, int fd)
{
    if (write(fd, "x", 1) == 1 && fsync(fd) == 0)
        return 0;
    fprintf(stderr, "naive: %s: %s\n", path, strerror(errno));
    return -1;
}

static int
run(struct naive *n, const struct options *o, const struct bank_operation *op,
    int n_ops)
{
    int fd, failed = 0;
    long done = open_done(o->done, &fd);

    for (long i = done; done >= 0 && i < n_ops * o->times; i++) {
        failed |= !bank_do(&n->base, &op[i % n_ops]);
        if (note_done(o->done, fd) < 0)
            done = -1;
    }
    if (fd >= 0)
        close(fd);
    return done < 0 || failed;
}

/* ---- the command line --------------------------------------------------- */

static int
set_times(struct options *o, const char *word)
{
    char *end;

    o->times = strtol(word, &end, 10);
    return end != word && *end == '\0' && o->times >= 1 && o->times <= 1000000;
}

/* 0 after a sentence on stderr. */
static int
set_option(struct options *o, const char *name, const char *value)
{
    if (value && strcmp(name, "--done") == 0)
        o->done = value;
    else if (!value || !(strcmp(name, "--ids") == 0     ? set_scheme(o, value)
                         : strcmp(name, "--times") == 0 ? set_times(o, value)
                                                        : 0)) {
        fprintf(stderr, "naive: there is no %s \"%s\": see --help\n", name,
                value ? value : "");
        return 0;
    }
    return 1;
}

static int
open_and_run(const struct options *o, const char *server,
             const struct bank_operation *op, int n_ops)
{
    struct naive n = { .base = { .ops = &naive_ops, .identify = identify },
                       .number = o->number };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int failed;

    if (rpc_addr_parse(&addr, server, &why) < 0) {
        fprintf(stderr, "naive: %s\n", why.s);
        return 2;
    }
    n.transport = udp_client_open(&addr, &rpc_retry_default);
    if (!n.transport) {
        fprintf(stderr, "naive: no client for %s: %s\n", server,
                strerror(errno));
        return 1;
    }
    failed = run(&n, o, op, n_ops);
    rpc_client_close(&n.base);
    return failed;
}

int
main(int argc, char **argv)
{
    struct options o = { .times = 1, .done = "naive.done" };
    struct bank_operation *op;
    int i = 1, n_ops, status;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        if (!set_option(&o, argv[i], argv[i + 1]))
            return 2;
    if (!o.number || argc - i < 2) {
        fputs(usage, stderr);
        return 2;
    }
    op = bank_operations(argv + i + 1, &n_ops);
    if (!op)
        return 2;
    status = open_and_run(&o, argv[i], op, n_ops);
    free(op);
    return status;
}
