/*
 * prairielearn.c - results.json of an external grader of PrairieLearn.
 *
 * Source: its documentation, "External Grading", "Grading results": a score
 * from 0 to 1; "gradable": false takes no attempt away and gives no points; at
 * most 1 MB.  So what would be larger is said shorter, and says so.
 */
#include "grader/convert/formats.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_LIMIT (1000 * 1000) /* bytes: the stricter reading of 1 MB */

static const char rerun[] =
    "The attempt does not count. An instructor can grade it again: \"Grade "
    "submission\" on the page of the student's question.";

/* From all to nearly nothing, until it fits. */
static const struct words_limit limits[] = {
    { SIZE_MAX, SIZE_MAX },
    { 20, 2000 },
    { 0, 400 },
    { 0, 0 },
};
#define N_LIMITS (sizeof(limits) / sizeof(limits[0]))

static json_t *
output_of(const struct case_record *c, const struct words_limit *most)
{
    char *text = words_case_text(c, most);
    json_t *v = json_text(text);

    free(text);
    return v;
}

static json_t *
test_of(const struct record *r, const struct case_record *c,
        const struct words_limit *most)
{
    json_t *test = json_object();
    int points = record_has_score(r);

    json_object_set_new(test, "name", json_text(c->name));
    json_object_set_new(test, "description", json_text(c->what));
    json_object_set_new(test, "points", json_integer(points ? c->points : 0));
    json_object_set_new(test, "max_points", json_integer(points ? c->max : 0));
    json_object_set_new(test, "message", json_text(status_name(c->status)));
    json_object_set_new(test, "output", output_of(c, most));
    return test;
}

static json_t *
summary(const struct record *r)
{
    char *text = words_summary_text(r, rerun);
    json_t *v = json_text(text);

    free(text);
    return v;
}

static json_t *
results(const struct record *r, const struct words_limit *most)
{
    json_t *root = json_object(), *tests = json_array(), *said = summary(r);

    json_object_set_new(root, "gradable", json_boolean(record_has_score(r)));
    if (record_has_score(r))
        json_object_set_new(root, "score",
                            json_real((double)r->points / (double)r->max));
    else
        json_object_set(root, "format_errors", said);
    json_object_set_new(root, "message", said);
    for (size_t i = 0; i < r->n_cases; i++)
        json_array_append_new(tests, test_of(r, &r->cases[i], most));
    json_object_set_new(root, "tests", tests);
    return root;
}

void
to_prairielearn(const struct record *r, FILE *out)
{
    for (size_t i = 0; i < N_LIMITS; i++) {
        json_t *root = results(r, &limits[i]);
        char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9));
        int last = i + 1 == N_LIMITS;

        json_decref(root);
        if (!text)
            abort();
        if (last || strlen(text) < SIZE_LIMIT) {
            fprintf(out, "%s\n", text);
            free(text);
            return;
        }
        free(text);
    }
}
