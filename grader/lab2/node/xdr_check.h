/*
 * xdr_check.h - what the checks of part A have in common.
 *
 * A decoder is given its message in memory of exactly that length, so that a
 * sanitizer sees a read behind it.
 */
#ifndef GRADER_LAB2_XDR_CHECK_H
#define GRADER_LAB2_XDR_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/xdr.h"

/* An encoder of cap bytes at most, which are 0xee before. */
void begin_enc(struct xdr_enc *e, size_t cap);

/* It must have written these bytes and no error; what is the call. */
void expect_bytes(struct xdr_enc *e, const char *what, const char *bytes,
                  size_t len);

/* It must have failed with err, and not have written behind its room. */
void expect_enc_error(struct xdr_enc *e, const char *what, int err);

/* A decoder of these bytes. */
void begin_dec(struct xdr_dec *d, const void *bytes, size_t len);

/* All of it was read, without an error. */
void expect_end(struct xdr_dec *d, const char *what);

/* It must have failed with -EBADMSG. */
void expect_dec_error(struct xdr_dec *d, const char *what);

/* "00 00 00 09 ..." */
const char *hex(char text[64], const uint8_t *bytes, size_t len);

#endif
