/*
 * source.c - a world from a file and from options of the command line.
 */
#include "netsim/tool/source.h"

#include "netsim/netsim.h"
#include "netsim/syscalls.h"
#include "netsim/tool/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
source_file(struct worldfile *f, const char *path)
{
    FILE *in = strcmp(path, "-") ? fopen(path, "r") : stdin;
    struct text_error err;
    int status;

    if (!in)
        return tool_error("cannot open world %s: %s", path, strerror(errno));
    status = worldfile_read(f, in, path, SYS_NR_COUNT, sys_call_name, &err);
    if (in != stdin)
        fclose(in);
    if (status == -EIO)
        return tool_error("cannot read world %s", path);
    if (status < 0)
        fputs(err.text, stderr);
    return status < 0 ? 2 : 0;
}

static int
is_deviation(const char *line)
{
    const char *word = line + strspn(line, " \t\n");
    size_t len = strcspn(word, " \t\n");

    return *word && *word != '#' && (len != 4 || strncmp(word, "seed", 4));
}

/* Each line of the file becomes a statement, so that lines keep their
 * numbers; "seed" is one already.  NULL: out of memory. */
static char *
read_statements(FILE *in)
{
    char *text = NULL, *line = NULL;
    size_t len = 0, cap = 0;
    FILE *out = open_memstream(&text, &len);

    while (out && getline(&line, &cap, in) >= 0)
        fprintf(out, "%s%s", is_deviation(line) ? "schedule " : "", line);
    free(line);
    if (out)
        fclose(out);
    return text;
}

static int
schedule_file(struct worldfile *f, const char *path)
{
    FILE *in = fopen(path, "r");
    struct text_error err;
    char *src;
    int status;

    if (!in)
        return tool_error("cannot open schedule %s: %s", path,
                          strerror(errno));
    src = read_statements(in);
    fclose(in);
    if (!src)
        return tool_error("out of memory for a schedule");
    status = worldfile_parse(f, path, src, SYS_NR_COUNT, sys_call_name, &err);
    if (status < 0)
        fputs(err.text, stderr);
    free(src);
    return status < 0 ? 2 : 0;
}

int
source_option(struct worldfile *f, const char *word, const char *rest)
{
    size_t cap = strlen(word) + strlen(rest) + 2;
    char *src, name[32];
    struct text_error err;
    int status;

    if (strcmp(word, "schedule") == 0 && rest[0] == '@')
        return schedule_file(f, rest + 1);
    src = malloc(cap);
    if (!src)
        return tool_error("out of memory for an option");
    snprintf(src, cap, "%s %s", word, rest);
    snprintf(name, sizeof(name), "--%s", word);
    status = worldfile_parse(f, name, src, SYS_NR_COUNT, sys_call_name, &err);
    if (status < 0)
        fputs(err.text, stderr);
    free(src);
    return status < 0 ? 2 : 0;
}

int
source_host(const struct worldfile *f, const char *name)
{
    for (size_t i = 0; i < f->n_hosts; i++)
        if (!strcmp(f->host[i].name, name))
            return (int)i;
    return -1;
}

void
source_misses(const struct sim_script *s, const struct schedule_names *names)
{
    char text[256];

    for (size_t i = 0; i < s->schedule->n; i++) {
        if (s->happened >> i & 1)
            continue;
        deviation_print(text, sizeof(text), &s->schedule->dev[i], names);
        fprintf(stderr,
                "netsim: \"%s\" did not happen: this run never comes "
                "to that point\n",
                text);
    }
}
