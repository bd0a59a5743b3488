/*
 * intake.h - the files of a submission, taken in from a directory or from
 * an archive, into memory.
 *
 * Nothing a submission says is believed: only regular files count, links are
 * not followed, names may hold no ".." and no character that a shell or make
 * would take for its own, and sizes have limits.  Of the files only C
 * sources, headers, schedules, predictions (predict.txt) and a manifest
 * (manifest.h) are kept.
 */
#ifndef GRADER_CLASS_INTAKE_H
#define GRADER_CLASS_INTAKE_H

#include "grader/labs.h"

#include <stddef.h>

#define INTAKE_LABS LABS_MAX

struct intake_file {
    char *path; /* in the submission: "lab3-atleastonce/udp_client.c" */
    void *data;
    size_t len;
};

struct intake {
    struct intake_file *file; /* by path */
    size_t len;
    size_t bytes;
    size_t seen, unpacked; /* entries and bytes, kept or not */
    int odd;               /* names left out: links, "..", odd characters */
    int several;           /* a lab's files are in several places */
    char why[192];         /* of an error, one sentence */

    /* Set by intake_labs(): where the files of lab n are ("" is the top), or
     * NULL if there are none. */
    char *place[INTAKE_LABS + 1];
};

/* What the kit says a lab is: its directory, and the names of its files. */
struct intake_kit {
    char dir[INTAKE_LABS + 1][32]; /* "lab3-atleastonce" */
    char **name[INTAKE_LABS + 1];  /* then NULL */
};

/* From the working directory.  Release with intake_kit_release(). */
int intake_kit_read(struct intake_kit *kit);
void intake_kit_release(struct intake_kit *kit);

/* Read a submission.  0 or -errno, with a sentence in in->why.  Release with
 * intake_release() in any case. */
int intake_read(struct intake *in, const char *path);
int intake_archive(struct intake *in, const char *path); /* intake_tar.c */
void intake_release(struct intake *in);

/* For readers: 1: this file is wanted, 0: it is not, or -errno. */
int intake_wants(struct intake *in, const char *path);
/* Takes over data, also if it fails. */
int intake_add(struct intake *in, const char *path, void *data, size_t len);
int intake_fail(struct intake *in, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Find the labs' files.  Returns how many labs there are. */
int intake_labs(struct intake *in, const struct intake_kit *kit);

/* Of what intake_write() would write: 32 digits. */
void intake_checksum(const struct intake *in, char sum[33]);

/* Write them to directory/labN-.../, which is made. */
int intake_write(const struct intake *in, const struct intake_kit *kit,
                 const char *directory);

#define INTAKE_ENTRIES_MAX 10000
#define INTAKE_FILES_MAX 500
#define INTAKE_FILE_MAX ((size_t)1 << 20)
#define INTAKE_BYTES_MAX ((size_t)8 << 20)
#define INTAKE_UNPACKED_MAX ((size_t)256 << 20)
#define INTAKE_DEPTH_MAX 12

#endif
