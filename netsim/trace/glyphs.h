/*
 * glyphs.h - private to netsim: characters as cells of a screen.
 */
#ifndef NETSIM_TRACE_GLYPHS_H
#define NETSIM_TRACE_GLYPHS_H

#include <stdint.h>

#define CELL_TAIL UINT32_MAX      /* behind a wide character */
#define CELL_CUT (UINT32_MAX - 1) /* here text was cut */

/*
 * A control character or a byte that is none is "."; a combining character
 * is left out; a wide one takes two cells, the second of which is CELL_TAIL.
 * In ASCII what is not is "?".  Which characters are wide is a table of the
 * common blocks, not all of Unicode's.  Returns the number of cells, at most
 * cap.
 */
int glyph_cells(uint32_t *cell, int cap, const char *text, int ascii);

#endif
