/*
 * test_disk.c - what a disk does: as Linux while the power is on, and as
 * fsync(2), rename(2) and the chooser say when it fails.
 */
#include "netsim/test/real.h"
#include "netsim/test/world.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- the calls ---------------------------------------------------------- */

static void
compare(const char *program)
{
    struct test_world w;
    char ours[16384], theirs[16384];

    for_real(program, theirs, sizeof(theirs));
    world_begin(&w);
    add_host(&w, "h", program, NULL, NULL, NULL);
    for (int i = 0; i < 2; i++) { /* each run begins with an empty disk */
        run(&w);
        output_of(&w, 0, ours, sizeof(ours));
        assert_string_equal(ours, theirs);
        check_exit(&w, 0, 0);
    }
    world_end(&w);
}

/* See node/disk_calls.c for the manual pages. */
static void
file_calls_answer_as_linux_does(void **state)
{
    (void)state;
    compare("disk_calls");
}

/* See node/disk_stdio.c for ISO C and POSIX. */
static void
streams_on_files_answer_as_libc_does(void **state)
{
    (void)state;
    compare("disk_stdio");
}

/* ---- one loss of power -------------------------------------------------- */

/*
 * The script is obeyed, then `fault` befalls the host; returns what is there
 * when the program is started again.
 */
static const char *
left_by(struct test_world *w, const char *script, const char *fault)
{
    static char there[1024];
    char src[200];

    world_begin(w);
    add_host(w, "h", "disk_script", script, NULL, NULL);
    snprintf(src, sizeof(src), "%s", fault);
    set_schedule(w, src);
    run(w);
    assert_int_equal(count_of(w, TRACE_CRASH, 0), 1);
    check_exit(w, 0, 0);
    snprintf(there, sizeof(there), "%s",
             line_of(w, 0, count_of(w, TRACE_LOG, 0)));
    return there;
}

struct loss {
    const char *script;
    const char *keep;
    const char *there; /* when the power is back */
    const char *said;  /* in the trace, or NULL: nothing was unsynced */
};

static void
check_losses(const struct loss *l, size_t n)
{
    for (; n > 0; l++, n--) {
        struct test_world w;
        char fault[100];
        const char *there;

        snprintf(fault, sizeof(fault), "power h @nanosleep #1%s", l->keep);
        there = left_by(&w, l->script, fault);
        if (strcmp(there, l->there) != 0)
            fail_msg("%s%s: \"%s\" is there, not \"%s\"", l->script, l->keep,
                     there, l->there);
        assert_string_equal(event_of(&w, TRACE_CRASH, 0, 1)->text,
                            l->said ? l->said : "");
        world_end(&w);
    }
}

/* fsync(2): data and size reach the medium; the entry in the directory not
 * necessarily, for which the directory is to be synced. */
static void
what_was_synced_outlives_a_loss_of_power(void **state)
{
    static const struct loss loss[] = {
        { "write a one; sync a; sync .", "", "a=one ", NULL },
        { "write a one; data a; sync .", "", "a=one ", NULL },
        { "write a one; all", "", "a=one ", NULL },
        { "write a one; sync a", "", "",
          "kept 0 of 1 unsynced changes; lost #1 create a" },
        { "write a one; sync .", "", "a= ",
          "kept 0 of 1 unsynced changes; lost #1 write of 3 bytes to a at "
          "0" },
        { "write a one; sync a; sync .; write a two", "", "a=one ",
          "kept 0 of 1 unsynced changes; lost #1 write of 3 bytes to a at "
          "3" },
        { "write a one; all; size a 1; sync a", "", "a=o ", NULL },
        { "write a one; all; size a 1", "", "a=one ",
          "kept 0 of 1 unsynced changes; lost #1 size of a, 1" },
        { "write a one; all; rm a", "", "a=one ",
          "kept 0 of 1 unsynced changes; lost #1 unlink a" },
        { "write a one; all; rm a; sync .", "", "", NULL },
        { "mkdir d; write d/a one; sync d/a; sync d; sync .", "",
          "d/ d/a=one ", NULL },
        { "mkdir d; write d/a one; sync d/a; sync d", "", "",
          "kept 0 of 1 unsynced changes; lost #1 mkdir d" },
        { "mkdir d; write d/a one; sync d/a; sync .", "", "d/ ",
          "kept 0 of 1 unsynced changes; lost #1 create d/a" },
    };

    (void)state;
    check_losses(loss, COUNT(loss));
}

