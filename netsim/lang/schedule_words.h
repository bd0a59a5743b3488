/*
 * schedule_words.h - private to netsim/lang: the words of a schedule.
 *
 * They stand in schedule.c, once for reading and for printing.
 */
#ifndef NETSIM_SCHEDULE_WORDS_H
#define NETSIM_SCHEDULE_WORDS_H

#include "netsim/lang/schedule.h"

#define SCHEDULE_KINDS (DEV_SWITCH + 1)
#define SCHEDULE_PASTS (PAST_ACK + 1)
#define SCHEDULE_KEEPS (KEEP_WITHOUT + 1)
#define SCHEDULE_ERRORS 14

extern const char *const schedule_kind[SCHEDULE_KINDS];
extern const char *const schedule_past[SCHEDULE_PASTS]; /* [0]: NULL, "by" */
extern const char *const schedule_keep[SCHEDULE_KEEPS];

/* What a call may be made to fail with; names as in errno(3). */
struct schedule_error {
    int error; /* positive errno */
    const char *name;
};
extern const struct schedule_error schedule_error[SCHEDULE_ERRORS];

#endif
