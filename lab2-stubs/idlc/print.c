/*
 * print.c - what the stages of the compiler see, for people.
 */
#include "lab2-stubs/idlc/print.h"

#include <inttypes.h>

#include "lab2-stubs/idlc/c.h"

void
print_tokens(FILE *f, const struct tok *t)
{
    static const char *const kinds[] = {
        [TOK_NAME] = "name",  [TOK_NUMBER] = "number", [TOK_STRING] = "string",
        [TOK_PUNCT] = "sign", [TOK_END] = "end",
    };
    const char *line = t->source->text, *p = line;
    int n = 1;

    for (;; t = t->next) {
        for (; p < t->text; p++)
            if (*p == '\n') {
                line = p + 1;
                n++;
            }
        fprintf(f, "%d:%d %s%s%.*s\n", n, (int)(t->text - line) + 1,
                kinds[t->kind], t->len > 0 ? " " : "", t->len, t->text);
        if (t->kind == TOK_END)
            return;
    }
}

/* ---- the tree ----------------------------------------------------------- */

static const char *
type_word(const struct decl *d)
{
    static const char *const word[] = {
        [KIND_VOID] = "void",
        [KIND_INT] = "int",
        [KIND_UNSIGNED] = "unsigned",
        [KIND_HYPER] = "hyper",
        [KIND_UHYPER] = "unsigned hyper",
        [KIND_FLOAT] = "float",
        [KIND_DOUBLE] = "double",
        [KIND_BOOL] = "bool",
        [KIND_STRING] = "string",
        [KIND_OPAQUE] = "opaque",
    };

    return d->type ? d->type->name : word[d->kind];
}

/* "string name<32>", "node *next" */
static const char *
declaration(const struct decl *d)
{
    const char *t = type_word(d);
    long long n = d->bound.number;

    switch (d->shape) {
    case SHAPE_OPTIONAL:
        return keepf("%s *%s", t, d->name);
    case SHAPE_FIXED:
        return keepf("%s %s[%lld]", t, d->name, n);
    case SHAPE_VARIABLE:
        return keepf("%s %s<%lld>", t, d->name, n);
    case SHAPE_ONE:
        break;
    }
    return keepf("%s %s", t, d->name);
}

static void
print_lengths(FILE *f, const struct def *def)
{
    fprintf(f, "  (%" PRIu64, def->min_len);
    if (def->max_len == UNBOUNDED)
        fprintf(f, " or more bytes");
    else if (def->max_len != def->min_len)
        fprintf(f, " to %" PRIu64 " bytes", def->max_len);
    else
        fprintf(f, " bytes");
    fprintf(f, "%s%s%s%s)\n", def->owns ? ", owns memory" : "",
            def->tail ? ", a list by " : "", def->tail ? def->tail : "",
            def->recursive ? ", recursive" : "");
}

static void
print_arms(FILE *f, const struct def *def)
{
    for (const struct arm *a = def->arms; a; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next)
            fprintf(f, "  case %s = %" PRId64 ":\n", l->value.text,
                    l->value.number);
        if (!a->labels)
            fprintf(f, "  default:\n");
        fprintf(f, "    %s\n", a->decl ? declaration(a->decl) : "void");
    }
}

static void
print_version(FILE *f, const struct version *v)
{
    fprintf(f, "  version %s = %" PRId64 "  (%s)\n", v->name, v->number.number,
            v->prefix);
    for (const struct proc *p = v->procs; p; p = p->next) {
        fprintf(f, "    %" PRId64 ": %s %s(", p->number.number,
                p->result ? type_word(p->result) : "void", p->word);
        if (!p->args)
            fprintf(f, "void");
        for (const struct decl *d = p->args; d; d = d->next)
            fprintf(f, "%s%s", d == p->args ? "" : ", ", declaration(d));
        fprintf(f, ")\n");
    }
}

static void
print_def(FILE *f, const struct def *def)
{
    switch (def->kind) {
    case DEF_CONST:
        fprintf(f, "const %s = %s\n", def->name, def->value.text);
        return;
    case DEF_ENUM:
        fprintf(f, "enum %s", def->name);
        print_lengths(f, def);
        for (const struct item *i = def->items; i; i = i->next)
            fprintf(f, "  %s = %" PRId64 "\n", i->name, i->value.number);
        return;
    case DEF_STRUCT:
        fprintf(f, "struct %s", def->name);
        print_lengths(f, def);
        for (const struct decl *d = def->fields; d; d = d->next)
            fprintf(f, "  %s\n", declaration(d));
        return;
    case DEF_UNION:
        fprintf(f, "union %s switch (%s)", def->name,
                declaration(def->selector));
        print_lengths(f, def);
        print_arms(f, def);
        return;
    case DEF_ALIAS:
        fprintf(f, "typedef %s %s\n", type_word(def->fields), def->name);
        return;
    case DEF_PROGRAM:
        fprintf(f, "program %s = %" PRId64 "\n", def->name, def->value.number);
        for (const struct version *v = def->versions; v; v = v->next)
            print_version(f, v);
        return;
    }
}

void
print_tree(FILE *f, const struct def *defs)
{
    for (const struct def *def = defs; def; def = def->next)
        print_def(f, def);
}
