/*
 * measure.c - a column of the table: every fault, at every point.
 */
#include "grader/table/table.h"

#include <string.h>

#include "grader/scenario.h"

static const struct scenario scenario[TABLE_COLUMNS] = {
    [COLUMN_AT_LEAST_ONCE] = { .world = "table/at-least-once.world" },
    [COLUMN_AT_MOST_ONCE] = { .world = "table/at-most-once.world" },
    [COLUMN_DURABLE] = { .world = "table/durable.world" },
    [COLUMN_EXACTLY_ONCE] = { .world = "table/exactly-once.world" },
};

struct measuring {
    struct table *table;
    enum table_column column;
    const struct schedule_names *names;
};

static int
count_run(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct measuring *m = arg;
    int row = table_row_of(s, m->names);

    if (row >= 0)
        table_count(&m->table->cell[row][m->column], m->column, tr);
    return 1;
}

int
table_measure(struct table *t, enum table_column column,
              const struct grade_options *opt)
{
    struct result r = { .statement = "" };
    struct sim_world *w = scenario_load(&scenario[column], opt, &r);
    struct explore_options o = {
        .faults = opt->faults < 0 ? 1 : opt->faults,
        .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES |
                 EXPLORE_POWER | EXPLORE_PAUSES,
        .engine = opt->engine,
        .no_merging = 1,
    };
    struct measuring m = { .table = t, .column = column };
    struct exploration x;

    if (!w) {
        fprintf(stderr, "table: %s\n", r.statement);
        return -1;
    }
    m.names = sim_names(w);
    for (size_t i = 0; i < m.names->n_hosts; i++)
        if (strcmp(m.names->host[i], "auditor") != 0)
            o.crash_hosts |= (uint64_t)1 << i;
    explore(w, &o, count_run, &m, &x);
    sim_free(w);
    return 0;
}
