/*
 * entries.h - whose submissions there are: a directory or an archive each.
 *
 * The list owns its strings; entries_release() frees them.
 */
#ifndef GRADER_CLASS_ENTRIES_H
#define GRADER_CLASS_ENTRIES_H

#include <stddef.h>

struct entry {
    char *name;  /* of the student: the file's, an archive's without ".zip" */
    char *path;  /* from the working directory */
    char *file;  /* the name as part of a path and of a URL: safe characters */
    char id[17]; /* of the name, for make: hexadecimal digits */
};

struct entry_list {
    struct entry *entry; /* by name, in bytes */
    size_t len;
};

/* Hidden files are no entries.  Returns 0 or -errno. */
int entries_read(struct entry_list *list, const char *directory);

/* Is it the one of that name, as it is or as part of a path? */
int entry_is(const struct entry *e, const char *name);

/* The entry of that name, or NULL. */
const struct entry *entries_find(const struct entry_list *list,
                                 const char *name);

void entries_release(struct entry_list *list);

/* Is it by its name an archive (.zip, .tar, .tar.gz, .tgz, ...)?  The length
 * of the rest; 0: no. */
size_t archive_stem(const char *name);

#endif
