/*
 * kv_server.c - a table of seats, and a function for what each does next.
 *
 * The solution allocates a connection when it comes and looks at what it has
 * read too much.  Here there are KV_CLIENTS_MAX seats from the beginning, and
 * no client costs memory.  What a client is about is a function: to read a
 * mark, to read a fragment, to write the reply.  Each asks the system for
 * exactly the bytes it still needs, so nothing is ever read ahead, and what
 * is too early stays with TCP.  poll() has an entry for each seat; an empty
 * one has no descriptor, which poll() passes over.
 */
#include "lab1-sockets/kv/kv_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define EMPTY (-1)
#define STEPS_MAX 16 /* of one client, before the others are looked at */
#define PAUSE_MS 100 /* until accept() is tried again that has failed */

/* What a client does next. */
enum progress {
    GO_ON, /* something was done; perhaps there is more */
    WAIT,  /* nothing can be done now */
    LEAVE  /* nothing more will come of it */
};

struct server;
struct seat;
typedef enum progress state_fn(struct server *s, struct seat *seat);

struct seat {
    state_fn *state;
    int64_t until_ms;   /* it must get on by then */
    uint8_t *at, *end;  /* what is still to come, or to go */
    uint8_t *begin;     /* of the next fragment, in request[] */
    unsigned fragments; /* of the record that have begun */
    int last;           /* ... and this is the last one */
    uint8_t mark[RECORD_MARK_LEN];
    uint8_t request[KV_REQUEST_MAX];
    uint8_t reply[RECORD_MARK_LEN + KV_REPLY_MAX];
};

struct server {
    kv_handler_fn *handle;
    void *service;
    int64_t pause_until_ms; /* nobody is accepted before; 0: no pause */
    size_t n_taken;         /* seats */
    size_t n_used;          /* no seat behind these has ever been taken */
    struct pollfd poll[1 + KV_CLIENTS_MAX]; /* the first: the listener */
    struct seat seat[KV_CLIENTS_MAX];       /* poll[1 + i] is of seat[i] */
};

static state_fn read_mark, read_fragment, write_reply;

static struct pollfd *
poll_of(struct server *s, const struct seat *seat)
{
    return &s->poll[1 + (seat - s->seat)];
}

/* ---- states ------------------------------------------------------------- */

static enum progress
become(struct server *s, struct seat *seat, state_fn *state, uint8_t *at,
       size_t len)
{
    seat->state = state;
    seat->at = at;
    seat->end = at + len;
    poll_of(s, seat)->events = state == write_reply ? POLLOUT : POLLIN;
    return GO_ON;
}

static enum progress
begin_record(struct server *s, struct seat *seat)
{
    seat->begin = seat->request;
    seat->fragments = 0;
    return become(s, seat, read_mark, seat->mark, RECORD_MARK_LEN);
}

/* In the midst of nothing: it may stay like this as long as it likes. */
static int
is_idle(const struct seat *seat)
{
    return seat->at == seat->mark && seat->fragments == 0;
}

/* What to make of what recv() or send() has returned. */
static enum progress
moved(struct seat *seat, ssize_t n)
{
    if (n > 0) {
        seat->at += n;
        seat->until_ms = deadline_in(KV_STALL_MS);
        return GO_ON;
    }
    if (n < 0 && errno == EINTR)
        return GO_ON;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return WAIT;
    return LEAVE;
}

static enum progress
receive(struct server *s, struct seat *seat)
{
    return moved(seat, recv(poll_of(s, seat)->fd, seat->at,
                            (size_t)(seat->end - seat->at), MSG_DONTWAIT));
}

/* The record is complete, and ends at seat->begin. */
static enum progress
execute(struct server *s, struct seat *seat)
{
    struct kv_request q;
    struct kv_reply reply = { 0 };
    ssize_t len;

    if (kv_request_decode(&q, seat->request,
                          (size_t)(seat->begin - seat->request)) < 0)
        return LEAVE;
    s->handle(s->service, &q, &reply);
    reply.id = q.id;
    len = kv_reply_encode(&reply, seat->reply + RECORD_MARK_LEN, KV_REPLY_MAX);
    if (len < 0)
        return LEAVE;
    record_mark(seat->reply, (size_t)len);
    return become(s, seat, write_reply, seat->reply,
                  RECORD_MARK_LEN + (size_t)len);
}

static enum progress
end_fragment(struct server *s, struct seat *seat)
{
    if (seat->last)
        return execute(s, seat);
    return become(s, seat, read_mark, seat->mark, RECORD_MARK_LEN);
}

static enum progress
read_mark(struct server *s, struct seat *seat)
{
    enum progress p = receive(s, seat);
    size_t room = (size_t)(seat->request + KV_REQUEST_MAX - seat->begin);
    uint32_t word = 0, len;

    if (p != GO_ON || seat->at < seat->end)
        return p;
    for (int i = 0; i < RECORD_MARK_LEN; i++)
        word = word << 8 | seat->mark[i];
    len = word & RECORD_LEN_MAX;
    seat->last = (word & RECORD_LAST) != 0;
    if (len > room || ++seat->fragments > RECORD_FRAGMENTS_MAX)
        return LEAVE;
    /* To ask recv() for no bytes would look like the end of the stream. */
    return len == 0 ? end_fragment(s, seat)
                    : become(s, seat, read_fragment, seat->begin, len);
}

