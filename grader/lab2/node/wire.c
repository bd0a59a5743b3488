/*
 * wire.c - see wire.h.
 */
#include "grader/lab2/node/wire.h"

#include <string.h>

#include "grader/lab1/node/peer.h"

void
wire_u32(struct wire *w, uint32_t v)
{
    w->len += 4;
    wire_set(w, w->len - 4, v);
}

void
wire_string(struct wire *w, const char *s)
{
    size_t len = strlen(s);

    wire_u32(w, (uint32_t)len);
    memcpy(w->at + w->len, s, len);
    memset(w->at + w->len + len, 0, 3);
    w->len += (len + 3) / 4 * 4;
}

void
wire_call(struct wire *w, uint32_t xid, const char *text)
{
    static const uint32_t header[] = { 0, 2, 0x20000002, 1, 1, 0, 0, 0, 0 };

    w->len = 0;
    wire_u32(w, xid);
    for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
        wire_u32(w, header[i]);
    wire_string(w, text);
}

void
wire_reply(struct wire *w, uint32_t xid, uint32_t accept_stat)
{
    w->len = 0;
    wire_u32(w, xid);
    wire_u32(w, 1);
    wire_u32(w, 0);
    wire_u32(w, 0);
    wire_u32(w, 0);
    wire_u32(w, accept_stat);
}

void
wire_count(struct wire *w, uint32_t xid, const char *word, uint32_t count)
{
    wire_reply(w, xid, 0);
    wire_u32(w, 1);
    wire_string(w, word);
    wire_u32(w, count);
}

void
wire_set(struct wire *w, size_t at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        w->at[at + (size_t)i] = (uint8_t)(v >> (24 - 8 * i));
}

uint32_t
wire_get(const struct wire *w, size_t at)
{
    uint32_t v = 0;

    for (int i = 0; i < 4; i++)
        v = v << 8 | w->at[at + (size_t)i];
    return v;
}

/* ---- on a socket -------------------------------------------------------- */

size_t
wire_record(uint8_t *bytes, const struct wire *w)
{
    struct wire mark = { 0 };

    wire_u32(&mark, 0x80000000u | (uint32_t)w->len);
    memcpy(bytes, mark.at, 4);
    memcpy(bytes + 4, w->at, w->len);
    return 4 + w->len;
}

int
wire_send(int fd, const struct wire *w)
{
    uint8_t bytes[4 + WIRE_MAX];

    return peer_send(fd, bytes, wire_record(bytes, w));
}

int
wire_recv(int fd, struct wire *w, int ms)
{
    struct wire mark;

    if (peer_recv(fd, mark.at, 4, ms) < 4)
        return 0;
    w->len = wire_get(&mark, 0) & 0x7fffffff;
    if (w->len < 4 || w->len > WIRE_MAX - 4)
        return 0;
    return peer_recv(fd, w->at, w->len, ms) == w->len;
}
