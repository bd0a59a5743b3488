/*
 * wordcount_client.c - WordCount's client, made by rpcgen from the same
 * wordcount.x.
 *
 *     wordcount_client tcp PORT TEXT ...    prints as our wordcount-client
 */
#include <stdio.h>
#include <string.h>

#include "grader/test/interop/peer.h"
#include "wordcount.h"

static void
count(CLIENT *c, char *text)
{
    wordcount_text args = { text };
    wordcount_map map;

    memset(&map, 0, sizeof(map));
    peer_expect_success(wordcount_count_1(&args, &map, c), "count");
    printf("%s:", text);
    for (u_int i = 0; i < map.entry.entry_len; i++)
        printf("%s %s %u", i > 0 ? "," : "", map.entry.entry_val[i].word,
               map.entry.entry_val[i].count);
    printf("\n");
    clnt_freeres(c, (xdrproc_t)(void *)xdr_wordcount_map, (caddr_t)&map);
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], WORDCOUNT_PROG, WORDCOUNT_VERS };
    CLIENT *c = peer_client(&p);

    for (int i = 3; i < argc; i++)
        count(c, argv[i]);
    clnt_destroy(c);
    return 0;
}
