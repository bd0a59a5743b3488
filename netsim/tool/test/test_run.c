/*
 * test_run.c - `netsim run` as it is called by hand: many seeds, Ctrl-C,
 * programs by path, where things are written.
 */
#include "netsim/tool/test/command.h"

#include "netsim/lang/text.h"
#include "netsim/trace/trace.h"

#define NODE BUILD "/node/"
#define BANK "grader/lab3/bank.world"
#define LOSS "client<->server loss 60%"
#define FOR_EVER "client " NODE "ping.so server 7 100000000"

struct ran {
    int status;
    char said[65536]; /* on both streams */
};

static char out_file[32], trace_file[32];

static int
make_files(void **state)
{
    (void)state;
    strcpy(out_file, "/tmp/run-out-XXXXXX");
    strcpy(trace_file, "/tmp/run-trace-XXXXXX");
    close(mkstemp(out_file));
    close(mkstemp(trace_file));
    return 0;
}

static int
remove_files(void **state)
{
    (void)state;
    unlink(out_file);
    unlink(trace_file);
    return 0;
}

/* Start `netsim run` with these words, which NULL ends. */
static pid_t
start(const char *const *word)
{
    const char *argv[24] = { BUILD "/bin/netsim", "run" };

    for (int n = 2; *word; n++)
        argv[n] = *word++;
    return spawn((char *const *)(uintptr_t)argv, out_file, 0);
}

static struct ran
end(pid_t pid)
{
    struct ran r = { .status = exit_status(pid) };

    read_file(out_file, r.said, sizeof(r.said));
    return r;
}

static void
read_trace(struct trace *tr)
{
    FILE *in = fopen(trace_file, "r");
    struct text_error err;

    assert_non_null(in);
    trace_init(tr);
    if (trace_read(tr, in, trace_file, &err) < 0)
        fail_msg("%s", err.text);
    fclose(in);
}

static void
write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static int
count(const struct trace *tr, enum trace_kind kind)
{
    int n = 0;

    for (size_t i = 0; i < tr->n_events; i++)
        n += tr->event[i].kind == kind;
    return n;
}

static void
a_program_with_a_slash_is_a_file(void **state)
{
    static const char *const good[] = { "--ascii", "--host",
                                        "a " NODE "misbehave.so exit", NULL };
    static const char *const bad[] = { "--host", "a " NODE "misbehave", NULL };
    struct ran r;

    (void)state;
    r = end(start(good));
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.said, "end: quiet"));
    r = end(start(bad));
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.said, "host a: cannot load program"));
}

static void
many_seeds_are_run_and_those_that_fail_are_named(void **state)
{
    const char *const word[] = { "--runs",  "3",
                                 "--seed",  "7",
                                 "--trace", trace_file,
                                 "--host",  "good " NODE "misbehave.so exit",
                                 "--host",  "bad " NODE "misbehave.so abort",
                                 NULL };
    struct trace tr;
    struct ran r;

    (void)state;
    r = end(start(word));
    assert_int_equal(r.status, 1);
    assert_non_null(strstr(r.said, "seed 7: bad failed: SIGABRT: "));
    assert_non_null(strstr(r.said, "seed 8: bad failed: SIGABRT: "));
    assert_non_null(strstr(r.said, "seed 9: bad failed: SIGABRT: "));
    assert_non_null(
        strstr(r.said, "3 runs, seeds 7 to 9: 0 went well, 3 did not\n"));
    assert_non_null(strstr(r.said, "the trace of seed 7 is in "));
    read_trace(&tr);
    assert_true(tr.meta.seed == 7);
    assert_int_equal(count(&tr, TRACE_FAULT), 1);
    assert_int_equal(tr.event[tr.n_events - 1].kind, TRACE_END);
    trace_release(&tr);
}

/* The same seed alone and among others is the same run. */
static void
a_seed_among_many_is_the_run_it_is_alone(void **state)
{
    static const char *const many[] = { "--runs",     "40",
                                        "--programs", BUILD "/node-solution",
                                        "--link",     LOSS,
                                        "--trace",    trace_file,
                                        BANK,         NULL };
    static char alone_file[] = "/tmp/run-alone-XXXXXX";
    static char a[1 << 18], b[1 << 18];
    char seed[32], *at;
    const char *one[] = {
        "--seed",  seed, "--programs", BUILD "/node-solution",
        "--link",  LOSS, "--trace",    alone_file,
        "--quiet", BANK, NULL
    };
    struct ran r;

    (void)state;
    r = end(start(many));
    assert_int_equal(r.status, 1);
    at = strstr(r.said, "the trace of seed ");
    assert_non_null(at);
    snprintf(seed, sizeof(seed), "%lld", atoll(at + 18));
    close(mkstemp(alone_file));
    end(start(one));
    read_file(trace_file, a, sizeof(a));
    read_file(alone_file, b, sizeof(b));
    unlink(alone_file);
    assert_true(strlen(a) > 1000);
    assert_string_equal(a, b);
}

