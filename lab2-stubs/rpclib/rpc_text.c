/*
 * rpc_text.c - a short text that is put together piece by piece.
 *
 * By hand rather than by snprintf(): a simulated run writes millions of
 * these, and all they need is strings and whole numbers.
 */
#include "lab2-stubs/rpclib/rpc_text.h"

#include <string.h>

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

void
rpc_text_int(struct rpc_text *t, int64_t v)
{
    char digits[20]; /* of 2^63 at most: 19 and a sign */
    size_t at = sizeof(digits);
    /* Negated as unsigned: -INT64_MIN does not exist. */
    uint64_t rest = v < 0 ? -(uint64_t)v : (uint64_t)v;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (v < 0)
        digits[--at] = '-';
    add(t, digits + at, sizeof(digits) - at);
}

void
rpc_text_quote(struct rpc_text *t, const char *s)
{
    static const char hex[] = "0123456789abcdef";

    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        char coded[4] = { '\\', 'x', hex[c >> 4], hex[c & 15] };

        if (c < ' ' || c > '~' || strchr("\\,()", c))
            add(t, coded, sizeof(coded));
        else
            add(t, s, 1);
    }
}