static enum progress
read_fragment(struct server *s, struct seat *seat)
{
    enum progress p = receive(s, seat);

    if (p != GO_ON || seat->at < seat->end)
        return p;
    seat->begin = seat->end;
    return end_fragment(s, seat);
}

static enum progress
write_reply(struct server *s, struct seat *seat)
{
    enum progress p = moved(seat, send(poll_of(s, seat)->fd, seat->at,
                                       (size_t)(seat->end - seat->at),
                                       MSG_DONTWAIT | MSG_NOSIGNAL));

    if (p != GO_ON || seat->at < seat->end)
        return p;
    return begin_record(s, seat);
}

/* ---- seats -------------------------------------------------------------- */

static void
leave(struct server *s, struct seat *seat)
{
    close(poll_of(s, seat)->fd);
    poll_of(s, seat)->fd = EMPTY;
    s->n_taken--;
    s->pause_until_ms = 0; /* there is a descriptor again */
}

/* As many steps as can be made now, within reason. */
static void
work(struct server *s, struct seat *seat)
{
    enum progress p = GO_ON;

    for (int i = 0; p == GO_ON && i < STEPS_MAX; i++)
        p = seat->state(s, seat);
    if (p == LEAVE)
        leave(s, seat);
}

/* The caller knows that there is an empty one. */
static void
take_seat(struct server *s, int fd)
{
    struct seat *seat = s->seat;

    while (poll_of(s, seat)->fd != EMPTY)
        seat++;
    poll_of(s, seat)->fd = fd;
    poll_of(s, seat)->revents = 0;
    s->n_taken++;
    if (s->n_used < (size_t)(seat - s->seat) + 1)
        s->n_used = (size_t)(seat - s->seat) + 1;
    begin_record(s, seat);
}

/* Returns 0, or a negative errno of a listener that is of no more use. */
static int
accept_all(struct server *s)
{
    while (s->n_taken < KV_CLIENTS_MAX) {
        int fd = accept(s->poll[0].fd, NULL, NULL);

        if (fd >= 0) {
            take_seat(s, fd);
            continue;
        }
        switch (errno) {
        case EBADF:
        case EINVAL:
        case ENOTSOCK:
        case EOPNOTSUPP:
            return -errno;
        case EAGAIN:
        case EINTR:
        case ECONNABORTED:
            return 0;
        default: /* no descriptor, say: he waits on, and we look away */
            s->pause_until_ms = deadline_in(PAUSE_MS);
            return 0;
        }
    }
    return 0;
}

/* ---- the server --------------------------------------------------------- */

/* When the first of them must have got on, or the pause is over. */
static int64_t
next_deadline(struct server *s)
{
    int64_t until_ms = DEADLINE_NEVER;

    if (s->pause_until_ms)
        until_ms = s->pause_until_ms;
    for (size_t i = 0; i < s->n_used; i++)
        if (s->poll[1 + i].fd != EMPTY && !is_idle(&s->seat[i]) &&
            s->seat[i].until_ms < until_ms)
            until_ms = s->seat[i].until_ms;
    return until_ms;
}

static int
serve_turn(struct server *s, int listener)
{
    struct pollfd *door = &s->poll[0];
    int closed = s->pause_until_ms || s->n_taken == KV_CLIENTS_MAX;

    *door = (struct pollfd){ closed ? EMPTY : listener, POLLIN, 0 };
    if (poll(s->poll, 1 + s->n_used, deadline_left(next_deadline(s))) < 0)
        return errno == EINTR || errno == ENOMEM ? 0 : -errno;
    if (s->pause_until_ms && deadline_left(s->pause_until_ms) == 0)
        s->pause_until_ms = 0;
    for (size_t i = 0; i < s->n_used; i++) {
        struct seat *seat = &s->seat[i];

        if (s->poll[1 + i].fd == EMPTY)
            continue;
        if (s->poll[1 + i].revents)
            work(s, seat);
        else if (!is_idle(seat) && deadline_left(seat->until_ms) == 0)
            leave(s, seat);
    }
    return door->revents ? accept_all(s) : 0;
}

int
kv_listen(const struct sockaddr_in *addr)
{
    const struct sockaddr *a = (const struct sockaddr *)addr;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1, err;

    if (fd >= 0 &&
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, a, sizeof(*addr)) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    err = -errno;
    if (fd >= 0)
        close(fd);
    return err;
}

int
kv_serve(int listener, kv_handler_fn *handle, void *service)
{
    int flags = fcntl(listener, F_GETFL), err = 0;
    struct server *s;

    if (flags < 0 || fcntl(listener, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    s = calloc(1, sizeof(*s));
    if (!s)
        return -ENOMEM;
    s->handle = handle;
    s->service = service;
    for (size_t i = 0; i < KV_CLIENTS_MAX; i++)
        s->poll[1 + i].fd = EMPTY;
    while (err == 0)
        err = serve_turn(s, listener);
    for (size_t i = 0; i < s->n_used; i++)
        if (s->poll[1 + i].fd != EMPTY)
            leave(s, &s->seat[i]);
    free(s);
    return err;
}
