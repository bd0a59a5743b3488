/*
 * fields.c - values that have parts: arrays, optional ones, structs, unions.
 *
 * RFC 4506, sections 4.12 to 4.19.  Whatever is repeated takes four bytes
 * each time, so there is an end to it, and what contains itself is followed
 * to a limited depth; but a list, which is linked by its last member, is
 * followed in a loop.
 */
#include "netsim/types/types_private.h"

#include <inttypes.h>

const char *
fields_type(const struct decl *d)
{
    static const char *const word[] = {
        [KIND_VOID] = "void",     [KIND_INT] = "int",
        [KIND_HYPER] = "hyper",   [KIND_UNSIGNED] = "unsigned",
        [KIND_FLOAT] = "float",   [KIND_UHYPER] = "unsigned hyper",
        [KIND_DOUBLE] = "double", [KIND_BOOL] = "bool",
        [KIND_STRING] = "string", [KIND_OPAQUE] = "opaque",
    };

    return d->type ? d->type->name : word[d->kind];
}

static void print_type(struct page *p, const struct def *def);

/* One element of it. */
static void
print_one(struct page *p, const struct decl *d)
{
    if (d->kind == KIND_STRUCT)
        print_type(p, d->type);
    else
        value_print(p, d);
}

/* ---- arrays, and what may be missing ------------------------------------ */

static void
print_elements(struct page *p, const struct decl *d, uint64_t n)
{
    for (uint64_t i = 0; i < n && !p->stopped; i++) {
        size_t was = page_enter_element(p, i);

        print_one(p, d);
        page_leave(p, was);
    }
}

static void
print_array(struct page *p, const struct decl *d)
{
    struct page_group g;
    uint32_t n;

    if (page_needs(p, 4) < 0)
        return;
    n = page_word(p);
    if (n > d->bound.number) {
        page_line(p, 4, "%s: %" PRIu32 " elements, more than %" PRId64,
                  page_name(p), n, d->bound.number);
        p->stopped = 1;
        return;
    }
    page_line(p, 4, "%s: %" PRIu32 " element%s", page_name(p), n,
              n == 1 ? "" : "s");
    page_begin(p, &g, fields_type(d));
    print_elements(p, d, n);
    page_end(p, &g);
}

/* Is something there?  Printed; if the word is neither, the page stops. */
static int
print_presence(struct page *p)
{
    uint32_t v;

    if (page_needs(p, 4) < 0)
        return 0;
    v = page_word(p);
    if (v <= 1) {
        page_line(p, 4, "%s: %s", page_name(p), v ? "there" : "not there");
        return (int)v;
    }
    page_line(p, 4, "%s: %" PRIu32 ", neither 0 nor 1", page_name(p), v);
    p->stopped = 1;
    return 0;
}

static void
print_optional(struct page *p, const struct decl *d)
{
    struct page_group g;

    if (!print_presence(p))
        return;
    page_begin(p, &g, fields_type(d));
    print_one(p, d);
    page_end(p, &g);
}

void
fields_print(struct page *p, const struct decl *d)
{
    switch (d->shape) {
    case SHAPE_OPTIONAL:
        print_optional(p, d);
        return;
    case SHAPE_FIXED:
        if (d->kind == KIND_OPAQUE)
            value_print_bytes(p, d);
        else
            print_elements(p, d, (uint64_t)d->bound.number);
        return;
    case SHAPE_VARIABLE:
        if (d->kind == KIND_OPAQUE || d->kind == KIND_STRING)
            value_print_bytes(p, d);
        else
            print_array(p, d);
        return;
    case SHAPE_ONE:
        print_one(p, d);
        return;
    }
}

/* ---- structs and unions ------------------------------------------------- */

/* A typedef of more than a name has one member, which has no name there. */
static int
is_typedef(const struct def *def)
{
    return def->kind == DEF_STRUCT && def->fields->tok == def->tok;
}

static void
print_member(struct page *p, const struct decl *d)
{
    size_t was = page_enter(p, d->name);

    fields_print(p, d);
    page_leave(p, was);
}

/* Its last member, by which a list goes on: is there another one? */
static int
print_link(struct page *p, const struct decl *d)
{
    size_t was = page_enter(p, d->name);
    int there = print_presence(p);

    page_leave(p, was);
    return there;
}

/* Of a list, each in its turn. */
static void
print_struct(struct page *p, const struct def *def)
{
    const struct decl *d = def->fields;

    while (d && !p->stopped) {
        if (!def->tail || d->next) {
            print_member(p, d);
            d = d->next;
        } else {
            d = print_link(p, d) ? def->fields : NULL;
        }
    }
}

/* The arm that a value of the selector chooses, or NULL. */
static const struct arm *
arm_of(const struct def *def, uint32_t word)
{
    int64_t v = def->selector->kind == KIND_UNSIGNED ||
                        def->selector->kind == KIND_BOOL
                    ? (int64_t)word
                    : (int64_t)(int32_t)word;
    const struct arm *a = def->arms;

    for (; a; a = a->next) {
        if (!a->labels)
            return a; /* default, which is the last one */
        for (const struct label *l = a->labels; l; l = l->next)
            if (l->value.number == v)
                return a;
    }
    return NULL;
}

static void
print_union(struct page *p, const struct def *def)
{
    size_t was = page_enter(p, def->selector->name);
    const struct arm *arm = NULL;
    uint32_t word = 0;

    if (page_needs(p, 4) == 0) {
        word = page_word(p);
        value_print(p, def->selector);
        arm = arm_of(def, word);
        if (!arm)
            page_stop(p, "%s has no arm for that", def->name);
    }
    page_leave(p, was);
    if (arm && arm->decl)
        print_member(p, arm->decl);
}

static void
print_type(struct page *p, const struct def *def)
{
    if (p->depth == DEPTH_MAX) {
        page_stop(p, "%s: inside more than %d others; no further",
                  page_name(p), DEPTH_MAX);
        return;
    }
    p->depth++;
    if (is_typedef(def))
        fields_print(p, def->fields);
    else if (def->kind == DEF_UNION)
        print_union(p, def);
    else
        print_struct(p, def);
    p->depth--;
}
