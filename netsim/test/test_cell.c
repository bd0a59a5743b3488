/*
 * test_cell.c - programs in processes of their own: the same traces, byte for
 * byte, as in this process; and what only shows there.
 */
#include "netsim/test/world.h"

#include "netsim/cell.h"
#include "netsim/cell_mail.h"

#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct sim_isolation isolated = { 0 };

/* Up to two hosts and a schedule: their trace, as text. */
struct sketch {
    const char *host[2], *program[2], *arg[2][3];
    const char *schedule;
};

static char *
trace_text(const struct sketch *s)
{
    struct test_world w;
    char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);

    assert_non_null(f);
    world_begin(&w);
    for (int i = 0; i < 2 && s->program[i]; i++)
        add_host(&w, s->host[i], s->program[i], s->arg[i][0], s->arg[i][1],
                 s->arg[i][2]);
    if (s->schedule)
        set_schedule(&w, s->schedule);
    run(&w);
    assert_true(w.trace.n_events > 2);
    assert_int_equal(trace_write(f, &w.trace), 0);
    fclose(f);
    world_end(&w);
    return text;
}

static void
check_same(const struct sketch *s)
{
    char *here = trace_text(s), *there;

    sim_isolate(&isolated);
    there = trace_text(s);
    sim_isolate(NULL);
    if (strcmp(here, there) != 0)
        fail_msg("%s %s: in this process\n%s\nin its own\n%s", s->program[0],
                 s->arg[0][0] ? s->arg[0][0] : "", here, there);
    free(here);
    free(there);
}

