/*
 * check.c - what names and numbers mean, and whether they make sense.
 *
 * Definitions are looked at in the order of the file, and what they refer to
 * must be there already.  There is one exception, without which no type could
 * contain another one of its kind: what is optional or in an array<> may be
 * defined later, since in C it is a pointer.
 */
#include "lab2-stubs/idlc/tree.h"

#include <string.h>

#include "lab2-stubs/idlc/mem.h"
#include "lab2-stubs/idlc/names.h"

/* ---- finding things ----------------------------------------------------- */

static struct def *
find_type(struct def *defs, const struct tok *t)
{
    for (struct def *def = defs; def; def = def->next)
        if (def->kind != DEF_CONST && def->kind != DEF_PROGRAM &&
            tok_is(t, def->name))
            return def;
    return NULL;
}

/* ---- numbers ------------------------------------------------------------ */

/*
 * The constant or member of an enum that is called so, from the definitions
 * before end (and the items before last of end itself).
 */
static int
find_number(struct def *defs, const struct def *end, const struct item *last,
            struct value *v)
{
    for (const struct def *def = defs; def; def = def->next) {
        if (def == end && !last)
            return 0;
        if (def->kind == DEF_CONST && tok_is(v->tok, def->name)) {
            if (def->value.tok->kind == TOK_STRING)
                fail_at(v->tok, "%s is a string, not a number", def->name);
            v->number = def->value.number;
            return 1;
        }
        for (const struct item *i = def->items; i && i != last; i = i->next)
            if (tok_is(v->tok, i->name)) {
                v->number = i->value.number;
                v->def = def;
                return 1;
            }
        if (def == end)
            return 0;
    }
    return 0;
}

static void
check_value(struct def *defs, const struct def *end, const struct item *last,
            struct value *v)
{
    if (v->tok->kind == TOK_NUMBER)
        v->number = v->tok->number;
    else if (!find_number(defs, end, last, v))
        fail_at(v->tok, "\"%s\" is not the name of a number above", v->text);
}

static void
check_range(const struct value *v, int64_t min, int64_t max, const char *what)
{
    if (v->number < min || v->number > max)
        fail_at(v->tok, "%s is from %lld to %lld, and this is %lld", what,
                (long long)min, (long long)max, (long long)v->number);
}

/* ---- declarations ------------------------------------------------------- */

/* A value lives inside its struct, so bytes have a limit of their own. */
#define BYTES_MAX 65536

static void
check_bound(struct def *defs, const struct def *self, struct decl *d)
{
    int bytes = d->kind == KIND_STRING || d->kind == KIND_OPAQUE;

    if (d->shape != SHAPE_FIXED && d->shape != SHAPE_VARIABLE)
        return;
    check_value(defs, self, NULL, &d->bound);
    if (bytes)
        check_range(&d->bound, 1, BYTES_MAX, "a number of bytes");
    else
        check_range(&d->bound, 1, INT32_MAX, "a number of elements");
}

/* Is self, which is being defined, or a later type allowed here? */
static void
check_order(const struct def *self, const struct decl *d, int later)
{
    int pointer = d->shape == SHAPE_OPTIONAL || d->shape == SHAPE_VARIABLE;
    int compound = d->type->kind == DEF_STRUCT || d->type->kind == DEF_UNION;

    if (d->type == self && !pointer)
        fail_at(d->type_tok,
                "%s would contain itself without end; make it "
                "optional: %s *%s",
                self->name, self->name, d->name);
    if (later && !(pointer && compound))
        fail_at(d->type_tok, "%s is defined below; move it up", d->type->name);
}

/* A type name gets its meaning; an alias stands for what it is a name of. */
static void
check_type(struct def *defs, const struct def *self, struct decl *d)
{
    int later = 0;

    if (d->kind != KIND_NAMED)
        return;
    d->type = find_type(defs, d->type_tok);
    if (!d->type)
        fail_at(d->type_tok, "there is no type \"%.*s\"", d->type_tok->len,
                d->type_tok->text);
    for (const struct def *def = self; def; def = def->next)
        later |= def == d->type && def != self;
    check_order(self, d, later);
    if (d->type->kind == DEF_ALIAS) {
        d->kind = d->type->fields->kind;
        d->type = d->type->fields->type;
    } else {
        d->kind = d->type->kind == DEF_ENUM ? KIND_ENUM : KIND_STRUCT;
    }
}

