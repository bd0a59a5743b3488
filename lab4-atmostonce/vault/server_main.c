/*
 * server_main.c - vault: the bank of lab 3, with the semantics of your
 * choice.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/bank.h"
#include "lab4-atmostonce/amo/gate.h"
#include "lab4-atmostonce/vault/ledger.h"

static const char usage[] =
    "usage: vault [OPTION VALUE]... ADDRESS:PORT [NAME BALANCE]...\n"
    "Serve the bank over UDP, for ever.  It begins with the accounts named.\n"
    "\n"
    "  --semantics S     at-least-once, at-most-once (the default), durable,\n"
    "                    exactly-once\n"
    "  --journal FILE    write there what must outlive a crash; without it\n"
    "                    everything is in memory only\n"
    "  --compact BYTES   write the journal anew when it is longer\n"
    "  --lease MS        forget a client that was silent for so long, if\n"
    "                    there is no room; without it clients need no hello\n"
    "  --clients N       room for so many (10,000)\n"
    "  --calls N         ... and so many calls of each (64)\n"
    "  --threads N       so many requests at a time (1)\n"
    "  --slow MS         so long each call waits before it is executed\n"
    "\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

#define THREADS_MAX 64

struct options {
    struct gate_options gate;
    int threads;
};

/* ---- the command line --------------------------------------------------- */

static const char *const semantics_word[] = {
    [AT_LEAST_ONCE] = "at-least-once",
    [AT_MOST_ONCE] = "at-most-once",
    [DURABLE] = "durable",
    [EXACTLY_ONCE] = "exactly-once",
};

/* 1 and the number, or 0. */
static int
parse_number(const char *word, long max, long *v)
{
    char *end;

    errno = 0;
    *v = strtol(word, &end, 10);
    return end != word && *end == '\0' && errno == 0 && *v >= 0 && *v <= max;
}

static int
parse_semantics(const char *word, enum semantics *s)
{
    for (int i = AT_LEAST_ONCE; i <= EXACTLY_ONCE; i++)
        if (strcmp(word, semantics_word[i]) == 0) {
            *s = (enum semantics)i;
            return 1;
        }
    return 0;
}

static int
set_number(struct options *o, const char *name, long n)
{
    struct gate_options *g = &o->gate;

    if (strcmp(name, "--compact") == 0)
        g->compact = (size_t)n;
    else if (strcmp(name, "--lease") == 0)
        g->limits.lease_ms = n;
    else if (strcmp(name, "--clients") == 0)
        g->limits.clients = (size_t)n;
    else if (strcmp(name, "--calls") == 0)
        g->limits.calls = (size_t)n;
    else if (strcmp(name, "--slow") == 0)
        g->slow_ms = (int)n;
    else if (strcmp(name, "--threads") == 0 && n >= 1 && n <= THREADS_MAX)
        o->threads = (int)n;
    else
        return 0;
    return 1;
}

/* One option and its value; 0 after a sentence on stderr. */
static int
set_option(struct options *o, const char *name, const char *value)
{
    long n;

    if (!value) {
        fprintf(stderr, "vault: %s needs a value\n", name);
        return 0;
    }
    if (strcmp(name, "--journal") == 0)
        o->gate.journal = value;
    else if (strcmp(name, "--semantics") == 0
                 ? !parse_semantics(value, &o->gate.semantics)
                 : !parse_number(value, 1000000000, &n) ||
                       !set_number(o, name, n)) {
        fprintf(stderr, "vault: there is no %s \"%s\": see --help\n", name,
                value);
        return 0;
    }
    return 1;
}

/* ---- serving ------------------------------------------------------------ */

struct worker {
    int fd;
    const struct rpc_server *server;
};

static void *
work(void *arg)
{
    struct worker *w = arg;
    int err = udp_serve(w->fd, w->server);

    fprintf(stderr, "vault: cannot go on: %s\n", strerror(-err));
    return NULL;
}

/* As many threads as wanted, this one among them; all read one socket. */
static int
serve(int fd, const struct rpc_server *server, int threads)
{
    struct worker w = { fd, server };
    pthread_t thread[THREADS_MAX];
    int n = 0, err = 0;

    while (n < threads - 1 && err == 0) {
        err = pthread_create(&thread[n], NULL, work, &w);
        n += err == 0;
    }
    if (err)
        fprintf(stderr, "vault: no more than %d threads: %s\n", n + 1,
                strerror(err));
    work(&w);
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    return 1;
}

static int
open_and_serve(const struct options *o, const char *address)
{
    struct rpc_server server = { 0 };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 }, text = { 0 };
    int fd, status;

    if (rpc_addr_parse(&addr, address, &why) < 0) {
        fprintf(stderr, "vault: %s\n", why.s);
        return 2;
    }
    /* Before the socket: no request may find a server that has forgotten. */
    server.gate = gate_open(&o->gate, &why);
    if (!server.gate) {
        fprintf(stderr, "vault: %s\n", why.s);
        return 1;
    }
    fd = udp_server_open(&addr);
    if (fd < 0) {
        fprintf(stderr, "vault: cannot serve on %s: %s\n", address,
                strerror(-fd));
        gate_close(server.gate);
        return 1;
    }
    rpc_register(&server, &bank_program, o->gate.service);
    rpc_addr_of_socket(&text, fd);
    printf("vault: serving on %s\n", text.s);
    fflush(stdout);
    status = serve(fd, &server, o->threads);
    close(fd);
    gate_close(server.gate);
    return status;
}

int
main(int argc, char **argv)
{
    static struct ledger ledger;
    struct options o = { .gate = { .semantics = AT_MOST_ONCE,
                                   .limits = cache_limits_default,
                                   .state = &ledger_state,
                                   .service = &ledger },
                         .threads = 1 };
    int i = 1;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        if (!set_option(&o, argv[i], argv[i + 1]))
            return 2;
    if (i >= argc || (argc - i) % 2 == 0) {
        fputs(usage, stderr);
        return 2;
    }
    for (int k = i + 1; k < argc; k += 2)
        if (bank_begin_with(&ledger.bank, argv[k], argv[k + 1]) < 0) {
            fprintf(stderr,
                    "vault: no account can begin as \"%s\" with \"%s\"\n",
                    argv[k], argv[k + 1]);
            return 2;
        }
    ledger.saved = ledger.bank;
    if (o.gate.semantics >= DURABLE && !o.gate.journal) {
        fprintf(stderr, "vault: %s needs a --journal\n",
                semantics_word[o.gate.semantics]);
        return 2;
    }
    o.gate.threads = o.threads;
    return open_and_serve(&o, argv[i]);
}
