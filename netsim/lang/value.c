/*
 * value.c - numbers, times and percentages.
 *
 * Integers only: "0.1" has no exact double, and a world must be the same on
 * every machine.
 */
#include "netsim/lang/text.h"

#include <inttypes.h>

/* DIGITS [ "." DIGITS ], the beginning of a word. */
struct decimal {
    uint64_t whole;
    int too_large; /* for whole, which is UINT64_MAX then */
    const char *fraction;
    size_t fraction_len;
    struct text_word rest; /* of the word: a unit */
};

static size_t
digits(struct text_word w)
{
    size_t n = 0;

    while (n < w.len && w.at[n] >= '0' && w.at[n] <= '9')
        n++;
    return n;
}

static struct text_word
behind(struct text_word w, size_t n)
{
    return (struct text_word){ .at = w.at + n, .len = w.len - n };
}

/* 0 if w does not begin with a decimal. */
static int
decimal_init(struct decimal *d, struct text_word w)
{
    size_t n = digits(w);

    *d = (struct decimal){ .rest = behind(w, n) };
    for (size_t i = 0; i < n; i++) {
        uint64_t digit = (uint64_t)(w.at[i] - '0');

        if (d->whole > (UINT64_MAX - digit) / 10)
            d->too_large = 1;
        d->whole = d->too_large ? UINT64_MAX : d->whole * 10 + digit;
    }
    if (n == 0 || d->rest.len == 0 || d->rest.at[0] != '.')
        return n > 0;
    d->rest = behind(d->rest, 1);
    d->fraction = d->rest.at;
    d->fraction_len = digits(d->rest);
    d->rest = behind(d->rest, d->fraction_len);
    return d->fraction_len > 0;
}

/*
 * Add the fraction, in parts of which unit (a power of ten) make one; 0 if
 * that would not be exact.
 */
static int
fraction_of(const struct decimal *d, int64_t unit, int64_t *parts)
{
    for (size_t i = 0; i < d->fraction_len; i++) {
        int digit = d->fraction[i] - '0';

        unit /= 10;
        if (unit == 0 && digit != 0)
            return 0;
        *parts += digit * unit;
    }
    return 1;
}

static int
is_negative(struct text_word w)
{
    return w.len > 1 && w.at[0] == '-' && digits(behind(w, 1)) > 0;
}

int
text_number_follows(const struct text *t)
{
    struct text_word w = text_peek(t);

    return digits(w) > 0 || is_negative(w);
}

uint64_t
text_number(struct text *t, uint64_t max)
{
    struct text_word w = text_peek(t);
    struct decimal d;

    if (w.len == 0 || digits(w) < w.len) {
        text_fail_expected(t, "a number");
        return 0;
    }
    decimal_init(&d, w);
    if (d.too_large || d.whole > max) {
        text_fail(t, w, "%s is too large (at most %" PRIu64 ")",
                  text_quote(w).s, max);
        return 0;
    }
    text_take(t);
    return d.whole;
}

/* Nanoseconds in a unit, 0 if it is none. */
static int64_t
unit_ns(struct text_word unit)
{
    if (text_is(unit, "s"))
        return 1000000000;
    if (text_is(unit, "ms"))
        return 1000000;
    if (text_is(unit, "us"))
        return 1000;
    return text_is(unit, "ns");
}

/* A time without sign.  w is the whole word, for messages. */
static int64_t
magnitude(struct text *t, struct text_word w, struct text_word unsigned_word)
{
    struct decimal d;
    int64_t unit, parts = 0;

    if (!decimal_init(&d, unsigned_word)) {
        text_fail_expected(t, "a time such as 1.5ms");
        return 0;
    }
    unit = unit_ns(d.rest);
    if (unit == 0)
        text_fail(t, w, "%s has no unit of time (ns, us, ms or s)",
                  text_quote(w).s);
    else if (d.whole >= (uint64_t)(TEXT_TIME_MAX / unit))
        text_fail(t, w, "%s is too long (a time is less than %" PRId64 "s)",
                  text_quote(w).s, TEXT_TIME_MAX / 1000000000);
    else if (!fraction_of(&d, unit, &parts))
        text_fail(t, w, "%s is no whole number of nanoseconds",
                  text_quote(w).s);
    if (t->failed)
        return 0;
    text_take(t);
    return (int64_t)d.whole * unit + parts;
}

int64_t
text_time(struct text *t)
{
    struct text_word w = text_peek(t);

    if (is_negative(w))
        text_fail(t, w, "%s is negative, which only a time behind \"by\" is",
                  text_quote(w).s);
    return magnitude(t, w, w);
}

