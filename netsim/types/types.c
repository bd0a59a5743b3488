/*
 * types.c - the interfaces that are known, and a page of one of them.
 */
#include "netsim/types/types_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/idlc/mem.h"
#include "netsim/trace/layers.h"
#include "netsim/trace/memory.h"

#define FILE_MAX (256 * 1024) /* of an interface; bounds what check() does */

struct file {
    const char *name; /* without directories; borrowed from the compiler */
    const struct def *defs;
};

struct types {
    struct file *file; /* owned, n of them */
    size_t n, cap;
    char *problems; /* owned, a string of so many bytes */
    size_t problems_len, problems_cap;
    char title[256];
};

struct types *
types_new(void)
{
    struct types *t = memory_new(1, sizeof(*t));

    t->problems = memory_grow(NULL, &t->problems_cap, 1, 1);
    t->problems[0] = '\0';
    return t;
}

void
types_free(struct types *t)
{
    if (!t)
        return;
    keep_nothing();
    free(t->file);
    free(t->problems);
    free(t);
}

const char *
types_problems(const struct types *t)
{
    return t->problems;
}

/* ---- reading a file ----------------------------------------------------- */

static void
add_problem(struct types *t, const char *text)
{
    size_t len = strlen(text);

    t->problems = memory_grow(t->problems, &t->problems_cap,
                              t->problems_len + len + 1, 1);
    memcpy(t->problems + t->problems_len, text, len + 1);
    t->problems_len += len;
}

/* All of it, into a source of the compiler's. */
static int
read_source(struct source *s, const char *path)
{
    FILE *in = fopen(path, "re");
    char *text;

    if (!in)
        return -errno;
    text = keep(FILE_MAX + 1);
    s->name = keep_text(path, strlen(path));
    s->len = fread(text, 1, FILE_MAX + 1, in);
    if (ferror(in)) {
        int err = -errno;

        fclose(in);
        return err;
    }
    fclose(in);
    s->text = text;
    if (s->len <= FILE_MAX) {
        text[s->len] = '\0';
        return 0;
    }
    snprintf(s->message, sizeof(s->message),
             "%s: longer than %d bytes; nobody has written that\n", path,
             FILE_MAX);
    return -EINVAL;
}

/* The compiler ends with its first error by a jump, with the message. */
static int
compile(struct source *s, const struct def **defs)
{
    struct def *made;

    if (setjmp(s->failed))
        return -EINVAL;
    made = parse(lex(s));
    check(made);
    *defs = made;
    return 0;
}

int
types_add(struct types *t, const char *path)
{
    struct source *s = keep(sizeof(*s));
    const struct def *defs = NULL;
    const char *slash;
    int err = read_source(s, path);

    if (!err)
        err = compile(s, &defs);
    if (err) {
        if (!*s->message)
            snprintf(s->message, sizeof(s->message), "%s: %s\n", path,
                     strerror(-err));
        add_problem(t, s->message);
        return err;
    }
    slash = strrchr(s->name, '/');
    t->file = memory_grow(t->file, &t->cap, t->n + 1, sizeof(*t->file));
    t->file[t->n++] = (struct file){ slash ? slash + 1 : s->name, defs };
    return 0;
}

/* ---- finding a procedure ------------------------------------------------ */

static const struct proc *
find_in(const struct def *defs, const struct types_call *call)
{
    const struct version *v;
    const struct proc *p;

    while (defs &&
           (defs->kind != DEF_PROGRAM || defs->value.number != call->program))
        defs = defs->next;
    for (v = defs ? defs->versions : NULL; v; v = v->next)
        if (v->number.number == call->version)
            for (p = v->procs; p; p = p->next)
                if (p->number.number == call->procedure)
                    return p;
    return NULL;
}

const struct proc *
types_find(const struct types *t, const struct types_call *call,
           const char **file)
{
    const struct proc *found = NULL;

    for (size_t i = 0; i < t->n && !found; i++) {
        found = find_in(t->file[i].defs, call);
        *file = t->file[i].name;
    }
    return found;
}

const char *
types_title(struct types *t, const struct types_call *call, enum types_of what)
{
    const char *file;
    const struct proc *proc = types_find(t, call, &file);
    const struct decl *d;
    FILE *out;

    if (!proc)
        return NULL;
    out = fmemopen(t->title, sizeof(t->title), "w");
    if (!out)
        abort();
    d = what == TYPES_ARGUMENTS ? proc->args : proc->result;
    fputs(d ? fields_type(d) : "void", out);
    if (what == TYPES_ARGUMENTS)
        for (; d && d->next; d = d->next)
            fprintf(out, ", %s", fields_type(d->next));
    fprintf(out, " of %s (%s)", proc->name, file);
    fclose(out);
    t->title[sizeof(t->title) - 1] = '\0';
    return t->title;
}

/* ---- printing ----------------------------------------------------------- */

/* Several arguments have names; one alone, or the result, is all there is. */
static void
print_declarations(struct page *p, const struct decl *d, enum types_of what)
{
    int several = what == TYPES_ARGUMENTS && d && d->next;

    for (; d && !p->stopped; d = several ? d->next : NULL) {
        size_t was = several ? page_enter(p, d->name) : 0;

        p->type = fields_type(d);
        fields_print(p, d);
        page_leave(p, was);
    }
}

void
types_print(FILE *out, const struct types *t, const struct types_call *call,
            enum types_of what, const uint8_t *bytes, size_t len, size_t at)
{
    struct page p = { .out = out, .bytes = bytes, .len = len, .at = at };
    const char *file;
    const struct proc *proc = types_find(t, call, &file);

    if (!proc) {
        layers_words(out, bytes, len);
        return;
    }
    print_declarations(&p, what == TYPES_ARGUMENTS ? proc->args : proc->result,
                       what);
    p.level = 0;
    if (p.pos == p.len)
        return;
    if (p.stopped)
        page_line(&p, 0, "the rest, %zu bytes:", p.len - p.pos);
    else
        page_line(&p, 0, "%zu bytes too many:", p.len - p.pos);
    page_rest(&p);
}
