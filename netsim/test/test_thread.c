/*
 * test_thread.c - threads of a simulated process: pthreads(7), and the pages
 * of POSIX.1-2008 (XSH) that each test names.
 */
#include "netsim/test/real.h"
#include "netsim/test/world.h"

#include <stdlib.h>

static void
begin_with(struct test_world *w, const char *program, const char *how)
{
    world_begin(w);
    add_host(w, "h", program, how, NULL, NULL);
}

/* ---- choosers that want another thread's turn --------------------------- */

/*
 * All interleavings, one a run: `turn` counts up the decisions of a run like
 * the digits of a number, the last one first.
 */
struct turns {
    struct sim_chooser chooser;
    unsigned choice[256], of[256];
    unsigned n, known;
    char did[2048]; /* this run as a schedule */
};

static void
take_next(struct sim_chooser *self, const struct sim_point *p,
          struct sim_decision *d)
{
    struct turns *x = (struct turns *)self;
    size_t len = strlen(x->did);

    if (p->kind != SIM_TURN)
        return;
    assert_true(x->n < COUNT(x->choice));
    assert_true(p->n_threads >= 2);
    if (x->n == x->known) {
        x->choice[x->n] = 0;
        x->known++;
    }
    x->of[x->n] = p->n_threads;
    d->thread = p->thread[x->choice[x->n]];
    d->rule = "test";
    if (x->choice[x->n])
        snprintf(x->did + len, sizeof(x->did) - len, "switch h #%u to %u;",
                 (unsigned)p->nth, d->thread);
    x->n++;
}

/* Prepare the next run; 0: there is none. */
static int
another(struct turns *x)
{
    while (x->known > 0 && x->choice[x->known - 1] + 1 == x->of[x->known - 1])
        x->known--;
    if (x->known == 0)
        return 0;
    x->choice[x->known - 1]++;
    x->n = 0;
    x->did[0] = '\0';
    return 1;
}

/* Any thread's turn, at any point, by a draw from this seed. */
struct draws {
    struct sim_chooser chooser;
    uint64_t state;
};

static void
draw_turn(struct sim_chooser *self, const struct sim_point *p,
          struct sim_decision *d)
{
    struct draws *x = (struct draws *)self;

    if (p->kind != SIM_TURN)
        return;
    x->state = x->state * 6364136223846793005u + 1442695040888963407u;
    d->thread = p->thread[(x->state >> 33) % p->n_threads];
    d->rule = "test";
}

static void
set_draws(struct test_world *w, struct draws *x, uint64_t seed)
{
    *x = (struct draws){ .chooser = { .choose = draw_turn, .wants_calls = 1 },
                         .state = seed };
    sim_set_chooser(w->sim, &x->chooser);
}

/* ---- calls -------------------------------------------------------------- */

/*
 * pthread_create, _join, _detach, _attr_*; pthread_mutex_lock, _timedlock;
 * pthread_cond_timedwait; pthread_rwlock_*; sem_*; pthread_barrier_wait;
 * pthread_once; pthread_key_create: what they return, and _Thread_local of
 * C11 6.7.1.  The same program on Linux and here, whoever's turn it is.
 */
static void
thread_calls_answer_as_linux_does(void **state)
{
    struct test_world w;
    struct draws draws;
    char ours[16384], theirs[16384];

    (void)state;
    for_real("thread_posix", theirs, sizeof(theirs));
    begin_with(&w, "thread_posix", NULL);
    for (uint64_t seed = 0; seed < 20; seed++) {
        if (seed)
            set_draws(&w, &draws, seed);
        run(&w);
        output_of(&w, 0, ours, sizeof(ours));
        assert_string_equal(ours, theirs);
        check_exit(&w, 0, 0);
    }
    world_end(&w);
}

/* pthread_cond_timedwait, pthread_mutex_timedlock, sem_timedwait: a wait in
 * vain takes exactly as long as was said, by the clock that was said. */
