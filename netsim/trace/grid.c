/*
 * grid.c - one line of cells to draw on.
 *
 * Lines are kept as arms of their cells until the end: then two lines that
 * cross or meet have become the right glyph, whatever was drawn first.
 */
#include "netsim/trace/diagram_private.h"

#include <stdio.h>
#include <string.h>

#include "netsim/trace/utf8.h"

#define VERTICAL (LINE_UP | LINE_DOWN)
#define HORIZONTAL (LINE_LEFT | LINE_RIGHT)

void
grid_init(struct grid *g, int width, int ascii)
{
    g->width = width;
    g->ascii = ascii;
    memset(g->cell, 0, (size_t)(width + 1) * sizeof(g->cell[0]));
}

/* Where there is not enough room, what has none is not drawn. */
static int
is_inside(const struct grid *g, int x)
{
    return x >= 0 && x <= g->width;
}

void
grid_glyph(struct grid *g, int x, enum glyph glyph)
{
    if (is_inside(g, x))
        g->cell[x].glyph = (uint8_t)glyph;
}

void
grid_arms(struct grid *g, int x, unsigned arms)
{
    if (is_inside(g, x))
        g->cell[x].arms |= (uint8_t)arms;
}

void
grid_line(struct grid *g, int from, int to)
{
    int left = from < to ? from : to;
    int right = from < to ? to : from;

    grid_arms(g, left, LINE_RIGHT);
    for (int x = left + 1; x < right; x++)
        grid_arms(g, x, LINE_LEFT | LINE_RIGHT);
    grid_arms(g, right, LINE_LEFT);
}

/* ---- text --------------------------------------------------------------- */

static void
put_cells(struct grid *g, int x, const uint32_t *cell, int n)
{
    for (int i = 0; i < n; i++)
        if (is_inside(g, x + i))
            g->cell[x + i] = cell[i] == CELL_CUT
                                 ? (struct cell){ .glyph = GLYPH_CUT }
                                 : (struct cell){ .ch = cell[i] };
}

void
grid_string(struct grid *g, int x, const char *text)
{
    uint32_t cell[WIDTH_MAX];

    put_cells(g, x, cell, glyph_cells(cell, g->width, text, g->ascii));
}

static int
is_free(const struct cell *c)
{
    return c->ch == 0 && c->glyph == GLYPH_NONE && !(c->arms & VERTICAL);
}

int
grid_is_free(const struct grid *g, int from, int to)
{
    int step = from <= to ? 1 : -1;

    for (int x = from; x != to + step; x += step)
        if (!is_inside(g, x) || !is_free(&g->cell[x]))
            return 0;
    return 1;
}

/*
 * The first n free cells on the way, or else the most there are together.
 * Returns how many, *at is the first of them.
 */
static int
find_room(const struct grid *g, int from, int to, int n, int *at)
{
    int step = from <= to ? 1 : -1;
    int best = 0, run = 0;

    for (int x = from; x != to + step && best < n; x += step) {
        run = is_inside(g, x) && is_free(&g->cell[x]) ? run + 1 : 0;
        if (run > best) {
            best = run;
            *at = x - step * (run - 1);
        }
    }
    return best;
}

/*
 * Cut n cells to room: of the middle, so that the tail stays, if there is
 * room for that and the beginning.
 */
static void
cut_cells(uint32_t *cell, int n, int room, const struct caption *c)
{
    int tail = room >= c->min + c->tail + 2 ? c->tail : 0;
    int at = room - tail - 1;

    if (room == c->min)
        return;
    /* Half of a wide character is none. */
    if (cell[at] == CELL_TAIL)
        cell[at - 1] = ' ';
    cell[at] = CELL_CUT;
    memmove(cell + at + 1, cell + n - tail, (size_t)tail * sizeof(*cell));
}

int
grid_caption(struct grid *g, int from, int to, const struct caption *c,
             int spare)
{
    uint32_t cell[TEXT_MAX + 2];
    int step = from <= to ? 1 : -1;
    int n = glyph_cells(cell + 1, TEXT_MAX, c->text, g->ascii);
    int around = 2 + 2 * spare;
    int at = from;
    int room = find_room(g, from, to, n + around, &at) - around;

    if (n == 0 || room < 1 || (room < n && room < c->min))
        return from;
    if (room < n) {
        cut_cells(cell + 1, n, room, c);
        n = room;
    }
    cell[0] = cell[n + 1] = ' ';
    at += step * spare;
    put_cells(g, step > 0 ? at : at - n - 1, cell, n + 2);
    return at + step * (n + 1);
}

int
grid_text(struct grid *g, int from, int to, const char *text)
{
    struct caption c = { .min = 0 };

    snprintf(c.text, sizeof(c.text), "%s", text);
    return grid_caption(g, from, to, &c, 0);
}

/* ---- output ------------------------------------------------------------- */

static int
cell_print(const struct grid *g, const struct cell *c, char *to)
{
    const char *text;

    if (c->ch == CELL_TAIL)
        return 0;
    if (c->ch)
        return utf8_put(to, c->ch);
    text = glyph_line(c->arms, g->ascii);
    /* Where a message crosses it, a dotted lifeline is like any other. */
    if (c->glyph != GLYPH_NONE &&
        !(c->glyph == GLYPH_DOWN && c->arms & HORIZONTAL))
        text = glyph_text((enum glyph)c->glyph, g->ascii);
    memcpy(to, text, strlen(text));
    return (int)strlen(text);
}

static int
is_blank(const struct cell *c)
{
    return c->ch == ' ' || (!c->ch && !c->glyph && !c->arms);
}

size_t
grid_print(const struct grid *g, char *buf, size_t cap)
{
    int width = g->width;
    size_t used = 0;
    char one[4];

    while (width > 0 && is_blank(&g->cell[width - 1]))
        width--;
    for (int x = 0; x < width; x++) {
        size_t len = (size_t)cell_print(g, &g->cell[x], one);

        if (used + len >= cap)
            break;
        memcpy(buf + used, one, len);
        used += len;
    }
    if (cap > 0)
        buf[used] = '\0';
    return used;
}
