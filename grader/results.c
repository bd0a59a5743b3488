/*
 * results.c - the object of results, and its file: see results.h.
 */
#include "grader/results.h"

#include "grader/isolate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- values ------------------------------------------------------------- */

static void
must(int ok)
{
    if (!ok) {
        fprintf(stderr, "grade: out of memory\n");
        abort();
    }
}

void
results_put(json_t *object, const char *key, json_t *value)
{
    must(json_object_set_new(object, key, value) == 0);
}

void
results_append(json_t *array, json_t *value)
{
    must(json_array_append_new(array, value) == 0);
}

/*
 * Bytes of the character that s begins with; 0: it is none that a text may
 * have.  RFC 3629: nothing longer than needed, no surrogates, at most
 * U+10FFFF.  C1 controls (U+0080 to U+009F) command terminals, too.
 */
static size_t
character(const unsigned char *s)
{
    static const unsigned least[] = { 0, 0, 0xa0, 0x800, 0x10000 };
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    unsigned code = s[0] & (0xffU >> (n + 1));

    if (n == 1)
        return (s[0] >= ' ' && s[0] != 0x7f) || s[0] == '\n' || s[0] == '\t';
    if (s[0] < 0xc0 || s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3fU);
    }
    return code < least[n] || code > 0x10ffff ||
                   (code >= 0xd800 && code < 0xe000)
               ? 0
               : n;
}

json_t *
results_string(const char *text)
{
    char *copy = strdup(text);
    json_t *string;

    must(copy != NULL);
    for (char *at = copy; *at;) {
        size_t n = character((const unsigned char *)at);

        if (n == 0)
            *at = '?';
        at += n ? n : 1;
    }
    string = json_string(copy);
    free(copy);
    must(string != NULL);
    return string;
}

json_t *
results_seed(uint64_t seed)
{
    char digits[24];

    if (seed < (uint64_t)1 << 53) /* a double has it exactly */
        return json_integer((json_int_t)seed);
    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)seed);
    return results_string(digits);
}

static const char *const statuses[] = {
    [OUTCOME_PASS] = "pass",       [OUTCOME_FAIL] = "fail",
    [OUTCOME_UNKNOWN] = "unknown", [OUTCOME_CRASHED] = "crashed",
    [OUTCOME_TIMEOUT] = "timeout", [OUTCOME_NOT_RUN] = "not-run",
    [OUTCOME_INFRA] = "infra",     [OUTCOME_STOPPED] = "stopped",
};
#define N_STATUSES (int)(sizeof(statuses) / sizeof(statuses[0]))

const char *
results_status(enum outcome outcome)
{
    return statuses[outcome];
}

int
results_outcome(const char *status)
{
    for (int i = 0; i < N_STATUSES; i++)
        if (strcmp(statuses[i], status) == 0)
            return i;
    return -1;
}

/* ---- the object --------------------------------------------------------- */

/* Another run than the grade has no score: it could be taken for it. */
static int
is_graded(const struct grade_options *opt)
{
    return !opt->list && !opt->test && !opt->gallery && opt->n_shards < 2 &&
           opt->faults < 0 && !opt->schedule;
}

/* What the sandbox of isolated programs can enforce here, and what not. */
static void
put_sandbox(json_t *o, int isolate)
{
    json_t *list[] = { json_array(), json_array() };
    struct sandbox_report r;
    char text[128];
    int err = isolate ? isolate_probe(&r) : 0;

    if (err < 0) {
        snprintf(text, sizeof(text), "sandbox (%s)", strerror(-err));
        results_append(list[1], results_string(text));
    }
    for (int m = 0; isolate && err == 0 && m < SANDBOX_MEASURES; m++) {
        const struct sandbox_fact *f = &r.fact[m];

        if (f->state == SANDBOX_UNASKED)
            continue;
        snprintf(text, sizeof(text), f->detail[0] ? "%s (%s)" : "%s",
                 sandbox_name(m), f->detail);
        results_append(list[f->state == SANDBOX_MISSING],
                       results_string(text));
    }
    results_put(o, "enforced", list[0]);
    results_put(o, "not_enforced", list[1]);
}

static json_t *
mode(const struct grade_options *opt)
{
    json_t *o = json_object();
    char shard[40];

    results_put(o, "isolated", json_boolean(opt->isolate));
    results_put(o, "sanitizers", json_boolean(!sim_can_save()));
    results_put(o, "prior", results_string(opt->prior ? opt->prior : ""));
    put_sandbox(o, opt->isolate);
    if (opt->n_shards > 1) {
        snprintf(shard, sizeof(shard), "%u/%u", opt->shard + 1, opt->n_shards);
        results_put(o, "shard", results_string(shard));
    }
    if (opt->schedule)
        results_put(o, "one_run", json_true());
    else if (opt->seed)
        results_put(o, "seed", results_seed(opt->seed));
    return o;
}