static void
time_runs_out_when_it_should(void **state)
{
    struct test_world w;
    char said[1024];

    (void)state;
    begin_with(&w, "thread_clock", NULL);
    run(&w);
    output_of(&w, 0, said, sizeof(said));
    assert_string_equal(said, "lock failed after 70000 us\n"
                              "sem failed after 75000 us\n"
                              "sem done after 200000 us\n"
                              "by day failed after 400000 us\n"
                              "steady failed after 1500000 us\n");
    check_exit(&w, 0, 0);
    /* Each wait in vain is an event that a diagram shows. */
    assert_int_equal(count_of(&w, TRACE_TIMEOUT, 0), 4);
    assert_string_equal(event_of(&w, TRACE_TIMEOUT, 0, 1)->name,
                        "pthread_mutex_timedlock");
    world_end(&w);
}

static void
a_thousand_threads_are_no_trouble(void **state)
{
    struct test_world w;
    struct draws draws;

    (void)state;
    begin_with(&w, "thread_many", "1000");
    for (int i = 0; i < 3; i++) {
        if (i)
            set_draws(&w, &draws, (uint64_t)i);
        run(&w);
        assert_string_equal(
            line_of(&w, 0, 1),
            "1000 threads, sum 500500, wrong 0, then no error");
    }
    world_end(&w);
}

/* pthread_create: EAGAIN where there are too many; what is joined is gone. */
static void
there_is_a_limit_of_threads(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_many", "limit");
    run(&w);
    assert_string_equal(line_of(&w, 0, 1),
                        "4095 threads, sum 8386561, wrong 0, then "
                        "Resource temporarily unavailable");
    world_end(&w);
}

/* ---- turns -------------------------------------------------------------- */

struct found {
    int runs, lost, right;
    char schedule[2048]; /* of the first run that lost an update */
};

static struct found
try_all(const char *how)
{
    struct turns turns = { .chooser = { .choose = take_next,
                                        .wants_calls = 1 } };
    struct found f = { 0 };
    struct test_world w;

    begin_with(&w, "thread_race", how);
    sim_set_chooser(w.sim, &turns.chooser);
    do {
        f.runs++;
        run(&w);
        check_exit(&w, 0, 0);
        if (!strcmp(line_of(&w, 0, 1), "counter 2"))
            f.right++;
        else if (!strcmp(line_of(&w, 0, 1), "counter 1") && !f.lost++)
            snprintf(f.schedule, sizeof(f.schedule), "%s", turns.did);
    } while (another(&turns));
    assert_int_equal(f.lost + f.right, f.runs);
    world_end(&w);
    return f;
}

/* With a call between reading and writing, and no lock around both. */
static void
all_turns_find_a_lost_update(void **state)
{
    static const char *const how[] = { "plain", "split" };

    (void)state;
    for (size_t i = 0; i < COUNT(how); i++) {
        struct found f = try_all(how[i]);
        struct test_world w;

        assert_true(f.lost > 0 && f.right > 0);
        /* What was found can be said, and happens again. */
        begin_with(&w, "thread_race", how[i]);
        run(&w);
        assert_string_equal(line_of(&w, 0, 1), "counter 2");
        set_schedule(&w, f.schedule);
        run(&w);
        assert_string_equal(line_of(&w, 0, 1), "counter 1");
        assert_true(count_of(&w, TRACE_CHOICE, 0) > 0);
        assert_memory_equal(event_of(&w, TRACE_CHOICE, 0, 1)->did, "switch h",
                            8);
        world_end(&w);
    }
}

static void
all_turns_find_nothing_where_a_lock_is(void **state)
{
    struct found f = try_all("whole");

    (void)state;
    assert_true(f.runs > 10);
    assert_int_equal(f.lost, 0);
}

/* The most threads that one of several could have been, once all wait. */
struct most {
    struct sim_chooser chooser;
    unsigned threads;
};

static void
note_most(struct sim_chooser *self, const struct sim_point *p,
          struct sim_decision *d)
{
    struct most *m = (struct most *)self;

    (void)d;
    if (p->kind == SIM_TURN && p->t_ns > 0 && p->n_threads > m->threads)
        m->threads = p->n_threads;
}

