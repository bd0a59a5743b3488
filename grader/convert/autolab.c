/*
 * autolab.c - what an autograder of Autolab prints: feedback, a line about
 * how to present it, and the scores in the last line.
 *
 * Source: Autolab's "Guide for Lab Authors" and "Formatted Feedback".  A last
 * line that it cannot read, or without a score, Autolab turns into a score of
 * 0 (saveAutograde() in its assessment_autograde_core.rb); a score of null it
 * keeps as none.  So null it is where there is no score.
 */
#include "grader/convert/formats.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

static const char rerun[] =
    "An instructor can grade it again: \"Regrade\" among the submissions.";

/* Both are JSON that must stand in one line. */
static void
write_json(FILE *out, json_t *v)
{
    json_dumpf(v, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(v);
}

/* What is undecided is neither passed nor failed, and is not listed. */
static void
add_case(json_t *stage, const struct case_record *c)
{
    json_t *test, *name;

    if (status_is_infra(c->status) || c->status == STATUS_STOPPED)
        return;
    test = json_object();
    json_object_set_new(test, "passed",
                        json_boolean(c->status == STATUS_PASS));
    if (c->status != STATUS_PASS)
        json_object_set_new(test, "hint",
                            json_text(c->told ? c->told->why : c->statement));
    name = json_text(c->name);
    json_object_set_new(stage, json_string_value(name), test);
    json_decref(name);
}

/* A stage for each lab. */
static json_t *
presentation(const struct record *r)
{
    json_t *root = json_object(), *stages = json_array();

    json_object_set_new(root, "_presentation", json_string("semantic"));
    json_object_set_new(root, "stages", stages);
    for (int lab = 1; lab <= RECORD_LABS; lab++) {
        char name[16];
        json_t *stage = json_object();

        for (size_t i = 0; i < r->n_cases; i++)
            if (r->cases[i].lab == lab)
                add_case(stage, &r->cases[i]);
        snprintf(name, sizeof(name), "Lab %d", lab);
        if (json_object_size(stage)) {
            json_array_append_new(stages, json_string(name));
            json_object_set(root, name, stage);
        }
        json_decref(stage);
    }
    return root;
}

static json_t *
scores(const struct record *r)
{
    json_t *root = json_object(), *all = json_object();

    for (int lab = 1; lab <= RECORD_LABS; lab++) {
        char name[16];

        snprintf(name, sizeof(name), "lab%d", lab);
        if (record_has_lab(r, lab))
            json_object_set_new(all, name,
                                record_has_score(r)
                                    ? json_integer(r->lab_points[lab])
                                    : json_null());
    }
    json_object_set_new(root, "scores", all);
    return root;
}

void
to_autolab(const struct record *r, FILE *out)
{
    for (size_t i = 0; i < r->n_cases; i++) {
        fputs("case       ", out);
        write_line(out, r->cases[i].name);
        fputs(": ", out);
        write_line(out, r->cases[i].what);
        fputc('\n', out);
        words_case(out, &r->cases[i], &words_all);
        fputc('\n', out);
    }
    words_summary(out, r, rerun);
    write_json(out, presentation(r));
    write_json(out, scores(r));
}
