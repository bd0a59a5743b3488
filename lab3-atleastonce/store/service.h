/*
 * service.h - the store behind the interface: its state.
 *
 * Ownership:  a slot belongs to its store, and stays where it is.
 */
#ifndef STORE_SERVICE_H
#define STORE_SERVICE_H

#include <stddef.h>

#include "lab3-atleastonce/store/store.h"

#define STORE_SLOTS_MAX 8

/* All zero is a store without names. */
struct store {
    struct store_slot {
        char name[STORE_NAME_MAX + 1];
        struct store_entry entry;
    } slot[STORE_SLOTS_MAX];
    size_t n_slots;
};

/* NULL: the store has no such name. */
struct store_slot *store_find(struct store *s, const char *name);

/* The same, or a new one with an entry of zeros; NULL: the store is full. */
struct store_slot *store_find_or_add(struct store *s, const char *name);

#endif