/* Who waits for another socket cannot go on, and is not asked about. */
static void
a_datagram_wakes_only_who_waits_for_it(void **state)
{
    struct most most = { .chooser = { .choose = note_most,
                                      .wants_calls = 1 } };
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_sockets", "8");
    sim_set_chooser(w.sim, &most.chooser);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), "8");
    assert_int_equal(most.threads, 2);
    world_end(&w);
}

/* A switch to a thread that cannot run, or does not exist, is none. */
static void
an_impossible_switch_changes_nothing(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_race", "split");
    set_schedule(&w, "switch h #1 to 77; switch h #2 to 3");
    run(&w);
    assert_int_equal(count_of(&w, TRACE_CHOICE, 0), 1);
    check_exit(&w, 0, 0);
    world_end(&w);
}

static void
equal_turns_give_equal_traces(void **state)
{
    struct test_world w;
    struct trace before;
    struct draws draws;

    (void)state;
    begin_with(&w, "thread_posix", NULL);
    for (uint64_t seed = 1; seed < 5; seed++) {
        set_draws(&w, &draws, seed);
        run(&w);
        before = w.trace;
        trace_init(&w.trace);
        set_draws(&w, &draws, seed);
        run(&w);
        assert_int_equal(before.n_events, w.trace.n_events);
        for (size_t i = 0; i < before.n_events; i++) {
            const struct trace_event *a = &before.event[i],
                                     *b = &w.trace.event[i];

            assert_true(a->kind == b->kind && a->t_ns == b->t_ns &&
                        a->thread == b->thread && a->seq == b->seq);
            assert_string_equal(a->text, b->text);
            assert_string_equal(a->did, b->did);
        }
        trace_release(&before);
    }
    world_end(&w);
}

/* What three threads print: 15 lines each on stdout, which the console cuts
 * in two because they are so long, and 5 on stderr. */
static void
check_printed(const struct test_world *w)
{
    check_exit(w, 0, 0);
    assert_int_equal(count_of(w, TRACE_LOG, 0), 45);
    for (int n = 1; n <= 45; n++) {
        const struct trace_event *ev = event_of(w, TRACE_LOG, 0, n);
        const char first[] = { ev->text[0], '\0' };

        if (!strcmp(ev->name, "stdout"))
            assert_int_equal(strspn(ev->text, first), strlen(ev->text));
    }
}

/* POSIX 2.5.1: each call on a stream is as if no other came between; also
 * where the host stands still in the middle of one. */
static void
lines_of_several_threads_stay_whole(void **state)
{
    struct test_world w;
    struct draws draws;
    char src[100];

    (void)state;
    begin_with(&w, "thread_print", NULL);
    for (uint64_t seed = 0; seed < 30; seed++) {
        if (seed)
            set_draws(&w, &draws, seed);
        run(&w);
        check_printed(&w);
    }
    for (int n = 1; n <= 60; n++) {
        snprintf(src, sizeof(src),
                 "switch h #3 to 4; pause h %s@write #%d for 1ms",
                 n % 2 ? "" : "after ", (n + 1) / 2);
        set_schedule(&w, src);
        run(&w);
        assert_int_equal(w.script.happened, 3);
        check_printed(&w);
    }
    world_end(&w);
}

/* ---- threads that wait for ever ----------------------------------------- */

/* What is reported when thread_stuck does that, and at which time. */
static void
check_stuck(const char *how, const char *serving, int64_t t_ns,
            const char *name, const char *const text[])
{
    const struct trace_event *ev;
    struct test_world w;

    world_begin(&w);
    add_host(&w, "h", "thread_stuck", how, serving, NULL);
    add_host(&w, "other", "fresh", NULL, NULL, NULL);
    run(&w);
    ev = event_of(&w, TRACE_FAULT, 0, 1);
    if (!ev)
        fail_msg("%s: no fault", how);
    assert_string_equal(ev->name, name);
    assert_true(ev->t_ns == t_ns);
    for (; *text; text++)
        if (!strstr(ev->text, *text))
            fail_msg("%s: no \"%s\" in \"%s\"", how, *text, ev->text);
    check_exit(&w, 1, 3);
    world_end(&w);
}

