/*
 * xdr.c - External Data Representation, RFC 4506.
 *
 * Lab 2, part A: about 160 lines are missing.  The contract is in
 * lab2-stubs/rpclib/xdr.h.  Syllabus: A1, C3.
 *
 * Before you write, find the few acts that all of these have in common, and
 * decide for each of these where it is noticed, once for all functions:
 *
 *   - the buffer has room for three bytes, and four are to be written
 *   - the message ends in the middle of a number, a string, its padding
 *   - there was an error before
 *   - a length of 4,294,967,295: what is that plus its padding, in 32 bits?
 *   - a string of exactly max bytes; of one more; with a NUL inside
 */
#include "lab2-stubs/rpclib/xdr.h"

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 2 part A"
#define THIS_FILE "lab2-stubs/xdr.c"

/* The first that is missing ends the message; one sentence is enough. */
static void
missing(int *err, const char *function)
{
    static int said;

    if (!said)
        rpc_not_implemented(PART, function, THIS_FILE);
    said = 1;
    *err = -ENOSYS;
}

/* ---- encoding ----------------------------------------------------------- */

/* The most significant byte first, whatever this machine does. */
void
xdr_put_u32(struct xdr_enc *e, uint32_t v)
{
    (void)v;
    missing(&e->err, "xdr_put_u32()");
}

void
xdr_put_bool(struct xdr_enc *e, int v)
{
    (void)v;
    missing(&e->err, "xdr_put_bool()");
}

void
xdr_put_u64(struct xdr_enc *e, uint64_t v)
{
    (void)v;
    missing(&e->err, "xdr_put_u64()");
}

void
xdr_put_float(struct xdr_enc *e, float v)
{
    (void)v;
    missing(&e->err, "xdr_put_float()");
}

/* The eight bytes of v as a number: memcpy(), not a cast. */
void
xdr_put_double(struct xdr_enc *e, double v)
{
    (void)v;
    missing(&e->err, "xdr_put_double()");
}

/* bytes may be NULL if len is 0. */
void
xdr_put_fixed(struct xdr_enc *e, const void *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    missing(&e->err, "xdr_put_fixed()");
}

void
xdr_put_opaque(struct xdr_enc *e, const void *bytes, uint32_t len,
               uint32_t max)
{
    (void)bytes;
    (void)len;
    (void)max;
    missing(&e->err, "xdr_put_opaque()");
}

/* Do not look behind s[max]. */
void
xdr_put_string(struct xdr_enc *e, const char *s, uint32_t max)
{
    (void)s;
    (void)max;
    missing(&e->err, "xdr_put_string()");
}

void
xdr_put_count(struct xdr_enc *e, uint32_t n, uint32_t max)
{
    (void)n;
    (void)max;
    missing(&e->err, "xdr_put_count()");
}

void
xdr_put_u32s(struct xdr_enc *e, const uint32_t *v, size_t n)
{
    (void)v;
    (void)n;
    missing(&e->err, "xdr_put_u32s()");
}

/* ---- decoding ----------------------------------------------------------- */

uint32_t
xdr_get_u32(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_u32()");
    return 0;
}

int
xdr_get_bool(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_bool()");
    return 0;
}

uint64_t
xdr_get_u64(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_u64()");
    return 0;
}

float
xdr_get_float(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_float()");
    return 0;
}

double
xdr_get_double(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_double()");
    return 0;
}

void
xdr_get_fixed(struct xdr_dec *d, void *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    missing(&d->err, "xdr_get_fixed()");
}

uint32_t
xdr_get_opaque(struct xdr_dec *d, void *bytes, uint32_t max)
{
    (void)bytes;
    (void)max;
    missing(&d->err, "xdr_get_opaque()");
    return 0;
}

/* What would C make of a NUL in the middle? */
uint32_t
xdr_get_string(struct xdr_dec *d, char *s, uint32_t max)
{
    (void)max;
    missing(&d->err, "xdr_get_string()");
    s[0] = '\0';
    return 0;
}

/* Nobody has allocated anything yet. */
uint32_t
xdr_get_count(struct xdr_dec *d, uint32_t max, uint32_t min_len)
{
    (void)max;
    (void)min_len;
    missing(&d->err, "xdr_get_count()");
    return 0;
}

void
xdr_get_u32s(struct xdr_dec *d, uint32_t *v, size_t n)
{
    (void)v;
    (void)n;
    missing(&d->err, "xdr_get_u32s()");
}

int
xdr_get_end(struct xdr_dec *d)
{
    missing(&d->err, "xdr_get_end()");
    return d->err;
}
