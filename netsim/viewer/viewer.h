/*
 * viewer.h - the viewer of traces: what a key does, and what is to be seen.
 *
 * It knows keys (keys.h) and a canvas (canvas.h), no terminal: terminal.c
 * joins the two, and so does --dump with a script of keys.
 */
#ifndef NETSIM_VIEWER_H
#define NETSIM_VIEWER_H

#include "netsim/types/types.h"
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

/*
 * How cases are run again: the program `grade` (borrowed) for results that
 * name none; and what is to be done meanwhile, several times a second, which
 * returns 1 to stop it (NULL: nothing).
 */
void viewer_set_grade(struct viewer *v, const char *grade);
void viewer_set_wait(struct viewer *v, int (*wait)(void *arg, int64_t ms),
                     void *arg);

/* Of which interfaces the calls are; borrowed, or NULL. */
void viewer_set_types(struct viewer *v, struct types *types);

/* From now on it starts no program and writes no file: for who presses any
 * keys. */
void viewer_seal(struct viewer *v);

/* Look whether the trace that is open grows, and at its end. */
void viewer_set_follow(struct viewer *v, int on);

/* Some time has passed.  1: the screen has changed. */
int viewer_tick(struct viewer *v);

/* A click, and a turn of the wheel by so many notches, down or up (-).  1: it
 * was the click to leave. */
int viewer_click(struct viewer *v, int row, int col);
int viewer_wheel(struct viewer *v, int by);

/* Has it been asked to look at the mouse? */
int viewer_mouse(const struct viewer *v);
void viewer_set_mouse(struct viewer *v, int on);

/* What the last key wants and only a terminal has. */
enum viewer_wish {
    WISH_NOTHING,
    WISH_PLAIN, /* the screen as text that stays, until a key */
    WISH_EDITOR /* a program that has the screen, until it ends */
};

enum viewer_wish viewer_wish(struct viewer *v); /* asked for once */

/* The trace that is open, and the line that its event is in; NULL: none. */
const char *viewer_file(const struct viewer *v, size_t *line);

#endif
