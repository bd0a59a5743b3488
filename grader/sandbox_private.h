/*
 * sandbox_private.h - between the files that make the sandbox.
 */
#ifndef GRADER_SANDBOX_PRIVATE_H
#define GRADER_SANDBOX_PRIVATE_H

#include "grader/sandbox.h"

/* Note that a measure is enforced, or is not: a sentence, and of which error
 * number; 0: none. */
__attribute__((format(printf, 3, 4))) void
sandbox_yes(struct sandbox_report *r, enum sandbox_measure m, const char *fmt,
            ...);
void sandbox_no(struct sandbox_report *r, enum sandbox_measure m,
                const char *why, int err);

/*
 * sandbox_landlock.c: no file but those of s; no network, no signals to who
 * is outside.  The rules are a descriptor, or -1 with the reason in r; the
 * second call obeys them from now on and closes it.
 */
int sandbox_landlock_rules(const struct sandbox *s, struct sandbox_report *r);
void sandbox_landlock(int rules, struct sandbox_report *r);

/* sandbox_seccomp.c: no system call but those of its profile. */
void sandbox_seccomp(const struct sandbox *s, struct sandbox_report *r);

#endif
