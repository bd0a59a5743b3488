/*
 * main.c - the command `grade`: run the cases, say what came of them.
 *
 * Exit status: 0 all points, 1 points were lost, 2 the grader could not do
 * its work, or its arguments were wrong, 128 + N it was stopped by signal N
 * (130: Ctrl-C).  Where there is no score: 0 no graded case was found wrong.
 */
#include "grader/grader.h"
#include "grader/options.h"
#include "grader/rerun.h"
#include "grader/results.h"
#include "grader/runner.h"

/* A student's copy has only the labs up to LABS_HERE. */
#if LABS_HERE >= 2
#include "grader/lab2/cases.h"
#endif
#if LABS_HERE >= 3
#include "grader/lab3/cases.h"
#endif
#if LABS_HERE >= 4
#include "grader/gallery/gallery.h"
#include "grader/lab4/cases.h"
#include "grader/lab4/window.h"
#endif

#include <stdlib.h>
#include <string.h>

static const struct grade_case *const tables[] = {
    lab1_cases,
    lab1_predict_cases,
#if LABS_HERE >= 2
    lab2_xdr_cases,
    lab2_hand_cases,
    lab2_idl_cases,
    lab2_tcp_cases,
    lab2_predict_cases,
#endif
#if LABS_HERE >= 3
    lab3_client_cases,
    lab3_server_cases,
    lab3_bank_cases,
    lab3_store_cases,
    lab3_break_cases,
    lab3_predict_cases,
#endif
#if LABS_HERE >= 4
    lab4_client_cases,
    lab4_cache_cases,
    lab4_journal_cases,
    lab4_exact_cases,
    lab4_break_cases,
    lab4_predict_cases,
    window_cases, /* no cases, but what one of them shows: for one run */
#endif
    NULL,
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]) - 1 - (LABS_HERE >= 4))

static const struct grade_case *const gallery[] = {
#if LABS_HERE >= 4
    gallery_cases,
#endif
    NULL,
};
#define N_GALLERY (sizeof(gallery) / sizeof(gallery[0]) - 1)

static int
wanted(const struct grade_options *opt, const struct grade_case *c)
{
    return (!opt->labs || opt->labs >> c->lab & 1) &&
           (!opt->test || strstr(c->name, opt->test));
}

static void
complain_no_case(const struct grade_options *opt)
{
    char of[32] = "";
    size_t len = 0;

    for (int n = 1; n <= LABS_MAX; n++)
        if (opt->labs >> n & 1)
            len += (size_t)snprintf(of + len, sizeof(of) - len, "%s%d",
                                    len ? ", " : " of lab ", n);
    if (opt->test)
        fprintf(stderr,
                "grade: no case%s has \"%s\" in its name; --list shows them\n",
                of, opt->test);
    else
        fprintf(stderr, "grade: there is no case%s yet\n", of);
}

/* ---- the cases that are wanted ------------------------------------------ */

/* How many there are; jobs may be NULL. */
static size_t
choose(const struct grade_options *opt, struct job *jobs)
{
    const struct grade_case *const *from = opt->gallery ? gallery : tables;
    size_t n_tables = opt->gallery ? N_GALLERY : N_TABLES, n = 0;

    for (size_t i = 0; i < n_tables; i++)
        for (const struct grade_case *c = from[i]; c->name; c++) {
            if (!wanted(opt, c))
                continue;
            if (jobs)
                jobs[n].c = c;
            n++;
        }
    return n;
}

/* The letter of the part that a case is about, by the section that helps:
 * "A" of "Part A: the client"; "-": of the lab as a whole. */
static const char *
part_of(const struct grade_case *c)
{
    static const char prefix[] = "Part ";

    return c->hint && !strncmp(c->hint, prefix, strlen(prefix))
               ? c->hint + strlen(prefix)
               : "-";
}

static void
list(const struct job *jobs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%-24s %.1s %3d  %s\n", jobs[i].c->name, part_of(jobs[i].c),
               jobs[i].c->points, jobs[i].c->what);
}

/* ---- a run -------------------------------------------------------------- */

struct run {
    const struct grade_options *opt;
    struct job *jobs;
    size_t n, printed; /* lines of the first are printed */
    int64_t begin_ms;
    json_t *results;
    int cannot_save; /* it was said already */
};

