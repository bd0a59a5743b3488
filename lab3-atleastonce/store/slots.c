/*
 * slots.c - the names of the store, and the naive way to write: see
 * service.h.
 */
#include "lab3-atleastonce/store/service.h"

#include <string.h>

struct store_slot *
store_find(struct store *s, const char *name)
{
    for (size_t i = 0; i < s->n_slots; i++)
        if (strcmp(s->slot[i].name, name) == 0)
            return &s->slot[i];
    return NULL;
}

struct store_slot *
store_find_or_add(struct store *s, const char *name)
{
    struct store_slot *slot = store_find(s, name);

    if (slot || s->n_slots == STORE_SLOTS_MAX)
        return slot;
    slot = &s->slot[s->n_slots++];
    strcpy(slot->name, name); /* arrays of one size */
    slot->entry = (struct store_entry){ 0, 0 };
    return slot;
}

/*
 * What arrives last wins, also if it is a late copy of an old request (E3).
 * Nothing here is idempotent but by luck; the version is left alone.
 */
void
store_serve_set(struct store *s, const struct store_setting *args,
                struct store_result *res)
{
    struct store_slot *slot = store_find_or_add(s, args->name);

    if (!slot) {
        res->status = STORE_FULL;
        return;
    }
    slot->entry.value = args->value;
    res->status = STORE_OK;
    res->entry = slot->entry;
}
