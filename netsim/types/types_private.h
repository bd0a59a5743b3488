/*
 * types_private.h - private to netsim/types: a page of fields.
 *
 * A page is bytes that are being printed.  Each line takes the next few of
 * them, and says what they are called: by the path from the line before it
 * that is indented less, "entry[2].word".
 */
#ifndef NETSIM_TYPES_PRIVATE_H
#define NETSIM_TYPES_PRIVATE_H

#include <stdarg.h>

#include "lab2-stubs/idlc/tree.h"
#include "netsim/types/types.h"

#define LINE_BYTES 16 /* at most */

/* Types inside one another, at most: what the stack can take. */
#define DEPTH_MAX 64

#define PATH_LEN 128 /* a longer path is cut */

struct page {
    FILE *out;
    const uint8_t *bytes;
    size_t len, pos; /* pos of them are printed */
    size_t at;       /* the number of the first */
    int level;       /* of indentation */
    int depth;       /* of types */
    int stopped;     /* what comes is not known */
    char path[PATH_LEN];
    const char *type; /* what is named so if the path is empty */
};

/* ---- page.c: lines ------------------------------------------------------ */

/* The next n bytes (16 at most; none: the number is left out, too), and what
 * they are. */
__attribute__((format(printf, 3, 4))) void page_line(struct page *p, size_t n,
                                                     const char *format, ...);

/* A line that is indented once more: it goes on with the one before. */
__attribute__((format(printf, 3, 4))) void page_more(struct page *p, size_t n,
                                                     const char *format, ...);

/* The name of what comes next. */
const char *page_name(const struct page *p);

/* Go into a member, or into element i; come back with what it returned. */
size_t page_enter(struct page *p, const char *member);
size_t page_enter_element(struct page *p, size_t i);
void page_leave(struct page *p, size_t was);

/* Into what has names of its own, indented; type names what has none. */
struct page_group {
    char path[PATH_LEN];
    const char *type;
};
void page_begin(struct page *p, struct page_group *g, const char *type);
void page_end(struct page *p, const struct page_group *g);

/* What comes next has so many bytes: 0, or -1 and it is said that it ends
 * before; then the page is stopped. */
int page_needs(struct page *p, size_t n);

/* Stop here, and say why. */
__attribute__((format(printf, 2, 3))) void page_stop(struct page *p,
                                                     const char *format, ...);

/* The next word, which page_needs() says is there. */
uint32_t page_word(const struct page *p);

/* All that is left, as characters. */
void page_rest(struct page *p);

/* ---- value.c, real.c, fields.c ------------------------------------------ */

/* One value that has no parts. */
void value_print(struct page *p, const struct decl *d);

/* A string or an opaque, of fixed or variable length. */
void value_print_bytes(struct page *p, const struct decl *d);

/* How a number of IEEE 754 is written: bits is its sign, exponent_bits and
 * mantissa_bits of it. */
#define REAL_MAX 48
void real_write(char to[REAL_MAX], uint64_t bits, unsigned exponent_bits,
                unsigned mantissa_bits);

/* All of a declaration, whatever its shape. */
void fields_print(struct page *p, const struct decl *d);

/* "bank_change", "int": of one element of it. */
const char *fields_type(const struct decl *d);

/* ---- types.c, call.c ---------------------------------------------------- */

/* The procedure of this call, and in *file the name of its file; or NULL. */
const struct proc *types_find(const struct types *t,
                              const struct types_call *call,
                              const char **file);

/*
 * What the message of RPC at send's byte mark_len is about: of a call, what
 * it calls; of a reply, what the call before it in the trace with its xid
 * has called.  0; -ENOENT: there is no such call; -ERANGE: not among the last
 * CALL_EVENTS_MAX events, and no others were looked at; -ENOMSG: neither a
 * call nor a reply with a result.
 */
#define CALL_EVENTS_MAX 50000
int call_of_message(const struct trace *tr, size_t send, size_t mark_len,
                    struct types_call *call, enum types_of *what);

#endif
