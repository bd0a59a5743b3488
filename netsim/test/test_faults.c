/*
 * test_faults.c - faults of hosts and cuts of the network do what the
 * schedule, or the rule, says: see schedule.h and host_rule.h.
 *
 * Sources: nanosleep(2) and signal(7) for interruptions, clock_settime(2) for
 * what a jump of the clock of the day does, rpc_trace.h for steps.  Where a
 * test names milliseconds, each link takes 10 of them.
 */
#include "netsim/test/world.h"

enum { A, B, C };

static const struct link_rule ten_ms = { .delay_ns = 10 * MS };

static void
begin(struct test_world *w)
{
    world_begin(w);
    sim_set_rule(w->sim, -1, -1, &ten_ms);
    sim_set_steps(w->sim, 1);
    sim_set_limit(w->sim, 100 * SECOND);
}

/* Run twice: the second run begins with nothing left of the first. */
static void
check_output(struct test_world *w, int host, const char *expected)
{
    char out[2000];

    for (int i = 0; i < 2; i++) {
        run(w);
        output_of(w, host, out, sizeof(out));
        assert_string_equal(out, expected);
    }
}

/* One program alone, under a schedule. */
static void
check_alone(const char *what, const char *n, const char *more,
            const char *schedule, const char *expected)
{
    struct test_world w;

    begin(&w);
    add_host(&w, "a", "steady", what, n, more);
    set_schedule(&w, schedule);
    check_output(&w, A, expected);
    assert_true(w.script.happened == ((uint64_t)1 << w.schedule.n) - 1);
    world_end(&w);
}

/* ---- clocks ------------------------------------------------------------- */

static void
a_jump_moves_the_clock_of_the_day_alone(void **state)
{
    (void)state;
    check_alone("clock", "4", "100", "clock a at 150ms by 3600s",
                "day 0 up 1000000\n"
                "day 100 up 1000100\n"
                "day 3600200 up 1000200\n"
                "day 3600300 up 1000300\n");
    check_alone("clock", "3", "100",
                "clock a after @nanosleep #1 by -50ms; clock a at 0s by 1s",
                "day 1000 up 1000000\n"
                "day 1050 up 1000100\n"
                "day 1150 up 1000200\n");
}

static void
check_rule(const char *rule, const char *what, const char *n, const char *more,
           const char *expected)
{
    struct test_world w;
    struct host_rule r;
    struct text_error err;

    begin(&w);
    add_host(&w, "a", "steady", what, n, more);
    if (host_rule_parse(&r, "rule", rule, &err) < 0)
        fail_msg("%s", err.text);
    sim_set_host_rule(w.sim, A, &r);
    sim_set_chooser(w.sim, sim_rules_chooser(w.sim));
    check_output(&w, A, expected);
    world_end(&w);
}

/* POSIX, clock_settime(): "the new value of the clock shall be used to
 * determine the time of expiration for absolute time services". */
static void
a_jump_moves_the_end_of_an_absolute_wait(void **state)
{
    (void)state;
    check_alone("until", "1000", NULL, "clock a at 100ms by 300ms",
                "waited 700 ms\n");
    check_alone("until", "1000", NULL, "clock a at 100ms by -300ms",
                "waited 1300 ms\n");
    check_alone("until", "1000", NULL, "clock a at 100ms by 5s",
                "waited 100 ms\n");
    /* A relative one is over when it would have been. */
    check_alone("nap", "1000", NULL,
                "clock a at 100ms by 5s; error a @nanosleep #1 EINTR",
                "Interrupted system call, 500 ms left\nslept\n");
}

static void
an_offset_is_of_the_clock_of_the_day_alone(void **state)
{
    (void)state;
    check_rule("offset -1s", "clock", "2", "100",
               "day -1000 up 1000000\n"
               "day -900 up 1000100\n");
}

/* Ten percent too fast: it shows 1 s when 909 ms have passed, and that is
 * also when a sleep of 1 s is over. */
