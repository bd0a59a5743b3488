/*
 * xdr.c - External Data Representation, RFC 4506, one byte after the other.
 *
 * The solution takes room for a whole value and fills it.  Here a message is
 * a stream: put_byte() and get_byte() compare with its end, each time, and all
 * values are made of them; is_good() looks ahead where a length is claimed.
 * That is slower, and leaves half a value in a buffer that is full; but after
 * an error nobody may look at that.
 */
#include "lab2-stubs/rpclib/xdr.h"

#include <string.h>

/* ---- encoding ----------------------------------------------------------- */

static void
put_byte(struct xdr_enc *e, uint8_t byte)
{
    if (!e->err && e->len == e->cap)
        e->err = -EMSGSIZE;
    if (!e->err)
        e->buf[e->len++] = byte;
}

/* The lowest n bytes of a number, the highest of them first. */
static void
put_number(struct xdr_enc *e, uint64_t v, int n)
{
    while (n-- > 0)
        put_byte(e, (uint8_t)(v >> 8 * n));
}

/* What cannot fit at all is not begun: len may be any size_t. */
static void
put_padded(struct xdr_enc *e, const uint8_t *bytes, size_t len)
{
    if (!e->err && len > e->cap - e->len)
        e->err = -EMSGSIZE;
    if (e->err)
        return;
    for (size_t i = 0; i < len; i++)
        put_byte(e, bytes[i]);
    for (; len % 4 != 0; len++)
        put_byte(e, 0);
}

void
xdr_put_u32(struct xdr_enc *e, uint32_t v)
{
    put_number(e, v, 4);
}

void
xdr_put_u64(struct xdr_enc *e, uint64_t v)
{
    put_number(e, v, 8);
}

void
xdr_put_bool(struct xdr_enc *e, int v)
{
    put_number(e, v ? 1 : 0, 4);
}

/* A union has the bits of a float as a number, without converting it. */
union single {
    float value;
    uint32_t bits;
};

union twice {
    double value;
    uint64_t bits;
};

void
xdr_put_float(struct xdr_enc *e, float v)
{
    put_number(e, (union single){ .value = v }.bits, 4);
}

void
xdr_put_double(struct xdr_enc *e, double v)
{
    put_number(e, (union twice){ .value = v }.bits, 8);
}

void
xdr_put_fixed(struct xdr_enc *e, const void *bytes, size_t len)
{
    put_padded(e, bytes, len);
}

void
xdr_put_opaque(struct xdr_enc *e, const void *bytes, uint32_t len,
               uint32_t max)
{
    xdr_put_count(e, len, max);
    put_padded(e, bytes, len);
}

void
xdr_put_string(struct xdr_enc *e, const char *s, uint32_t max)
{
    uint32_t len = 0;

    while (len < max && s[len])
        len++;
    if (s[len])
        xdr_enc_fail(e);
    xdr_put_opaque(e, s, len, max);
}

void
xdr_put_count(struct xdr_enc *e, uint32_t n, uint32_t max)
{
    if (n > max)
        xdr_enc_fail(e);
    put_number(e, n, 4);
}

void
xdr_put_u32s(struct xdr_enc *e, const uint32_t *v, size_t n)
{
    for (size_t i = 0; i < n && !e->err; i++)
        put_number(e, v[i], 4);
}

/* ---- decoding ----------------------------------------------------------- */

static uint8_t
get_byte(struct xdr_dec *d)
{
    if (d->pos == d->len)
        xdr_dec_fail(d);
    return d->err ? 0 : d->buf[d->pos++];
}

static uint64_t
get_number(struct xdr_dec *d, int n)
{
    uint64_t v = 0;

    while (n-- > 0)
        v = v << 8 | get_byte(d);
    return d->err ? 0 : v;
}

/*
 * A claim of len bytes and their padding is looked at before one of them is
 * taken, so that what is no good leaves the caller's memory as it was.
 */
static int
is_good(struct xdr_dec *d, size_t len)
{
    size_t end = len;

    while (end % 4 != 0)
        end++;
    if (len > xdr_dec_left(d) || end > xdr_dec_left(d))
        xdr_dec_fail(d);
    for (size_t i = len; i < end && !d->err; i++)
        if (d->buf[d->pos + i] != 0)
            xdr_dec_fail(d);
    return !d->err;
}

/* They are good: take them. */
static void
get_padded(struct xdr_dec *d, uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = get_byte(d);
    for (; len % 4 != 0; len++)
        get_byte(d);
}

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
    return (uint32_t)get_number(d, 4);
}

uint64_t
xdr_get_u64(struct xdr_dec *d)
{
    return get_number(d, 8);
}

int
xdr_get_bool(struct xdr_dec *d)
{
    uint64_t v = get_number(d, 4);

    if (v > 1)
        xdr_dec_fail(d);
    return v == 1;
}

float
xdr_get_float(struct xdr_dec *d)
{
    return (union single){ .bits = xdr_get_u32(d) }.value;
}

double
xdr_get_double(struct xdr_dec *d)
{
    return (union twice){ .bits = xdr_get_u64(d) }.value;
}

void
xdr_get_fixed(struct xdr_dec *d, void *bytes, size_t len)
{
    if (is_good(d, len))
        get_padded(d, bytes, len);
    else if (len > 0)
        memset(bytes, 0, len);
}

uint32_t
xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max)
{
    uint32_t len = get_length(d, max);

    if (!is_good(d, len))
        return 0;
    get_padded(d, bytes, len);
    return len;
}

uint32_t
xdr_get_string(struct xdr_dec *d, char *s, uint32_t max)
{
    uint32_t len = xdr_get_opaque(d, s, max);

    /* C would see a shorter string than the sender meant. */
    if (strnlen(s, len) < len) {
        xdr_dec_fail(d);
        len = 0;
    }
    s[len] = '\0';
    return len;
}

uint32_t
xdr_get_count(struct xdr_dec *d, uint32_t max, uint32_t min_len)
{
    uint32_t n = get_length(d, max);

    if ((uint64_t)n * min_len > xdr_dec_left(d))
        xdr_dec_fail(d);
    return d->err ? 0 : n;
}

void
xdr_get_u32s(struct xdr_dec *d, uint32_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i] = xdr_get_u32(d);
    for (size_t i = 0; i < n && d->err; i++)
        v[i] = 0;
}

int
xdr_get_end(struct xdr_dec *d)
{
    if (d->pos != d->len)
        xdr_dec_fail(d);
    return d->err;
}
