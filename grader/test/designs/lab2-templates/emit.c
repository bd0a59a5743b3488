/*
 * emit.c - code by filling in templates.
 *
 * The solution walks over the tree and prints what it meets.  Here the code
 * that can come out stands in two tables, one for encoding and one for
 * decoding, as text with gaps: what to look up is a form, how to fill a gap
 * one function.  $x is a value in C, and blank() says what the others are.  A
 * line that is nothing but $M, say, stands for many: see fill_line().  Braces
 * say how far a line is indented.
 */
#include "lab2-stubs/idlc/emit.h"

#include <string.h>

/* What a declaration looks like to who writes code for it. */
enum form {
    ONE,
    OPTIONAL,
    STRING,
    BYTES_FIXED,
    BYTES,
    NUMBERS_FIXED,
    NUMBERS,
    FIXED,
    VARIABLE,
    N_FORMS
};

struct templates {
    const char *simple, *enumeration, *structure; /* one value */
    const char *member[N_FORMS];                  /* but for ONE */
    const char *last;                             /* member of a list */
    const char *head, *enter, *leave, *fail;
    const char *more; /* when the loop over a list goes on */
};

static const struct templates putting = {
    .simple = "xdr_put_$k($c, $x);",
    .enumeration = "$T_put($c, $x);",
    .structure = "$T_put($c, $a);",
    .member = {
        [OPTIONAL] = "xdr_put_bool(e, $x != NULL);\n"
                     "if ($x)\n"
                     "    $p\n",
        [STRING] = "xdr_put_string(e, $x, $b);\n",
        [BYTES_FIXED] = "xdr_put_fixed(e, $x, $b);\n",
        [BYTES] = "xdr_put_opaque(e, $x, $x_len, $b);\n",
        [NUMBERS_FIXED] = "xdr_put_$ks(e, $x, $b);\n",
        [NUMBERS] = "xdr_put_count(e, $n, $b);\n"
                    "xdr_put_$ks(e, $x, $n);\n",
        [FIXED] = "for (size_t i = 0; i < $b; i++)\n"
                  "    $i\n",
        [VARIABLE] = "xdr_put_count(e, $n, $b);\n"
                     "for (uint32_t i = 0; i < $n; i++)\n"
                     "    $i\n",
    },
    .last = "xdr_put_bool(e, v->$t != NULL);\n",
    .head = "void\n"
            "$D_put(struct xdr_enc *e, const struct $D *v)\n",
    .enter = "if (!xdr_enc_enter(e))\n"
             "    return;\n",
    .leave = "xdr_enc_leave(e);\n",
    .fail = "xdr_enc_fail(e);\n",
    .more = "v && !e->err",
};

static const struct templates getting = {
    .simple = "$x = xdr_get_$k($c);",
    .enumeration = "$x = $T_get($c);",
    .structure = "$T_get($c, $a);",
    .member = {
        [OPTIONAL] = "$x = xdr_new_optional(d, sizeof(*$x));\n"
                     "if ($x)\n"
                     "    $p\n",
        [STRING] = "xdr_get_string(d, $x, $b);\n",
        [BYTES_FIXED] = "xdr_get_fixed(d, $x, $b);\n",
        [BYTES] = "$x_len = xdr_get_opaque(d, $x, $b);\n",
        [NUMBERS_FIXED] = "xdr_get_$ks(d, $x, $b);\n",
        [NUMBERS] = "$x = xdr_new_array(d, &$n, $b, $m, sizeof(*$x));\n"
                    "xdr_get_$ks(d, $x, $n);\n",
        [FIXED] = "for (size_t i = 0; i < $b; i++)\n"
                  "    $i\n",
        [VARIABLE] = "$x = xdr_new_array(d, &$n, $b, $m, sizeof(*$x));\n"
                     "for (uint32_t i = 0; i < $n; i++)\n"
                     "    $i\n",
    },
    .last = "v->$t = xdr_new_optional(d, sizeof(*v->$t));\n",
    .head = "void\n"
            "$D_get(struct xdr_dec *d, struct $D *v)\n",
    .enter = "if (!xdr_dec_enter(d)) {\n"
             "*v = (struct $D){ 0 };\n"
             "return;\n"
             "}\n",
    .leave = "xdr_dec_leave(d);\n",
    .fail = "xdr_dec_fail(d);\n",
    .more = "v",
};

/* ---- gaps --------------------------------------------------------------- */

/* What a template is about: some of it, the rest is NULL. */
struct scene {
    const struct templates *of;
    const struct def *def; /* a type; */
    const struct decl *d;  /* a part of it, or an argument or result, */
    const char *x;         /* which in C is this, */
    const char *coder;     /* of which this takes care */
};

