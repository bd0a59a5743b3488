/*
 * xdr.c - External Data Representation, RFC 4506.
 *
 * Everything is made of two acts: take some bytes of the buffer, if they
 * are there, and look at them.  take_room() and take_bytes() are the only
 * functions that compare with the end of a buffer, and the only ones that
 * move; whatever else is here cannot run over.
 */
#include "lab2-stubs/rpclib/xdr.h"

#include <arpa/inet.h>
#include <string.h>

/* Zero bytes that follow len bytes, for a multiple of four: section 3. */
static size_t
padding(size_t len)
{
    return (4 - len % 4) % 4;
}

/* ---- encoding ----------------------------------------------------------- */

/* The next len bytes to write to, or NULL after an error. */
static inline uint8_t *
take_room(struct xdr_enc *e, size_t len)
{
    uint8_t *room;

    if (!e->err && e->cap - e->len < len)
        e->err = -EMSGSIZE;
    if (e->err)
        return NULL;
    room = e->buf + e->len;
    e->len += len;
    return room;
}

/* The order of bytes on the wire, whatever that of this machine is. */
static void
write_u32(uint8_t *p, uint32_t v)
{
    uint32_t big_endian = htonl(v);

    /* memcpy(), since p need not be aligned as an integer must be. */
    memcpy(p, &big_endian, sizeof(big_endian));
}

static void
write_u64(uint8_t *p, uint64_t v)
{
    write_u32(p, (uint32_t)(v >> 32));
    write_u32(p + 4, (uint32_t)v);
}

/*
 * The bytes, and zeros up to the next multiple of four, which begin in the
 * last word: so that becomes zero first, and then the bytes go over it.
 */
static void
write_padded(uint8_t *p, const void *bytes, size_t len)
{
    /* memcpy() wants a pointer even for no bytes; the caller may not. */
    if (len == 0)
        return;
    write_u32(p + len + padding(len) - 4, 0);
    memcpy(p, bytes, len);
}

void
xdr_put_u32(struct xdr_enc *e, uint32_t v)
{
    uint8_t *p = take_room(e, 4);

    if (p)
        write_u32(p, v);
}

void
xdr_put_u64(struct xdr_enc *e, uint64_t v)
{
    uint8_t *p = take_room(e, 8);

    if (p)
        write_u64(p, v);
}

void
xdr_put_bool(struct xdr_enc *e, int v)
{
    xdr_put_u32(e, v != 0);
}

void
xdr_put_float(struct xdr_enc *e, float v)
{
    uint32_t bits;

    /* Not a cast, which would convert the value, nor a pointer's. */
    memcpy(&bits, &v, sizeof(bits));
    xdr_put_u32(e, bits);
}

void
xdr_put_double(struct xdr_enc *e, double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof(bits));
    xdr_put_u64(e, bits);
}

void
xdr_put_fixed(struct xdr_enc *e, const void *bytes, size_t len)
{
    uint8_t *p = take_room(e, len + padding(len));

    if (p)
        write_padded(p, bytes, len);
}

/* A length, and so many bytes. */
static inline void
put_counted(struct xdr_enc *e, const void *bytes, size_t len)
{
    uint8_t *p = take_room(e, 4 + len + padding(len));

    if (!p)
        return;
    write_u32(p, (uint32_t)len);
    write_padded(p + 4, bytes, len);
}

void
xdr_put_opaque(struct xdr_enc *e, const void *bytes, uint32_t len,
               uint32_t max)
{
    if (len > max)
        xdr_enc_fail(e);
    put_counted(e, bytes, len);
}

void
xdr_put_string(struct xdr_enc *e, const char *s, uint32_t max)
{
    size_t len = strnlen(s, max);

    /* One byte more is enough to know; max + 1 itself may be no size_t. */
    if (s[len] != '\0')
        xdr_enc_fail(e);
    put_counted(e, s, len);
}

void
xdr_put_count(struct xdr_enc *e, uint32_t n, uint32_t max)
{
    if (n > max)
        xdr_enc_fail(e);
    xdr_put_u32(e, n);
}

void
xdr_put_u32s(struct xdr_enc *e, const uint32_t *v, size_t n)
{
    uint8_t *p = take_room(e, 4 * n);

    if (!p)
        return;
    for (size_t i = 0; i < n; i++)
        write_u32(p + 4 * i, v[i]);
}

