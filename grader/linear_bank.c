/*
 * linear_bank.c - the bank of lab 3 as a thing without concurrency: what
 * bank.c does, read off the texts of calls and returns.
 */
#include "grader/linear.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OPEN, DEPOSIT, DEBIT, BALANCE, VERBS };

static const char *const verb[VERBS] = { "open", "deposit", "debit",
                                         "balance" };

enum { ANY, AMOUNT, NO_SUCH, INSUFFICIENT, FULL, BAD_AMOUNT, OTHER };

static const char *const refusal[] = {
    [NO_SUCH] = "no such account",
    [INSUFFICIENT] = "insufficient funds",
    [FULL] = "full",
    [BAD_AMOUNT] = "bad amount",
};

/* All of it is a number. */
static int
is_number(const char *text, int64_t *n)
{
    char *end;

    errno = 0;
    *n = strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0;
}

static void
read_result(struct linear_op *op)
{
    const char *text = op->ret->text + strlen(op->call->text);

    op->result = OTHER;
    if (strncmp(text, " = ", 3) != 0)
        return;
    text += 3;
    if (is_number(text, &op->result_value))
        op->result = AMOUNT;
    for (int i = NO_SUCH; i < OTHER; i++)
        if (strcmp(text, refusal[i]) == 0)
            op->result = i;
}

/* "debit(alice, 10)" */
static int
bank_read(struct linear_op *op)
{
    const char *text = op->call->text, *open = strchr(text, '('), *end;
    size_t len = open ? (size_t)(open - text) : 0;

    for (op->verb = 0; op->verb < VERBS; op->verb++)
        if (strlen(verb[op->verb]) == len &&
            memcmp(verb[op->verb], text, len) == 0)
            break;
    if (!open || op->verb == VERBS)
        return 0;
    end = strrchr(open, ')');
    if (!end)
        return 0;
    op->key = open + 1;
    op->key_len = (size_t)(end - op->key);
    if (op->verb == DEPOSIT || op->verb == DEBIT) {
        while (op->key_len > 0 && op->key[op->key_len] != ',')
            op->key_len--;
        op->value = strtoll(op->key + op->key_len + 1, NULL, 10);
    }
    if (op->ret)
        read_result(op);
    return 1;
}

static void
do_change(const struct linear_op *op, struct linear_state *s, int *result)
{
    int64_t amount = op->value;

    if (!s->there)
        *result = NO_SUCH;
    else if (amount <= 0)
        *result = BAD_AMOUNT;
    else if (op->verb == DEBIT && amount > s->value)
        *result = INSUFFICIENT;
    else if (op->verb == DEBIT)
        s->value -= amount;
    else if (amount > INT64_MAX - s->value)
        *result = BAD_AMOUNT;
    else
        s->value += amount;
}

/* The value is the balance.  A bank may be full: that depends on other
 * accounts, so it is believed, and opens nothing. */
static int
bank_apply(const struct linear_op *op, struct linear_state *s)
{
    int result = AMOUNT;

    if (op->verb == OPEN && op->result == FULL)
        return !s->there;
    if (op->verb == OPEN)
        s->there = 1;
    else if (op->verb == BALANCE)
        result = s->there ? AMOUNT : NO_SUCH;
    else
        do_change(op, s, &result);
    return op->result == ANY ||
           (op->result == result &&
            (result != AMOUNT || op->result_value == s->value));
}

static int
bank_only_reads(const struct linear_op *op)
{
    return op->verb == BALANCE;
}

/* ---- the accounts it begins with ---------------------------------------- */

/* The next word of a command line; 0: there is none. */
static size_t
next_word(const char **at)
{
    *at += strspn(*at, " ");
    return strcspn(*at, " ");
}

/* Behind the address: NAME BALANCE, and so on, to what is no balance. */
static int
find_account(const char *text, const struct linear_op *op, int64_t *balance)
{
    const char *at = text;
    size_t len;

    while ((len = next_word(&at)) > 0 && !memchr(at, ':', len))
        at += len;
    at += len;
    while ((len = next_word(&at)) > 0) {
        int found = len == op->key_len && memcmp(at, op->key, len) == 0;
        char number[32] = "";

        at += len;
        len = next_word(&at);
        if (len > 0 && len < sizeof(number))
            memcpy(number, at, len);
        if (!is_number(number, balance))
            return 0;
        if (found)
            return 1;
        at += len;
    }
    return 0;
}

static void
bank_begin(const struct trace *tr, const struct linear_op *op,
           struct linear_state *s)
{
    *s = (struct linear_state){ 0 };
    for (size_t i = 0; i < tr->n_events && !s->there; i++)
        if (tr->event[i].kind == TRACE_START)
            s->there = find_account(tr->event[i].text, op, &s->value);
    if (!s->there)
        s->value = 0;
}

const struct linear_model linear_bank = {
    .read = bank_read,
    .begin = bank_begin,
    .apply = bank_apply,
    .only_reads = bank_only_reads,
};

int
oracle_linear_bank(const struct trace *tr, struct verdict *v)
{
    return linear_check(&linear_bank, tr, LINEAR_BUDGET, v);
}
