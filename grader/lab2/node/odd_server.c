/*
 * odd_server.c - see odd_server.h.
 */
#include "grader/lab2/node/odd_server.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"

#define WAIT_MS 3000

/* The next call: 1, or 0: the client has ended, or sends none. */
static int
take(struct odd_server *s, int fd)
{
    struct odd_call *c = &s->taken[s->n_taken];
    struct wire call;
    size_t len = 0;
    const char *text = (const char *)call.at + WIRE_ARGS + 4;

    if (!wire_recv(fd, &call, WAIT_MS))
        return 0;
    if (s->n_taken == ODD_TAKEN_MAX || call.len < WIRE_ARGS + 4)
        return 0;
    while (len < wire_get(&call, WIRE_ARGS) && text[len] != ' ')
        len++;
    len = len < sizeof(c->word) - 1 ? len : sizeof(c->word) - 1;
    memcpy(c->word, text, len);
    c->word[len] = '\0';
    c->xid = wire_get(&call, 0);
    s->n_taken++;
    return 1;
}

static void
backward(struct odd_server *s, int fd, int n)
{
    uint8_t bytes[4096];
    size_t len = 0;

    for (int i = s->n_taken; i-- > s->n_taken - n;) {
        struct wire reply;

        wire_count(&reply, s->taken[i].xid, s->taken[i].word, 1);
        len += wire_record(bytes + len, &reply);
    }
    peer_send(fd, bytes, len);
}

static void
pieces(int fd, const struct wire *reply)
{
    static const size_t cut[] = { 0, 3, 3, WIRE_MAX };

    for (size_t i = 0; i < 3; i++) {
        size_t end = cut[i + 1] < reply->len ? cut[i + 1] : reply->len;
        struct wire part = { 0 };

        wire_u32(&part, (i == 2 ? 0x80000000u : 0) | (uint32_t)(end - cut[i]));
        memcpy(part.at + 4, reply->at + cut[i], end - cut[i]);
        part.len += end - cut[i];
        for (size_t k = 0; k < part.len; k++) {
            peer_send(fd, part.at + k, 1);
            peer_pause(1);
        }
    }
}

/* 0: the client has ended the connection. */
static int
do_step(struct odd_server *s, int fd, const struct odd_step *step)
{
    const struct odd_call *call =
        &s->taken[step->n < ODD_TAKEN_MAX ? step->n : 0];
    struct wire reply;
    uint8_t bytes[4 + WIRE_MAX];

    switch (step->kind) {
    case ODD_TAKE:
        for (int i = 0; i < step->n; i++)
            if (!take(s, fd))
                return 0;
        break;
    case ODD_REPLY:
    case ODD_XID:
    case ODD_PIECES:
        wire_count(&reply, call->xid + (step->kind == ODD_XID ? 1000 : 0),
                   call->word, 1);
        if (step->kind == ODD_PIECES)
            pieces(fd, &reply);
        else
            wire_send(fd, &reply);
        break;
    case ODD_CUT:
        wire_count(&reply, s->taken[0].xid, s->taken[0].word, 1);
        wire_record(bytes, &reply);
        peer_send(fd, bytes, (size_t)step->n);
        break;
    case ODD_BACKWARD:
        backward(s, fd, step->n);
        break;
    case ODD_BYTES:
        peer_send(fd, step->bytes, (size_t)step->n);
        break;
    case ODD_PAUSE:
        peer_pause(step->n);
        break;
    case ODD_RESET:
    case ODD_END:
        return 0;
    }
    return 1;
}

static void *
serve(void *arg)
{
    struct odd_server *s = arg;
    const struct odd_step *step = s->script;
    int fd = accept(s->listener, NULL, NULL);

    close(s->listener);
    if (fd < 0)
        return NULL;
    while (do_step(s, fd, step))
        step++;
    if (step->kind == ODD_RESET)
        peer_reset(fd);
    else
        close(fd);
    return NULL;
}

void
odd_server_start(struct odd_server *s, const struct odd_step *script)
{
    static int port = 20049; /* a new one each time: no old one in the way */

    *s = (struct odd_server){ .script = script, .addr = peer_loopback(port) };
    s->listener = peer_listen(port++, 5);
    pthread_create(&s->thread, NULL, serve, s);
}

void
odd_server_join(struct odd_server *s)
{
    pthread_join(s->thread, NULL);
}

void
odd_server_run(struct odd_server *s, const struct odd_step *script, int port)
{
    struct sockaddr_in any = { .sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port) };

    *s = (struct odd_server){ .script = script, .addr = any };
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(s->listener, (struct sockaddr *)&any, sizeof(any)) == 0 &&
              listen(s->listener, 5) == 0,
          "the check itself is wrong: port %d", port);
    serve(s);
}
