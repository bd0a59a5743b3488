/*
 * bank_client.c - the bank's client, made by rpcgen from the same bank.x.
 *
 *     bank_client udp PORT OPERATION ...    as those of our bank-client
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bank.h"
#include "grader/test/interop/peer.h"

static void
print_result(const bank_result *res)
{
    static const char *const why[] = {
        [BANK_NO_SUCH_ACCOUNT] = "no such account",
        [BANK_INSUFFICIENT_FUNDS] = "insufficient funds",
        [BANK_FULL] = "full",
        [BANK_BAD_AMOUNT] = "bad amount",
    };

    if (res->status == BANK_OK)
        printf("%" PRId64 "\n", (int64_t)res->bank_result_u.balance);
    else
        printf("%s\n", why[res->status]);
}

/* Returns how many words the operation has. */
static int
run(CLIENT *c, char **word)
{
    bank_account account = { word[1] };
    bank_change change = { word[1], word[2] ? atoll(word[2]) : 0 };
    bank_result res;
    enum clnt_stat stat;
    int words = 2;

    memset(&res, 0, sizeof(res));
    if (strcmp(word[0], "open") == 0)
        stat = bank_open_1(&account, &res, c);
    else if (strcmp(word[0], "balance") == 0)
        stat = bank_balance_1(&account, &res, c);
    else {
        words = 3;
        if (strcmp(word[0], "debit") == 0)
            stat = bank_debit_1(&change, &res, c);
        else
            stat = bank_deposit_1(&change, &res, c);
    }
    peer_expect_success(stat, word[0]);
    for (int i = 0; i < words; i++)
        printf("%s%s", word[i], i < words - 1 ? " " : ": ");
    print_result(&res);
    return words;
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], BANK_PROG, BANK_VERS };
    CLIENT *c = peer_client(&p);

    for (int i = 3; i + 1 < argc;)
        i += run(c, argv + i);
    clnt_destroy(c);
    return 0;
}
