/*
 * record.c - what came of a submission, as a file.
 */
#include "grader/class/class.h"
#include "grader/class/files.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_FORMAT "rpclab-class"
#define RECORD_VERSION 1
#define RECORD_MAX ((size_t)64 << 10)

static const char *const states[] = { "graded", "partly",     "broken",
                                      "empty",  "unreadable", "infra" };
#define N_STATES ((int)(sizeof(states) / sizeof(states[0])))

/* What an instructor is to look at; README.md says what each means. */
static const char *const flags[] = { "infra",          "stopped",
                                     "odd-names",      "refused",
                                     "several-copies", "cheat-suspected",
                                     "not-as-packed" };

const char *
class_state_name(enum class_state s)
{
    return states[s];
}

const char *
class_flag_known(const char *name)
{
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strcmp(flags[i], name) == 0)
            return flags[i];
    return NULL;
}

void
class_flag(struct class_record *r, const char *flag)
{
    for (int i = 0; i < r->n_flags; i++)
        if (strcmp(r->flag[i], flag) == 0)
            return;
    if (r->n_flags < CLASS_FLAGS_MAX)
        r->flag[r->n_flags++] = flag;
}

int
class_total(const struct class_record *r)
{
    int total = CLASS_NO_SCORE;

    for (int n = 1; n <= CLASS_LABS; n++) {
        if (!r->lab[n].handed_in)
            continue;
        if (r->lab[n].points == CLASS_NO_SCORE)
            return CLASS_NO_SCORE;
        total = (total < 0 ? 0 : total) + r->lab[n].points;
    }
    return total;
}

int
class_max(const struct class_record *r)
{
    int max = 0;

    for (int n = 1; n <= CLASS_LABS; n++)
        max += r->lab[n].handed_in ? r->lab[n].max : 0;
    return max;
}

static json_t *
labs_json(const struct class_record *r)
{
    json_t *labs = json_array();

    for (int n = 1; n <= CLASS_LABS; n++) {
        const struct class_lab *lab = &r->lab[n];

        if (lab->handed_in)
            json_array_append_new(
                labs, json_pack("{s:i, s:o, s:i}", "lab", n, "points",
                                lab->points == CLASS_NO_SCORE
                                    ? json_null()
                                    : json_integer(lab->points),
                                "max", lab->max));
    }
    return labs;
}

static int
path_of(const struct class_options *opt, const struct entry *e, char *path)
{
    int n = snprintf(path, PATH_MAX, "%s/%s/record.json", opt->out, e->file);

    return n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int
record_save(const struct class_options *opt, const struct entry *e,
            const struct class_record *r)
{
    json_t *flag = json_array(), *o;
    char path[PATH_MAX], status[sizeof(r->status)], *text;
    int err = path_of(opt, e, path);

    memcpy(status, r->status, sizeof(status));
    text_clean(status);
    for (int i = 0; i < r->n_flags; i++)
        json_array_append_new(flag, json_string(r->flag[i]));
    o = json_pack("{s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:I, s:I}", "format",
                  RECORD_FORMAT, "version", RECORD_VERSION, "key", r->key,
                  "state", states[r->state], "status", status, "labs",
                  labs_json(r), "flags", flag, "build_ms",
                  (json_int_t)r->build_ms, "grade_ms",
                  (json_int_t)r->grade_ms);
    text = o ? json_dumps(o, JSON_INDENT(1)) : NULL;
    if (!err)
        err = text ? file_write(path, text, strlen(text)) : -EINVAL;
    free(text);
    json_decref(o);
    return err;
}

static int
load_labs(const json_t *labs, struct class_record *r)
{
    size_t i;
    json_t *o;

    json_array_foreach (labs, i, o) {
        json_t *points;
        int n, max;

        if (json_unpack(o, "{s:i, s:o, s:i}", "lab", &n, "points", &points,
                        "max", &max) < 0 ||
            n < 1 || n > CLASS_LABS)
            return -EBADMSG;
        r->lab[n].handed_in = 1;
        r->lab[n].max = max;
        r->lab[n].points = json_is_integer(points)
                               ? (int)json_integer_value(points)
                               : CLASS_NO_SCORE;
    }
    return 0;
}

static int
load_flags(const json_t *list, struct class_record *r)
{
    size_t i;
    json_t *o;

    json_array_foreach (list, i, o) {
        const char *flag =
            json_is_string(o) ? class_flag_known(json_string_value(o)) : NULL;

        if (!flag)
            return -EBADMSG;
        class_flag(r, flag);
    }
    return 0;
}

static int
load(const json_t *o, struct class_record *r)
{
    const char *format, *key, *state, *status;
    json_int_t build_ms, grade_ms;
    json_t *labs, *list;
    int version;

    if (json_unpack((json_t *)o,
                    "{s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:I, s:I}", "format",
                    &format, "version", &version, "key", &key, "state", &state,
                    "status", &status, "labs", &labs, "flags", &list,
                    "build_ms", &build_ms, "grade_ms", &grade_ms) < 0 ||
        strcmp(format, RECORD_FORMAT) != 0 || version != RECORD_VERSION)
        return -EBADMSG;
    for (r->state = 0; (int)r->state < N_STATES; r->state++)
        if (strcmp(states[r->state], state) == 0)
            break;
    if ((int)r->state == N_STATES)
        return -EBADMSG;
    snprintf(r->key, sizeof(r->key), "%s", key);
    snprintf(r->status, sizeof(r->status), "%s", status);
    r->build_ms = (long)build_ms;
    r->grade_ms = (long)grade_ms;
    return load_labs(labs, r) < 0 ? -EBADMSG : load_flags(list, r);
}

int
record_load(const struct class_options *opt, const struct entry *e,
            struct class_record *r)
{
    char path[PATH_MAX], *text;
    json_t *o;
    int err = path_of(opt, e, path);

    *r = (struct class_record){ 0 };
    if (!err)
        err = file_read(path, RECORD_MAX, &text, NULL);
    if (err)
        return err;
    o = json_loads(text, 0, NULL);
    err = o ? load(o, r) : -EBADMSG;
    json_decref(o);
    free(text);
    return err;
}

void
record_remove(const struct class_options *opt, const struct entry *e)
{
    char path[PATH_MAX];

    if (path_of(opt, e, path) == 0)
        unlink(path);
}
