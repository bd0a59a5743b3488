/*
 * predict.h - a worksheet against the world: each question's run is made with
 * programs that are right, if opt->reference has some, or with those of the
 * submission, and measured.
 *
 * It gives no points.  Nothing that is measured is shown: who was wrong gets
 * the command that shows the run.
 */
#ifndef GRADER_PREDICT_H
#define GRADER_PREDICT_H

#include "grader/grader.h"
#include "grader/worksheet.h"

struct prediction {
    const char *file; /* as a student knows it: "lab3-atleastonce/predict.txt";
                         the build has it in opt->nodes, as "lab3.predict" */
    const struct question *q;
    size_t n;
};

/*
 * The worksheet c->prediction of lab c->lab.  A pass: all answers are there
 * and as measured.  A run that does not satisfy c->oracles is of a program
 * that is wrong, or not written yet: it measures nothing.
 */
case_fn predict_run;

/* What the cases of all labs have in common. */
#define PREDICTION(of)                                                        \
    .what = "what you have predicted is what the simulator measures",         \
    .run = predict_run, .timeout_s = 30, .prediction = &(of)

#endif
