/*
 * main.c - the command `view`.
 *
 * Exit status: 0, 2 wrong arguments or nothing that can be read, 128 + N
 * ended by signal N.
 */
#include "netsim/viewer/keys.h"
#include "netsim/viewer/terminal.h"
#include "netsim/viewer/viewer.h"

#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: view [OPTION ...] [TRACE ...]\n\n"
    "Look at traces: files, or directories of *.jsonl.\n\n"
    "  --results FILE   the cases of a grading, those that failed first; may\n"
    "                   be given several times\n"
    "  --lab N          of these only the ones of that lab\n"
    "  --dump           no terminal: print the screen after the keys\n"
    "  --keys TEXT      type this first: \"jj<Enter>/debit<Enter>\"\n"
    "  --size ROWSxCOLS of what is dumped (24x80)\n"
    "  --styles         with a line under each that shows how it looks\n"
    "  --ascii, --utf8  what to draw with (default: by locale)\n"
    "  --no-color       as NO_COLOR in the environment\n"
    "  --grade PROGRAM  what runs a case again (grade, beside this program)\n"
    "  --follow         the first trace grows: go along\n"
    "  --mouse          clicks and the wheel are ours, not the terminal's\n\n"
    "? shows what each key does.  Without a terminal it dumps.\n\n"
    "Exit status: 0, 2 wrong arguments or no trace that can be read.\n";

enum {
    RESULTS = 256,
    LAB,
    DUMP,
    KEYS,
    SIZE,
    STYLED,
    ASCII,
    UTF8,
    PLAIN,
    GRADE,
    FOLLOW,
    MOUSE,
    HELP
};