/* schedule.h: which of the changes that were not synced are kept. */
static void
what_was_not_synced_is_kept_as_the_schedule_says(void **state)
{
    static const char abc[] = "write a --; all; put a 0 X; write b 123456; "
                              "put a 1 Y";
    static const struct loss loss[] = {
        { abc, " keep none", "a=-- ",
          "kept 0 of 4 unsynced changes; lost #1 write of 1 byte to a at 0, "
          "#2 create b, #3 write of 6 bytes to b at 0, #4 write of 1 byte "
          "to a at 1" },
        { abc, " keep all", "a=XY b=123456 ", "kept 4 of 4 unsynced changes" },
        { abc, " keep first 2", "a=X- b= ",
          "kept 2 of 4 unsynced changes; lost #3 write of 6 bytes to b at 0, "
          "#4 write of 1 byte to a at 1" },
        { abc, " keep torn 3", "a=X- b=123 ",
          "kept 2 of 4 unsynced changes; tore #3 write of 6 bytes to b at 0 "
          "after 3 bytes; lost #4 write of 1 byte to a at 1" },
        { abc, " keep torn 2", "a=X- b= ",
          "kept 2 of 4 unsynced changes; lost #3 write of 6 bytes to b at 0, "
          "#4 write of 1 byte to a at 1" },
        { abc, " keep without 1", "a=-Y b=123456 ",
          "kept 3 of 4 unsynced changes; lost #1 write of 1 byte to a at "
          "0" },
        /* A file that never came has no bytes either. */
        { abc, " keep without 2", "a=XY ",
          "kept 2 of 4 unsynced changes; lost #2 create b, #3 write of 6 "
          "bytes to b at 0" },
        { abc, " keep without 9", "a=XY b=123456 ",
          "kept 4 of 4 unsynced changes" },
    };

    (void)state;
    check_losses(loss, COUNT(loss));
}

/* rename(2): at every moment one of the two is there. */
static void
a_rename_is_whole_or_not_at_all(void **state)
{
    static const char replace[] = "write j old; all; write n new; sync n; "
                                  "mv n j";
    static const char careless[] = "write j old; all; write n new; mv n j";
    static const struct loss loss[] = {
        { replace, " keep none", "j=old ",
          "kept 0 of 2 unsynced changes; lost #1 create n, #2 rename n -> "
          "j" },
        { replace, " keep first 1", "j=old n=new ",
          "kept 1 of 2 unsynced changes; lost #2 rename n -> j" },
        { replace, " keep torn 2", "j=new ", "kept 2 of 2 unsynced changes" },
        { replace, " keep without 1", "j=old ",
          "kept 0 of 2 unsynced changes; lost #1 create n, #2 rename n -> "
          "j" },
        /* The name before the bytes: the well-known empty file. */
        { careless, " keep without 2", "j= ",
          "kept 2 of 3 unsynced changes; lost #2 write of 3 bytes to n at "
          "0" },
        { "write j old; all; write n new; sync n; mv n j; sync .",
          " keep none", "j=new ", NULL },
        /* From one directory to another: in exactly one of them. */
        { "mkdir d; write a x; all; mv a d/a; sync .", "", "d/ d/a=x ", NULL },
        { "mkdir d; write a x; all; mv a d/a; sync d", "", "d/ d/a=x ", NULL },
        { "mkdir d; write a x; all; mv a d/a", "", "a=x d/ ",
          "kept 0 of 1 unsynced changes; lost #1 rename a -> d/a" },
        { "mkdir d; mkdir e; all; mv d e/d; sync e", "", "e/ e/d/ ", NULL },
    };

    (void)state;
    check_losses(loss, COUNT(loss));
}

