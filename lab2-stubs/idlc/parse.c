/*
 * parse.c - the grammar of RFC 4506, section 6.3, and RFC 5531, section 12.3.
 *
 * One function for each rule, and the rule above it.  A function takes the
 * first token that is its own and leaves in *rest the first that is not.
 * Beyond the RFCs, as rpcgen has it: one value for a const that is a string,
 * enums that count by themselves, "struct T" as a type, names of arguments.
 */
#include "lab2-stubs/idlc/tree.h"

#include "lab2-stubs/idlc/mem.h"

/* ---- small pieces ------------------------------------------------------- */

static const struct tok *
expect(const struct tok *t, const char *text)
{
    if (!tok_is(t, text)) {
        if (t->kind == TOK_END)
            fail_at(t, "expected \"%s\" before the file ends", text);
        fail_at(t, "expected \"%s\" before \"%.*s\"", text, t->len, t->text);
    }
    return t->next;
}

static const char *
text_of(const struct tok *t)
{
    return keep_text(t->text, (size_t)t->len);
}

static const char *
name(const struct tok **rest, const struct tok *t)
{
    if (t->kind != TOK_NAME)
        fail_at(t, "expected a name");
    *rest = t->next;
    return text_of(t);
}

/* value = number | name */
static struct value
value(const struct tok **rest, const struct tok *t)
{
    if (t->kind != TOK_NUMBER && t->kind != TOK_NAME)
        fail_at(t, "expected a number or the name of one");
    *rest = t->next;
    return (struct value){ t, text_of(t), t->number, NULL };
}

/* ---- declarations ------------------------------------------------------- */

static const struct {
    const char *word;
    enum kind kind;
} simple_types[] = {
    { "int", KIND_INT },       { "hyper", KIND_HYPER },
    { "float", KIND_FLOAT },   { "double", KIND_DOUBLE },
    { "bool", KIND_BOOL },     { "string", KIND_STRING },
    { "opaque", KIND_OPAQUE }, { "void", KIND_VOID },
};

/* Types of C that are not of this language, and what to write for them. */
static const struct {
    const char *word, *instead;
} foreign_types[] = {
    { "char", "int, or opaque for bytes, or string for text" },
    { "short", "int" },
    { "long", "int for 32 bits, hyper for 64" },
    { "quadruple", "double" },
};

static void
refuse_foreign(const struct tok *t)
{
    for (size_t i = 0; i < sizeof(foreign_types) / sizeof(foreign_types[0]);
         i++)
        if (tok_is(t, foreign_types[i].word))
            fail_at(t, "there is no type %s; write %s", foreign_types[i].word,
                    foreign_types[i].instead);
}

/* "struct" name: the word adds nothing, names of types are all different. */
static const struct tok *
named_type(struct decl *d, const struct tok *t)
{
    if (tok_is(t, "struct") || tok_is(t, "union") || tok_is(t, "enum")) {
        const struct tok *body = t->next;

        if (tok_is(body, "{") || tok_is(body, "switch"))
            fail_at(t, "a type inside a type needs a name: define it before");
        t = body;
    }
    d->kind = KIND_NAMED;
    d->type_tok = t;
    name(&t, t);
    return t;
}

/*
 * type = "unsigned" ["int" | "hyper"] | "int" | "hyper" | "float" | "double"
 *      | "bool" | "string" | "opaque" | "void"
 *      | ["struct" | "union" | "enum"] name
 */
static const struct tok *
type(struct decl *d, const struct tok *t)
{
    d->tok = t;
    refuse_foreign(t);
    for (size_t i = 0; i < sizeof(simple_types) / sizeof(simple_types[0]); i++)
        if (tok_is(t, simple_types[i].word)) {
            d->kind = simple_types[i].kind;
            return t->next;
        }
    if (!tok_is(t, "unsigned"))
        return named_type(d, t);
    t = t->next;
    refuse_foreign(t);
    d->kind = tok_is(t, "hyper") ? KIND_UHYPER : KIND_UNSIGNED;
    return tok_is(t, "hyper") || tok_is(t, "int") ? t->next : t;
}

/* bound = "[" value "]" | "<" value ">" */
static const struct tok *
bound(struct decl *d, const struct tok *t)
{
    int fixed = tok_is(t, "[");

    d->shape = fixed ? SHAPE_FIXED : SHAPE_VARIABLE;
    if (fixed && d->kind == KIND_STRING)
        fail_at(t, "a string has no fixed length; write <%s> for a bound",
                "100");
    if (!fixed && tok_is(t->next, ">"))
        fail_at(t->next,
                "\"%s\" needs a bound, as in <100>: without one, every "
                "sender may ask for all of the memory",
                d->name);
    d->bound = value(&t, t->next);
    t = expect(t, fixed ? "]" : ">");
    if (tok_is(t, "[") || tok_is(t, "<"))
        fail_at(t, "an array of arrays needs a typedef for the inner one");
    return t;
}

