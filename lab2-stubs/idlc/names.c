/*
 * names.c - names that are good in the interface and in C.
 */
#include "lab2-stubs/idlc/names.h"

#include <ctype.h>
#include <string.h>

#include "lab2-stubs/idlc/mem.h"

/* ---- single names ------------------------------------------------------- */

/* Words of C11, and what the headers that generated code needs define. */
static const char *const c_words[] = {
    "auto",     "break",    "case",     "char",   "const",   "continue",
    "default",  "do",       "double",   "else",   "enum",    "extern",
    "float",    "for",      "goto",     "if",     "inline",  "int",
    "long",     "register", "restrict", "return", "short",   "signed",
    "sizeof",   "static",   "struct",   "switch", "typedef", "union",
    "unsigned", "void",     "volatile", "while",  "bool",    "true",
    "false",    "NULL",     "errno",    "TRUE",   "FALSE",   NULL,
};

/* Words of the language that are none of C: RFC 4506, 6.4; RFC 5531, 12.4. */
static const char *const xdr_words[] = {
    "hyper", "opaque", "program", "quadruple", "string", "version", NULL,
};

/* Names of C's own headers that generated code needs. */
static const char *const c_names[] = {
    "calloc", "free",     "int32_t",  "int64_t", "malloc",
    "size_t", "uint32_t", "uint64_t", "uint8_t", NULL,
};

/* Tags that the system's headers have taken. */
static const char *const system_tags[] = {
    "in_addr", "in6_addr", "iovec",       "msghdr", "sockaddr",
    "timeval", "timespec", "sockaddr_in", NULL,
};

/* What generated functions call their own variables. */
static const char *const own_words[] = {
    "c",     "call", "d",       "e",      "first", "i", "next", "request",
    "reply", "res",  "service", "status", "t",     "v", "x",    NULL,
};

static int
is_one_of(const char *const *words, const char *name)
{
    while (*words && strcmp(*words, name) != 0)
        words++;
    return *words != NULL;
}

void
check_name(const struct tok *t, const char *name, enum name_of of)
{
    if (is_one_of(c_words, name))
        fail_at(t, "\"%s\" is a word of C", name);
    if (is_one_of(xdr_words, name))
        fail_at(t, "\"%s\" is a word of this language", name);
    if (of == NAME_TYPE && is_one_of(system_tags, name))
        fail_at(t, "\"%s\" is a struct of the system", name);
    if ((of == NAME_CONSTANT || of == NAME_ARGUMENT) &&
        (is_one_of(own_words, name) || is_one_of(c_names, name)))
        fail_at(t, "\"%s\" has a meaning in the code that is made", name);
    if (name[0] == '_')
        fail_at(t, "names that begin with _ are for the system");
    for (const char *const *p =
             (const char *const[]){ "rpc_", "RPC_", "xdr_", "XDR_", NULL };
         *p; p++)
        if (of != NAME_MEMBER && strncmp(name, *p, strlen(*p)) == 0)
            fail_at(t, "names that begin with %s are for the library", *p);
}

/* The other name that the member brings with it, or its own again. */
static const char *
companion(const struct decl *d)
{
    if (d->shape != SHAPE_VARIABLE || d->kind == KIND_STRING)
        return d->name;
    if (d->kind == KIND_OPAQUE)
        return keepf("%s_len", d->name);
    return keepf("n_%s", d->name);
}

int
members_clash(const struct decl *a, const struct decl *b)
{
    const char *a2 = companion(a), *b2 = companion(b);

    return strcmp(a->name, b->name) == 0 || strcmp(a->name, b2) == 0 ||
           strcmp(a2, b->name) == 0 || strcmp(a2, b2) == 0;
}

/* ---- names of functions ------------------------------------------------- */

