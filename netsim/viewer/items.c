/*
 * items.c - see items.h.
 */
#include "netsim/viewer/items.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netsim/trace/memory.h"

static const char ending[] = ".jsonl";

static char *
copy(const char *text, size_t len)
{
    char *s = memory_new(len + 1, 1);

    memcpy(s, text, len);
    return s;
}

/* A string of an object, "" if it has none. */
static char *
string_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return copy(text ? text : "", text ? strlen(text) : 0);
}

/* A whole number that may be written as a string, since it may be large. */
static char *
number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    char text[32] = "";

    if (json_is_string(value))
        return string_of(object, key);
    if (json_is_integer(value))
        snprintf(text, sizeof(text), "%lld",
                 (long long)json_integer_value(value));
    return copy(text, strlen(text));
}

static struct item *
add(struct items *list)
{
    list->item =
        memory_grow(list->item, &list->cap, list->n + 1, sizeof(*list->item));
    list->item[list->n] = (struct item){ .lab = 0 };
    return &list->item[list->n++];
}

static void
release(struct item *it)
{
    char *const text[] = {
        it->name,        it->status,         it->why,
        it->path,        it->replay,         it->hint,
        it->again.grade, it->again.nodes,    it->again.worlds,
        it->again.world, it->again.schedule, it->again.seed,
    };

    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
        free(text[i]);
    free(it->margin);
}

void
items_release(struct items *list)
{
    for (size_t i = 0; i < list->n; i++)
        release(&list->item[i]);
    free(list->item);
    *list = (struct items){ 0 };
}

void
items_insert(struct items *list, size_t at, struct items *from)
{
    add(list);
    memmove(&list->item[at + 1], &list->item[at],
            (list->n - 1 - at) * sizeof(*list->item));
    list->item[at] = from->item[0];
    memmove(&from->item[0], &from->item[1], (--from->n) * sizeof(*from->item));
    items_release(from);
}

void
items_take_margin(struct item *it, struct item *from)
{
    free(it->margin);
    it->margin = from->margin;
    it->n_margin = from->n_margin;
    from->margin = NULL;
    from->n_margin = 0;
}

/* ---- files -------------------------------------------------------------- */

/* What a trace alone does not say. */
static void
add_nothing(struct item *it)
{
    char **const text[] = {
        &it->status,       &it->why,         &it->replay,
        &it->hint,         &it->again.grade, &it->again.nodes,
        &it->again.worlds, &it->again.world, &it->again.schedule,
        &it->again.seed,
    };

    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
        *text[i] = copy("", 0);
}

static void
add_file(struct items *list, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = strlen(name), cut = sizeof(ending) - 1;
    struct item *it = add(list);

    if (len > cut && strcmp(name + len - cut, ending) == 0)
        len -= cut;
    it->name = copy(name, len);
    it->path = copy(path, strlen(path));
    add_nothing(it);
}

static int
is_trace(const struct dirent *d)
{
    size_t len = strlen(d->d_name), cut = sizeof(ending) - 1;

    return d->d_name[0] != '.' && len > cut &&
           strcmp(d->d_name + len - cut, ending) == 0;
}

static int
add_directory(struct items *list, const char *path)
{
    struct dirent **entry;
    int n = scandir(path, &entry, is_trace, versionsort);

    if (n < 0)
        return -errno;
    for (int i = 0; i < n; i++) {
        size_t cap = strlen(path) + strlen(entry[i]->d_name) + 2;
        char *file = memory_new(cap, 1);

        snprintf(file, cap, "%s/%s", path, entry[i]->d_name);
        add_file(list, file);
        free(file);
        free(entry[i]);
    }
    free(entry);
    return 0;
}

/* What `make gallery` leaves is such a directory. */
static int
add_results_of(struct items *list, const char *directory)
{
    char path[1024], why[200];

    snprintf(path, sizeof(path), "%.1000s/results.json", directory);
    return access(path, R_OK) == 0
               ? items_add_results(list, path, 0, why, sizeof(why))
               : -ENOENT;
}