/* What type and shape can go together? */
static void
check_shape(const struct decl *d, const struct tok *star)
{
    int bytes = d->kind == KIND_STRING || d->kind == KIND_OPAQUE;
    const char *word = d->kind == KIND_STRING ? "string" : "opaque";

    if (d->kind == KIND_VOID)
        fail_at(d->tok, "nothing can be void but an arm, an argument or a "
                        "result");
    if (bytes && star)
        fail_at(star,
                "an optional %s needs a typedef: typedef %s T<100>; "
                "then T *%s",
                word, word, d->name);
    if (bytes && d->shape == SHAPE_ONE)
        fail_at(d->tok, "\"%s\" needs a bound, as in %s %s<100>", d->name,
                word, d->name);
}

/* declaration = type ["*"] name [bound] */
static struct decl *
declaration(const struct tok **rest, const struct tok *t)
{
    struct decl *d = keep(sizeof(*d));
    const struct tok *star, *name_tok;

    t = type(d, t);
    star = tok_is(t, "*") ? t : NULL;
    if (star) {
        d->shape = SHAPE_OPTIONAL;
        t = t->next;
    }
    name_tok = t;
    d->name = name(&t, t);
    if (tok_is(t, "[") || tok_is(t, "<")) {
        if (star)
            fail_at(star, "an optional array needs a typedef for the array");
        t = bound(d, t);
    }
    check_shape(d, star);
    d->tok = name_tok;
    *rest = t;
    return d;
}

/* declaration ";", or NULL for "void" ";" */
static struct decl *
declaration_or_void(const struct tok **rest, const struct tok *t)
{
    struct decl *d = NULL;

    if (tok_is(t, "void") && tok_is(t->next, ";"))
        t = t->next;
    else
        d = declaration(&t, t);
    *rest = expect(t, ";");
    return d;
}

/* ---- types -------------------------------------------------------------- */

/* enum-body = item {"," item} "}" */
static const struct tok *
enum_body(struct def *def, const struct tok *t)
{
    struct item **last = &def->items;

    for (;;) {
        struct item *i = *last = keep(sizeof(*i));

        last = &i->next;
        i->tok = t;
        i->name = name(&t, t);
        if (tok_is(t, "="))
            i->value = value(&t, t->next);
        if (!tok_is(t, ","))
            return expect(t, "}");
        t = t->next;
        if (tok_is(t, "}"))
            fail_at(t, "the last constant has no \",\" behind it");
    }
}

/* struct-body = declaration ";" {declaration ";"} "}" */
static const struct tok *
struct_body(struct def *def, const struct tok *t)
{
    struct decl **last = &def->fields;

    do {
        *last = declaration(&t, t);
        last = &(*last)->next;
        t = expect(t, ";");
    } while (!tok_is(t, "}"));
    return t->next;
}

/* labels = "default" ":" | "case" value ":" {"case" value ":"} */
static const struct tok *
labels(struct arm *a, const struct tok *t)
{
    struct label **last = &a->labels;

    a->tok = t;
    if (tok_is(t, "default"))
        return expect(t->next, ":");
    do {
        struct label *l = *last = keep(sizeof(*l));

        last = &l->next;
        t = expect(t, "case");
        l->value = value(&t, t);
        t = expect(t, ":");
    } while (tok_is(t, "case"));
    return t;
}

/* union-body = "switch" "(" declaration ")" "{" arm {arm} "}" */
static const struct tok *
union_body(struct def *def, const struct tok *t)
{
    struct arm **last = &def->arms;

    t = expect(expect(t, "switch"), "(");
    def->selector = declaration(&t, t);
    t = expect(expect(t, ")"), "{");
    do {
        struct arm *a = *last = keep(sizeof(*a));

        last = &a->next;
        t = labels(a, t);
        if (tok_is(t, "default"))
            fail_at(t, "default has an arm of its own");
        a->decl = declaration_or_void(&t, t);
        if (!a->labels && !tok_is(t, "}"))
            fail_at(t, "the arm of default is the last one");
    } while (!tok_is(t, "}"));
    return t->next;
}

/* "enum" name "{" ..., and so on: a type that has a name. */
static const struct tok *
type_def(struct def *def, const struct tok *t)
{
    const struct tok *word = t;

    def->tok = t->next;
    def->name = name(&t, t->next);
    if (tok_is(word, "union")) {
        def->kind = DEF_UNION;
        return union_body(def, t);
    }
    def->kind = tok_is(word, "enum") ? DEF_ENUM : DEF_STRUCT;
    t = expect(t, "{");
    return def->kind == DEF_ENUM ? enum_body(def, t) : struct_body(def, t);
}

