/*
 * grader.h - cases, and what becomes of them.
 *
 * A case is one row of a table in grader/labN/.  It runs in a process of its
 * own, so that nothing it does can harm the next; the process writes what it
 * found, as JSON, to a pipe that only the grader reads.  What a submission
 * prints is never looked at.
 */
#ifndef GRADER_GRADER_H
#define GRADER_GRADER_H

#include "grader/explore.h"
#include "grader/labs.h"
#include "grader/oracle.h"
#include "netsim/lang/schedule.h"

#define GRADE_JOBS_MAX 64

enum outcome {
    OUTCOME_PASS,
    OUTCOME_FAIL,
    OUTCOME_UNKNOWN, /* the budget ran out: not a pass */
    OUTCOME_CRASHED, /* the process of the case itself died */
    OUTCOME_TIMEOUT,
    OUTCOME_NOT_RUN, /* a case that it needs has failed, or was not run */
    OUTCOME_INFRA,   /* the grader could not do its work */
    OUTCOME_STOPPED, /* by a signal: see run_case() */
};

struct grade_options {
    const char *program;    /* as it was called */
    unsigned labs;          /* bit n: lab n; 0: all */
    const char *test;       /* part of the names of cases; NULL: all */
    const char *nodes;      /* directory of the submission's nodes */
    const char *reference;  /* directory of right ones, which predictions are
                               about; NULL: the submission's */
    const char *worlds;     /* directory with lab3/bank.world ... */
    const char *traces;     /* directory to leave traces of failures in */
    const char *replay;     /* how a person replays, up to SCHEDULE= */
    const char *submission; /* as a person named it: "solution" */
    const char *prior;      /* whose labs come before: "reference", "mine" */
    const char *json;       /* file to leave the results in; NULL: none */
    int isolate;    /* 1: each program of a node in a process of its own */
    int jobs;       /* cases at a time; 0: 1 */
    int memory_mib; /* of one case; 0: 2048 */
    int programs;   /* only say which files of the submission they need */
    int list;       /* only say which cases there are */
    int gallery;    /* not the labs' cases but the scenes of the gallery */
    int colour, ascii;
    int progress; /* a terminal shows what runs, and how far it has come */

    /* Of all explorations, instead of what the case says. */
    int faults;    /* -1: as the case says */
    uint64_t seed; /* of the worlds; 0: as they say.  With one, faults is a
                      limit, and a case of random worlds runs one other */
    enum explore_engine engine;
    unsigned shard, n_shards; /* explore.h */
    int budget_s;             /* of real time, for each case; 0: none */

    /* One run of one case, and no grade: rerun.h. */
    const char *schedule; /* its deviations; NULL: it is a grade */
    const char *world;    /* a file; NULL: the case's */
    int less, nearest;    /* 1: and then as few deviations as are wrong; the
                             nearest run that is right */
    int margin;           /* and then so many runs from each point on */

    int (*watch)(void *arg, const struct exploration *so_far);
    void *watch_arg; /* both are the runner's */
};

struct result {
    enum outcome outcome;
    int points;
    char statement[240];    /* coverage, or why it failed, in one line */
    struct json_t *reports; /* what report_...() have added, an array of JSON;
                               NULL: none.  See results.h */
};

/* Free what belongs to the result. */
void result_release(struct result *r);

struct grade_case;
struct prediction;
struct scenario;

/*
 * Run the case: fill in *r, and add reports (of a failure, or exhibits) if
 * there is something to say.  scenario.h has those that run a world.
 */
typedef void case_fn(const struct grade_case *c,
                     const struct grade_options *opt, struct result *r);

struct grade_case {
    const char *name; /* "lab3.at-least-once": typed by students */
    int lab;
    int points; /* 0: an exhibit, shown but not graded */
    const char *what;
    const char *rows;  /* of the syllabus */
    const char *hint;  /* heading in HANDOUT.md that helps: "Part A: the
                          client"; NULL: the chapter of the lab */
    const char *needs; /* names of cases before it, blanks between; or NULL */
    case_fn *run;
    int timeout_s; /* as a guard against the grader's own bugs */

    /* For those that run a world: which, and what must be true in it, a list
     * that ends with NULL. */
    const struct scenario *scenario;
    oracle_fn *const *oracles;
    const struct prediction *prediction; /* what predict_run() measures */
    oracle_fn *broken;                   /* an exhibit: this one is, */
    const char *of; /* in a verdict about this procedure */
};

/* NULL-named row at the end. */
extern const struct grade_case lab1_cases[];
extern const struct grade_case lab1_predict_cases[]; /* no points */

/* ---- cases in processes ------------------------------------------------- */

struct child; /* the runner's */

struct job {
    const struct grade_case *c;
    struct result r; /* of one that has ended */
    int64_t ms;      /* ... real time that it took */
    int begun, ended;
    const char *lacks; /* of one that was not run: the case that has failed */
    struct child *child;
};

/*
 * Run cases, each in a process of its own, opt->jobs at a time: one whose
 * needs come before it in the list not before they have ended, and not at all
 * if one of them has not passed.  `ended` is called for each as it ends, in
 * whatever order that is.
 *
 * SIGINT and SIGTERM end all that run; their statements say what was covered
 * until then, and the number of the signal is returned.  Otherwise 0.
 */
int run_cases(struct job *jobs, size_t n, const struct grade_options *opt,
              void (*ended)(void *arg, struct job *job), void *arg);

/* Show what the process of a case that failed badly has said on stderr. */
void job_show_said(const struct job *job);

/* Free what belongs to a job. */
void job_release(struct job *job);

/* ---- reports ------------------------------------------------------------ */

enum report_kind { REPORT_FAILURE, REPORT_EXHIBIT, REPORT_RUN };

/* Add the report of a run.  What is returned belongs to the result. */
struct json_t *report_run(struct result *r, const struct grade_options *opt,
                          const struct grade_case *c, const struct trace *tr,
                          const struct verdict *v, enum report_kind kind);

/*
 * Add a report that is not of one run.  why: one sentence; text: lines that
 * follow, "" if none; schedule: what replays a part of it, NULL if nothing
 * does.
 */
void report_text(struct result *r, const struct grade_options *opt,
                 const struct grade_case *c, enum report_kind kind,
                 const char *why, const char *text, const char *schedule);

/*
 * How much was covered, in words.  ended: why it ended at the level of so
 * many faults ("budget spent"), or NULL: everything of that level is covered.
 */
void report_coverage(char *buf, size_t cap, const struct grade_options *opt,
                     uint64_t schedules, int faults, const char *ended);

#endif
