/*
 * class.h - a class at a time: every submission of a directory is built,
 * graded and reported, and has a line in the gradebook.
 *
 * One submission is one student's: it is taken in (intake.h), copied to a
 * scratch place, built, graded and converted by one_submission().  What came
 * of it is a record, a file that is written last and by rename.  The
 * gradebook is made of the records and of nothing else: so it does not
 * matter who wrote them, on how many machines, and in how many attempts.
 *
 * Functions return 0 or -errno unless they say more.  Only main.c, engine.c,
 * summary.c and unpack.c print.
 */
#ifndef GRADER_CLASS_CLASS_H
#define GRADER_CLASS_CLASS_H

#include "grader/class/entries.h"
#include "grader/labs.h"

#include <stddef.h>

#define CLASS_LABS LABS_MAX
#define CLASS_FLAGS_MAX 8
#define CLASS_NO_SCORE (-1)

struct class_options {
    const char *submissions; /* directory, an entry for each student */
    const char *out;         /* directory of all that is made */
    const char *build;       /* build/gcc-san: grade, convert, the kit */
    const char *cc;          /* for make: CC and SAN, as build was made */
    const char *san;
    unsigned labs;    /* 1u << n: lab n only; 0: what is handed in */
    const char *seed; /* digits: of all worlds; NULL: as they say */
    int isolate;
    int jobs;
    int build_s, grade_s; /* limits of real time, seconds */
    char kit[33];         /* checksum of the kit, set by class_kit() */
};

enum class_state {
    CLASS_GRADED,     /* each lab that is handed in has points */
    CLASS_PARTLY,     /* a lab does not build, others have points */
    CLASS_BROKEN,     /* nothing builds */
    CLASS_EMPTY,      /* no file of any lab */
    CLASS_UNREADABLE, /* an archive that is none, say */
    CLASS_INFRA       /* the grader could not do its work: try again */
};

/* What came of a submission. */
struct class_record {
    enum class_state state;
    char status[256]; /* one line, for the gradebook */
    char key[128];    /* of what was graded, and how: equal means done */
    struct class_lab {
        int handed_in;
        int points, max; /* points: CLASS_NO_SCORE if there is no score */
    } lab[CLASS_LABS + 1];
    const char *flag[CLASS_FLAGS_MAX]; /* static: "infra", "stopped", ... */
    int n_flags;
    long build_ms, grade_ms;
};

/* Text of a state in files: "graded".  Static. */
const char *class_state_name(enum class_state s);

/* Adds a flag, once.  `flag` is kept: static, or of class_flag_known(). */
void class_flag(struct class_record *r, const char *flag);

/* The flag of that name, static; NULL: there is none. */
const char *class_flag_known(const char *name);

/* Points of all labs, or CLASS_NO_SCORE if one that is handed in has none. */
int class_total(const struct class_record *r);
int class_max(const struct class_record *r);

/* OUT/NAME/record.json.  -EBADMSG: it is not whole, or of another version. */
int record_save(const struct class_options *opt, const struct entry *e,
                const struct class_record *r);
int record_load(const struct class_options *opt, const struct entry *e,
                struct class_record *r);
void record_remove(const struct class_options *opt, const struct entry *e);

/* Sets opt->kit from the sources that make verdicts, found from the working
 * directory; tests and texts do not count. */
int class_kit(struct class_options *opt);

/*
 * Do all for one submission, unless its record says it is done.  Returns 0
 * if it was done now, 1 if it was before, -EINTR if it was stopped; then
 * there is no record.  Whatever else goes wrong is in the record.
 */
int one_submission(const struct class_options *opt, const struct entry *e);

/* Write the labs' files of one submission to a directory that is there, and
 * say on stderr what is not as it was packed.  How many labs, or < 0: it was
 * said why there are none. */
int class_unpack(const char *submission, const char *directory);

/* Do all of `list`, opt->jobs at a time, each in a process of its own.
 * Returns 0, or the signal that stopped it. */
int engine_local(const struct class_options *opt,
                 const struct entry_list *list);

/* OUT/gradebook.csv, OUT/times.csv, OUT/index.html, of the records. */
int gradebook_write(const struct class_options *opt,
                    const struct entry_list *list);

/* How many were graded, and their points, on stdout.  Returns how many have
 * no score because of the grader. */
int summary_print(const struct class_options *opt,
                  const struct entry_list *list);

/* The line for one student, as it is told while the class is graded. */
void summary_line(const struct entry *e, const struct class_record *r,
                  int before, char *buf, size_t cap);

#endif
