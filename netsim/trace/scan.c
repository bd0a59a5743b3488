/*
 * scan.c - the line of an event that is just as write.c writes it.
 *
 * A long trace is a million lines, and the JSON library makes an object of
 * each.  This reads those that have the keys in the order of the table
 * (format.c), no blanks and no escapes, without one.  It says nothing of a
 * line that is another: the library may take it, or knows what is wrong.
 */
#include "netsim/trace/reader.h"

#include <string.h>

#define NAME_MAX_BYTES 64
#define DIGITS_MAX 18 /* always below 2^63 */

/* The rest of the line. */
struct scan {
    struct reader *r;
    const char *at;
};

static int
skip(struct scan *s, const char *text)
{
    size_t len = strlen(text);

    if (strncmp(s->at, text, len) != 0)
        return 0;
    s->at += len;
    return 1;
}

/* A string without escapes: its length, and *s is behind it; -1: another. */
static int64_t
scan_string(struct scan *s, const char **text)
{
    const char *begin = s->at + 1, *end = begin;

    if (*s->at != '"')
        return -1;
    while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
        end++;
    if (*end != '"')
        return -1;
    s->at = end + 1;
    *text = begin;
    return end - begin;
}

static int
scan_number(struct scan *s, const struct range *range, int64_t *to)
{
    int negative = *s->at == '-';
    const char *first = s->at + negative, *at = first;
    int64_t n = 0;

    while (*at >= '0' && *at <= '9' && at - first < DIGITS_MAX)
        n = n * 10 + (*at++ - '0');
    if (at == first || (*at >= '0' && *at <= '9') ||
        (*first == '0' && at > first + 1))
        return 0;
    *to = negative ? -n : n;
    s->at = at;
    return *to >= range->min && *to <= range->max;
}

/* ---- one field ---------------------------------------------------------- */

static int
scan_kind(struct scan *s, enum trace_kind *to)
{
    const char *text;
    int64_t len = scan_string(s, &text);

    for (int i = 0; i < TRACE_KINDS && len >= 0; i++) {
        const char *name = trace_kind_name((enum trace_kind)i);

        if (strncmp(name, text, (size_t)len) == 0 && name[len] == '\0') {
            *to = (enum trace_kind)i;
            return 1;
        }
    }
    return 0;
}

static int
scan_host(struct scan *s, int *to)
{
    char name[NAME_MAX_BYTES];
    const char *text;
    int64_t len = scan_string(s, &text);

    if (len < 0 || len >= NAME_MAX_BYTES)
        return 0;
    memcpy(name, text, (size_t)len);
    name[len] = '\0';
    *to = reader_host(s->r, name);
    return *to >= 0;
}

static int
scan_text(struct scan *s, const char **to)
{
    const char *text;
    int64_t len = scan_string(s, &text);
    char *copy;

    if (len < 0)
        return 0;
    copy = memory_take(&s->r->scratch, (size_t)len + 1);
    memcpy(copy, text, (size_t)len);
    copy[len] = '\0';
    *to = copy;
    return 1;
}

static int
scan_hex(struct scan *s, struct trace_event *ev)
{
    const char *text;
    int64_t len = scan_string(s, &text);
    uint8_t *bytes;

    if (len < 0 || len % 2 != 0 || len / 2 > UINT32_MAX)
        return 0;
    bytes = memory_take(&s->r->scratch, (size_t)len / 2);
    for (int64_t i = 0; i < len; i += 2) {
        int high = reader_hex_digit(text[i]);
        int low = reader_hex_digit(text[i + 1]);

        if (high < 0 || low < 0)
            return 0;
        bytes[i / 2] = (uint8_t)(high << 4 | low);
    }
    ev->bytes = bytes;
    ev->len = (uint32_t)(len / 2);
    return 1;
}

static int
scan_value(struct scan *s, const struct field *f, struct trace_event *ev)
{
    void *to = (char *)ev + f->offset;
    int64_t number;

    switch (f->type) {
    case FIELD_KIND:
        return scan_kind(s, &ev->kind);
    case FIELD_HOST:
        return scan_host(s, to);
    case FIELD_HEX:
        return scan_hex(s, ev);
    case FIELD_TEXT:
        return scan_text(s, to);
    default:
        break;
    }
    if (!scan_number(s, reader_range(f->type), &number))
        return 0;
    reader_set_number(f, ev, number);
    return 1;
}

/* ---- all of them -------------------------------------------------------- */

/* The field whose key comes next, from i on; FIELDS: none of them. */
static int
scan_key(struct scan *s, int i)
{
    for (; i < FIELDS; i++) {
        const char *key = trace_field[i].key;
        size_t len;

        if (*key != *s->at)
            continue;
        len = strlen(key);
        if (strncmp(s->at, key, len) == 0 && s->at[len] == '"' &&
            s->at[len + 1] == ':') {
            s->at += len + 2;
            return i;
        }
    }
    return FIELDS;
}

int
reader_scan(struct reader *r, struct trace_event *ev, uint32_t *have)
{
    struct scan s = { r, r->line };

    *ev = (struct trace_event){ .host = -1, .src = -1, .dst = -1 };
    *have = 0;
    if (!skip(&s, "{\""))
        return 0;
    for (int i = 0;; i++) {
        i = scan_key(&s, i);
        if (i == FIELDS || !scan_value(&s, &trace_field[i], ev))
            return 0;
        *have |= UINT32_C(1) << i;
        if (!skip(&s, ",\""))
            break;
    }
    return skip(&s, "}") && s.at == r->line + r->len;
}
