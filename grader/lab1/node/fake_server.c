/*
 * fake_server.c - see fake_server.h.
 */
#include "grader/lab1/node/fake_server.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"

/* The next request, if the client sends one: its id; 0: there is none. */
static uint32_t
take_request(struct fake_server *s, int fd)
{
    uint8_t record[KV_PEER_MAX];
    size_t len;

    if (peer_recv(fd, record, 4, 3000) < 4) {
        s->n_kept += !peer_sees_end(fd, 0);
        return 0;
    }
    len = peer_get(record, 4) & 0x7fffffff;
    if (len < 12 || len > KV_PEER_MAX - 4 ||
        peer_recv(fd, record + 4, len, 3000) < len)
        return 0;
    if (s->n_requests < 8) {
        memcpy(s->request[s->n_requests], record, len + 4);
        s->request_len[s->n_requests] = len + 4;
    }
    s->n_requests++;
    return peer_get(record + 4, 4);
}

static void
send_fragments(int fd, const uint8_t *record, size_t len)
{
    uint8_t mark[4] = { 0, 0, 0, 5 };

    peer_send(fd, mark, 4);
    peer_pause(1);
    peer_send(fd, record + 4, 5);
    peer_put(mark, 4, 0x80000000u | (uint32_t)(len - 9));
    for (size_t i = 0; i < 4; i++) {
        peer_pause(1);
        peer_send(fd, mark + i, 1);
    }
    peer_send(fd, record + 9, len - 9);
}

/* One request is here; returns 0 when the connection is over. */
static int
reply_as_planned(const struct plan *p, int fd, uint32_t id)
{
    uint8_t record[KV_PEER_MAX];
    size_t len = peer_reply(record, id, 0, p->value ? p->value : "");

    switch (p->kind) {
    case PLAN_SILENT:
        return 1;
    case PLAN_CLOSE:
    case PLAN_RESET:
        return 0;
    case PLAN_FRAGMENTS:
        send_fragments(fd, record, len);
        return 1;
    case PLAN_NO_SUCH:
        len = peer_reply(record, id, 1, "");
        break;
    case PLAN_WRONG_ID:
        len = peer_reply(record, id + 1, 0, p->value);
        break;
    case PLAN_CUT:
        peer_send(fd, record, p->len);
        return 0;
    case PLAN_BYTES:
        peer_send(fd, p->bytes, p->len);
        return 1;
    case PLAN_LATE:
        peer_pause(p->delay_ms);
        break;
    case PLAN_ANSWER:
    case PLAN_ONCE_RESET:
    case PLAN_ONCE_CLOSE:
        break;
    }
    peer_send(fd, record, len);
    return p->kind == PLAN_ANSWER || p->kind == PLAN_NO_SUCH;
}

static void *
serve(void *arg)
{
    struct fake_server *s = arg;

    for (size_t i = 0; i < s->n_plans; i++) {
        const struct plan *plan = &s->plan[i];
        struct pollfd p = { .fd = s->listener, .events = POLLIN };
        uint32_t id;
        int fd;

        while ((fd = poll(&p, 1, 3000)) < 0 && errno == EINTR)
            ;
        if (fd == 0 || (fd = accept(s->listener, NULL, NULL)) < 0)
            break;
        s->n_connections++;
        while ((id = take_request(s, fd)) != 0)
            if (!reply_as_planned(plan, fd, id))
                break;
        if (plan->kind == PLAN_RESET || plan->kind == PLAN_ONCE_RESET)
            peer_reset(fd);
        else
            close(fd);
    }
    close(s->listener);
    return NULL;
}

void
fake_server_start(struct fake_server *s, int port, const struct plan *plan,
                  size_t n_plans)
{
    *s = (struct fake_server){ .addr = peer_loopback(port),
                               .plan = plan,
                               .n_plans = n_plans };
    s->listener = peer_listen(port, 5);
    pthread_create(&s->thread, NULL, serve, s);
}

void
fake_server_join(struct fake_server *s)
{
    pthread_join(s->thread, NULL);
}
