/*
 * emit.c - code that takes values apart, and puts them together again.
 *
 * C cannot list the members of a struct, so for each type somebody must write
 * down what is in it (syllabus C4).  Here a program does, from the tree of
 * the interface.  What is emitted follows the shape of that tree: a struct is
 * its members, an array a loop, a union a switch, and a type of its own a
 * call of that type's function.
 */
#include "lab2-stubs/idlc/emit.h"

/* ---- encoding ----------------------------------------------------------- */

/* One element, the value of expr, with the encoder e. */
static void
put_one(struct out *o, const char *e, const struct decl *d, const char *expr)
{
    if (d->kind == KIND_STRUCT)
        emit(o, "%s_put(%s, %s);\n", d->type->name, e, c_address(expr));
    else if (d->kind == KIND_ENUM)
        emit(o, "%s_put(%s, %s);\n", d->type->name, e, expr);
    else
        emit(o, "xdr_put_%s(%s, %s);\n", c_xdr(d->kind), e, expr);
}

static void
put_array(struct out *o, const struct decl *d, const char *x)
{
    int fixed = d->shape == SHAPE_FIXED;
    const char *n = fixed ? d->bound.text : c_count("v->", d);

    if (!fixed)
        emit(o, "xdr_put_count(e, %s, %s);\n", n, d->bound.text);
    if (d->kind == KIND_INT || d->kind == KIND_UNSIGNED) {
        emit(o, "xdr_put_%ss(e, %s, %s);\n", c_xdr(d->kind), x, n);
        return;
    }
    emit(o, "for (%s i = 0; i < %s; i++)\n", fixed ? "size_t" : "uint32_t", n);
    emit_in(o);
    put_one(o, "e", d, keepf("%s[i]", x));
    emit_out(o);
}

/* A member of v. */
static void
put_member(struct out *o, const struct decl *d)
{
    const char *x = keepf("v->%s", d->name);

    if (d->kind == KIND_STRING) {
        emit(o, "xdr_put_string(e, %s, %s);\n", x, d->bound.text);
    } else if (d->kind == KIND_OPAQUE && d->shape == SHAPE_FIXED) {
        emit(o, "xdr_put_fixed(e, %s, %s);\n", x, d->bound.text);
    } else if (d->kind == KIND_OPAQUE) {
        emit(o, "xdr_put_opaque(e, %s, %s_len, %s);\n", x, x, d->bound.text);
    } else if (d->shape == SHAPE_OPTIONAL) {
        emit(o, "xdr_put_bool(e, %s != NULL);\n", x);
        emit(o, "if (%s)\n", x);
        emit_in(o);
        put_one(o, "e", d, keepf("*%s", x));
        emit_out(o);
    } else if (d->shape == SHAPE_ONE) {
        put_one(o, "e", d, x);
    } else {
        put_array(o, d, x);
    }
}

/* ---- decoding ----------------------------------------------------------- */

/* One element, into expr, with the decoder dec. */
static void
get_one(struct out *o, const char *dec, const struct decl *d, const char *expr)
{
    if (d->kind == KIND_STRUCT)
        emit(o, "%s_get(%s, %s);\n", d->type->name, dec, c_address(expr));
    else if (d->kind == KIND_ENUM)
        emit(o, "%s = %s_get(%s);\n", expr, d->type->name, dec);
    else
        emit(o, "%s = xdr_get_%s(%s);\n", expr, c_xdr(d->kind), dec);
}

static void
get_array(struct out *o, const struct decl *d, const char *x)
{
    int fixed = d->shape == SHAPE_FIXED;
    const char *n = fixed ? d->bound.text : c_count("v->", d);

    if (!fixed)
        emit(o, "%s = xdr_new_array(d, &%s, %s, %d, sizeof(*%s));\n", x, n,
             d->bound.text, (int)min_len_of_one(d), x);
    if (d->kind == KIND_INT || d->kind == KIND_UNSIGNED) {
        emit(o, "xdr_get_%ss(d, %s, %s);\n", c_xdr(d->kind), x, n);
        return;
    }
    emit(o, "for (%s i = 0; i < %s; i++)\n", fixed ? "size_t" : "uint32_t", n);
    emit_in(o);
    get_one(o, "d", d, keepf("%s[i]", x));
    emit_out(o);
}

