/*
 * lex.h - from characters to tokens, and errors that point at one.
 *
 * Ownership:  tokens point into the text of their source, which must live as
 *             long as they do.
 */
#ifndef IDLC_LEX_H
#define IDLC_LEX_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX 1024

/* A file.  Whoever compiles it calls setjmp(failed) before the first step. */
struct source {
    const char *name; /* as in messages */
    const char *text; /* ends with a NUL, which is not part of it */
    size_t len;
    jmp_buf failed;            /* fail_at() ends here, */
    char message[MESSAGE_MAX]; /* with this: lines that end with \n */
};

enum tok_kind { TOK_NAME, TOK_NUMBER, TOK_STRING, TOK_PUNCT, TOK_END };

struct tok {
    enum tok_kind kind;
    struct source *source;
    const char *text; /* the first of len characters in source->text */
    int len;
    int64_t number; /* of a TOK_NUMBER */
    const struct tok *next;
};

/* All of them; the last is a TOK_END, whose next is itself. */
const struct tok *lex(struct source *source);

/* Is it this word or sign? */
int tok_is(const struct tok *t, const char *text);

/*
 * The first error is the last: "bank.x:3:7: error: ...", the line, and a
 * caret below the token.
 */
_Noreturn __attribute__((format(printf, 2, 3))) void
fail_at(const struct tok *t, const char *format, ...);

#endif
