/*
 * theirs.c - the same value of peer.x, with the code of rpcgen and libtirpc.
 *
 *     theirs put     write the sample to standard output
 *     theirs echo    decode standard input, and write it again
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "peer.h"

#include "lab2-stubs/idlc/test/libtirpc/sample.h"

static int
put(peer_value *v)
{
    static char buf[2048];
    XDR x;
    unsigned len;

    xdrmem_create(&x, buf, sizeof(buf), XDR_ENCODE);
    if (!xdr_peer_value(&x, v)) {
        fprintf(stderr, "theirs: cannot encode\n");
        return 1;
    }
    len = xdr_getpos(&x);
    return fwrite(buf, 1, len, stdout) == len ? 0 : 1;
}

static int
echo(void)
{
    static char buf[2048];
    unsigned len = (unsigned)fread(buf, 1, sizeof(buf), stdin);
    peer_value v;
    XDR x;
    int status = 1;

    memset(&v, 0, sizeof(v));
    xdrmem_create(&x, buf, len, XDR_DECODE);
    if (xdr_peer_value(&x, &v) && xdr_getpos(&x) == len)
        status = put(&v);
    else
        fprintf(stderr, "theirs: cannot decode\n");
    xdr_free((xdrproc_t)xdr_peer_value, &v);
    return status;
}

int
main(int argc, char **argv)
{
    static char name[] = SAMPLE_NAME, nothing[] = "", data[] = SAMPLE_DATA;
    static unsigned words[] = SAMPLE_WORDS;
    static quad_t big[] = SAMPLE_BIG;
    static peer_point path[] = SAMPLE_PATH, there = SAMPLE_THERE;
    static peer_item third = { .v = 3 }, second = { .v = 2, .next = &third };
    peer_value v = {
        SAMPLE,
        .name = name,
        .nothing = nothing,
        .data = { sizeof(data) - 1, data },
        .words = { sizeof(words) / sizeof(words[0]), words },
        .big = { sizeof(big) / sizeof(big[0]), big },
        .path = { sizeof(path) / sizeof(path[0]), path },
        .there = &there,
        .green = { .c = PEER_GREEN,
                   .peer_choice_u = { .number = SAMPLE_NUMBER } },
        .none = { .c = PEER_NONE },
        .one = { .n = 1, .peer_default_u = { .real = SAMPLE_REAL } },
        .two = { .n = 2 },
        .list = { .v = 1, .next = &second },
    };

    if (argc == 2 && strcmp(argv[1], "put") == 0)
        return put(&v);
    if (argc == 2 && strcmp(argv[1], "echo") == 0)
        return echo();
    return 2;
}
