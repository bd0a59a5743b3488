/*
 * write.c - a trace as JSON Lines, written by hand.
 *
 * The same trace gives the same bytes, anywhere: two runs are compared with
 * cmp, and a golden trace with diff.  So the order of keys is fixed
 * (format.c), numbers are integers, and nothing depends on a locale.
 */
#include "netsim/trace/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "netsim/trace/format.h"
#include "netsim/trace/utf8.h"

static void
put_byte(FILE *out, unsigned char byte)
{
    fprintf(out, "\\u%04x", TEXT_BYTE | byte);
}

static void
put_ascii(FILE *out, char c)
{
    if (c == '"' || c == '\\')
        fprintf(out, "\\%c", c);
    else if (c == '\n')
        fputs("\\n", out);
    else if (c == '\t')
        fputs("\\t", out);
    else if ((unsigned char)c < 0x20 || c == 0x7f)
        fprintf(out, "\\u%04x", (unsigned)c);
    else
        putc(c, out);
}

static void
put_string(FILE *out, const char *s)
{
    uint32_t c;
    int len;

    putc('"', out);
    for (; s && *s; s += len) {
        len = utf8_get(s, &c);
        if (len == 1)
            put_ascii(out, *s);
        else if (len == 0 || is_text_byte(c)) {
            len = 1;
            put_byte(out, (unsigned char)*s);
        } else
            fwrite(s, 1, (size_t)len, out);
    }
    putc('"', out);
}

static void
put_hex(FILE *out, const uint8_t *bytes, uint32_t len)
{
    static const char digit[] = "0123456789abcdef";

    putc('"', out);
    for (uint32_t i = 0; i < len; i++) {
        putc(digit[bytes[i] >> 4], out);
        putc(digit[bytes[i] & 15], out);
    }
    putc('"', out);
}

/* A field as a number: for those types that are numbers. */
static int64_t
number_of(const struct field *f, const void *at)
{
    switch (f->type) {
    case FIELD_TIME:
        return *(const int64_t *)at;
    case FIELD_SEQ:
        return (int64_t) * (const uint64_t *)at;
    case FIELD_COUNT:
        return *(const uint32_t *)at;
    case FIELD_HOST:
    case FIELD_PORT:
    case FIELD_STATUS:
        return *(const int *)at;
    default:
        return 0;
    }
}

static int
is_absent(const struct field *f, const struct trace_event *ev, const void *at)
{
    if (f->use == FIELD_ALWAYS)
        return 0;
    if (f->use == FIELD_DATAGRAM && ev->dgram == 0)
        return 1;
    switch (f->type) {
    case FIELD_HOST:
        return number_of(f, at) < 0;
    case FIELD_HEX:
        return !ev->bytes || ev->len == 0;
    case FIELD_TEXT:
        return !*(const char *const *)at || !**(const char *const *)at;
    default:
        return number_of(f, at) == 0;
    }
}

static void
put_field(FILE *out, const struct trace_meta *meta,
          const struct trace_event *ev, const struct field *f)
{
    const void *at = (const char *)ev + f->offset;

    if (is_absent(f, ev, at))
        return;
    fprintf(out, "%c\"%s\":", f == trace_field ? '{' : ',', f->key);
    switch (f->type) {
    case FIELD_KIND:
        put_string(out, trace_kind_name(ev->kind));
        break;
    case FIELD_HOST:
        put_string(out, trace_host_name(meta, *(const int *)at));
        break;
    case FIELD_HEX:
        put_hex(out, ev->bytes, ev->len);
        break;
    case FIELD_TEXT:
        put_string(out, *(const char *const *)at);
        break;
    default:
        fprintf(out, "%" PRId64, number_of(f, at));
    }
}

void
trace_write_event(FILE *out, const struct trace_meta *meta,
                  const struct trace_event *ev)
{
    for (int i = 0; i < FIELDS; i++)
        put_field(out, meta, ev, &trace_field[i]);
    fputs("}\n", out);
}

static void
put_host(FILE *out, const struct trace_host *host)
{
    fputs("{\"name\":", out);
    put_string(out, host->name);
    fputs(",\"addr\":", out);
    put_string(out, host->addr);
    fputs(",\"program\":", out);
    put_string(out, host->program);
    putc('}', out);
}

void
trace_write_meta(FILE *out, const struct trace_meta *meta)
{
    /* A seed uses all 64 bits, which no number of JSON may. */
    fprintf(out, "{\"ev\":\"meta\",\"version\":%d,\"seed\":\"%" PRIu64 "\"",
            meta->version, meta->seed);
    if (meta->schedule && *meta->schedule) {
        fputs(",\"schedule\":", out);
        put_string(out, meta->schedule);
    }
    fputs(",\"hosts\":[", out);
    for (size_t i = 0; i < meta->n_hosts; i++) {
        fputs(i ? "," : "", out);
        put_host(out, &meta->host[i]);
    }
    putc(']', out);
    for (size_t i = 0; i < meta->n_links; i++) {
        fputs(i ? "," : ",\"links\":[", out);
        put_string(out, meta->link[i]);
    }
    fputs(meta->n_links ? "]}\n" : "}\n", out);
}

int
trace_write(FILE *out, const struct trace *tr)
{
    trace_write_meta(out, &tr->meta);
    for (size_t i = 0; i < tr->n_events; i++)
        trace_write_event(out, &tr->meta, &tr->event[i]);
    return fflush(out) != 0 || ferror(out) ? -EIO : 0;
}