static void
check_decl(struct def *defs, const struct def *self, struct decl *d)
{
    check_type(defs, self, d);
    check_bound(defs, self, d);
}

/* No two of them may have one name in C. */
static void
check_members(struct decl *first)
{
    for (struct decl *d = first; d; d = d->next) {
        check_name(d->tok, d->name, NAME_MEMBER);
        for (struct decl *other = first; other != d; other = other->next)
            if (members_clash(d, other))
                fail_at(d->tok, "\"%s\" and \"%s\" would be one name in C",
                        d->name, other->name);
    }
}

/* ---- definitions -------------------------------------------------------- */

static void
check_enum(struct def *defs, struct def *def)
{
    int64_t next = 0; /* of an item without a number, as in C */

    for (struct item *i = def->items; i; i = i->next) {
        check_name(i->tok, i->name, NAME_CONSTANT);
        if (i->value.tok)
            check_value(defs, def, i, &i->value);
        else
            i->value = (struct value){ .tok = i->tok, .number = next };
        check_range(&i->value, INT32_MIN, INT32_MAX, "a member of an enum");
        next = i->value.number + 1;
        for (struct item *other = def->items; other != i; other = other->next)
            if (other->value.number == i->value.number)
                fail_at(i->tok, "%s and %s are both %lld", other->name,
                        i->name, (long long)next - 1);
    }
}

/* case TRUE, case 3, case BANK_OK: of the type of the selector? */
static void
check_label(struct def *defs, struct def *def, struct value *v)
{
    const struct decl *s = def->selector;

    if (s->kind == KIND_BOOL) {
        if (!tok_is(v->tok, "TRUE") && !tok_is(v->tok, "FALSE"))
            fail_at(v->tok, "%s is a bool: TRUE or FALSE", s->name);
        v->number = tok_is(v->tok, "TRUE");
        v->text = v->number ? "true" : "false";
        return;
    }
    check_value(defs, def, NULL, v);
    if (s->kind == KIND_ENUM && v->def != s->type)
        fail_at(v->tok, "\"%s\" is not a member of enum %s", v->text,
                s->type->name);
    if (s->kind == KIND_INT)
        check_range(v, INT32_MIN, INT32_MAX, "an int");
    if (s->kind == KIND_UNSIGNED)
        check_range(v, 0, UINT32_MAX, "an unsigned");
}

/* The labels of all arms before end, and in it those before last. */
static void
check_label_is_new(const struct def *def, const struct arm *end,
                   const struct label *last)
{
    for (const struct arm *a = def->arms;; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next) {
            if (l == last)
                return;
            if (l->value.number == last->value.number)
                fail_at(last->value.tok, "\"%s\" has an arm already",
                        last->value.text);
        }
        if (a == end)
            return;
    }
}

static void
check_union(struct def *defs, struct def *def)
{
    struct decl *s = def->selector;

    check_decl(defs, def, s);
    if (s->shape != SHAPE_ONE ||
        (s->kind != KIND_INT && s->kind != KIND_UNSIGNED &&
         s->kind != KIND_BOOL && s->kind != KIND_ENUM))
        fail_at(s->tok, "a union is selected by an int, an unsigned, a bool "
                        "or an enum");
    check_name(s->tok, s->name, NAME_MEMBER);
    for (struct arm *a = def->arms; a; a = a->next) {
        for (struct label *l = a->labels; l; l = l->next) {
            check_label(defs, def, &l->value);
            check_label_is_new(def, a, l);
        }
        if (!a->decl)
            continue;
        check_decl(defs, def, a->decl);
        check_name(a->decl->tok, a->decl->name, NAME_MEMBER);
        if (members_clash(a->decl, s))
            fail_at(a->decl->tok, "\"%s\" is the selector's name", s->name);
        for (struct arm *other = def->arms; other != a; other = other->next)
            if (other->decl && members_clash(a->decl, other->decl))
                fail_at(a->decl->tok, "another arm has a \"%s\" already",
                        other->decl->name);
    }
}

