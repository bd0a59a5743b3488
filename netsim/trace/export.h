/*
 * export.h - a trace for readers and for other tools: drawings, pages, files.
 *
 * They show what the diagram shows if it is asked for nothing else.  For
 * other tools a message is named as there, by its number and label, "#4 =
 * 90"; anything else begins with a word, since there is no glyph to say what
 * it is.  The same trace gives the same bytes, anywhere.
 *
 * Errors: 0, or -EIO where out has failed.
 */
#ifndef NETSIM_TRACE_EXPORT_H
#define NETSIM_TRACE_EXPORT_H

#include "netsim/trace/trace.h"

/* ---- the formats, in a table -------------------------------------------- */

#define EXPORT_EVENTS 2000 /* of a long trace, if nothing else is said */

/* Of drawings: text, ASCII, SVG, HTML.  All 0: as is usual. */
struct export_options {
    int width;       /* cells, as for a diagram; 0: as the hosts need it */
    int logs, steps; /* as for a diagram */
    size_t events;   /* SVG, HTML: only the first so many, and the drawing
                        says so; 0: EXPORT_EVENTS */
};

/* One of the functions; the other is NULL. */
struct export_format {
    const char *name;     /* "svg" */
    const char *suffixes; /* of files, with blanks between: ".html .htm" */
    const char *what;     /* one line for --help */
    int (*write)(FILE *out, const struct trace *tr);
    int (*draw)(FILE *out, const struct trace *tr,
                const struct export_options *opt);
};

#define EXPORT_FORMATS 9
extern const struct export_format export_formats[EXPORT_FORMATS];

/* NULL: there is none of that name, or none for a file so named. */
const struct export_format *export_named(const char *name);
const struct export_format *export_for_file(const char *path);

int export_write(const struct export_format *format, FILE *out,
                 const struct trace *tr, const struct export_options *opt);

/* ---- drawings ----------------------------------------------------------- */

/* The diagram, as `netsim diagram` prints it. */
int export_text(FILE *out, const struct trace *tr,
                const struct export_options *opt);
int export_ascii(FILE *out, const struct trace *tr,
                 const struct export_options *opt);

/*
 * The same diagram as a picture: SVG 1.1 with a style for light, dark and
 * paper.  It needs no script, font or file of elsewhere.
 */
int export_svg(FILE *out, const struct trace *tr,
               const struct export_options *opt);

/*
 * A page with that picture, what was run, and all events in a table, of which
 * number 17 is "#e17"; the bytes of messages explained.  HTML and XML at once,
 * likewise alone in the world.
 */
int export_html(FILE *out, const struct trace *tr,
                const struct export_options *opt);

/* ---- for other tools ---------------------------------------------------- */

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

struct diagram_options;

/* The diagram that options ask for; and how many events of tr are in an SVG
 * or a page. */
struct diagram_options export_diagram(const struct trace *tr,
                                      const struct export_options *opt);
size_t export_events(const struct trace *tr, const struct export_options *opt);

#endif
