/*
 * screen_help.c - the table of keys, as a page.
 */
#include "netsim/viewer/viewer_private.h"

#include <string.h>

#define KEYS_CELLS 14

/*
 * A command from line `line` of the page on; rows that are not to be seen
 * are not drawn.  Returns the line behind it.
 */
static size_t
draw_command(const struct viewer *v, struct canvas *c,
             const struct command *cmd, size_t line)
{
    enum style style = cmd->where & 1u << v->back ? STYLE_PLAIN : STYLE_DIM;
    size_t cells =
        c->cols > KEYS_CELLS + 12 ? (size_t)(c->cols - KEYS_CELLS - 2) : 10;
    const char *text = cmd->help;
    char keys[64];

    command_keys(cmd, keys, sizeof(keys));
    for (int first = 1; *text; first = 0, line++) {
        size_t n = canvas_wrap(text, cells);
        int row = HEAD_ROWS + (int)line - (int)v->help.top;

        if (line >= v->help.top && row < c->rows - FOOT_ROWS) {
            if (first)
                canvas_text(c, row, 1, KEYS_CELLS, STYLE_KEY, keys);
            canvas_printf(c, row, KEYS_CELLS + 2, (int)cells, style, "%.*s",
                          (int)n, text);
        }
        text += n;
        text += strspn(text, " ");
    }
    return line;
}

void
help_draw(struct viewer *v, struct canvas *c)
{
    int rows = c->rows - HEAD_ROWS - FOOT_ROWS;
    size_t line = 0;

    canvas_rule(c, 0, "keys");
    for (size_t i = 0; i < n_commands; i++)
        line = draw_command(v, c, &commands[i], line);
    v->help.n = line;
    v->help.height = rows > 0 ? rows : 1;
    canvas_text(c, c->rows - 2, 0, c->cols, STYLE_DIM,
                "a number before a motion repeats it: 5j");
}
