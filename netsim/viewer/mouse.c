/*
 * mouse.c - what a click and the wheel do.
 */
#include "netsim/viewer/viewer_private.h"

#define WHEEL_ROWS 3

static int
click_footer(struct viewer *v, int col)
{
    for (int i = 0; i < v->n_foot; i++)
        if (col >= v->foot[i].col && col < v->foot[i].col + v->foot[i].cells)
            return viewer_key(v, v->foot[i].key);
    return v->over;
}

/* A row is chosen; the one that was chosen already is opened. */
static int
click_row(struct viewer *v, struct window *w, int row)
{
    size_t at = w->top + (size_t)(row - w->row0);

    if (at >= w->n)
        return v->over;
    if (at == w->row && v->screen != SCREEN_DIAGRAM)
        return viewer_key(v, KEY_RETURN);
    window_go(w, at);
    motion_moved(v, w);
    return v->over;
}

int
viewer_click(struct viewer *v, int row, int col)
{
    v->message[0] = '\0';
    if (v->prompt || v->marking)
        return v->over;
    if (row == v->rows - 1)
        return click_footer(v, col);
    if (v->screen == SCREEN_LIST && window_has(&v->list, row, col))
        return click_row(v, &v->list, row);
    if (v->screen == SCREEN_COMPARE &&
        window_has(&v->compare.window, row, col))
        return click_row(v, &v->compare.window, row);
    if (v->screen != SCREEN_DIAGRAM || v->event == NO_EVENT)
        return v->over;
    v->on_detail = window_has(&v->detail, row, col);
    if (window_has(&v->diagram, row, col))
        return click_row(v, &v->diagram, row);
    return v->over;
}

int
viewer_wheel(struct viewer *v, int by)
{
    int key = by < 0 ? KEY_UPWARD : KEY_DOWNWARD;

    for (int i = 0; i < WHEEL_ROWS && by != 0 && !v->prompt; i++)
        viewer_key(v, key);
    return v->over;
}