static void
skew_is_of_all_clocks_and_of_waits(void **state)
{
    struct test_world w;
    const struct host_rule fast = { .skew_ppm = 100000 };

    (void)state;
    check_rule("skew 100000ppm", "clock", "2", "1000",
               "day 0 up 1000000\n"
               "day 1000 up 1001000\n");
    begin(&w);
    add_host(&w, "a", "steady", "nap", "1100", NULL);
    sim_set_host_rule(w.sim, A, &fast);
    run(&w);
    assert_in_range(event_of(&w, TRACE_EXIT, A, 1)->t_ns, SECOND, SECOND + 10);
    world_end(&w);
}

/* ---- interruptions ------------------------------------------------------ */

/* nanosleep(2): EINTR, and the remaining time is written.  It comes in the
 * middle of the wait. */
static void
a_sleep_is_interrupted_in_its_middle(void **state)
{
    (void)state;
    check_alone("nap", "100", NULL, "error a @nanosleep #1 EINTR",
                "Interrupted system call, 50 ms left\nslept\n");
    check_alone("nap", "100", NULL,
                "error a @nanosleep #1 EINTR; error a @nanosleep #2 EINTR",
                "Interrupted system call, 50 ms left\n"
                "Interrupted system call, 25 ms left\nslept\n");
}

/* B polls from 0 ms on; what A sends at 0 ms is there at 10 ms. */
static void
only_a_wait_that_lasts_is_interrupted(void **state)
{
    static const struct {
        const char *timeout_ms, *output;
    } t[] = {
        { "30", "1\nInterrupted system call\ntimeout\n" },
        { "10", "Interrupted system call\n1\ntimeout\n" },
        { "-1", "1\nInterrupted system call\n" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(t); i++) {
        struct test_world w;

        begin(&w);
        add_host(&w, "a", "flow", "b", "1", NULL);
        add_host(&w, "b", "steady", "poll", t[i].timeout_ms, NULL);
        set_schedule(&w, i == 1 ? "error b @poll #1 EINTR"
                                : "error b @poll #2 EINTR");
        check_output(&w, B, t[i].output);
        assert_int_equal(count_of(&w, TRACE_CHOICE, B), 1);
        world_end(&w);
    }
}

static void
other_errors_are_results_at_once(void **state)
{
    (void)state;
    check_alone("nap", "100", NULL, "error a @nanosleep #1 EIO",
                "Input/output error, 100 ms left\nslept\n");
}

/* By rule: of 1000 sleeps a tenth, within five standard deviations. */
static void
a_rule_interrupts_its_share_of_waits(void **state)
{
    struct test_world w;
    const struct host_rule r = { .interrupt_ppm = 100000 };
    int n;

    (void)state;
    begin(&w);
    add_host(&w, "a", "steady", "clock", "1000", "10");
    sim_set_host_rule(w.sim, A, &r);
    sim_set_chooser(w.sim, sim_rules_chooser(w.sim));
    run(&w);
    n = count_of(&w, TRACE_CHOICE, A);
    assert_in_range(n, 100 - 47, 100 + 47);
    assert_string_equal(event_of(&w, TRACE_CHOICE, A, 1)->rule,
                        "interrupt 10%");
    /* Each of them has ended after 5 ms, not 10. */
    assert_int_equal(event_of(&w, TRACE_EXIT, A, 1)->t_ns,
                     (10 * 1000 - 5 * n) * MS);
    world_end(&w);
}

/* ---- short counts, a full disk, other turns ----------------------------- */

static void
a_transfer_is_short(void **state)
{
    (void)state;
    check_alone("write", "100", NULL,
                "short a @write #1 to 30; short a @read #1 to 1",
                "wrote 30\nwrote 70\nread 1\nread 99\n");
}

/* By rule: a third of them, to any length from 1 to all but one. */
static void
a_rule_makes_its_share_of_transfers_short(void **state)
{
    const struct host_rule r = { .short_ppm = 300000 };
    struct test_world w;
    int wrote = 0, shorter = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        begin(&w);
        sim_set_seed(w.sim, seed);
        sim_set_steps(w.sim, 0);
        add_host(&w, "a", "steady", "write", "1000", NULL);
        sim_set_host_rule(w.sim, A, &r);
        sim_set_chooser(w.sim, sim_rules_chooser(w.sim));
        run(&w);
        for (int i = 1; event_of(&w, TRACE_LOG, A, i); i++) {
            int n = 0;

            if (sscanf(line_of(&w, A, i), "wrote %d", &n) == 1) {
                assert_in_range(n, 1, 1000);
                wrote += n;
            }
        }
        shorter += event_of(&w, TRACE_CHOICE, A, 1) &&
                   !strncmp(event_of(&w, TRACE_CHOICE, A, 1)->did,
                            "short a @write #1 ", 18);
        check_exit(&w, A, 0);
        world_end(&w);
    }
    assert_int_equal(wrote, 300 * 1000);
    assert_in_range(shorter, 90 - 40, 90 + 40);
}

