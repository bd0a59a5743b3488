/*
 * record.c - records on a stream of bytes, by one machine of two states.
 *
 * The solution reads a mark, and then a fragment, in two ways: one that waits
 * and one that is fed.  Here there is one machine, which says where the next
 * bytes go and how many it needs (wanted) and is told how many have got there
 * (advance).  record_read() lets recv() put them there, and so takes none of
 * the next record; record_reader_feed() copies them.  What is written is
 * described anew after each sendmsg(), by how much of it is out.
 */
#include "lab1-sockets/kv/record.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "lab1-sockets/kv/deadline.h"

/* ---- waiting ------------------------------------------------------------ */

/*
 * A call has failed with errno.  0: it may be made again, now that the socket
 * is ready, or because it was only interrupted; or a negative errno.
 */
static int
wait_or_fail(int fd, short events, int64_t deadline_ms)
{
    struct pollfd p = { .fd = fd, .events = events };

    if (errno == EINTR)
        return 0;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return -errno;
    switch (poll(&p, 1, deadline_left(deadline_ms))) {
    case 0:
        return -ETIMEDOUT;
    case 1:
        return 0;
    default:
        return errno == EINTR ? 0 : -errno;
    }
}

/* What has come of len bytes, at least one; 0: the stream has ended. */
static ssize_t
receive(int fd, void *buf, size_t len, int64_t deadline_ms)
{
    ssize_t n;
    int err;

    while ((n = recv(fd, buf, len, MSG_DONTWAIT)) < 0)
        if ((err = wait_or_fail(fd, POLLIN, deadline_ms)) < 0)
            return err;
    return n;
}

ssize_t
read_full(int fd, void *buf, size_t len, int64_t deadline_ms)
{
    uint8_t *at = buf, *end = at + len;
    ssize_t n = 1;

    while (at < end && n > 0) {
        n = receive(fd, at, (size_t)(end - at), deadline_ms);
        if (n < 0)
            return n;
        at += n;
    }
    return at - (uint8_t *)buf;
}

/* ---- writing ------------------------------------------------------------ */

/* What of head and body is still to go when so many bytes are out. */
static size_t
rest_of(struct iovec part[2], const struct iovec all[2], size_t out)
{
    size_t n = 0;

    for (int i = 0; i < 2; i++) {
        if (out < all[i].iov_len)
            part[n++] = (struct iovec){ (uint8_t *)all[i].iov_base + out,
                                        all[i].iov_len - out };
        out -= out < all[i].iov_len ? out : all[i].iov_len;
    }
    return n;
}

static int
write_both(int fd, const struct iovec all[2], int64_t deadline_ms)
{
    size_t len = all[0].iov_len + all[1].iov_len, out = 0;

    while (out < len) {
        struct iovec part[2];
        struct msghdr msg = { .msg_iov = part,
                              .msg_iovlen = rest_of(part, all, out) };
        ssize_t n = sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
        int err = n < 0 ? wait_or_fail(fd, POLLOUT, deadline_ms) : 0;

        if (err < 0)
            return err;
        if (n > 0)
            out += (size_t)n;
    }
    return 0;
}

int
write_full(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    const struct iovec all[2] = { { NULL, 0 }, { (void *)bytes, len } };

    return write_both(fd, all, deadline_ms);
}

int
record_write(int fd, const void *bytes, size_t len, int64_t deadline_ms)
{
    uint8_t mark[RECORD_MARK_LEN];
    const struct iovec all[2] = { { mark, sizeof(mark) },
                                  { (void *)bytes, len } };

    if (len > RECORD_LEN_MAX)
        return -EMSGSIZE;
    record_mark(mark, len);
    return write_both(fd, all, deadline_ms);
}

/* ---- the machine -------------------------------------------------------- */

void
record_mark(uint8_t mark[RECORD_MARK_LEN], size_t len)
{
    for (int i = 0; i < RECORD_MARK_LEN; i++)
        mark[i] = (uint8_t)(len >> (24 - 8 * i));
    mark[0] |= 0x80;
}

void
record_reader_init(struct record_reader *r, void *buf, size_t cap)
{
    memset(r, 0, sizeof(*r));
    r->buf = buf;
    r->cap = cap;
}

/* Where the next bytes belong, and how many: of the mark or the fragment. */
static size_t
wanted(struct record_reader *r, uint8_t **where)
{
    if (r->mark_len < RECORD_MARK_LEN) {
        *where = r->mark + r->mark_len;
        return RECORD_MARK_LEN - r->mark_len;
    }
    *where = r->buf + r->len;
    return r->left;
}

/* The mark is complete.  Its claim is compared with the room that is left. */
static void
read_mark(struct record_reader *r)
{
    uint32_t word = 0;

    for (int i = 0; i < RECORD_MARK_LEN; i++)
        word = word << 8 | r->mark[i];
    r->left = word & RECORD_LEN_MAX;
    r->last = word != r->left;
    r->fragments++;
    if (r->fragments > RECORD_FRAGMENTS_MAX)
        r->err = -EBADMSG;
    else if (r->left > r->cap - r->len)
        r->err = -EMSGSIZE;
}

/* So many of the bytes that were wanted are there. */
static void
advance(struct record_reader *r, size_t n)
{
    if (r->mark_len < RECORD_MARK_LEN) {
        r->mark_len += n;
        if (r->mark_len < RECORD_MARK_LEN)
            return;
        read_mark(r);
    } else {
        r->len += n;
        r->left -= n;
    }
    if (r->left == 0 && !r->err) {
        r->done = r->last;
        r->mark_len = 0;
    }
}

int
record_read(int fd, void *buf, size_t cap, int64_t deadline_ms, size_t *len)
{
    struct record_reader r;

    record_reader_init(&r, buf, cap);
    while (!r.done && !r.err) {
        uint8_t *where;
        size_t want = wanted(&r, &where);
        ssize_t n = receive(fd, where, want, deadline_ms);

        if (n == 0)
            return record_reader_end(&r);
        if (n < 0)
            return (int)n;
        advance(&r, (size_t)n);
    }
    *len = r.len;
    return r.err ? r.err : 1;
}

ssize_t
record_reader_feed(struct record_reader *r, const void *bytes, size_t len)
{
    const uint8_t *from = bytes;
    size_t left = len;

    while (left > 0 && !r->done && !r->err) {
        uint8_t *where;
        size_t n = wanted(r, &where);

        if (n > left)
            n = left;
        memcpy(where, from, n);
        advance(r, n);
        from += n;
        left -= n;
    }
    return r->err ? r->err : (ssize_t)(len - left);
}

int
record_reader_end(const struct record_reader *r)
{
    int begun = r->fragments > 0 || r->mark_len > 0;

    return begun ? -EPIPE : 0;
}
