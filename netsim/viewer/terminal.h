/*
 * terminal.h - the viewer on a terminal, by ncurses.
 */
#ifndef NETSIM_VIEWER_TERMINAL_H
#define NETSIM_VIEWER_TERMINAL_H

#include "netsim/viewer/viewer.h"

/*
 * Until a key says to leave, or the terminal is gone.  0; -1: there is no
 * such terminal, and why says what it is.
 */
int terminal_run(struct viewer *v, int colours, char *why, size_t cap);

#endif
