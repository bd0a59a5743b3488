/*
 * subject.h - a trace that is open: its events, how they belong together,
 * and the rows of its diagram.
 */
#ifndef NETSIM_VIEWER_SUBJECT_H
#define NETSIM_VIEWER_SUBJECT_H

#include "netsim/trace/diagram.h"
#include "netsim/trace/packet.h"
#include "netsim/lang/text.h"
#include "netsim/viewer/links.h"
#include "netsim/viewer/relations.h"

struct subject {
    struct trace tr;
    struct relations relations;
    struct diagram *diagram;      /* owned */
    struct diagram_options shown; /* what it was made with */
    struct links links;           /* see subject_links() */
    struct packets *packets;      /* owned, or NULL: see subject_packets() */
    uint32_t *repeat; /* owned, or NULL: see subject_next_repeat() */
    size_t n_repeats;
    uint8_t *hit; /* owned; events that the search has found, or NULL */
    size_t n_hits;
};

/* 0, or -errno; for -EINVAL *err says where, and what was expected.  growing:
 * somebody writes it, and may not have ended the last line. */
int subject_open(struct subject *s, const char *path, int growing,
                 struct text_error *err);
void subject_close(struct subject *s);

/* The rows of the diagram, made anew if the options are others. */
void subject_show(struct subject *s, const struct diagram_options *opt);

/* What the options point to is another one: make the rows anew. */
void subject_forget_rows(struct subject *s);

/* What messages look like on a wire, and what links did to them: made when
 * they are first asked for. */
const struct packets *subject_packets(struct subject *s);
const struct links *subject_links(struct subject *s);

/* The event that a row shows; of an idle row, the one behind it. */
uint32_t subject_event(const struct subject *s, size_t row);
size_t subject_row(const struct subject *s, uint32_t event);

/* The next timeout or message that was sent before, or NO_EVENT.  The first
 * time it goes through the trace, which must have a diagram. */
uint32_t subject_next_repeat(struct subject *s, uint32_t event);

/*
 * Find text, in small letters, in the events: their kind, host, name, text,
 * deviation and rule, and "#7" of datagram 7.  "": nothing is searched for.
 */
void subject_search(struct subject *s, const char *text);

/* The hit after an event, or before it, or NO_EVENT. */
uint32_t subject_next_hit(const struct subject *s, uint32_t event);
uint32_t subject_prev_hit(const struct subject *s, uint32_t event);

#endif
