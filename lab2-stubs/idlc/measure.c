/*
 * measure.c - how long values of a type are on the wire and in memory, and
 * what contains itself.
 *
 * A type that can contain itself has no greatest length.  There are two
 * kinds, and generated code treats them differently: a list, whose last
 * member is the optional next one, is a loop; anything else is recursion, to
 * a limited depth.
 */
#include <string.h>

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/mem.h"
#include "lab2-stubs/idlc/names.h"

/* ---- lengths ------------------------------------------------------------ */

static uint64_t
sum(uint64_t a, uint64_t b)
{
    return a > UNBOUNDED - b ? UNBOUNDED : a + b;
}

static uint64_t
product(uint64_t a, uint64_t b)
{
    return b != 0 && a > UNBOUNDED / b ? UNBOUNDED : a * b;
}

/* Of one element that is no type of the file. */
static uint64_t
simple_len(enum kind kind)
{
    if (kind == KIND_HYPER || kind == KIND_UHYPER || kind == KIND_DOUBLE)
        return 8;
    return 4;
}

/* What a pointer points to may take no bytes, so it need not be known. */
static uint64_t
min_of(const struct decl *d)
{
    uint64_t one = d->type ? d->type->min_len : simple_len(d->kind);

    if (d->shape == SHAPE_OPTIONAL || d->shape == SHAPE_VARIABLE)
        return 4;
    if (d->kind == KIND_OPAQUE)
        return ((uint64_t)d->bound.number + 3) / 4 * 4;
    return d->shape == SHAPE_FIXED ? product(one, (uint64_t)d->bound.number)
                                   : one;
}

static uint64_t max_of_type(struct def *def);

static uint64_t
max_of(const struct decl *d)
{
    uint64_t n = (uint64_t)d->bound.number;
    uint64_t one = d->type ? max_of_type(d->type) : simple_len(d->kind);
    uint64_t head = d->shape == SHAPE_VARIABLE ? 4 : 0;

    if (d->kind == KIND_STRING || d->kind == KIND_OPAQUE)
        return head + (n + 3) / 4 * 4;
    if (d->shape == SHAPE_OPTIONAL)
        return sum(4, one);
    return d->shape == SHAPE_ONE ? one : sum(head, product(one, n));
}

static uint64_t
max_of_arms(struct def *def)
{
    uint64_t max = 0;

    for (const struct arm *a = def->arms; a; a = a->next) {
        uint64_t len = a->decl ? max_of(a->decl) : 0;

        max = len > max ? len : max;
    }
    return max;
}

enum { NOT_YET, AT_WORK, DONE };

static uint64_t
max_of_type(struct def *def)
{
    uint64_t max = 4; /* an enum, or what selects the arm of a union */

    if (def->mark == AT_WORK)
        return UNBOUNDED; /* it contains itself */
    if (def->mark == DONE)
        return def->max_len;
    def->mark = AT_WORK;
    if (def->kind == DEF_STRUCT) {
        max = 0;
        for (const struct decl *d = def->fields; d; d = d->next)
            max = sum(max, max_of(d));
    }
    def->max_len = sum(max, max_of_arms(def));
    def->mark = DONE;
    return def->max_len;
}

/* What is contained as it is was defined before, and has been measured. */
static void
min_of_type(struct def *def)
{
    uint64_t least = UNBOUNDED;

    if (def->kind == DEF_STRUCT) {
        for (const struct decl *d = def->fields; d; d = d->next)
            def->min_len = sum(def->min_len, min_of(d));
        return;
    }
    for (const struct arm *a = def->arms; a; a = a->next) {
        uint64_t len = a->decl ? min_of(a->decl) : 0;

        least = len < least ? len : least;
    }
    def->min_len = sum(4, def->arms ? least : 0);
}

/* So lengths of elements are numbers that fit wherever they are used, too. */
static void
check_least(const struct def *def)
{
    if (def->min_len > RPC_BODY_MAX)
        fail_at(def->tok,
                "%s has at least %llu bytes, and a message at most %d",
                def->name, (unsigned long long)def->min_len, RPC_BODY_MAX);
}

/* ---- memory ------------------------------------------------------------- */

/*
 * Skeletons have arguments and results on their stack; and what one message
 * makes a server allocate must not be many times its length.
 */
#define VALUE_MAX (2 * RPC_BODY_MAX)
#define MESSAGE_MEMORY_MAX (16 * 1024 * 1024)

/* Of one element. */
static uint64_t
size_of_one(const struct decl *d)
{
    return d->type ? d->type->size : simple_len(d->kind);
}

/* What a member takes in its struct; rounded up, as alignment may. */
static uint64_t
size_of(const struct decl *d)
{
    uint64_t n = (uint64_t)d->bound.number;

    if (is_bytes(d))
        return sum(n, 8 + 7) / 8 * 8; /* a length, or a NUL */
    if (d->shape == SHAPE_OPTIONAL)
        return 8;
    if (d->shape == SHAPE_VARIABLE)
        return 16;
    if (d->shape == SHAPE_FIXED)
        return product(size_of_one(d), n);
    return sum(size_of_one(d), 7) / 8 * 8;
}

