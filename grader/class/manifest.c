/*
 * manifest.c - is a submission as `make handin` has packed it?
 */
#include "grader/class/manifest.h"

#include <inttypes.h>
#include <jansson.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct check {
    const struct intake *in;
    const struct intake_file *manifest;
    size_t prefix; /* bytes of its path before its name */
    manifest_say_fn *say;
    void *arg;
    int wrong;
};

static void __attribute__((format(printf, 2, 3)))
complain(struct check *c, const char *format, ...)
{
    char sentence[320];
    va_list args;

    va_start(args, format);
    vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    c->wrong++;
    if (c->say)
        c->say(c->arg, sentence);
}

static int
depth_of(const char *path)
{
    int depth = 0;

    for (; *path; path++)
        depth += *path == '/';
    return depth;
}

static int
is_manifest(const struct intake_file *f)
{
    const char *slash = strrchr(f->path, '/');

    return strcmp(slash ? slash + 1 : f->path, MANIFEST_NAME) == 0;
}

static void
find_manifest(struct check *c)
{
    for (size_t i = 0; i < c->in->len; i++) {
        const struct intake_file *f = &c->in->file[i];

        if (is_manifest(f) &&
            (!c->manifest || depth_of(f->path) < depth_of(c->manifest->path)))
            c->manifest = f;
    }
    if (c->manifest)
        c->prefix = strlen(c->manifest->path) - strlen(MANIFEST_NAME);
}

/* A file beside the manifest or below it: its name as the manifest says it,
 * or NULL. */
static const char *
name_of(const struct check *c, const struct intake_file *f)
{
    if (strncmp(f->path, c->manifest->path, c->prefix) != 0 || is_manifest(f))
        return NULL;
    return f->path + c->prefix;
}

static const struct intake_file *
find(const struct check *c, const char *name)
{
    for (size_t i = 0; i < c->in->len; i++) {
        const char *is = name_of(c, &c->in->file[i]);

        if (is && strcmp(is, name) == 0)
            return &c->in->file[i];
    }
    return NULL;
}

static void
check_file(struct check *c, json_t *said)
{
    const char *name = json_string_value(json_object_get(said, "name"));
    const char *sum = json_string_value(json_object_get(said, "sha256"));
    json_int_t bytes = json_integer_value(json_object_get(said, "bytes"));
    const struct intake_file *f = name ? find(c, name) : NULL;
    char is[SHA256_DIGEST_STRING_LENGTH];

    if (!name || !sum) {
        complain(c, "the manifest has a file without a name or a checksum");
        return;
    }
    if (!f) {
        complain(c, "%.100s was packed, and is not there", name);
        return;
    }
    SHA256Data((const uint8_t *)f->data, f->len, is);
    if ((json_int_t)f->len != bytes)
        complain(c,
                 "%.100s had %" JSON_INTEGER_FORMAT
                 " bytes when it was packed, and has %zu",
                 name, bytes, f->len);
    else if (strcmp(is, sum) != 0)
        complain(c, "%.100s is not what was packed", name);
}

static int
is_said(json_t *files, const char *name)
{
    json_t *said;
    size_t i;

    json_array_foreach (files, i, said) {
        const char *is = json_string_value(json_object_get(said, "name"));

        if (is && strcmp(is, name) == 0)
            return 1;
    }
    return 0;
}

static void
check_all(struct check *c, json_t *top)
{
    json_t *files = json_object_get(top, "files"), *said;
    json_int_t format = json_integer_value(json_object_get(top, "format"));
    size_t i;

    if (format != MANIFEST_FORMAT || !json_is_array(files)) {
        complain(c, "the manifest is not of format %d", MANIFEST_FORMAT);
        return;
    }
    json_array_foreach (files, i, said)
        check_file(c, said);
    for (i = 0; i < c->in->len; i++) {
        const char *name = name_of(c, &c->in->file[i]);

        if (name && !is_said(files, name))
            complain(c, "%.100s was not packed, and is there", name);
    }
}

int
manifest_check(const struct intake *in, manifest_say_fn *say, void *arg)
{
    struct check c = { .in = in, .say = say, .arg = arg };
    json_error_t e;
    json_t *top;

    find_manifest(&c);
    if (!c.manifest)
        return 0;
    top = json_loadb(c.manifest->data, c.manifest->len, JSON_REJECT_DUPLICATES,
                     &e);
    if (top)
        check_all(&c, top);
    else
        complain(&c, "the manifest cannot be read: %.100s, line %d", e.text,
                 e.line);
    json_decref(top);
    return c.wrong;
}
