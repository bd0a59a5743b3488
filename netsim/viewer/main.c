/*
 * main.c - the command `view`.
 *
 * Exit status: 0, 2 wrong arguments or nothing that can be read, 128 + N
 * ended by signal N.
 */
#include "netsim/types/types.h"
#include "netsim/viewer/arguments.h"
#include "netsim/viewer/keys.h"
#include "netsim/viewer/terminal.h"
#include "netsim/viewer/viewer.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* A mistake in an interface is said, here and where a call of it is shown;
 * there is much else to see. */
static int
add_types(struct types *types, const struct arguments *a)
{
    int err = 0;

    for (int i = 0; i < a->n_types && (!err || err == -EINVAL); i++)
        err = types_add(types, a->types[i]);
    fputs(types_problems(types), stderr);
    return err && err != -EINVAL ? 2 : 0;
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
    struct arguments a;
    struct items items = { 0 };
    struct types *types;
    struct viewer *v;
    int status;

    setlocale(LC_ALL, "");
    status = arguments_read(&a, argc, argv);
    if (status >= 0)
        return status;
    types = types_new();
    status = add_types(types, &a);
    if (!status)
        status = add_all(&items, &a, a.traces);
    if (status) {
        types_free(types);
        items_release(&items);
        return status;
    }
    v = viewer_new(&items);
    viewer_set_ascii(v, a.ascii);
    viewer_set_grade(v, a.grade ? a.grade : beside(argv[0], "grade"));
    viewer_set_types(v, types);
    viewer_set_mouse(v, a.mouse);
    viewer_set_follow(v, a.follow);
    status = show(v, &a);
    viewer_free(v);
    types_free(types);
    return status;
}
