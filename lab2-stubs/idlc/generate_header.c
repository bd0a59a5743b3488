/*
 * generate_header.c - the header of an interface: its types in C, and the
 * functions that are made for it.
 */
#include <ctype.h>
#include <string.h>

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/generate.h"

static const char *
upper(const char *name)
{
    char *s = keep_text(name, strlen(name));

    for (char *p = s; *p; p++)
        *p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p)
                                        : '_';
    return s;
}

/* ---- what the header says of itself ------------------------------------- */

static const struct version *
first_version(const struct def *defs)
{
    while (defs && !defs->versions)
        defs = defs->next;
    return defs ? defs->versions : NULL;
}

static void
contract(struct out *o, const struct def *defs,
         const struct names_of_files *names)
{
    const struct version *v = first_version(defs);
    int any_owns = 0;

    for (const struct def *def = defs; def; def = def->next)
        any_owns |= def->owns;
    generate_begin(o, names, FILE_H);
    emit(o, " * For a type T:  T_put() and T_get() encode and decode it, at "
            "most T_LEN_MAX\n"
            " *                bytes; T_text() appends it to a text for "
            "people.\n");
    if (v)
        emit(o,
             " * For a call:    %s_%s() is the client's stub, and\n"
             " *                %s_serve_%s() the service's function, which "
             "is\n"
             " *                yours to write, as is struct %s, its state.\n",
             v->prefix, v->procs->word, v->prefix, v->procs->word, v->prefix);
    emit(o, " * Errors:        see xdr.h and rpc.h.  After another status "
            "than RPC_OK a\n"
            " *                result means nothing.\n");
    if (any_owns)
        emit(o, " * Ownership:     what a pointer in a value points to "
                "belongs to the value,\n"
                " *                and comes from malloc(); NULL is an "
                "optional value that\n"
                " *                is not there.  T_free() frees it, also "
                "after a failed\n"
                " *                T_get().  A result of RPC_OK is the "
                "caller's to free;\n"
                " *                that of a service is freed when it has "
                "been sent.\n");
    emit(o, " */\n");
}

/* ---- numbers ------------------------------------------------------------ */

static void
numbers_of(struct out *o, const struct def *def)
{
    emit(o, "#define %s %s\n", def->name, def->value.text);
    for (const struct version *v = def->versions; v; v = v->next)
        emit(o, "#define %s %s\n", v->name, v->number.text);
    emit(o, "\n");
    for (const struct version *v = def->versions; v; v = v->next)
        for (const struct proc *p = v->procs; p; p = p->next) {
            int seen = 0;

            for (const struct version *w = def->versions; w != v; w = w->next)
                for (const struct proc *q = w->procs; q; q = q->next)
                    seen |= strcmp(p->name, q->name) == 0;
            if (!seen)
                emit(o, "#define %s %s\n", p->name, p->number.text);
        }
}

/* ---- types -------------------------------------------------------------- */

/* A count and its elements are two members. */
static int
is_two(const struct decl *d)
{
    return d->shape == SHAPE_VARIABLE && d->kind != KIND_STRING;
}

static const char *
one_member(const struct decl *d)
{
    const char *n = d->bound.text;

    if (d->kind == KIND_STRING)
        return keepf("char %s[%s + 1];", d->name, n);
    if (d->shape == SHAPE_FIXED)
        return keepf("%s %s[%s];", c_type(d), d->name, n);
    if (d->shape == SHAPE_OPTIONAL)
        return keepf("%s *%s;", c_type(d), d->name);
    return keepf("%s %s;", c_type(d), d->name);
}

static void
member(struct out *o, const struct decl *d, const char *comment)
{
    const char *n = d->bound.text;

    if (!is_two(d))
        emit(o, "%s%s\n", one_member(d), comment);
    else if (d->kind == KIND_OPAQUE)
        emit(o, "uint32_t %s_len;%s\nuint8_t %s[%s];\n", d->name, comment,
             d->name, n);
    else
        emit(o, "uint32_t n_%s; /* at most %s */\n%s *%s;%s\n", d->name, n,
             c_type(d), d->name, comment);
}

static void
enum_type(struct out *o, const struct def *def)
{
    emit(o, "enum %s {\n", def->name);
    emit_in(o);
    for (const struct item *i = def->items; i; i = i->next) {
        if (i->value.text)
            emit(o, "%s = %s,\n", i->name, i->value.text);
        else
            emit(o, "%s = %d,\n", i->name, (int)i->value.number);
    }
    emit_out(o);
    emit(o, "};\n");
}

/* " / * BANK_OK * /": when an arm counts. */
static const char *
arm_comment(const struct arm *a)
{
    const char *s = a->labels ? a->labels->value.text : "otherwise";

    for (const struct label *l = a->labels ? a->labels->next : NULL; l;
         l = l->next)
        s = keepf("%s, %s", s, l->value.text);
    return keepf(" /* %s */", s);
}

/* Comments of neighbours stand in one column. */
static size_t
comment_column(const struct arm *a)
{
    size_t column = 0;

    for (; a && (!a->decl || !is_two(a->decl)); a = a->next)
        if (a->decl && strlen(one_member(a->decl)) > column)
            column = strlen(one_member(a->decl));
    return column;
}

/* Members of different arms may share their memory, but two of one arm may
 * not.  The column: of the comments above this one, or 0. */
static size_t
arm_member(struct out *o, const struct arm *a, size_t column)
{
    if (!is_two(a->decl)) {
        if (column == 0)
            column = comment_column(a);
        emit(o, "%-*s%s\n", (int)column, one_member(a->decl), arm_comment(a));
        return column;
    }
    emit(o, "struct {\n");
    emit_in(o);
    member(o, a->decl, arm_comment(a));
    emit_out(o);
    emit(o, "};\n");
    return 0;
}

