/*
 * comparison.h - the rows of two diagrams, beside each other.
 *
 * What was the same in both runs is one row; what only one has done stands
 * alone.  Times, and numbers of datagrams, which differ ever after the first
 * difference, are not looked at.
 *
 * Source: Myers, An O(ND) Difference Algorithm and Its Variations,
 * Algorithmica 1, 1986.
 */
#ifndef NETSIM_VIEWER_COMPARISON_H
#define NETSIM_VIEWER_COMPARISON_H

#include "netsim/viewer/subject.h"

#define NO_ROW SIZE_MAX

struct pair {
    size_t row[2]; /* of the left diagram and the right, or NO_ROW */
};

struct comparison {
    struct pair *pair; /* owned */
    size_t n, cap;
    size_t *differing; /* owned; pairs with NO_ROW, in order */
    size_t n_differing;
    int is_cut; /* they differ so much that after a while nothing was looked
                   for: all that follows is said to differ */
};

/* Both subjects have a diagram, of the same options but for its width.  Never
 * fails. */
void comparison_init(struct comparison *c, const struct subject *left,
                     const struct subject *right);
void comparison_release(struct comparison *c);

#endif
