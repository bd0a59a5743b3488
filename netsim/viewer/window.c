/*
 * window.c - a window onto rows of which one is chosen.
 */
#include "netsim/viewer/viewer_private.h"

/* What is chosen is to be seen, and no row below the last one. */
static void
follow(struct window *w)
{
    size_t height = (size_t)w->height;

    if (w->row < w->top)
        w->top = w->row;
    if (w->row >= w->top + height)
        w->top = w->row - height + 1;
    if (w->top + height > w->n)
        w->top = w->n > height ? w->n - height : 0;
}

void
window_go(struct window *w, size_t row)
{
    w->row = row < w->n ? row : w->n ? w->n - 1 : 0;
    follow(w);
}

void
window_move(struct window *w, long by)
{
    if (by < 0 && (size_t)-by > w->row)
        window_go(w, 0);
    else
        window_go(w, w->row + (size_t)by);
}

void
window_fit(struct window *w, size_t n, int height)
{
    w->n = n;
    w->height = height > 0 ? height : 1;
    window_go(w, w->row);
}

void
window_place(struct window *w, int row, int col, int cols)
{
    w->row0 = row;
    w->col0 = col;
    w->cols = cols;
}

int
window_has(const struct window *w, int row, int col)
{
    return row >= w->row0 && row < w->row0 + w->height && col >= w->col0 &&
           col < w->col0 + w->cols;
}