/* What a change starts from may itself have been lost. */
static void
a_change_without_ground_is_lost_too(void **state)
{
    static const struct loss loss[] = {
        { "mkdir d; write d/a x", " keep without 1", "",
          "kept 0 of 3 unsynced changes; lost #1 mkdir d, #2 create d/a, #3 "
          "write of 1 byte to a at 0" },
        { "write a x; all; rm a; write a y", " keep without 1", "a=x ",
          "kept 0 of 3 unsynced changes; lost #1 unlink a, #2 create a, #3 "
          "write of 1 byte to a at 0" },
        { "mkdir d; write d/a x; all; rm d/a; rmdir d", " keep without 1",
          "d/ d/a=x ",
          "kept 0 of 2 unsynced changes; lost #1 unlink a, #2 rmdir d" },
        { "write a x; mv a b; mv b c", " keep without 3", "a=x ",
          "kept 2 of 4 unsynced changes; lost #3 rename a -> b, #4 rename b "
          "-> c" },
        /* Two directories that change places by way of a third name. */
        { "mkdir x; mkdir x/a; mkdir x/a/b; mkdir y; all; mv x/a/b y/b; "
          "mv x/a y/b/a",
          " keep without 1", "x/ x/a/ x/a/b/ y/ ",
          "kept 0 of 2 unsynced changes; lost #1 rename y/b/a/b -> y/b, #2 "
          "rename x/a -> y/b/a" },
        { "mkdir x; mkdir x/a; mkdir x/a/b; mkdir y; all; mv x/a/b y/b; "
          "mv x/a y/b/a; sync x",
          "", "x/ y/ y/b/ y/b/a/ ", NULL },
        /* A hole where bytes were lost reads as zeros. */
        { "write a 12; all; write a 34; write a 56", " keep without 1",
          "a=12__56 ",
          "kept 1 of 2 unsynced changes; lost #1 write of 2 bytes to a at "
          "2" },
    };

    (void)state;
    check_losses(loss, COUNT(loss));
}

/* A name that nobody can find any more asks for no sync. */
static void
what_is_gone_for_good_is_forgotten(void **state)
{
    static const struct loss loss[] = {
        { "write a x; all; rm a; sync .", "", "", NULL },
        { "write a x; rm a; sync .", "", "", NULL },
        { "mkdir d; write d/a x; rm d/a; rmdir d; sync .", "", "", NULL },
        { "write a x; write b y; sync b; mv b a; sync .", "", "a=y ", NULL },
        /* Not for good: the unlink may be what is lost. */
        { "write a x; rm a", " keep first 2", "a=x ",
          "kept 2 of 3 unsynced changes; lost #3 unlink a" },
        /* It is still open: someone may yet read it. */
        { "keep a x; rm a; sync .", "", "",
          "kept 0 of 1 unsynced changes; lost #1 write of 1 byte to a at "
          "0" },
    };

    (void)state;
    check_losses(loss, COUNT(loss));
}

/* "crash": the kernel lives, and with it all that was written. */
static void
a_crash_of_the_process_loses_nothing(void **state)
{
    struct test_world w;

    (void)state;
    assert_string_equal(left_by(&w,
                                "mkdir d; write d/a x; write b y; mv b c; "
                                "write c z",
                                "crash h @nanosleep #1"),
                        "c=yz d/ d/a=x ");
    world_end(&w);
    /* ... and it is as unsynced as it was. */
    assert_string_equal(
        left_by(&w, "write a x", "crash h after @write #1 restart 1ms"),
        "a=x ");
    world_end(&w);
}

/* ---- every loss of power ------------------------------------------------ */

/* More is never unsynced in these programs. */
#define UNSYNCED_MAX 9

/* What the program has said before it lost power, and found after. */
struct claim {
    int safe, found;
};

static struct claim
claim_of(const struct test_world *w)
{
    struct claim c = { 0, -2 };
    const struct trace_event *ev;

    for (int n = 1; (ev = event_of(w, TRACE_LOG, 0, n)) != NULL; n++)
        if (ev->inc == 1)
            sscanf(ev->text, "safe %d", &c.safe);
        else if (c.found == -2)
            sscanf(ev->text, "found %d", &c.found);
    return c;
}

/* How often a fault was possible, and how often it broke a promise. */
struct tally {
    int runs, lost, damaged;
};

