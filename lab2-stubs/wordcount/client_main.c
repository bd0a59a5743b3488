/*
 * client_main.c - wordcount-client: count the words of texts, one call each.
 */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"
#include "lab2-stubs/wordcount/async.h"

static const char usage[] =
    "usage: wordcount-client SERVER:PORT [OPTION ...] TEXT ...\n"
    "Count the words of each text, all on one connection, and print them.\n"
    "\n"
    "  --async        send all texts at once, print as the replies come\n"
    "  --threads N    N threads call, each takes the next text\n"
    "  --timeout MS   give up a call after so many milliseconds\n"
    "  --             what follows is a text\n"
    "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

#define THREADS_MAX 64

struct options {
    int async, threads, timeout_ms;
    char **text; /* n_texts of them */
    size_t n_texts;
};

/* What the threads share. */
struct work {
    struct rpc_client *client;
    const struct options *opt;
    pthread_mutex_t lock; /* guards the rest, and stdout */
    size_t next;          /* the text that nobody has taken yet */
    int failed;
};

/* ---- reading the command line ------------------------------------------- */

/* A number from 1 to max into *n.  0, or -EINVAL. */
static int
parse_number(const char *word, long max, int *n)
{
    char *end;
    long v;

    errno = 0;
    v = word ? strtol(word, &end, 10) : 0;
    if (!word || end == word || *end || errno || v < 1 || v > max)
        return -EINVAL;
    *n = (int)v;
    return 0;
}

/*
 * One option from words, which end with NULL.  How many words it took; 0: it
 * is none, or -EINVAL.
 */
static int
parse_option(char **word, struct options *opt)
{
    if (strcmp(*word, "--async") == 0) {
        opt->async = 1;
        return 1;
    }
    if (strcmp(*word, "--threads") == 0)
        return parse_number(word[1], THREADS_MAX, &opt->threads) < 0 ? -EINVAL
                                                                     : 2;
    if (strcmp(*word, "--timeout") == 0)
        return parse_number(word[1], 1000000, &opt->timeout_ms) < 0 ? -EINVAL
                                                                    : 2;
    return strncmp(*word, "--", 2) == 0 ? -EINVAL : 0;
}

/* 0, or -EINVAL after a sentence on stderr. */
static int
parse_words(char **word, struct options *opt)
{
    int taken = 1;

    while (*word && strcmp(*word, "--") != 0 &&
           (taken = parse_option(word, opt)) > 0)
        word += taken;
    if (taken < 0) {
        fprintf(stderr, "wordcount-client: \"%s %s\" is no option\n", word[0],
                word[1] ? word[1] : "");
        return -EINVAL;
    }
    if (*word && strcmp(*word, "--") == 0)
        word++;
    for (opt->text = word; *word; word++, opt->n_texts++)
        if (strlen(*word) > WORDCOUNT_TEXT_MAX) {
            fprintf(stderr,
                    "wordcount-client: text \"%.20s...\" has more than %d "
                    "bytes\n",
                    *word, WORDCOUNT_TEXT_MAX);
            return -EINVAL;
        }
    if (opt->n_texts == 0)
        fprintf(stderr, "wordcount-client: there is no text to count\n");
    return opt->n_texts > 0 ? 0 : -EINVAL;
}

/* ---- doing it ----------------------------------------------------------- */

/* One line: the text, and how often each word is in it.  Frees the map. */
static void
print(struct work *w, const char *text, enum rpc_status status,
      struct wordcount_map *map)
{
    pthread_mutex_lock(&w->lock);
    printf("%s:", text);
    if (status != RPC_OK)
        printf(" %s", rpc_status_text(status));
    for (uint32_t i = 0; status == RPC_OK && i < map->n_entry; i++)
        printf("%s %s %" PRIu32, i > 0 ? "," : "", map->entry[i].word,
               map->entry[i].count);
    printf("\n");
    fflush(stdout);
    w->failed |= status != RPC_OK;
    pthread_mutex_unlock(&w->lock);
    wordcount_map_free(map);
}

/* A text that nobody has taken, or NULL. */
static const char *
next_text(struct work *w)
{
    const char *text = NULL;

    pthread_mutex_lock(&w->lock);
    if (w->next < w->opt->n_texts)
        text = w->opt->text[w->next++];
    pthread_mutex_unlock(&w->lock);
    return text;
}

/* A thread: call until no text is left. */
static void *
call_in_turn(void *arg)
{
    struct work *w = arg;
    struct wordcount_text args;
    struct wordcount_map map;
    const char *text;

    while ((text = next_text(w))) {
        enum rpc_status status;

        strcpy(args.text, text); /* its length is checked */
        status = wordcount_count(w->client, &args, &map);
        print(w, text, status, &map);
    }
    return NULL;
}

/* This thread is one of them. */
static void
call_in_threads(struct work *w)
{
    pthread_t thread[THREADS_MAX];
    int n = 0;

    while (n < w->opt->threads - 1 &&
           pthread_create(&thread[n], NULL, call_in_turn, w) == 0)
        n++;
    call_in_turn(w);
    while (n > 0)
        pthread_join(thread[--n], NULL);
}

/* All requests first; then whatever reply comes. */
static void
call_at_once(struct work *w)
{
    size_t n = w->opt->n_texts;
    struct wordcount_count_call *call = calloc(n, sizeof(*call));
    struct rpc_call **handle = calloc(n, sizeof(struct rpc_call *));
    struct wordcount_text args;
    struct wordcount_map map;
    int i;

    w->failed = !call || !handle;
    for (size_t k = 0; !w->failed && k < n; k++) {
        strcpy(args.text, w->opt->text[k]); /* its length is checked */
        wordcount_count_go(w->client, &args, &call[k]);
        handle[k] = &call[k].call;
    }
    while (handle && (i = rpc_wait_any(handle, n)) >= 0) {
        enum rpc_status status = wordcount_count_finish(&call[i], &map);

        handle[i] = NULL;
        print(w, w->opt->text[i], status, &map);
    }
    free(handle);
    free(call);
}

int
main(int argc, char **argv)
{
    struct options opt = { .threads = 1 };
    struct work w = { .opt = &opt, .lock = PTHREAD_MUTEX_INITIALIZER };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 3) {
        fputs(usage, stderr);
        return 2;
    }
    if (parse_words(argv + 2, &opt) < 0)
        return 2;
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "wordcount-client: %s\n", why.s);
        return 2;
    }
    w.client = tcp_client_open(&addr, opt.timeout_ms);
    if (!w.client) {
        fprintf(stderr, "wordcount-client: no connection to %s: %s\n", argv[1],
                strerror(errno));
        return 1;
    }
    if (opt.async)
        call_at_once(&w);
    else
        call_in_threads(&w);
    rpc_client_close(w.client);
    return w.failed;
}
