/*
 * summary.c - what is told while and after a class is graded.
 */
#include "grader/class/class.h"
#include "grader/class/files.h"

#include <stdio.h>
#include <string.h>

#define BARS 10
#define BAR_WIDTH 40

struct tally {
    int n[CLASS_INFRA + 1]; /* by state */
    int bar[BARS];          /* of ten per cent each; all points: the last */
    int scored;
};

void
summary_line(const struct entry *e, const struct class_record *r, int before,
             char *buf, size_t cap)
{
    char score[32] = "";
    int total = class_total(r);

    if (total != CLASS_NO_SCORE)
        snprintf(score, sizeof(score), "%d/%d", total, class_max(r));
    snprintf(buf, cap, "%-24s %7s  %s%s", e->name, score, r->status,
             before ? " (before)" : "");
    text_clean(buf);
}

static void
count(struct tally *t, const struct class_record *r)
{
    int total = class_total(r), max = class_max(r), bar;

    t->n[r->state]++;
    if (total == CLASS_NO_SCORE || max == 0)
        return;
    bar = total * BARS / max;
    t->bar[bar < BARS ? bar : BARS - 1]++;
    t->scored++;
}

static void
print_bars(const struct tally *t)
{
    int most = 1;

    for (int i = 0; i < BARS; i++)
        most = t->bar[i] > most ? t->bar[i] : most;
    for (int i = 0; i < BARS; i++) {
        int width = (t->bar[i] * BAR_WIDTH + most - 1) / most;

        printf("  %3d-%3d %%  %4d %.*s\n", i * 100 / BARS,
               i == BARS - 1 ? 100 : (i + 1) * 100 / BARS - 1, t->bar[i],
               width, "########################################");
    }
}

int
summary_print(const struct class_options *opt, const struct entry_list *list)
{
    struct tally t = { 0 };

    for (size_t i = 0; i < list->len; i++) {
        struct class_record r = { .state = CLASS_INFRA };

        if (record_load(opt, &list->entry[i], &r) < 0)
            r = (struct class_record){ .state = CLASS_INFRA };
        count(&t, &r);
    }
    printf("%zu submissions: %d graded, %d in part, %d do not build, "
           "%d without a file of a lab, %d unreadable, %d not graded\n",
           list->len, t.n[CLASS_GRADED], t.n[CLASS_PARTLY], t.n[CLASS_BROKEN],
           t.n[CLASS_EMPTY], t.n[CLASS_UNREADABLE], t.n[CLASS_INFRA]);
    if (t.scored)
        print_bars(&t);
    printf("%s/gradebook.csv, %s/index.html\n", opt->out, opt->out);
    return t.n[CLASS_INFRA];
}
