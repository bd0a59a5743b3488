/*
 * test_tcp_search.c - what merging leaves out has been seen: of programs
 * that use TCP, threads and files (netsim/test/node/explored.c).
 */
#include "grader/test/ways.h"

static const char *const steps[] = { "call", "exec", "return", "mark", NULL };

/* ---- worlds ------------------------------------------------------------- */

static struct sim_world *
make(const char *first, const char *second)
{
    struct link_rule rule = { .delay_ns = 10 * MS };
    struct sim_world *w = sim_new();

    add_program(w, first, second ? "server" : "a", "explored");
    if (second)
        add_program(w, second, "client", "explored");
    sim_set_rule(w, -1, -1, &rule);
    return w;
}

static struct sim_world *
make_call(void)
{
    return make("serve 7", "ask server 7 1");
}

static struct sim_world *
make_two_calls(void)
{
    return make("serve 7", "ask server 7 2");
}

static struct sim_world *
make_whole(void)
{
    return make("count whole", NULL);
}

static struct sim_world *
make_split(void)
{
    return make("count split", NULL);
}

static struct sim_world *
make_in_turn(void)
{
    return make("count signal", NULL);
}

static struct sim_world *
make_journal(void)
{
    return make("journal 2", NULL);
}

#define SERVER 1u
#define BOTH 3u

static const struct scene scenes[] = {
    { "TCP, messages", make_call, steps, 0, 0, 2, 0, 0 },
    { "TCP, two connections", make_two_calls, steps, 0, 0, 2, 0, 0 },
    { "TCP, late messages", make_two_calls, steps, 0, EXPLORE_LATE, 2, 0, 0 },
    { "TCP, three messages", make_call, steps, 0, 0, 3, 0, 0 },
    { "TCP, messages and crashes", make_call, steps, SERVER,
      EXPLORE_DATAGRAMS | EXPLORE_CRASHES | EXPLORE_POWER, 2, 0, 0 },
    { "TCP, crashes", make_call, steps, BOTH, EXPLORE_CRASHES, 2, 0, 0 },
    { "TCP, power", make_call, steps, BOTH, EXPLORE_POWER, 2, 0, 0 },
    { "TCP, calls", make_call, steps, BOTH,
      EXPLORE_SHORT | EXPLORE_INTERRUPTS | EXPLORE_PAUSES, 2, 0, 0 },
    { "threads, one lock", make_whole, steps, SERVER, EXPLORE_TURNS, 2, 0, 0 },
    { "threads, two locks", make_split, steps, SERVER, EXPLORE_TURNS, 2, 0,
      0 },
    { "threads in turn", make_in_turn, steps, SERVER,
      EXPLORE_TURNS | EXPLORE_CRASHES, 2, 0, 0 },
    { "files, power", make_journal, steps, SERVER, EXPLORE_POWER, 2, 0, 0 },
    { "files, errors", make_journal, steps, SERVER,
      EXPLORE_DISK | EXPLORE_SHORT | EXPLORE_CRASHES, 2, 0, 0 },
};

int
main(void)
{
    return check_scenes(scenes, sizeof(scenes) / sizeof(scenes[0]));
}
