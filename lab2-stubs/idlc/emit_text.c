/*
 * emit_text.c - T_text(): a value for people.
 *
 * What is inside something else stands in ( ), which rpc_text_quote() lets
 * no string contain: so equal texts are equal values.
 */
#include "lab2-stubs/idlc/emit.h"

#include <ctype.h>
#include <string.h>

/* ---- one value ---------------------------------------------------------- */

static void
text_number(struct out *o, const char *t, enum kind kind, const char *expr)
{
    switch (kind) {
    case KIND_BOOL:
        emit(o, "rpc_text_str(%s, %s ? \"true\" : \"false\");\n", t, expr);
        break;
    case KIND_UHYPER:
        emit(o, "rpc_text_uint(%s, %s);\n", t, expr);
        break;
    case KIND_FLOAT:
    case KIND_DOUBLE:
        emit(o, "rpc_text_double(%s, %s);\n", t, expr);
        break;
    default:
        emit(o, "rpc_text_int(%s, %s);\n", t, expr);
        break;
    }
}

/* The value as a part of another one. */
static void
text_one(struct out *o, const char *t, const struct decl *d, const char *expr)
{
    if (d->kind == KIND_STRUCT) {
        emit(o, "rpc_text_str(%s, \"(\");\n", t);
        emit(o, "%s_text(%s, %s);\n", d->type->name, t, c_address(expr));
        emit(o, "rpc_text_str(%s, \")\");\n", t);
    } else if (d->kind == KIND_ENUM) {
        emit(o, "%s_text(%s, %s);\n", d->type->name, t, expr);
    } else {
        text_number(o, t, d->kind, expr);
    }
}

/* ---- a member ----------------------------------------------------------- */

static void
text_optional(struct out *o, const struct decl *d)
{
    emit(o, "if (v->%s) {\n", d->name);
    emit_in(o);
    text_one(o, "t", d, keepf("*v->%s", d->name));
    emit_out(o);
    emit(o, "} else {\n");
    emit_in(o);
    emit(o, "rpc_text_str(t, \"-\");\n");
    emit_out(o);
    emit(o, "}\n");
}

static void
text_array(struct out *o, const struct decl *d)
{
    int fixed = d->shape == SHAPE_FIXED;

    emit(o, "rpc_text_str(t, \"(\");\n");
    emit(o, "for (%s i = 0; i < %s && !rpc_text_full(t); i++) {\n",
         fixed ? "size_t" : "uint32_t",
         fixed ? d->bound.text : c_count("v->", d));
    emit_in(o);
    emit(o, "if (i > 0)\n    rpc_text_str(t, \", \");\n");
    text_one(o, "t", d, keepf("v->%s[i]", d->name));
    emit_out(o);
    emit(o, "}\n");
    emit(o, "rpc_text_str(t, \")\");\n");
}

static void
text_member(struct out *o, const struct decl *d)
{
    int fixed = d->shape == SHAPE_FIXED;

    if (d->kind == KIND_STRING)
        emit(o, "rpc_text_quote_max(t, v->%s, %s);\n", d->name, d->bound.text);
    else if (d->kind == KIND_OPAQUE && fixed)
        emit(o, "rpc_text_hex(t, v->%s, %s);\n", d->name, d->bound.text);
    else if (d->kind == KIND_OPAQUE)
        emit(o, "rpc_text_hex(t, v->%s, v->%s_len);\n", d->name, d->name);
    else if (d->shape == SHAPE_OPTIONAL)
        text_optional(o, d);
    else if (d->shape == SHAPE_ONE)
        text_one(o, "t", d, keepf("v->%s", d->name));
    else
        text_array(o, d);
}

/* ---- types -------------------------------------------------------------- */

/* How much of the names of an enum is the same: "BANK_". */
static size_t
common_prefix(const struct def *def)
{
    const char *first = def->items->name;
    size_t len = strlen(first);

    for (const struct item *i = def->items; i; i = i->next)
        while (strncmp(i->name, first, len) != 0 || i->name[len] == '\0')
            len--;
    while (len > 0 && first[len - 1] != '_')
        len--;
    return len;
}

