/*
 * export.h - a trace as text for other tools: pictures and pages.
 *
 * They show what the diagram shows if it is asked for nothing else.  A
 * message is named as there, by its number and label, "#4 = 90"; anything
 * else begins with a word, since there is no glyph to say what it is.  The
 * same trace gives the same bytes, anywhere.
 *
 * Errors: 0, or -EIO where out has failed.
 */
#ifndef NETSIM_TRACE_EXPORT_H
#define NETSIM_TRACE_EXPORT_H

#include "netsim/trace/trace.h"

/*
 * A sequence diagram of Mermaid, which GitHub and GitLab draw in a page.  Its
 * arrows have no length in time: a message stands where it ended.
 */
int export_mermaid(FILE *out, const struct trace *tr);

/*
 * A log with vector clocks for ShiViz, in the form of its default parser.
 * What the network did stands at the sender.  ShiViz draws no second copy of
 * a message, nor one that another has overtaken.
 */
int export_shiviz(FILE *out, const struct trace *tr);

/* Graphviz: a chain for each host, an edge for each message.  For a page, not
 * for a long run. */
int export_dot(FILE *out, const struct trace *tr);

/*
 * JSON of Chrome's trace viewer, which Perfetto reads, too: a process for
 * each host, an arrow for each message.  Times are microseconds.
 */
int export_chrome(FILE *out, const struct trace *tr);

/* ---- what they share: private to netsim/trace --------------------------- */

/* Is it an end of a message, or does the diagram have a mark for it? */
int export_is_shown(const struct trace_event *ev);

struct labels;

/* What event[i] is called, cut to cap. */
void export_name(const struct labels *labels, const struct trace *tr, size_t i,
                 char *buf, size_t cap);

/* 0, or -EIO: at the end of each. */
int export_end(FILE *out);

#endif
