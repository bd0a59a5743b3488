/*
 * read_event.c - a line of a trace as an event.
 *
 * The table of fields (format.c) says what a key may hold.  What is more,
 * an event has a place among the others: time does not go back, numbers
 * grow, and a cause comes before its effect.
 */
#include "netsim/trace/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/format.h"

/* ---- one value ---------------------------------------------------------- */

static int
read_number(struct reader *r, const struct field *f, const json_t *v,
            const struct range *range, json_int_t *to)
{
    if (!json_is_integer(v))
        return reader_expected(r, f->key, v, range->expected);
    *to = json_integer_value(v);
    if (*to < range->min || *to > range->max)
        return reader_fail(r, reader_value(r, f->key),
                           "\"%s\" is %lld, expected %s", f->key,
                           (long long)*to, range->expected);
    return 0;
}

const struct range *
reader_range(enum field_type type)
{
    static const struct range of[] = {
        [FIELD_TIME] = { 0, INT64_MAX, "nanoseconds from 0" },
        [FIELD_SEQ] = { 0, INT64_MAX, "the number of an event" },
        [FIELD_COUNT] = { 0, UINT32_MAX, "a number from 0 to 4294967295" },
        [FIELD_PORT] = { 0, 65535, "a port from 0 to 65535" },
        [FIELD_STATUS] = { INT32_MIN, INT32_MAX, "a number of 32 bits" },
    };

    return &of[type];
}

static int
read_kind(struct reader *r, const json_t *v, enum trace_kind *to)
{
    const char *name = json_string_value(v);
    char known[128] = "";

    if (!name)
        return reader_expected(r, "ev", v, "the name of a kind of event");
    for (int i = 0; i < TRACE_KINDS; i++)
        if (strcmp(name, trace_kind_name((enum trace_kind)i)) == 0) {
            *to = (enum trace_kind)i;
            return 0;
        }
    if (strcmp(name, "meta") == 0)
        return reader_fail(r, reader_value(r, "ev"),
                           "meta data again, expected it only once");
    for (int i = 0; i < TRACE_KINDS; i++) {
        strcat(known, i ? ", " : "");
        strcat(known, trace_kind_name((enum trace_kind)i));
    }
    return reader_fail(r, reader_value(r, "ev"),
                       "unknown kind of event \"%.40s\" (kinds: %s)", name,
                       known);
}

static int
by_name(const void *key, const void *element)
{
    return strcmp(key, ((const struct host_name *)element)->name);
}

int
reader_host(const struct reader *r, const char *name)
{
    const struct host_name *found =
        bsearch(name, r->host, r->tr->meta.n_hosts, sizeof(*r->host), by_name);

    return found ? found->host : -1;
}

static int
read_host_name(struct reader *r, const struct field *f, const json_t *v,
               int *to)
{
    if (!json_is_string(v))
        return reader_expected(r, f->key, v, "the name of a host");
    *to = reader_host(r, reader_text(r, v));
    if (*to < 0)
        return reader_fail(r, reader_value(r, f->key),
                           "unknown host \"%.60s\", expected one of the %zu "
                           "in the meta data",
                           json_string_value(v), r->tr->meta.n_hosts);
    return 0;
}

int
reader_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

static int
read_hex(struct reader *r, const struct field *f, const json_t *v,
         struct trace_event *ev)
{
    const char *hex = json_string_value(v);
    size_t len = hex ? json_string_length(v) : 0;
    uint8_t *bytes;

    if (!hex)
        return reader_expected(r, f->key, v, "hexadecimal digits");
    bytes = memory_take(&r->scratch, len / 2);
    for (size_t i = 0; i < len; i++) {
        int digit = reader_hex_digit(hex[i]);

        if (digit < 0)
            return reader_fail(r, reader_value(r, f->key),
                               "digit %zu of \"%s\" is '%c', expected 0 to 9 "
                               "or a to f",
                               i + 1, f->key, hex[i]);
        if (i % 2 == 0 && i + 1 < len)
            bytes[i / 2] = (uint8_t)(digit << 4);
        else if (i % 2 == 1)
            bytes[i / 2] |= (uint8_t)digit;
    }
    if (len % 2 != 0 || len / 2 > UINT32_MAX)
        return reader_fail(r, reader_value(r, f->key),
                           "\"%s\" has %zu digits, expected two a byte",
                           f->key, len);
    ev->bytes = bytes;
    ev->len = (uint32_t)(len / 2);
    return 0;
}

