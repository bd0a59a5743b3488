/*
 * gallery.h - the classic failures, a run each, and what survives them.
 *
 * The explorer finds the smallest schedule that shows each one, with the
 * solution's programs; no run is written by hand.  `make gallery` leaves
 * the traces in build/gallery, in the order of a lecture.
 */
#ifndef GRADER_GALLERY_H
#define GRADER_GALLERY_H

#include "grader/grader.h"

extern const struct grade_case gallery_cases[];

/*
 * Scenes that are no failure: like an oracle that is broken, each of these
 * says 0 and tells what is to be seen when a run shows it.
 */

/* A copy of a request came while the call was being executed. */
oracle_fn gallery_pending;

/* The server has forgotten its cache in a crash: the money is gone twice. */
oracle_fn gallery_forgotten;

/* Server and client have both crashed, and the call was done once. */
oracle_fn gallery_survived;

#endif
