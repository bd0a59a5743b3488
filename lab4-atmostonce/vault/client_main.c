/*
 * client_main.c - teller: bank operations by calls that have numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab3-atleastonce/bank/operations.h"
#include "lab4-atmostonce/vault/caller.h"

static const char usage[] =
    "usage: teller [OPTION VALUE]... SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went.\n"
    "\n" BANK_OPERATIONS_USAGE
    "  random N               instead of these: N that are drawn by the\n"
    "                         identity, on accounts alice and bob\n"
    "\n"
    "  --identity FILE        who this client is (teller.id)\n"
    "  --pending FILE         write down what was begun and not done with;\n"
    "                         after a crash go on there\n"
    "  --after MS             wait so long first\n"
    "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

struct teller {
    const char *identity, *pending;
    int after_ms;
    struct bank_operation *op; /* NULL: they are drawn */
    int n_ops;

    struct caller caller;
};

/* ---- doing it ----------------------------------------------------------- */

/* Marsaglia's xorshift, some rounds of it: it need not be good. */
static uint64_t
scramble(uint64_t x)
{
    for (int i = 0; i < 4; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

/* After a restart the same step is to be the same operation. */
static int
do_drawn(struct teller *t, uint64_t step)
{
    static char verb[][8] = { "balance", "deposit", "debit" };
    static char name[][6] = { "alice", "bob" };
    uint64_t draw = scramble(t->caller.id.client ^ step);
    char amount[4];
    char *words[] = { verb[draw % 3], name[draw / 3 % 2],
                      draw % 3 ? amount : NULL, NULL };
    struct bank_operation *op;
    int n, ok;

    snprintf(amount, sizeof(amount), "%d", (int)(draw / 6 % 99) + 1);
    op = bank_operations(words, &n);
    ok = op && bank_do(t->caller.client, op);
    free(op);
    return ok;
}

static int
do_step(struct teller *t, uint64_t step)
{
    return t->op ? bank_do(t->caller.client, &t->op[step - 1])
                 : do_drawn(t, step);
}

/* What the application is told is used when it is printed. */
static int
run(struct teller *t)
{
    uint64_t step = t->caller.log ? pending_step(t->caller.log) : 1;
    int failed = 0, err;

    if (t->after_ms > 0)
        nanosleep(&(struct timespec){ t->after_ms / 1000,
                                      t->after_ms % 1000 * 1000000L },
                  NULL);
    for (; step <= (uint64_t)t->n_ops; step++) {
        failed |= !do_step(t, step);
        err = numbered_client_done(t->caller.client);
        if (err < 0) {
            fprintf(stderr, "teller: %s: %s\n", t->pending, strerror(-err));
            return 1;
        }
    }
    return failed;
}

static int
open_and_run(struct teller *t, const struct sockaddr_in *server)
{
    struct rpc_text why = { 0 };
    int failed;

    if (caller_open(&t->caller, server, t->identity, t->pending, &why) < 0) {
        fprintf(stderr, "teller: %s\n", why.s);
        return 1;
    }
    failed = run(t);
    caller_close(&t->caller);
    return failed;
}

/* ---- the command line --------------------------------------------------- */

static int
set_option(struct teller *t, const char *name, const char *value)
{
    if (value && strcmp(name, "--identity") == 0)
        t->identity = value;
    else if (value && strcmp(name, "--pending") == 0)
        t->pending = value;
    else if (value && strcmp(name, "--after") == 0 &&
             strspn(value, "0123456789") == strlen(value))
        t->after_ms = atoi(value);
    else {
        fprintf(stderr, "teller: %s \"%s\": see --help\n", name,
                value ? value : "");
        return 0;
    }
    return 1;
}

/* 0 after a sentence on stderr. */
static int
set_operations(struct teller *t, char **words)
{
    if (strcmp(words[0], "random") != 0) {
        t->op = bank_operations(words, &t->n_ops);
        return t->op != NULL;
    }
    t->n_ops = words[1] && !words[2] ? atoi(words[1]) : 0;
    if (t->n_ops > 0)
        return 1;
    fprintf(stderr, "teller: \"random\" stands alone, with a number\n");
    return 0;
}

int
main(int argc, char **argv)
{
    struct teller t = { .identity = "teller.id" };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int i = 1, failed;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        if (!set_option(&t, argv[i], argv[i + 1]))
            return 2;
    if (argc - i < 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[i], &why) < 0) {
        fprintf(stderr, "teller: %s\n", why.s);
        return 2;
    }
    if (!set_operations(&t, argv + i + 1))
        return 2;
    failed = open_and_run(&t, &addr);
    free(t.op);
    return failed;
}
