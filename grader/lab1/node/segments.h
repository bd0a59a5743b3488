/*
 * segments.h - the ways to cut a stream of bytes, and to write records.
 */
#ifndef GRADER_LAB1_SEGMENTS_H
#define GRADER_LAB1_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * There are 2^(len-1) ways to cut len bytes: bit i of way is set where a
 * segment ends behind byte i.  Fills in where segments end, and returns how
 * many there are.
 */
size_t segments_of(unsigned way, size_t len, size_t *end);

/* "1, 3, 6 bytes": how long they are; one buffer. */
const char *segments_text(const size_t *end, size_t n);

/*
 * Append a fragment, of len bytes that follow one another ('a', 'b', ...
 * beginning with `first`), at out; returns how many bytes that is.
 */
size_t put_fragment(uint8_t *out, int last, char first, size_t len);

/* Append a mark that says so, and nothing behind it. */
size_t put_mark(uint8_t *out, int last, uint32_t len);

/* How many of len bytes are not 'a', 'b', ... */
size_t n_wrong(const uint8_t *bytes, size_t len);

#endif
