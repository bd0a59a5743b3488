/*
 * out.h - the text that the compiler writes.
 *
 * Lines are indented by four blanks for each level, and one that is longer
 * than 79 columns is broken behind a comma, a semicolon or a plus, and goes on
 * below the innermost open bracket.  So whoever emits need not count columns.
 */
#ifndef IDLC_OUT_H
#define IDLC_OUT_H

#include <stddef.h>

/* Characters that become more; owned. */
struct chars {
    char *s; /* ends with a NUL; NULL while there is none */
    size_t len, cap;
};

struct out {
    int level;         /* of indentation; the emitter's, see below */
    int missing;       /* a part of the lab is not written: no good text */
    struct chars line; /* the line so far */
    struct chars text; /* all lines before it */
};

/*
 * As printf(); a \n ends a line.  { 0 } is an empty struct out.  "case ..." or
 * "default:" stands one level further out than level says.
 */
__attribute__((format(printf, 2, 3))) void emit(struct out *o,
                                                const char *format, ...);

/* Statements from here on are inside one more (less) pair of braces. */
static inline void
emit_in(struct out *o)
{
    o->level++;
}

static inline void
emit_out(struct out *o)
{
    o->level--;
}

void out_free(struct out *o);

#endif
