/*
 * atm_main.c - atm: a cash dispenser.
 *
 * To take the money from the account is a call, and done exactly once,
 * whoever crashes.  To hand it out is an action on the world outside: no log
 * can undo it, and no server can be asked whether it has happened.  All that
 * the dispenser has is its note of which withdrawals are done, which it can
 * write before it hands out the money, or afterwards.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab3-atleastonce/bank/bank.h"
#include "lab4-atmostonce/vault/caller.h"

static const char usage[] =
    "usage: atm --order ORDER [OPTION VALUE]... SERVER:PORT NAME AMOUNT...\n"
    "Withdraw each amount from the account NAME, and dispense it.\n"
    "\n"
    "  --order log-first       note that a withdrawal is done, then dispense\n"
    "  --order dispense-first  dispense, then note that it is done\n"
    "  --identity FILE         who this dispenser is (atm.id)\n"
    "  --notes FILE            what was begun, and what is done (atm.notes);\n"
    "                          after a crash go on there\n"
    "\n"
    "Exit status: 0 all is done, 1 it cannot go on, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

struct atm {
    const char *identity, *notes;
    int is_log_first;
    const char *name;
    int64_t *amount;
    uint64_t n_amounts;

    struct caller caller;
};

/* ---- a withdrawal ------------------------------------------------------- */

/* The external action. */
static void
dispense(const struct atm *a, uint64_t withdrawal)
{
    struct rpc_text text;

    rpc_text_clear(&text);
    rpc_text_int(&text, a->amount[withdrawal - 1]);
    rpc_text_str(&text, " to ");
    rpc_text_str(&text, a->name);
    rpc_text_str(&text, ", withdrawal ");
    rpc_text_int(&text, (int64_t)withdrawal);
    rpc_step("dispense", text.s);
    printf("dispensed %s\n", text.s);
    fflush(stdout);
}

/* The internal one: it is on the disk when the step is reported. */
static int
note(const struct atm *a, uint64_t withdrawal)
{
    int err = numbered_client_done(a->caller.client);
    struct rpc_text text;

    if (err < 0) {
        fprintf(stderr, "atm: %s cannot be written: %s\n", a->notes,
                strerror(-err));
        return err;
    }
    rpc_text_clear(&text);
    rpc_text_str(&text, "withdrawal ");
    rpc_text_int(&text, (int64_t)withdrawal);
    rpc_text_str(&text, " is done");
    rpc_step("noted", text.s);
    return err;
}

/* 0; 1: the money was taken; or a negative status after a sentence. */
static int
debit(const struct atm *a, uint64_t withdrawal)
{
    struct bank_change change = { .amount = a->amount[withdrawal - 1] };
    struct bank_result result;
    struct rpc_text why = { 0 };
    enum rpc_status status;

    strcpy(change.name, a->name); /* its length was checked */
    status = bank_debit(a->caller.client, &change, &result);
    if (status != RPC_OK) {
        fprintf(stderr, "atm: withdrawal %" PRIu64 ": %s\n", withdrawal,
                rpc_status_text(status));
        return -EIO;
    }
    if (result.status == BANK_OK)
        return 1;
    bank_result_text(&why, &result);
    printf("no money, withdrawal %" PRIu64 ": %s\n", withdrawal, why.s);
    fflush(stdout);
    return 0;
}

/* Crash between the two: which of them was it? */
static int
withdraw(const struct atm *a, uint64_t withdrawal)
{
    int has_money = debit(a, withdrawal), err;

    if (has_money < 0)
        return has_money;
    if (has_money && !a->is_log_first)
        dispense(a, withdrawal);
    err = note(a, withdrawal);
    if (err == 0 && has_money && a->is_log_first)
        dispense(a, withdrawal);
    return err;
}

static int
run(const struct atm *a)
{
    int err = 0;

    for (uint64_t w = pending_step(a->caller.log); w <= a->n_amounts && !err;
         w++)
        err = withdraw(a, w);
    return err < 0;
}

static int
open_and_run(struct atm *a, const struct sockaddr_in *server)
{
    struct rpc_text why = { 0 };
    int failed;

    if (caller_open(&a->caller, server, a->identity, a->notes, &why) < 0) {
        fprintf(stderr, "atm: %s\n", why.s);
        return 1;
    }
    failed = run(a);
    caller_close(&a->caller);
    return failed;
}

/* ---- the command line --------------------------------------------------- */

static int
set_order(struct atm *a, const char *order)
{
    a->is_log_first = strcmp(order, "log-first") == 0;
    return a->is_log_first || strcmp(order, "dispense-first") == 0;
}

/* 0 after a sentence on stderr. */
static int
set_option(struct atm *a, const char *name, const char *value)
{
    if (value && strcmp(name, "--identity") == 0)
        a->identity = value;
    else if (value && strcmp(name, "--notes") == 0)
        a->notes = value;
    else if (!value || strcmp(name, "--order") != 0 || !set_order(a, value)) {
        fprintf(stderr, "atm: there is no %s \"%s\": see --help\n", name,
                value ? value : "");
        return 0;
    }
    return 1;
}

/* All words from here on are amounts: 0 after a sentence on stderr. */
static int
set_amounts(struct atm *a, char **words, int n)
{
    a->amount = calloc((size_t)n, sizeof(a->amount[0]));
    if (!a->amount) {
        fprintf(stderr, "atm: out of memory\n");
        return 0;
    }
    for (int i = 0; i < n; i++) {
        char *end;

        errno = 0;
        a->amount[i] = strtoll(words[i], &end, 10);
        if (end == words[i] || *end != '\0' || errno || a->amount[i] <= 0) {
            fprintf(stderr, "atm: amount \"%s\" is no number from 1 on\n",
                    words[i]);
            return 0;
        }
    }
    a->n_amounts = (uint64_t)n;
    return 1;
}

/* 0 after a sentence on stderr. */
static int
set_account(struct atm *a, const char *name)
{
    a->name = name;
    if (strlen(name) <= BANK_NAME_MAX)
        return 1;
    fprintf(stderr, "atm: name \"%s\" has more than %d bytes\n", name,
            BANK_NAME_MAX);
    return 0;
}

int
main(int argc, char **argv)
{
    struct atm a = { .is_log_first = -1,
                     .identity = "atm.id",
                     .notes = "atm.notes" };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int i = 1, failed = 2;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        if (!set_option(&a, argv[i], argv[i + 1]))
            return 2;
    if (a.is_log_first < 0 || argc - i < 3) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[i], &why) < 0)
        fprintf(stderr, "atm: %s\n", why.s);
    else if (set_account(&a, argv[i + 1]) &&
             set_amounts(&a, argv + i + 2, argc - i - 2))
        failed = open_and_run(&a, &addr);
    free(a.amount);
    return failed;
}
