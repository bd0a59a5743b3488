/*
 * c.c - what things of an interface are called in C.
 */
#include "lab2-stubs/idlc/c.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *c, *xdr;
} words[] = {
    [KIND_INT] = { "int32_t", "i32" },
    [KIND_UNSIGNED] = { "uint32_t", "u32" },
    [KIND_HYPER] = { "int64_t", "i64" },
    [KIND_UHYPER] = { "uint64_t", "u64" },
    [KIND_FLOAT] = { "float", "float" },
    [KIND_DOUBLE] = { "double", "double" },
    [KIND_BOOL] = { "bool", "bool" },
    [KIND_STRING] = { "char", "string" },
    [KIND_OPAQUE] = { "uint8_t", "opaque" },
};

const char *
c_type(const struct decl *d)
{
    return d->type ? c_def(d->type) : words[d->kind].c;
}

const char *
c_def(const struct def *def)
{
    return keepf("%s %s", def->kind == DEF_ENUM ? "enum" : "struct",
                 def->name);
}

const char *
c_xdr(enum kind kind)
{
    return words[kind].xdr;
}

const char *
c_address(const char *expr)
{
    return *expr == '*' ? expr + 1 : keepf("&%s", expr);
}

const char *
c_count(const char *base, const struct decl *d)
{
    return keepf("%sn_%s", base, d->name);
}

const char *
c_selector(const struct def *def)
{
    /* Compilers frown at a switch over a bool. */
    return keepf("%sv->%s", def->selector->kind == KIND_BOOL ? "(int)" : "",
                 def->selector->name);
}

const char *
c_parameters(const struct proc *p)
{
    const char *s = "";

    for (const struct decl *d = p->args; d; d = d->next)
        s = d->kind == KIND_STRUCT
                ? keepf("%s, const %s *%s", s, c_type(d), d->name)
                : keepf("%s, %s %s", s, c_type(d), d->name);
    if (p->result)
        s = keepf("%s, %s *%s", s, c_type(p->result), p->result->name);
    return s;
}

const char *
c_pointer(const struct decl *d)
{
    return keepf("*%s", d->name);
}

const char *
c_variable(const struct decl *d)
{
    return d->name;
}

const char *
c_argument(const struct decl *d)
{
    return d->kind == KIND_STRUCT ? c_pointer(d) : d->name;
}

static const char *
upper(const char *name)
{
    char *s = keep_text(name, strlen(name));

    for (char *p = s; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    return s;
}

static uint64_t
simple_len(enum kind kind)
{
    return kind == KIND_HYPER || kind == KIND_UHYPER || kind == KIND_DOUBLE
               ? 8
               : 4;
}

uint64_t
min_len_of_one(const struct decl *d)
{
    return d->type ? d->type->min_len : simple_len(d->kind);
}

static uint64_t
one_len_max(const struct decl *d)
{
    return d->type ? d->type->max_len : simple_len(d->kind);
}

static uint64_t
len_max(const struct decl *list)
{
    uint64_t len = 0;

    for (const struct decl *d = list; d; d = d->next) {
        uint64_t one = one_len_max(d);

        if (one > RPC_BODY_MAX || len + one > RPC_BODY_MAX)
            return RPC_BODY_MAX;
        len += one;
    }
    return len;
}

const char *
c_len_max(const struct decl *list)
{
    const char *s = NULL;

    for (const struct decl *d = list; d; d = d->next) {
        const char *one = d->kind == KIND_STRUCT
                              ? keepf("%s_LEN_MAX", upper(d->type->name))
                              : keepf("%d", (int)one_len_max(d));

        s = s ? keepf("%s + %s", s, one) : one;
    }
    return s;
}

int
needs_heap(const struct proc *p)
{
    return len_max(p->args) + len_max(p->result) > 8192;
}
