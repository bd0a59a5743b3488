/*
 * cases_predict.c - what a student of lab 4 predicts:
 * lab4-atmostonce/predict.txt.
 */
#include "grader/lab4/cases.h"
#include "grader/measure.h"
#include "grader/predict.h"

#define WORLD(of, how) .world = "lab4/" of ".world", .schedule = (how)

static const struct question questions[] = {
    {
        .key = "request-twice",
        WORLD("amo", "duplicate client->server #2"),
        .measure = measure_executions,
        .of = "debit(",
    },
    {
        .key = "server-forgets",
        WORLD("amo", "crash server @done #1"),
        .measure = measure_executions,
        .of = "debit(",
    },
    {
        .key = "durable-says",
        .words = worksheet_no_perhaps_yes,
        WORLD("durable", "power server @done #1"),
        .measure = measure_says,
        .of = "debit(",
    },
    {
        .key = "durable-money",
        WORLD("durable", "power server @done #1"),
        .measure = measure_value,
        .of = "balance(",
    },
    {
        .key = "exactly-says",
        .words = worksheet_no_perhaps_yes,
        WORLD("vault", "power server @done #1"),
        .measure = measure_says,
        .of = "debit(",
    },
    {
        .key = "exactly-money",
        WORLD("vault", "power server @done #1"),
        .measure = measure_value,
        .of = "balance(",
    },
    {
        .key = "client-crash",
        WORLD("vault", "crash client after @return #1"),
        .measure = measure_results,
        .of = "debit(",
    },
};

static const struct prediction sheet = {
    .file = "lab4-atmostonce/predict.txt",
    .q = questions,
    .n = sizeof(questions) / sizeof(questions[0]),
};

static oracle_fn *const fit[] = { oracle_implemented, oracle_no_fault,
                                  oracle_at_least_once, NULL };

const struct grade_case lab4_predict_cases[] = {
    {
        .name = "lab4.predict",
        .lab = 4,
        .rows = "D1, D3, F1, F2, F10, G2, G3",
        .hint = "Predict first",
        PREDICTION(sheet),
        .oracles = fit,
    },
    { 0 },
};