static void
a_full_disk_says_so(void **state)
{
    (void)state;
    check_rule("disk 60B", "write", "100", NULL,
               "wrote 60\nwrite: No space left on device\nread 60\n");
}

/* All calls on the disk do, and no others: opening it is one of them. */
static void
a_bad_disk_says_so(void **state)
{
    (void)state;
    check_rule("error 100%", "write", "100", NULL,
               "write: Bad file descriptor\n");
    check_alone("write", "100", NULL, "error a @write #1 EIO",
                "write: Input/output error\n");
    check_alone("write", "100", NULL, "error a @open #1 ENOSPC",
                "write: Bad file descriptor\n");
}

/* Without a rule a thread goes on until it must wait: 500 times "a", then
 * "b".  With it a fifth of about 1000 turns go another way. */
static void
a_rule_lets_another_thread_go_on(void **state)
{
    struct test_world w;
    char out[4000], other[4000];

    (void)state;
    begin(&w);
    sim_set_steps(w.sim, 0);
    add_host(&w, "a", "steady", "turns", "500", NULL);
    run(&w);
    output_of(&w, A, out, sizeof(out));
    sim_set_host_rule(w.sim, A, &(struct host_rule){ .switch_ppm = 200000 });
    sim_set_chooser(w.sim, sim_rules_chooser(w.sim));
    run(&w);
    assert_in_range(count_of(&w, TRACE_CHOICE, A), 50, 264);
    output_of(&w, A, other, sizeof(other));
    assert_int_equal(strlen(other), strlen(out));
    assert_true(strstr(out, "b") > strrchr(out, 'a'));
    assert_true(strstr(other, "b") < strrchr(other, 'a'));
    world_end(&w);
}

/* ---- pauses ------------------------------------------------------------- */

static void
a_paused_host_does_nothing_and_time_goes_on(void **state)
{
    (void)state;
    check_alone("clock", "3", "100", "pause a after @nanosleep #1 for 1s",
                "day 0 up 1000000\n"
                "day 1100 up 1001100\n"
                "day 1200 up 1001200\n");
    check_alone("clock", "3", "100", "pause a at 50ms for 1s",
                "day 0 up 1000000\n"
                "day 1050 up 1001050\n"
                "day 1150 up 1001150\n");
    check_alone("clock", "3", "100", "pause a @nanosleep #2 for 1s",
                "day 0 up 1000000\n"
                "day 100 up 1000100\n"
                "day 1200 up 1001200\n");
    check_alone("clock", "2", "100",
                "pause a at 20ms for 1s; pause a at 10ms for 50ms",
                "day 0 up 1000000\n"
                "day 1020 up 1001020\n");
}

/* They are in the socket's buffer when it goes on, and so is no time-out. */
static void
what_arrives_in_a_pause_is_there_after_it(void **state)
{
    struct test_world w;
    const struct trace_event *ev;

    (void)state;
    begin(&w);
    add_host(&w, "a", "flow", "b", "3", NULL);
    add_host(&w, "b", "steady", "poll", "50", NULL);
    set_schedule(&w, "pause b at 5ms for 200ms");
    check_output(&w, B, "1\n2\n3\ntimeout\n");
    ev = event_of(&w, TRACE_LOG, B, 1);
    assert_int_equal(ev->t_ns, 205 * MS);
    assert_int_equal(event_of(&w, TRACE_DELIVER, B, 1)->t_ns, 10 * MS);
    ev = event_of(&w, TRACE_CHOICE, B, 1);
    assert_string_equal(ev->did, "pause b at 5ms for 200ms");
    assert_string_equal(ev->rule, "schedule");
    ev = event_of(&w, TRACE_CHOICE, B, 2);
    assert_string_equal(ev->text, "over");
    assert_int_equal(ev->t_ns, 205 * MS);
    world_end(&w);
}

