/*
 * linear.h - is a history one that a server without concurrency could have?
 *
 * A history is the calls of all clients as they saw them: each takes effect
 * at one instant between its call and its return, and the results are those
 * of one order of these instants (linearizability: Herlihy and Wing).  What
 * the server does inside is not looked at: a call that had its effect twice,
 * or none, or too late, shows in the results of those after it.
 *
 *   returned a result     it has had its effect once, before it returned
 *   failed, indefinite    once at any time after its call, or never
 *   failed, definite      never
 *   never returned        as indefinite: its process has ended, say
 *   resumed               (step "resume") it is the latest call of this text
 *                         of its host, from before the restart
 *
 * The search is the one of Wing and Gong with the memory of Lowe: orders are
 * tried depth first, and a set of calls that has been tried with the same
 * state is not tried again.  It is exponential where many calls overlap, so
 * it has a budget: beyond it the answer is ORACLE_UNKNOWN.  What is about
 * different objects (accounts, names) is looked at on its own.
 *
 * Ownership: operations point into the trace.
 */
#ifndef GRADER_LINEAR_H
#define GRADER_LINEAR_H

#include "grader/oracle.h"

/*
 * The bank of lab 3: open, deposit, debit, balance.  The accounts it begins
 * with are those in the arguments of the world's server: behind its address,
 * NAME BALANCE and so on.  A server that forgets them in a crash is not the
 * same bank any more, and is told so.
 */
oracle_fn oracle_linear_bank;

/*
 * The store of lab 3 part C: set, put and get of named values with versions.
 * In the beginning no name has a value.
 */
oracle_fn oracle_linear_store;

/* ---- models: what an object is ------------------------------------------ */

/* One object's state: whether it is there, and what the model keeps of it. */
struct linear_state {
    int there;
    int64_t value, version;
};

struct linear_op {
    const struct trace_event *call;
    const struct trace_event *ret; /* with a result; NULL: indefinite */
    const char *key;               /* in the text of call: which object */
    size_t key_len;
    int verb;               /* the model's */
    int64_t value, version; /* arguments */
    int result;             /* the model's; 0: not known, all is possible */
    int64_t result_value, result_version;
};

struct linear_model {
    /* Understand an operation: 1; 0: it is of no interest here. */
    int (*read)(struct linear_op *op);

    /* How the object named by op begins. */
    void (*begin)(const struct trace *tr, const struct linear_op *op,
                  struct linear_state *s);

    /* Apply op: 1 if its result can be the one that was seen. */
    int (*apply)(const struct linear_op *op, struct linear_state *s);

    /* Whether op changes nothing, whatever the state: one of which no result
     * is known is left out then. */
    int (*only_reads)(const struct linear_op *op);

    /*
     * Whether op may have had its effect before the instant that its result
     * is of: once at any time after its call, or never.  NULL: none may.
     */
    int (*effect_before)(const struct linear_op *op);
};

/* Steps of search for one object; a run of the explorer needs some hundred. */
#define LINEAR_BUDGET 2000000

/* All objects of the trace, with this budget for each question. */
int linear_check(const struct linear_model *m, const struct trace *tr,
                 uint64_t budget, struct verdict *v);

extern const struct linear_model linear_bank, linear_store;

#endif
