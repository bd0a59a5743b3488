/*
 * files.h - small things done with files.  All return 0 or -errno.
 */
#ifndef GRADER_CLASS_FILES_H
#define GRADER_CLASS_FILES_H

#include <stddef.h>

/* Whole or not at all: written beside it, and renamed. */
int file_write(const char *path, const char *text, size_t len);

/* Text of a file, to be freed, with a '\0' behind it; at most `most` bytes of
 * it.  *len may be NULL. */
int file_read(const char *path, size_t most, char **text, size_t *len);

/* A directory and those above it; it may be there. */
int dir_make(const char *path);

/* With all that is in it; it need not be there.  Links are not followed. */
int tree_remove(const char *path);

/* How long the valid sequence of UTF-8 at text is (RFC 3629, section 4), 1 to
 * 4; 0: there is none, not even an ASCII character. */
int utf8_len(const char *text);

/* One line of valid UTF-8: what is none, and control characters, become
 * question marks. */
void text_clean(char *text);

/* The same of a text of many lines: their ends, and tabs, stay. */
void text_clean_lines(char *text);

/* Each `what` in text becomes `with`, which is not longer. */
void text_replace(char *text, const char *what, const char *with);

#endif
