/*
 * snapshot.c - to keep the state of a world, and to come back to it.
 *
 * A state is the world's own memory (memory.c) and the memory of each
 * process: globals, heap, and of each stack the part in use.  A thread that
 * is not running is nothing but that, because its call has left the stack to
 * the kernel (sched.c).  So keeping and coming back are copies, and what a
 * process has not touched since is neither copied nor hashed again.
 *
 * Not under AddressSanitizer, whose own state about memory would not follow.
 */
#include "netsim/snapshot.h"

#include "netsim/cell.h"
#include "netsim/heap.h"
#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/memory.h"
#include "netsim/world.h"

#include <stdlib.h>
#include <string.h>

/* What a process has in its memory; shared by snapshots. */
struct blob {
    int refs;
    size_t len;
    char bytes[];
};

struct sim_snapshot {
    size_t len;
    char *kernel; /* the world's own memory */
    int n_hosts;
    struct blob **blob; /* by host; NULL: no process */
};

int snapshots_in_use;

#if !SIM_ASAN

/*
 * Beside the state, not in it: what is known about the memory that each
 * process has at this moment.  Forgotten as soon as it runs.
 */
struct shadow {
    struct blob *blob; /* holds the same bytes, or NULL */
    uint64_t hash;     /* of it, or 0 */
};

static void
blob_put(struct blob *b)
{
    if (b && --b->refs == 0)
        free(b);
}

void
snapshot_changed(const struct process *p)
{
    struct shadow *s = &p->host->world->shadow[p->host->index];

    blob_put(s->blob);
    s->blob = NULL;
    s->hash = 0;
}

/* What was noted before was not kept up to date. */
static void
begin_to_use(struct sim_world *w)
{
    if (snapshots_in_use)
        return;
    snapshots_in_use = 1;
    for (int i = 0; i < w->n_hosts; i++)
        snapshot_changed(&w->host[i]->proc);
}

static struct blob *
blob_of(const struct process *p)
{
    size_t len, heap = heap_size(p->heap);
    struct blob *b;
    char *from, *to;

    len = image_data(p->image, &from) + heap;
    for (const struct thread *t = p->threads; t; t = t->mate)
        len += fiber_live(&t->fiber, &from);
    b = malloc(sizeof(*b) + len);
    if (!b)
        sim_fatal("out of memory for a snapshot of %zu bytes", len);
    b->refs = 1;
    b->len = len;
    to = b->bytes;
    len = image_data(p->image, &from);
    memcpy(to, from, len);
    to += len;
    heap_save(p->heap, to);
    to += heap;
    for (const struct thread *t = p->threads; t; t = t->mate) {
        len = fiber_live(&t->fiber, &from);
        if (len)
            memcpy(to, from, len);
        to += len;
    }
    return b;
}

/* The kernel's memory is as it was then: it says where things belong. */
static void
blob_back(struct process *p, const struct blob *b)
{
    const char *from = b->bytes;
    char *to;
    size_t len = image_data(p->image, &to);

    memcpy(to, from, len);
    from += len;
    from += heap_restore(p->heap, from);
    for (struct thread *t = p->threads; t; t = t->mate) {
        len = fiber_live(&t->fiber, &to);
        if (len)
            memcpy(to, from, len);
        from += len;
    }
}

uint64_t
snapshot_hash_process(const struct process *p)
{
    struct shadow *s = &p->host->world->shadow[p->host->index];
    char *from;
    size_t len = image_data(p->image, &from);

    begin_to_use(p->host->world);
    if (s->hash)
        return s->hash;
    s->hash = hash64(heap_hash(p->heap), from, len);
    for (const struct thread *t = p->threads; t; t = t->mate) {
        len = fiber_live(&t->fiber, &from);
        s->hash = hash64(s->hash, from, len);
    }
    return s->hash;
}

struct sim_snapshot *
sim_save(struct sim_world *w)
{
    struct sim_snapshot *s = sim_alloc(sizeof(*s));

    begin_to_use(w);
    s->len = arena_used(w->arena);
    s->kernel = malloc(s->len);
    if (!s->kernel)
        sim_fatal("out of memory for a snapshot of %zu bytes", s->len);
    memcpy(s->kernel, w->arena, s->len);
    s->n_hosts = w->n_hosts;
    s->blob = sim_alloc((size_t)w->n_hosts * sizeof(struct blob *));
    for (int i = 0; i < w->n_hosts; i++) {
        struct process *p = &w->host[i]->proc;

        if (!p->alive)
            continue;
        if (!w->shadow[i].blob)
            w->shadow[i].blob = blob_of(p);
        s->blob[i] = w->shadow[i].blob;
        s->blob[i]->refs++;
    }
    return s;
}

void
sim_restore(struct sim_world *w, const struct sim_snapshot *s)
{
    struct shadow *shadow = w->shadow;
    struct trace_meta meta = w->meta; /* what it points to is not state */
    int dated = w->dated;

    SIM_ASSERT(s->n_hosts == w->n_hosts);
    memcpy(w->arena, s->kernel, s->len);
    w->shadow = shadow;
    w->meta = meta;
    w->dated = dated;
    for (int i = 0; i < w->n_hosts; i++) {
        struct process *p = &w->host[i]->proc;

        if (!s->blob[i]) {
            heap_reset(p->heap);
            snapshot_ran(p);
        } else if (shadow[i].blob != s->blob[i]) {
            blob_back(p, s->blob[i]);
            snapshot_ran(p);
            shadow[i].blob = s->blob[i];
            shadow[i].blob->refs++;
        }
    }
}

void
sim_snapshot_free(struct sim_snapshot *s)
{
    for (int i = 0; i < s->n_hosts; i++)
        blob_put(s->blob[i]);
    free(s->blob);
    free(s->kernel);
    free(s);
}

void
snapshot_host(struct sim_world *w)
{
    size_t n = (size_t)w->n_hosts;

    w->shadow = sim_grow(w->shadow, (n - 1) * sizeof(*w->shadow),
                         n * sizeof(*w->shadow));
}

void
snapshot_stop(struct sim_world *w)
{
    for (int i = 0; i < w->n_hosts; i++)
        blob_put(w->shadow[i].blob);
    free(w->shadow);
}

int
sim_can_save(void)
{
    return !cell_wanted();
}

#else

void
snapshot_changed(const struct process *p)
{
    (void)p;
}

uint64_t
snapshot_hash_process(const struct process *p)
{
    (void)p;
    SIM_ASSERT(!"no state hash under AddressSanitizer");
    return 0;
}

struct sim_snapshot *
sim_save(struct sim_world *w)
{
    (void)w;
    return NULL;
}

void
sim_restore(struct sim_world *w, const struct sim_snapshot *s)
{
    (void)w;
    (void)s;
    SIM_ASSERT(!"no snapshots under AddressSanitizer");
}

void
sim_snapshot_free(struct sim_snapshot *s)
{
    (void)s;
}

void
snapshot_host(struct sim_world *w)
{
    (void)w;
}

void
snapshot_stop(struct sim_world *w)
{
    (void)w;
}

int
sim_can_save(void)
{
    return 0;
}

#endif
