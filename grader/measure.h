/*
 * measure.h - numbers of a run that a student can predict, read off its
 * trace.  See measure_fn in worksheet.h: 0 if the run says nothing of it.
 */
#ifndef GRADER_MEASURE_H
#define GRADER_MEASURE_H

#include "grader/worksheet.h"

/* How often calls were executed whose text begins so: "debit(". */
measure_fn measure_executions;

/* How often such a call has returned a result: a program that crashes may do
 * so again after its restart. */
measure_fn measure_results;

/* What the client says of the first such call: no (it was not executed),
 * perhaps, yes. */
measure_fn measure_says;

/* The first number behind "= " in the last result of such a call:
 * "balance(". */
measure_fn measure_value;

/* no or yes: does the host `of` send anything after it has crashed?  Its
 * system may. */
measure_fn measure_heard;

/* Of all calls, in the order in which they were made, from 1: whose reply is
 * there first. */
measure_fn measure_first_reply;

/* How many datagrams the host `of` sends in the first two seconds. */
measure_fn measure_sent_2s;

/* Bytes of the message by which the host `of` answers the first call over a
 * stream, without its record mark. */
measure_fn measure_reply_bytes;

#endif
