/*
 * packet.c - what a datagram of a trace looks like on a wire.
 */
#include "netsim/trace/packet.h"

#include <stdlib.h>

#include "netsim/trace/memory.h"
#include "netsim/trace/stream.h"

#define IP_LEN 20
#define UDP_LEN 8
#define TCP_LEN 20

enum { PROTO_TCP = 6, PROTO_UDP = 17 };
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, PSH = 0x08, ACK = 0x10 };

struct packets {
    const struct trace *tr;
    struct segment *segment; /* owned; one an event */
};

struct packets *
packets_new(const struct trace *tr)
{
    struct packets *ps = memory_new(1, sizeof(*ps));

    ps->tr = tr;
    ps->segment = stream_segments(tr);
    return ps;
}

void
packets_free(struct packets *ps)
{
    free(ps->segment);
    free(ps);
}

/* ---- bytes -------------------------------------------------------------- */

static void
put16(uint8_t *at, uint32_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

static void
put32(uint8_t *at, uint32_t v)
{
    put16(at, v >> 16);
    put16(at + 2, v);
}

/* RFC 1071: the sum of 16-bit words; sums can be added up before the end. */
static uint64_t
sum_of(const uint8_t *bytes, size_t len)
{
    uint64_t sum = 0;

    for (size_t i = 0; i + 1 < len; i += 2)
        sum += (uint64_t)bytes[i] << 8 | bytes[i + 1];
    if (len % 2 != 0)
        sum += (uint64_t)bytes[len - 1] << 8;
    return sum;
}

static uint32_t
checksum_of(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~(uint32_t)sum & 0xffff;
}

uint32_t
packet_address(const char *text)
{
    uint32_t addr = 0;

    for (int i = 0; i < 4; i++) {
        char *end;
        unsigned long part = strtoul(text, &end, 10);

        if (end == text || part > 255 || *end != (i < 3 ? '.' : '\0'))
            return 0;
        addr = addr << 8 | (uint32_t)part;
        text = end + 1;
    }
    return addr;
}

/* ---- headers ------------------------------------------------------------ */

static uint32_t
address_of(const struct trace_meta *meta, int host)
{
    return packet_address(host < 0 ? PACKET_NOWHERE : meta->host[host].addr);
}

/* Of TCP and UDP it covers the addresses, too: RFC 9293 section 3.1. */
static uint32_t
transport_checksum(const struct packet *p, int proto)
{
    uint32_t len = p->len - p->ip_len;

    return checksum_of(sum_of(p->bytes + 12, 8) + (uint32_t)proto + len +
                       sum_of(p->bytes + p->ip_len, len));
}

static void
put_ip(struct packet *p, const struct trace_meta *meta,
       const struct trace_event *ev, int proto)
{
    uint8_t *h = p->bytes;

    h[0] = 4 << 4 | IP_LEN / 4;
    h[1] = 0;
    put16(h + 2, p->len);
    put16(h + 4, ev->dgram); /* identification: copies share it */
    put16(h + 6, 0x4000);    /* do not fragment */
    h[8] = 64;               /* time to live */
    h[9] = (uint8_t)proto;
    put16(h + 10, 0);
    put32(h + 12, address_of(meta, ev->src));
    put32(h + 16, address_of(meta, ev->dst));
    put16(h + 10, checksum_of(sum_of(h, IP_LEN)));
}

static void
put_udp(struct packet *p, const struct trace_event *ev)
{
    uint8_t *h = p->bytes + IP_LEN;
    uint32_t checksum;

    put16(h, (uint32_t)ev->sport);
    put16(h + 2, (uint32_t)ev->dport);
    put16(h + 4, p->len - IP_LEN);
    put16(h + 6, 0);
    checksum = transport_checksum(p, PROTO_UDP);
    put16(h + 6,
          checksum ? checksum : 0xffff); /* 0 means that there is none */
}

static int
flags_of(const struct trace_event *ev)
{
    static const struct {
        const char *name;
        int flags;
    } known[] = { { "SYN", SYN },
                  { "SYN-ACK", SYN | ACK },
                  { "FIN", FIN | ACK },
                  { "RST", RST | ACK } };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(ev->name, known[i].name) == 0)
            return known[i].flags;
    return PSH | ACK;
}

static void
put_tcp(struct packet *p, const struct trace_event *ev,
        const struct segment *segment)
{
    uint8_t *h = p->bytes + IP_LEN;
    int flags = flags_of(ev);

    put16(h, (uint32_t)ev->sport);
    put16(h + 2, (uint32_t)ev->dport);
    put32(h + 4, segment->number);
    put32(h + 8, flags & ACK ? segment->ack : 0);
    h[12] = TCP_LEN / 4 << 4;
    h[13] = (uint8_t)flags;
    put16(h + 14, 0xffff); /* the window, which the trace does not tell */
    put16(h + 16, 0);
    put16(h + 18, 0); /* no urgent data */
    put16(h + 16, transport_checksum(p, PROTO_TCP));
}

void
packet_make(const struct packets *ps, size_t i, struct packet *p)
{
    const struct trace_event *ev = &ps->tr->event[i];
    int tcp = packet_is_tcp(ev);
    uint32_t room;

    p->ip_len = IP_LEN;
    p->transport_len = tcp ? TCP_LEN : UDP_LEN;
    room = PACKET_MAX - p->ip_len - p->transport_len;
    p->len = PACKET_MAX - room + (ev->len < room ? ev->len : room);
    memcpy(p->bytes + PACKET_MAX - room, ev->bytes,
           p->len + room - PACKET_MAX);
    put_ip(p, &ps->tr->meta, ev, tcp ? PROTO_TCP : PROTO_UDP);
    if (tcp)
        put_tcp(p, ev, &ps->segment[i]);
    else
        put_udp(p, ev);
}
