/*
 * export_table.c - which formats there are, and the plain drawings.
 */
#include "netsim/trace/export.h"

#include <string.h>

#include "netsim/trace/diagram.h"
#include "netsim/trace/pcapng.h"

#define FIRST_CELLS 26 /* the time, and half of the last name */
#define HOST_CELLS 36  /* from a lifeline to the next, where there is room */
#define USUAL_CELLS 80
#define MOST_CELLS 512 /* of a diagram */

const struct export_format export_formats[EXPORT_FORMATS] = {
    { "text", ".txt", "the diagram, in UTF-8", NULL, export_text },
    { "ascii", ".ascii", "the diagram, in ASCII", NULL, export_ascii },
    { "svg", ".svg", "the diagram, as a picture", NULL, export_svg },
    { "html", ".html .htm", "a page: diagram, events, bytes of messages", NULL,
      export_html },
    { "pcapng", ".pcapng", "packets, for Wireshark and tshark", pcapng_write,
      NULL },
    { "mermaid", ".mmd .mermaid", "a sequence diagram, for GitHub or GitLab",
      export_mermaid, NULL },
    { "shiviz", ".log .shiviz", "a log with vector clocks, for ShiViz",
      export_shiviz, NULL },
    { "chrome", ".json", "JSON, for Perfetto and Chrome's trace viewer",
      export_chrome, NULL },
    { "dot", ".dot .gv", "a graph, for Graphviz", export_dot, NULL },
};

const struct export_format *
export_named(const char *name)
{
    for (size_t i = 0; i < EXPORT_FORMATS; i++)
        if (strcmp(export_formats[i].name, name) == 0)
            return &export_formats[i];
    return NULL;
}

/* Is suffix one of those words? */
static int
is_one_of(const char *words, const char *suffix)
{
    size_t len = strlen(suffix);

    while (*words) {
        size_t n = strcspn(words, " ");

        if (n == len && strncmp(words, suffix, n) == 0)
            return 1;
        words += n + (words[n] == ' ');
    }
    return 0;
}

const struct export_format *
export_for_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *suffix = strrchr(slash ? slash : path, '.');

    for (size_t i = 0; suffix && i < EXPORT_FORMATS; i++)
        if (is_one_of(export_formats[i].suffixes, suffix))
            return &export_formats[i];
    return NULL;
}

int
export_write(const struct export_format *format, FILE *out,
             const struct trace *tr, const struct export_options *opt)
{
    return format->draw ? format->draw(out, tr, opt) : format->write(out, tr);
}

/* ---- drawings ----------------------------------------------------------- */

struct diagram_options
export_diagram(const struct trace *tr, const struct export_options *opt)
{
    struct diagram_options d = { .width = opt->width,
                                 .logs = opt->logs,
                                 .steps = opt->steps };
    size_t hosts = tr->meta.n_hosts;

    if (d.width == 0 && hosts < MOST_CELLS / HOST_CELLS)
        d.width = FIRST_CELLS + (int)hosts * HOST_CELLS - HOST_CELLS;
    else if (d.width == 0)
        d.width = MOST_CELLS;
    if (opt->width == 0 && d.width < USUAL_CELLS)
        d.width = USUAL_CELLS;
    return d;
}

size_t
export_events(const struct trace *tr, const struct export_options *opt)
{
    size_t most = opt->events ? opt->events : EXPORT_EVENTS;

    return tr->n_events < most ? tr->n_events : most;
}

static int
print(FILE *out, const struct trace *tr, const struct diagram_options *opt)
{
    struct diagram *d = diagram_new(tr, opt);

    diagram_print(d, out);
    diagram_free(d);
    return export_end(out);
}

int
export_text(FILE *out, const struct trace *tr,
            const struct export_options *opt)
{
    struct diagram_options d = export_diagram(tr, opt);

    return print(out, tr, &d);
}

int
export_ascii(FILE *out, const struct trace *tr,
             const struct export_options *opt)
{
    struct diagram_options d = export_diagram(tr, opt);

    d.ascii = 1;
    return print(out, tr, &d);
}
