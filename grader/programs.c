/*
 * programs.c - which files of a submission cases need: `grade --programs`.
 */
#include "grader/runner.h"
#include "grader/scenario.h"

#include "netsim/lang/worldfile.h"

#include <string.h>

/* 0, or -1 after a sentence. */
static int
print_world(const struct grade_case *c, const struct grade_options *opt)
{
    struct worldfile f;
    struct result r = { .outcome = OUTCOME_INFRA };
    int err;

    worldfile_init(&f);
    err = scenario_read(c->scenario, opt, &f, &r);
    for (size_t i = 0; err == 0 && i < f.n_hosts; i++)
        printf("%s.so\n", f.host[i].program);
    worldfile_release(&f);
    if (err == 0 && c->scenario->faults_file)
        printf("%s\n", c->scenario->faults_file);
    if (err < 0)
        fprintf(stderr, "grade: %s: %s\n", c->name, r.statement);
    return err < 0 ? -1 : 0;
}

int
print_programs(const struct job *jobs, size_t n,
               const struct grade_options *opt)
{
    int bad = 0;

    for (size_t i = 0; i < n; i++)
        if (jobs[i].c->scenario)
            bad |= print_world(jobs[i].c, opt);
        else
            printf("*\n");
    return bad ? 2 : 0;
}
