/*
 * utf8.h - private to netsim/trace: characters in bytes that may be none.
 */
#ifndef NETSIM_TRACE_UTF8_H
#define NETSIM_TRACE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * The character at s, a NUL-terminated string: returns its length in bytes
 * and sets *c.  0 if the bytes there are no UTF-8 (RFC 3629: no overlong
 * forms, no surrogates, nothing above U+10FFFF).
 */
int utf8_get(const char *s, uint32_t *c);

/* Encode c into at most 4 bytes, not terminated; returns how many. */
int utf8_put(char *to, uint32_t c);

#endif
