/*
 * manifest.h - what `make handin` says of the files that it has packed, and
 * whether that is still true.
 *
 *     { "format": 1, "kit": "2026-09-01 1a2b3c4d5e6f", "labs": [4],
 *       "files": [ { "name": "lab4-atmostonce/cache.c", "bytes": 4711,
 *                    "sha256": "64 hexadecimal digits" }, ... ] }
 *
 * Names are from where the manifest is.  It proves nothing: who changes a
 * file can change the manifest as well.  It finds what was cut off, mixed up
 * or edited on the way.  A submission needs none.
 */
#ifndef GRADER_CLASS_MANIFEST_H
#define GRADER_CLASS_MANIFEST_H

#include "grader/class/intake.h"

#define MANIFEST_NAME "MANIFEST.json"
#define MANIFEST_FORMAT 1

/* A sentence about one thing that is not as the manifest says. */
typedef void manifest_say_fn(void *arg, const char *sentence);

/*
 * How many things are not as the manifest nearest to the top says; 0 if all
 * is well, or there is none.  A file that is not in it counts, too.  say may
 * be NULL.
 */
int manifest_check(const struct intake *in, manifest_say_fn *say, void *arg);

#endif
