/*
 * rpc_text.c - a short text that is put together piece by piece.
 *
 * By hand rather than by snprintf(): a simulated run writes millions of
 * these, and all but a few need only strings and whole numbers.
 */
#include "lab2-stubs/rpclib/rpc_text.h"

#include <stdio.h>
#include <string.h>

static const char hex[] = "0123456789abcdef";

static void
add(struct rpc_text *t, const char *s, size_t len)
{
    static const char cut[] = "...";
    size_t room = RPC_TEXT_MAX - 1 - t->len;

    if (len <= room) {
        memcpy(t->s + t->len, s, len);
        t->len += len;
    } else {
        memcpy(t->s + t->len, s, room);
        t->len = RPC_TEXT_MAX - 1;
        memcpy(t->s + t->len - strlen(cut), cut, strlen(cut));
    }
    t->s[t->len] = '\0';
}

void
rpc_text_clear(struct rpc_text *t)
{
    t->len = 0;
    t->s[0] = '\0';
}

void
rpc_text_str(struct rpc_text *t, const char *s)
{
    add(t, s, strlen(s));
}

/* Digits of v, with a sign before them if it is negative. */
static void
add_number(struct rpc_text *t, int negative, uint64_t v)
{
    char digits[21]; /* of 2^64 at most: 20 and a sign */
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    if (negative)
        digits[--at] = '-';
    add(t, digits + at, sizeof(digits) - at);
}

void
rpc_text_int(struct rpc_text *t, int64_t v)
{
    /* Negated as unsigned: -INT64_MIN does not exist. */
    add_number(t, v < 0, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void
rpc_text_uint(struct rpc_text *t, uint64_t v)
{
    add_number(t, 0, v);
}

void
rpc_text_double(struct rpc_text *t, double v)
{
    char s[32]; /* "-1.2345678901234567e-308" */

    snprintf(s, sizeof(s), "%.17g", v);
    rpc_text_str(t, s);
}

void
rpc_text_hex(struct rpc_text *t, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;

    rpc_text_str(t, "0x");
    for (size_t i = 0; i < len && !rpc_text_full(t); i++) {
        char digits[2] = { hex[p[i] >> 4], hex[p[i] & 15] };

        add(t, digits, sizeof(digits));
    }
}

void
rpc_text_quote_max(struct rpc_text *t, const char *s, size_t max)
{
    for (; max > 0 && *s; s++, max--) {
        unsigned char c = (unsigned char)*s;
        char coded[4] = { '\\', 'x', hex[c >> 4], hex[c & 15] };

        if (c < ' ' || c > '~' || strchr("\\,()", c))
            add(t, coded, sizeof(coded));
        else
            add(t, s, 1);
    }
}

void
rpc_text_quote(struct rpc_text *t, const char *s)
{
    rpc_text_quote_max(t, s, SIZE_MAX);
}
