/*
 * entries.c - the directory of submissions, read.
 */
#include "grader/class/entries.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

size_t
archive_stem(const char *name)
{
    static const char *const ends[] = { ".zip", ".tar", ".tar.gz", ".tgz",
                                        ".tar.bz2" };
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t n = strlen(ends[i]);

        if (len > n && strcmp(name + len - n, ends[i]) == 0)
            return len - n;
    }
    return 0;
}

/* Longer names of directories than most file systems have. */
#define FILE_NAME_MAX 200

/* Names of our own files among the students'. */
static int
is_ours(const char *name)
{
    static const char *const ours[] = {
        "work",         "gradebook.csv", "times.csv", "index.html",
        "commands.txt", "joblog",        "job.sh",    "squeue.log",
    };

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (strcmp(name, ours[i]) == 0)
            return 1;
    return strncmp(name, "slurm-", 6) == 0;
}

/*
 * A name may have any byte in it: what is not a letter, a digit or one of
 * "._-@+" is written as "=20".  So is the first byte of a name of ours, which
 * then is no longer one.  What is too long to be a name ends in the checksum
 * `id` instead.
 */
static char *
safe_name(const char *name, const char *id)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+";
    int escape = is_ours(name);
    char *out = malloc(3 * strlen(name) + 1), *at = out;

    if (!out)
        return NULL;
    for (; *name; name++, escape = 0)
        if (!escape && strchr(plain, *name))
            *at++ = *name;
        else
            at += sprintf(at, "=%02X", (unsigned char)*name);
    *at = '\0';
    if (at - out > FILE_NAME_MAX)
        sprintf(out + FILE_NAME_MAX - 17, "=%s", id);
    return out;
}

static int
fill(struct entry *e, const char *directory, const char *file, size_t len)
{
    e->name = strndup(file, len);
    e->path = malloc(strlen(directory) + strlen(file) + 2);
    if (!e->name || !e->path)
        return -ENOMEM;
    sprintf(e->path, "%s/%s", directory, file);
    snprintf(e->id, sizeof(e->id), "%016" PRIx64,
             XXH3_64bits(e->name, strlen(e->name)));
    e->file = safe_name(e->name, e->id);
    return e->file ? 0 : -ENOMEM;
}

/* "alice/" and "alice.zip" are two: then the archive keeps its whole name. */
static size_t
name_len(const struct entry_list *list, const char *file)
{
    size_t stem = archive_stem(file);
    char *name = stem ? strndup(file, stem) : NULL;

    if (!name || entries_find(list, name))
        stem = strlen(file);
    free(name);
    return stem;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name,
                  ((const struct entry *)b)->name);
}

static int
visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static int
compare(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int
entries_read(struct entry_list *list, const char *directory)
{
    struct dirent **found;
    int n = scandir(directory, &found, visible, compare), err = 0;

    *list = (struct entry_list){ 0 };
    if (n < 0)
        return -errno;
    list->entry = calloc(n ? (size_t)n : 1, sizeof(*list->entry));
    if (!list->entry)
        err = -ENOMEM;
    /* Directories first: an archive gives way. */
    for (int archives = 0; archives < 2; archives++)
        for (int i = 0; i < n && !err; i++) {
            const char *file = found[i]->d_name;

            if ((archive_stem(file) > 0) == archives)
                err = fill(&list->entry[list->len++], directory, file,
                           name_len(list, file));
        }
    for (int i = 0; i < n; i++)
        free(found[i]);
    free(found);
    if (err)
        entries_release(list);
    else
        qsort(list->entry, list->len, sizeof(*list->entry), by_name);
    return err;
}

int
entry_is(const struct entry *e, const char *name)
{
    return strcmp(e->name, name) == 0 || strcmp(e->file, name) == 0;
}

const struct entry *
entries_find(const struct entry_list *list, const char *name)
{
    for (size_t i = 0; i < list->len; i++)
        if (list->entry[i].file && entry_is(&list->entry[i], name))
            return &list->entry[i];
    return NULL;
}

void
entries_release(struct entry_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        free(list->entry[i].name);
        free(list->entry[i].path);
        free(list->entry[i].file);
    }
    free(list->entry);
    *list = (struct entry_list){ 0 };
}
