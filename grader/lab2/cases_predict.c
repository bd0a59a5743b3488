/*
 * cases_predict.c - what a student of lab 2 predicts:
 * lab2-stubs/predict.txt.
 */
#include "grader/lab2/cases.h"
#include "grader/measure.h"
#include "grader/predict.h"

#define CRASH(how) .world = "lab2/tcp-crash.world", .schedule = (how)

static const struct question questions[] = {
    {
        .key = "reply-bytes",
        .world = "lab2/hand-sentence.world",
        .schedule = "",
        .measure = measure_reply_bytes,
        .of = "server",
    },
    {
        .key = "first-reply",
        .world = "lab2/tcp-async.world",
        .schedule = "",
        .measure = measure_first_reply,
    },
    {
        .key = "crash-before",
        .words = worksheet_no_perhaps_yes,
        CRASH("crash server @exec #2"),
        .measure = measure_says,
        .of = "count(two two)",
    },
    {
        .key = "crash-executed",
        CRASH("crash server @exec #2"),
        .measure = measure_executions,
        .of = "count(two two)",
    },
};

static const struct prediction sheet = {
    .file = "lab2-stubs/predict.txt",
    .q = questions,
    .n = sizeof(questions) / sizeof(questions[0]),
};

static oracle_fn *const fit[] = { oracle_implemented, oracle_no_fault, NULL };

const struct grade_case lab2_predict_cases[] = {
    {
        .name = "lab2.predict",
        .lab = 2,
        .rows = "C9, C11, F11",
        .hint = "Predict first",
        PREDICTION(sheet),
        .oracles = fit,
    },
    { 0 },
};