static void
check_struct(struct def *defs, struct def *def)
{
    for (struct decl *d = def->fields; d; d = d->next)
        check_decl(defs, def, d);
    if (def->fields->tok != def->tok) /* not the "value" of a typedef */
        check_members(def->fields);
}

/* ---- programs ----------------------------------------------------------- */

static void
check_procedure(struct def *defs, struct def *def, struct version *v,
                struct proc *p)
{
    int several = p->args && p->args->next, n = 0;

    check_name(p->tok, p->name, NAME_CONSTANT);
    check_value(defs, def, NULL, &p->number);
    check_range(&p->number, 0, UINT32_MAX, "a procedure's number");
    for (struct proc *other = v->procs; other != p; other = other->next) {
        if (other->number.number == p->number.number)
            fail_at(p->number.tok, "%s is procedure %lld already", other->name,
                    (long long)p->number.number);
        if (strcmp(other->name, p->name) == 0)
            fail_at(p->tok, "there are two procedures %s", p->name);
    }
    if (p->result)
        check_decl(defs, def, p->result);
    for (struct decl *d = p->args; d; d = d->next) {
        n++;
        check_decl(defs, def, d);
        if (!d->name)
            d->name = several ? keepf("arg%d", n) : "args";
        check_name(d->tok, d->name, NAME_ARGUMENT);
        for (struct decl *o = p->args; o != d; o = o->next)
            if (strcmp(o->name, d->name) == 0)
                fail_at(d->tok, "two arguments are called \"%s\"", d->name);
    }
    if (p->result)
        p->result->name = "res";
}

static void
check_program(struct def *defs, struct def *def)
{
    check_value(defs, def, NULL, &def->value);
    check_range(&def->value, 0, UINT32_MAX, "a program's number");
    for (struct version *v = def->versions; v; v = v->next) {
        check_name(v->tok, v->name, NAME_CONSTANT);
        check_value(defs, def, NULL, &v->number);
        check_range(&v->number, 0, UINT32_MAX, "a version's number");
        for (struct version *o = def->versions; o != v; o = o->next)
            if (o->number.number == v->number.number)
                fail_at(v->number.tok, "%s is version %lld already", o->name,
                        (long long)v->number.number);
        for (struct proc *p = v->procs; p; p = p->next)
            check_procedure(defs, def, v, p);
    }
    for (const struct def *o = defs; o != def; o = o->next)
        if (o->kind == DEF_PROGRAM && o->value.number == def->value.number)
            fail_at(def->value.tok, "%s is program %lld already", o->name,
                    (long long)def->value.number);
    name_program(def);
}

/* ---- all of it ---------------------------------------------------------- */

static void
check_def(struct def *defs, struct def *def)
{
    switch (def->kind) {
    case DEF_CONST:
        check_name(def->tok, def->name, NAME_CONSTANT);
        if (def->value.tok->kind == TOK_STRING)
            return;
        check_value(defs, def, NULL, &def->value);
        check_range(&def->value, INT32_MIN, UINT32_MAX, "a constant");
        return;
    case DEF_ENUM:
        check_enum(defs, def);
        break;
    case DEF_STRUCT:
        check_struct(defs, def);
        break;
    case DEF_UNION:
        check_union(defs, def);
        break;
    case DEF_ALIAS:
        check_decl(defs, def, def->fields);
        break;
    case DEF_PROGRAM:
        check_name(def->tok, def->name, NAME_CONSTANT);
        check_program(defs, def);
        return;
    }
    check_name(def->tok, def->name, NAME_TYPE);
}

void
check(struct def *defs)
{
    for (struct def *def = defs; def; def = def->next)
        check_def(defs, def);
    check_names_differ(defs);
    measure(defs);
}
