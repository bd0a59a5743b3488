/*
 * datagram.c - datagrams: those of the usual size are kept for the next one.
 */
#include "netsim/datagram.h"

#include "netsim/memory.h"
#include "netsim/world.h"

#include <string.h>

#define USUAL_SIZE 512 /* spare ones have room for that much */

struct datagram *
datagram_new(struct sim_world *w, uint32_t len)
{
    struct datagram *d = w->spare;
    uint32_t cap = len > USUAL_SIZE ? len : USUAL_SIZE;

    if (d && len <= USUAL_SIZE) {
        w->spare = d->next;
        sim_clear(d, offsetof(struct datagram, cap));
    } else {
        d = world_alloc(w, sizeof(*d) + cap);
        d->cap = cap;
    }
    d->event.kind = EVENT_DELIVER;
    d->len = len;
    return d;
}

void
datagram_free(struct sim_world *w, struct datagram *d)
{
    if (d->cap != USUAL_SIZE) {
        world_free(w, d);
        return;
    }
    d->next = w->spare;
    w->spare = d;
}

struct datagram *
datagram_copy(struct sim_world *w, const struct datagram *d)
{
    struct datagram *c = datagram_new(w, d->len);
    uint32_t cap = c->cap;

    memcpy(c, d, sizeof(*d) + d->len);
    c->cap = cap;
    c->copy = d->copy + 1;
    return c;
}