static void
a_host_may_crash_in_a_pause(void **state)
{
    /* The process is back at 150 ms, but the host stands still until 1 s. */
    (void)state;
    check_alone("clock", "1", "10",
                "pause a @nanosleep #1 for 1s; crash a at 50ms",
                "day 0 up 1000000\n"
                "day 1000 up 1001000\n");
    check_alone("clock", "1", "10",
                "pause a @nanosleep #1 for 1s; power a at 50ms",
                "day 0 up 1000000\n"
                "day 150 up 1000150\n");
}

/* ---- at a time ---------------------------------------------------------- */

static void
faults_at_times_come_one_after_another(void **state)
{
    (void)state;
    check_alone("clock", "2", "100",
                "crash a at 250ms; clock a at 120ms by 1s; "
                "crash a at 150ms restart 10ms; clock a at 120ms by 1s",
                "day 0 up 1000000\n"
                "day 100 up 1000100\n"
                "day 1160 up 1000160\n"
                "day 1350 up 1000350\n"
                "day 1450 up 1000450\n");
}

static void
a_time_that_never_comes_has_not_happened(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w);
    add_host(&w, "a", "steady", "nap", "100", NULL);
    set_schedule(&w, "crash a at 50ms; crash a at 60s; pause a at 70s for 1s");
    run(&w);
    assert_int_equal(w.script.happened, 1);
    /* Nor does it keep the run going. */
    assert_int_equal(event_of(&w, TRACE_END, -1, 1)->t_ns, 250 * MS);
    world_end(&w);
}

/* ---- steps -------------------------------------------------------------- */

static void
begin_calls(struct test_world *w, const char *n, const char *schedule)
{
    begin(w);
    add_host(w, "a", "steady", "call", "b", n);
    add_host(w, "b", "steady", "answer", NULL, NULL);
    set_schedule(w, schedule);
}

/* Before the 2nd execution: it is not made, and not in the trace. */
static void
a_host_crashes_at_a_step(void **state)
{
    struct test_world w;
    int executed;

    (void)state;
    for (int after = 0; after < 2; after++) {
        begin_calls(&w, "3",
                    after ? "crash b after @exec #2" : "crash b @exec #2");
        check_output(&w, A, "1 done\n2 done\n3 done\n");
        check_output(&w, B, "1\n2\n3\n");
        executed = 0;
        for (int i = 1; event_of(&w, TRACE_STEP, B, i); i++)
            executed += trace_is_step(event_of(&w, TRACE_STEP, B, i), "exec");
        assert_int_equal(executed, 3 + after);
        assert_string_equal(event_of(&w, TRACE_CRASH, B, 1)->did,
                            after ? "crash b after @exec #2"
                                  : "crash b @exec #2");
        world_end(&w);
    }
    begin_calls(&w, "3", "crash b after @done #2");
    check_output(&w, B, "1\n2\n2\n3\n");
    world_end(&w);
}

static void
a_host_is_paused_at_a_step(void **state)
{
    struct test_world w;

    (void)state;
    begin_calls(&w, "1", "pause b @exec #1 for 30ms");
    check_output(&w, A, "1 done\n");
    assert_int_equal(event_of(&w, TRACE_LOG, B, 1)->t_ns, 40 * MS);
    world_end(&w);
}

/* ---- moments ------------------------------------------------------------ */

