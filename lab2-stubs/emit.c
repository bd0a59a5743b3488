/*
 * emit.c - code that takes values apart, and puts them together again.
 *
 * Lab 2, part C: about 255 lines are missing.  The contract is in
 * lab2-stubs/idlc/emit.h; lab3-atleastonce/bank/bank_xdr.c, bank_clnt.c and
 * bank_svc.c show what comes out.  Syllabus: C4, C5, C7.
 *
 * C cannot list the members of a struct.  So for each type somebody must
 * write down what is in it, and here a program does.  Before you write,
 * decide what code comes from each of these:
 *
 *   - a member of a simple type, an enum, a struct: whose function is called?
 *   - T x[3], T x<3>, T *x; and bytes, string s<3>, opaque b[3], opaque b<3>
 *   - a union without default, when no case fits
 *   - a list, def->tail; another type that contains itself, def->recursive
 *   - a call without arguments, without a result, with three arguments
 *   - values that own memory: who frees what, also when decoding fails?
 */
#include "lab2-stubs/idlc/emit.h"

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 2 part C"
#define THIS_FILE "lab2-stubs/emit.c"

/* T_put(): see bank_change_put() and bank_result_put(). */
void
emit_put(struct out *o, const struct def *def)
{
    (void)def;
    o->missing = 1;
    rpc_not_implemented(PART, "emit_put()", THIS_FILE);
}

/* T_get(): see bank_status_get(), too. */
void
emit_get(struct out *o, const struct def *def)
{
    (void)def;
    o->missing = 1;
    rpc_not_implemented(PART, "emit_get()", THIS_FILE);
}

/* The client's stub: see bank_debit(). */
void
emit_stub(struct out *o, const struct def *program, const struct version *v,
          const struct proc *p)
{
    (void)program;
    (void)v;
    (void)p;
    o->missing = 1;
    rpc_not_implemented(PART, "emit_stub()", THIS_FILE);
}

/* The server's skeleton: see debit_skeleton(). */
void
emit_skeleton(struct out *o, const struct version *v, const struct proc *p)
{
    (void)v;
    (void)p;
    o->missing = 1;
    rpc_not_implemented(PART, "emit_skeleton()", THIS_FILE);
}