/* typedef = "typedef" declaration */
static const struct tok *
type_alias(struct def *def, const struct tok *t)
{
    t = t->next;
    def->fields = declaration(&t, t);
    def->tok = def->fields->tok;
    def->name = def->fields->name;
    def->kind = def->fields->shape == SHAPE_ONE ? DEF_ALIAS : DEF_STRUCT;
    def->fields->name = "value";
    return t;
}

/* const = "const" name "=" (value | string) */
static const struct tok *
constant(struct def *def, const struct tok *t)
{
    def->kind = DEF_CONST;
    def->tok = t->next;
    def->name = name(&t, t->next);
    t = expect(t, "=");
    if (t->kind == TOK_STRING) {
        def->value = (struct value){ t, text_of(t), 0, NULL };
        return t->next;
    }
    def->value = value(&t, t);
    return t;
}

/* ---- programs ----------------------------------------------------------- */

/* argument = type ["*"] [name] */
static struct decl *
argument(const struct tok **rest, const struct tok *t)
{
    struct decl *d = keep(sizeof(*d));

    t = type(d, t);
    if (d->kind == KIND_STRING || d->kind == KIND_OPAQUE)
        fail_at(d->tok,
                "\"%s\" needs a bound, and so a typedef: typedef %.*s "
                "T<100>; and here T",
                d->kind == KIND_STRING ? "string" : "opaque", d->tok->len,
                d->tok->text);
    if (tok_is(t, "*") || tok_is(t, "<") || tok_is(t, "["))
        fail_at(t, "only a simple type can be here; make a typedef of this");
    if (t->kind == TOK_NAME) {
        d->tok = t;
        d->name = name(&t, t);
    }
    *rest = t;
    return d;
}

/* arguments = "void" | argument {"," argument} */
static const struct tok *
arguments(struct proc *p, const struct tok *t)
{
    struct decl **last = &p->args;

    if (tok_is(t, "void"))
        return t->next;
    for (;;) {
        *last = argument(&t, t);
        if ((*last)->kind == KIND_VOID)
            fail_at((*last)->tok, "void is no argument beside others");
        last = &(*last)->next;
        if (!tok_is(t, ","))
            return t;
        t = t->next;
    }
}

/* procedure = (type | "void") name "(" arguments ")" "=" value ";" */
static struct proc *
procedure(const struct tok **rest, const struct tok *t)
{
    struct proc *p = keep(sizeof(*p));
    struct decl *result = keep(sizeof(*result));

    t = type(result, t);
    if (result->kind == KIND_STRING || result->kind == KIND_OPAQUE ||
        tok_is(t, "*"))
        fail_at(result->tok, "only a simple type can be a result; make a "
                             "typedef of this");
    p->result = result->kind == KIND_VOID ? NULL : result;
    p->tok = t;
    p->name = name(&t, t);
    t = arguments(p, expect(t, "("));
    t = expect(expect(t, ")"), "=");
    p->number = value(&t, t);
    *rest = expect(t, ";");
    return p;
}

/* version = "version" name "{" procedure {procedure} "}" "=" value ";" */
static struct version *
version(const struct tok **rest, const struct tok *t)
{
    struct version *v = keep(sizeof(*v));
    struct proc **last = &v->procs;

    t = expect(t, "version");
    v->tok = t;
    v->name = name(&t, t);
    t = expect(t, "{");
    do {
        *last = procedure(&t, t);
        last = &(*last)->next;
    } while (!tok_is(t, "}"));
    t = expect(t->next, "=");
    v->number = value(&t, t);
    *rest = expect(t, ";");
    return v;
}

/* program = "program" name "{" version {version} "}" "=" value */
static const struct tok *
program(struct def *def, const struct tok *t)
{
    struct version **last = &def->versions;

    def->kind = DEF_PROGRAM;
    def->tok = t->next;
    def->name = name(&t, t->next);
    t = expect(t, "{");
    do {
        *last = version(&t, t);
        last = &(*last)->next;
    } while (!tok_is(t, "}"));
    t = expect(t->next, "=");
    def->value = value(&t, t);
    return t;
}

/* ---- all of it ---------------------------------------------------------- */

/* definition = (const | typedef | enum | struct | union | program) ";" */
static struct def *
definition(const struct tok **rest, const struct tok *t)
{
    struct def *def = keep(sizeof(*def));

    if (tok_is(t, "const"))
        t = constant(def, t);
    else if (tok_is(t, "typedef"))
        t = type_alias(def, t);
    else if (tok_is(t, "enum") || tok_is(t, "struct") || tok_is(t, "union"))
        t = type_def(def, t);
    else if (tok_is(t, "program"))
        t = program(def, t);
    else
        fail_at(t, "expected const, typedef, enum, struct, union or program");
    *rest = expect(t, ";");
    return def;
}

struct def *
parse(const struct tok *t)
{
    struct def *defs = NULL, **last = &defs;

    while (t->kind != TOK_END) {
        *last = definition(&t, t);
        last = &(*last)->next;
    }
    return defs;
}
