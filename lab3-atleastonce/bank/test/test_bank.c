/*
 * test_bank.c - the bank's rules, and its types on the wire.
 *
 * The rules are plain functions and are tested without any network: whatever
 * goes wrong with calls later is not the bank's doing.
 */
#include "grader/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab3-atleastonce/bank/operations.h"
#include "lab3-atleastonce/bank/service.h"

/* ---- the service -------------------------------------------------------- */

static struct bank_result
open_account(struct bank *b, const char *name)
{
    struct bank_account args = { "" };
    struct bank_result res;

    strcpy(args.name, name);
    bank_serve_open(b, &args, &res);
    return res;
}

typedef void change_fn(struct bank *, const struct bank_change *,
                       struct bank_result *);

static struct bank_result
change(struct bank *b, change_fn *serve, const char *name, int64_t amount)
{
    struct bank_change args = { .amount = amount };
    struct bank_result res;

    strcpy(args.name, name);
    serve(b, &args, &res);
    return res;
}

static void
assert_balance(struct bank_result res, int64_t balance)
{
    assert_int_equal(res.status, BANK_OK);
    assert_true(res.balance == balance);
}

static void
assert_refused(struct bank_result res, enum bank_status status)
{
    assert_int_equal(res.status, status);
}

static void
money_goes_in_and_out(void **state)
{
    struct bank b = { 0 };
    struct bank_account alice = { "alice" };
    struct bank_result res;

    (void)state;
    assert_balance(open_account(&b, "alice"), 0);
    assert_balance(change(&b, bank_serve_deposit, "alice", 100), 100);
    assert_balance(change(&b, bank_serve_debit, "alice", 10), 90);
    assert_balance(change(&b, bank_serve_debit, "alice", 90), 0);
    bank_serve_balance(&b, &alice, &res);
    assert_balance(res, 0);
}

static void
opening_twice_is_opening_once(void **state)
{
    struct bank b = { 0 };

    (void)state;
    open_account(&b, "alice");
    change(&b, bank_serve_deposit, "alice", 100);
    assert_balance(open_account(&b, "alice"), 100);
    assert_int_equal(b.n_accounts, 1);
}

static void
what_is_refused_changes_nothing(void **state)
{
    struct bank b = { 0 }, before;
    struct bank_account bob = { "bob" };
    struct bank_result res;

    (void)state;
    open_account(&b, "alice");
    change(&b, bank_serve_deposit, "alice", 100);
    before = b;
    bank_serve_balance(&b, &bob, &res);
    assert_refused(res, BANK_NO_SUCH_ACCOUNT);
    assert_refused(change(&b, bank_serve_deposit, "bob", 1),
                   BANK_NO_SUCH_ACCOUNT);
    assert_refused(change(&b, bank_serve_debit, "bob", 1),
                   BANK_NO_SUCH_ACCOUNT);
    assert_refused(change(&b, bank_serve_debit, "alice", 101),
                   BANK_INSUFFICIENT_FUNDS);
    for (int64_t amount = -1; amount <= 0; amount++) {
        assert_refused(change(&b, bank_serve_debit, "alice", amount),
                       BANK_BAD_AMOUNT);
        assert_refused(change(&b, bank_serve_deposit, "alice", amount),
                       BANK_BAD_AMOUNT);
    }
    assert_refused(change(&b, bank_serve_debit, "alice", INT64_MIN),
                   BANK_BAD_AMOUNT);
    assert_refused(change(&b, bank_serve_deposit, "alice", INT64_MAX),
                   BANK_BAD_AMOUNT); /* 100 too much */
    assert_memory_equal(&b, &before, sizeof(b));
    assert_balance(change(&b, bank_serve_deposit, "alice", INT64_MAX - 100),
                   INT64_MAX);
}

static void
a_full_bank_opens_nothing_new(void **state)
{
    struct bank b = { 0 };
    char name[2] = "A";

    (void)state;
    for (int i = 0; i < BANK_ACCOUNTS_MAX; i++) {
        name[0] = (char)('A' + i);
        assert_balance(open_account(&b, name), 0);
    }
    assert_refused(open_account(&b, "one more"), BANK_FULL);
    assert_balance(open_account(&b, "A"), 0);
}

/* ---- on the wire -------------------------------------------------------- */

static void
a_change_is_encoded_byte_by_byte(void **state)
{
    const struct bank_change v = { "alice", -2 };
    struct bank_change back;
    uint8_t buf[BANK_CHANGE_LEN_MAX];
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    bank_change_put(&e, &v);
    assert_int_equal(e.len, 20);
    assert_memory_equal(
        buf, "\0\0\0\5alice\0\0\0\xff\xff\xff\xff\xff\xff\xff\xfe", 20);
    xdr_dec_init(&d, buf, e.len);
    bank_change_get(&d, &back);
    assert_int_equal(xdr_get_end(&d), 0);
    assert_string_equal(back.name, "alice");
    assert_true(back.amount == -2);
}