static const struct option options[] = {
    { "results", required_argument, NULL, RESULTS },
    { "lab", required_argument, NULL, LAB },
    { "dump", no_argument, NULL, DUMP },
    { "keys", required_argument, NULL, KEYS },
    { "size", required_argument, NULL, SIZE },
    { "styles", no_argument, NULL, STYLED },
    { "ascii", no_argument, NULL, ASCII },
    { "utf8", no_argument, NULL, UTF8 },
    { "no-color", no_argument, NULL, PLAIN },
    { "grade", required_argument, NULL, GRADE },
    { "follow", no_argument, NULL, FOLLOW },
    { "mouse", no_argument, NULL, MOUSE },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

#define RESULTS_MAX 16

struct arguments {
    const char *results[RESULTS_MAX], *keys, *grade;
    int n_results;
    int lab, dump, styles, ascii, colours, follow, mouse;
    int rows, cols;
};

static int
wrong(const char *option, const char *takes, const char *arg)
{
    fprintf(stderr, "view: --%s takes %s, not \"%s\"\n", option, takes, arg);
    return 2;
}

static int
set_size(struct arguments *a, const char *arg)
{
    int used = 0;

    if (sscanf(arg, "%4dx%4d%n", &a->rows, &a->cols, &used) != 2 ||
        arg[used] || a->rows < 1 || a->cols < 1)
        return wrong("size", "ROWSxCOLS", arg);
    return 0;
}

static int
set_option(struct arguments *a, int c)
{
    switch (c) {
    case RESULTS:
        if (a->n_results == RESULTS_MAX)
            return wrong("results", "no more files", optarg);
        a->results[a->n_results++] = optarg;
        return 0;
    case LAB:
        a->lab = optarg[0] - '0';
        return a->lab < 1 || a->lab > 4 || optarg[1]
                   ? wrong("lab", "1, 2, 3 or 4", optarg)
                   : 0;
    case DUMP:
        a->dump = 1;
        return 0;
    case KEYS:
        a->keys = optarg;
        return 0;
    case SIZE:
        return set_size(a, optarg);
    case STYLED:
        a->styles = 1;
        return 0;
    case ASCII:
    case UTF8:
        a->ascii = c == ASCII;
        return 0;
    case PLAIN:
        a->colours = 0;
        return 0;
    case GRADE:
        a->grade = optarg;
        return 0;
    case FOLLOW:
        a->follow = 1;
        return 0;
    case MOUSE:
        a->mouse = 1;
        return 0;
    default:
        return 2;
    }
}

/* ---- what there is to see ----------------------------------------------- */

static int
add_results(struct items *items, const struct arguments *a, const char *path)
{
    char why[256] = "";
    int err = items_add_results(items, path, a->lab, why, sizeof(why));

    if (err)
        fprintf(stderr, "view: %s: %s\n", path,
                err == -EINVAL ? why : strerror(-err));
    return err;
}

static int
add_all(struct items *items, const struct arguments *a, char **paths)
{
    for (int i = 0; i < a->n_results; i++)
        if (add_results(items, a, a->results[i]) < 0)
            return 2;
    for (; *paths; paths++) {
        int err = items_add_path(items, *paths);

        if (err) {
            fprintf(stderr, "view: %s: %s\n", *paths, strerror(-err));
            return 2;
        }
    }
    return 0;
}

/* ---- without a terminal ------------------------------------------------- */

/* 0, or 2 after a message: the first key that has no name. */
static int
type(struct viewer *v, struct canvas *c, const char *keys)
{
    int over = 0;

    while (*keys && !over) {
        int key = keys_read(&keys);

        if (key < 0) {
            fprintf(stderr, "view: --keys: there is no such key: \"%s\"\n",
                    keys);
            return 2;
        }
        over = viewer_key(v, key);
        viewer_draw(v, c); /* as a terminal would: it says how far pages go */
    }
    return 0;
}

static int
dump(struct viewer *v, const struct arguments *a)
{
    struct canvas c;
    int status;

    canvas_init(&c, a->rows, a->cols, a->ascii);
    viewer_draw(v, &c);
    status = type(v, &c, a->keys);
    if (status == 0) {
        canvas_release(&c);
        canvas_init(&c, a->rows, a->cols, viewer_ascii(v));
        viewer_draw(v, &c);
        canvas_print(&c, a->styles, stdout);
    }
    canvas_release(&c);
    return status;
}

static int
show(struct viewer *v, const struct arguments *a)
{
    struct canvas c;
    char why[200];
    int status = 0;

    if (a->dump || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return dump(v, a);
    canvas_init(&c, a->rows, a->cols, a->ascii);
    status = type(v, &c, a->keys);
    canvas_release(&c);
    if (status == 0 && terminal_run(v, a->colours, why, sizeof(why)) < 0) {
        fprintf(stderr, "view: %s; --dump needs none\n", why);
        status = 2;
    }
    return status;
}

/* A program in the directory of this one, if it was called by a path. */
static const char *
beside(const char *self, const char *name)
{
    static char path[1024];
    const char *slash = strrchr(self, '/');

    snprintf(path, sizeof(path), "%.*s%s", slash ? (int)(slash + 1 - self) : 0,
             self, name);
    return path;
}

int
main(int argc, char **argv)
{
    const char *no_color = getenv("NO_COLOR");
    struct arguments a = {
        .keys = "", .rows = 24, .cols = 80, .colours = !no_color || !*no_color
    };
    struct items items = { 0 };
    struct viewer *v;
    int c, status = 0;

    setlocale(LC_ALL, "");
    a.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == HELP) {
            fputs(help, stdout);
            return 0;
        }
        status = set_option(&a, c);
        if (status)
            return status;
    }
    status = add_all(&items, &a, argv + optind);
    if (status) {
        items_release(&items);
        return status;
    }
    v = viewer_new(&items);
    viewer_set_ascii(v, a.ascii);
    viewer_set_grade(v, a.grade ? a.grade : beside(argv[0], "grade"));
    viewer_set_mouse(v, a.mouse);
    viewer_set_follow(v, a.follow);
    status = show(v, &a);
    viewer_free(v);
    return status;
}