static void
a_file_has_deviations_and_a_seed(void **state)
{
    static char file[] = "/tmp/run-plan-XXXXXX", at_file[32];
    static const char *const word[] = { "--programs", BUILD "/node-solution",
                                        "--schedule", at_file,
                                        "--trace",    trace_file,
                                        BANK,         NULL };
    FILE *out = fdopen(mkstemp(file), "w");
    struct trace tr;
    struct ran r;

    (void)state;
    assert_non_null(out);
    fputs("# luck\n  seed 77\n\ndrop server->client #1\n", out);
    fclose(out);
    snprintf(at_file, sizeof(at_file), "@%s", file);
    r = end(start(word));
    unlink(file);
    if (r.status != 0)
        fail_msg("%s", r.said);
    read_trace(&tr);
    assert_int_equal(tr.meta.seed, 77);
    assert_string_equal(tr.meta.schedule, "drop server->client #1");
    trace_release(&tr);
}

static void
a_trace_on_standard_output_is_alone_there(void **state)
{
    static const char *const word[] = { "--trace", "-", "--host",
                                        "a " NODE "misbehave.so exit", NULL };
    struct trace tr;
    struct ran r;

    (void)state;
    r = end(start(word));
    assert_int_equal(r.status, 0);
    assert_int_equal(rename(out_file, trace_file), 0);
    read_trace(&tr);
    assert_int_equal(tr.event[tr.n_events - 1].kind, TRACE_END);
    trace_release(&tr);
}

/* Does a process take SIGINT?  Before it does, it would die of it. */
static int
takes_sigint(pid_t pid)
{
    char path[64], line[256];
    unsigned long long caught = 0;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof(line), f))
        if (sscanf(line, "SigCgt: %llx", &caught) == 1)
            break;
    fclose(f);
    return caught >> (SIGINT - 1) & 1;
}

/* It has begun, and then works for a while. */
static void
let_it_run(pid_t pid)
{
    for (int i = 0; i < 3000 && !takes_sigint(pid); i++)
        pause_ms(10);
    pause_ms(200);
}

/* 128 + SIGINT, as shells have it. */
static void
ctrl_c_ends_a_run_and_keeps_what_happened(void **state)
{
    static const char *const word[] = { "--limit",
                                        "100000000s",
                                        "--trace",
                                        trace_file,
                                        "--quiet",
                                        "--host",
                                        "server " NODE "ping.so - 7",
                                        "--host",
                                        FOR_EVER,
                                        "--link",
                                        "* delay 1ms",
                                        NULL };
    struct trace tr;
    struct ran r;
    pid_t pid;

    (void)state;
    pid = start(word);
    let_it_run(pid);
    kill(pid, SIGINT);
    kill(pid, SIGINT); /* at once: one that came twice */
    r = end(pid);
    if (r.status != 130)
        fail_msg("status %d: %s", r.status, r.said);
    assert_non_null(strstr(r.said, "netsim: interrupted at "));
    assert_non_null(strstr(r.said, "; the trace so far is in "));
    read_trace(&tr);
    assert_true(count(&tr, TRACE_SEND) > 10);
    assert_string_equal(tr.event[tr.n_events - 1].text, "interrupted");
    trace_release(&tr);
}

static void
ctrl_c_ends_many_runs_with_their_summary(void **state)
{
    static const char *const word[] = { "--runs", "1000000000", "--host",
                                        "a " NODE "misbehave.so exit", NULL };
    struct ran r;
    pid_t pid;

    (void)state;
    pid = start(word);
    pause_ms(500);
    kill(pid, SIGTERM);
    r = end(pid);
    if (r.status != 130)
        fail_msg("status %d: %s", r.status, r.said);
    assert_non_null(strstr(r.said, " of 1000000000 runs\n"));
    assert_non_null(strstr(r.said, " went well, 0 did not\n"));
}

