/*
 * worldfile.c - reading world files.
 *
 * A source is read twice: first its hosts, then all that may name a host.
 * That is simpler than to keep aside what names a host not yet declared, and
 * each mistake is found where it stands.
 */
#include "netsim/lang/worldfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/trace.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ANY (-1)
#define LIMIT_DEFAULT_NS INT64_C(3600000000000) /* an hour */

enum { SEED, HOST, LINK, FAULTS, SCHEDULE, LIMIT };

static const char *const statement_word[] = {
    [SEED] = "seed",     [HOST] = "host",         [LINK] = "link",
    [FAULTS] = "faults", [SCHEDULE] = "schedule", [LIMIT] = "limit",
};

/* ---- memory ------------------------------------------------------------- */

static void *
resize(void *p, size_t size)
{
    p = realloc(p, size);
    if (!p) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return p;
}

/* Room for one more than n: doubled whenever n is a power of two. */
static void *
one_more(void *array, size_t n, size_t size)
{
    if ((n & (n - 1)) != 0)
        return array;
    return resize(array, (n > 0 ? 2 * n : 1) * size);
}

static void
host_release(struct world_host *h)
{
    free(h->program);
    for (int i = 0; i < h->argc; i++)
        free(h->argv[i]);
}

void
worldfile_init(struct worldfile *w)
{
    *w = (struct worldfile){ .seed = 1, .limit_ns = LIMIT_DEFAULT_NS };
}

void
worldfile_release(struct worldfile *w)
{
    for (size_t i = 0; i < w->n_hosts; i++)
        host_release(&w->host[i]);
    free(w->host);
    free(w->link);
    free(w->faults);
    worldfile_init(w);
}

/* ---- words of a host statement ------------------------------------------ */

/*
 * What a shell would take for one word, and no name of a language must be:
 * up to a blank.
 */
static size_t
plain_len(const char *p)
{
    return strcspn(p, " \t\r\n");
}

/* The length of a quoted argument with its quotes. */
static size_t
quoted_len(struct text *t, const char *p)
{
    struct text_word line = { p, strcspn(p, "\n") };
    size_t n = 1;

    while (n < line.len && p[n] != '"') {
        if (p[n] == '\\' && n + 1 < line.len) {
            struct text_word escape = { p + n, 2 };

            n++;
            if (p[n] != '"' && p[n] != '\\')
                text_fail(t, escape, "unknown escape (only \\\" and \\\\)");
        }
        n++;
    }
    if (n == line.len)
        text_fail(t, line, "no closing quote in this line");
    else if (plain_len(p + ++n) > 0)
        text_fail(t, (struct text_word){ p + n, plain_len(p + n) },
                  "expected a blank behind the closing quote");
    return n;
}

/* A copy of the len bytes at p without quotes and escapes. */
static char *
unquoted(const char *p, size_t len)
{
    char *copy = resize(NULL, len + 1);
    size_t n = 0;

    if (*p != '"') {
        memcpy(copy, p, len);
        copy[len] = '\0';
        return copy;
    }
    for (size_t i = 1; i < len - 1; i++) {
        if (p[i] == '\\')
            i++;
        copy[n++] = p[i];
    }
    copy[n] = '\0';
    return copy;
}

/* NULL if it is malformed. */
static char *
read_argument(struct text *t)
{
    const char *p = text_peek(t).at;
    size_t len = *p == '"' ? quoted_len(t, p) : plain_len(p);

    if (t->failed)
        return NULL;
    text_skip_to(t, p + len);
    return unquoted(p, len);
}

static int
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_name(struct text_word w)
{
    for (size_t i = 0; i < w.len; i++)
        if (!is_letter(w.at[i]) &&
            (i == 0 || !strchr("0123456789-_", w.at[i])))
            return 0;
    return 1;
}

/* Quadratic over all hosts: half a second for TRACE_HOSTS_MAX of them. */
static int
is_declared(const struct worldfile *w, struct text_word name)
{
    for (size_t i = 0; i < w->n_hosts; i++)
        if (text_is(name, w->host[i].name))
            return 1;
    return 0;
}

static void
read_name(struct world_host *h, struct text *t, const struct worldfile *w)
{
    struct text_word name = text_peek(t);

    if (name.len == 0) {
        text_fail_expected(t, "the name of a host");
        return;
    }
    name.len = plain_len(name.at);
    text_skip_to(t, name.at + name.len);
    if (!is_name(name))
        text_fail(t, name,
                  "the name of a host is a letter, then letters, digits, "
                  "\"-\" and \"_\", not %s",
                  text_quote(name).s);
    else if (name.len > HOST_NAME_MAX_LEN)
        text_fail(t, name, "the name %s is longer than %d bytes",
                  text_quote(name).s, HOST_NAME_MAX_LEN);
    else if (is_declared(w, name))
        text_fail(t, name, "a second host %s", text_quote(name).s);
    else
        memcpy(h->name, name.at, name.len);
}

/* ---- statements --------------------------------------------------------- */

static void
read_program(struct world_host *h, struct text *t)
{
    struct text_word w = text_peek(t);

    if (w.len == 0) {
        text_fail_expected(t, "the program of the host");
        return;
    }
    h->program = read_argument(t);
    if (h->program && *h->program == '\0')
        text_fail(t, w, "the program of the host has no name");
    while (!text_line_ends(t))
        if (h->argc < WORLD_ARGS_MAX)
            h->argv[h->argc++] = read_argument(t);
        else
            text_fail(t, text_peek(t), "a program has at most %d arguments",
                      WORLD_ARGS_MAX);
}

