/*
 * c.h - what things of an interface are called in C.
 *
 * For all who emit code.  Texts live as long as the tree (mem.h).  "expr" is
 * an expression of C, such as v->amount or *v->next.
 */
#ifndef IDLC_C_H
#define IDLC_C_H

#include "lab2-stubs/idlc/mem.h"
#include "lab2-stubs/idlc/tree.h"
#include "lab2-stubs/rpclib/rpc_msg.h"

/* Of one element: "int64_t", "enum bank_status", "struct bank_account". */
const char *c_type(const struct decl *d);

/* "enum bank_status", "struct bank_result": a union is a struct, too. */
const char *c_def(const struct def *def);

/* How xdr.h calls a simple type: "i64" of xdr_put_i64(). */
const char *c_xdr(enum kind kind);

/* A pointer to expr: "&v->amount", "v->next". */
const char *c_address(const char *expr);

/* Where the count of an array<> is: "v->n_entry" of "v->" and entry. */
const char *c_count(const char *base, const struct decl *d);

/* What a switch over a union looks at: "v->status", "(int)v->flag". */
const char *c_selector(const struct def *def);

/*
 * The parameters of stub and service: "const struct bank_change *args,
 * struct bank_result *res", each with a ", " before it.  A struct comes by
 * pointer, all else by value; a result always by pointer.
 */
const char *c_parameters(const struct proc *p);

/*
 * What a declared value is as an expression: an argument of a stub, "*args"
 * or "arg1"; what a pointer points to, "*res"; a variable, "args".
 */
typedef const char *expr_fn(const struct decl *d);
expr_fn c_argument, c_pointer, c_variable;

/*
 * The greatest length of a list of values: "BANK_CHANGE_LEN_MAX", "4 + 8";
 * NULL of none.  No message carries more than RPC_BODY_MAX (rpc_msg.h).
 */
const char *c_len_max(const struct decl *list);

/* Are the two messages of a call too long for the stack of a thread? */
int needs_heap(const struct proc *p);

/* The least length of one element of an array. */
uint64_t min_len_of_one(const struct decl *d);

/* Is it part of the struct as it is, rather than behind a pointer? */
static inline int
is_bytes(const struct decl *d)
{
    return d->kind == KIND_STRING || d->kind == KIND_OPAQUE;
}

/* Must its memory be freed when it is an element, an argument, a result? */
static inline int
owns(const struct decl *d)
{
    return d && d->type && d->type->owns;
}

#endif