/* A terminal gets a line that is taken away again; others get nothing. */
static void
progress_is_for_terminals_only(void **state)
{
    static const char *const word[] = {
        "run",       "--limit", "100000000s", "--trace",
        "/dev/null", "--quiet", "--host",     "server " NODE "ping.so - 7",
        "--host",    FOR_EVER,  "--link",     "* delay 1ms",
        NULL
    };
    static char said[65536];
    const char *argv[24] = { BUILD "/bin/netsim" };

    (void)state;
    for (int quiet = 0; quiet < 2; quiet++) {
        int master = posix_openpt(O_RDWR | O_NOCTTY), n = 1;
        size_t len = 0;
        ssize_t got;
        pid_t pid;

        assert_int_equal(grantpt(master), 0);
        assert_int_equal(unlockpt(master), 0);
        for (size_t i = 0; word[i]; i++)
            if (quiet || strcmp(word[i], "--quiet"))
                argv[n++] = word[i];
        argv[n] = NULL;
        pid = spawn((char *const *)(uintptr_t)argv, ptsname(master), 0);
        pause_ms(2500);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        fcntl(master, F_SETFL, O_NONBLOCK);
        while ((got = read(master, said + len, sizeof(said) - 1 - len)) > 0)
            len += (size_t)got;
        said[len] = '\0';
        close(master);
        if ((strstr(said, " s of simulated time, ") == NULL) != quiet)
            fail_msg("quiet %d: %s", quiet, said);
        assert_null(strchr(said, '\033'));
    }
}

/* Comments, several in a line, and a mistake in a line that is named. */
static void
a_schedule_may_be_a_file(void **state)
{
    static const char *const good =
        "# two, and a third\n\n  drop server->client #1;"
        "drop server->client #2 # lost, too\ndrop client->server #1\n";
    static char schedule[40], option[48];
    const char *const word[] = { "--schedule", option,
                                 "--programs", BUILD "/node-solution",
                                 "--trace",    trace_file,
                                 "--quiet",    BANK,
                                 NULL };
    struct trace tr;
    struct ran r;

    (void)state;
    strcpy(schedule, "/tmp/run-schedule-XXXXXX");
    close(mkstemp(schedule));
    snprintf(option, sizeof(option), "@%s", schedule);
    write_file(schedule, good);
    assert_int_equal(end(start(word)).status, 0);
    read_trace(&tr);
    assert_int_equal(count(&tr, TRACE_DROP), 3);
    assert_string_equal(tr.meta.schedule,
                        "drop server->client #1; drop server->client #2; "
                        "drop client->server #1");
    trace_release(&tr);
    write_file(schedule, "# one\ndrop server->alice #1\n");
    r = end(start(word));
    unlink(schedule);
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.said, ":2:23: error: unknown host \"alice\""));
    r = end(start(word));
    assert_int_equal(r.status, 2);
    assert_non_null(strstr(r.said, "cannot open schedule /tmp/run-schedule-"));
}

static void
what_makes_no_sense_is_refused(void **state)
{
    static const struct {
        const char *word[6];
        const char *says;
    } row[] = {
        { { "--runs", "0", NULL }, "--runs takes a number from 1 on" },
        { { "--runs", "x", NULL }, "not \"x\"" },
        { { "--runs", "2", "--output", "a", NULL }, "--output is for one" },
        { { "--runs", "2", "--trace", "-", NULL }, "also for --runs" },
        { { "--output", "a", "--trace", "-", NULL }, "also for --output" },
        { { "--output", "b", NULL }, "there is no host \"b\"" },
        { { "--trace", "/nowhere/t", NULL },
          "cannot write trace /nowhere/t: No such file" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        const char *word[10] = { "--host", "a " NODE "misbehave.so exit" };
        struct ran r;

        assert_int_equal(truncate(out_file, 0), 0);
        for (int n = 0; row[i].word[n]; n++)
            word[n + 2] = row[i].word[n];
        r = end(start(word));
        if (r.status != 2 || !strstr(r.said, row[i].says))
            fail_msg("row %zu: %d: %s", i, r.status, r.said);
    }
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, make_files, remove_files)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_program_with_a_slash_is_a_file),
        TEST(many_seeds_are_run_and_those_that_fail_are_named),
        TEST(a_seed_among_many_is_the_run_it_is_alone),
        TEST(a_file_has_deviations_and_a_seed),
        TEST(a_trace_on_standard_output_is_alone_there),
        TEST(ctrl_c_ends_a_run_and_keeps_what_happened),
        TEST(ctrl_c_ends_many_runs_with_their_summary),
        TEST(progress_is_for_terminals_only),
        TEST(a_schedule_may_be_a_file),
        TEST(what_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
