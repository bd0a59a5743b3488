/*
 * value.c - values that have no parts: numbers, enums, strings, bytes.
 *
 * RFC 4506, sections 4.1 to 4.11.
 */
#include "netsim/types/types_private.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* ---- words -------------------------------------------------------------- */

static void
print_enum(struct page *p, const struct def *type)
{
    int32_t v = (int32_t)page_word(p);
    const struct item *i = type->items;

    while (i && i->value.number != v)
        i = i->next;
    if (i)
        page_line(p, 4, "%s %s", page_name(p), i->name);
    else
        page_line(p, 4, "%s %" PRId32 ": no %s is that", page_name(p), v,
                  type->name);
}

static void
print_bool(struct page *p)
{
    uint32_t v = page_word(p);

    if (v <= 1)
        page_line(p, 4, "%s %s", page_name(p), v ? "TRUE" : "FALSE");
    else
        page_line(p, 4, "%s %" PRIu32 ": neither TRUE nor FALSE", page_name(p),
                  v);
}

static void
print_word(struct page *p, const struct decl *d)
{
    char real[REAL_MAX];

    if (page_needs(p, 4) < 0)
        return;
    switch (d->kind) {
    case KIND_ENUM:
        print_enum(p, d->type);
        return;
    case KIND_BOOL:
        print_bool(p);
        return;
    case KIND_FLOAT:
        real_write(real, page_word(p), 8, 23);
        page_line(p, 4, "%s %s", page_name(p), real);
        return;
    case KIND_INT:
        page_line(p, 4, "%s %" PRId32, page_name(p), (int32_t)page_word(p));
        return;
    default:
        page_line(p, 4, "%s %" PRIu32, page_name(p), page_word(p));
    }
}

static void
print_two_words(struct page *p, enum kind kind)
{
    char real[REAL_MAX];
    uint64_t v;

    if (page_needs(p, 8) < 0)
        return;
    v = (uint64_t)page_word(p) << 32;
    p->pos += 4;
    v |= page_word(p);
    p->pos -= 4;
    if (kind == KIND_HYPER) {
        page_line(p, 8, "%s %" PRId64, page_name(p), (int64_t)v);
    } else if (kind == KIND_UHYPER) {
        page_line(p, 8, "%s %" PRIu64, page_name(p), v);
    } else {
        real_write(real, v, 11, 52);
        page_line(p, 8, "%s %s", page_name(p), real);
    }
}

void
value_print(struct page *p, const struct decl *d)
{
    if (d->kind == KIND_HYPER || d->kind == KIND_UHYPER ||
        d->kind == KIND_DOUBLE)
        print_two_words(p, d->kind);
    else
        print_word(p, d);
}

/* ---- bytes -------------------------------------------------------------- */

/* Room for a line's bytes, quoted. */
#define QUOTED_MAX (4 * LINE_BYTES + 3)

/* A string as C has it, "al\n"; bytes in bars, |al.|. */
static void
quote(char to[QUOTED_MAX], const uint8_t *b, size_t n, int is_string)
{
    char *end = to;

    *end++ = is_string ? '"' : '|';
    for (size_t i = 0; i < n; i++) {
        if (!is_string)
            *end++ = (char)(isprint(b[i]) ? b[i] : '.');
        else if (b[i] == '"' || b[i] == '\\')
            end += sprintf(end, "\\%c", b[i]);
        else if (b[i] == '\n')
            end += sprintf(end, "\\n");
        else if (isprint(b[i]))
            *end++ = (char)b[i];
        else
            end += sprintf(end, "\\x%02x", b[i]);
    }
    *end++ = is_string ? '"' : '|';
    *end = '\0';
}

/* What is being printed: its bytes, and those that fill its last word. */
struct run {
    size_t head;  /* bytes of the length, before them */
    size_t n;     /* bytes, as they should be */
    size_t total; /* with the padding; both of them without the length */
    size_t done;
    int is_string;
};

/* How many bytes of a run go on a line, behind the length, and how many of
 * them are its own: one at least, if there is any. */
static size_t
take_line(const struct page *p, const struct run *r, size_t head, size_t *own)
{
    size_t left = p->len - p->pos - head, wanted = r->n - r->done;
    size_t n = r->total - r->done;

    n = n < LINE_BYTES - head ? n : LINE_BYTES - head;
    n = n < left ? n : left;
    *own = wanted < n ? wanted : n;
    return n;
}

/* Only zeros may fill the last word: section 4.9. */
static int
padding_is_zero(const struct run *r, const uint8_t *end)
{
    for (size_t i = 0; i < r->total - r->n; i++)
        if (end[-(ptrdiff_t)i - 1] != 0)
            return 0;
    return 1;
}

/* "name "alice"", or with the length if it does not fit on one line. */
static void
print_first(struct page *p, struct run *r)
{
    char text[QUOTED_MAX];
    size_t own, n = take_line(p, r, r->head, &own);

    quote(text, p->bytes + p->pos + r->head, own, r->is_string);
    if (r->is_string && own == r->n)
        page_line(p, r->head + n, "%s %s", page_name(p), text);
    else
        page_line(p, r->head + n, "%s: %zu byte%s %s", page_name(p), r->n,
                  r->n == 1 ? "" : "s", text);
    r->done += n;
}

static void
print_run(struct page *p, struct run *r)
{
    char text[QUOTED_MAX];
    size_t own, n;

    if (r->head == 0 && p->pos == p->len) {
        page_needs(p, r->total);
        return;
    }
    print_first(p, r);
    while (r->done < r->total && p->pos < p->len) {
        n = take_line(p, r, 0, &own);
        quote(text, p->bytes + p->pos, own, r->is_string);
        page_more(p, n, "%s", text);
        r->done += n;
    }
    if (r->done < r->total)
        page_stop(p, "%s: ends here, %zu of %zu bytes", page_name(p), r->done,
                  r->total);
    else if (!padding_is_zero(r, p->bytes + p->pos))
        page_more(p, 0, "not filled up with zeros");
}

void
value_print_bytes(struct page *p, const struct decl *d)
{
    struct run r = { .n = (size_t)d->bound.number,
                     .is_string = d->kind == KIND_STRING };

    if (d->shape == SHAPE_VARIABLE) {
        uint32_t n;

        if (page_needs(p, 4) < 0)
            return;
        n = page_word(p);
        if (n > d->bound.number) {
            page_line(p, 4, "%s: %" PRIu32 " bytes, more than %" PRId64,
                      page_name(p), n, d->bound.number);
            p->stopped = 1;
            return;
        }
        r.head = 4;
        r.n = n;
    }
    r.total = (r.n + 3) / 4 * 4;
    print_run(p, &r);
}