static json_t *
result_of(const struct run *run, size_t i)
{
    return json_array_get(json_object_get(run->results, "cases"), i);
}

/* A record of what is known, whatever comes next. */
static void
save(struct run *run)
{
    int err;

    if (!run->opt->json || run->cannot_save)
        return;
    err = results_save(run->results, run->opt->json);
    if (err == 0)
        return;
    run->cannot_save = 1;
    progress_hide();
    fprintf(stderr, "grade: cannot write %s: %s\n", run->opt->json,
            strerror(-err));
}

/* Lines come in the order of the tables, whatever has ended first. */
static void
print_lines(struct run *run)
{
    struct results_style style = { run->opt->colour };

    progress_hide();
    for (; run->printed < run->n; run->printed++) {
        const struct job *job = &run->jobs[run->printed];

        if (!job->ended)
            break;
        job_show_said(job);
        results_print_line(stdout, run->results, result_of(run, run->printed),
                           &style);
    }
    fflush(stdout);
}

static void
case_ended(void *arg, struct job *job)
{
    struct run *run = arg;

    results_set(result_of(run, (size_t)(job - run->jobs)), &job->r, job->ms);
    results_finish(run->results, 0, 2, now_ms() - run->begin_ms);
    save(run);
    print_lines(run);
}

/* Also lines of those that ended behind one that had not begun. */
static void
print_rest(struct run *run)
{
    for (size_t i = run->printed; i < run->n; i++)
        if (run->jobs[i].ended) {
            run->printed = i;
            print_lines(run);
            i = run->printed;
        }
}

/* How grade is to exit. */
static int
status_of(const struct run *run, int signalled)
{
    int lost = 0;

    if (signalled)
        return 128 + signalled;
    if (run->cannot_save)
        return 2;
    for (size_t i = 0; i < run->n; i++) {
        const struct job *job = &run->jobs[i];

        if (job->r.outcome == OUTCOME_INFRA ||
            job->r.outcome == OUTCOME_TIMEOUT)
            return 2;
        lost |= job->r.points < job->c->points;
        lost |= run->opt->schedule && job->r.outcome != OUTCOME_PASS;
    }
    return lost;
}

static int
grade(struct run *run)
{
    int signalled, status;

    run->begin_ms = now_ms();
    run->results = results_new(run->opt);
    for (size_t i = 0; i < run->n; i++)
        results_add(run->results, run->jobs[i].c);
    save(run);
    results_print_begin(stdout, run->results);
    fflush(stdout);
    signalled = run_cases(run->jobs, run->n, run->opt, case_ended, run);
    print_rest(run);
    status = status_of(run, signalled);
    results_finish(run->results, !signalled, status, now_ms() - run->begin_ms);
    save(run);
    results_print_end(stdout, run->results);
    json_decref(run->results);
    return run->cannot_save && !signalled ? 2 : status;
}

/* One run of one case. */
static int
grade_run(const struct grade_options *opt)
{
    const struct grade_case *of =
        rerun_find(opt->gallery ? gallery : tables, opt->test);
    struct rerun re;
    struct job job = { .c = &re.c };
    struct run run = { .opt = opt, .n = 1, .jobs = &job };
    int status = of ? rerun_init(&re, of, opt) : 2;

    if (status == 0)
        status = grade(&run);
    job_release(&job);
    return status;
}

static int
grade_all(const struct grade_options *opt)
{
    struct run run = { .opt = opt, .n = choose(opt, NULL) };
    int status = 0;

    if (run.n == 0) {
        complain_no_case(opt);
        return 2;
    }
    run.jobs = calloc(run.n, sizeof(*run.jobs));
    if (!run.jobs) {
        fprintf(stderr, "grade: out of memory\n");
        return 2;
    }
    choose(opt, run.jobs);
    if (opt->list)
        list(run.jobs, run.n);
    else if (opt->programs)
        status = print_programs(run.jobs, run.n, opt);
    else
        status = grade(&run);
    for (size_t i = 0; i < run.n; i++)
        job_release(&run.jobs[i]);
    free(run.jobs);
    return status;
}

int
main(int argc, char **argv)
{
    struct grade_options opt;
    int status = options_read(&opt, argc, argv);

    if (status >= 0)
        return status;
    return opt.schedule ? grade_run(&opt) : grade_all(&opt);
}