/* A member of v. */
static void
get_member(struct out *o, const struct decl *d)
{
    const char *x = keepf("v->%s", d->name);

    if (d->kind == KIND_STRING) {
        emit(o, "xdr_get_string(d, %s, %s);\n", x, d->bound.text);
    } else if (d->kind == KIND_OPAQUE && d->shape == SHAPE_FIXED) {
        emit(o, "xdr_get_fixed(d, %s, %s);\n", x, d->bound.text);
    } else if (d->kind == KIND_OPAQUE) {
        emit(o, "%s_len = xdr_get_opaque(d, %s, %s);\n", x, x, d->bound.text);
    } else if (d->shape == SHAPE_OPTIONAL) {
        emit(o, "%s = xdr_new_optional(d, sizeof(*%s));\n", x, x);
        emit(o, "if (%s)\n", x);
        emit_in(o);
        get_one(o, "d", d, keepf("*%s", x));
        emit_out(o);
    } else if (d->shape == SHAPE_ONE) {
        get_one(o, "d", d, x);
    } else {
        get_array(o, d, x);
    }
}

/* ---- types -------------------------------------------------------------- */

typedef void member_fn(struct out *o, const struct decl *d);

/*
 * The members of a struct, in order.  The last of a list is not among them:
 * it makes a loop of them all.
 */
static void
members(struct out *o, const struct def *def, member_fn *member)
{
    for (const struct decl *d = def->fields; d; d = d->next)
        if (d->next || !def->tail)
            member(o, d);
}

/* The selector, and then the arm that it selects. */
static void
arms(struct out *o, const struct def *def, member_fn *member, const char *fail)
{
    int has_default = 0;

    member(o, def->selector);
    emit(o, "switch (%s) {\n", c_selector(def));
    emit_in(o);
    for (const struct arm *a = def->arms; a; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next)
            emit(o, "case %s:\n", l->value.text);
        if (!a->labels)
            emit(o, "default:\n");
        has_default |= !a->labels;
        if (a->decl)
            member(o, a->decl);
        emit(o, "break;\n");
    }
    if (!has_default)
        emit(o, "default:\n%s;\nbreak;\n", fail);
    emit_out(o);
    emit(o, "}\n");
}

void
emit_put(struct out *o, const struct def *def)
{
    int pointer = def->kind != DEF_ENUM;

    emit(o, "void\n%s_put(struct xdr_enc *e, %s%s %sv)\n{\n", def->name,
         pointer ? "const " : "", c_def(def), pointer ? "*" : "");
    emit_in(o);
    if (def->recursive)
        emit(o, "if (!xdr_enc_enter(e))\n    return;\n");
    if (def->kind == DEF_ENUM) {
        emit(o, "xdr_put_enum(e, (int32_t)v);\n");
    } else if (def->kind == DEF_UNION) {
        arms(o, def, put_member, "xdr_enc_fail(e)");
    } else if (def->tail) {
        emit(o, "do {\n");
        emit_in(o);
        members(o, def, put_member);
        emit(o, "xdr_put_bool(e, v->%s != NULL);\n", def->tail);
        emit(o, "v = v->%s;\n", def->tail);
        emit_out(o);
        emit(o, "} while (v && !e->err);\n");
    } else {
        members(o, def, put_member);
    }
    if (def->recursive)
        emit(o, "xdr_enc_leave(e);\n");
    emit_out(o);
    emit(o, "}\n");
}

