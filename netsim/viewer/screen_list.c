/*
 * screen_list.c - the traces and cases, and why the chosen one has failed.
 */
#include "netsim/viewer/viewer_private.h"

#include <string.h>

#define STATUS_CELLS 8

enum style
status_style(const char *status)
{
    if (!*status)
        return STYLE_PLAIN;
    return strcmp(status, "pass") == 0      ? STYLE_GOOD
           : strcmp(status, "not-run") == 0 ? STYLE_DIM
                                            : STYLE_BAD;
}

/* The widest name, so that the sentences begin in one column. */
static int
name_cells(const struct items *items)
{
    size_t most = 0;

    for (size_t i = 0; i < items->n; i++)
        if (strlen(items->item[i].name) > most)
            most = strlen(items->item[i].name);
    return most < 32 ? (int)most : 32;
}

static void
draw_item(const struct viewer *v, struct canvas *c, int row, size_t i)
{
    const struct item *it = &v->items.item[i];
    int cells = name_cells(&v->items), col = 1;

    canvas_text(c, row, col, STATUS_CELLS, status_style(it->status),
                *it->status ? it->status : "trace");
    if (i == v->marked)
        canvas_text(c, row, 0, 1, STYLE_KEY, "*");
    col += STATUS_CELLS + 1;
    canvas_text(c, row, col, cells, STYLE_PLAIN, it->name);
    col += cells + 2;
    canvas_text(c, row, col, c->cols - col, STYLE_DIM,
                *it->why ? it->why : it->path);
    if (i == v->list.row)
        canvas_cursor(c, row, 0, c->cols);
}

int
draw_wrapped(struct canvas *c, int row, int last, enum style style,
             const char *text)
{
    size_t width = c->cols > 4 ? (size_t)c->cols - 2 : 2;

    while (*text && row <= last) {
        size_t n = canvas_wrap(text, width);

        canvas_printf(c, row++, 1, (int)width, style, "%.*s", (int)n, text);
        text += n;
        text += strspn(text, " ");
    }
    return row;
}

static void
draw_why(const struct viewer *v, struct canvas *c, int row)
{
    const struct item *it = &v->items.item[v->list.row];
    int last = c->rows - FOOT_ROWS - 1;

    canvas_rule(c, row, "why");
    row = draw_wrapped(c, row + 1, last, status_style(it->status), it->why);
    if (*it->hint)
        row = draw_wrapped(c, row, last, STYLE_DIM, it->hint);
    if (*it->replay)
        draw_wrapped(c, row, last, STYLE_PLAIN, it->replay);
}

void
list_draw(struct viewer *v, struct canvas *c)
{
    int room = c->rows - HEAD_ROWS - FOOT_ROWS;
    int why = room >= 12 ? 6 : 0;

    canvas_rule(c, 0, "rpclab: traces");
    window_fit(&v->list, v->items.n, room - why);
    window_place(&v->list, HEAD_ROWS, 0, c->cols);
    for (int i = 0; i < v->list.height; i++)
        if (v->list.top + (size_t)i < v->items.n)
            draw_item(v, c, HEAD_ROWS + i, v->list.top + (size_t)i);
    if (v->items.n == 0) {
        canvas_text(c, HEAD_ROWS, 1, c->cols - 1, STYLE_PLAIN,
                    "no traces: make grade or make gallery leave some");
        return;
    }
    if (why)
        draw_why(v, c, HEAD_ROWS + room - why);
    canvas_printf(c, c->rows - 2, 0, c->cols, STYLE_DIM, "%zu of %zu",
                  v->list.row + 1, v->items.n);
}
