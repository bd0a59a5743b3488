/*
 * operations.c - see operations.h.
 */
#include "lab3-atleastonce/bank/operations.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lab3-atleastonce/bank/bank.h"

typedef enum rpc_status on_account_fn(struct rpc_client *,
                                      const struct bank_account *,
                                      struct bank_result *);
typedef enum rpc_status with_amount_fn(struct rpc_client *,
                                       const struct bank_change *,
                                       struct bank_result *);

/* One of the two functions is set. */
struct bank_verb {
    const char *word;
    on_account_fn *on_account;
    with_amount_fn *with_amount;
};

static const struct bank_verb verbs[] = {
    { "open", bank_open, NULL },
    { "deposit", NULL, bank_deposit },
    { "debit", NULL, bank_debit },
    { "balance", bank_balance, NULL },
};

/* ---- reading the command line ------------------------------------------- */

static const struct bank_verb *
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
parse_operation(char **words, struct bank_operation *op)
{
    op->verb = find_verb(words[0]);
    if (!op->verb) {
        fprintf(stderr, "bank: \"%s\" is no operation\n", words[0]);
        return 0;
    }
    op->name = words[1];
    if (!op->name) {
        fprintf(stderr, "bank: \"%s\" needs a name\n", words[0]);
        return 0;
    }
    if (strlen(op->name) > BANK_NAME_MAX) {
        fprintf(stderr, "bank: name \"%s\" has more than %d bytes\n", op->name,
                BANK_NAME_MAX);
        return 0;
    }
    if (!op->verb->with_amount)
        return 2;
    if (!words[2]) {
        fprintf(stderr, "bank: \"%s %s\" needs an amount\n", words[0],
                words[1]);
        return 0;
    }
    if (parse_amount(words[2], &op->amount) < 0) {
        fprintf(stderr, "bank: amount \"%s\" is not a number\n", words[2]);
        return 0;
    }
    return 3;
}

static void *
more_memory(void *old, size_t len)
{
    void *p = realloc(old, len);

    if (!p) {
        fprintf(stderr, "bank: out of memory\n");
        exit(1);
    }
    return p;
}

/* A list that grows. */
struct list {
    struct bank_operation *op;
    int n;
};

static struct bank_operation *
next_in(struct list *l)
{
    l->op = more_memory(l->op, (size_t)(l->n + 1) * sizeof(*l->op));
    return &l->op[l->n++];
}

/* 0, or -errno: no random number. */
static int
draw_operation(struct bank_operation *op)
{
    static const char *const verb[] = { "deposit", "debit", "balance",
                                        "debit" };
    static const char *const name[] = { "alice", "bob" };
    uint8_t draw;

    if (getrandom(&draw, sizeof(draw), 0) != sizeof(draw))
        return -errno;
    op->verb = find_verb(verb[draw % 4]);
    op->name = name[draw / 4 % 2];
    op->amount = draw / 8 + 1;
    return 0;
}

/* "random 50": how many words it took, as above. */
static int
draw_operations(char **words, struct list *l)
{
    int64_t n = 0;

    if (!words[1] || parse_amount(words[1], &n) < 0 || n < 1 ||
        n > BANK_RANDOM_MAX) {
        fprintf(stderr, "bank: \"random\" needs a number from 1 to %d\n",
                BANK_RANDOM_MAX);
        return 0;
    }
    while (n-- > 0) {
        int err = draw_operation(next_in(l));

        if (err < 0) {
            fprintf(stderr, "bank: no random number: %s\n", strerror(-err));
            return 0;
        }
    }
    return 2;
}

struct bank_operation *
bank_operations(char **words, int *n)
{
    struct list l = { NULL, 0 };
    int taken;

    for (; *words; words += taken) {
        if (strcmp(words[0], "random") == 0)
            taken = draw_operations(words, &l);
        else
            taken = parse_operation(words, next_in(&l));
        if (taken == 0) {
            free(l.op);
            return NULL;
        }
    }
    *n = l.n;
    return l.op;
}

/* ---- doing it ----------------------------------------------------------- */

static enum rpc_status
call(struct rpc_client *c, const struct bank_operation *op,
     struct bank_result *res)
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

int
bank_do(struct rpc_client *c, const struct bank_operation *op)
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