/* When what arrives at a host, and whether it is a copy. */
static void
check_arrivals(struct test_world *w, int host, const char *expected)
{
    char out[2000];

    for (int i = 0; i < 2; i++) {
        const struct trace_event *ev;
        size_t len = 0;

        run(w);
        out[0] = '\0';
        for (int n = 1; (ev = event_of(w, TRACE_DELIVER, host, n)); n++)
            len += (size_t)snprintf(out + len, sizeof(out) - len,
                                    "%" PRId64 " #%u%s\n", ev->t_ns / MS,
                                    ev->nth, ev->copy ? "'" : "");
        assert_string_equal(out, expected);
    }
}

/* A calls at 0 and at 20 ms; the first returns at 20 ms. */
static void
past_call_is_when_the_call_has_returned(void **state)
{
    struct test_world w;

    (void)state;
    begin_calls(&w, "2", "duplicate a->b #1 past call");
    check_arrivals(&w, B, "10 #1\n30 #1'\n30 #2\n");
    world_end(&w);
    begin_calls(&w, "2", "duplicate b->a #1 past call");
    check_arrivals(&w, A, "20 #1\n30 #1'\n40 #2\n");
    world_end(&w);
    /* The original is late, so a second try makes the call return. */
    begin_calls(&w, "1", "delay a->b #1 past call");
    check_arrivals(&w, B, "60 #2\n80 #1\n");
    world_end(&w);
}

/* What A sends next, at 20 ms, says that it has the reply. */
static void
past_ack_is_when_the_next_has_arrived(void **state)
{
    struct test_world w;

    (void)state;
    begin_calls(&w, "3", "duplicate a->b #1 past ack");
    check_arrivals(&w, B, "10 #1\n30 #2\n30 #1'\n50 #3\n");
    world_end(&w);
    /* If that is lost, the one after it says so, too. */
    begin_calls(&w, "2", "duplicate a->b #1 past ack; drop a->b #2");
    check_arrivals(&w, B, "10 #1\n80 #3\n80 #1'\n");
    world_end(&w);
}

/* ---- holds and cuts ----------------------------------------------------- */

/* A sends 1 to 5, one a millisecond, from 0 ms on. */
static void
check_flow(const char *schedule, const char *expected)
{
    struct test_world w;

    begin(&w);
    add_host(&w, "a", "flow", "b", "5", NULL);
    add_host(&w, "b", "flow", "-", NULL, NULL);
    set_schedule(&w, schedule);
    check_arrivals(&w, B, expected);
    world_end(&w);
}

static void
held_datagrams_are_released_in_order(void **state)
{
    (void)state;
    check_flow("hold a->b #2 until 30ms",
               "10 #1\n12 #3\n13 #4\n14 #5\n30 #2\n");
    check_flow("hold a->b from #2 until 30ms",
               "10 #1\n30 #2\n30 #3\n30 #4\n30 #5\n");
    /* What is sent after the release is not held, nor what is late anyway. */
    check_flow("hold a->b from #2 until 3ms",
               "10 #1\n11 #2\n12 #3\n13 #4\n14 #5\n");
}

static void
what_is_sent_during_a_cut_is_lost(void **state)
{
    struct test_world w;
    const struct trace_event *ev;

    (void)state;
    check_flow("partition a|b at 1ms for 2ms", "10 #1\n13 #4\n14 #5\n");
    check_flow("partition b|a at 1ms for 2ms", "10 #1\n13 #4\n14 #5\n");
    check_flow("oneway a->b at 1ms for 2ms", "10 #1\n13 #4\n14 #5\n");
    check_flow("oneway b->a at 1ms for 2ms",
               "10 #1\n11 #2\n12 #3\n13 #4\n14 #5\n");

    begin(&w);
    add_host(&w, "a", "flow", "b", "5", NULL);
    add_host(&w, "b", "flow", "-", NULL, NULL);
    set_schedule(&w, "oneway a->b at 0s for 2ms; partition a|b at 2ms for 1s");
    run(&w);
    assert_int_equal(w.script.happened, 3);
    ev = event_of(&w, TRACE_DROP, B, 5);
    assert_string_equal(ev->text, "partition");
    /* Three changes are told of; the last end is after all is over. */
    assert_int_equal(count_of(&w, TRACE_CHOICE, -1), 3);
    ev = event_of(&w, TRACE_CHOICE, -1, 1);
    assert_string_equal(ev->did, "oneway a->b at 0s for 2ms");
    assert_string_equal(ev->text, "");
    ev = event_of(&w, TRACE_CHOICE, -1, 2);
    assert_string_equal(ev->text, "over");
    assert_int_equal(ev->t_ns, 2 * MS);
    ev = event_of(&w, TRACE_CHOICE, -1, 3);
    assert_string_equal(ev->did, "partition a|b at 2ms for 1s");
    assert_true(event_of(&w, TRACE_END, -1, 1)->t_ns < SECOND);
    world_end(&w);
}

