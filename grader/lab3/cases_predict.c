/*
 * cases_predict.c - what a student of lab 3 predicts:
 * lab3-atleastonce/predict.txt.
 */
#include "grader/lab3/cases.h"
#include "grader/measure.h"
#include "grader/predict.h"

#define DEBIT(how)                                                            \
    .world = "lab3/debit.world", .schedule = (how),                           \
    .measure = measure_executions, .of = "debit("

static const struct question questions[] = {
    { .key = "request-lost", DEBIT("drop client->server #1") },
    { .key = "reply-lost", DEBIT("drop server->client #1") },
    { .key = "request-twice", DEBIT("duplicate client->server #1") },
    { .key = "reply-twice", DEBIT("duplicate server->client #1") },
    { .key = "crash-before", DEBIT("crash server @exec #1") },
    { .key = "crash-after", DEBIT("crash server @done #1") },
    { .key = "server-slow", DEBIT("pause server @recvfrom #1 for 300ms") },
    {
        .key = "copies",
        .world = "lab3/silence.world",
        .schedule = "crash server @exec #1 restart never",
        .measure = measure_sent_2s,
        .of = "client",
    },
    {
        .key = "old-value",
        .world = "lab3/stale.world",
        .schedule = "drop server->client #1",
        .measure = measure_value,
        .of = "get(",
    },
};

static const struct prediction sheet = {
    .file = "lab3-atleastonce/predict.txt",
    .q = questions,
    .n = sizeof(questions) / sizeof(questions[0]),
};

static oracle_fn *const fit[] = { oracle_implemented, oracle_no_fault,
                                  oracle_at_least_once, NULL };

const struct grade_case lab3_predict_cases[] = {
    {
        .name = "lab3.predict",
        .lab = 3,
        .rows = "D2, D3, D4, E2, E3",
        .hint = "Predict first",
        PREDICTION(sheet),
        .oracles = fit,
    },
    { 0 },
};