/* Only what is a member may come in. */
static void
get_enum(struct out *o, const struct def *def)
{
    emit(o, "enum %s\n%s_get(struct xdr_dec *d)\n{\n", def->name, def->name);
    emit_in(o);
    emit(o, "int32_t v = xdr_get_enum(d);\n\n");
    emit(o, "switch (v) {\n");
    emit_in(o);
    for (const struct item *i = def->items; i; i = i->next)
        emit(o, "case %s:\n", i->name);
    emit(o, "return (enum %s)v;\n", def->name);
    emit_out(o);
    emit(o, "}\n");
    emit(o, "xdr_dec_fail(d);\n");
    emit(o, "return %s;\n", def->items->name);
    emit_out(o);
    emit(o, "}\n");
}

void
emit_get(struct out *o, const struct def *def)
{
    if (def->kind == DEF_ENUM) {
        get_enum(o, def);
        return;
    }
    emit(o, "void\n%s_get(struct xdr_dec *d, struct %s *v)\n{\n", def->name,
         def->name);
    emit_in(o);
    if (def->recursive)
        emit(o,
             "if (!xdr_dec_enter(d)) {\n"
             "    *v = (struct %s){ 0 };\n    return;\n}\n",
             def->name);
    if (def->kind == DEF_UNION) {
        arms(o, def, get_member, "xdr_dec_fail(d)");
    } else if (def->tail) {
        emit(o, "do {\n");
        emit_in(o);
        members(o, def, get_member);
        emit(o, "v->%s = xdr_new_optional(d, sizeof(*v->%s));\n", def->tail,
             def->tail);
        emit(o, "v = v->%s;\n", def->tail);
        emit_out(o);
        emit(o, "} while (v);\n");
    } else {
        members(o, def, get_member);
    }
    if (def->recursive)
        emit(o, "xdr_dec_leave(d);\n");
    emit_out(o);
    emit(o, "}\n");
}

/* ---- stubs -------------------------------------------------------------- */

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
    for (const struct decl *d = p->args; d; d = d->next)
        put_one(o, "&call.args", d, c_argument(d));
    emit(o, "rpc_call_transact(&call);\n");
    if (p->result) {
        get_one(o, "&call.results", p->result, "*res");
        emit_trace(o, "&call.result_text", p->result, c_pointer);
    }
    emit_stub_end(o, p);
    emit_out(o);
    emit(o, "}\n");
}

/* ---- skeletons ---------------------------------------------------------- */

/* service, and the arguments and the result as the function wants them. */
static const char *
call_arguments(const struct proc *p)
{
    const char *s = "service";

    for (const struct decl *d = p->args; d; d = d->next)
        s = keepf("%s, %s%s", s, d->kind == KIND_STRUCT ? "&" : "", d->name);
    return p->result ? keepf("%s, &res", s) : s;
}

void
emit_skeleton(struct out *o, const struct version *v, const struct proc *p)
{
    int free_args = 0;

    emit(o, "static void\n%s(struct rpc_exec *x, void *service)\n{\n",
         p->skeleton);
    emit_in(o);
    for (const struct decl *d = p->args; d; d = d->next) {
        emit(o, "%s %s;\n", c_type(d), d->name);
        free_args |= owns(d);
    }
    if (p->result)
        emit(o, "%s res%s;\n", c_type(p->result),
             owns(p->result) ? " = { 0 }" : "");
    if (p->args || p->result)
        emit(o, "\n");
    for (const struct decl *d = p->args; d; d = d->next)
        get_one(o, "&x->args", d, d->name);
    emit_trace(o, "&x->args_text", p->args, c_variable);
    emit(o, "if (!rpc_exec_begin(x))%s\n", free_args ? " {" : "");
    emit_in(o);
    emit_free_values(o, p->args);
    emit(o, "return;\n");
    emit_out(o);
    emit(o, "%s", free_args ? "}\n" : "");
    emit(o, "%s_serve_%s(%s);\n", v->prefix, p->word, call_arguments(p));
    emit_trace(o, "&x->result_text", p->result, c_variable);
    emit(o, "rpc_exec_end(x);\n");
    if (p->result)
        put_one(o, "&x->results", p->result, "res");
    emit_free_values(o, p->args);
    emit_free_values(o, p->result);
    emit_out(o);
    emit(o, "}\n");
}
