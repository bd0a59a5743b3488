/*
 * request.c - see request.h.
 */
#include "grader/request.h"

#include <inttypes.h>

#define CREDENTIAL_AT 24 /* behind six words */
#define VERIFIER_AT 32   /* behind an empty credential */
#define NUMBERED 0x20000001
#define NUMBERED_LEN 24

static uint32_t
word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static uint64_t
hyper(const uint8_t *at)
{
    return (uint64_t)word(at) << 32 | word(at + 4);
}

int
request_xid(const struct trace_event *send, int is_call, uint32_t *xid)
{
    const uint8_t *b = send->bytes;
    uint32_t len = send->len;

    if (len >= 12 && b[0] & 0x80 && (word(b) & 0x7fffffff) <= len - 4) {
        b += 4; /* a record mark: the last fragment of its record */
        len -= 4;
    }
    if (len < 8 || word(b + 4) != (is_call ? 0 : 1))
        return 0;
    *xid = word(b);
    return 1;
}

int
request_read(const struct trace_event *send, struct request *r)
{
    const uint8_t *b = send->bytes, *verifier = b + VERIFIER_AT;

    *r = (struct request){ 0 };
    if (send->len < VERIFIER_AT + 8 || word(b + 4) != 0 || word(b + 8) != 2)
        return 0;
    r->xid = word(b);
    if (word(b + CREDENTIAL_AT + 4) != 0 || word(verifier) != NUMBERED ||
        word(verifier + 4) != NUMBERED_LEN ||
        send->len < VERIFIER_AT + 8 + NUMBERED_LEN)
        return 1;
    r->is_numbered = 1;
    r->client = hyper(verifier + 8);
    r->number = hyper(verifier + 16);
    r->ack = hyper(verifier + 24);
    return 1;
}

int
request_same_number(const struct request *a, const struct request *b)
{
    return a->is_numbered && b->is_numbered && a->client == b->client &&
           a->number == b->number;
}

void
request_number(uint64_t number, char buf[REQUEST_NUMBER_MAX])
{
    if (number >> 32)
        snprintf(buf, REQUEST_NUMBER_MAX,
                 "%" PRIu64 " of incarnation %" PRIu64, number & UINT32_MAX,
                 number >> 32);
    else
        snprintf(buf, REQUEST_NUMBER_MAX, "%" PRIu64, number);
}
