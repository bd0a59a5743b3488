/*
 * predict.h - a worksheet against the world: each question's run is made with
 * the submission's own programs, and measured.
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
 * The worksheet of lab c->lab.  A pass: all answers are there and as
 * measured.  A run that does not satisfy c->oracles is of a program that is
 * wrong, or not written yet: it measures nothing.
 */
void predict_run(const struct prediction *p, const struct grade_case *c,
                 const struct grade_options *opt, struct result *r);

#endif
