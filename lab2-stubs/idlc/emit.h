/*
 * emit.h - the functions that take values apart and put them together again:
 * lab 2, part C.
 *
 * Each emits one whole function of C, which ends with "}\n".  What the code
 * must be like is shown by lab3-atleastonce/bank/bank_xdr.c, bank_clnt.c and
 * bank_svc.c, which are made by these.  tree.h says what an interface is,
 * c.h what its things are called in C; emit() is in out.h.
 *
 * While a function is not written yet, it sets o->missing.
 */
#ifndef IDLC_EMIT_H
#define IDLC_EMIT_H

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/out.h"
#include "lab2-stubs/idlc/tree.h"

/* T_put() and T_get() of an enum, a struct or a union. */
void emit_put(struct out *o, const struct def *def);
void emit_get(struct out *o, const struct def *def);

/* The client's stub, bank_open(). */
void emit_stub(struct out *o, const struct def *program,
               const struct version *v, const struct proc *p);

/* The server's skeleton, open_skeleton(). */
void emit_skeleton(struct out *o, const struct version *v,
                   const struct proc *p);

/* ---- given: emit_call.c, emit_text.c, emit_free.c ----------------------- */

/*
 * What is first in a stub: room for both messages, and struct rpc_call call
 * with all that is known before; and what is last: its memory is freed, and
 * its status returned.
 */
void emit_stub_begin(struct out *o, const struct def *program,
                     const struct version *v, const struct proc *p);
void emit_stub_end(struct out *o, const struct proc *p);

/* In a skeleton: free those variables that own memory. */
void emit_free_values(struct out *o, const struct decl *list);

/* T_text() and, of a type that owns memory, T_free(). */
void emit_text(struct out *o, const struct def *def);
void emit_free(struct out *o, const struct def *def);

/*
 * Statements that append all values of a list to text, "alice, 10", if
 * somebody looks at it; of nothing, no statement.
 */
void emit_trace(struct out *o, const char *text, const struct decl *list,
                expr_fn *expr);

#endif
