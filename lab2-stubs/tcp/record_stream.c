/*
 * record_stream.c - the records that come on a socket, one after the other.
 */
#include "lab2-stubs/tcp/record_stream.h"

#include <errno.h>
#include <sys/socket.h>

void
record_stream_init(struct record_stream *s, int fd)
{
    s->fd = fd;
    s->begin = s->end = 0;
    s->begun = 0;
}

/* 1: there are more bytes.  0: not now.  Or a negative errno. */
static int
receive(struct record_stream *s, int flags)
{
    ssize_t n;

    do
        n = recv(s->fd, s->bytes, sizeof(s->bytes), flags);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
    if (n == 0)
        return -EPIPE;
    s->begin = 0;
    s->end = (size_t)n;
    return 1;
}

int
record_stream_read(struct record_stream *s, void *buf, size_t cap, int flags,
                   size_t *len)
{
    ssize_t n;
    int more = 1;

    if (!s->begun)
        record_reader_init(&s->record, buf, cap);
    s->begun = 1;
    while (more > 0) {
        n = record_reader_feed(&s->record, s->bytes + s->begin,
                               s->end - s->begin);
        if (n < 0)
            return (int)n;
        s->begin += (size_t)n;
        if (s->record.done) {
            s->begun = 0;
            *len = s->record.len;
            return 1;
        }
        more = receive(s, flags);
    }
    return more;
}
