/*
 * svg.c - see svg.h.
 *
 * Whole numbers only.  Styles have no variables and paths no references: less
 * than a browser reads this, too, and several can stand in one page.
 */
#include "netsim/trace/svg.h"

#include <inttypes.h>

#include "netsim/trace/diagram_private.h"
#include "netsim/trace/xml.h"

#define CELL_W 8 /* of a cell of the text, in pixels */
#define CELL_H 18
#define BASELINE 13 /* of text, from the upper edge */
#define EDGE 8      /* around all of it */
#define TIME_CELLS 9

static const char style[] =
    ".run{color:#1a1a1a;background:#ffffff;"
    "font:13px ui-monospace,\"DejaVu Sans Mono\",monospace}\n"
    ".run .paper{fill:#ffffff}\n"
    ".run path{fill:none;stroke:currentColor;stroke-width:1.5}\n"
    ".run path.f{fill:currentColor}\n"
    ".run path.life{stroke:#8a919b;stroke-width:1}\n"
    ".run path.way{stroke:#1a1a1a}\n"
    ".run text{fill:currentColor;white-space:pre}\n"
    ".run .head{font-weight:bold}\n"
    ".run .dim,.run .t{color:#555a60}\n"
    ".run .good{color:#1b6428}\n"
    ".run .bad{color:#a1161a}\n"
    ".run .odd{color:#7a4a00}\n"
    ".run .exec{color:#0b4f9c}\n"
    ".run a:hover text,.run a:focus text{text-decoration:underline}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".run{color:#e8e8e8;background:#16181c}\n"
    ".run .paper{fill:#16181c}\n"
    ".run path.life{stroke:#6c737d}\n"
    ".run path.way{stroke:#e8e8e8}\n"
    ".run .dim,.run .t{color:#aab0b8}\n"
    ".run .good{color:#7ccf8b}\n"
    ".run .bad{color:#ff9a94}\n"
    ".run .odd{color:#f0c27a}\n"
    ".run .exec{color:#8ab8ff}\n"
    "}\n"
    "@media print{\n"
    ".run,.run .dim,.run .t,.run .good,.run .bad,.run .odd,.run .exec"
    "{color:#000000;background:#ffffff}\n"
    ".run .paper{fill:#ffffff}\n"
    ".run path.way{stroke:#000000}\n"
    "}\n";

static const char *const class_of[MEANINGS] = {
    [MEANS_PLAIN] = "plain", [MEANS_DIM] = "dim", [MEANS_GOOD] = "good",
    [MEANS_BAD] = "bad",     [MEANS_ODD] = "odd", [MEANS_EXEC] = "exec",
};

/* ---- shapes ------------------------------------------------------------- */

#define CIRCLE(r, d)                                                          \
    "M-" r " 0a" r " " r " 0 1 0 " d " 0a" r " " r " 0 1 0-" d " 0z"

/* Around the middle of a cell.  class: "f" is filled. */
static const struct {
    const char *class, *path;
} shapes[GLYPHS] = {
    [GLYPH_EVENT] = { "f", CIRCLE("3", "6") },
    [GLYPH_RIGHT] = { "f", "M-4-4L3 0L-4 4z" },
    [GLYPH_LEFT] = { "f", "M4-4L-3 0L4 4z" },
    [GLYPH_LOST] = { "s", "M-4-4L4 4M4-4L-4 4" },
    [GLYPH_TIMEOUT] = { "paper", CIRCLE("6", "12") "M0-4V0H3" },
    [GLYPH_EXEC] = { "f", "M-4-4H4V4H-4z" },
    [GLYPH_OK] = { "s", "M-4 0L-1 4L4-5" },
    [GLYPH_FAILED] = { "s", "M-4-4L4 4M4-4L-4 4" },
    [GLYPH_IGNORED] = { "paper", CIRCLE("4", "8") },
    [GLYPH_MISSING] = { "s", "M0-6V2M0 4V6" },
    [GLYPH_STEP] = { "f", CIRCLE("1", "2") },
    [GLYPH_CHOICE] = { "f", "M0-5L5 0L0 5L-5 0z" },
    [GLYPH_LOG] = { "s", "M-4-4L0 0L-4 4M0-4L4 0L0 4" },
    [GLYPH_CRASH] = { "s", "M-5-6L5 6M5-6L-5 6M-5-5L5 7M5-5L-5 7" },
    [GLYPH_EXIT] = { "f", "M-3-3H3V3H-3z" },
    [GLYPH_RESTART] = { "s", "M4-2a5 5 0 1 0 1 3M5-6V-2H1" },
    [GLYPH_DOWN] = { "life", "M0-9V-6M0-2V1M0 5V8" },
    [GLYPH_IDLE] = { "s", "M-3 0H1" },
    [GLYPH_CUT] = { "f", "M-3 3h1v1h-1zM0 3h1v1h-1zM3 3h1v1h-1z" },
};

/* ---- one row ------------------------------------------------------------ */

struct row_at {
    FILE *out;
    const struct diagram *d;
    const struct grid *g;
    int y; /* of its upper edge */
};

static int
is_lifeline(const struct diagram *d, int x)
{
    for (int c = 0; c < d->n_columns; c++)
        if (d->column[c].x == x)
            return 1;
    return 0;
}

/* Arms that are drawn: a dotted lifeline is a glyph, unless it is crossed. */
static unsigned
arms_of(const struct cell *c)
{
    int crossed = c->arms & (LINE_LEFT | LINE_RIGHT);

    if (c->ch || (c->glyph == GLYPH_DOWN && !crossed))
        return 0;
    return c->arms;
}

/* What only passes by: not of this row's event. */
static unsigned
passing(const struct row_at *r, int x)
{
    unsigned arms = arms_of(&r->g->cell[x]) & (LINE_UP | LINE_DOWN);

    return arms == (LINE_UP | LINE_DOWN) || is_lifeline(r->d, x) ? arms : 0;
}

static void
put_vertical(const struct row_at *r, int x, unsigned arms)
{
    int middle = r->y + CELL_H / 2;

    if (arms & (LINE_UP | LINE_DOWN))
        fprintf(r->out, "M%d %dV%d", x * CELL_W + CELL_W / 2,
                arms & LINE_UP ? r->y : middle,
                arms & LINE_DOWN ? r->y + CELL_H : middle);
}

static void
put_passing(const struct row_at *r, int lifelines)
{
    int any = 0;

    for (int x = 0; x <= r->g->width; x++) {
        if (!passing(r, x) || is_lifeline(r->d, x) != lifelines)
            continue;
        if (!any++)
            fprintf(r->out, "<path class=\"%s\" d=\"",
                    lifelines ? "life" : "way");
        put_vertical(r, x, passing(r, x));
    }
    if (any)
        fputs("\"/>", r->out);
}

/* Half cells with a line are joined into one stroke. */
static int
has_half(const struct row_at *r, int half)
{
    return half / 2 <= r->g->width && (arms_of(&r->g->cell[half / 2]) &
                                       (half % 2 ? LINE_RIGHT : LINE_LEFT));
}

/* Corners and ends of this row's event, then its strokes. */
static void
put_lines(const struct row_at *r)
{
    int halves = 2 * (r->g->width + 1), middle = r->y + CELL_H / 2;

    fputs("<path d=\"", r->out);
    for (int x = 0; x <= r->g->width; x++)
        put_vertical(r, x, arms_of(&r->g->cell[x]) & ~passing(r, x));
    for (int from = 0, to; from < halves; from = to + 1) {
        for (to = from; has_half(r, to);)
            to++;
        if (to > from)
            fprintf(r->out, "M%d %dH%d", from * CELL_W / 2, middle,
                    to * CELL_W / 2);
    }
    fputs("\"/>", r->out);
}

static void
put_shapes(const struct row_at *r)
{
    for (int x = 0; x <= r->g->width; x++) {
        const struct cell *c = &r->g->cell[x];

        if (c->ch || c->glyph == GLYPH_NONE ||
            (c->glyph == GLYPH_DOWN && arms_of(c)))
            continue;
        fprintf(r->out,
                "<path class=\"%s\" transform=\"translate(%d %d)\" "
                "d=\"%s\"/>",
                shapes[c->glyph].class, x * CELL_W + CELL_W / 2,
                r->y + CELL_H / 2, shapes[c->glyph].path);
    }
}

/* Words that stand together, as wide as they are in cells. */
static void
put_text(const struct row_at *r)
{
    const struct cell *cell = r->g->cell;

    for (int x = 0, end, next; x < r->g->width; x = next) {
        next = x + 1;
        if (cell[x].ch == 0 || cell[x].ch == ' ')
            continue;
        while (next <= r->g->width && cell[next].ch)
            next++;
        for (end = next; cell[end - 1].ch == ' ';)
            end--;
        fprintf(r->out,
                "<text%s x=\"%d\" y=\"%d\" textLength=\"%d\" "
                "lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">",
                x < TIME_CELLS ? " class=\"t\"" : "", x * CELL_W,
                r->y + BASELINE, (end - x) * CELL_W);
        for (; x < end; x++)
            if (cell[x].ch != CELL_TAIL)
                xml_char(r->out, cell[x].ch);
        fputs("</text>", r->out);
    }
}

static void
put_row(const struct row_at *r, const char *class, uint64_t link)
{
    fprintf(r->out, "<g class=\"%s\">", class);
    put_passing(r, 1);
    put_passing(r, 0);
    put_lines(r);
    put_shapes(r);
    if (link)
        fprintf(r->out, "<a href=\"#e%" PRIu64 "\">", link);
    put_text(r);
    fputs(link ? "</a></g>\n" : "</g>\n", r->out);
}

/* ---- all of it ---------------------------------------------------------- */

static void
put_head(FILE *out, const struct trace *tr, int width, int height, int links)
{
    int w = width * CELL_W + 2 * EDGE, h = height * CELL_H + 2 * EDGE;

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"run\" "
            "role=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"-%d -%d %d "
            "%d\">\n<title>",
            links ? "group" : "img", w, h, EDGE, EDGE, w, h);
    xml_text(out, "Space-time diagram; time runs down. Schedule: ");
    xml_text(out, *tr->meta.schedule ? tr->meta.schedule : "no faults");
    fprintf(out, "</title>\n<style>\n%s</style>\n", style);
    fprintf(out,
            "<rect class=\"paper\" x=\"-%d\" y=\"-%d\" width=\"%d\" "
            "height=\"%d\"/>\n",
            EDGE, EDGE, w, h);
}

