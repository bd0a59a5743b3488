/*
 * emit.c - code that is written in memory first, and printed when it is done.
 *
 * The solution prints as it walks over the tree.  Here the body of a function
 * is kept as text; what it turns out to need, a variable say, is declared at
 * the top when all of it is known.  The code is of another kind, too: a union
 * is a chain of comparisons, an enum a table of what may come in, an array
 * always a loop, and a list a loop that is left in the middle.
 */
#include "lab2-stubs/idlc/emit.h"

#include <string.h>

/* A function while it is written. */
struct function {
    int get; /* it decodes, rather than encodes */
    const char *body;
    int level;      /* of indentation, of the next line */
    int uses_index; /* the body has loops over arrays */
    int uses_more;  /* ... a loop over a list */
};

__attribute__((format(printf, 2, 3))) static void
line(struct function *f, const char *format, ...)
{
    const char *indent = "", *text;
    va_list args;

    va_start(args, format);
    text = keepv(format, args);
    va_end(args);
    for (int i = 0; i < f->level && *text; i++)
        indent = keepf("    %s", indent);
    f->body = keepf("%s%s%s\n", f->body, indent, text);
}

/* A line that begins (ends) a block. */
static void
open_block(struct function *f, const char *text)
{
    line(f, "%s {", text);
    f->level++;
}

static void
close_block(struct function *f, const char *behind)
{
    f->level--;
    line(f, "}%s", behind);
}

/* ---- values ------------------------------------------------------------- */

/* The statement that encodes one value x, or decodes into it. */
static const char *
statement(int get, const char *coder, const struct decl *d, const char *x)
{
    const char *name = d->type ? d->type->name : NULL;

    if (d->kind == KIND_STRUCT)
        return keepf("%s_%s(%s, %s);", name, get ? "get" : "put", coder,
                     c_address(x));
    if (d->kind == KIND_ENUM)
        return get ? keepf("%s = %s_get(%s);", x, name, coder)
                   : keepf("%s_put(%s, %s);", name, coder, x);
    return get ? keepf("%s = xdr_get_%s(%s);", x, c_xdr(d->kind), coder)
               : keepf("xdr_put_%s(%s, %s);", c_xdr(d->kind), coder, x);
}

/* Characters and bytes, which are part of the struct. */
static void
write_bytes(struct function *f, const struct decl *d, const char *x)
{
    const char *bound = d->bound.text;
    const char *way = f->get ? "get" : "put", *coder = f->get ? "d" : "e";

    if (d->kind == KIND_STRING)
        line(f, "xdr_%s_string(%s, %s, %s);", way, coder, x, bound);
    else if (d->shape == SHAPE_FIXED)
        line(f, "xdr_%s_fixed(%s, %s, %s);", way, coder, x, bound);
    else if (f->get)
        line(f, "%s_len = xdr_get_opaque(d, %s, %s);", x, x, bound);
    else
        line(f, "xdr_put_opaque(e, %s, %s_len, %s);", x, x, bound);
}

static void
write_optional(struct function *f, const struct decl *d, const char *x)
{
    if (f->get)
        line(f, "%s = xdr_new_optional(d, sizeof(*%s));", x, x);
    else
        line(f, "xdr_put_bool(e, %s != NULL);", x);
    open_block(f, keepf("if (%s != NULL)", x));
    line(f, "%s", statement(f->get, f->get ? "d" : "e", d, keepf("*%s", x)));
    close_block(f, "");
}

static void
write_array(struct function *f, const struct decl *d, const char *x)
{
    const char *n = d->bound.text;

    if (d->shape == SHAPE_VARIABLE) {
        n = c_count("v->", d);
        if (f->get)
            line(f, "%s = xdr_new_array(d, &%s, %s, %d, sizeof(*%s));", x, n,
                 d->bound.text, (int)min_len_of_one(d), x);
        else
            line(f, "xdr_put_count(e, %s, %s);", n, d->bound.text);
    }
    f->uses_index = 1;
    open_block(f, keepf("for (i = 0; i < %s; i++)", n));
    line(f, "%s", statement(f->get, f->get ? "d" : "e", d, keepf("%s[i]", x)));
    close_block(f, "");
}

