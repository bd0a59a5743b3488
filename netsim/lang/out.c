/*
 * out.c - writing the small languages.
 */
#include "netsim/lang/out.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
out_init(struct out *o, char *buf, size_t cap)
{
    *o = (struct out){ .buf = buf, .cap = cap };
    if (cap > 0)
        buf[0] = '\0';
}

void
out_put(struct out *o, const char *fmt, ...)
{
    size_t room = o->len < o->cap ? o->cap - o->len : 0;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(room > 0 ? o->buf + o->len : NULL, room, fmt, ap);
    va_end(ap);
    if (n > 0)
        o->len += (size_t)n;
}

/* n / unit as a decimal, without zeros at the end.  unit is a power of 10. */
static void
put_decimal(struct out *o, uint64_t n, uint64_t unit)
{
    out_put(o, "%" PRIu64, n / unit);
    n %= unit;
    if (n > 0)
        out_put(o, ".");
    while (n > 0) {
        unit /= 10;
        out_put(o, "%" PRIu64, n / unit);
        n %= unit;
    }
}

void
out_time(struct out *o, int64_t ns)
{
    static const struct {
        uint64_t ns;
        const char *name;
    } unit[] = {
        { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" }
    };
    uint64_t n = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    size_t i = 0;

    while (n != 0 && n < unit[i].ns)
        i++;
    out_put(o, "%s", ns < 0 ? "-" : "");
    put_decimal(o, n, unit[i].ns);
    out_put(o, "%s", unit[i].name);
}

void
out_percent(struct out *o, uint32_t ppm)
{
    put_decimal(o, ppm, 10000);
    out_put(o, "%%");
}

void
out_rate(struct out *o, uint64_t bit_s)
{
    static const struct {
        uint64_t bit_s;
        const char *name;
    } unit[] = { { 1000000000, "gbit" },
                 { 1000000, "mbit" },
                 { 1000, "kbit" },
                 { 1, "bit" } };
    size_t i = 0;

    while (bit_s < unit[i].bit_s && unit[i].bit_s > 1)
        i++;
    put_decimal(o, bit_s, unit[i].bit_s);
    out_put(o, "%s", unit[i].name);
}

void
out_size(struct out *o, uint64_t bytes)
{
    static const char *const name[] = { "B", "KiB", "MiB", "GiB" };
    size_t i = 0;

    while (i < 3 && bytes > 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        i++;
    }
    out_put(o, "%" PRIu64 "%s", bytes, name[i]);
}
