/*
 * format.c - the keys of an event in JSON.
 */
#include "netsim/trace/format.h"

_Static_assert(sizeof(unsigned) == sizeof(uint32_t),
               "inc and thread are a FIELD_COUNT");

#define AT(field) offsetof(struct trace_event, field)

const struct field trace_field[FIELDS] = {
    { "t", FIELD_TIME, AT(t_ns), FIELD_ALWAYS },
    { "seq", FIELD_SEQ, AT(seq), FIELD_ALWAYS },
    { "ev", FIELD_KIND, AT(kind), FIELD_ALWAYS },
    { "host", FIELD_HOST, AT(host), FIELD_OPTIONAL },
    { "inc", FIELD_COUNT, AT(inc), FIELD_OPTIONAL },
    { "thread", FIELD_COUNT, AT(thread), FIELD_OPTIONAL },
    { "cause", FIELD_SEQ, AT(cause), FIELD_OPTIONAL },
    { "dgram", FIELD_COUNT, AT(dgram), FIELD_OPTIONAL },
    { "copy", FIELD_COUNT, AT(copy), FIELD_OPTIONAL },
    { "src", FIELD_HOST, AT(src), FIELD_DATAGRAM },
    { "dst", FIELD_HOST, AT(dst), FIELD_DATAGRAM },
    { "nth", FIELD_COUNT, AT(nth), FIELD_OPTIONAL },
    { "sport", FIELD_PORT, AT(sport), FIELD_OPTIONAL },
    { "dport", FIELD_PORT, AT(dport), FIELD_OPTIONAL },
    { "delay", FIELD_TIME, AT(delay_ns), FIELD_OPTIONAL },
    { "bytes", FIELD_HEX, AT(bytes), FIELD_OPTIONAL },
    { "dec", FIELD_COUNT, AT(dec), FIELD_OPTIONAL },
    { "did", FIELD_TEXT, AT(did), FIELD_OPTIONAL },
    { "rule", FIELD_TEXT, AT(rule), FIELD_OPTIONAL },
    { "name", FIELD_TEXT, AT(name), FIELD_OPTIONAL },
    { "text", FIELD_TEXT, AT(text), FIELD_OPTIONAL },
    { "status", FIELD_STATUS, AT(status), FIELD_OPTIONAL },
};
