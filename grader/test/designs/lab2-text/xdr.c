/*
 * xdr.c - External Data Representation, RFC 4506, word by word.
 *
 * In the solution a value takes its bytes of the buffer, however many.  Here
 * there are only words, of four bytes, as in the RFC: every value is some
 * words, one after the other, and bytes are packed into words with zeros
 * behind the last of them.  put_word() and get_word() move over the buffer;
 * has_room() and has_words() ask first for a value that is longer, so that of
 * one that does not fit nothing is written and nothing is read.
 */
#include "lab2-stubs/rpclib/xdr.h"

#include <string.h>

/* How many words len bytes are; without a sum that could be too large. */
static size_t
words_of(size_t len)
{
    return len / 4 + (len % 4 != 0);
}

/* ---- encoding ----------------------------------------------------------- */

static int
has_room(struct xdr_enc *e, size_t n_words)
{
    if (!e->err && (e->cap - e->len) / 4 < n_words)
        e->err = -EMSGSIZE;
    return !e->err;
}

static void
put_word(struct xdr_enc *e, uint32_t word)
{
    uint8_t *at;

    if (!has_room(e, 1))
        return;
    at = e->buf + e->len;
    at[0] = (uint8_t)(word >> 24);
    at[1] = (uint8_t)(word >> 16);
    at[2] = (uint8_t)(word >> 8);
    at[3] = (uint8_t)word;
    e->len += 4;
}

/* Up to four bytes as a word: the first is the highest one, as they lie. */
static uint32_t
pack(const uint8_t *bytes, size_t n)
{
    uint32_t word = 0;

    for (size_t i = 0; i < 4; i++)
        word = word << 8 | (i < n ? bytes[i] : 0);
    return word;
}

static void
put_bytes(struct xdr_enc *e, const uint8_t *bytes, size_t len)
{
    if (!has_room(e, words_of(len)))
        return;
    for (size_t i = 0; i < len; i += 4)
        put_word(e, pack(bytes + i, len - i));
}

void
xdr_put_u32(struct xdr_enc *e, uint32_t v)
{
    put_word(e, v);
}

void
xdr_put_u64(struct xdr_enc *e, uint64_t v)
{
    if (!has_room(e, 2))
        return;
    put_word(e, (uint32_t)(v >> 32));
    put_word(e, (uint32_t)v);
}

void
xdr_put_bool(struct xdr_enc *e, int v)
{
    put_word(e, v != 0);
}

void
xdr_put_float(struct xdr_enc *e, float v)
{
    uint32_t bits;

    memcpy(&bits, &v, sizeof(v));
    put_word(e, bits);
}

void
xdr_put_double(struct xdr_enc *e, double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof(v));
    xdr_put_u64(e, bits);
}

void
xdr_put_fixed(struct xdr_enc *e, const void *bytes, size_t len)
{
    put_bytes(e, bytes, len);
}

void
xdr_put_opaque(struct xdr_enc *e, const void *bytes, uint32_t len,
               uint32_t max)
{
    xdr_put_count(e, len, max);
    put_bytes(e, bytes, len);
}

/* Where the string ends is looked for among the first max + 1 bytes. */
void
xdr_put_string(struct xdr_enc *e, const char *s, uint32_t max)
{
    const char *end = s;

    while (*end && (size_t)(end - s) < max)
        end++;
    if (*end)
        xdr_enc_fail(e);
    else
        xdr_put_opaque(e, s, (uint32_t)(end - s), max);
}

void
xdr_put_count(struct xdr_enc *e, uint32_t n, uint32_t max)
{
    if (n > max)
        xdr_enc_fail(e);
    else
        put_word(e, n);
}

void
xdr_put_u32s(struct xdr_enc *e, const uint32_t *v, size_t n)
{
    if (has_room(e, n))
        while (n-- > 0)
            put_word(e, *v++);
}

/* ---- decoding ----------------------------------------------------------- */

static int
has_words(struct xdr_dec *d, size_t n_words)
{
    if (xdr_dec_left(d) / 4 < n_words)
        xdr_dec_fail(d);
    return !d->err;
}

static uint32_t
get_word(struct xdr_dec *d)
{
    uint32_t word;

    if (!has_words(d, 1))
        return 0;
    word = pack(d->buf + d->pos, 4);
    d->pos += 4;
    return word;
}

/*
 * len bytes and their padding are looked at where they lie: NULL if they are
 * not all there, or if a byte of the padding is not zero.
 */
static const uint8_t *
get_bytes(struct xdr_dec *d, size_t len)
{
    size_t whole = 4 * words_of(len);
    const uint8_t *bytes;

    if (!has_words(d, words_of(len)))
        return NULL;
    bytes = d->buf + d->pos;
    for (size_t i = len; i < whole; i++)
        if (bytes[i] != 0)
            xdr_dec_fail(d);
    d->pos += d->err ? 0 : whole;
    return d->err ? NULL : bytes;
}

static uint32_t
get_length(struct xdr_dec *d, uint32_t max)
{
    uint32_t len = get_word(d);

    if (len > max)
        xdr_dec_fail(d);
    return d->err ? 0 : len;
}

uint32_t
xdr_get_u32(struct xdr_dec *d)
{
    return get_word(d);
}

uint64_t
xdr_get_u64(struct xdr_dec *d)
{
    uint64_t v = 0;

    if (has_words(d, 2)) {
        v = (uint64_t)get_word(d) << 32;
        v |= get_word(d);
    }
    return v;
}

int
xdr_get_bool(struct xdr_dec *d)
{
    uint32_t word = get_word(d);

    if (word > 1)
        xdr_dec_fail(d);
    return word == 1;
}

float
xdr_get_float(struct xdr_dec *d)
{
    uint32_t bits = get_word(d);
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
    const uint8_t *from = get_bytes(d, len);
    uint8_t *to = bytes;

    for (size_t i = 0; i < len; i++)
        to[i] = from ? from[i] : 0;
}

uint32_t
xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max)
{
    uint32_t len = get_length(d, max);
    const uint8_t *from = get_bytes(d, len);

    if (!from || len == 0)
        return 0;
    memcpy(bytes, from, len);
    return len;
}

uint32_t
xdr_get_string(struct xdr_dec *d, char *s, uint32_t max)
{
    uint32_t len = get_length(d, max);
    const uint8_t *from = get_bytes(d, len);

    s[0] = '\0';
    if (!from || len == 0)
        return 0;
    /* C would see a shorter string than the sender meant. */
    if (memchr(from, '\0', len)) {
        xdr_dec_fail(d);
        return 0;
    }
    memcpy(s, from, len);
    s[len] = '\0';
    return len;
}

/* By a division: n times min_len may be more than the machine can count. */
uint32_t
xdr_get_count(struct xdr_dec *d, uint32_t max, uint32_t min_len)
{
    uint32_t n = get_length(d, max);

    if (xdr_dec_left(d) / min_len >= n)
        return n;
    xdr_dec_fail(d);
    return 0;
}

void
xdr_get_u32s(struct xdr_dec *d, uint32_t *v, size_t n)
{
    int all = has_words(d, n);

    for (size_t i = 0; i < n; i++)
        v[i] = all ? get_word(d) : 0;
}

int
xdr_get_end(struct xdr_dec *d)
{
    if (xdr_dec_left(d) > 0)
        xdr_dec_fail(d);
    return d->err;
}