int64_t
text_signed_time(struct text *t)
{
    struct text_word w = text_peek(t);

    if (is_negative(w))
        return -magnitude(t, w, behind(w, 1));
    return magnitude(t, w, w);
}

uint32_t
text_percent(struct text *t)
{
    struct text_word w = text_peek(t);
    struct decimal d;
    int64_t parts = 0;

    if (!decimal_init(&d, w) || !text_is(d.rest, "%"))
        text_fail_expected(t, "a percentage such as 20%");
    else if (!fraction_of(&d, 10000, &parts))
        text_fail(t, w, "%s has more than four decimals", text_quote(w).s);
    else if (d.whole > 100 || (d.whole == 100 && parts > 0))
        text_fail(t, w, "%s is more than 100%%", text_quote(w).s);
    if (t->failed)
        return 0;
    text_take(t);
    return (uint32_t)d.whole * 10000 + (uint32_t)parts;
}

#define RATE_MAX INT64_C(1000000000000) /* bit/s */

/* The unit of a rate, and of which the bytes have 8 bits; 0: it is none. */
static int64_t
unit_rate(struct text_word w, uint64_t *bits)
{
    static const struct {
        const char *name;
        int64_t unit;
        uint64_t bits;
    } unit[] = {
        { "bit", 1, 1 },           { "bps", 1, 8 },
        { "kbit", 1000, 1 },       { "kbps", 1000, 8 },
        { "mbit", 1000000, 1 },    { "mbps", 1000000, 8 },
        { "gbit", 1000000000, 1 }, { "gbps", 1000000000, 8 },
    };

    for (size_t i = 0; i < sizeof(unit) / sizeof(unit[0]); i++)
        if (text_is(w, unit[i].name)) {
            *bits = unit[i].bits;
            return unit[i].unit;
        }
    return 0;
}

uint64_t
text_rate(struct text *t)
{
    struct text_word w = text_peek(t);
    struct decimal d;
    uint64_t bits = 1;
    int64_t unit, parts = 0;

    if (!decimal_init(&d, w)) {
        text_fail_expected(t, "a rate such as 1mbit");
        return 0;
    }
    unit = unit_rate(d.rest, &bits);
    if (unit == 0)
        text_fail(t, w,
                  "%s has no unit of rate (bit, kbit, mbit, gbit, or bps, "
                  "kbps, mbps, gbps for bytes)",
                  text_quote(w).s);
    else if (d.whole > (uint64_t)(RATE_MAX / unit) / bits)
        text_fail(t, w, "%s is too fast (at most 1000gbit)", text_quote(w).s);
    else if (!fraction_of(&d, unit, &parts))
        text_fail(t, w, "%s is no whole number of bits a second",
                  text_quote(w).s);
    else if (d.whole == 0 && parts == 0)
        text_fail(t, w, "nothing passes at a rate of 0");
    if (t->failed)
        return 0;
    text_take(t);
    return (d.whole * (uint64_t)unit + (uint64_t)parts) * bits;
}

uint64_t
text_size(struct text *t)
{
    static const char *const unit[] = { "B", "KiB", "MiB", "GiB" };
    struct text_word w = text_peek(t);
    struct decimal d;
    size_t i = 0;

    if (!decimal_init(&d, w) || d.fraction_len > 0) {
        text_fail_expected(t, "a size such as 64KiB");
        return 0;
    }
    while (i < 4 && !text_is(d.rest, unit[i]))
        i++;
    if (i == 4)
        text_fail(t, w, "%s has no unit of size (B, KiB, MiB or GiB)",
                  text_quote(w).s);
    else if (d.whole == 0 || d.whole > UINT32_MAX)
        text_fail(t, w, "%s is no size from 1 to 4294967295 of a unit",
                  text_quote(w).s);
    if (t->failed)
        return 0;
    text_take(t);
    return d.whole << 10 * i;
}

int32_t
text_ppm(struct text *t, int32_t max)
{
    struct text_word w = text_peek(t);
    int negative = is_negative(w);
    struct decimal d;

    if (!decimal_init(&d, negative ? behind(w, 1) : w) || d.fraction_len > 0 ||
        !text_is(d.rest, "ppm"))
        text_fail_expected(t, "parts per million such as 200ppm");
    else if (d.whole > (uint64_t)max)
        text_fail(t, w, "%s is more than %" PRId32 "ppm", text_quote(w).s,
                  max);
    if (t->failed)
        return 0;
    text_take(t);
    return negative ? -(int32_t)d.whole : (int32_t)d.whole;
}
