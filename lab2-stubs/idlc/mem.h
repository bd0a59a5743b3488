/*
 * mem.h - memory of the compiler: taken, and never given back one by one.
 *
 * A compiler lives as long as one file takes, and its tree points in all
 * directions; to free it piece by piece would be work for nobody.
 *
 * Errors:     without memory the program ends, with a sentence.
 */
#ifndef IDLC_MEM_H
#define IDLC_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* len zeroed bytes. */
void *keep(size_t len);

/* The first len bytes of s, as a string. */
char *keep_text(const char *s, size_t len);

/* As printf(), into a string. */
__attribute__((format(printf, 1, 2))) char *keepf(const char *format, ...);
__attribute__((format(printf, 1, 0))) char *keepv(const char *format,
                                                  va_list args);

/* Everything at once; for programs that compile more than one file. */
void keep_nothing(void);

#endif
