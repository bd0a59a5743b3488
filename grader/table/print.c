/*
 * print.c - the table for people, and what the lecture says of it.
 */
#include "grader/table/table.h"

#include <inttypes.h>

static const char *const row_name[TABLE_ROWS] = {
    [ROW_NO_FAULT] = "no fault",
    [ROW_REQUEST_LOST] = "request lost",
    [ROW_REPLY_LOST] = "reply lost",
    [ROW_DUPLICATE] = "duplicate",
    [ROW_LATE] = "late duplicate",
    [ROW_SERVER_CRASH] = "server crash",
    [ROW_SERVER_POWER] = "server power loss",
    [ROW_CLIENT_CRASH] = "client crash",
    [ROW_SERVER_SLOW] = "slow server",
};

static const char *const column_name[TABLE_COLUMNS] = {
    [COLUMN_AT_LEAST_ONCE] = "at least once",
    [COLUMN_AT_MOST_ONCE] = "at most once",
    [COLUMN_DURABLE] = "... durable",
    [COLUMN_EXACTLY_ONCE] = "exactly once",
};

/* "1", "1-2", or "-" if there was no such call. */
static void
put_range(FILE *out, const struct table_range *r, int width)
{
    char text[32] = "-";

    if (r->calls > 0 && r->least == r->most)
        snprintf(text, sizeof(text), "%d", r->least);
    else if (r->calls > 0)
        snprintf(text, sizeof(text), "%d-%d", r->least, r->most);
    fprintf(out, "%*s", width, text);
}

void
table_print(const struct table *t, FILE *out)
{
    uint64_t runs = 0;

    fprintf(out,
            "Executions of a call, least and most, by what it was told: "
            "acknowledged / failed\n\n%-18s",
            "");
    for (int c = 0; c < TABLE_COLUMNS; c++)
        fprintf(out, "  %15s", column_name[c]);
    fprintf(out, "\n");
    for (int r = 0; r < TABLE_ROWS; r++) {
        fprintf(out, "%-18s", row_name[r]);
        for (int c = 0; c < TABLE_COLUMNS; c++) {
            put_range(out, &t->cell[r][c].acknowledged, 11);
            fprintf(out, " /");
            put_range(out, &t->cell[r][c].failed, 4);
            runs += t->cell[r][c].runs;
        }
        fprintf(out, "\n");
    }
    fprintf(out,
            "\n%" PRIu64 " runs, each with such a fault at another "
            "point.  -: there was no such call.\n",
            runs);
}

/* ---- the lecture -------------------------------------------------------- */

#define ROW(r) (1u << (r))
#define ALL_ROWS (ROW(TABLE_ROWS) - 1)
#define SERVER_DIES (ROW(ROW_SERVER_CRASH) | ROW(ROW_SERVER_POWER))
#define TWICE                                                                 \
    (ROW(ROW_REPLY_LOST) | ROW(ROW_DUPLICATE) | ROW(ROW_LATE) |               \
     ROW(ROW_SERVER_SLOW) | SERVER_DIES)

/* Of each cell of these rows. */
struct claim {
    enum table_column column;
    unsigned rows;
    int twice;       /* executed once and more often, else exactly once */
    int failed_most; /* executions of a failed one; -1: none may fail */
    const char *what, *from; /* the sentence, and the syllabus */
};

#define ANY 1000

static const struct claim claims[] = {
    { COLUMN_AT_LEAST_ONCE, TWICE, 1, ANY,
      "at least once: executed twice, or more often", "E1, E2" },
    { COLUMN_AT_LEAST_ONCE, ALL_ROWS & ~TWICE, 0, ANY,
      "at least once: once, where nothing makes a second request", "E1" },
    { COLUMN_AT_MOST_ONCE, ALL_ROWS & ~SERVER_DIES, 0, 1,
      "at most once: an acknowledged call once, a failed one at most", "F1" },
    { COLUMN_AT_MOST_ONCE, SERVER_DIES, 1, ANY,
      "a server that has forgotten its cache executes again", "F10" },
    { COLUMN_DURABLE, ALL_ROWS, 0, 1,
      "a cache on the disk: at most once, whatever happens", "F10" },
    { COLUMN_EXACTLY_ONCE, ALL_ROWS, 0, -1,
      "exactly once: every call, and none fails", "G1, G2, G3" },
};

static int
holds(const struct claim *claim, const struct table_cell *cell)
{
    const struct table_range *a = &cell->acknowledged, *f = &cell->failed;

    if (cell->runs == 0 || a->calls == 0)
        return 0;
    if (a->least < 1 || (claim->twice ? a->most < 2 : a->most > 1))
        return 0;
    return f->calls == 0 || (f->least >= 0 && f->most <= claim->failed_most);
}

int
table_check(const struct table *t, FILE *out)
{
    int wrong = 0;

    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
        for (int r = 0; r < TABLE_ROWS; r++) {
            const struct claim *c = &claims[i];

            if (!(c->rows & ROW(r)) || holds(c, &t->cell[r][c->column]))
                continue;
            fprintf(out, "%s, %s: not so: \"%s\" (syllabus %s)\n",
                    column_name[c->column], row_name[r], c->what, c->from);
            wrong++;
        }
    return wrong;
}
