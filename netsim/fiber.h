/*
 * fiber.h - private to netsim: a stack for each thread, and how to switch.
 */
#ifndef NETSIM_FIBER_H
#define NETSIM_FIBER_H

#include "netsim/sim.h"

/* Stacks have numbers; which of them a world uses is part of its state. */
struct stacks {
    struct sim_world *world;
    uint64_t *taken; /* a bit a stack */
    uint32_t n_words;
    uint32_t lowest; /* no word below has a free one */
};

struct fiber {
    void *sp;    /* where it was left */
    char *stack; /* SIM_STACK_SIZE bytes above a guard page; or NULL */
    uint32_t number;
    void *fake; /* AddressSanitizer's */
};

void fiber_init(struct stacks *s, struct fiber *f, void (*entry)(void *),
                void *arg);
void fiber_clear(struct fiber *f); /* before it is entered: all zero */
void fiber_release(struct stacks *s, struct fiber *f); /* gives it back */
/* The part of its stack that it will look at again. */
size_t fiber_live(const struct fiber *f, char **begin);
void fiber_enter(struct fiber *f); /* from the scheduler; returns later */
void fiber_leave(struct fiber *f); /* to the scheduler; returns later */
_Noreturn void fiber_abandon(struct fiber *f); /* to the scheduler, for ever */
int fiber_in_guard(const struct fiber *f, const void *addr);

#endif
