/*
 * out.h - writing the small languages: text appended to a fixed buffer.
 *
 * Like snprintf, out keeps counting when the buffer is full, and what is in
 * the buffer always ends in NUL (unless cap is 0).
 *
 * Ownership:  the buffer is borrowed.
 */
#ifndef NETSIM_OUT_H
#define NETSIM_OUT_H

#include <stddef.h>
#include <stdint.h>

struct out {
    char *buf;
    size_t cap;
    size_t len; /* of all that was put, whether or not it found room */
};

void out_init(struct out *o, char *buf, size_t cap);
void out_put(struct out *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* In the largest unit of which there is one: 10ms, 1.5ms, 250us, 0s. */
void out_time(struct out *o, int64_t ns);

/* 20%, 0.25% */
void out_percent(struct out *o, uint32_t ppm);

/* In the largest unit of which there is one: 64kbit, 1.5mbit. */
void out_rate(struct out *o, uint64_t bit_s);

/* In the largest unit of which it is a multiple: 64KiB, 1000B. */
void out_size(struct out *o, uint64_t bytes);

#endif
