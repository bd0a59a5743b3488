/*
 * tool.h - private to netsim/tool: what the commands of `netsim` share.
 *
 * A command returns an exit status: 0 done, 1 a program of the world failed,
 * 2 bad input or usage, 130 a run was ended by Ctrl-C.
 */
#ifndef NETSIM_TOOL_H
#define NETSIM_TOOL_H

#include "netsim/trace/diagram.h"

int cmd_run(int argc, char **argv);
int cmd_diagram(int argc, char **argv);
int cmd_proxy(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_anatomy(int argc, char **argv);

/* Like stderr's perror, but with the command's name first; returns 2. */
int tool_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The trace in the file of that name, "-": standard input.  0, or 2 after a
 * message; then there is nothing to release. */
int tool_read(struct trace *tr, const char *name);

/* Is the terminal's (or pipe's) character set UTF-8? */
int tool_utf8(void);

/* --width N; 0 with a message on stderr if it is no sensible width. */
int tool_width(const char *arg);

/* Real time, from some point on.  For people and the real network only. */
int64_t tool_clock_ns(void);

#endif
