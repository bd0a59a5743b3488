/*
 * gradescope.c - results.json of Gradescope.
 *
 * Source: its Autograder Specifications, "Output format".  A test without a
 * score counts nothing, and a file with no score anywhere is not taken as
 * graded: so it is where there is no score.
 */
#include "grader/convert/formats.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

#include <stdlib.h>

static const char rerun[] =
    "An instructor can grade it again: \"Rerun Autograder\" on the page of "
    "the submission, or \"Regrade All Submissions\" on that of the "
    "autograder.";

static json_t *
summary(const struct record *r)
{
    char *text = words_summary_text(r, rerun);
    json_t *v = json_text(text);

    free(text);
    return v;
}

static json_t *
title(const struct case_record *c)
{
    struct draft d;
    json_t *v;

    draft_begin(&d);
    write_line(d.out, c->name);
    fputs(": ", d.out);
    write_line(d.out, c->what);
    if (c->max == 0)
        fputs(" (exhibit: gives no points)", d.out);
    v = json_text(draft_end(&d));
    draft_free(&d);
    return v;
}

/* "passed" and "failed" are all that there is: others are undecided. */
static void
add_verdict(json_t *test, const struct record *r, const struct case_record *c)
{
    if (c->status == STATUS_PASS)
        json_object_set_new(test, "status", json_string("passed"));
    else if (!status_is_infra(c->status) && c->status != STATUS_STOPPED)
        json_object_set_new(test, "status", json_string("failed"));
    if (c->max && record_has_score(r)) {
        json_object_set_new(test, "score", json_integer(c->points));
        json_object_set_new(test, "max_score", json_integer(c->max));
    }
}

static json_t *
test_of(const struct record *r, const struct case_record *c, int number)
{
    json_t *test = json_object();
    char *text = words_case_text(c, &words_all);

    json_object_set_new(test, "number", json_sprintf("%d.%d", c->lab, number));
    json_object_set_new(test, "name", title(c));
    add_verdict(test, r, c);
    json_object_set_new(test, "output", json_text(text));
    json_object_set_new(test, "output_format", json_string("text"));
    json_object_set_new(test, "tags",
                        json_pack("[o]", json_sprintf("lab%d", c->lab)));
    json_object_set_new(test, "visibility", json_string("visible"));
    json_object_set_new(test, "extra_data",
                        json_pack("{s:s}", "status", status_name(c->status)));
    free(text);
    return test;
}

void
to_gradescope(const struct record *r, FILE *out)
{
    json_t *root = json_object(), *tests = json_array();
    int number[RECORD_LABS + 1] = { 0 };

    if (record_has_score(r))
        json_object_set_new(root, "score", json_integer(r->points));
    json_object_set_new(root, "execution_time", json_real(r->ms / 1000.0));
    json_object_set_new(root, "output", summary(r));
    json_object_set_new(root, "output_format", json_string("text"));
    json_object_set_new(root, "test_output_format", json_string("text"));
    json_object_set_new(root, "test_name_format", json_string("text"));
    json_object_set_new(root, "visibility", json_string("visible"));
    json_object_set_new(root, "stdout_visibility", json_string("hidden"));
    for (size_t i = 0; i < r->n_cases; i++) {
        const struct case_record *c = &r->cases[i];

        json_array_append_new(tests, test_of(r, c, ++number[c->lab]));
    }
    json_object_set_new(root, "tests", tests);
    json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    fputc('\n', out);
    json_decref(root);
}
