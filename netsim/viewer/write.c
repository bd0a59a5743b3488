/*
 * write.c - the trace to a file, in any of the formats of `netsim export`.
 */
#include "netsim/viewer/viewer_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "netsim/trace/export.h"

static void
say_formats(struct viewer *v)
{
    char names[200] = "";

    for (size_t i = 0; i < EXPORT_FORMATS; i++) {
        size_t used = strlen(names);

        snprintf(names + used, sizeof(names) - used, " %s",
                 export_formats[i].suffixes);
    }
    viewer_say(v, ":w FILE, whose name ends in one of%s", names);
}

/* 0, or an errno.  Nothing half written is left. */
static int
write_file(const struct viewer *v, const struct export_format *format,
           const char *path, const char *mode)
{
    struct export_options opt = { .logs = v->opt.logs, .steps = v->opt.steps };
    FILE *out = fopen(path, mode);
    int err;

    if (!out)
        return errno;
    err = -export_write(format, out, &v->subject.tr, &opt);
    if (fclose(out) != 0 && !err)
        err = errno;
    if (err)
        remove(path);
    return err;
}

void
write_done(struct viewer *v, const char *arg)
{
    int over = *arg == '!';
    const char *path = arg + over + strspn(arg + over, " ");
    const struct export_format *format = export_for_file(path);
    int err;

    if (v->sealed) {
        viewer_say(v, "no file is to be written");
        return;
    }
    if (!format) {
        say_formats(v);
        return;
    }
    err = write_file(v, format, path, over ? "w" : "wx");
    if (err == EEXIST)
        viewer_say(v, "%s is there; \":w! %s\" writes over it", path, path);
    else if (err)
        viewer_say(v, "%s: %s", path, strerror(err));
    else
        viewer_say(v, "%s: %s", path, format->what);
}
