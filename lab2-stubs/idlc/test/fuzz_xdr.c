/*
 * fuzz_xdr.c - any bytes at all, to decoders that idlc has made.
 *
 *     make CC=clang fuzz
 *
 * The first byte chooses a type of everything.x.  Nothing may crash or leak;
 * and a value has one encoding: what is decoded becomes the same bytes again.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "everything.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define CHECK_TYPE(T)                                                         \
    static void check_##T(struct xdr_dec *d)                                  \
    {                                                                         \
        struct rpc_text text = { 0 };                                         \
        uint8_t *buf = malloc(d->len + 1);                                    \
        struct xdr_enc e;                                                     \
        struct T v;                                                           \
                                                                              \
        memset(&v, 0xee, sizeof(v));                                          \
        T##_get(d, &v);                                                       \
        if (d->err == 0) {                                                    \
            xdr_enc_init(&e, buf, d->pos);                                    \
            T##_put(&e, &v);                                                  \
            if (e.err || e.len != d->pos || memcmp(buf, d->buf, e.len) != 0)  \
                abort();                                                      \
            T##_text(&text, &v);                                              \
        }                                                                     \
        T##_free(&v);                                                         \
        free(buf);                                                            \
    }

CHECK_TYPE(scalars)
CHECK_TYPE(arrays)
CHECK_TYPE(by_int)
CHECK_TYPE(item)
CHECK_TYPE(link)
CHECK_TYPE(tree)
CHECK_TYPE(forest)
CHECK_TYPE(a_b)
CHECK_TYPE(expression)

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static void (*const check[])(struct xdr_dec * d) = {
        check_scalars, check_arrays, check_by_int,
        check_item,    check_link,   check_tree,
        check_forest,  check_a_b,    check_expression,
    };
    struct xdr_dec d;

    if (len == 0)
        return 0;
    xdr_dec_init(&d, bytes + 1, len - 1);
    check[bytes[0] % (sizeof(check) / sizeof(check[0]))](&d);
    return 0;
}