static enum form
form_of(const struct decl *d)
{
    int number = d->kind == KIND_INT || d->kind == KIND_UNSIGNED;
    int fixed = d->shape == SHAPE_FIXED;

    if (d->kind == KIND_STRING)
        return STRING;
    if (d->kind == KIND_OPAQUE)
        return fixed ? BYTES_FIXED : BYTES;
    if (d->shape == SHAPE_ONE)
        return ONE;
    if (d->shape == SHAPE_OPTIONAL)
        return OPTIONAL;
    if (number)
        return fixed ? NUMBERS_FIXED : NUMBERS;
    return fixed ? FIXED : VARIABLE;
}

static const char *filled(const struct scene *s, const char *text, size_t len);

/* One value of the declared kind, which in C is x. */
static const char *
one(struct scene s, const char *x)
{
    const char *text = s.d->kind == KIND_STRUCT ? s.of->structure
                       : s.d->kind == KIND_ENUM ? s.of->enumeration
                                                : s.of->simple;

    s.x = x;
    return filled(&s, text, strlen(text));
}

static const char *
blank(const struct scene *s, char letter)
{
    switch (letter) {
    case 'D': /* the type */
        return s->def->name;
    case 't': /* its last member, if it is a list */
        return s->def->tail;
    case 's': /* what a union has in switch (...) */
        return c_selector(s->def);
    case 'c': /* the encoder or decoder */
        return s->coder;
    case 'x':
        return s->x;
    case 'a':
        return c_address(s->x);
    case 'p': /* what to do with the value that x points to */
        return one(*s, keepf("*%s", s->x));
    case 'i': /* ... with element i of x */
        return one(*s, keepf("%s[i]", s->x));
    case 'k': /* i32 of xdr_put_i32 */
        return c_xdr(s->d->kind);
    case 'T': /* the type of d */
        return s->d->type->name;
    case 'b': /* the bound, and the count of an array */
        return s->d->bound.text;
    case 'n':
        return c_count("v->", s->d);
    default: /* m: the bytes of an element, at least */
        return keepf("%d", (int)min_len_of_one(s->d));
    }
}

/* The first len bytes of a template, with its gaps filled. */
static const char *
filled(const struct scene *s, const char *text, size_t len)
{
    const char *done = "", *gap;

    while ((gap = memchr(text, '$', len)) != NULL) {
        size_t before = (size_t)(gap - text);

        done =
            keepf("%s%s%s", done, keep_text(text, before), blank(s, gap[1]));
        text = gap + 2;
        len -= before + 2;
    }
    return keepf("%s%s", done, keep_text(text, len));
}

/* ---- lines -------------------------------------------------------------- */

static void fill(struct out *o, const struct scene *s, const char *text);

static void
fill_member(struct out *o, struct scene s, const struct decl *d)
{
    s.d = d;
    s.x = keepf("v->%s", d->name);
    if (form_of(d) == ONE)
        emit(o, "%s\n", one(s, s.x));
    else
        fill(o, &s, s.of->member[form_of(d)]);
}

static void
fill_arms(struct out *o, const struct scene *s)
{
    int has_default = 0;

    for (const struct arm *a = s->def->arms; a; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next)
            emit(o, "case %s:\n", l->value.text);
        if (!a->labels)
            emit(o, "default:\n");
        has_default |= !a->labels;
        if (a->decl)
            fill_member(o, *s, a->decl);
        emit(o, "break;\n");
    }
    if (has_default)
        return;
    emit(o, "default:\n");
    fill(o, s, s->of->fail);
    emit(o, "break;\n");
}

/* $M: all members but the last of a list.  $S: the selector.  $A: the arms. */
static void
fill_line(struct out *o, const struct scene *s, const char *line, size_t len)
{
    if (strncmp(line, "$M", 2) == 0) {
        for (const struct decl *d = s->def->fields; d; d = d->next)
            if (d->next || !s->def->tail)
                fill_member(o, *s, d);
    } else if (strncmp(line, "$S", 2) == 0) {
        fill_member(o, *s, s->def->selector);
    } else if (strncmp(line, "$A", 2) == 0) {
        fill_arms(o, s);
    } else {
        if (line[0] == '}')
            emit_out(o);
        emit(o, "%s\n", filled(s, line, len));
        if (line[len - 1] == '{')
            emit_in(o);
    }
}

static void
fill(struct out *o, const struct scene *s, const char *text)
{
    for (size_t len; *text; text += len + 1) {
        len = strcspn(text, "\n");
        fill_line(o, s, text, len);
    }
}

