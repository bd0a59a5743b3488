/*
 * wordcount_server.c - WordCount's service, made by rpcgen from the same
 * wordcount.x.
 *
 *     wordcount_server tcp PORT
 */
#include <stdlib.h>
#include <string.h>

#include "grader/test/interop/peer.h"
#include "wordcount.h"

void wordcount_prog_1(struct svc_req *, SVCXPRT *);

static void
add_word(wordcount_map *map, const char *word)
{
    u_int i = 0;

    while (i < map->entry.entry_len &&
           strncmp(map->entry.entry_val[i].word, word, WORDCOUNT_WORD_MAX))
        i++;
    if (i == map->entry.entry_len) {
        map->entry.entry_val[i].word = strndup(word, WORDCOUNT_WORD_MAX);
        map->entry.entry_len++;
    }
    map->entry.entry_val[i].count++;
}

bool_t
wordcount_count_1_svc(wordcount_text *args, wordcount_map *res,
                      struct svc_req *rqstp)
{
    char *rest = NULL;

    (void)rqstp;
    res->entry.entry_len = 0;
    res->entry.entry_val =
        calloc(WORDCOUNT_WORDS_MAX, sizeof(*res->entry.entry_val));
    for (char *word = strtok_r(args->text, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        add_word(res, word);
    return TRUE;
}

int
wordcount_prog_1_freeresult(SVCXPRT *transport, xdrproc_t xdr, caddr_t res)
{
    (void)transport;
    xdr_free(xdr, res);
    return 1;
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], WORDCOUNT_PROG, WORDCOUNT_VERS };

    (void)argc;
    peer_serve(&p, wordcount_prog_1);
    return 1;
}
