/*
 * viewer.h - the viewer of traces: what a key does, and what is to be seen.
 *
 * It knows keys (keys.h) and a canvas (canvas.h), no terminal: terminal.c
 * joins the two, and so does --dump with a script of keys.
 */
#ifndef NETSIM_VIEWER_H
#define NETSIM_VIEWER_H

#include "netsim/viewer/canvas.h"
#include "netsim/viewer/items.h"

struct viewer;

/* Never fails: out of memory aborts.  The items become the viewer's. */
struct viewer *viewer_new(struct items *items);
void viewer_free(struct viewer *v);

/* One key.  1: it was the one to leave. */
int viewer_key(struct viewer *v, int key);

/* All of the screen, as large as the canvas is. */
void viewer_draw(struct viewer *v, struct canvas *c);

/* The glyphs that ~ has chosen: what the next canvas should be. */
int viewer_ascii(const struct viewer *v);
void viewer_set_ascii(struct viewer *v, int ascii);

#endif
