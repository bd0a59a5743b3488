/*
 * margin.c - P(fail): beside each row, how many of the runs that are the same
 * up to it, and then go on at random, are wrong.  Where it jumps to 100 %, it
 * was lost.
 */
#include "netsim/viewer/viewer_private.h"

#define MARGIN_CELLS 5 /* "100% " */

int
margin_cells(const struct viewer *v)
{
    return v->margin && v->items.item[v->open].n_margin ? MARGIN_CELLS : 0;
}

/* What may still be different behind an event: of the first point after it,
 * or else of the end.  NULL: nothing is known. */
static const struct margin *
margin_at(const struct item *it, uint64_t seq)
{
    size_t low = 0, high = it->n_margin;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (it->margin[mid].seq <= seq)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == it->n_margin && low > 0)
        low--;
    return low < it->n_margin ? &it->margin[low] : NULL;
}

/* "  85% " in the cells before a row: where it jumps, it was lost. */
void
margin_draw(const struct viewer *v, struct canvas *c, int at, int col,
            uint64_t seq)
{
    const struct margin *m = margin_at(&v->items.item[v->open], seq);
    unsigned percent;

    if (!m || !m->runs || !seq)
        return;
    percent = (200 * m->wrong + m->runs) / (2 * m->runs);
    canvas_printf(c, at, col, MARGIN_CELLS,
                  percent >= 50 ? STYLE_BAD
                  : percent     ? STYLE_ODD
                                : STYLE_DIM,
                  "%3u%%", percent);
}
