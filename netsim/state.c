/*
 * state.c - a hash of all that the rest of a run depends on.
 *
 * Worlds with equal states have equal futures.  So that states which differ
 * in nothing that matters look equal, times are taken relative to now, and
 * numbers that only name things in the trace (of events, of datagrams) are
 * left out.  What a program has in its memory counts byte by byte, also what
 * it will never look at again: build it with its local variables set (the
 * Makefile does), and fewer equal states look different.
 *
 * As soon as a program has looked at a clock, here or in an earlier run, what
 * time it is counts, too: it may have kept what the clock showed.
 */
#include "netsim/state.h"

#include "netsim/files.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/snapshot.h"

static void
mix_thread(struct hash *s, const struct thread *t)
{
    const struct sim_world *w = t->proc->host->world;

    mix(s, (uint64_t)t->id << 32 | (uint32_t)t->nr);
    mix_bytes(s, t->arg, sizeof(t->arg));
    mix(s, (uint64_t)t->ret);
    mix(s, (uint64_t)t->wait << 32 | (uint64_t)t->retried << 2 |
               (uint64_t)t->timed_out << 1 | (uint64_t)t->pending);
    mix(s, (uint64_t)(uint32_t)t->saved_errno << 32 | t->bytes_max);
    mix(s, (uint64_t)t->sleep << 32 | (uint64_t)t->woken << 3 |
               (uint64_t)t->granted << 2 | (uint64_t)t->ended << 1 |
               (uint64_t)t->keep_turn << 4 | (uint64_t)t->detached);
    mix(s, t->sleep_on);
    mix(s, t->done);
    mix(s, (uint64_t)t->result << 32 | t->turn_calls);
    mix(s, (uint64_t)t->value);
    if (t->tls && w->state_by != SIM_BY_RESULTS)
        mix_bytes(s, t->tls_block, image_tls_size(t->proc->image));
    mix_event(s, w, &t->timer);
    mix(s, (uint64_t)t->stop << 4 | (uint64_t)t->stalled << 3 |
               (uint64_t)t->interrupt << 2 | (uint64_t)t->interrupted << 1 |
               (uint64_t)t->until_clock);
    mix_time(s, w,
             t->wait && t->deadline_ns >= 0 ? t->deadline_ns : w->now_ns);
    mix(s, t->mark);
    mix(s, t->heard);
}

/* The lowest descriptor for the same open file: who shares one with whom. */
static uint64_t
first_of(const struct process *p, const struct file *f)
{
    int fd = 0;

    while (p->fd[fd] != f)
        fd++;
    return (uint64_t)fd;
}

static void
mix_files(struct hash *s, const struct process *p)
{
    for (int fd = 0; fd < p->n_fds; fd++) {
        const struct file *f = p->fd[fd];

        if (!f)
            continue;
        mix(s, (uint64_t)fd << 32 | (uint32_t)f->stream << 1 |
                   (uint32_t)f->nonblocking);
        mix(s, f->opener_pc);
        mix(s, inode_number(f->inode) << 32 | (uint32_t)f->flags);
        mix(s, (uint64_t)f->offset);
        mix(s, first_of(p, f) << 1 | (uint64_t)file_cloexec(p, fd));
        if (f->socket)
            state_socket(s, p->host->world, f->socket);
    }
}

static void
mix_host(struct hash *s, const struct host *h)
{
    const struct process *p = &h->proc;

    mix(s, (uint64_t)p->inc << 32 | (uint64_t)h->next_port << 3 |
               (uint64_t)h->no_power << 2 | (uint64_t)h->paused << 1 |
               (uint64_t)p->alive);
    mix(s, (uint64_t)h->clock_ns);
    state_disk(s, &h->disk);
    mix_event(s, h->world, &h->due);
    mix_event(s, h->world, &h->restart);
    mix_event(s, h->world, &h->resume);
    if (!p->alive)
        return;
    mix(s, p->random_n);
    mix(s, p->n_noted);
    mix(s, (uint64_t)p->ignores_sigpipe);
    for (int i = 0; i < 3; i++)
        mix_bytes(s, p->line[i].text, p->line[i].len);
    mix_files(s, p);
    mix(s, inode_number(p->cwd));
    for (const struct thread *t = p->threads; t; t = t->mate)
        mix_thread(s, t);
    for (const struct thread *t = p->sleepers; t; t = t->sleep_next)
        mix(s, t->id);
    mix(s, p->n_threads);
    mix(s, h->world->state_by == SIM_BY_RESULTS ? p->results
                                                : snapshot_hash_process(p));
}

uint64_t
sim_state(struct sim_world *w)
{
    struct hash s = { w->history };

    for (int i = 0; i < w->n_hosts; i++)
        mix_host(&s, w->host[i]);
    state_network(&s, w);
    for (const struct thread *t = w->run_first; t; t = t->next)
        mix(&s, (uint64_t)(uint32_t)t->proc->host->index << 32 | t->id);
    if (w->dated)
        mix(&s, (uint64_t)w->now_ns);
    return s.h;
}
