/*
 * main.c - the command `convert`: a record of a grading, as others read it.
 *
 * Exit status: 0 done; 2 the record is not one, or a file cannot be read or
 * written, or the arguments are wrong.  Then nothing is written: a reader that
 * finds a file finds all of it.
 */
#include "grader/convert/formats.h"
#include "grader/convert/write.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: convert --to FORMAT [--output FILE] [RESULTS.json]\n\n"
    "Converts what `grade --json` has written (or standard input) to\n"
    "  text          what `grade` prints\n"
    "  html          one page with all diagrams\n"
    "  csv           a line for each case\n"
    "  gradescope    results.json of Gradescope\n"
    "  autolab       what an autograder of Autolab prints\n"
    "  prairielearn  results.json of PrairieLearn\n"
    "  junit         JUnit XML\n"
    "  tap           TAP, version 13\n\n"
    "  --output FILE  write there, not to standard output\n"
    "  --help         this text\n\n"
    "Exit status: 0 done, 2 not.\n";

static const struct {
    const char *name;
    format_fn *write;
} formats[] = {
    { "text", to_text },       { "html", to_html },
    { "csv", to_csv },         { "gradescope", to_gradescope },
    { "autolab", to_autolab }, { "prairielearn", to_prairielearn },
    { "junit", to_junit },     { "tap", to_tap },
};
#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static int
cannot(const char *verb, const char *path)
{
    fprintf(stderr, "convert: cannot %s %s: %s\n", verb, path,
            strerror(errno));
    return -1;
}

/* All of a file into a draft, or -1 after a sentence. */
static int
read_file(const char *path, struct draft *d)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    char buf[65536];
    size_t n;
    int err;

    draft_begin(d);
    while (in && (n = fread(buf, 1, sizeof(buf), in)) > 0)
        fwrite(buf, 1, n, d->out);
    err = !in || ferror(in) ? cannot("read", path) : 0;
    if (in && in != stdin)
        fclose(in);
    draft_end(d);
    return err;
}

static int
write_stream(FILE *out, const char *path, const struct draft *d)
{
    if (!out)
        return cannot("write", path);
    fwrite(d->text, 1, d->len, out);
    if (fflush(out) != 0 || ferror(out))
        return cannot("write", path);
    return 0;
}

/* A file appears whole or not at all.  What is no plain file, a terminal or a
 * pipe say, is written to as it is. */
static int
write_file(const char *path, const struct draft *d)
{
    struct draft tmp;
    struct stat st;
    FILE *out;
    int err;

    if (strcmp(path, "-") == 0)
        return write_stream(stdout, "standard output", d);
    draft_begin(&tmp);
    fputs(path, tmp.out);
    if (stat(path, &st) < 0 || S_ISREG(st.st_mode))
        fputs(".tmp", tmp.out);
    draft_end(&tmp);
    out = fopen(tmp.text, "w");
    err = write_stream(out, tmp.text, d);
    if (out)
        fclose(out);
    if (err == 0 && strcmp(tmp.text, path) != 0 && rename(tmp.text, path) < 0)
        err = cannot("write", path);
    draft_free(&tmp);
    return err;
}

static int
convert(format_fn *write, const char *from, const char *to)
{
    char wrong[RECORD_WRONG_LEN];
    struct draft in, out;
    struct record *r;
    int err = read_file(from, &in);

    r = err < 0 ? NULL : record_read(in.text, in.len, wrong);
    draft_free(&in);
    if (err < 0)
        return 2;
    if (!r) {
        fprintf(stderr, "convert: %s: %s\n",
                strcmp(from, "-") == 0 ? "standard input" : from, wrong);
        return 2;
    }
    draft_begin(&out);
    write(r, out.out);
    draft_end(&out);
    err = write_file(to, &out);
    draft_free(&out);
    record_free(r);
    return err < 0 ? 2 : 0;
}

static format_fn *
format_named(const char *name)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(name, formats[i].name) == 0)
            return formats[i].write;
    fprintf(stderr, "convert: there is no format \"%s\"; --help lists them\n",
            name);
    return NULL;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        { "to", required_argument, NULL, 't' },
        { "output", required_argument, NULL, 'o' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *to = "-", *format = NULL;
    format_fn *write;

    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 't') {
            format = optarg;
        } else if (c == 'o') {
            to = optarg;
        } else if (c == 'h') {
            fputs(help, stdout);
            return fflush(stdout) == 0 ? 0 : 2;
        } else {
            return 2;
        }
    }
    if (!format || argc - optind > 1) {
        fputs(help, stderr);
        return 2;
    }
    write = format_named(format);
    if (!write)
        return 2;
    return convert(write, optind < argc ? argv[optind] : "-", to);
}
