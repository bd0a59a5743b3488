/*
 * xdr.h - values to bytes and back: External Data Representation, RFC 4506.
 *
 * An encoder writes into a buffer of the caller, a decoder reads from one.
 * Both remember their first error and do nothing after it, so that code
 * which encodes or decodes a whole structure is a straight line of calls
 * with one look at err behind it:
 *
 *     xdr_get_string(&d, account, 32);
 *     amount = xdr_get_i64(&d);
 *     if (xdr_get_end(&d) < 0)
 *         the message is not what it should be
 *
 * Units:      lengths and capacities are bytes; max is the bound from the
 *             interface (string<32>), UINT32_MAX where there is none.
 * Errors:     err is 0 or the first error, a negative errno:
 *             -EMSGSIZE  encoder: the buffer is full
 *             -EINVAL    encoder: the value is not of its type (too long)
 *             -EBADMSG   decoder: the bytes are no encoding of that type
 *             A get that fails, and every one after it, yields zero, an
 *             empty string or zeroed bytes: a structure decoded from a bad
 *             message never holds memory that nobody wrote.
 * Strictness: the sender is not trusted.  No byte outside [buf, buf+len) is
 *             read; a length is compared with its bound before it is used;
 *             a bool is 0 or 1; padding is zero; a string holds no NUL.
 * Ownership:  buffers are borrowed for as long as the encoder or decoder
 *             is used.  Nothing is allocated.
 */
#ifndef RPCLIB_XDR_H
#define RPCLIB_XDR_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/* ---- encoding ----------------------------------------------------------- */

struct xdr_enc {
    uint8_t *buf; /* borrowed, cap bytes */
    size_t cap;
    size_t len; /* bytes written; of no meaning after an error */
    int err;
};

static inline void
xdr_enc_init(struct xdr_enc *e, void *buf, size_t cap)
{
    *e = (struct xdr_enc){ .buf = buf, .cap = cap };
}

/* For a caller that finds out itself that a value cannot be encoded. */
static inline void
xdr_enc_fail(struct xdr_enc *e)
{
    if (!e->err)
        e->err = -EINVAL;
}

void xdr_put_i32(struct xdr_enc *e, int32_t v);  /* int, 4.1 */
void xdr_put_u32(struct xdr_enc *e, uint32_t v); /* unsigned int, 4.2 */
void xdr_put_enum(struct xdr_enc *e, int32_t v); /* 4.3 */
void xdr_put_bool(struct xdr_enc *e, int v);     /* 4.4; not 0 is TRUE */
void xdr_put_i64(struct xdr_enc *e, int64_t v);  /* hyper, 4.5 */
void xdr_put_u64(struct xdr_enc *e, uint64_t v); /* unsigned hyper, 4.5 */

/* opaque x[len], 4.9: the bytes, padded with zeros to a multiple of four. */
void xdr_put_fixed(struct xdr_enc *e, const void *bytes, size_t len);

/* opaque x<max>, 4.10: the length, then the bytes as above. */
void xdr_put_opaque(struct xdr_enc *e, const void *bytes, uint32_t len,
                    uint32_t max);

/*
 * string x<max>, 4.11: s ends with a NUL, which is not sent.  No more than
 * max + 1 bytes of s are looked at.
 */
void xdr_put_string(struct xdr_enc *e, const char *s, uint32_t max);

/* ---- decoding ----------------------------------------------------------- */

struct xdr_dec {
    const uint8_t *buf; /* borrowed, len bytes */
    size_t len;
    size_t pos; /* bytes read, never more than len */
    int err;
};

static inline void
xdr_dec_init(struct xdr_dec *d, const void *buf, size_t len)
{
    *d = (struct xdr_dec){ .buf = buf, .len = len };
}

/* For a caller that finds a value out of range: an enum, a union's arm. */
static inline void
xdr_dec_fail(struct xdr_dec *d)
{
    if (!d->err)
        d->err = -EBADMSG;
}

/* Bytes not read yet. */
static inline size_t
xdr_dec_left(const struct xdr_dec *d)
{
    return d->len - d->pos;
}

int32_t xdr_get_i32(struct xdr_dec *d);
uint32_t xdr_get_u32(struct xdr_dec *d);
int32_t xdr_get_enum(struct xdr_dec *d);
int xdr_get_bool(struct xdr_dec *d); /* 0 or 1 */
int64_t xdr_get_i64(struct xdr_dec *d);
uint64_t xdr_get_u64(struct xdr_dec *d);

/* opaque x[len]: fills all of bytes. */
void xdr_get_fixed(struct xdr_dec *d, void *bytes, size_t len);

/*
 * opaque x<max> into bytes, which has room for max.  Returns the length;
 * what is behind it is not touched.
 */
uint32_t xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max);

/*
 * string x<max> into s, which has room for max + 1 bytes.  s is terminated
 * in every case.  Returns its length.
 */
uint32_t xdr_get_string(struct xdr_dec *d, char *s, uint32_t max);

/* All bytes must have been read: otherwise an error.  Returns d->err. */
int xdr_get_end(struct xdr_dec *d);

#endif