static void
read_host(struct worldfile *w, struct text *t)
{
    struct world_host h = { .argc = 0 };

    if (w->n_hosts == TRACE_HOSTS_MAX)
        text_fail(t, text_peek(t), "a world has at most %d hosts",
                  TRACE_HOSTS_MAX);
    read_name(&h, t, w);
    read_program(&h, t);
    if (t->failed) {
        host_release(&h);
        return;
    }
    w->host = one_more(w->host, w->n_hosts, sizeof(h));
    w->host[w->n_hosts++] = h;
}

static void
add_link(struct worldfile *w, struct world_link l)
{
    w->link = one_more(w->link, w->n_links, sizeof(l));
    w->link[w->n_links++] = l;
}

static int
read_end(struct text *t, const struct schedule_names *names)
{
    if (text_accept(t, "*"))
        return ANY;
    return schedule_host(t, names);
}

static void
read_link(struct worldfile *w, struct text *t,
          const struct schedule_names *names)
{
    static const char *const arrow[] = { "->", "<->" };
    struct world_link l = { .src = read_end(t, names), .dst = ANY };
    struct text_word place = text_peek(t);
    int both = 0;

    if (l.src != ANY || text_is(place, "->") || text_is(place, "<->")) {
        both = text_choice(t, arrow, COUNT(arrow)) == 1;
        place = text_peek(t);
        l.dst = read_end(t, names);
    }
    if (l.src != ANY && l.src == l.dst)
        text_fail(t, place, "%s has no link to itself", text_quote(place).s);
    rule_read(&l.rule, t);
    if (t->failed)
        return;
    add_link(w, l);
    if (both) {
        struct world_link back = { l.dst, l.src, l.rule };

        add_link(w, back);
    }
}

static void
read_faults(struct worldfile *w, struct text *t,
            const struct schedule_names *names)
{
    struct world_faults f = { .host = read_end(t, names) };

    host_rule_read(&f.rule, t);
    if (t->failed)
        return;
    w->faults = one_more(w->faults, w->n_faults, sizeof(f));
    w->faults[w->n_faults++] = f;
}

static void
read_hosts(struct worldfile *w, struct text *t)
{
    while (text_next_line(t))
        if (text_choice(t, statement_word, COUNT(statement_word)) == HOST)
            read_host(w, t);
        else
            text_skip_line(t);
}

static void
read_others(struct worldfile *w, struct text *t,
            const struct schedule_names *names)
{
    while (text_next_line(t)) {
        switch (text_choice(t, statement_word, COUNT(statement_word))) {
        case SEED:
            w->seed = text_number(t, UINT64_MAX);
            break;
        case HOST:
            text_skip_line(t);
            break;
        case LINK:
            read_link(w, t, names);
            break;
        case FAULTS:
            read_faults(w, t, names);
            break;
        case SCHEDULE:
            schedule_read(&w->schedule, t, names);
            break;
        case LIMIT:
            w->limit_ns = text_time(t);
            break;
        }
        text_expect_line_end(t);
    }
}

int
worldfile_parse(struct worldfile *w, const char *file, const char *src,
                size_t n_calls, const char *const *calls,
                struct text_error *err)
{
    struct schedule_names names = { .n_calls = n_calls, .call = calls };
    const char **host;
    struct text t;

    text_init(&t, file, src, err);
    read_hosts(w, &t);
    if (t.failed)
        return text_status(&t);

    host = resize(NULL, (w->n_hosts + 1) * sizeof(*host));
    for (size_t i = 0; i < w->n_hosts; i++)
        host[i] = w->host[i].name;
    names.n_hosts = w->n_hosts;
    names.host = host;
    text_init(&t, file, src, err);
    read_others(w, &t, &names);
    free(host);
    return text_status(&t);
}

/* ---- which rule counts -------------------------------------------------- */

/* How many of its ends a statement names; -1 if the pair is another. */
static int
named_ends(const struct world_link *l, int src, int dst)
{
    if ((l->src != ANY && l->src != src) || (l->dst != ANY && l->dst != dst))
        return -1;
    return (l->src != ANY) + (l->dst != ANY);
}

static char *
read_all(FILE *in, size_t *len)
{
    size_t cap = 4096;
    char *buf = malloc(cap);

    *len = 0;
    while (buf) {
        *len += fread(buf + *len, 1, cap - 1 - *len, in);
        if (*len < cap - 1)
            break;
        cap *= 2;
        buf = realloc(buf, cap);
    }
    if (buf)
        buf[*len] = '\0';
    return buf;
}

int
worldfile_read(struct worldfile *w, FILE *in, const char *name, size_t n_calls,
               const char *const *calls, struct text_error *err)
{
    size_t len;
    char *src = read_all(in, &len);
    int r = src && !ferror(in) ? 0 : -EIO;

    if (r == 0)
        r = text_check_nul(name, src, len, err);
    if (r == 0)
        r = worldfile_parse(w, name, src, n_calls, calls, err);
    free(src);
    return r;
}

const struct link_rule *
worldfile_rule(const struct worldfile *w, int src, int dst)
{
    const struct link_rule *rule = NULL;
    int best = 0;

    for (size_t i = 0; i < w->n_links; i++) {
        int named = named_ends(&w->link[i], src, dst);

        if (named >= best) {
            best = named;
            rule = &w->link[i].rule;
        }
    }
    return rule;
}

const struct host_rule *
worldfile_host_rule(const struct worldfile *w, int host)
{
    const struct host_rule *rule = NULL;
    int own = 0;

    for (size_t i = 0; i < w->n_faults; i++) {
        const struct world_faults *f = &w->faults[i];

        if (f->host != host && (f->host != ANY || own))
            continue;
        own |= f->host == host;
        rule = &f->rule;
    }
    return rule;
}