static void
size_of_type(struct def *def)
{
    uint64_t most = 0;

    if (def->kind == DEF_ENUM)
        def->size = 4;
    for (const struct decl *d = def->fields; d; d = d->next)
        def->size = sum(def->size, size_of(d));
    for (const struct arm *a = def->arms; a; a = a->next) {
        uint64_t size = a->decl ? size_of(a->decl) : 0;

        most = size > most ? size : most;
    }
    if (def->kind == DEF_UNION)
        def->size = sum(8, most);
    if (def->size > VALUE_MAX)
        fail_at(def->tok,
                "a value of %s takes %llu bytes of memory, more than the %d "
                "that fit on a stack",
                def->name, (unsigned long long)def->size, VALUE_MAX);
}

/* How many elements one message can bring: each has its bytes in it. */
static uint64_t
elements_of(const struct decl *d)
{
    uint64_t least = d->type ? d->type->min_len : simple_len(d->kind);
    uint64_t fit = RPC_BODY_MAX / (least > 4 ? least : 4);

    if (d->shape == SHAPE_OPTIONAL)
        return d->type && (d->type->tail || d->type->recursive) ? fit : 1;
    return (uint64_t)d->bound.number < fit ? (uint64_t)d->bound.number : fit;
}

static void
check_memory_of(const struct decl *d)
{
    uint64_t all = product(elements_of(d), size_of_one(d));

    if (is_bytes(d) ||
        (d->shape != SHAPE_OPTIONAL && d->shape != SHAPE_VARIABLE) ||
        all <= MESSAGE_MEMORY_MAX)
        return;
    fail_at(d->tok,
            "a message of %d bytes could make \"%s\" take %llu bytes of "
            "memory, more than %d: lower a bound",
            RPC_BODY_MAX, d->name, (unsigned long long)all,
            MESSAGE_MEMORY_MAX);
}

static void
check_memory(const struct def *def)
{
    if (def->kind == DEF_STRUCT)
        for (const struct decl *d = def->fields; d; d = d->next)
            check_memory_of(d);
    for (const struct arm *a = def->arms; a; a = a->next)
        if (a->decl)
            check_memory_of(a->decl);
}

static int
decl_owns(const struct decl *d)
{
    return d->shape == SHAPE_OPTIONAL ||
           (d->shape == SHAPE_VARIABLE && !is_bytes(d)) ||
           (d->type && d->type->owns);
}

static void
owns_of_type(struct def *def)
{
    if (def->kind == DEF_STRUCT)
        for (const struct decl *d = def->fields; d; d = d->next)
            def->owns |= decl_owns(d);
    for (const struct arm *a = def->arms; a; a = a->next)
        def->owns |= a->decl && decl_owns(a->decl);
}

/* ---- what contains itself ----------------------------------------------- */

/*
 * "next", if def is a struct whose last member is an optional def; or
 * "next.value", if that has a typedef of its own.
 */
static const char *
tail_of(const struct def *def)
{
    const struct decl *d = def->kind == DEF_STRUCT ? def->fields : NULL;
    const struct decl *inner;

    while (d && d->next)
        d = d->next;
    if (!d || d == def->fields) /* nothing before it: a list of nothing */
        return NULL;
    if (d->shape == SHAPE_OPTIONAL && d->type == def)
        return d->name;
    inner = d->type && d->type->kind == DEF_STRUCT ? d->type->fields : NULL;
    if (d->shape == SHAPE_ONE && inner && !inner->next &&
        inner->shape == SHAPE_OPTIONAL && inner->type == def)
        return keepf("%s.%s", d->name, inner->name);
    return NULL;
}

/* Can to be inside from?  Marks where it has been; tails do not count. */
static int
reaches(struct def *from, const struct def *to, int mark)
{
    if (from->mark == mark)
        return 0;
    from->mark = mark;
    if (from->kind == DEF_STRUCT)
        for (const struct decl *d = from->fields; d; d = d->next)
            if (d->type && (d->next || !from->tail) &&
                (d->type == to || reaches(d->type, to, mark)))
                return 1;
    for (const struct arm *a = from->arms; a; a = a->next)
        if (a->decl && a->decl->type &&
            (a->decl->type == to || reaches(a->decl->type, to, mark)))
            return 1;
    return 0;
}

void
measure(struct def *defs)
{
    int mark = DONE;

    for (struct def *def = defs; def; def = def->next) {
        min_of_type(def);
        check_least(def);
        size_of_type(def);
        owns_of_type(def);
        def->tail = tail_of(def);
    }
    for (struct def *def = defs; def; def = def->next)
        max_of_type(def);
    for (struct def *def = defs; def; def = def->next)
        def->recursive = reaches(def, def, ++mark);
    for (const struct def *def = defs; def; def = def->next)
        check_memory(def);
}