/* A member of v. */
static void
write_member(struct function *f, const struct decl *d)
{
    const char *x = keepf("v->%s", d->name);

    if (is_bytes(d))
        write_bytes(f, d, x);
    else if (d->shape == SHAPE_OPTIONAL)
        write_optional(f, d, x);
    else if (d->shape == SHAPE_ONE)
        line(f, "%s", statement(f->get, f->get ? "d" : "e", d, x));
    else
        write_array(f, d, x);
}

/* ---- types -------------------------------------------------------------- */

/* "v->kind == RED || v->kind == GREEN" */
static const char *
selects(const struct def *def, const struct arm *arm)
{
    const char *s = "";

    for (const struct label *l = arm->labels; l; l = l->next)
        s = keepf("%s%s%s == %s", s, *s ? " || " : "", c_selector(def),
                  l->value.text);
    return s;
}

/* The arms with labels are asked about in turn; what is left is the default,
 * or nothing that may be. */
static void
write_union(struct function *f, const struct def *def)
{
    const struct arm *otherwise = NULL;
    const char *before = "";

    write_member(f, def->selector);
    for (const struct arm *a = def->arms; a; a = a->next) {
        if (!a->labels) {
            otherwise = a;
            continue;
        }
        open_block(f, keepf("%sif (%s)", before, selects(def, a)));
        if (a->decl)
            write_member(f, a->decl);
        f->level--;
        before = "} else ";
    }
    open_block(f, *before ? "} else" : "");
    if (otherwise && otherwise->decl)
        write_member(f, otherwise->decl);
    if (!otherwise)
        line(f, "xdr_%s_fail(%s);", f->get ? "dec" : "enc",
             f->get ? "d" : "e");
    close_block(f, "");
}

/* The last member says whether there is another element. */
static void
write_list(struct function *f, const struct def *def)
{
    const char *tail = keepf("v->%s", def->tail);

    f->uses_more = 1;
    open_block(f, "for (;;)");
    for (const struct decl *d = def->fields; d->next; d = d->next)
        write_member(f, d);
    if (f->get) {
        line(f, "%s = xdr_new_optional(d, sizeof(*%s));", tail, tail);
        line(f, "more = %s != NULL;", tail);
    } else {
        line(f, "more = %s != NULL;", tail);
        line(f, "xdr_put_bool(e, more);");
    }
    line(f, "if (!more%s)", f->get ? "" : " || e->err");
    line(f, "    break;");
    line(f, "v = %s;", tail);
    close_block(f, "");
}

static void
write_body(struct function *f, const struct def *def)
{
    const char *code = f->get ? "dec" : "enc", *coder = f->get ? "d" : "e";

    if (def->recursive) {
        open_block(f, keepf("if (!xdr_%s_enter(%s))", code, coder));
        if (f->get)
            line(f, "*v = (struct %s){ 0 };", def->name);
        line(f, "return;");
        close_block(f, "");
    }
    if (def->kind == DEF_UNION)
        write_union(f, def);
    else if (def->tail)
        write_list(f, def);
    else
        for (const struct decl *d = def->fields; d; d = d->next)
            write_member(f, d);
    if (def->recursive)
        line(f, "xdr_%s_leave(%s);", code, coder);
}

/* What stands before the body is known when that is written. */
static void
print(struct out *o, const struct function *f, const char *head)
{
    emit(o, "%s\n{\n", head);
    if (f->uses_index)
        emit(o, "    size_t i;\n");
    if (f->uses_more)
        emit(o, "    int more;\n");
    if (f->uses_index || f->uses_more)
        emit(o, "\n");
    emit(o, "%s}\n", f->body);
}

void
emit_put(struct out *o, const struct def *def)
{
    struct function f = { .body = "", .level = 1 };

    if (def->kind == DEF_ENUM) {
        line(&f, "xdr_put_enum(e, (int32_t)v);");
        print(o, &f,
              keepf("void\n%s_put(struct xdr_enc *e, enum %s v)", def->name,
                    def->name));
        return;
    }
    write_body(&f, def);
    print(o, &f,
          keepf("void\n%s_put(struct xdr_enc *e, const struct %s *v)",
                def->name, def->name));
}

