/*
 * fuzz_idlc.c - any text at all, as an interface.
 *
 *     make CC=clang fuzz
 *
 * It is compiled, or there is a message with a line and a caret.  Nothing may
 * crash, and nothing may be said twice.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/generate.h"
#include "lab2-stubs/idlc/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What is written goes nowhere. */
static void
compile(struct source *source)
{
    static const struct names_of_files names = { "t.x", "t", "t.h" };
    struct out out[N_FILES] = { { 0 } };
    const struct tok *t = lex(source);
    struct def *defs = parse(t);
    FILE *f;

    check(defs); /* nothing is open yet: it may end here */
    f = fopen("/dev/null", "w");
    if (!f)
        abort();
    print_tokens(f, t);
    print_tree(f, defs);
    fclose(f);
    generate(out, defs, &names);
    for (int i = 0; i < N_FILES; i++) {
        if (out[i].level != 0 || out[i].line.len != 0)
            abort(); /* a brace is open, or a line has no end */
        out_free(&out[i]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct source *source = calloc(1, sizeof(*source));
    char *text = malloc(len + 1);

    if (!source || !text)
        abort();
    memcpy(text, bytes, len);
    text[len] = '\0';
    *source = (struct source){ .name = "t.x", .text = text, .len = len };
    if (setjmp(source->failed) == 0)
        compile(source);
    else if (strncmp(source->message, "t.x:", 4) != 0 ||
             (!strstr(source->message, "^\n") &&
              strlen(source->message) < MESSAGE_MAX - 1))
        abort();
    keep_nothing();
    free(source);
    free(text);
    return 0;
}
