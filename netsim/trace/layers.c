/*
 * layers.c - bytes, and what they mean: RFC 791, 768, 9293, 5531.
 *
 * Only the headers are known here.  What the arguments are, only the
 * interface says from which the stubs were made: to everyone else they are
 * words of four bytes.
 */
#include "netsim/trace/layers.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>

#define INDENT "      "

/* ---- lines -------------------------------------------------------------- */

/* So many bytes as hexadecimal digits, and blanks up to that width. */
static void
print_hex(FILE *out, const uint8_t *bytes, size_t len, size_t width)
{
    for (size_t i = 0; i < len; i++)
        fprintf(out, "%02x", bytes[i]);
    fprintf(out, "%*s", (int)(2 * (width - len)), "");
}

/* In bars, since a blank at the end is a character, too. */
static void
print_characters(FILE *out, const uint8_t *bytes, size_t len)
{
    fputc('|', out);
    for (size_t i = 0; i < len; i++)
        fputc(isprint(bytes[i]) ? bytes[i] : '.', out);
    fputc('|', out);
}

static void line(FILE *out, const uint8_t *bytes, size_t len, const char *fmt,
                 ...) __attribute__((format(printf, 4, 5)));

static void
line(FILE *out, const uint8_t *bytes, size_t len, const char *fmt, ...)
{
    va_list ap;

    fprintf(out, INDENT);
    print_hex(out, bytes, len, 4);
    fprintf(out, "  ");
    va_start(ap, fmt);
    vfprintf(out, fmt, ap);
    va_end(ap);
    fputc('\n', out);
}

void
layers_words(FILE *out, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i += 4) {
        size_t n = len - i < 4 ? len - i : 4;

        fprintf(out, INDENT);
        print_hex(out, bytes + i, n, 4);
        fprintf(out, "  ");
        print_characters(out, bytes + i, n);
        fputc('\n', out);
    }
}

void
layers_hexdump(FILE *out, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i += 16) {
        size_t n = len - i < 16 ? len - i : 16;

        fprintf(out, INDENT);
        for (size_t k = 0; k < 16; k += 4) {
            print_hex(out, bytes + i + k, n > k ? (n - k < 4 ? n - k : 4) : 0,
                      4);
            fputc(' ', out);
        }
        fputc(' ', out);
        print_characters(out, bytes + i, n);
        fputc('\n', out);
    }
}

/* ---- the header of RPC -------------------------------------------------- */

/* What is left of a message.  Reading past the end gives zeros. */
struct words {
    FILE *out;
    const uint8_t *bytes;
    size_t len, at;
};

/* The next word, printed with its name and, if it has one, its meaning. */
static uint32_t
word(struct words *w, const char *name, const char *const *meaning,
     uint32_t n_meanings)
{
    const uint8_t *b = w->bytes + w->at;
    uint32_t v;

    if (w->len - w->at < 4)
        return 0;
    v = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
        b[3];
    w->at += 4;
    if (v < n_meanings)
        line(w->out, b, 4, "%s: %s", name, meaning[v]);
    else
        line(w->out, b, 4, "%s %" PRIu32, name, v);
    return v;
}

static uint32_t
number(struct words *w, const char *name)
{
    return word(w, name, NULL, 0);
}

/*
 * Which call of which client it is, as lab 4 writes it into the verifier of a
 * call: call_id.h there.  Three hypers, of which two say in their upper half
 * which incarnation of the client has counted in the lower one.
 */
#define CALL_ID_FLAVOR 0x20000001
#define CALL_ID_LEN 24

static void
call_id(struct words *w)
{
    number(w, "client, upper half");
    number(w, "client, lower half");
    number(w, "number: incarnation");
    number(w, "number: call");
    number(w, "done with: incarnation");
    number(w, "done with: calls up to");
}

/* opaque_auth, section 8.2 */
static void
auth(struct words *w, const char *flavor, const char *length)
{
    static const char *const flavors[] = { "none", "system" };
    uint32_t is = word(w, flavor, flavors, 2);
    size_t len = number(w, length);

    if (is == CALL_ID_FLAVOR && len == CALL_ID_LEN) {
        call_id(w);
        return;
    }
    len = (len + 3) / 4 * 4;
    if (len > w->len - w->at)
        len = w->len - w->at;
    layers_words(w->out, w->bytes + w->at, len);
    w->at += len;
}

static void
call_header(struct words *w)
{
    number(w, "version of RPC");
    number(w, "program");
    number(w, "version");
    number(w, "procedure");
    auth(w, "credential", "... its length");
    auth(w, "verifier", "... its length");
}