/* One of these, or an error and the first of them. */
static void
write_get_enum(struct function *f, const struct def *def)
{
    const char *all = "";

    for (const struct item *i = def->items; i; i = i->next)
        all = keepf("%s%s%s", all, *all ? ", " : "", i->name);
    line(f, "static const int32_t known[] = { %s };", all);
    line(f, "int32_t got = xdr_get_enum(d);");
    line(f, "size_t i;");
    line(f, "%s", "");
    open_block(f, "for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)");
    open_block(f, "if (known[i] == got)");
    line(f, "return (enum %s)got;", def->name);
    close_block(f, "");
    close_block(f, "");
    line(f, "xdr_dec_fail(d);");
    line(f, "return %s;", def->items->name);
}

void
emit_get(struct out *o, const struct def *def)
{
    struct function f = { .get = 1, .body = "", .level = 1 };

    if (def->kind == DEF_ENUM) {
        write_get_enum(&f, def);
        print(
            o, &f,
            keepf("enum %s\n%s_get(struct xdr_dec *d)", def->name, def->name));
        return;
    }
    write_body(&f, def);
    print(o, &f,
          keepf("void\n%s_get(struct xdr_dec *d, struct %s *v)", def->name,
                def->name));
}

/* ---- stubs and skeletons ------------------------------------------------ */

static void
emit_values(struct out *o, int get, const char *coder, const struct decl *list,
            expr_fn *expr)
{
    for (const struct decl *d = list; d; d = d->next)
        emit(o, "%s\n", statement(get, coder, d, expr(d)));
}

void
emit_stub(struct out *o, const struct def *program, const struct version *v,
          const struct proc *p)
{
    emit(o, "enum rpc_status\n%s_%s(struct rpc_client *c%s)\n{\n", v->prefix,
         p->word, c_parameters(p));
    emit_in(o);
    emit_stub_begin(o, program, v, p);
    emit_trace(o, "&call.args_text", p->args, c_argument);
    emit(o, "rpc_call_begin(&call);\n");
    emit_values(o, 0, "&call.args", p->args, c_argument);
    emit(o, "rpc_call_transact(&call);\n");
    emit_values(o, 1, "&call.results", p->result, c_pointer);
    emit_trace(o, "&call.result_text", p->result, c_pointer);
    emit_stub_end(o, p);
    emit_out(o);
    emit(o, "}\n");
}

/* The call of the service, with arguments and result as it wants them. */
static const char *
call_of(const struct version *v, const struct proc *p)
{
    const char *s = keepf("%s_serve_%s(service", v->prefix, p->word);

    for (const struct decl *d = p->args; d; d = d->next)
        s = keepf("%s, %s", s,
                  d->kind == KIND_STRUCT ? keepf("&%s", d->name) : d->name);
    return keepf("%s%s);", s, p->result ? ", &result" : "");
}

static const char *
the_result(const struct decl *d)
{
    (void)d;
    return "result";
}

void
emit_skeleton(struct out *o, const struct version *v, const struct proc *p)
{
    emit(o, "static void\n%s(struct rpc_exec *x, void *service)\n{\n",
         p->skeleton);
    emit_in(o);
    for (const struct decl *d = p->args; d; d = d->next)
        emit(o, "%s %s;\n", c_type(d), d->name);
    emit(o, "int ok;\n\n");
    emit_values(o, 1, "&x->args", p->args, c_variable);
    emit_trace(o, "&x->args_text", p->args, c_variable);
    emit(o, "ok = rpc_exec_begin(x);\n");
    emit(o, "if (ok) {\n");
    emit_in(o);
    if (p->result)
        emit(o, "%s result%s;\n\n", c_type(p->result),
             owns(p->result) ? " = { 0 }" : "");
    emit(o, "%s\n", call_of(v, p));
    emit_trace(o, "&x->result_text", p->result, the_result);
    emit(o, "rpc_exec_end(x);\n");
    emit_values(o, 0, "&x->results", p->result, the_result);
    if (owns(p->result))
        emit(o, "%s_free(&result);\n", p->result->type->name);
    emit_out(o);
    emit(o, "}\n");
    emit_free_values(o, p->args);
    emit_out(o);
    emit(o, "}\n");
}