void
reader_set_number(const struct field *f, struct trace_event *ev,
                  int64_t number)
{
    void *to = (char *)ev + f->offset;

    if (f->type == FIELD_TIME)
        *(int64_t *)to = number;
    else if (f->type == FIELD_SEQ)
        *(uint64_t *)to = (uint64_t)number;
    else if (f->type == FIELD_COUNT)
        *(uint32_t *)to = (uint32_t)number;
    else
        *(int *)to = (int)number;
}

static int
read_field(struct reader *r, const struct field *f, const json_t *v,
           struct trace_event *ev)
{
    void *to = (char *)ev + f->offset;
    json_int_t number = 0;

    switch (f->type) {
    case FIELD_KIND:
        return read_kind(r, v, &ev->kind);
    case FIELD_HOST:
        return read_host_name(r, f, v, to);
    case FIELD_HEX:
        return read_hex(r, f, v, ev);
    case FIELD_TEXT:
        if (!json_is_string(v))
            return reader_expected(r, f->key, v, "a string");
        *(const char **)to = reader_text(r, v);
        return 0;
    default:
        break;
    }
    if (read_number(r, f, v, reader_range(f->type), &number) != 0)
        return -EINVAL;
    reader_set_number(f, ev, number);
    return 0;
}

/* ---- all of them -------------------------------------------------------- */

/*
 * The field of a key; i is where to start looking.  The keys of a line come
 * in the order of the table, so that this is nearly always the next one.
 */
static int
field_of(const char *key, int i)
{
    for (int n = 0; n < FIELDS; n++, i++)
        if (strcmp(trace_field[i % FIELDS].key, key) == 0)
            return i % FIELDS;
    return -1;
}

/* Sets a bit of *have for each field that is there. */
static int
read_fields(struct reader *r, const json_t *object, struct trace_event *ev,
            uint32_t *have)
{
    const char *key;
    json_t *value;
    int i = -1, error = 0;

    json_object_foreach((json_t *)object, key, value)
    {
        i = field_of(key, i + 1);
        if (i < 0)
            return reader_fail(r, reader_key(r, key),
                               "unknown key \"%.60s\" in an event", key);
        error = read_field(r, &trace_field[i], value, ev);
        if (error)
            return error;
        *have |= UINT32_C(1) << i;
    }
    return 0;
}

/* What must be there is; what belongs to a datagram has one. */
static int
check_fields(struct reader *r, const struct trace_event *ev, uint32_t have)
{
    for (int i = 0; i < FIELDS; i++) {
        const struct field *f = &trace_field[i];

        if (f->use == FIELD_ALWAYS && !(have >> i & 1))
            return reader_expected(r, f->key, NULL, "it in every event");
        if (f->use == FIELD_DATAGRAM && have >> i & 1 && ev->dgram == 0)
            return reader_fail(r, reader_key(r, f->key),
                               "\"%s\" without \"dgram\"", f->key);
    }
    if (trace_is_message(ev) && ev->dgram == 0)
        return reader_expected(r, "dgram", NULL, "the number of a datagram");
    if (ev->dgram != 0 && ev->src < 0)
        return reader_expected(r, "src", NULL, "where the datagram is from");
    return 0;
}

static int
check_order(struct reader *r, const struct trace_event *ev)
{
    const struct trace *tr = r->tr;
    struct trace_event none = { .seq = 0 };
    const struct trace_event *last =
        tr->n_events ? &tr->event[tr->n_events - 1] : &none;

    if (ev->seq <= last->seq)
        return reader_fail(r, reader_value(r, "seq"),
                           "event %llu after event %llu, expected a greater "
                           "number",
                           (unsigned long long)ev->seq,
                           (unsigned long long)last->seq);
    if (ev->t_ns < last->t_ns)
        return reader_fail(r, reader_value(r, "t"),
                           "%lld ns after %lld ns, expected time not to go "
                           "back",
                           (long long)ev->t_ns, (long long)last->t_ns);
    if (ev->cause >= ev->seq)
        return reader_fail(r, reader_value(r, "cause"),
                           "event %llu has cause %llu, expected an earlier "
                           "event",
                           (unsigned long long)ev->seq,
                           (unsigned long long)ev->cause);
    return 0;
}

int
reader_keep(struct reader *r, struct trace_event *ev, uint32_t have)
{
    int error = check_fields(r, ev, have);

    if (!error)
        error = check_order(r, ev);
    if (error)
        return error;
    /* Elsewhere nobody sets these, so they are as in a new event. */
    if (ev->dgram == 0)
        ev->src = ev->dst = 0;
    trace_keep(r->tr, ev);
    return 0;
}

int
reader_event(struct reader *r, const json_t *object)
{
    struct trace_event ev = { .host = -1, .src = -1, .dst = -1 };
    uint32_t have = 0;
    int error = read_fields(r, object, &ev, &have);

    return error ? error : reader_keep(r, &ev, have);
}