/* With which command another run is the same; "": nobody has said. */
static void
put_call(json_t *o, const struct grade_options *opt)
{
    const char *const word[][2] = {
        { "grade", opt->program },
        { "nodes", opt->nodes },
        { "worlds", opt->worlds },
        { "replay", opt->replay },
    };

    for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
        results_put(o, word[i][0],
                    results_string(word[i][1] ? word[i][1] : ""));
    results_put(o, "isolate", json_boolean(opt->isolate));
    results_put(o, "gallery", json_boolean(opt->gallery));
}

json_t *
results_new(const struct grade_options *opt)
{
    json_t *o = json_object();

    results_put(o, "format", results_string(RESULTS_FORMAT));
    results_put(o, "version", json_integer(RESULTS_VERSION));
    results_put(o, "submission",
                results_string(opt->submission ? opt->submission : ""));
    put_call(o, opt);
    results_put(o, "mode", mode(opt));
    results_put(o, "complete", json_false());
    results_put(o, "graded", json_boolean(is_graded(opt)));
    results_put(o, "ms", json_integer(0));
    results_put(o, "exit", json_integer(2));
    results_put(o, "cases", json_array());
    return o;
}

json_t *
results_add(json_t *results, const struct grade_case *c)
{
    json_t *o = json_object();

    results_put(o, "name", results_string(c->name));
    results_put(o, "lab", json_integer(c->lab));
    results_put(o, "what", results_string(c->what));
    results_put(o, "rows", results_string(c->rows));
    results_put(o, "points", json_integer(0));
    results_put(o, "max", json_integer(c->points));
    results_put(o, "status", results_string("stopped"));
    results_put(o, "statement", results_string("it has not begun"));
    results_put(o, "begun", json_false());
    results_put(o, "ms", json_integer(0));
    results_append(json_object_get(results, "cases"), o);
    return o;
}

void
results_set(json_t *in, const struct result *r, int64_t ms)
{
    static const char needs[] = "needs ";
    json_t *report, *more;
    size_t i;

    results_put(in, "points", json_integer(r->points));
    results_put(in, "status", results_string(results_status(r->outcome)));
    results_put(in, "statement", results_string(r->statement));
    results_put(in, "begun", json_true());
    results_put(in, "ms", json_integer(ms));
    if (r->outcome == OUTCOME_NOT_RUN)
        results_put(in, "needs",
                    results_string(r->statement + sizeof(needs) - 1));
    if (json_array_size(r->reports) == 0)
        return;
    results_put(in, "report", json_incref(json_array_get(r->reports, 0)));
    if (json_array_size(r->reports) == 1)
        return;
    more = json_array();
    json_array_foreach (r->reports, i, report)
        if (i > 0)
            results_append(more, json_incref(report));
    results_put(in, "more", more);
}

static long long
number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

/* Of one lab, 0: of all.  0: no point of it was to be had. */
static int
add_score(json_t *o, const json_t *cases, int lab)
{
    long long points = 0, max = 0;
    const json_t *c;
    size_t i;

    json_array_foreach (cases, i, c) {
        if (lab && number_of(c, "lab") != lab)
            continue;
        points += number_of(c, "points");
        max += number_of(c, "max");
    }
    if (lab)
        results_put(o, "lab", json_integer(lab));
    results_put(o, "points", json_integer(points));
    results_put(o, "max", json_integer(max));
    return max > 0;
}

void
results_finish(json_t *results, int complete, int status, int64_t ms)
{
    const json_t *cases = json_object_get(results, "cases");

    results_put(results, "complete", json_boolean(complete));
    results_put(results, "exit", json_integer(status));
    results_put(results, "ms", json_integer(ms));
    if (complete && json_is_true(json_object_get(results, "graded"))) {
        json_t *labs = json_array();

        for (int lab = 1; lab <= LABS_MAX; lab++) {
            json_t *o = json_object();

            if (add_score(o, cases, lab))
                results_append(labs, o);
            else
                json_decref(o);
        }
        add_score(results, cases, 0);
        results_put(results, "labs", labs);
    }
}

/* ---- the file ----------------------------------------------------------- */

int
results_save(const json_t *results, const char *path)
{
    size_t n = strlen(path) + sizeof(".new");
    char *beside = malloc(n);
    int err = 0;

    must(beside != NULL);
    snprintf(beside, n, "%s.new", path);
    errno = 0;
    if (json_dump_file(results, beside, JSON_INDENT(1)) < 0 ||
        rename(beside, path) < 0)
        err = errno ? -errno : -EIO;
    if (err)
        unlink(beside);
    free(beside);
    return err;
}
