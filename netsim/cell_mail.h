/*
 * cell_mail.h - private to netsim: what a cell and the kernel tell each other.
 *
 * A few pages of memory that both have, of which the program inside may write
 * anything at any time.  So the kernel copies what it needs once, looks at
 * the copy, and believes none of it: the worst a lie can do is to make a
 * system call that the program could have made.
 *
 * A program has the mail of its own host and no other, or it could make the
 * calls of another; nor that of the one that stands ready, or it could have
 * itself begun again and again, and say which process is the host's.
 *
 * Whose turn it is stands in a word that the other side waits for (futex(2)).
 */
#ifndef NETSIM_CELL_MAIL_H
#define NETSIM_CELL_MAIL_H

#include <stdatomic.h>
#include <stdint.h>

#define CELL_ARGS_LEN 8192

enum { CELL_KERNEL, CELL_PROGRAM };

/* Whose turn it is, and whether the other one sleeps until then. */
struct cell_turn {
    _Atomic uint32_t whose;
    _Atomic uint32_t sleeps[2]; /* by who waits for its turn */
};

/* "Go on with this thread; its call has returned." */
struct cell_go {
    uint32_t thread;
    uint32_t is_new; /* begin it: entry(arg), or main() of thread 1 */
    long ret;
    uintptr_t entry, arg;
};

/* "It has made this call", or has failed. */
struct cell_left {
    uint32_t failed;
    int32_t nr;
    uintptr_t pc;
    long arg[6];
    int32_t keep_turn;
    /* failed: how, and where if that is to be said */
    uint32_t has_place;
    uintptr_t place;
    char name[16];
    char text[300];
};

/* What the loader found, or why it could not load the program. */
struct cell_loaded {
    int32_t ok;
    uintptr_t base, text, text_end;
    char why[200];
};

/* With the one that stands ready to begin the program: begin it once more. */
struct cell_ready_mail {
    struct cell_turn turn;
    int32_t pid; /* of the one that it has begun, or -errno */
    struct cell_loaded loaded;
};

/* With the program that runs. */
struct cell_mail {
    int32_t steps; /* it is to report the steps of calls */
    int32_t argc;
    char args[CELL_ARGS_LEN]; /* one after another, each with its '\0' */

    struct cell_turn turn;
    struct cell_go go;
    struct cell_left left;
};

#endif
