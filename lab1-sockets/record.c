/*
 * record.c - records on a stream of bytes: RFC 5531, section 11.
 *
 * Lab 1, part A: about 160 lines are missing.  The contract is in
 * lab1-sockets/kv/record.h; deadline.h has what you need of clocks.
 * Syllabus: A3, A4, B4, B7.
 *
 * Before you write, decide for each of these what happens:
 *
 *   - recv() brings one byte; send() takes one byte; either fails with EINTR
 *   - the stream ends: before a mark, inside of one, behind it
 *   - a mark announces 0 bytes, one more than there is room for, 2^31 - 1
 *   - fragments come without end, each of them empty
 *   - one call of recv() brings a record and a half
 */
#include "lab1-sockets/kv/record.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 1 part A"
#define THIS_FILE "lab1-sockets/record.c"

/* ---- waiting for it ----------------------------------------------------- */

/* recv() with MSG_DONTWAIT until it says EAGAIN, and then poll(). */
ssize_t
read_full(int fd, void *buf, size_t len, int64_t deadline_ms)
{
    (void)fd;
    (void)buf;
    (void)len;
    (void)deadline_ms;
    rpc_not_implemented(PART, "read_full()", THIS_FILE);
    return -ENOSYS;
}

/* The same with send(), and MSG_NOSIGNAL besides. */
int
write_full(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    (void)fd;
    (void)bytes;
    (void)len;
    (void)deadline_ms;
    rpc_not_implemented(PART, "write_full()", THIS_FILE);
    return -ENOSYS;
}

/* read_full() the mark, look at it, read_full() the fragment; and again. */
int
record_read(int fd, void *buf, size_t cap, int64_t deadline_ms, size_t *len)
{
    (void)fd;
    (void)buf;
    (void)cap;
    (void)deadline_ms;
    *len = 0;
    rpc_not_implemented(PART, "record_read()", THIS_FILE);
    return -ENOSYS;
}

/* sendmsg() takes two parts at once, and perhaps one and a half of them. */
int
record_write(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    (void)fd;
    (void)bytes;
    (void)len;
    (void)deadline_ms;
    rpc_not_implemented(PART, "record_write()", THIS_FILE);
    return -ENOSYS;
}

/* ---- as the bytes come -------------------------------------------------- */

void
record_mark(uint8_t mark[RECORD_MARK_LEN], size_t len)
{
    (void)len;
    mark[0] = mark[1] = mark[2] = mark[3] = 0;
    rpc_not_implemented(PART, "record_mark()", THIS_FILE);
}

void
record_reader_init(struct record_reader *r, void *buf, size_t cap)
{
    *r = (struct record_reader){ .buf = buf, .cap = cap };
    rpc_not_implemented(PART, "record_reader_init()", THIS_FILE);
}

/* A mark may come in four pieces; keep what is here of it. */
ssize_t
record_reader_feed(struct record_reader *r, const void *bytes, size_t len)
{
    (void)r;
    (void)bytes;
    (void)len;
    rpc_not_implemented(PART, "record_reader_feed()", THIS_FILE);
    return -ENOSYS;
}

int
record_reader_end(const struct record_reader *r)
{
    (void)r;
    rpc_not_implemented(PART, "record_reader_end()", THIS_FILE);
    return -ENOSYS;
}