/* "HOST PLACE REST" for each place before and after this call. */
static void
at_each_place(struct test_world *w, const char *kind, const char *call,
              const char *rest, struct tally *tally)
{
    for (int i = 1, after = 0;; i++) {
        struct claim c;
        char src[100];
        int unsynced = 0;

        snprintf(src, sizeof(src), "%s h %s@%s #%d %s", kind,
                 after ? "after " : "", call, i, rest);
        set_schedule(w, src);
        run(w);
        if (!w->script.happened) {
            if (after)
                break;
            after = 1;
            i = 0;
            continue;
        }
        tally->runs++;
        sscanf(event_of(w, TRACE_CRASH, 0, 1)->text, "kept %*d of %d",
               &unsynced);
        assert_true(unsynced <= UNSYNCED_MAX);
        c = claim_of(w);
        assert_true(c.found >= -1);
        assert_true(c.found <= c.safe + 1); /* nothing is made up */
        tally->lost += c.found >= 0 && c.found < c.safe;
        tally->damaged += c.found < 0;
    }
}

static void
at_each_call(struct test_world *w, const char *kind, const char *rest,
             struct tally *tally)
{
    static const char *const call[] = { "open",  "write",  "fsync",
                                        "close", "rename", "ftruncate",
                                        "read",  "exit" };

    for (size_t i = 0; i < COUNT(call); i++)
        at_each_place(w, kind, call[i], rest, tally);
}

/* The program loses power at every call, with every choice of what is
 * kept. */
static struct tally
at_every_loss(const char *program, const char *how)
{
    static const char *const keep[] = { "first", "torn", "without" };
    struct test_world w;
    struct tally tally = { 0 };

    world_begin(&w);
    add_host(&w, "h", program, how, "3", NULL);
    at_each_call(&w, "power", "keep none", &tally);
    at_each_call(&w, "power", "keep all", &tally);
    for (size_t k = 0; k < COUNT(keep); k++)
        for (int n = 1; n <= UNSYNCED_MAX; n++) {
            char rest[40];

            snprintf(rest, sizeof(rest), "keep %s %d", keep[k], n);
            at_each_call(&w, "power", rest, &tally);
        }
    world_end(&w);
    assert_true(tally.runs > 200);
    return tally;
}

/* The prefix that was synced is there, a torn tail is told apart, and nothing
 * is there that was not written. */
static void
a_journal_that_syncs_keeps_every_promise(void **state)
{
    struct tally t = at_every_loss("disk_journal", "safe");

    (void)state;
    assert_int_equal(t.lost, 0);
    assert_int_equal(t.damaged, 0);
}

/* The model is strict enough to find what programs forget. */
static void
a_journal_that_does_not_sync_is_found_out(void **state)
{
    (void)state;
    assert_true(at_every_loss("disk_journal", "lazy").lost > 0);
    assert_true(at_every_loss("disk_journal", "homeless").lost > 0);
}

/* Pillai et al. (OSDI 2014): the order of rename and data is no promise. */
static void
a_file_is_replaced_safely_only_if_synced_before(void **state)
{
    struct tally safe = at_every_loss("disk_replace", "safe"),
                 early = at_every_loss("disk_replace", "early"),
                 homeless = at_every_loss("disk_replace", "homeless");

    (void)state;
    assert_int_equal(safe.lost + safe.damaged, 0);
    assert_true(early.damaged > 0);
    assert_int_equal(homeless.damaged, 0);
    assert_true(homeless.lost > 0);
}

/* The same programs, careless or not, when only the process dies. */
static void
no_crash_of_a_process_breaks_a_promise(void **state)
{
    static const char *const how[] = { "safe", "lazy", "homeless" };

    (void)state;
    for (size_t i = 0; i < COUNT(how); i++) {
        struct test_world w;
        struct tally t = { 0 };

        world_begin(&w);
        add_host(&w, "h", "disk_journal", how[i], "3", NULL);
        at_each_call(&w, "crash", "", &t);
        assert_true(t.runs > 10);
        assert_int_equal(t.lost + t.damaged, 0);
        world_end(&w);
    }
}