static void
put_rest(FILE *out, size_t more, int y)
{
    fprintf(out,
            "<text class=\"dim\" x=\"0\" y=\"%d\">%zu more events are not "
            "drawn</text>\n",
            y + BASELINE, more);
}

void
svg_draw(FILE *out, const struct trace *tr, const struct export_options *opt,
         int links)
{
    struct diagram_options shown = export_diagram(tr, opt);
    size_t events = export_events(tr, opt);
    struct grid g;
    struct row_at r = { .out = out, .g = &g };
    struct diagram *d;

    if (events < tr->n_events)
        shown.last = tr->event[events - 1].seq;
    r.d = d = diagram_new(tr, &shown);
    put_head(out, tr, d->opt.width,
             (int)d->n_rows + 1 + (events < tr->n_events), links);
    grid_init(&g, d->opt.width, 0);
    draw_heading(d, &g);
    put_row(&r, "head", 0);
    for (size_t row = 0; row < d->n_rows; row++) {
        uint64_t seq = diagram_row_seq(d, row);

        r.y += CELL_H;
        grid_init(&g, d->opt.width, 0);
        draw_row(d, row, &g);
        put_row(&r, class_of[diagram_meaning(d, row)], links ? seq : 0);
    }
    if (events < tr->n_events)
        put_rest(out, tr->n_events - events, r.y + CELL_H);
    fputs("</svg>\n", out);
    diagram_free(d);
}

int
export_svg(FILE *out, const struct trace *tr, const struct export_options *opt)
{
    svg_draw(out, tr, opt, 0);
    return export_end(out);
}