static void
struct_type(struct out *o, const struct def *def)
{
    size_t column = 0;
    int values = 0;

    emit(o, "struct %s {\n", def->name);
    emit_in(o);
    if (def->kind == DEF_STRUCT)
        for (const struct decl *d = def->fields; d; d = d->next)
            member(o, d, "");
    if (def->kind == DEF_UNION)
        member(o, def->selector, "");
    for (const struct arm *a = def->arms; a; a = a->next)
        values += a->decl != NULL;
    if (values > 0) {
        emit(o, "union {\n");
        emit_in(o);
        for (const struct arm *a = def->arms; a; a = a->next)
            if (a->decl)
                column = arm_member(o, a, column);
        emit_out(o);
        emit(o, "};\n");
    }
    emit_out(o);
    emit(o, "};\n");
}

static void
type(struct out *o, const struct def *def)
{
    const char *name = upper(def->name);

    emit(o, "\n");
    if (def->kind == DEF_ENUM) {
        enum_type(o, def);
        return;
    }
    struct_type(o, def);
    if (def->max_len <= RPC_BODY_MAX)
        emit(o, "#define %s_LEN_MAX %d\n", name, (int)def->max_len);
    else
        emit(o, "#define %s_LEN_MAX RPC_BODY_MAX /* no more is sent */\n",
             name);
}

static void
types(struct out *o, const struct def *defs)
{
    int after_const = 0;

    for (const struct def *def = defs; def; def = def->next) {
        if (def->kind == DEF_CONST)
            emit(o,
                 def->value.number < 0 ? "%s#define %s (%s)\n"
                                       : "%s#define %s %s\n",
                 after_const ? "" : "\n", def->name, def->value.text);
        else if (def->kind != DEF_ALIAS && def->kind != DEF_PROGRAM)
            type(o, def);
        after_const = def->kind == DEF_CONST;
    }
}

/* ---- functions ---------------------------------------------------------- */

static void
functions_of_type(struct out *o, const struct def *def)
{
    const char *t = c_def(def), *n = def->name;

    if (def->kind == DEF_ENUM) {
        emit(o, "\nvoid %s_put(struct xdr_enc *e, %s v);\n", n, t);
        emit(o, "%s %s_get(struct xdr_dec *d);\n", t, n);
        emit(o, "void %s_text(struct rpc_text *t, %s v);\n", n, t);
        return;
    }
    emit(o, "\nvoid %s_put(struct xdr_enc *e, const %s *v);\n", n, t);
    emit(o, "void %s_get(struct xdr_dec *d, %s *v);\n", n, t);
    emit(o, "void %s_text(struct rpc_text *t, const %s *v);\n", n, t);
    if (def->owns)
        emit(o, "void %s_free(%s *v);\n", n, t);
}

static void
functions_of_client(struct out *o, const struct version *v)
{
    for (const struct proc *p = v->procs; p; p = p->next)
        emit(o, "enum rpc_status %s_%s(struct rpc_client *c%s);\n", v->prefix,
             p->word, c_parameters(p));
}

static void
functions_of_server(struct out *o, const struct version *v)
{
    emit(o, "\n/* Its service is a struct %s. */\n", v->prefix);
    emit(o, "extern const struct rpc_program %s_program;\n\n", v->prefix);
    emit(o, "struct %s;\n\n", v->prefix);
    for (const struct proc *p = v->procs; p; p = p->next)
        emit(o, "void %s_serve_%s(struct %s *service%s);\n", v->prefix,
             p->word, v->prefix, c_parameters(p));
}

static int
list_has_bool(const struct decl *d)
{
    while (d && d->kind != KIND_BOOL)
        d = d->next;
    return d != NULL;
}

/* Does anything here need <stdbool.h>? */
static int
has_bool(const struct def *defs)
{
    int has = 0;

    for (const struct def *def = defs; def; def = def->next) {
        has |= list_has_bool(def->fields) || list_has_bool(def->selector);
        for (const struct arm *a = def->arms; a; a = a->next)
            has |= list_has_bool(a->decl);
        for (const struct version *v = def->versions; v; v = v->next)
            for (const struct proc *p = v->procs; p; p = p->next)
                has |= list_has_bool(p->args) || list_has_bool(p->result);
    }
    return has;
}

void
generate_header(struct out *o, const struct def *defs,
                const struct names_of_files *names)
{
    const char *guard = keepf("%s_H", upper(names->base));

    contract(o, defs, names);
    emit(o, "#ifndef %s\n#define %s\n\n", guard, guard);
    emit(o,
         "%s#include <stdint.h>\n\n"
         "#include \"lab2-stubs/rpclib/rpc.h\"\n",
         has_bool(defs) ? "#include <stdbool.h>\n" : "");
    for (const struct def *def = defs; def; def = def->next)
        if (def->kind == DEF_PROGRAM) {
            emit(o, "\n");
            numbers_of(o, def);
        }
    generate_title(o, "types");
    types(o, defs);
    for (const struct def *def = defs; def; def = def->next)
        if (def->kind == DEF_ENUM || def->kind == DEF_STRUCT ||
            def->kind == DEF_UNION)
            functions_of_type(o, def);
    if (has_program(defs)) {
        generate_title(o, "client: stubs");
        for (const struct def *def = defs; def; def = def->next)
            for (const struct version *v = def->versions; v; v = v->next) {
                emit(o, "\n");
                functions_of_client(o, v);
            }
        generate_title(o, "server: what to register, and what it calls");
        for (const struct def *def = defs; def; def = def->next)
            for (const struct version *v = def->versions; v; v = v->next)
                functions_of_server(o, v);
    }
    emit(o, "\n#endif\n");
}
