/*
 * load.c - a world as a world file describes it.
 */
#include "netsim/netsim.h"

#include "netsim/lang/worldfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
load_host(struct sim_world *w, const struct world_host *h, const char *dir,
          char *err, size_t cap)
{
    char path[1024];
    char *argv[WORLD_ARGS_MAX + 2] = { h->program };
    const char *why;

    if (strchr(h->program, '/'))
        snprintf(path, sizeof(path), "%s", h->program);
    else
        snprintf(path, sizeof(path), "%s/%s.so", dir, h->program);
    for (int i = 0; i < h->argc; i++)
        argv[i + 1] = h->argv[i];
    if (sim_add_host(w, h->name, path, h->argc + 1, argv, &why) >= 0)
        return 0;
    snprintf(err, cap, "host %s: cannot load program \"%s\" from %s: %s",
             h->name, h->program, path, why);
    return -EINVAL;
}

/* The links that a statement names at one end or both; which of several
 * statements counts for a pair, the file knows. */
static void
load_pairs(struct sim_world *w, const struct worldfile *f,
           const struct world_link *l)
{
    int n = (int)f->n_hosts;

    for (int src = 0; src < n; src++) {
        if (l->src >= 0 && l->src != src)
            continue;
        for (int dst = 0; dst < n; dst++)
            if (dst != src && (l->dst < 0 || l->dst == dst))
                sim_set_rule(w, src, dst, worldfile_rule(f, src, dst));
    }
}

int
sim_load(struct sim_world *w, const struct worldfile *f, const char *dir,
         char *err, size_t cap)
{
    sim_set_seed(w, f->seed);
    sim_set_limit(w, f->limit_ns);
    for (size_t i = 0; i < f->n_hosts; i++)
        if (load_host(w, &f->host[i], dir, err, cap) < 0)
            return -EINVAL;
    for (size_t i = 0; i < f->n_links; i++)
        if (f->link[i].src < 0 && f->link[i].dst < 0)
            sim_set_rule(w, -1, -1, &f->link[i].rule);
        else
            load_pairs(w, f, &f->link[i]);
    for (int i = 0; i < (int)f->n_hosts; i++)
        if (worldfile_host_rule(f, i))
            sim_set_host_rule(w, i, worldfile_host_rule(f, i));
    return 0;
}
