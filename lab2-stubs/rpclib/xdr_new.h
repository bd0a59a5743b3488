/*
 * xdr_new.h - memory for what is decoded: arrays and optional values.
 *
 * The functions of xdr.h allocate nothing.  Decoders that the IDL compiler
 * writes allocate with these two, and only after the bytes that the memory
 * is for were seen to be there: a message of n bytes has room for n / 4
 * elements at most, whatever it claims.
 *
 * Errors:     NULL, and the decoder's err is set: -EBADMSG, or -ENOMEM if
 *             there is no memory.  NULL without an error: none was sent.
 * Ownership:  the result is the caller's, for free(); it is all zero, so
 *             that a value can be freed though only a part was decoded.
 */
#ifndef RPCLIB_XDR_NEW_H
#define RPCLIB_XDR_NEW_H

#include <stdlib.h>

#include "lab2-stubs/rpclib/xdr.h"

/* n elements of size bytes.  Without memory n becomes 0. */
static inline void *
xdr_new(struct xdr_dec *d, uint32_t *n, size_t size)
{
    void *p = *n > 0 ? calloc(*n, size) : NULL;

    if (*n > 0 && !p) {
        *n = 0;
        d->err = -ENOMEM; /* *n is not 0, so there was no error before */
    }
    return p;
}

/*
 * T x<max>, 4.13: the count, into *n, and room for so many elements, each of
 * size bytes here and at least min_len bytes in the message.
 */
static inline void *
xdr_new_array(struct xdr_dec *d, uint32_t *n, uint32_t max, uint32_t min_len,
              size_t size)
{
    *n = xdr_get_count(d, max, min_len);
    return xdr_new(d, n, size);
}

/* T *x, 4.19: room for the value if there is one. */
static inline void *
xdr_new_optional(struct xdr_dec *d, size_t size)
{
    uint32_t n = (uint32_t)xdr_get_bool(d);

    return xdr_new(d, &n, size);
}

#endif
