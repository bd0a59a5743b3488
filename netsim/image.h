/*
 * image.h - private to netsim: private globals, and thread-local variables.
 *
 * Each of the first SIM_COPIES_MAX processes of a program has a loaded copy of
 * its own; all others share one.
 */
#ifndef NETSIM_IMAGE_H
#define NETSIM_IMAGE_H

#include "netsim/sim.h"

struct image;

/* NULL with *why set if the file is no node.  Images are never unloaded but
 * kept for the next world that wants the program. */
struct image *image_get(const char *path, const char **why);
void image_put(struct image *im);

/*
 * The image of a program that is loaded in a process of the real system of
 * its own, where image_load() does that, once.  Here nothing is known of it
 * but where it lies there.
 */
struct image *image_elsewhere(const char *path);
int image_load(struct image *im, const char **why); /* -EINVAL: see *why */
void image_where(const struct image *im, uintptr_t *base, uintptr_t *text,
                 uintptr_t *text_end);
void image_set_where(struct image *im, uintptr_t base, uintptr_t text,
                     uintptr_t text_end);
void image_reset(struct image *im); /* globals as new */
/* Before the process runs, or the kernel touches its memory: many processes
 * may have their globals at the same place, one at a time. */
void image_enter(const struct image *im);
struct node_entry *image_entry(const struct image *im);
int image_is_shared(const struct image *im); /* image_enter() does something */
int image_has_pc(const struct image *im, uintptr_t pc);
/*
 * May a write() with this return address report steps of calls?  Where the
 * RPC library is part of the program, only that may: then steps are evidence.
 */
int image_may_report(const struct image *im, uintptr_t pc);
/* Its globals: all that a run may change. */
size_t image_data(const struct image *im, char **begin);

/* The thread-local variables of a thread, as new; it is about to run. */
size_t image_tls_size(const struct image *im);
char *image_new_tls(const struct image *im, struct sim_world *w);
/* Where they begin in what the above has returned. */
char *image_tls(const struct image *im, char *block);

/* A place as a number that is the same in all copies of the program. */
uint32_t image_offset(const struct image *im, uintptr_t pc);
uintptr_t image_pc(const struct image *im, uint32_t offset);

/* The name of a global variable, or "". */
void image_variable(const struct image *im, uintptr_t addr, char *buf,
                    size_t cap);

/* "function (file.c:12)" of an address in the image, as well as is known. */
void image_place(const struct image *im, uintptr_t pc, char *buf, size_t cap);

#endif