#define TEXT(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* pthread_mutex_lock: a normal mutex that is locked again deadlocks.  It is
 * seen at once, while another host still runs and a third thread serves. */
static void
a_cycle_of_locks_is_reported_when_it_closes(void **state)
{
    (void)state;
    check_stuck(
        "cycle", NULL, MS, "deadlock",
        TEXT("thread 2 waits in right_first() (thread_stuck.c:",
             ") for mutex fork_left (locked by thread 1 in left_first() (",
             ", thread 1 waits in left_first() (thread_stuck.c:",
             ") for mutex fork_right (locked by thread 2 in right_first()"));
    check_stuck("cycle", "x", MS, "deadlock",
                TEXT("thread 3 waits", "thread 1 waits"));
    check_stuck("self", "x", 0, "deadlock",
                TEXT("thread 1 waits in main()", "(locked by thread 1 in"));
    check_stuck("join", "x", MS, "deadlock",
                TEXT("for mutex fork_right (locked by thread 3 in join_main()",
                     "thread 3 waits in join_main() (",
                     "for the end of thread 1"));
    check_stuck("once", "x", 0, "deadlock",
                TEXT("waits in lay()", "(begun by thread 1)"));
}

static void
a_lock_of_a_thread_that_has_ended_is_reported(void **state)
{
    (void)state;
    check_stuck("ended", "x", MS, "deadlock",
                TEXT("thread 1 waits in main()",
                     "(locked by thread 3 in keep_left() (", "has ended)"));
    check_stuck("three", "x", MS, "deadlock",
                TEXT("thread 3 waits in right_first()", "has ended)"));
}

/* All wait for a signal, a post or a lock that no one is left to give. */
static void
a_process_that_only_waits_for_itself_is_reported(void **state)
{
    (void)state;
    check_stuck("missed", NULL, 0, "deadlock",
                TEXT("thread 1 waits in get_stuck() (thread_stuck.c:",
                     ") for condition variable dinner"));
    check_stuck("plates", NULL, 0, "deadlock", TEXT("for semaphore plates"));
    check_stuck("menu", NULL, 0, "deadlock", TEXT("for read-write lock menu"));
}

/* pthread_mutex_unlock: undefined for a normal mutex of another thread. */
static void
unlocking_what_is_not_ones_own_is_reported(void **state)
{
    (void)state;
    check_stuck("not-mine", "x", MS, "mutex",
                TEXT("pthread_mutex_unlock() in get_stuck() (thread_stuck.c:",
                     "thread 3 has locked in keep_left() (thread_stuck.c:"));
    check_stuck("not-locked", NULL, 0, "mutex", TEXT("is not locked"));
}

static void
a_bad_address_is_the_end_of_the_process(void **state)
{
    (void)state;
    check_stuck("bad-address", NULL, 0, "SIGSEGV",
                TEXT("bad address given to pthread_cond_wait() in get_stuck() "
                     "(thread_stuck.c:"));
}

/* No thread keeps the others from running by looking again and again. */
static void
looking_again_and_again_lets_others_go_on(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_stuck", "look");
    run(&w);
    assert_string_equal(event_of(&w, TRACE_END, -1, 1)->text,
                        "quiet: h waits in recvfrom()");
    world_end(&w);
}

/* Not said by POSIX, but so on Linux, and programs rely on it. */
static void
the_stack_of_main_outlives_it(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_stuck", "stack");
    run(&w);
    check_exit(&w, 0, 42);
    world_end(&w);
}

/* A thread that waits for a datagram may yet unlock: no deadlock. */
static void
the_end_tells_what_each_thread_waits_for(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_stuck", "serve");
    assert_int_equal(run(&w), SIM_QUIET);
    assert_int_equal(count_of(&w, TRACE_FAULT, 0), 0);
    assert_string_equal(event_of(&w, TRACE_END, -1, 1)->text,
                        "quiet: h waits in pthread_mutex_lock() (thread 1), "
                        "recvfrom() (thread 2)");
    world_end(&w);
}

