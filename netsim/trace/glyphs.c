/*
 * glyphs.c - what a diagram is drawn with, in UTF-8 and in ASCII.
 *
 * Each glyph is one cell in both, so that the two drawings have the same
 * layout.  No meaning hangs on a glyph alone: a word stands beside it.
 */
#include "netsim/trace/diagram_private.h"

#include "netsim/trace/utf8.h"

const char *
glyph_text(enum glyph glyph, int ascii)
{
    static const char *const text[GLYPHS][2] = {
        [GLYPH_NONE] = { " ", " " },    [GLYPH_EVENT] = { "●", "o" },
        [GLYPH_RIGHT] = { "▶", ">" },   [GLYPH_LEFT] = { "◀", "<" },
        [GLYPH_LOST] = { "✗", "X" },    [GLYPH_TIMEOUT] = { "◷", "T" },
        [GLYPH_EXEC] = { "▣", "E" },    [GLYPH_OK] = { "✔", "V" },
        [GLYPH_FAILED] = { "✗", "X" },  [GLYPH_IGNORED] = { "○", "?" },
        [GLYPH_MISSING] = { "!", "!" }, [GLYPH_STEP] = { "·", "." },
        [GLYPH_CHOICE] = { "◆", "#" },  [GLYPH_LOG] = { "»", "\"" },
        [GLYPH_CRASH] = { "✖", "X" },   [GLYPH_EXIT] = { "▪", "*" },
        [GLYPH_RESTART] = { "↺", "R" }, [GLYPH_DOWN] = { "┊", ":" },
        [GLYPH_IDLE] = { "┄", "." },    [GLYPH_CUT] = { "…", "~" },
    };

    return text[glyph][ascii];
}

const char *
glyph_line(unsigned arms, int ascii)
{
    /* Indexed by the arms: 1 up, 2 down, 4 left, 8 right. */
    static const char *const utf8[16] = { " ", "│", "│", "│", "─", "┘",
                                          "┐", "┤", "─", "└", "┌", "├",
                                          "─", "┴", "┬", "┼" };
    static const char plain[16][2] = {
        " ", "|", "|", "|", "-", "+", "+", "+",
        "-", "+", "+", "+", "-", "+", "+", "+"
    };

    return ascii ? plain[arms] : utf8[arms];
}

struct range {
    uint32_t first, last;
};

static int
is_in(const struct range *range, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= range[i].first && c <= range[i].last)
            return 1;
    return 0;
}

/* 0, 1 or 2 cells. */
static int
cells_of(uint32_t c)
{
    static const struct range combining[] = {
        { 0x0300, 0x036f }, { 0x200b, 0x200f }, { 0x20d0, 0x20ff },
        { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
    };
    static const struct range wide[] = {
        { 0x1100, 0x115f },   { 0x2e80, 0xa4cf },   { 0xac00, 0xd7a3 },
        { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
        { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff },
        { 0x20000, 0x3fffd },
    };

    if (is_in(combining, sizeof(combining) / sizeof(combining[0]), c))
        return 0;
    return is_in(wide, sizeof(wide) / sizeof(wide[0]), c) ? 2 : 1;
}

int
glyph_cells(uint32_t *cell, int cap, const char *text, int ascii)
{
    int n = 0;

    while (*text) {
        uint32_t c;
        int len = utf8_get(text, &c);
        int cells;

        text += len ? len : 1;
        if (len == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
            c = '.';
        cells = cells_of(c);
        if (n + cells > cap)
            break;
        for (int i = 0; i < cells; i++)
            cell[n + i] = ascii && c > 0x7f ? '?' : i == 0 ? c : CELL_TAIL;
        n += cells;
    }
    return n;
}
