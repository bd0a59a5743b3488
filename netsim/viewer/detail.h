/*
 * detail.h - all there is to say about one event, as lines of text.
 *
 * The layers of a message as they were on the wire, what became of it, what
 * made it so, what led here and what followed.
 */
#ifndef NETSIM_VIEWER_DETAIL_H
#define NETSIM_VIEWER_DETAIL_H

#include "netsim/types/types.h"
#include "netsim/viewer/canvas.h"
#include "netsim/viewer/subject.h"

struct detail_line {
    char *text; /* owned */
    enum style style;
};

struct detail {
    struct detail_line *line; /* owned */
    size_t n, cap;
};

/* types may be NULL: no interfaces are known. */
void detail_init(struct detail *d, struct subject *s, struct types *types,
                 uint32_t event);
void detail_release(struct detail *d);

#endif