/* ---- the end of a process ----------------------------------------------- */

/* exit(3), and main() that returns: all threads end with the process. */
static void
exit_ends_all_threads(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_end", "return");
    run(&w);
    check_exit(&w, 0, 5);
    assert_true(event_of(&w, TRACE_EXIT, 0, 1)->t_ns == 5 * MS);
    assert_string_equal(line_of(&w, 0, 2), "atexit");
    world_end(&w);
    begin_with(&w, "thread_end", "exit");
    run(&w);
    check_exit(&w, 0, 7);
    assert_int_equal(event_of(&w, TRACE_EXIT, 0, 1)->thread, 2);
    world_end(&w);
}

/* pthread_exit: from main() the others go on; with the last thread the
 * process ends as by exit(0), destructors of its values first. */
static void
the_last_thread_ends_the_process(void **state)
{
    struct test_world w;

    (void)state;
    begin_with(&w, "thread_end", "last");
    run(&w);
    check_exit(&w, 0, 0);
    assert_true(event_of(&w, TRACE_EXIT, 0, 1)->t_ns == 20 * MS);
    assert_string_equal(line_of(&w, 0, 1), "last thread");
    assert_string_equal(line_of(&w, 0, 2), "destroyed value");
    assert_string_equal(line_of(&w, 0, 3), "atexit");
    world_end(&w);
}

static void
a_fault_names_its_thread(void **state)
{
    static const char *const how[] = { "fault", "abort" };
    struct test_world w;

    (void)state;
    for (size_t i = 0; i < COUNT(how); i++) {
        const struct trace_event *ev;

        begin_with(&w, "thread_end", how[i]);
        run(&w);
        ev = event_of(&w, TRACE_FAULT, 0, 1);
        assert_non_null(ev);
        assert_int_equal(ev->thread, 2);
        assert_true(ev->t_ns == 10 * MS);
        assert_non_null(strstr(ev->text, "thread_end.c:"));
        assert_non_null(strstr(ev->text, i ? "in thread 2"
                                           : "in thread 2, after its "
                                             "nanosleep()"));
        assert_int_equal(count_of(&w, TRACE_EXIT, 0), 0);
        world_end(&w);
    }
}

/* In the middle of waits of all kinds; then everything is as new. */
static void
a_crash_takes_all_threads_with_it(void **state)
{
    static const char *const when[] = { "at 1ms", "@nanosleep #1",
                                        "after @nanosleep #1", "@recvfrom #1",
                                        "at 5ms" };
    struct test_world w;
    char src[100];

    (void)state;
    begin_with(&w, "thread_end", "return");
    for (size_t i = 0; i < COUNT(when); i++) {
        snprintf(src, sizeof(src), "crash h %s restart 0s", when[i]);
        set_schedule(&w, src);
        assert_int_equal(run(&w), SIM_QUIET);
        assert_int_equal(count_of(&w, TRACE_CRASH, 0), 1);
        check_exit(&w, 0, 5);
        assert_int_equal(event_of(&w, TRACE_EXIT, 0, 1)->inc, 2);
    }
    world_end(&w);
}

/* ---- threads and the network -------------------------------------------- */

/* Workers and callers, a network that loses a fifth, crashes of the server
 * and pauses of the client: every caller gets its answers. */
