/*
 * ours.c - a value of peer.x, with the code of idlc.
 *
 *     ours put     write the sample to standard output
 *     ours echo    decode standard input, and write it again
 */
#include <stdio.h>
#include <string.h>

#include "peer.h"

#include "lab2-stubs/idlc/test/libtirpc/sample.h"

static int
put(const struct peer_value *v)
{
    uint8_t buf[2048];
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    peer_value_put(&e, v);
    if (e.err) {
        fprintf(stderr, "ours: cannot encode: %s\n", strerror(-e.err));
        return 1;
    }
    return fwrite(buf, 1, e.len, stdout) == e.len ? 0 : 1;
}

static int
echo(void)
{
    uint8_t buf[2048];
    struct peer_value v;
    struct xdr_dec d;
    int status;

    xdr_dec_init(&d, buf, fread(buf, 1, sizeof(buf), stdin));
    peer_value_get(&d, &v);
    if (xdr_get_end(&d) < 0) {
        fprintf(stderr, "ours: cannot decode: %s\n", strerror(-d.err));
        status = 1;
    } else {
        status = put(&v);
    }
    peer_value_free(&v);
    return status;
}

int
main(int argc, char **argv)
{
    uint32_t words[] = SAMPLE_WORDS;
    int64_t big[] = SAMPLE_BIG;
    struct peer_point path[] = SAMPLE_PATH, there = SAMPLE_THERE;
    struct peer_item third = { .v = 3 }, second = { .v = 2, .next = &third };
    struct peer_value v = {
        SAMPLE,
        .name = SAMPLE_NAME,
        .data = SAMPLE_DATA,
        .data_len = sizeof(SAMPLE_DATA) - 1,
        .words = words,
        .n_words = sizeof(words) / sizeof(words[0]),
        .big = big,
        .n_big = sizeof(big) / sizeof(big[0]),
        .path = path,
        .n_path = sizeof(path) / sizeof(path[0]),
        .there = &there,
        .green = { .c = PEER_GREEN, .number = SAMPLE_NUMBER },
        .none = { .c = PEER_NONE },
        .one = { .n = 1, .real = SAMPLE_REAL },
        .two = { .n = 2 },
        .list = { .v = 1, .next = &second },
    };

    if (argc == 2 && strcmp(argv[1], "put") == 0)
        return put(&v);
    if (argc == 2 && strcmp(argv[1], "echo") == 0)
        return echo();
    return 2;
}
