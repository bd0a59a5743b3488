/*
 * sync.h - what lies in a mutex, a condition variable and the like.
 *
 * The objects are memory of the program, and their types are those of libc;
 * what is in them is ours.  All zeros is what the static initialisers say,
 * but for the kind of a mutex, which stays where libc's initialisers put it.
 * Threads are known by their numbers, so that 0 is no one, and a place in
 * the program by its distance from where the program begins: nothing here
 * depends on addresses.  Who sleeps on an object the kernel knows
 * (netsim/sleep.c); that is not noted here.
 */
#ifndef NETSIM_USER_SYNC_H
#define NETSIM_USER_SYNC_H

#include <stdint.h>

/* How long a call may wait, where a clock could stand instead. */
#define SYNC_FOR_EVER (-1)
#define SYNC_TRY (-2) /* not at all */

struct sync_mutex {
    uint32_t place; /* where it was locked */
    uint32_t count; /* how often, if recursive */
    uint32_t owner; /* 0: it is free */
    uint32_t unused;
    int32_t kind; /* PTHREAD_MUTEX_..., or what follows */
};

#define SYNC_DESTROYED (-1) /* glibc, too, says EINVAL then */

struct sync_cond {
    int32_t clock; /* CLOCK_REALTIME is 0 */
};

struct sync_rwlock {
    uint32_t place;   /* where it was last locked */
    uint32_t writer;  /* thread; 0: none */
    uint32_t readers; /* how many */
};

struct sync_sem {
    uint32_t value;
};

struct sync_barrier {
    uint32_t count; /* that many threads meet here */
    uint32_t here;
};

/* Of a pthread_once_t: the thread that is at it, or this. */
#define SYNC_ONCE_DONE INT32_MAX

struct sync_once {
    int32_t state;
};

#endif
