/*
 * unpack.c - one submission, unpacked as it is for a grade: for its author,
 * who wants to see what the grader will.
 */
#include "grader/class/class.h"
#include "grader/class/intake.h"
#include "grader/class/manifest.h"

#include <stdio.h>
#include <string.h>

static void
say(void *arg, const char *sentence)
{
    (void)arg;
    fprintf(stderr, "note: %s\n", sentence);
}

/* How many labs there are, or -errno after a sentence. */
static int
unpack(struct intake *in, const struct intake_kit *kit, const char *directory)
{
    int labs = intake_labs(in, kit), err;

    if (labs == 0) {
        fputs("class: there is no file of any lab, such as udp_client.c\n",
              stderr);
        return -1;
    }
    if (in->odd)
        say(NULL, "some of its files are left out: links, or odd names");
    if (in->several)
        say(NULL, "a file of a lab is in two places; the first is taken");
    manifest_check(in, say, NULL);
    err = intake_write(in, kit, directory);
    if (err)
        fprintf(stderr, "class: %s: %s\n", directory, strerror(-err));
    return err ? err : labs;
}

int
class_unpack(const char *submission, const char *directory)
{
    struct intake_kit kit;
    struct intake in = { 0 };
    int result = intake_kit_read(&kit);

    if (result == 0)
        result = intake_read(&in, submission);
    if (result < 0)
        fprintf(stderr, "class: %s: %s\n", submission,
                in.why[0] ? in.why : strerror(-result));
    else
        result = unpack(&in, &kit, directory);
    intake_release(&in);
    intake_kit_release(&kit);
    return result;
}
