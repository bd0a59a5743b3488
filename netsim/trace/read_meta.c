/*
 * read_meta.c - the first line of a trace: what the world was made of.
 */
#include "netsim/trace/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/format.h"
#include "netsim/trace/utf8.h"

const char *
reader_text(struct reader *r, const json_t *string)
{
    const char *s = json_string_value(string);
    char *text, *to;
    uint32_t c;

    /* Every character that stands for a byte starts with this one. */
    if (!strchr(s, 0xee))
        return s;
    to = text = memory_take(&r->scratch, json_string_length(string) + 1);
    while (*s) {
        int len = utf8_get(s, &c);

        if (len == 0)
            len = 1; /* cannot be: jansson has seen to it */
        if (is_text_byte(c))
            *to++ = (char)(c & 0xff);
        else
            for (int i = 0; i < len; i++)
                *to++ = s[i];
        s += len;
    }
    *to = '\0';
    return text;
}

static int
known_keys(struct reader *r, const json_t *object, const char *const *known,
           size_t n, const char *where)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)object, key, value)
    {
        size_t i = 0;

        while (i < n && strcmp(key, known[i]) != 0)
            i++;
        if (i == n)
            return reader_fail(r, reader_key(r, key), "unknown key \"%s\"%s",
                               key, where);
    }
    return 0;
}

static int
read_version(struct reader *r, const json_t *v)
{
    if (!v || !json_is_integer(v))
        return reader_expected(r, "version", v, "a number");
    if (json_integer_value(v) != TRACE_VERSION)
        return reader_fail(r, reader_value(r, "version"),
                           "version %lld of the format, expected %d",
                           (long long)json_integer_value(v), TRACE_VERSION);
    return 0;
}

static int
read_seed(struct reader *r, const json_t *v, uint64_t *seed)
{
    static const char expected[] = "a number below 2^64 in quotes";
    const char *s = json_string_value(v);

    if (!s)
        return reader_expected(r, "seed", v, expected);
    *seed = 0;
    for (size_t i = 0; s[i] || i == 0; i++) {
        unsigned digit = (unsigned)(s[i] - '0');

        if (digit > 9 || *seed > (UINT64_MAX - digit) / 10 ||
            (i > 0 && s[0] == '0'))
            return reader_fail(r, reader_value(r, "seed"),
                               "\"seed\" is \"%.30s\", expected %s", s,
                               expected);
        *seed = *seed * 10 + digit;
    }
    return 0;
}

/* A string that may be absent. */
static int
read_string(struct reader *r, const json_t *v, const char *key,
            const char **to)
{
    if (v && !json_is_string(v))
        return reader_expected(r, key, v, "a string");
    *to = v ? reader_text(r, v) : "";
    return 0;
}

static int
read_host(struct reader *r, const json_t *v, struct trace_host *to)
{
    static const char *const key[] = { "name", "addr", "program" };
    const char **field[] = { &to->name, &to->addr, &to->program };
    int error;

    if (!json_is_object(v))
        return reader_fail(r, reader_value(r, "hosts"), "a host is no object");
    error = known_keys(r, v, key, 3, " in a host");
    for (int i = 0; i < 3 && !error; i++) {
        const json_t *s = json_object_get(v, key[i]);

        if (!json_is_string(s))
            return reader_fail(r, reader_value(r, "hosts"),
                               "\"%s\" of a host is %s, expected a string",
                               key[i], s ? "no string" : "missing");
        *field[i] = reader_text(r, s);
    }
    return error;
}

static int
read_hosts(struct reader *r, const json_t *v, struct trace_meta *meta)
{
    int error = 0;

    if (!json_is_array(v))
        return reader_expected(r, "hosts", v, "an array of hosts");
    meta->n_hosts = json_array_size(v);
    if (meta->n_hosts > TRACE_HOSTS_MAX)
        return reader_fail(r, reader_value(r, "hosts"),
                           "%zu hosts, expected at most %d", meta->n_hosts,
                           TRACE_HOSTS_MAX);
    meta->host = memory_take(&r->scratch, meta->n_hosts * sizeof(*meta->host));
    for (size_t i = 0; i < meta->n_hosts && !error; i++)
        error = read_host(r, json_array_get(v, i), &meta->host[i]);
    return error;
}

static int
read_links(struct reader *r, const json_t *v, struct trace_meta *meta)
{
    if (!v)
        return 0;
    if (!json_is_array(v))
        return reader_expected(r, "links", v, "an array of strings");
    meta->n_links = json_array_size(v);
    meta->link = memory_take(&r->scratch, meta->n_links * sizeof(*meta->link));
    for (size_t i = 0; i < meta->n_links; i++) {
        const json_t *link = json_array_get(v, i);

        if (!json_is_string(link))
            return reader_fail(r, reader_value(r, "links"),
                               "a link is no string");
        meta->link[i] = reader_text(r, link);
    }
    return 0;
}

static int
by_name(const void *a, const void *b)
{
    const struct host_name *x = a, *y = b;

    return strcmp(x->name, y->name);
}

/* The names that events may use, in order, each but once. */
static int
sort_hosts(struct reader *r)
{
    const struct trace_meta *meta = &r->tr->meta;

    r->host = memory_new(meta->n_hosts, sizeof(*r->host));
    for (size_t i = 0; i < meta->n_hosts; i++)
        r->host[i] = (struct host_name){ meta->host[i].name, (int)i };
    qsort(r->host, meta->n_hosts, sizeof(*r->host), by_name);
    for (size_t i = 1; i < meta->n_hosts; i++)
        if (strcmp(r->host[i - 1].name, r->host[i].name) == 0)
            return reader_fail(r, reader_value(r, "hosts"),
                               "two hosts called \"%.60s\"", r->host[i].name);
    return 0;
}

int
reader_meta(struct reader *r, const json_t *object)
{
    static const char *const key[] = { "ev",       "version", "seed",
                                       "schedule", "hosts",   "links" };
    struct trace_meta meta = { .version = TRACE_VERSION };
    const json_t *ev = json_object_get(object, "ev");
    int error;

    if (!json_is_string(ev) || strcmp(json_string_value(ev), "meta") != 0)
        return reader_fail(r, reader_value(r, "ev"),
                           "no meta data, expected a first line with "
                           "\"ev\":\"meta\"");
    /* The version first: another one may well have other keys. */
    error = read_version(r, json_object_get(object, "version"));
    if (!error)
        error = known_keys(r, object, key, 6, " in meta data");
    if (!error)
        error = read_seed(r, json_object_get(object, "seed"), &meta.seed);
    if (!error)
        error = read_string(r, json_object_get(object, "schedule"), "schedule",
                            &meta.schedule);
    if (!error)
        error = read_hosts(r, json_object_get(object, "hosts"), &meta);
    if (!error)
        error = read_links(r, json_object_get(object, "links"), &meta);
    if (error)
        return error;
    trace_set_meta(r->tr, &meta);
    return sort_hosts(r);
}