static void
programs_leave_the_same_traces(void **state)
{
    static const struct sketch all[] = {
        { { "h" }, { "fresh" }, { { NULL } }, NULL },
        { { "h" }, { "tcp_calls" }, { { NULL } }, NULL },
        { { "h" }, { "disk_calls" }, { { NULL } }, NULL },
        { { "h" }, { "disk_stdio" }, { { NULL } }, NULL },
        { { "h" }, { "thread_posix" }, { { NULL } }, NULL },
        { { "h" }, { "thread_many" }, { { NULL } }, NULL },
        { { "server", "client" },
          { "thread_server", "thread_server" },
          { { "-", "7" }, { "server", "7" } },
          NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        check_same(&all[i]);
}

static void
faults_leave_the_same_traces(void **state)
{
    static const struct sketch all[] = {
        { { "h" },
          { "fresh" },
          { { NULL } },
          "crash h at 500ms restart 100ms" },
        { { "h" },
          { "disk_journal" },
          { { "safe", "3" } },
          "power h after @write #2 restart 10ms" },
        { { "server", "client" },
          { "thread_server", "thread_server" },
          { { "-", "7" }, { "server", "7" } },
          "drop client->server #1; crash server after @sendto #1 restart "
          "50ms" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        check_same(&all[i]);
}

/* A heap with a mistake differs: which slots are beside it. */
static void
failures_are_told_in_the_same_words(void **state)
{
    static const char *const how[] = {
        "null",           "strlen-null",  "of-kernel",  "divide",
        "overflow-stack", "abort",        "assert",     "spin",
        "exit",           "bad-pointers", "double-free"
    };

    (void)state;
    for (size_t i = 0; i < COUNT(how); i++) {
        struct sketch s = {
            { "bad", "good" }, { "misbehave", "fresh" }, { { how[i] } }, NULL
        };

        check_same(&s);
    }
}

/* Each incarnation is a process that no earlier one has touched; a dead one
 * does not stay. */
static void
an_incarnation_begins_as_new_and_leaves_nothing(void **state)
{
    struct test_world w;

    (void)state;
    sim_isolate(&isolated);
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        run(&w);
        check_exit(&w, 0, 3);
    }
    world_end(&w);
    sim_isolate(NULL);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void
there_are_no_snapshots(void **state)
{
    (void)state;
    sim_isolate(&isolated);
    assert_false(sim_can_save());
    sim_isolate(NULL);
    assert_int_equal(sim_can_save(), !SIM_ASAN);
}

static void
what_is_no_node_is_told(void **state)
{
    char *argv[] = { (char *)(uintptr_t) "x" };
    const char *why = NULL;
    struct sim_world *w = sim_new();

    (void)state;
    sim_isolate(&isolated);
    assert_true(sim_add_host(w, "h", "/dev/null", 1, argv, &why) < 0);
    assert_non_null(why);
    assert_non_null(strstr(why, "the file cannot be read"));
    sim_isolate(NULL);
    sim_free(w);
}

/* How many pieces of memory has a process in common with others? */
static int
shared_pieces(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char line[512], rights[5];
    int n = 0;

    if (!f)
        return -1;
    while (fgets(line, sizeof(line), f))
        n += sscanf(line, "%*s %4s", rights) == 1 && rights[3] == 's';
    fclose(f);
    return n;
}

static int
shares_its_mail_only(void *arg, enum sim_guard_stage stage)
{
    return stage == SIM_GUARD_READY || shared_pieces() == *(int *)arg + 1 ? 0
                                                                          : -1;
}

/* Who could write there would make calls as another host, or as the one that
 * stands ready, which forks. */
static void
a_program_reaches_no_mail_but_its_own(void **state)
{
    int before = shared_pieces();
    const struct sim_isolation how = { shares_its_mail_only, &before };
    struct test_world w;

    (void)state;
    sim_isolate(&how);
    world_begin(&w);
    for (int i = 0; i < 3; i++)
        add_host(&w, (const char *[]){ "a", "b", "c" }[i], "fresh", NULL, NULL,
                 NULL);
    run(&w);
    for (int i = 0; i < 3; i++)
        check_exit(&w, i, 3);
    world_end(&w);
    sim_isolate(NULL);
}

/* Wake whoever waits for the turn, and give it to nobody. */
static _Noreturn void
wake_in_vain(struct cell_turn *turn)
{
    const struct timespec pause = { 0, 10 * MS };

    alarm(20); /* a test that has failed does not end it */
    for (;;) {
        nanosleep(&pause, NULL);
        turn->whose++;
        syscall(SYS_futex, &turn->whose, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}

static int64_t
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static void
who_wakes_in_vain_is_not_waited_for(void **state)
{
    struct cell_turn *turn = mmap(NULL, sizeof(*turn), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t begin_s = seconds();
    pid_t pid;

    (void)state;
    assert_true(turn != MAP_FAILED);
    turn->whose = CELL_PROGRAM;
    pid = fork();
    if (pid == 0)
        wake_in_vain(turn);
    alarm(20); /* else it would be for ever */
    assert_true(cell_await(turn, CELL_KERNEL, 100) < 0);
    alarm(0);
    assert_true(seconds() - begin_s < 10);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    munmap(turn, sizeof(*turn));
}

/* As of a sandbox that cannot be had. */
static int
refuse(void *arg, enum sim_guard_stage stage)
{
    return *(int *)arg == (int)stage ? -1 : 0;
}

static void
without_its_guard_there_is_no_world(void **state)
{
    int stage = SIM_GUARD_READY;
    struct sim_isolation how = { refuse, &stage };
    char *argv[] = { (char *)(uintptr_t) "fresh" };
    const char *why = NULL;
    struct sim_world *w = sim_new();

    (void)state;
    sim_isolate(&how);
    assert_true(sim_add_host(w, "h", BUILD "/node/fresh.so", 1, argv, &why) <
                0);
    assert_string_equal(why, "the sandbox cannot be set up");
    sim_isolate(NULL);
    sim_free(w);
}

static void
without_its_means_there_is_no_isolation(void **state)
{
    char *argv[] = { (char *)(uintptr_t) "fresh" };
    const char *why = NULL;
    struct sim_world *w = sim_new();

    (void)state;
    sim_isolate(&isolated);
    assert_true(sim_add_host(w, "h", BUILD "/node/fresh.so", 1, argv, &why) <
                0);
    assert_non_null(why);
    assert_non_null(strstr(why, "cannot be isolated"));
    sim_isolate(NULL);
    sim_free(w);
}

int
main(void)
{
    int err = sim_can_isolate();

    /* First the one that looks for children: a sanitizer's report leaves one
     * of its own, which looks up names. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_incarnation_begins_as_new_and_leaves_nothing),
        cmocka_unit_test(programs_leave_the_same_traces),
        cmocka_unit_test(faults_leave_the_same_traces),
        cmocka_unit_test(failures_are_told_in_the_same_words),
        cmocka_unit_test(a_program_reaches_no_mail_but_its_own),
        cmocka_unit_test(who_wakes_in_vain_is_not_waited_for),
        cmocka_unit_test(there_are_no_snapshots),
        cmocka_unit_test(what_is_no_node_is_told),
        cmocka_unit_test(without_its_guard_there_is_no_world),
    };

    if (err < 0) { /* in an emulator, say */
        const struct CMUnitTest none[] = {
            cmocka_unit_test(without_its_means_there_is_no_isolation),
        };

        printf("not tested: isolation: %s\n", strerror(-err));
        return cmocka_run_group_tests(none, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
