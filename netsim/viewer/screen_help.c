/*
 * screen_help.c - the table of keys, as a page.
 */
#include "netsim/viewer/viewer_private.h"

#define KEYS_CELLS 14

void
help_draw(struct viewer *v, struct canvas *c)
{
    int rows = c->rows - HEAD_ROWS - FOOT_ROWS;

    canvas_rule(c, 0, "keys");
    v->help.n = n_commands;
    v->help.height = rows > 0 ? rows : 1;
    for (int i = 0; i < rows; i++) {
        size_t at = v->help.top + (size_t)i;
        char keys[64];

        if (at >= n_commands)
            break;
        command_keys(&commands[at], keys, sizeof(keys));
        canvas_text(c, HEAD_ROWS + i, 1, KEYS_CELLS, STYLE_KEY, keys);
        canvas_text(c, HEAD_ROWS + i, KEYS_CELLS + 2, c->cols - KEYS_CELLS - 2,
                    commands[at].where & 1u << v->back ? STYLE_PLAIN
                                                       : STYLE_DIM,
                    commands[at].help);
    }
    canvas_text(c, c->rows - 2, 0, c->cols, STYLE_DIM,
                "a number before a motion repeats it: 5j");
}
