/*
 * types.h - what the bytes behind the header of RPC mean, by an interface.
 *
 * A stub's arguments and results are bytes without names.  The names are in
 * the `.x` file from which the stubs were made; with it, and the numbers of
 * the call, each field can be named:
 *
 *       40  00000005 616c6963 65000000           name "alice"
 *       52  00000000 0000000a                    amount 10
 *
 * A line has the place of its first byte, up to sixteen bytes, and what they
 * are.  The hexadecimal digits of all lines are all of the bytes, in order
 * and once, whatever they are; what does not fit the type is said in words.
 * Nothing is allocated by a length from the wire.
 *
 * The bytes are read here, not with the XDR of lab 2: that is the student's,
 * and may be what is looked for.
 *
 * Errors:     0 on success, a negative errno.
 * Ownership:  one struct types at a time: the parser's memory is global.
 */
#ifndef NETSIM_TYPES_H
#define NETSIM_TYPES_H

#include <stdint.h>
#include <stdio.h>

#include "netsim/trace/trace.h"

struct types;

/* No interfaces yet; out of memory aborts. */
struct types *types_new(void);
void types_free(struct types *t); /* or NULL */

/*
 * Add the interfaces of a file.  -EINVAL: there is an error in it, or it is
 * too long; other values: it cannot be read.  Then nothing was added, and
 * types_problems() knows, which ends with a newline.  Of two interfaces with
 * the same numbers the first counts.
 */
int types_add(struct types *t, const char *path);

/* What was wrong with the files, line by line, as the compiler of interfaces
 * says it; "" if nothing. */
const char *types_problems(const struct types *t);

/* What a call asks for: RFC 5531, section 9. */
struct types_call {
    uint32_t program, version, procedure;
};

enum types_of { TYPES_ARGUMENTS, TYPES_RESULT };

/* "bank_change of BANK_DEBIT (bank.x)"; NULL: there is no such procedure.
 * Good until the next call of this. */
const char *types_title(struct types *t, const struct types_call *call,
                        enum types_of what);

/*
 * The bytes, line by line; the first of them is byte number `at` of what the
 * program has sent.  Words without names if there is no such procedure.
 */
void types_print(FILE *out, const struct types *t,
                 const struct types_call *call, enum types_of what,
                 const uint8_t *bytes, size_t len, size_t at);

/*
 * All that is behind the RPC header of event[send], a SEND of the trace whose
 * payload has the record mark of TCP as its first mark_len bytes (4, or 0)
 * and its body from byte `at` on.  With a title and with what is wrong, as
 * layers.h prints layers.  t may be NULL, for no interfaces.
 */
void types_message(FILE *out, struct types *t, const struct trace *tr,
                   size_t send, size_t mark_len, size_t at);

#endif
