/*
 * format.h - private to netsim/trace: the keys of an event in JSON.
 *
 * One table serves writer and reader, so that they cannot drift apart, and
 * its order is the order of the keys in a line.
 */
#ifndef NETSIM_TRACE_FORMAT_H
#define NETSIM_TRACE_FORMAT_H

#include "netsim/trace/trace.h"

enum field_type {
    FIELD_TIME,   /* int64_t, from 0 */
    FIELD_SEQ,    /* uint64_t; numbers stay below 2^63, JSON's parsers do */
    FIELD_KIND,   /* enum trace_kind, as its name */
    FIELD_HOST,   /* int, as a name; absent: -1 */
    FIELD_COUNT,  /* uint32_t */
    FIELD_PORT,   /* int, 0 to 65535 */
    FIELD_STATUS, /* int, of either sign */
    FIELD_HEX,    /* bytes and len, as two digits a byte */
    FIELD_TEXT,   /* const char * */
};

struct field {
    const char *key;
    enum field_type type;
    size_t offset; /* in struct trace_event */
    enum {
        FIELD_OPTIONAL, /* absent where it says nothing */
        FIELD_ALWAYS,   /* in every event */
        FIELD_DATAGRAM, /* in events that have a dgram, and in no other */
    } use;
};

#define FIELDS 22
extern const struct field trace_field[FIELDS];

/*
 * Text is any bytes, JSON is UTF-8.  Characters are written as they are; a
 * byte 0xNN that is not part of one (NN is 80 to ff) is written as the
 * private character U+EFNN.  Should a text hold such a character itself,
 * its bytes are written that way one by one, so that reading always gives
 * back what was there.
 */
#define TEXT_BYTE 0xef00u

static inline int
is_text_byte(uint32_t c)
{
    return c >= TEXT_BYTE + 0x80 && c <= TEXT_BYTE + 0xff;
}

#endif
