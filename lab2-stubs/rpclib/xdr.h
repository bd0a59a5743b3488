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
 *             -ENOMEM    decoder: there is no memory for the value; only
 *                        xdr_new.h allocates
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

/* Trees deeper than this are neither sent nor accepted; lists may be long. */
#define XDR_DEPTH_MAX 100

/* ---- encoding ----------------------------------------------------------- */

struct xdr_enc {
    uint8_t *buf; /* borrowed, cap bytes */
    size_t cap;
    size_t len; /* bytes written; of no meaning after an error */
    int err;
    int depth; /* of values inside values of their own kind */
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

/*
 * Around the parts of a type that contains itself: 0 after an error, which
 * too great a depth is, too; 1 to go on, and then to leave.
 */
static inline int
xdr_enc_enter(struct xdr_enc *e)
{
    if (e->depth == XDR_DEPTH_MAX)
        xdr_enc_fail(e);
    if (e->err)
        return 0;
    e->depth++;
    return 1;
}

static inline void
xdr_enc_leave(struct xdr_enc *e)
{
    e->depth--;
}

void xdr_put_u32(struct xdr_enc *e, uint32_t v); /* unsigned int, 4.2 */
void xdr_put_u64(struct xdr_enc *e, uint64_t v); /* unsigned hyper, 4.5 */
void xdr_put_bool(struct xdr_enc *e, int v);     /* 4.4; not 0 is TRUE */

/* IEEE 754, as all machines that run this have it: the bits as a number. */
void xdr_put_float(struct xdr_enc *e, float v);   /* 4.6, 4 bytes */
void xdr_put_double(struct xdr_enc *e, double v); /* 4.7, 8 bytes */

/* Signed numbers are sent in two's complement, which is what C converts to. */
static inline void
xdr_put_i32(struct xdr_enc *e, int32_t v) /* int, 4.1 */
{
    xdr_put_u32(e, (uint32_t)v);
}

static inline void
xdr_put_enum(struct xdr_enc *e, int32_t v) /* 4.3 */
{
    xdr_put_u32(e, (uint32_t)v);
}

static inline void
xdr_put_i64(struct xdr_enc *e, int64_t v) /* hyper, 4.5 */
{
    xdr_put_u64(e, (uint64_t)v);
}

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

/* T x<max>, 4.13: how many there are; the caller puts each behind it. */
void xdr_put_count(struct xdr_enc *e, uint32_t n, uint32_t max);

/* unsigned x[n], int x[n], 4.12: as n calls would, but quicker. */
void xdr_put_u32s(struct xdr_enc *e, const uint32_t *v, size_t n);

static inline void
xdr_put_i32s(struct xdr_enc *e, const int32_t *v, size_t n)
{
    xdr_put_u32s(e, (const uint32_t *)v, n);
}

/* ---- decoding ----------------------------------------------------------- */

struct xdr_dec {
    const uint8_t *buf; /* borrowed, len bytes */
    size_t len;
    size_t pos; /* bytes read, never more than len */
    int err;
    int depth; /* as in struct xdr_enc */
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

/* As xdr_enc_enter() and xdr_enc_leave(). */
static inline int
xdr_dec_enter(struct xdr_dec *d)
{
    if (d->depth == XDR_DEPTH_MAX)
        xdr_dec_fail(d);
    if (d->err)
        return 0;
    d->depth++;
    return 1;
}

static inline void
xdr_dec_leave(struct xdr_dec *d)
{
    d->depth--;
}

/* Bytes not read yet. */
static inline size_t
xdr_dec_left(const struct xdr_dec *d)
{
    return d->len - d->pos;
}

uint32_t xdr_get_u32(struct xdr_dec *d);
uint64_t xdr_get_u64(struct xdr_dec *d);
int xdr_get_bool(struct xdr_dec *d); /* 0 or 1 */
float xdr_get_float(struct xdr_dec *d);
double xdr_get_double(struct xdr_dec *d);

static inline int32_t
xdr_get_i32(struct xdr_dec *d)
{
    return (int32_t)xdr_get_u32(d);
}

static inline int32_t
xdr_get_enum(struct xdr_dec *d)
{
    return (int32_t)xdr_get_u32(d);
}

static inline int64_t
xdr_get_i64(struct xdr_dec *d)
{
    return (int64_t)xdr_get_u64(d);
}

/* opaque x[len]: fills all of bytes. */
void xdr_get_fixed(struct xdr_dec *d, void *bytes, size_t len);

/*
 * opaque x<max> into bytes, which has room for max, or if that is less, for
 * all that is left of the message.  Returns the length; what is behind it is
 * not touched.
 */
uint32_t xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max);

/*
 * string x<max> into s, which has room for max + 1 bytes.  s is terminated
 * in every case.  Returns its length.
 */
uint32_t xdr_get_string(struct xdr_dec *d, char *s, uint32_t max);

/*
 * T x<max>: how many follow.  Each takes at least min_len bytes (not 0), so
 * a count that the rest of the message has no room for is refused here,
 * before anything is allocated for it.
 */
uint32_t xdr_get_count(struct xdr_dec *d, uint32_t max, uint32_t min_len);

/* unsigned x[n], int x[n]: fills all of v. */
void xdr_get_u32s(struct xdr_dec *d, uint32_t *v, size_t n);

static inline void
xdr_get_i32s(struct xdr_dec *d, int32_t *v, size_t n)
{
    xdr_get_u32s(d, (uint32_t *)v, n);
}

/* All bytes must have been read: otherwise an error.  Returns d->err. */
int xdr_get_end(struct xdr_dec *d);

#endif
