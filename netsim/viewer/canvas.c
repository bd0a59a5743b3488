/*
 * canvas.c - see canvas.h.
 */
#include "netsim/viewer/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/glyphs.h"
#include "netsim/trace/memory.h"
#include "netsim/trace/utf8.h"

#define TEXT_CELLS 1024

void
canvas_init(struct canvas *c, int rows, int cols, int ascii)
{
    c->rows = rows > 0 ? rows : 1;
    c->cols = cols > 0 ? cols : 1;
    c->ascii = ascii;
    c->cell = memory_new((size_t)c->rows * (size_t)c->cols, sizeof(*c->cell));
    canvas_clear(c);
}

void
canvas_release(struct canvas *c)
{
    free(c->cell);
    c->cell = NULL;
}

void
canvas_clear(struct canvas *c)
{
    for (int i = 0; i < c->rows * c->cols; i++)
        c->cell[i] = (struct canvas_cell){ .ch = ' ' };
}

static struct canvas_cell *
cell_at(const struct canvas *c, int row, int col)
{
    if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
        return NULL;
    return &c->cell[row * c->cols + col];
}

static uint32_t
sign_of_cut(const struct canvas *c)
{
    return c->ascii ? '~' : 0x2026;
}

int
canvas_text(struct canvas *c, int row, int col, int cells, enum style style,
            const char *text)
{
    uint32_t ch[TEXT_CELLS];
    int n;

    if (cells > c->cols - col)
        cells = c->cols - col;
    if (cells > TEXT_CELLS - 1)
        cells = TEXT_CELLS - 1;
    if (cells <= 0 || row < 0 || row >= c->rows || col < 0)
        return 0;
    n = glyph_cells(ch, cells + 1, text, c->ascii);
    if (n > cells) {
        n = cells;
        if (ch[n - 1] == CELL_TAIL)
            ch[n - 2] = ' '; /* half of a wide character is none */
        ch[n - 1] = sign_of_cut(c);
    }
    for (int i = 0; i < n; i++)
        *cell_at(c, row, col + i) =
            (struct canvas_cell){ .ch = ch[i], .style = (uint8_t)style };
    return n;
}

int
canvas_printf(struct canvas *c, int row, int col, int cells, enum style style,
              const char *format, ...)
{
    char text[4 * TEXT_CELLS];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return canvas_text(c, row, col, cells, style, text);
}

size_t
canvas_wrap(const char *text, size_t cells)
{
    size_t n = strlen(text);

    if (n <= cells)
        return n;
    for (n = cells; n > 0 && text[n] != ' '; n--)
        ;
    return n ? n : cells;
}

void
canvas_style(struct canvas *c, int row, int col, int cells, enum style style)
{
    for (int i = 0; i < cells; i++) {
        struct canvas_cell *cell = cell_at(c, row, col + i);

        if (cell)
            cell->style = (uint8_t)style;
    }
}

void
canvas_cursor(struct canvas *c, int row, int col, int cells)
{
    for (int i = 0; i < cells; i++) {
        struct canvas_cell *cell = cell_at(c, row, col + i);

        if (cell)
            cell->cursor = 1;
    }
}

void
canvas_rule(struct canvas *c, int row, const char *title)
{
    for (int col = 0; col < c->cols; col++) {
        struct canvas_cell *cell = cell_at(c, row, col);

        if (cell)
            *cell = (struct canvas_cell){ .ch = c->ascii ? '-' : 0x2500,
                                          .style = STYLE_DIM };
    }
    if (*title)
        canvas_printf(c, row, 2, c->cols - 4, STYLE_TITLE, " %s ", title);
}

/* ---- printing ----------------------------------------------------------- */

static int
row_length(const struct canvas *c, int row)
{
    int n = c->cols;

    while (n > 0 && cell_at(c, row, n - 1)->ch == ' ')
        n--;
    return n;
}

/* A letter for each look; capital: under the cursor. */
static char
letter(const struct canvas_cell *cell)
{
    static const char letters[STYLES] = ".dtkgboem";
    static const char cursor[STYLES] = "#DTKGBOEM";

    return cell->cursor ? cursor[cell->style] : letters[cell->style];
}

static void
print_styles(const struct canvas *c, int row, FILE *out)
{
    char line[TEXT_CELLS + 1];
    int n = c->cols < TEXT_CELLS ? c->cols : TEXT_CELLS;

    for (int col = 0; col < n; col++)
        line[col] = letter(cell_at(c, row, col));
    while (n > 0 && line[n - 1] == '.')
        n--;
    line[n] = '\0';
    if (n > 0)
        fprintf(out, "\\ %s\n", line);
}

void
canvas_print(const struct canvas *c, int styles, FILE *out)
{
    char bytes[4];

    for (int row = 0; row < c->rows; row++) {
        int n = row_length(c, row);

        if (styles)
            fputs("| ", out);
        for (int col = 0; col < n; col++) {
            uint32_t ch = cell_at(c, row, col)->ch;

            if (ch != CELL_TAIL)
                fwrite(bytes, 1, (size_t)utf8_put(bytes, ch), out);
        }
        fputc('\n', out);
        if (styles)
            print_styles(c, row, out);
    }
}