static void
a_partition_is_between_its_sides(void **state)
{
    struct test_world w;
    char out[100];

    (void)state;
    begin(&w);
    add_host(&w, "a", "flow", "c", "2", NULL);
    add_host(&w, "b", "flow", "c", "1", NULL);
    add_host(&w, "c", "flow", "-", NULL, NULL);
    set_schedule(&w, "partition a,c|b at 0s for 1s");
    run(&w);
    output_of(&w, C, out, sizeof(out));
    assert_string_equal(out, "1\n2\n");
    assert_int_equal(count_of(&w, TRACE_DROP, C), 1);
    world_end(&w);
}

/* ---- the same, of TCP --------------------------------------------------- */

/* A accepts, C connects, by these scripts (tcp_script.c). */
static void
check_tcp(const char *a, const char *c, const char *schedule,
          const char *a_says, const char *c_says)
{
    struct test_world w;
    char out[2000];

    begin(&w);
    sim_set_steps(w.sim, 0);
    add_host(&w, "a", "tcp_script", "-", a, NULL);
    add_host(&w, "c", "tcp_script", "a", c, NULL);
    set_schedule(&w, schedule);
    check_output(&w, 1, c_says);
    output_of(&w, 0, out, sizeof(out));
    assert_string_equal(out, a_says);
    assert_true(w.script.happened == ((uint64_t)1 << w.schedule.n) - 1);
    world_end(&w);
}

/* recv(2), MSG_WAITALL, and send(2): what has been moved by then counts,
 * even if some of it was there before the wait.  A waits 100 ms from 80 ms
 * on, C 1 s from 20 ms on, and each is interrupted in the middle. */
static void
what_a_stream_has_moved_counts(void **state)
{
    (void)state;
    check_tcp("L A z50 t100 w20", "C s9 z500", "error a @recvfrom #1 EINTR",
              "L = 0, 0 ms\nA = 0, 30 ms\nt = 0, 80 ms\n"
              "w = 9, 130 ms\n",
              "C = 0, 20 ms\ns = 9, 20 ms\n");
    check_tcp("b4096 L A z2000", "k4096 C T1000 s9000",
              "error c @sendto #1 EINTR",
              "b = 0, 0 ms\nL = 0, 0 ms\nA = 0, 30 ms\n",
              "k = 0, 0 ms\nC = 0, 20 ms\nT = 0, 20 ms\n"
              "s = 8192, 520 ms\n");
}

/* TCP sends again what is lost: here the segment that C sends at 20 ms,
 * which is the second on its link, behind SYN: what only acknowledges has no
 * number. */
static void
a_stream_outlives_noise_cuts_and_holds(void **state)
{
    static const char *const schedule[] = {
        "corrupt c->a #2",
        "partition a|c at 15ms for 100ms",
        "oneway c->a at 15ms for 100ms",
        "hold c->a from #2 until 200ms",
    };
    struct test_world w;

    (void)state;
    for (size_t i = 0; i < COUNT(schedule); i++) {
        const struct trace_event *ev;

        begin(&w);
        sim_set_steps(w.sim, 0);
        add_host(&w, "a", "tcp_script", "-", "L A r9", NULL);
        add_host(&w, "c", "tcp_script", "a", "C s9", NULL);
        set_schedule(&w, schedule[i]);
        run(&w);
        assert_int_not_equal(w.script.happened, 0);
        assert_non_null(strstr(line_of(&w, 0, 3), "r = 9, "));
        ev = event_of(&w, TRACE_LOG, 0, 3);
        assert_in_range(ev->t_ns, 100 * MS, 2 * SECOND);
        world_end(&w);
    }
}

