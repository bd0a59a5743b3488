/*
 * wire.h - calls and replies of WordCount as bytes, written here once more,
 * by plain code: what is checked has no part in it.
 *
 * Units: bytes.  All lengths are those of the message, without the mark of
 * its record, unless it says "record".
 */
#ifndef GRADER_LAB2_WIRE_H
#define GRADER_LAB2_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_MAX 4096
#define WIRE_ARGS 40    /* where the arguments of a call begin */
#define WIRE_RESULTS 24 /* ... and the results of a reply */

struct wire {
    size_t len;
    uint8_t at[WIRE_MAX];
};

void wire_u32(struct wire *w, uint32_t v);
void wire_string(struct wire *w, const char *s);

/* A call as it must be; change it to what it must not be. */
void wire_call(struct wire *w, uint32_t xid, const char *text);

/* The header of a reply: xid, and one of enum rpc_accept_stat. */
void wire_reply(struct wire *w, uint32_t xid, uint32_t accept_stat);

/* A reply with one word. */
void wire_count(struct wire *w, uint32_t xid, const char *word,
                uint32_t count);

/* Set or read the four bytes at an offset. */
void wire_set(struct wire *w, size_t at, uint32_t v);
uint32_t wire_get(const struct wire *w, size_t at);

/* ---- on a socket -------------------------------------------------------- */

/* Append a record of one fragment with the message to bytes. */
size_t wire_record(uint8_t *bytes, const struct wire *w);

/* 0, or -errno: the other end has gone. */
int wire_send(int fd, const struct wire *w);

/* A record of one fragment, if it comes within ms: 1, else 0. */
int wire_recv(int fd, struct wire *w, int ms);

#endif