/* BANK_NO_SUCH_ACCOUNT: no such account. */
static const char *
in_words(const char *name)
{
    char *s = keep_text(name, strlen(name));

    for (char *p = s; *p; p++)
        *p = *p == '_' ? ' ' : (char)tolower((unsigned char)*p);
    return s;
}

static void
text_enum(struct out *o, const struct def *def)
{
    size_t skip = common_prefix(def);

    emit(o, "switch (v) {\n");
    emit_in(o);
    for (const struct item *i = def->items; i; i = i->next) {
        emit(o, "case %s:\n", i->name);
        emit(o, "rpc_text_str(t, \"%s\");\n", in_words(i->name + skip));
        emit(o, "return;\n");
    }
    emit_out(o);
    emit(o, "}\n");
    emit(o, "rpc_text_int(t, v);\n");
}

/* A list is a loop; what can be deep ends where the text is full. */
static void
text_struct(struct out *o, const struct def *def)
{
    if (def->recursive)
        emit(o, "if (rpc_text_full(t))\n    return;\n");
    if (def->tail) {
        emit(o, "do {\n");
        emit_in(o);
        emit(o, "rpc_text_str(t, \"(\");\n");
    }
    for (const struct decl *d = def->fields; d && (d->next || !def->tail);
         d = d->next) {
        if (d != def->fields)
            emit(o, "rpc_text_str(t, \", \");\n");
        text_member(o, d);
    }
    if (def->tail) {
        emit(o, "rpc_text_str(t, \")\");\n");
        emit(o, "v = v->%s;\n", def->tail);
        emit(o, "if (v)\n    rpc_text_str(t, \", \");\n");
        emit_out(o);
        emit(o, "} while (v && !rpc_text_full(t));\n");
    }
}

/* If one arm only has a value, the value says which it is. */
static void
text_union(struct out *o, const struct def *def)
{
    int n = 0, has_default = 0;

    for (const struct arm *a = def->arms; a; a = a->next) {
        n += a->decl != NULL;
        has_default |= !a->labels;
    }
    if (def->recursive)
        emit(o, "if (rpc_text_full(t))\n    return;\n");
    emit(o, "switch (%s) {\n", c_selector(def));
    emit_in(o);
    for (const struct arm *a = def->arms; a; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next)
            emit(o, "case %s:\n", l->value.text);
        if (!a->labels)
            emit(o, "default:\n");
        if (n != 1 || !a->decl)
            text_member(o, def->selector);
        if (n != 1 && a->decl)
            emit(o, "rpc_text_str(t, \": \");\n");
        if (a->decl)
            text_member(o, a->decl);
        emit(o, "break;\n");
    }
    if (!has_default) {
        emit(o, "default:\n");
        text_member(o, def->selector);
        emit(o, "break;\n");
    }
    emit_out(o);
    emit(o, "}\n");
}

void
emit_text(struct out *o, const struct def *def)
{
    emit(o, "void\n%s_text(struct rpc_text *t, %s%sv)\n{\n", def->name,
         def->kind == DEF_ENUM ? "" : "const ",
         keepf("%s %s", c_def(def), def->kind == DEF_ENUM ? "" : "*"));
    emit_in(o);
    if (def->kind == DEF_ENUM)
        text_enum(o, def);
    else if (def->kind == DEF_UNION)
        text_union(o, def);
    else
        text_struct(o, def);
    emit_out(o);
    emit(o, "}\n");
}

/* ---- arguments and results ---------------------------------------------- */

void
emit_trace(struct out *o, const char *text, const struct decl *list,
           expr_fn *expr)
{
    int several = list && list->next;

    if (!list)
        return;
    emit(o, "if (rpc_trace_on())%s\n", several ? " {" : "");
    emit_in(o);
    for (const struct decl *d = list; d; d = d->next) {
        if (d != list)
            emit(o, "rpc_text_str(%s, \", \");\n", text);
        if (!several && d->kind == KIND_STRUCT)
            emit(o, "%s_text(%s, %s);\n", d->type->name, text,
                 c_address(expr(d)));
        else
            text_one(o, text, d, expr(d));
    }
    emit_out(o);
    if (several)
        emit(o, "}\n");
}
