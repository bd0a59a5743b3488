/*
 * record.h - records on a stream of bytes: RFC 5531, section 11.
 *
 * This is the contract of lab 1, part A.  TCP carries bytes, not messages:
 * what one send() gave may come in pieces, and what several gave may come at
 * once.  So a record says how long it is.  It is one or more fragments, and
 * each of them is a mark of four bytes and what the mark announces:
 *
 *     31  30                                   0
 *     +---+------------------------------------+---------------- - -
 *     | L |  bytes that follow, 0 .. 2^31 - 1  |  the bytes
 *     +---+------------------------------------+---------------- - -
 *
 * in network byte order; L is 1 in the last fragment of its record.  A
 * fragment may be empty, and so may a record: whether that makes sense is
 * for the layer above to say, which knows what the bytes mean.
 *
 * A mark is a claim of whoever is at the other end.  It is compared with the
 * room there is before it counts for anything.
 *
 * Units:      len, cap in bytes; deadline_ms as in deadline.h.
 * Errors:     a negative errno.  Where several may be returned:
 *                 -ETIMEDOUT  the deadline is over
 *                 -EPIPE      reading: the stream ended inside a record;
 *                             writing: the peer has closed it
 *                 -EMSGSIZE   the record is longer than there is room for
 *                 -EBADMSG    it has more than RECORD_FRAGMENTS_MAX fragments
 *                 others      as recv(), send() and poll() have them
 *             After any of them the stream is of no more use: nobody knows
 *             where the next record begins.
 * Ownership:  all buffers are the caller's.  A struct record_reader borrows
 *             its buffer as long as it is used.
 * Threads:    one at a time for each descriptor and direction.
 * Sockets:    they may be blocking or not; no signal is raised (SIGPIPE).
 */
#ifndef KV_RECORD_H
#define KV_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RECORD_MARK_LEN 4
#define RECORD_LAST 0x80000000u    /* the bit L */
#define RECORD_LEN_MAX 0x7fffffffu /* of a fragment */
#define RECORD_FRAGMENTS_MAX                                                  \
    1024u /* of a record: empty ones add no byte,
                                       so the room alone does not end them */

/* ---- waiting for it ----------------------------------------------------- */

/*
 * Read len bytes, however many recv() brings at a time.  Returns len, or
 * less if the stream ended before; 0 if it ended at once.
 */
ssize_t read_full(int fd, void *buf, size_t len, int64_t deadline_ms);

/* Write len bytes, however few send() takes at a time.  Returns 0. */
int write_full(int fd, const void *bytes, size_t len, int64_t deadline_ms);

/*
 * Read one record, and no byte of the next one.  1: here it is, *len bytes
 * of it in buf.  0: the stream has ended where a record would begin, as a
 * peer does that has no more to say.
 */
int record_read(int fd, void *buf, size_t cap, int64_t deadline_ms,
                size_t *len);

/*
 * Write a record of one fragment, mark and bytes in one call of sendmsg() if
 * the socket takes them: two small segments cost a round trip on many
 * systems, where the second waits for the first to be acknowledged.
 */
int record_write(int fd, const void *bytes, size_t len, int64_t deadline_ms);

/* ---- as the bytes come -------------------------------------------------- */

/* The mark of a record of one fragment. */
void record_mark(uint8_t mark[RECORD_MARK_LEN], size_t len);

/*
 * A record on its way, for who serves many connections and must not wait for
 * one of them.  Read buf, len and done; the rest is the reader's own.
 */
struct record_reader {
    uint8_t *buf; /* borrowed */
    size_t cap;
    size_t len; /* bytes of the record that are here */
    int done;   /* all of it is here */
    int err;    /* what record_reader_feed() has failed with, or 0 */

    uint8_t mark[RECORD_MARK_LEN];
    size_t mark_len;    /* bytes of the mark that are here */
    size_t left;        /* bytes of the fragment that are not */
    int last;           /* the fragment is the last one */
    unsigned fragments; /* that have begun, this one included */
};

/* Begin a record; of the next one, when this one is done with. */
void record_reader_init(struct record_reader *r, void *buf, size_t cap);

/*
 * Take the bytes, up to the end of the record.  Returns how many it took;
 * when that is less than len, the record is done and the rest belongs to the
 * next one.  Once a record is done it takes none.  An error stays.
 */
ssize_t record_reader_feed(struct record_reader *r, const void *bytes,
                           size_t len);

/* The stream has ended: 0 if no record had begun, or -EPIPE. */
int record_reader_end(const struct record_reader *r);

#endif
