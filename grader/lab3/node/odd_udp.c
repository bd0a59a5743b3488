/*
 * odd_udp.c - see odd_udp.h.
 */
#include "grader/lab3/node/odd_udp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"

#define ANOTHER_LOOPBACK 0x7f000002u /* 127.0.0.2 */

static int
open_at(uint32_t address, int port)
{
    struct sockaddr_in addr = { .sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(address) };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd >= 0 && bind(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
        return fd;
    check_failed("the check itself is wrong: no socket: %s", strerror(errno));
    exit(1);
}

/* ---- what comes --------------------------------------------------------- */

const struct odd_copy *
odd_udp_last(const struct odd_udp *s)
{
    return &s->copy[s->n_copies - 1];
}

static uint32_t
first_word(const struct odd_copy *c)
{
    uint32_t word = 0;

    for (size_t i = 0; i < 4 && i < c->len; i++)
        word = word << 8 | c->bytes[i];
    return word;
}

/* What odd_udp_stop() sends is empty, as no request is. */
static void
take(struct odd_udp *s)
{
    struct odd_copy *c = &s->copy[s->n_copies];
    struct odd_copy too_many;
    socklen_t from_len = sizeof(c->from);
    ssize_t n;

    if (s->n_copies == ODD_COPIES_MAX)
        c = &too_many;
    n = recvfrom(s->fd[ODD_SERVER], c->bytes, sizeof(c->bytes), 0,
                 (struct sockaddr *)&c->from, &from_len);
    if (n < 0)
        return;
    if (n == 0) {
        s->over = 1;
        return;
    }
    c->len = (size_t)n;
    c->at_ms = peer_now_ms();
    c->xid = first_word(c);
    if (c == &too_many)
        return;
    s->to = c->from;
    s->n_copies++;
    if (s->on_copy)
        s->on_copy(s);
}

static void *
serve(void *arg)
{
    struct odd_udp *s = arg;
    struct pollfd p = { .fd = s->fd[ODD_SERVER], .events = POLLIN };

    while (!s->over) {
        int ticks = s->on_tick && s->n_copies > 0;
        int n = poll(&p, 1, ticks ? 1 : -1);

        if (n > 0)
            take(s);
        else if (n == 0) {
            s->n_ticks++;
            s->on_tick(s);
        }
    }
    return NULL;
}

void
odd_udp_start(struct odd_udp *s)
{
    s->n_copies = s->n_ticks = s->over = 0;
    s->addr = peer_loopback(ODD_PORT);
    s->fd[ODD_SERVER] = open_at(INADDR_LOOPBACK, ODD_PORT);
    s->fd[ODD_OTHER_PORT] = open_at(INADDR_LOOPBACK, ODD_PORT + 1);
    s->fd[ODD_OTHER_ADDRESS] = open_at(ANOTHER_LOOPBACK, ODD_PORT);
    pthread_create(&s->thread, NULL, serve, s);
}

void
odd_udp_stop(struct odd_udp *s)
{
    sendto(s->fd[ODD_OTHER_PORT], "", 0, 0, (struct sockaddr *)&s->addr,
           sizeof(s->addr));
    pthread_join(s->thread, NULL);
    for (int i = 0; i < ODD_SOCKETS; i++)
        close(s->fd[i]);
}

void
odd_udp_forget(struct odd_udp *s)
{
    s->n_copies = 0;
    s->n_ticks = 0;
}

/* ---- what goes ---------------------------------------------------------- */

void
odd_udp_send(struct odd_udp *s, enum odd_socket from, const void *bytes,
             size_t len)
{
    sendto(s->fd[from], bytes, len, 0, (const struct sockaddr *)&s->to,
           sizeof(s->to));
}

/* REPLY, MSG_ACCEPTED, verifier of flavour 0 and 0 bytes, SUCCESS; then a
 * bank_result: BANK_OK and a hyper. */
void
odd_udp_reply(struct odd_udp *s, enum odd_socket from, uint32_t xid,
              int64_t balance)
{
    const uint32_t word[9] = { htonl(xid),
                               htonl(1),
                               htonl(0),
                               htonl(0),
                               htonl(0),
                               htonl(0),
                               htonl(0),
                               htonl((uint32_t)((uint64_t)balance >> 32)),
                               htonl((uint32_t)balance) };

    odd_udp_send(s, from, word, sizeof(word));
}
