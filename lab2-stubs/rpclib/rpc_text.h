/*
 * rpc_text.h - a short text that is put together piece by piece.
 *
 * For what people read: steps of a call, reasons, addresses.  It never
 * overflows and never fails; what does not fit is cut and ends in "...".
 * One that is all zero is empty, so { 0 } initialises it.
 */
#ifndef RPCLIB_RPC_TEXT_H
#define RPCLIB_RPC_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RPC_TEXT_MAX 256

struct rpc_text {
    size_t len;
    char s[RPC_TEXT_MAX]; /* always terminated */
};

void rpc_text_clear(struct rpc_text *t);
void rpc_text_str(struct rpc_text *t, const char *s);
void rpc_text_int(struct rpc_text *t, int64_t v);
void rpc_text_uint(struct rpc_text *t, uint64_t v);
void rpc_text_double(struct rpc_text *t, double v); /* 17 digits: exact */
void rpc_text_hex(struct rpc_text *t, const void *bytes, size_t len);

/* True if it was cut, so that nobody need go on. */
static inline int
rpc_text_full(const struct rpc_text *t)
{
    return t->len == RPC_TEXT_MAX - 1 &&
           memcmp(t->s + t->len - 3, "...", 3) == 0;
}

/*
 * A string that came from outside.  What is not printable ASCII, and what
 * would change the look of "debit(alice, 10)", that is \ , ( ), becomes \xNN:
 * equal texts are equal calls, and a line stays one line.
 */
void rpc_text_quote(struct rpc_text *t, const char *s);

/* The same of max bytes at most, should s have no end where it must. */
void rpc_text_quote_max(struct rpc_text *t, const char *s, size_t max);

#endif
