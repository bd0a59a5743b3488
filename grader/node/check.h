/*
 * check.h - for programs of the cases that test one part of a lab.
 *
 * Such a program runs as a host of the case's world, linked with the files
 * in question.  It calls their functions, looks at what comes of it, and
 * reports in steps (rpc_trace.h): "checking" and what at its start; "trying"
 * and a part of that before a call that may never come back; "wrong" and a
 * sentence for the student; "checked" at its end, if nothing was wrong.
 * oracle_checked (grader/oracle.h) looks at these.
 */
#ifndef GRADER_NODE_CHECK_H
#define GRADER_NODE_CHECK_H

#include <stddef.h>

/* What is checked, as in "records of every length". */
void check_begin(const char *what);

/* Which part of it comes next, as in "a record of 0 bytes": if the code in
 * question fails, or never comes back, that is where. */
void check_trying(const char *what);

/*
 * Report what is wrong, as in
 *     check_failed("record_write() sent %zu bytes of 12", n);
 * The first one counts; the program may go on or end.
 */
__attribute__((format(printf, 1, 2))) void check_failed(const char *fmt, ...);

/* If not ok: the same. */
#define CHECK(ok, ...) ((ok) ? (void)0 : check_failed(__VA_ARGS__))

/* len bytes by chance, of the host's own; in runs of one seed the same. */
void check_draw(void *bytes, size_t len);

/* Nothing is left to check.  Returns 0, for main(). */
int check_done(void);

#endif
