/*
 * test_image.c - processes of one program have their variables to themselves,
 * also when there are more of them than copies of the program.
 */
#include "netsim/test/world.h"

#include "netsim/sim.h" /* SIM_COPIES_MAX */

/* So many that the last ones share a copy; the server is among those, too. */
#define CLIENTS (SIM_COPIES_MAX + 44)
#define SERVER CLIENTS
#define ROUNDS 4

static void
add_many(struct test_world *w)
{
    static const struct link_rule rule = { .delay_ns = MS,
                                           .jitter_ns = MS / 2 };
    const char *path = BUILD "/node/many.so", *why = NULL;
    const char *serve[] = { "many", "serve", "7" };
    char name[16], rounds[16];

    snprintf(rounds, sizeof(rounds), "%d", ROUNDS);
    for (int i = 0; i < CLIENTS; i++) {
        const char *ask[] = { "many", "ask", "server", "7", rounds, name };

        snprintf(name, sizeof(name), "c%d", i);
        assert_int_equal(sim_add_host(w->sim, name, path, 6,
                                      (char *const *)(uintptr_t)ask, &why),
                         i);
    }
    assert_int_equal(sim_add_host(w->sim, "server", path, 3,
                                  (char *const *)(uintptr_t)serve, &why),
                     SERVER);
    sim_set_rule(w->sim, -1, -1, &rule);
}

static void
check_said(struct test_world *w, int host, int asked)
{
    char line[128];

    snprintf(line, sizeof(line),
             "c%d: started 1, asked %d, replied %d, last \"c%d %d\"", host,
             asked, asked, host, asked);
    assert_string_equal(line_of(w, host, 1), line);
    check_exit(w, host, 0);
}

static void
many_hosts_share_no_variable(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_many(&w);
    run(&w);
    for (int i = 0; i < CLIENTS; i++)
        check_said(&w, i, ROUNDS);
    run(&w); /* once more, and all is new */
    for (int i = 0; i < CLIENTS; i++)
        check_said(&w, i, ROUNDS);
    world_end(&w);
}

/* The last client and its neighbour are in the copy that is shared. */
static void
a_crash_among_many_leaves_the_others_alone(void **state)
{
    struct test_world w;
    char crash[100];

    (void)state;
    world_begin(&w);
    add_many(&w);
    snprintf(crash, sizeof(crash), "crash c%d after @recvfrom #2 restart 1ms",
             CLIENTS - 1);
    set_schedule(&w, crash);
    run(&w);
    assert_int_equal(count_of(&w, TRACE_CRASH, CLIENTS - 1), 1);
    assert_int_equal(count_of(&w, TRACE_START, CLIENTS - 1), 2);
    for (int i = 0; i < CLIENTS; i++)
        check_said(&w, i, ROUNDS);
    world_end(&w);
}

static void
a_fault_among_many_is_contained_and_placed(void **state)
{
    struct test_world w;
    int last = SIM_COPIES_MAX + 2;

    (void)state;
    world_begin(&w);
    for (int i = 0; i <= last; i++) {
        char name[16];

        snprintf(name, sizeof(name), "h%d", i);
        add_host(&w, name, "misbehave",
                 i == last - 1 ? "overflow-stack" : "exit", NULL, NULL);
    }
    run(&w);
    assert_non_null(event_of(&w, TRACE_FAULT, last - 1, 1));
    assert_non_null(strstr(event_of(&w, TRACE_FAULT, last - 1, 1)->text,
                           "stack overflow in recurse() (misbehave.c:"));
    for (int i = 0; i <= last; i++)
        if (i != last - 1)
            check_exit(&w, i, 0);
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_hosts_share_no_variable),
        cmocka_unit_test(a_crash_among_many_leaves_the_others_alone),
        cmocka_unit_test(a_fault_among_many_is_contained_and_placed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