/* ---- types -------------------------------------------------------------- */

/* The function of a struct, a list or a union. */
static void
fill_function(struct out *o, const struct def *def, const struct templates *of)
{
    const struct scene s = { .of = of,
                             .def = def,
                             .coder = of == &putting ? "e" : "d" };

    fill(o, &s, of->head);
    fill(o, &s, "{\n");
    if (def->recursive)
        fill(o, &s, of->enter);
    if (def->kind == DEF_UNION) {
        fill(o, &s, "$S\nswitch ($s) {\n$A\n}\n");
    } else if (def->tail) {
        fill(o, &s, "do {\n$M\n");
        fill(o, &s, of->last);
        fill(o, &s, "v = v->$t;\n");
        fill(o, &s, keepf("} while (%s);\n", of->more));
    } else {
        fill(o, &s, "$M\n");
    }
    if (def->recursive)
        fill(o, &s, of->leave);
    fill(o, &s, "}\n");
}

void
emit_put(struct out *o, const struct def *def)
{
    const struct scene s = { .of = &putting, .def = def };

    if (def->kind == DEF_ENUM)
        fill(o, &s,
             "void\n$D_put(struct xdr_enc *e, enum $D v)\n{\n"
             "xdr_put_enum(e, (int32_t)v);\n}\n");
    else
        fill_function(o, def, &putting);
}

/* Only what is a member may come in. */
void
emit_get(struct out *o, const struct def *def)
{
    const struct scene s = { .of = &getting, .def = def };

    if (def->kind != DEF_ENUM) {
        fill_function(o, def, &getting);
        return;
    }
    fill(o, &s,
         "enum $D\n$D_get(struct xdr_dec *d)\n{\n"
         "int32_t v = xdr_get_enum(d);\n");
    emit(o, "\nswitch (v) {\n");
    emit_in(o);
    for (const struct item *i = def->items; i; i = i->next)
        emit(o, "case %s:\n", i->name);
    fill(o, &s, "return (enum $D)v;\ndefault:\nxdr_dec_fail(d);\n");
    emit(o, "return %s;\n", def->items->name);
    fill(o, &s, "}\n}\n");
}

/* ---- stubs and skeletons ------------------------------------------------ */

static void
fill_values(struct out *o, const struct templates *of, const char *coder,
            const struct decl *list, expr_fn *expr)
{
    for (const struct decl *d = list; d; d = d->next) {
        const struct scene s = { .of = of, .d = d, .coder = coder };

        emit(o, "%s\n", one(s, expr(d)));
    }
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
    fill_values(o, &putting, "&call.args", p->args, c_argument);
    emit(o, "rpc_call_transact(&call);\n");
    fill_values(o, &getting, "&call.results", p->result, c_pointer);
    emit_trace(o, "&call.result_text", p->result, c_pointer);
    emit_stub_end(o, p);
    emit_out(o);
    emit(o, "}\n");
}

/* The function's arguments: the service, values, and where the result goes. */
static const char *
arguments(const struct proc *p)
{
    const char *s = "service";

    for (const struct decl *d = p->args; d; d = d->next)
        s = keepf("%s, %s%s", s, d->kind == KIND_STRUCT ? "&" : "", d->name);
    return p->result ? keepf("%s, &%s", s, p->result->name) : s;
}

/* What is decoded is freed at one place, whether it was called or not. */
void
emit_skeleton(struct out *o, const struct version *v, const struct proc *p)
{
    emit(o, "static void\n%s(struct rpc_exec *x, void *service)\n{\n",
         p->skeleton);
    emit_in(o);
    for (const struct decl *d = p->args; d; d = d->next)
        emit(o, "%s %s;\n", c_type(d), d->name);
    if (p->result)
        emit(o, "%s %s%s;\n", c_type(p->result), p->result->name,
             owns(p->result) ? " = { 0 }" : "");
    if (p->args || p->result)
        emit(o, "\n");
    fill_values(o, &getting, "&x->args", p->args, c_variable);
    emit_trace(o, "&x->args_text", p->args, c_variable);
    emit(o, "if (rpc_exec_begin(x)) {\n");
    emit_in(o);
    emit(o, "%s_serve_%s(%s);\n", v->prefix, p->word, arguments(p));
    emit_trace(o, "&x->result_text", p->result, c_variable);
    emit(o, "rpc_exec_end(x);\n");
    fill_values(o, &putting, "&x->results", p->result, c_variable);
    emit_free_values(o, p->result);
    emit_out(o);
    emit(o, "}\n");
    emit_free_values(o, p->args);
    emit_out(o);
    emit(o, "}\n");
}
