/*
 * record.c - records on a stream of bytes: RFC 5531, section 11.
 *
 * There is one place that looks at a mark, begin_fragment(), for both ways of
 * reading.  Who waits asks for exactly the bytes that the record still needs,
 * so that nothing of the next one is taken; who does not wait is given what
 * has come, and takes no more than it needs.
 */
#include "lab1-sockets/kv/record.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "lab1-sockets/kv/deadline.h"

/* ---- all of it, or not at all ------------------------------------------- */

/* Wait until fd is ready: 0, -ETIMEDOUT, or another negative errno. */
static int
wait_for(int fd, short events, int64_t deadline_ms)
{
    struct pollfd p = { .fd = fd, .events = events };
    int n;

    do
        n = poll(&p, 1, deadline_left(deadline_ms));
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -errno;
    return n == 0 ? -ETIMEDOUT : 0;
}

/* What to do about errno: 0: try again, after a wait if one is needed. */
static int
try_again(int fd, short events, int64_t deadline_ms)
{
    if (errno == EINTR)
        return 0;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return wait_for(fd, events, deadline_ms);
    return -errno;
}

ssize_t
read_full(int fd, void *buf, size_t len, int64_t deadline_ms)
{
    size_t got = 0;

    while (got < len) {
        ssize_t n = recv(fd, (char *)buf + got, len - got, MSG_DONTWAIT);
        int err = n < 0 ? try_again(fd, POLLIN, deadline_ms) : 0;

        if (err < 0)
            return err;
        if (n == 0)
            break;
        if (n > 0)
            got += (size_t)n;
    }
    return (ssize_t)got;
}

/* Take n bytes off the front of some parts. */
static void
skip(struct iovec *part, size_t n_parts, size_t n)
{
    for (size_t i = 0; i < n_parts; i++) {
        size_t gone = n < part[i].iov_len ? n : part[i].iov_len;

        part[i].iov_base = (char *)part[i].iov_base + gone;
        part[i].iov_len -= gone;
        n -= gone;
    }
}

/* Write them all, one after the other; they are used up on the way. */
static int
write_parts(int fd, struct iovec *part, size_t n_parts, int64_t deadline_ms)
{
    struct msghdr msg = { .msg_iov = part, .msg_iovlen = n_parts };
    size_t left = 0;

    for (size_t i = 0; i < n_parts; i++)
        left += part[i].iov_len;
    while (left > 0) {
        ssize_t n = sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
        int err = n < 0 ? try_again(fd, POLLOUT, deadline_ms) : 0;

        if (err < 0)
            return err;
        if (n > 0) {
            skip(part, n_parts, (size_t)n);
            left -= (size_t)n;
        }
    }
    return 0;
}

int
write_full(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    struct iovec part = { (void *)bytes, len };

    return write_parts(fd, &part, 1, deadline_ms);
}

/* ---- marks -------------------------------------------------------------- */

void
record_mark(uint8_t mark[RECORD_MARK_LEN], size_t len)
{
    uint32_t word = RECORD_LAST | (uint32_t)len;

    mark[0] = (uint8_t)(word >> 24);
    mark[1] = (uint8_t)(word >> 16);
    mark[2] = (uint8_t)(word >> 8);
    mark[3] = (uint8_t)word;
}

/* The mark is complete: 0, or an error that ends the record. */
static int
begin_fragment(struct record_reader *r)
{
    uint32_t word = (uint32_t)r->mark[0] << 24 | (uint32_t)r->mark[1] << 16 |
                    (uint32_t)r->mark[2] << 8 | r->mark[3];

    r->last = (word & RECORD_LAST) != 0;
    r->left = word & RECORD_LEN_MAX;
    if (++r->fragments > RECORD_FRAGMENTS_MAX)
        r->err = -EBADMSG;
    /* As a difference: a sum could be more than a size_t holds. */
    else if (r->left > r->cap - r->len)
        r->err = -EMSGSIZE;
    return r->err;
}

/* All bytes of the fragment are here: on to the next mark, if there is one. */
static void
end_fragment(struct record_reader *r)
{
    r->mark_len = 0;
    r->done = r->last;
}

/* ---- waiting for a record ----------------------------------------------- */

int
record_read(int fd, void *buf, size_t cap, int64_t deadline_ms, size_t *len)
{
    struct record_reader r;
    ssize_t n;

    record_reader_init(&r, buf, cap);
    while (!r.done) {
        n = read_full(fd, r.mark, RECORD_MARK_LEN, deadline_ms);
        if (n < 0)
            return (int)n;
        if (n == 0)
            return record_reader_end(&r);
        if (n < RECORD_MARK_LEN)
            return -EPIPE;
        if (begin_fragment(&r) < 0)
            return r.err;
        n = read_full(fd, r.buf + r.len, r.left, deadline_ms);
        if (n < 0)
            return (int)n;
        if ((size_t)n < r.left)
            return -EPIPE;
        r.len += r.left;
        end_fragment(&r);
    }
    *len = r.len;
    return 1;
}

int
record_write(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    uint8_t mark[RECORD_MARK_LEN];
    struct iovec part[] = { { mark, sizeof(mark) }, { (void *)bytes, len } };

    if (len > RECORD_LEN_MAX)
        return -EMSGSIZE;
    record_mark(mark, len);
    return write_parts(fd, part, 2, deadline_ms);
}

/* ---- a record as it comes ----------------------------------------------- */

void
record_reader_init(struct record_reader *r, void *buf, size_t cap)
{
    *r = (struct record_reader){ .buf = buf, .cap = cap };
}

/* Take what is missing of a mark; returns how many bytes. */
static size_t
feed_mark(struct record_reader *r, const uint8_t *bytes, size_t len)
{
    size_t n = RECORD_MARK_LEN - r->mark_len;

    if (n > len)
        n = len;
    memcpy(r->mark + r->mark_len, bytes, n);
    r->mark_len += n;
    if (r->mark_len == RECORD_MARK_LEN && begin_fragment(r) == 0 &&
        r->left == 0)
        end_fragment(r);
    return n;
}

/* Take what is missing of a fragment. */
static size_t
feed_fragment(struct record_reader *r, const uint8_t *bytes, size_t len)
{
    size_t n = r->left < len ? r->left : len;

    memcpy(r->buf + r->len, bytes, n);
    r->len += n;
    r->left -= n;
    if (r->left == 0)
        end_fragment(r);
    return n;
}

ssize_t
record_reader_feed(struct record_reader *r, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    size_t taken = 0;

    while (taken < len && !r->done && !r->err) {
        if (r->mark_len < RECORD_MARK_LEN)
            taken += feed_mark(r, p + taken, len - taken);
        else
            taken += feed_fragment(r, p + taken, len - taken);
    }
    return r->err ? r->err : (ssize_t)taken;
}

int
record_reader_end(const struct record_reader *r)
{
    return r->mark_len > 0 || r->fragments > 0 ? -EPIPE : 0;
}