/* ---- replays ------------------------------------------------------------ */

/* All that has happened, but for who decided it. */
static void
print_events(const struct test_world *w, char *buf, size_t cap)
{
    size_t len = 0;

    for (size_t i = 0; i < w->trace.n_events; i++) {
        const struct trace_event *ev = &w->trace.event[i];

        len += (size_t)snprintf(buf + len, cap - len,
                                "%" PRId64 " %s %d %u %u %s %s\n", ev->t_ns,
                                trace_kind_name(ev->kind), ev->host, ev->dgram,
                                ev->nth, ev->did, ev->text);
        assert_true(len < cap);
    }
}

/* What a run says it did is a schedule that does it again. */
static void
what_befell_hosts_is_a_schedule(void **state)
{
    static const char schedule[] =
        "pause b @exec #1 for 30ms; clock a at 15ms by -1s; "
        "error b @recvfrom #3 EINTR; crash a after @return #1 restart 5ms; "
        "hold a->b #3 until 90ms; corrupt a->b #2; delay a->b #4 past ack";
    static char once[20000], twice[20000];
    struct test_world w;
    char did[1000] = "";

    (void)state;
    begin_calls(&w, "2", schedule);
    run(&w);
    print_events(&w, once, sizeof(once));
    for (size_t i = 0; i < w.trace.n_events; i++) {
        const struct trace_event *ev = &w.trace.event[i];

        if (ev->dec == 0)
            continue;
        strcat(did, did[0] ? "; " : "");
        strcat(did, ev->did);
    }
    assert_int_equal(w.script.happened, 0x7f);
    set_schedule(&w, did);
    assert_int_equal(w.schedule.n, 7);
    run(&w);
    print_events(&w, twice, sizeof(twice));
    assert_string_equal(once, twice);
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jump_moves_the_clock_of_the_day_alone),
        cmocka_unit_test(a_jump_moves_the_end_of_an_absolute_wait),
        cmocka_unit_test(an_offset_is_of_the_clock_of_the_day_alone),
        cmocka_unit_test(skew_is_of_all_clocks_and_of_waits),
        cmocka_unit_test(a_sleep_is_interrupted_in_its_middle),
        cmocka_unit_test(only_a_wait_that_lasts_is_interrupted),
        cmocka_unit_test(other_errors_are_results_at_once),
        cmocka_unit_test(a_rule_interrupts_its_share_of_waits),
        cmocka_unit_test(a_transfer_is_short),
        cmocka_unit_test(a_rule_makes_its_share_of_transfers_short),
        cmocka_unit_test(a_full_disk_says_so),
        cmocka_unit_test(a_bad_disk_says_so),
        cmocka_unit_test(a_rule_lets_another_thread_go_on),
        cmocka_unit_test(a_paused_host_does_nothing_and_time_goes_on),
        cmocka_unit_test(what_arrives_in_a_pause_is_there_after_it),
        cmocka_unit_test(a_host_may_crash_in_a_pause),
        cmocka_unit_test(faults_at_times_come_one_after_another),
        cmocka_unit_test(a_time_that_never_comes_has_not_happened),
        cmocka_unit_test(a_host_crashes_at_a_step),
        cmocka_unit_test(a_host_is_paused_at_a_step),
        cmocka_unit_test(past_call_is_when_the_call_has_returned),
        cmocka_unit_test(past_ack_is_when_the_next_has_arrived),
        cmocka_unit_test(held_datagrams_are_released_in_order),
        cmocka_unit_test(what_is_sent_during_a_cut_is_lost),
        cmocka_unit_test(a_partition_is_between_its_sides),
        cmocka_unit_test(what_a_stream_has_moved_counts),
        cmocka_unit_test(a_stream_outlives_noise_cuts_and_holds),
        cmocka_unit_test(what_befell_hosts_is_a_schedule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
