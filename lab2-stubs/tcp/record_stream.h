/*
 * record_stream.h - the records that come on a socket, one after the other.
 *
 * record_read() of lab 1 asks the system twice for each record, so that it
 * takes nothing of the next one.  A stream remembers what it took too much,
 * and asks once for as many bytes as there are.
 *
 * Errors:     a negative errno, after which the stream is of no more use:
 *             -EPIPE if it has ended, others as of record.h and recv().
 * Threads:    one at a time.
 */
#ifndef TCP_RECORD_STREAM_H
#define TCP_RECORD_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "lab1-sockets/kv/record.h"

#define RECORD_STREAM_CHUNK 4096

struct record_stream {
    int fd; /* borrowed */

    /* Private: what has come and belongs to no record yet, and a record that
     * is here in part. */
    size_t begin, end;
    int begun;
    struct record_reader record;
    uint8_t bytes[RECORD_STREAM_CHUNK];
};

void record_stream_init(struct record_stream *s, int fd);

/*
 * The next record into buf.  1: here it is, *len bytes.  0: it is not all
 * here yet, which is said only with flags MSG_DONTWAIT; ask again with the
 * same buf.
 */
int record_stream_read(struct record_stream *s, void *buf, size_t cap,
                       int flags, size_t *len);

/*
 * Has it taken bytes that no record has yet?  Then ask for the next one
 * before you wait: poll() knows of bytes in the system only.
 */
static inline int
record_stream_has_bytes(const struct record_stream *s)
{
    return s->begin < s->end;
}

#endif