/* ---- decoding ----------------------------------------------------------- */

/* The next len bytes of the message, or NULL after an error. */
static inline const uint8_t *
take_bytes(struct xdr_dec *d, size_t len)
{
    const uint8_t *bytes;

    if (xdr_dec_left(d) < len)
        xdr_dec_fail(d);
    if (d->err)
        return NULL;
    bytes = d->buf + d->pos;
    d->pos += len;
    return bytes;
}

static uint32_t
read_u32(const uint8_t *p)
{
    uint32_t big_endian;

    memcpy(&big_endian, p, sizeof(big_endian));
    return ntohl(big_endian);
}

/*
 * The same, with the padding behind them, which must be zero: in the last
 * word, those are the lowest bytes.
 */
static inline const uint8_t *
take_padded(struct xdr_dec *d, size_t len)
{
    size_t whole = len + padding(len);
    const uint8_t *bytes = take_bytes(d, whole);
    uint32_t mask = ((uint32_t)1 << 8 * padding(len)) - 1;

    if (bytes && mask != 0 && (read_u32(bytes + whole - 4) & mask) != 0)
        xdr_dec_fail(d);
    return d->err ? NULL : bytes;
}

/* A length is the sender's claim: it counts for nothing before this. */
static uint32_t
get_length(struct xdr_dec *d, uint32_t max)
{
    uint32_t len = xdr_get_u32(d);

    if (len > max)
        xdr_dec_fail(d);
    return d->err ? 0 : len;
}

uint32_t
xdr_get_u32(struct xdr_dec *d)
{
    const uint8_t *p = take_bytes(d, 4);

    return p ? read_u32(p) : 0;
}

int
xdr_get_bool(struct xdr_dec *d)
{
    uint32_t v = xdr_get_u32(d);

    if (v > 1)
        xdr_dec_fail(d);
    return v == 1;
}

uint64_t
xdr_get_u64(struct xdr_dec *d)
{
    const uint8_t *p = take_bytes(d, 8);

    return p ? (uint64_t)read_u32(p) << 32 | read_u32(p + 4) : 0;
}

float
xdr_get_float(struct xdr_dec *d)
{
    uint32_t bits = xdr_get_u32(d);
    float v;

    memcpy(&v, &bits, sizeof(v));
    return v;
}

double
xdr_get_double(struct xdr_dec *d)
{
    uint64_t bits = xdr_get_u64(d);
    double v;

    memcpy(&v, &bits, sizeof(v));
    return v;
}

void
xdr_get_fixed(struct xdr_dec *d, void *bytes, size_t len)
{
    const uint8_t *p = take_padded(d, len);

    if (len == 0)
        return;
    if (p)
        memcpy(bytes, p, len);
    else
        memset(bytes, 0, len);
}

uint32_t
xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max)
{
    uint32_t len = get_length(d, max);
    const uint8_t *p = take_padded(d, len);

    if (!p || len == 0)
        return 0;
    memcpy(bytes, p, len);
    return len;
}

uint32_t
xdr_get_string(struct xdr_dec *d, char *s, uint32_t max)
{
    uint32_t len = get_length(d, max);
    const uint8_t *p = take_padded(d, len);

    /* C would see a shorter string than the sender meant. */
    if (p && memchr(p, '\0', len))
        xdr_dec_fail(d);
    if (d->err)
        len = 0;
    else
        memcpy(s, p, len);
    s[len] = '\0';
    return len;
}

uint32_t
xdr_get_count(struct xdr_dec *d, uint32_t max, uint32_t min_len)
{
    uint32_t n = get_length(d, max);

    if (n > xdr_dec_left(d) / min_len)
        xdr_dec_fail(d);
    return d->err ? 0 : n;
}

void
xdr_get_u32s(struct xdr_dec *d, uint32_t *v, size_t n)
{
    const uint8_t *p = take_bytes(d, 4 * n);

    for (size_t i = 0; p && i < n; i++)
        v[i] = read_u32(p + 4 * i);
    for (size_t i = 0; !p && i < n; i++)
        v[i] = 0;
}

int
xdr_get_end(struct xdr_dec *d)
{
    if (xdr_dec_left(d) > 0)
        xdr_dec_fail(d);
    return d->err;
}
