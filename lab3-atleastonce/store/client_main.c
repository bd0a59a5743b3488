/*
 * client_main.c - store-client: operations on the command line.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/store/versioned.h"

static const char usage[] =
    "usage: store-client [--writer N] SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went.\n"
    "\n"
    "  get NAME         ask for the value and its version\n"
    "  put NAME VALUE   write a value, as a newer version\n"
    "  set NAME VALUE   write a value, whatever stands\n"
    "  random N         N operations get and put, drawn at random: names x,\n"
    "                   y and z, and no value twice\n"
    "\n"
    "  --writer N       the number of this writer, 1 to 999 (1): each writer\n"
    "                   needs one of its own\n"
    "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

#define RANDOM_MAX 999

struct writer {
    struct rpc_client *client;
    uint32_t number;
    int64_t drawn; /* values by "random" so far */
    int failed;
};

/* ---- one operation ------------------------------------------------------ */

/* To be superseded is to be overtaken, not to fail. */
static void
print_result(struct writer *w, enum rpc_status status,
             const struct store_result *res)
{
    struct rpc_text text = { 0 };

    if (status == RPC_OK)
        store_result_text(&text, res);
    else
        rpc_text_str(&text, rpc_status_text(status));
    printf(": %s\n", text.s);
    fflush(stdout);
    if (status != RPC_OK ||
        (res->status != STORE_OK && res->status != STORE_SUPERSEDED &&
         res->status != STORE_NO_SUCH_NAME))
        w->failed = 1;
}

static void
do_get(struct writer *w, const char *name)
{
    struct store_name args;
    struct store_result res;

    strcpy(args.name, name); /* its length was checked */
    printf("get %s", name);
    print_result(w, store_get(w->client, &args, &res), &res);
}

static void
do_put(struct writer *w, const char *name, int64_t value)
{
    struct store_setting args = { .value = value };
    struct store_result res;

    strcpy(args.name, name);
    printf("put %s %" PRId64, name, value);
    print_result(w, store_write(w->client, w->number, &args, &res), &res);
}

static void
do_set(struct writer *w, const char *name, int64_t value)
{
    struct store_setting args = { .value = value };
    struct store_result res;

    strcpy(args.name, name);
    printf("set %s %" PRId64, name, value);
    print_result(w, store_set(w->client, &args, &res), &res);
}

/* What was drawn stands in the trace, for who judges the run. */
static void
do_random(struct writer *w, long n)
{
    static const char *const names[] = { "x", "y", "z" };
    unsigned char draw;

    for (; n > 0; n--) {
        if (getrandom(&draw, sizeof(draw), 0) != sizeof(draw)) {
            fprintf(stderr, "store-client: no random number: %s\n",
                    strerror(errno));
            w->failed = 1;
            return;
        }
        if (draw & 0x80)
            do_get(w, names[draw % 3]);
        else
            do_put(w, names[draw % 3],
                   (int64_t)w->number * (RANDOM_MAX + 1) + ++w->drawn);
    }
}

/* ---- the command line --------------------------------------------------- */

static int
is_number(const char *word, int64_t *n)
{
    char *end;

    errno = 0;
    *n = strtoll(word, &end, 10);
    return end != word && *end == '\0' && errno == 0;
}

/*
 * One operation of words, which end with NULL; w is NULL if it is only to be
 * checked.  Returns how many words it has; 0: it makes no sense.
 */
static int
operation(struct writer *w, char **words)
{
    const char *verb = words[0], *name = words[1], *value;
    int64_t n = 0;

    if (!name)
        return 0;
    if (strcmp(verb, "random") == 0) {
        if (!is_number(name, &n) || n < 1 || n > RANDOM_MAX)
            return 0;
        if (w)
            do_random(w, n);
        return 2;
    }
    if (strlen(name) > STORE_NAME_MAX)
        return 0;
    if (strcmp(verb, "get") == 0) {
        if (w)
            do_get(w, name);
        return 2;
    }
    value = words[2];
    if ((strcmp(verb, "put") != 0 && strcmp(verb, "set") != 0) || !value ||
        !is_number(value, &n))
        return 0;
    if (w)
        (strcmp(verb, "put") == 0 ? do_put : do_set)(w, name, n);
    return 3;
}

/* Nothing is done unless all words make sense. */
static int
make_sense(char **words)
{
    for (int taken; *words; words += taken) {
        taken = operation(NULL, words);
        if (taken == 0) {
            fprintf(stderr,
                    "store-client: \"%s %s\" is no operation: see --help\n",
                    words[0], words[1] ? words[1] : "");
            return 0;
        }
    }
    return 1;
}

/* 1: the words from *arg on are SERVER:PORT and operations. */
static int
set_writer(struct writer *w, char **argv, int *arg)
{
    int64_t n = 1;

    *arg = 1;
    if (argv[1] && strcmp(argv[1], "--writer") == 0) {
        if (!argv[2] || !is_number(argv[2], &n) || n < 1 ||
            n >= STORE_WRITERS) {
            fprintf(stderr, "store-client: --writer \"%s\" is not 1 to %d\n",
                    argv[2] ? argv[2] : "", STORE_WRITERS - 1);
            return 0;
        }
        *arg = 3;
    }
    w->number = (uint32_t)n;
    return 1;
}

int
main(int argc, char **argv)
{
    struct writer w = { 0 };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int arg;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (!set_writer(&w, argv, &arg))
        return 2;
    if (argc - arg < 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (rpc_addr_parse(&addr, argv[arg], &why) < 0) {
        fprintf(stderr, "store-client: %s\n", why.s);
        return 2;
    }
    if (!make_sense(argv + arg + 1))
        return 2;
    w.client = udp_client_open(&addr, &rpc_retry_default);
    if (!w.client) {
        fprintf(stderr, "store-client: no client for %s: %s\n", argv[arg],
                strerror(errno));
        return 1;
    }
    for (char **op = argv + arg + 1; *op;)
        op += operation(&w, op);
    rpc_client_close(w.client);
    return w.failed;
}
