/*
 * xdr_check.c - see xdr_check.h.
 */
#include "grader/lab2/node/xdr_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/node/check.h"

/* Bytes behind the room of an encoder, which must stay as they are. */
#define GUARD 8

const char *
hex(char text[64], const uint8_t *bytes, size_t len)
{
    size_t at = 0;

    text[0] = '\0';
    for (size_t i = 0; i < len && at + 8 < 64; i++)
        at += (size_t)snprintf(text + at, 64 - at, i ? " %02x" : "%02x",
                               bytes[i]);
    return text;
}

void
begin_enc(struct xdr_enc *e, size_t cap)
{
    uint8_t *buf = malloc(cap + GUARD);

    memset(buf, 0xee, cap + GUARD);
    xdr_enc_init(e, buf, cap);
}

static void
end_enc(struct xdr_enc *e, const char *what)
{
    for (size_t i = 0; i < GUARD; i++)
        CHECK(e->buf[e->cap + i] == 0xee,
              "%s wrote behind the end of its buffer of %zu bytes", what,
              e->cap);
    free(e->buf);
}

void
expect_bytes(struct xdr_enc *e, const char *what, const char *bytes,
             size_t len)
{
    char got[64], want[64];

    if (e->err)
        check_failed("%s failed with error %d, though there was room for it",
                     what, e->err);
    else if (e->len != len)
        check_failed("%s wrote %zu bytes, expected %zu", what, e->len, len);
    else if (memcmp(e->buf, bytes, len) != 0)
        check_failed("%s wrote %s, expected %s", what, hex(got, e->buf, len),
                     hex(want, (const uint8_t *)bytes, len));
    end_enc(e, what);
}

void
expect_enc_error(struct xdr_enc *e, const char *what, int err)
{
    CHECK(e->err == err, "after %s err is %d, expected %d (%s)", what, e->err,
          err, err == -EMSGSIZE ? "-EMSGSIZE" : "-EINVAL");
    end_enc(e, what);
}

void
begin_dec(struct xdr_dec *d, const void *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);

    memcpy(copy, bytes, len);
    xdr_dec_init(d, copy, len);
}

void
expect_end(struct xdr_dec *d, const char *what)
{
    int end = xdr_get_end(d);

    CHECK(end == 0, "%s: error %d when decoded, %zu bytes read of %zu", what,
          end, d->pos, d->len);
    free((void *)d->buf);
}

void
expect_dec_error(struct xdr_dec *d, const char *what)
{
    CHECK(d->err == -EBADMSG, "%s: err is %d, expected %d (-EBADMSG)", what,
          d->err, -EBADMSG);
    CHECK(d->pos <= d->len, "%s: %zu bytes are read of %zu", what, d->pos,
          d->len);
    free((void *)d->buf);
}