/* ---- other faults ------------------------------------------------------- */

/* write(2): less than asked while there is room, then ENOSPC. */
static void
a_full_disk_takes_what_fits(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "disk_script",
             "write a 12345678; write a 90abc; write a d; size a 20; put a 0 "
             "X; size a 2; write b y; rm a; write b 123456789",
             NULL, NULL);
    sim_set_disk_limit(w.sim, 0, 10);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), "write: 2 of 5");
    assert_string_equal(line_of(&w, 0, 2), "write: No space left on device");
    assert_string_equal(line_of(&w, 0, 3), "size: No space left on device");
    assert_string_equal(line_of(&w, 0, 4), "b=y123456789 ");
    world_end(&w);
}

/* fsync(2), EIO: it is as if it had not been called; what Linux may do
 * beside, forget the data, is not modelled. */
static void
a_sync_that_fails_makes_nothing_durable(void **state)
{
    struct test_world w;

    (void)state;
    assert_string_equal(left_by(&w, "write a x; all; write a y; sync a",
                                "error h @fsync #1 EIO; power h @nanosleep "
                                "#1"),
                        "a=x ");
    assert_string_equal(line_of(&w, 0, 1), "sync: Input/output error");
    world_end(&w);
}

/* write(2): a short count is no error. */
static void
a_short_write_writes_no_more(void **state)
{
    struct test_world w;

    (void)state;
    assert_string_equal(left_by(&w, "write a 12345",
                                "short h @write #1 to 2; crash h @nanosleep "
                                "#1"),
                        "a=12 ");
    assert_string_equal(line_of(&w, 0, 1), "write: 2 of 5");
    world_end(&w);
}

/* Kept for the next incarnation, not for the next run. */
static void
each_run_begins_with_an_empty_disk(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "disk_journal", "safe", "2", NULL);
    for (int i = 0; i < 3; i++) {
        run(&w);
        assert_string_equal(line_of(&w, 0, 1), "found 0");
        set_schedule(&w, "power h @exit #1 restart never");
    }
    set_schedule(&w, "crash h @exit #1");
    run(&w);
    assert_string_equal(line_of(&w, 0, 4), "found 2");
    world_end(&w);
}

static void
hosts_have_a_disk_each(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "disk_script", "write x 1", NULL, NULL);
    add_host(&w, "b", "disk_script", "write y 2", NULL, NULL);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), "x=1 ");
    assert_string_equal(line_of(&w, 1, 1), "y=2 ");
    world_end(&w);
}

static void
a_file_left_open_is_named_at_the_exit(void **state)
{
    struct test_world w;
    const char *text;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "disk_script", "keep a x", NULL, NULL);
    run(&w);
    text = event_of(&w, TRACE_EXIT, 0, 1)->text;
    assert_non_null(strstr(text, "descriptor 3, a file opened in "));
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_calls_answer_as_linux_does),
        cmocka_unit_test(streams_on_files_answer_as_libc_does),
        cmocka_unit_test(what_was_synced_outlives_a_loss_of_power),
        cmocka_unit_test(what_was_not_synced_is_kept_as_the_schedule_says),
        cmocka_unit_test(a_rename_is_whole_or_not_at_all),
        cmocka_unit_test(a_change_without_ground_is_lost_too),
        cmocka_unit_test(what_is_gone_for_good_is_forgotten),
        cmocka_unit_test(a_crash_of_the_process_loses_nothing),
        cmocka_unit_test(a_journal_that_syncs_keeps_every_promise),
        cmocka_unit_test(a_journal_that_does_not_sync_is_found_out),
        cmocka_unit_test(a_file_is_replaced_safely_only_if_synced_before),
        cmocka_unit_test(no_crash_of_a_process_breaks_a_promise),
        cmocka_unit_test(a_full_disk_takes_what_fits),
        cmocka_unit_test(a_sync_that_fails_makes_nothing_durable),
        cmocka_unit_test(a_short_write_writes_no_more),
        cmocka_unit_test(each_run_begins_with_an_empty_disk),
        cmocka_unit_test(hosts_have_a_disk_each),
        cmocka_unit_test(a_file_left_open_is_named_at_the_exit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
