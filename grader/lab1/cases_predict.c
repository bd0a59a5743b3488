/*
 * cases_predict.c - what a student of lab 1 predicts:
 * lab1-sockets/predict.txt.
 */
#include "grader/measure.h"
#include "grader/predict.h"

#define KV(how) .world = "lab1/kv.world", .schedule = (how)

static const struct question questions[] = {
    {
        .key = "reply-lost",
        KV("drop server->client #2"),
        .measure = measure_executions,
        .of = "put(",
    },
    {
        .key = "crash-before",
        KV("crash server @exec #1"),
        .measure = measure_executions,
        .of = "put(",
    },
    {
        .key = "crash-after",
        KV("crash server @done #1"),
        .measure = measure_executions,
        .of = "put(",
    },
    {
        .key = "client-says",
        .words = worksheet_no_perhaps_yes,
        KV("crash server @done #1"),
        .measure = measure_says,
        .of = "put(",
    },
    {
        .key = "crash-heard",
        .words = worksheet_no_yes,
        KV("crash server @exec #1 restart never"),
        .measure = measure_heard,
        .of = "server",
    },
    {
        .key = "power-heard",
        .words = worksheet_no_yes,
        KV("power server @exec #1 restart never"),
        .measure = measure_heard,
        .of = "server",
    },
};

static const struct prediction sheet = {
    .file = "lab1-sockets/predict.txt",
    .q = questions,
    .n = sizeof(questions) / sizeof(questions[0]),
};

static oracle_fn *const fit[] = { oracle_implemented, oracle_no_fault, NULL };

const struct grade_case lab1_predict_cases[] = {
    {
        .name = "lab1.predict",
        .lab = 1,
        .rows = "B7, D5",
        .hint = "Predict first",
        PREDICTION(sheet),
        .oracles = fit,
    },
    { 0 },
};