int
items_add_path(struct items *list, const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return -errno;
    if (S_ISDIR(st.st_mode))
        return add_results_of(list, path) == 0 ? 0 : add_directory(list, path);
    add_file(list, path);
    return 0;
}

/* ---- results ------------------------------------------------------------ */

/* What is looked at first. */
enum { FAILED, SHOWN, OTHERS, RANKS };

static int
rank_of(const json_t *c)
{
    const char *status = json_string_value(json_object_get(c, "status"));
    const json_t *report = json_object_get(c, "report");
    const char *trace = json_string_value(json_object_get(report, "trace"));

    if (status && strcmp(status, "pass") != 0 &&
        strcmp(status, "not-run") != 0)
        return FAILED;
    return trace && *trace ? SHOWN : OTHERS;
}

static void
add_recipe(struct rerun_recipe *r, const json_t *results, const json_t *report)
{
    r->grade = string_of(results, "grade");
    r->nodes = string_of(results, "nodes");
    r->worlds = string_of(results, "worlds");
    r->isolate = json_is_true(json_object_get(results, "isolate"));
    r->gallery = json_is_true(json_object_get(results, "gallery"));
    r->world = string_of(report, "world");
    r->schedule = string_of(report, "schedule");
    r->seed = number_of(report, "seed");
}

/* [[seq, wrong, runs], ...] */
static void
add_margin(struct item *it, const json_t *margin)
{
    size_t i;
    const json_t *point;

    it->margin = memory_new(json_array_size(margin) + 1, sizeof(*it->margin));
    json_array_foreach (margin, i, point)
        it->margin[it->n_margin++] = (struct margin){
            .seq = (uint64_t)json_integer_value(json_array_get(point, 0)),
            .wrong = (unsigned)json_integer_value(json_array_get(point, 1)),
            .runs = (unsigned)json_integer_value(json_array_get(point, 2)),
        };
}

/* A case as one of its reports has it; NULL: it has none. */
static void
add_report(struct items *list, const json_t *results, const json_t *c,
           const json_t *report)
{
    struct item *it = add(list);

    it->lab = (int)json_integer_value(json_object_get(c, "lab"));
    it->name = string_of(c, "name");
    it->status = string_of(c, "status");
    it->why = report ? string_of(report, "why") : string_of(c, "statement");
    it->path = string_of(report, "trace");
    it->replay = string_of(report, "replay");
    it->hint = string_of(report, "hint");
    it->event = (uint64_t)json_integer_value(json_object_get(report, "event"));
    add_recipe(&it->again, results, report);
    add_margin(it, json_object_get(report, "margin"));
}

static void
add_case(struct items *list, const json_t *results, const json_t *c)
{
    const json_t *more = json_object_get(c, "more"), *report;
    size_t i;

    add_report(list, results, c, json_object_get(c, "report"));
    json_array_foreach (more, i, report)
        add_report(list, results, c, report);
}

int
items_add_results(struct items *list, const char *path, int lab, char *why,
                  size_t cap)
{
    json_error_t err;
    json_t *results = json_load_file(path, JSON_ALLOW_NUL, &err), *c;
    const json_t *cases = json_object_get(results, "cases");
    size_t i;

    if (!json_is_array(cases)) {
        if (results)
            snprintf(why, cap, "it has no cases");
        else
            snprintf(why, cap, "line %d, column %d: %s", err.line, err.column,
                     err.text);
        json_decref(results);
        return results || err.line >= 0 ? -EINVAL : -errno;
    }
    for (int rank = 0; rank < RANKS; rank++)
        json_array_foreach (cases, i, c)
            if (rank_of(c) == rank &&
                (lab == 0 ||
                 json_integer_value(json_object_get(c, "lab")) == lab))
                add_case(list, results, c);
    json_decref(results);
    return 0;
}
