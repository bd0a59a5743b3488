/*
 * pcapng.c - a trace as a file of packets.
 *
 * A file is blocks.  A block is its type, its length, what its type wants,
 * options, and the length again; an option is a code, a length and a value.
 * All is padded to four bytes.  Numbers are written lowest byte first; the
 * section says so.
 */
#include "netsim/trace/pcapng.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "netsim/lang/out.h"
#include "netsim/trace/label.h"
#include "netsim/trace/memory.h"
#include "netsim/trace/packet.h"

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_NAMES = 4,
    BLOCK_PACKET = 6
};

enum {
    OPTION_END = 0,
    OPTION_COMMENT = 1, /* in all blocks */
    SECTION_APPLICATION = 4,
    INTERFACE_NAME = 2,
    INTERFACE_DESCRIPTION = 3,
    INTERFACE_TIME_UNIT = 9,
    PACKET_FLAGS = 2
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define LINK_IPV4 228   /* LINKTYPE_IPV4: a packet begins with its IP header */
#define TIME_UNIT_NS 9  /* 10^-9 seconds */
#define FLAG_OUTBOUND 2 /* seen when it was sent */
#define NAME_OF_IPV4 1  /* a record of names */
#define COMMENT_MAX 1024 /* bytes; a longer one is cut */

/* A block as it grows. */
struct block {
    uint8_t *bytes; /* owned */
    size_t len, cap;
};

struct writer {
    const struct trace *tr;
    FILE *out;
    struct block block;
    struct labels *labels;
    struct packets *packets;
    struct packet *packet;
    size_t *ends;  /* of event i, a sending: the first event that is an end of
                      it, or 0: none */
    size_t *other; /* of event i, such an end: the next one, or 0 */
};

/* ---- blocks ------------------------------------------------------------- */

static void
put_bytes(struct block *b, const void *bytes, size_t len)
{
    b->bytes = memory_grow(b->bytes, &b->cap, b->len + len + 3, 1);
    if (len > 0)
        memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
    while (b->len % 4 != 0)
        b->bytes[b->len++] = 0;
}

static void
put32(struct block *b, uint32_t v)
{
    const uint8_t bytes[] = { (uint8_t)v, (uint8_t)(v >> 8),
                              (uint8_t)(v >> 16), (uint8_t)(v >> 24) };

    put_bytes(b, bytes, sizeof(bytes));
}

/* Two numbers of 16 bits, one after the other. */
static void
put16s(struct block *b, uint32_t first, uint32_t second)
{
    put32(b, first | second << 16);
}

static void
put_option(struct block *b, uint32_t code, const void *value, size_t len)
{
    put16s(b, code, (uint32_t)len);
    put_bytes(b, value, len);
}

static void
put_text(struct block *b, uint32_t code, const char *text)
{
    size_t len = strlen(text);

    put_option(b, code, text, len < COMMENT_MAX ? len : COMMENT_MAX);
}

static void
block_begin(struct block *b, uint32_t type)
{
    b->len = 0;
    put32(b, type);
    put32(b, 0); /* the length, when it is known */
}

static void
block_end(struct writer *w)
{
    struct block *b = &w->block;
    size_t len = b->len + 4;

    put32(b, (uint32_t)len);
    memcpy(b->bytes + 4, b->bytes + len - 4, 4);
    fwrite(b->bytes, 1, b->len, w->out);
}

static void
options_end(struct block *b)
{
    put16s(b, OPTION_END, 0);
}

/* ---- what is there before the first packet ------------------------------ */

static void
write_section(struct writer *w)
{
    const struct trace_meta *meta = &w->tr->meta;
    char comment[COMMENT_MAX];
    struct out o;

    out_init(&o, comment, sizeof(comment));
    out_put(&o, "simulated, seed %" PRIu64, meta->seed);
    if (*meta->schedule)
        out_put(&o, "; schedule: %s", meta->schedule);
    block_begin(&w->block, BLOCK_SECTION);
    put32(&w->block, BYTE_ORDER_MAGIC);
    put16s(&w->block, 1, 0);      /* version 1.0 */
    put32(&w->block, UINT32_MAX); /* the length of the section, 64 bits: */
    put32(&w->block, UINT32_MAX); /* not known yet */
    put_text(&w->block, OPTION_COMMENT, comment);
    put_text(&w->block, SECTION_APPLICATION, "rpclab");
    options_end(&w->block);
    block_end(w);
}

static void
write_interface(struct writer *w, const struct trace_host *host)
{
    const uint8_t unit = TIME_UNIT_NS;

    block_begin(&w->block, BLOCK_INTERFACE);
    put16s(&w->block, LINK_IPV4, 0);
    put32(&w->block, 0); /* packets are never cut */
    put_text(&w->block, INTERFACE_NAME, host->name);
    put_text(&w->block, INTERFACE_DESCRIPTION, host->program);
    put_option(&w->block, INTERFACE_TIME_UNIT, &unit, 1);
    options_end(&w->block);
    block_end(w);
}

static void
put_name(struct block *b, const char *address, const char *name)
{
    uint32_t addr = packet_address(address);
    uint8_t record[4 + COMMENT_MAX] = { (uint8_t)(addr >> 24),
                                        (uint8_t)(addr >> 16),
                                        (uint8_t)(addr >> 8), (uint8_t)addr };
    size_t len = strlen(name);

    if (len >= COMMENT_MAX)
        len = COMMENT_MAX - 1;
    memcpy(record + 4, name, len);
    put_option(b, NAME_OF_IPV4, record, 4 + len + 1);
}

static void
write_names(struct writer *w)
{
    const struct trace_meta *meta = &w->tr->meta;

    block_begin(&w->block, BLOCK_NAMES);
    for (size_t i = 0; i < meta->n_hosts; i++)
        put_name(&w->block, meta->host[i].addr, meta->host[i].name);
    put_name(&w->block, PACKET_NOWHERE, "no-such-host");
    put16s(&w->block, OPTION_END, 0); /* of the records */
    block_end(w);
}

/* ---- packets ------------------------------------------------------------ */

static void comment(struct block *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
comment(struct block *b, const char *fmt, ...)
{
    char text[COMMENT_MAX];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    put_text(b, OPTION_COMMENT, text);
}

/* What the world has decided, in brackets, where it was not the default. */
static void
put_decision(struct out *o, const struct trace_event *ev)
{
    if (*ev->did)
        out_put(o, " (%s)", ev->did);
}

/* One end of the sending: a copy that arrived, or was lost. */
static void
put_end(struct block *b, const struct trace_event *ev,
        const struct trace_event *end)
{
    char text[COMMENT_MAX];
    struct out o;

    out_init(&o, text, sizeof(text));
    if (end->copy > 0)
        out_put(&o, "copy %u ", end->copy);
    if (end->kind == TRACE_DROP) {
        out_put(&o, "lost");
        if (strcmp(end->text, "lost") != 0)
            out_put(&o, ": %s", end->text);
    } else {
        out_put(&o, "arrived after ");
        out_time(&o, end->t_ns - ev->t_ns);
        if (*end->text)
            out_put(&o, ", %s", end->text);
    }
    put_decision(&o, ev);
    put_text(b, OPTION_COMMENT, text);
}

static void
put_comments(struct writer *w, size_t i)
{
    const struct trace_event *ev = &w->tr->event[i];
    char label[COMMENT_MAX / 2];

    label_print(w->labels, i, label, sizeof(label));
    comment(&w->block, "#%u %s", ev->dgram, label);
    for (size_t end = w->ends[i]; end; end = w->other[end])
        put_end(&w->block, ev, &w->tr->event[end]);
    if (!w->ends[i])
        comment(&w->block, "still on its way when the run ended");
}

static void
write_packet(struct writer *w, size_t i)
{
    const struct trace_event *ev = &w->tr->event[i];
    struct block *b = &w->block;

    packet_make(w->packets, i, w->packet);
    block_begin(b, BLOCK_PACKET);
    put32(b, (uint32_t)ev->src); /* the interface */
    put32(b, (uint32_t)(ev->t_ns >> 32));
    put32(b, (uint32_t)ev->t_ns);
    put32(b, w->packet->len); /* here and on the wire */
    put32(b, w->packet->len);
    put_bytes(b, w->packet->bytes, w->packet->len);
    put_comments(w, i);
    put16s(b, PACKET_FLAGS, 4);
    put32(b, FLAG_OUTBOUND);
    options_end(b);
    block_end(w);
}

/* Chain the ends of each sending, in their order. */
static void
find_ends(struct writer *w)
{
    const struct trace *tr = w->tr;

    for (size_t i = tr->n_events; i-- > 0;) {
        const struct trace_event *ev = &tr->event[i], *sending;

        if (ev->kind != TRACE_DELIVER && ev->kind != TRACE_DROP)
            continue;
        sending = trace_find(tr, ev->cause);
        if (sending && sending->kind == TRACE_SEND) {
            w->other[i] = w->ends[sending - tr->event];
            w->ends[sending - tr->event] = i;
        }
    }
}

int
pcapng_write(FILE *out, const struct trace *tr)
{
    struct writer w = { .tr = tr, .out = out };

    w.labels = labels_new(tr);
    w.packets = packets_new(tr);
    w.packet = memory_new(1, sizeof(*w.packet));
    w.ends = memory_new(tr->n_events, sizeof(*w.ends));
    w.other = memory_new(tr->n_events, sizeof(*w.other));
    find_ends(&w);
    write_section(&w);
    for (size_t i = 0; i < tr->meta.n_hosts; i++)
        write_interface(&w, &tr->meta.host[i]);
    write_names(&w);
    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].kind == TRACE_SEND)
            write_packet(&w, i);
    labels_free(w.labels);
    packets_free(w.packets);
    free(w.packet);
    free(w.ends);
    free(w.other);
    free(w.block.bytes);
    return fflush(out) != 0 || ferror(out) ? -EIO : 0;
}