static void
the_longest_values_fit_their_constants(void **state)
{
    struct bank_account account;
    struct bank_change change = { .amount = INT64_MAX };
    uint8_t buf[BANK_CHANGE_LEN_MAX];
    struct xdr_enc e;

    (void)state;
    memset(account.name, 'x', BANK_NAME_MAX);
    account.name[BANK_NAME_MAX] = '\0';
    strcpy(change.name, account.name);
    xdr_enc_init(&e, buf, BANK_ACCOUNT_LEN_MAX);
    bank_account_put(&e, &account);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, BANK_ACCOUNT_LEN_MAX);
    xdr_enc_init(&e, buf, BANK_CHANGE_LEN_MAX);
    bank_change_put(&e, &change);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, BANK_CHANGE_LEN_MAX);
}

static void
a_result_has_a_balance_only_if_ok(void **state)
{
    (void)state;
    for (int status = BANK_OK; status <= BANK_BAD_AMOUNT; status++) {
        struct bank_result v = { .status = (enum bank_status)status }, back;
        uint8_t buf[BANK_RESULT_LEN_MAX];
        struct xdr_enc e;
        struct xdr_dec d;

        v.balance = 90;
        xdr_enc_init(&e, buf, sizeof(buf));
        bank_result_put(&e, &v);
        assert_int_equal(e.err, 0);
        assert_int_equal(e.len, status == BANK_OK ? 12 : 4);
        xdr_dec_init(&d, buf, e.len);
        bank_result_get(&d, &back);
        assert_int_equal(xdr_get_end(&d), 0);
        assert_int_equal(back.status, status);
        assert_true(status != BANK_OK || back.balance == 90);
    }
}

static void
an_unknown_status_is_refused(void **state)
{
    static const uint8_t five[] = { 0, 0, 0, 5 };
    struct bank_result v;
    struct xdr_dec d;

    (void)state;
    xdr_dec_init(&d, five, sizeof(five));
    bank_result_get(&d, &v);
    assert_int_equal(d.err, -EBADMSG);
}

static void
texts_are_for_people(void **state)
{
    struct rpc_text t = { 0 };

    (void)state;
    bank_change_text(&t, &(struct bank_change){ "al,ice", 10 });
    assert_string_equal(t.s, "al\\x2cice, 10");
    rpc_text_clear(&t);
    bank_result_text(&t, &(struct bank_result){ BANK_OK, { 90 } });
    rpc_text_str(&t, "; ");
    bank_result_text(&t, &(struct bank_result){ BANK_FULL, { 0 } });
    assert_string_equal(t.s, "90; full");
}

/* ---- the command line --------------------------------------------------- */

/* A command line with blanks between its words. */
static struct bank_operation *
read_line(const char *line, int *n)
{
    static char copy[80];
    char *words[16];
    int i = 0;

    strcpy(copy, line);
    for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
        words[i++] = w;
    words[i] = NULL;
    return bank_operations(words, n);
}

static void
operations_are_read_or_drawn(void **state)
{
    struct bank_operation *op;
    int n, n_bob = 0;

    (void)state;
    op = read_line("debit carol 7 random 20", &n);
    assert_non_null(op);
    assert_int_equal(n, 21);
    assert_string_equal(op[0].name, "carol");
    assert_int_equal(op[0].amount, 7);
    for (int i = 1; i < n; i++) {
        assert_in_range(op[i].amount, 1, 32);
        n_bob += strcmp(op[i].name, "bob") == 0;
    }
    /* All of one: once in half a million runs. */
    assert_in_range(n_bob, 1, 19);
    free(op);
}

static void
what_makes_no_sense_is_not_drawn(void **state)
{
    static const char *const line[] = { "random 0", "random -1", "random 1000",
                                        "random x", "random" };
    int n;

    (void)state;
    for (size_t i = 0; i < sizeof(line) / sizeof(line[0]); i++)
        assert_null(read_line(line[i], &n));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_goes_in_and_out),
        cmocka_unit_test(opening_twice_is_opening_once),
        cmocka_unit_test(what_is_refused_changes_nothing),
        cmocka_unit_test(a_full_bank_opens_nothing_new),
        cmocka_unit_test(a_change_is_encoded_byte_by_byte),
        cmocka_unit_test(the_longest_values_fit_their_constants),
        cmocka_unit_test(a_result_has_a_balance_only_if_ok),
        cmocka_unit_test(an_unknown_status_is_refused),
        cmocka_unit_test(texts_are_for_people),
        cmocka_unit_test(operations_are_read_or_drawn),
        cmocka_unit_test(what_makes_no_sense_is_not_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
