/*
 * client_main.c - bank-client: operations on the command line, one call each.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/bank.h"

static const char usage[] =
    "usage: bank-client SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went.\n"
    "\n"
    "  open NAME              open an account, unless it is open\n"
    "  deposit NAME AMOUNT    put money in\n"
    "  debit NAME AMOUNT      take money out\n"
    "  balance NAME           ask how much there is\n"
    "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

typedef enum rpc_status on_account_fn(struct rpc_client *,
                                      const struct bank_account *,
                                      struct bank_result *);
typedef enum rpc_status with_amount_fn(struct rpc_client *,
                                       const struct bank_change *,
                                       struct bank_result *);

/* One of the two functions is set. */
struct verb {
    const char *word;
    on_account_fn *on_account;
    with_amount_fn *with_amount;
};

static const struct verb verbs[] = {
    { "open", bank_open, NULL },
    { "deposit", NULL, bank_deposit },
    { "debit", NULL, bank_debit },
    { "balance", bank_balance, NULL },
};

struct operation {
    const struct verb *verb;
    const char *name;
    int64_t amount; /* if the verb has one */
};

/* ---- reading the command line ------------------------------------------- */

static const struct verb *
find_verb(const char *word)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (strcmp(word, verbs[i].word) == 0)
            return &verbs[i];
    return NULL;
}

static int
parse_amount(const char *word, int64_t *amount)
{
    char *end;
    long long v;

    errno = 0;
    v = strtoll(word, &end, 10);
    if (end == word || *end != '\0' || errno != 0)
        return -EINVAL;
    *amount = v;
    return 0;
}

/*
 * One operation from words, which end with NULL.  Returns how many it took,
 * or 0 after a sentence on stderr.
 */
static int
parse_operation(char **words, struct operation *op)
{
    op->verb = find_verb(words[0]);
    if (!op->verb) {
        fprintf(stderr, "bank-client: \"%s\" is no operation\n", words[0]);
        return 0;
    }
    op->name = words[1];
    if (!op->name) {
        fprintf(stderr, "bank-client: \"%s\" needs a name\n", words[0]);
        return 0;
    }
    if (strlen(op->name) > BANK_NAME_MAX) {
        fprintf(stderr, "bank-client: name \"%s\" has more than %d bytes\n",
                op->name, BANK_NAME_MAX);
        return 0;
    }
    if (!op->verb->with_amount)
        return 2;
    if (!words[2]) {
        fprintf(stderr, "bank-client: \"%s %s\" needs an amount\n", words[0],
                words[1]);
        return 0;
    }
    if (parse_amount(words[2], &op->amount) < 0) {
        fprintf(stderr, "bank-client: amount \"%s\" is not a number\n",
                words[2]);
        return 0;
    }
    return 3;
}

static void *
more_memory(void *old, size_t len)
{
    void *p = realloc(old, len);

    if (!p) {
        fprintf(stderr, "bank-client: out of memory\n");
        exit(1);
    }
    return p;
}

/*
 * All operations of a command line, *n of them, for the caller to free(); or
 * NULL after a sentence on stderr.  Nothing is done unless all words make
 * sense.
 */
static struct operation *
parse_operations(char **words, int *n)
{
    struct operation *op = NULL;
    int taken;

    for (*n = 0; *words; words += taken) {
        op = more_memory(op, (size_t)(*n + 1) * sizeof(*op));
        taken = parse_operation(words, &op[(*n)++]);
        if (taken == 0) {
            free(op);
            return NULL;
        }
    }
    return op;
}

/* ---- doing it ----------------------------------------------------------- */

static enum rpc_status
call(struct rpc_client *c, const struct operation *op, struct bank_result *res)
{
    struct bank_account account = { "" };
    struct bank_change change = { .amount = op->amount };

    /* The length was checked when the command line was read. */
    strcpy(account.name, op->name);
    strcpy(change.name, op->name);
    if (op->verb->on_account)
        return op->verb->on_account(c, &account, res);
    return op->verb->with_amount(c, &change, res);
}

/* Returns whether it went well. */
static int
run(struct rpc_client *c, const struct operation *op)
{
    struct bank_result res;
    struct rpc_text text = { 0 };
    enum rpc_status status = call(c, op, &res);

    printf("%s %s", op->verb->word, op->name);
    if (op->verb->with_amount)
        printf(" %" PRId64, op->amount);
    if (status == RPC_OK)
        bank_result_text(&text, &res);
    else
        rpc_text_str(&text, rpc_status_text(status));
    printf(": %s\n", text.s);
    fflush(stdout);
    return status == RPC_OK && res.status == BANK_OK;
}

int
main(int argc, char **argv)
{
    struct sockaddr_in addr;
    struct rpc_client *c;
    struct rpc_text why = { 0 };
    struct operation *op;
    int n, failed = 0;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 3) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "bank-client: %s\n", why.s);
        return 2;
    }
    op = parse_operations(argv + 2, &n);
    if (!op)
        return 2;
    c = udp_client_open(&addr, &rpc_retry_default);
    if (!c)
        fprintf(stderr, "bank-client: no client for %s: %s\n", argv[1],
                strerror(errno));
    for (int i = 0; c && i < n; i++)
        failed |= !run(c, &op[i]);
    if (c)
        rpc_client_close(c);
    free(op);
    return !c || failed ? 1 : 0;
}