static char *
lower(const char *name)
{
    char *s = keep_text(name, strlen(name));

    for (char *p = s; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return s;
}

static char *
upper(const char *name)
{
    char *s = keep_text(name, strlen(name));

    for (char *p = s; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    return s;
}

/* BANK_PROG: bank. */
static char *
program_prefix(const char *name)
{
    static const char *const ends[] = { "_prog", "_program" };
    char *s = lower(name);

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t len = strlen(s), end = strlen(ends[i]);

        if (len > end && strcmp(s + len - end, ends[i]) == 0)
            s[len - end] = '\0';
    }
    return s;
}

/* BANK_OPEN of bank: open. */
static const char *
procedure_word(const char *name, const char *prefix)
{
    char *s = lower(name);
    size_t len = strlen(prefix);

    if (strncmp(s, prefix, len) == 0 && s[len] == '_' &&
        isalpha((unsigned char)s[len + 1]))
        return s + len + 1;
    return s;
}

void
name_program(struct def *def)
{
    const char *prefix = program_prefix(def->name);
    int several = def->versions->next != NULL;

    for (struct version *v = def->versions; v; v = v->next) {
        v->prefix =
            several ? keepf("%s_v%lld", prefix, (long long)v->number.number)
                    : prefix;
        for (struct proc *p = v->procs; p; p = p->next)
            p->word = procedure_word(p->name, prefix);
    }
}

/* ---- all names of a file ------------------------------------------------ */

/* What there is so far.  Searched from the start: interfaces are short. */
struct names {
    struct entry {
        const struct tok *tok;
        const char *name;
        int64_t number; /* of a procedure, which versions may share */
        struct entry *next;
    } * constants, *tags, *functions;
};

static const struct entry *
find(const struct entry *e, const char *name)
{
    while (e && strcmp(e->name, name) != 0)
        e = e->next;
    return e;
}

static void
add(struct entry **list, const struct tok *t, const char *name)
{
    struct entry *e;

    if (find(*list, name))
        fail_at(t, "there is a \"%s\" already", name);
    e = keep(sizeof(*e));
    *e = (struct entry){ t, name, -1, *list };
    *list = e;
}

/* The same procedure may be in several versions. */
static void
add_procedure(struct names *n, const struct version *v, const struct proc *p)
{
    const struct entry *e = find(n->constants, p->name);

    if (!e) {
        add(&n->constants, p->tok, p->name);
        n->constants->number = p->number.number;
    } else if (e->number != p->number.number) {
        fail_at(p->tok, "there is a \"%s\" already", p->name);
    }
    add(&n->functions, p->tok, keepf("%s_%s", v->prefix, p->word));
    add(&n->functions, p->tok, keepf("%s_serve_%s", v->prefix, p->word));
}

static void
add_program(struct names *n, const struct def *def)
{
    add(&n->constants, def->tok, def->name);
    for (const struct version *v = def->versions; v; v = v->next) {
        add(&n->constants, v->tok, v->name);
        add(&n->tags, v->tok, v->prefix);
        add(&n->functions, v->tok, keepf("%s_program", v->prefix));
        for (const struct proc *p = v->procs; p; p = p->next)
            add_procedure(n, v, p);
    }
}

static void
add_type(struct names *n, const struct def *def)
{
    static const char *const verbs[] = { "put", "get", "text", "free" };

    add(&n->tags, def->tok, def->name);
    for (const struct item *i = def->items; i; i = i->next)
        add(&n->constants, i->tok, i->name);
    add(&n->constants, def->tok, keepf("%s_LEN_MAX", upper(def->name)));
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        add(&n->functions, def->tok, keepf("%s_%s", def->name, verbs[i]));
}

/* A constant is a macro or nearly so: nothing else can have its name. */
static void
check_member(const struct names *n, const struct decl *d)
{
    if (d && (find(n->constants, d->name) || find(n->constants, companion(d))))
        fail_at(d->tok, "\"%s\" would be taken for the constant", d->name);
}

/* A stub has it as a variable, which would hide a function. */
static void
check_argument(const struct names *n, const struct decl *d)
{
    check_member(n, d);
    if (find(n->functions, d->name))
        fail_at(d->tok, "\"%s\" would be taken for the function", d->name);
}

static void
check_members_of(const struct names *n, const struct def *def)
{
    if (def->kind == DEF_STRUCT)
        for (const struct decl *d = def->fields; d; d = d->next)
            check_member(n, d);
    check_member(n, def->selector);
    for (const struct arm *a = def->arms; a; a = a->next)
        check_member(n, a->decl);
    for (const struct version *v = def->versions; v; v = v->next)
        for (const struct proc *p = v->procs; p; p = p->next)
            for (const struct decl *d = p->args; d; d = d->next)
                check_argument(n, d);
}

static void
check_entries(const struct names *n, const struct entry *e)
{
    for (; e; e = e->next)
        if (find(n->constants, e->name))
            fail_at(e->tok, "\"%s\" would be taken for the constant", e->name);
}

/* They are static, so only those of one file must differ. */
static void
name_skeletons(struct def *defs)
{
    int n = 0;

    for (const struct def *def = defs; def; def = def->next)
        for (const struct version *v = def->versions; v; v = v->next)
            n++;
    for (struct def *def = defs; def; def = def->next)
        for (struct version *v = def->versions; v; v = v->next)
            for (struct proc *p = v->procs; p; p = p->next)
                p->skeleton =
                    n == 1 ? keepf("%s_skeleton", p->word)
                           : keepf("%s_%s_skeleton", v->prefix, p->word);
}

void
check_names_differ(struct def *defs)
{
    struct names n = { NULL, NULL, NULL };

    name_skeletons(defs);
    for (const struct def *def = defs; def; def = def->next)
        if (def->kind == DEF_CONST)
            add(&n.constants, def->tok, def->name);
        else if (def->kind == DEF_PROGRAM)
            add_program(&n, def);
        else
            add_type(&n, def);
    for (const struct def *def = defs; def; def = def->next)
        check_members_of(&n, def);
    check_entries(&n, n.functions);
    check_entries(&n, n.tags);
}
