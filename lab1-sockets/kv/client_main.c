/*
 * client_main.c - kvclient: operations on the command line, one call each.
 */
#include <stdio.h>
#include <string.h>

#include "lab1-sockets/kv/kv_client.h"
#include "lab1-sockets/kv/kv_text.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

static const char usage[] =
    "usage: kvclient SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went.\n"
    "\n"
    "  put KEY VALUE    store a value\n"
    "  get KEY          ask for it\n"
    "  del KEY          remove it\n"
    "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

/* How long a call may take. */
#define TIMEOUT_MS 5000

/*
 * How many words, with its own, an operation takes from words, which end with
 * NULL; 0 after a sentence on stderr.
 */
static int
words_of(char **words, enum kv_op *op)
{
    static const char *const name[] = { "put", "get", "del" };
    static const int n_words[] = { 3, 2, 2 };

    for (int i = 0; i < 3; i++) {
        if (strcmp(words[0], name[i]) != 0)
            continue;
        *op = KV_PUT + i;
        for (int k = 1; k < n_words[i]; k++)
            if (!words[k]) {
                fprintf(stderr, "kvclient: \"%s\" needs a %s\n", words[0],
                        k == 1 ? "key" : "value");
                return 0;
            }
        return n_words[i];
    }
    fprintf(stderr, "kvclient: \"%s\" is no operation\n", words[0]);
    return 0;
}

static enum kv_outcome
call(struct kv_client *c, const struct kv_request *q, struct kv_reply *reply)
{
    switch (q->op) {
    case KV_PUT:
        return kv_put(c, q->key, q->value, q->value_len, reply);
    case KV_GET:
        return kv_get(c, q->key, reply);
    case KV_DEL:
        return kv_del(c, q->key, reply);
    }
    return KV_INVALID;
}

/* One operation, and its steps; returns whether it went well. */
static int
run(struct kv_client *c, const struct kv_request *q)
{
    struct rpc_text text = { 0 };
    struct kv_reply reply = { 0 };
    enum kv_outcome outcome;

    kv_request_text(&text, q);
    rpc_step("call", text.s);
    outcome = call(c, q, &reply);
    rpc_text_str(&text, outcome == KV_DONE ? " = " : ": ");
    if (outcome == KV_DONE)
        kv_reply_text(&text, &reply);
    else
        rpc_text_str(&text, kv_outcome_text(outcome));
    rpc_step_status("return", kv_outcome_status(outcome), text.s);
    printf("%s\n", text.s);
    fflush(stdout);
    return outcome == KV_DONE && reply.status == KV_OK;
}

static struct kv_request
request_of(char **words, enum kv_op op)
{
    struct kv_request q = { .op = op,
                            .key = words[1],
                            .key_len = strlen(words[1]) };

    if (op == KV_PUT) {
        q.value = words[2];
        q.value_len = strlen(words[2]);
    }
    return q;
}

/* Nothing is done unless all words make sense. */
static int
all_make_sense(char **words)
{
    enum kv_op op;

    for (int n; *words; words += n)
        if ((n = words_of(words, &op)) == 0)
            return 0;
    return 1;
}

int
main(int argc, char **argv)
{
    static struct kv_client client;
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    enum kv_op op;
    int failed = 0;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 3) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "kvclient: %s\n", why.s);
        return 2;
    }
    if (!all_make_sense(argv + 2))
        return 2;
    kv_client_init(&client, &addr, TIMEOUT_MS);
    for (char **words = argv + 2; *words;) {
        int taken = words_of(words, &op);
        struct kv_request q = request_of(words, op);

        failed |= !run(&client, &q);
        words += taken;
    }
    kv_client_close(&client);
    return failed;
}