static void
reply_header(struct words *w)
{
    static const char *const stat[] = { "accepted", "denied" };
    static const char *const accepted[] = {
        "success",           "no such program",   "no such version of it",
        "no such procedure", "garbage arguments", "system error",
    };
    static const char *const rejected[] = { "RPC version", "credential" };

    if (word(w, "reply", stat, 2) != 0) {
        word(w, "because of the", rejected, 2);
        return;
    }
    auth(w, "verifier", "... its length");
    if (word(w, "status", accepted, 6) == 2) {
        number(w, "lowest version");
        number(w, "highest version");
    }
}

size_t
layers_rpc_header(FILE *out, const uint8_t *bytes, size_t len)
{
    static const char *const type[] = { "call", "reply" };
    struct words w = { out, bytes, len, 0 };

    number(&w, "xid");
    if (word(&w, "message type", type, 2) == 0)
        call_header(&w);
    else
        reply_header(&w);
    return w.at;
}

void
layers_record_mark(FILE *out, const uint8_t *bytes)
{
    uint32_t v = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                 (uint32_t)bytes[2] << 8 | bytes[3];

    line(out, bytes, 4, "%s fragment of the record, %" PRIu32 " bytes",
         v >> 31 ? "last" : "not the last", v & 0x7fffffff);
}

/* Is there a whole header of RPC, the version or the kind of reply too? */
static int
is_rpc(const uint8_t *b, size_t len)
{
    return len >= 12 && b[4] == 0 && b[5] == 0 && b[6] == 0 &&
           ((b[7] == 0 && b[11] == 2) || (b[7] == 1 && b[11] <= 1)) &&
           b[8] == 0 && b[9] == 0 && b[10] == 0;
}

size_t
layers_rpc(FILE *out, const struct trace_event *send, size_t *mark_len)
{
    const uint8_t *b = send->bytes;
    size_t len = send->len;

    *mark_len = 0;
    if (len >= 4 && packet_is_tcp(send) && is_rpc(b + 4, len - 4)) {
        fputs("    record mark, 4 bytes\n", out);
        layers_record_mark(out, b);
        *mark_len = 4;
    }
    if (!is_rpc(b + *mark_len, len - *mark_len))
        return 0;
    fputs("    RPC header\n", out);
    return *mark_len + layers_rpc_header(out, b + *mark_len, len - *mark_len);
}

/* ---- packets ------------------------------------------------------------ */

static unsigned
half(const uint8_t *b)
{
    return (unsigned)b[0] << 8 | b[1];
}

static uint32_t
whole(const uint8_t *b)
{
    return (uint32_t)half(b) << 16 | half(b + 2);
}

static void
print_ip(FILE *out, const uint8_t *h)
{
    fprintf(out, "    IPv4 header, 20 bytes\n");
    line(out, h, 4, "version 4, 5 words of header; %u bytes in all",
         half(h + 2));
    line(out, h + 4, 4, "number %u; not to be cut into fragments",
         half(h + 4));
    line(out, h + 8, 4, "%u hops at most; inside is %s; checksum", h[8],
         h[9] == 6 ? "TCP (6)" : "UDP (17)");
    line(out, h + 12, 4, "from %u.%u.%u.%u", h[12], h[13], h[14], h[15]);
    line(out, h + 16, 4, "to %u.%u.%u.%u", h[16], h[17], h[18], h[19]);
}

static void
print_udp(FILE *out, const uint8_t *h)
{
    fprintf(out, "    UDP header, 8 bytes\n");
    line(out, h, 4, "from port %u to port %u", half(h), half(h + 2));
    line(out, h + 4, 4, "%u bytes with this header; checksum", half(h + 4));
}

static void
print_tcp(FILE *out, const uint8_t *h)
{
    fprintf(out, "    TCP header, 20 bytes\n");
    line(out, h, 4, "from port %u to port %u", half(h), half(h + 2));
    line(out, h + 4, 4, "these are bytes %" PRIu32 " and on of the stream",
         whole(h + 4));
    line(out, h + 8, 4, "byte %" PRIu32 " of the other stream is expected",
         whole(h + 8));
    line(out, h + 12, 4, "5 words of header; flags:%s%s%s%s%s; window",
         h[13] & 0x02 ? " SYN" : "", h[13] & 0x01 ? " FIN" : "",
         h[13] & 0x04 ? " RST" : "", h[13] & 0x08 ? " PSH" : "",
         h[13] & 0x10 ? " ACK" : "");
    line(out, h + 16, 4, "checksum; nothing urgent");
}

void
layers_packet(FILE *out, const struct packet *p)
{
    print_ip(out, p->bytes);
    if (p->bytes[9] == 6)
        print_tcp(out, p->bytes + p->ip_len);
    else
        print_udp(out, p->bytes + p->ip_len);
}
