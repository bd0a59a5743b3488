/*
 * svg.h - private to netsim/trace: the diagram as a picture.
 *
 * The rows are those of the text; only what is in a cell becomes strokes and
 * shapes.  So whoever knows the one can read the other.
 */
#ifndef NETSIM_TRACE_SVG_H
#define NETSIM_TRACE_SVG_H

#include "netsim/trace/export.h"

/*
 * One element <svg>, the first so many events that opt asks for.  links: each
 * row leads to "#e17" of its page, 17 being its event's number.
 */
void svg_draw(FILE *out, const struct trace *tr,
              const struct export_options *opt, int links);

#endif
