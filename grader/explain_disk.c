/*
 * explain_disk.c - what a crash has left on a disk, and why.
 *
 * A process that crashes leaves behind what it has written.  A host that
 * loses power keeps what was synced; of the rest the kernel says what it has
 * kept, and what is lost.
 */
#include "grader/explain.h"

#include <stdlib.h>
#include <string.h>

#include "grader/causes.h"

/* The place in "crash server after @write #5 restart 50ms": from its "@" or
 * "after" on. */
static void
print_place(FILE *out, const struct trace_event *crash)
{
    const char *at = strchr(crash->did, '@'), *end;

    if (!at)
        return;
    end = strstr(at, " restart");
    fprintf(out, " (%s%.*s)", strstr(crash->did, " after @") ? "after " : "",
            end ? (int)(end - at) : (int)strlen(at), at);
}

#define NAMES_MAX 3

/* Changes that were synced on the host of the crash, up to it. */
struct synced {
    int before, since; /* of an event */
    int n_names;       /* of files, since */
    const char *name[NAMES_MAX];
};

static void
add_name(struct synced *n, const char *name)
{
    for (int i = 0; i < n->n_names; i++)
        if (strcmp(n->name[i], name) == 0)
            return;
    if (n->n_names < NAMES_MAX)
        n->name[n->n_names++] = name;
}

static void
count_synced(const struct trace *tr, const struct trace_event *since,
             const struct trace_event *crash, struct synced *n)
{
    *n = (struct synced){ 0 };
    for (const struct trace_event *e = tr->event; e < crash; e++) {
        int changes = e->kind == TRACE_SYNC ? atoi(e->text) : 0;

        if (changes == 0 || e->host != crash->host)
            continue;
        if (since && e < since) {
            n->before += changes;
        } else {
            n->since += changes;
            add_name(n, e->name);
        }
    }
}

static void
print_synced(FILE *out, const struct synced *n, const char *since_what)
{
    if (n->before + n->since == 0) {
        fprintf(out, "nothing had ever been synced to its disk");
        return;
    }
    if (n->since == 0) {
        fprintf(out, "nothing had been synced %s", since_what);
        return;
    }
    fprintf(out, "%d change%s of", n->since, n->since == 1 ? "" : "s");
    for (int i = 0; i < n->n_names; i++)
        fprintf(out, "%s %s", i ? "," : "", n->name[i]);
    fprintf(out, " had been synced%s%s", since_what[0] ? " " : "", since_what);
}

/* The last call of the system that was made to fail before the crash. */
static void
print_error(const struct trace *tr, const struct trace_event *crash, FILE *out)
{
    for (const struct trace_event *e = trace_before(crash, tr->event); e;
         e = trace_before(e, tr->event)) {
        const char *at = strchr(e->did, '@');

        if (e->kind != TRACE_CHOICE || e->host != crash->host || !at ||
            strncmp(e->did, "error ", 6) != 0)
            continue;
        fprintf(out, ", and %s had failed before", at);
        return;
    }
}

void
explain_disk(const struct trace *tr, const struct trace_event *since,
             const char *since_what, const struct trace_event *crash,
             char *buf, size_t cap)
{
    FILE *out = explain_open(buf, cap);
    const char *lost = strchr(crash->text, ';');
    struct synced n;

    if (lost) {
        fprintf(out, "the power failed");
        print_place(out, crash);
        fprintf(out, ", and what was not synced is gone (%s)", lost + 2);
    } else {
        count_synced(tr, since, crash, &n);
        fprintf(out, "when it %s",
                cause_is_power(crash) ? "lost power" : "crashed");
        print_place(out, crash);
        fprintf(out, ", ");
        print_synced(out, &n, since_what);
    }
    print_error(tr, crash, out);
    fclose(out);
}