static void
servers_and_clients_may_have_threads(void **state)
{
    static const char *const fault[] = {
        "crash server @sendto #3 restart 20ms",
        "crash server at 4ms restart 20ms; crash server at 40ms restart 0s",
        "crash server after @recvfrom #7; pause client @poll #5 for 200ms",
        "switch server #2 to 3; switch client #4 to 4; switch server #9 to 1",
    };
    struct link_rule lossy = { .delay_ns = 2 * MS, .loss_ppm = 200000 };
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "server", "thread_server", "-", "7", NULL);
    add_host(&w, "client", "thread_server", "server", "7", NULL);
    sim_set_rule(w.sim, -1, -1, &lossy);
    for (uint64_t seed = 0; seed < 40; seed++) {
        sim_set_seed(w.sim, seed);
        set_schedule(&w, fault[seed % COUNT(fault)]);
        assert_int_equal(run(&w), SIM_QUIET);
        assert_string_equal(line_of(&w, 1, 1), "20 answers");
        check_exit(&w, 1, 0);
        assert_int_equal(count_of(&w, TRACE_FAULT, 0), 0);
    }
    assert_string_equal(event_of(&w, TRACE_END, -1, 1)->text,
                        "quiet: server waits in recvfrom() (thread 1), "
                        "pthread_cond_wait() (threads 2, 3, 4)");
    world_end(&w);
}

/* ---- states ------------------------------------------------------------- */

/* netsim.h: what was kept comes back, threads and their variables too. */
static void
a_state_with_threads_can_be_kept(void **state)
{
    struct test_world w;
    char whole[16384], again[16384];
    uint64_t calls;
    struct sim_stats stats;

    (void)state;
    if (!sim_can_save())
        skip();
    begin_with(&w, "thread_posix", NULL);
    run(&w);
    output_of(&w, 0, whole, sizeof(whole));
    sim_stats(w.sim, &stats);
    calls = stats.calls;
    assert_true(calls > 200);
    for (uint64_t at = 2; at < calls; at += 7) {
        struct sim_snapshot *s;
        uint64_t hash;
        size_t len;

        trace_clear(&w.trace);
        sim_enter();
        sim_begin(w.sim);
        assert_int_equal(sim_go(w.sim, at), SIM_PAUSED);
        s = sim_save(w.sim);
        hash = sim_state(w.sim);
        output_of(&w, 0, again, sizeof(again));
        len = strlen(again);
        sim_go(w.sim, 0);
        sim_restore(w.sim, s);
        assert_true(sim_state(w.sim) == hash);
        trace_clear(&w.trace);
        assert_int_equal(sim_go(w.sim, 0), SIM_QUIET);
        output_of(&w, 0, again, sizeof(again));
        assert_string_equal(again, whole + len);
        sim_snapshot_free(s);
        sim_leave();
    }
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thread_calls_answer_as_linux_does),
        cmocka_unit_test(time_runs_out_when_it_should),
        cmocka_unit_test(a_thousand_threads_are_no_trouble),
        cmocka_unit_test(there_is_a_limit_of_threads),
        cmocka_unit_test(all_turns_find_a_lost_update),
        cmocka_unit_test(all_turns_find_nothing_where_a_lock_is),
        cmocka_unit_test(a_datagram_wakes_only_who_waits_for_it),
        cmocka_unit_test(an_impossible_switch_changes_nothing),
        cmocka_unit_test(equal_turns_give_equal_traces),
        cmocka_unit_test(lines_of_several_threads_stay_whole),
        cmocka_unit_test(a_cycle_of_locks_is_reported_when_it_closes),
        cmocka_unit_test(a_lock_of_a_thread_that_has_ended_is_reported),
        cmocka_unit_test(a_process_that_only_waits_for_itself_is_reported),
        cmocka_unit_test(unlocking_what_is_not_ones_own_is_reported),
        cmocka_unit_test(a_bad_address_is_the_end_of_the_process),
        cmocka_unit_test(looking_again_and_again_lets_others_go_on),
        cmocka_unit_test(the_stack_of_main_outlives_it),
        cmocka_unit_test(the_end_tells_what_each_thread_waits_for),
        cmocka_unit_test(exit_ends_all_threads),
        cmocka_unit_test(the_last_thread_ends_the_process),
        cmocka_unit_test(a_fault_names_its_thread),
        cmocka_unit_test(a_crash_takes_all_threads_with_it),
        cmocka_unit_test(servers_and_clients_may_have_threads),
        cmocka_unit_test(a_state_with_threads_can_be_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
