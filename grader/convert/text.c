/*
 * text.c - what `grade` has shown on a terminal, again.
 *
 * The grader has the one function for it.  What was edited into a record is
 * kept from the terminal here.
 */
#include "grader/convert/formats.h"
#include "grader/convert/write.h"
#include "grader/results.h"

void
to_text(const struct record *r, FILE *out)
{
    const struct results_style plain = { 0 };
    struct draft d;

    draft_begin(&d);
    results_print(d.out, r->root, &plain);
    write_text(out, draft_end(&d));
    draft_free(&d);
}
