/*
 * rule.c - reading and printing link rules.
 *
 * netem knows more than we do.  Its other words are refused as what they
 * are, and why: whoever copied a tc command should not look for a typing
 * mistake.
 */
#include "netsim/lang/rule.h"

#include <inttypes.h>
#include <string.h>

#include "netsim/lang/out.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL_PPM 1000000
#define LIMIT_DEFAULT 1000 /* tc-netem(8) */

enum {
    DELAY,
    LOSS,
    DUPLICATE,
    CORRUPT,
    REORDER,
    RATE,
    LIMIT,
    CHECKSUM,
    WORDS
};

static const char *const rule_word[WORDS] = {
    [DELAY] = "delay",     [LOSS] = "loss",         [DUPLICATE] = "duplicate",
    [CORRUPT] = "corrupt", [REORDER] = "reorder",   [RATE] = "rate",
    [LIMIT] = "limit",     [CHECKSUM] = "checksum",
};

static const char *const shape_word[] = {
    [SHAPE_UNIFORM] = "uniform",
    [SHAPE_NORMAL] = "normal",
    [SHAPE_PARETO] = "pareto",
};

static const struct {
    const char *word, *why;
} refused[] = {
    { "ecn", "no one here would read the mark" },
    { "seed", "a world has one seed, see \"seed\" in worldfile.h" },
    { "slot", "datagrams are not held for a slot; \"rate\" spaces them" },
    { "state", "\"loss gemodel\" is the model of bursts here" },
    { "paretonormal", "shapes are \"uniform\", \"normal\" and \"pareto\"" },
};

/* ---- reading ------------------------------------------------------------ */

static void
refuse_netem(struct text *t)
{
    struct text_word w = text_peek(t);

    for (size_t i = 0; i < COUNT(refused); i++)
        if (text_is(w, refused[i].word))
            text_fail(t, w, "netem's %s is not supported: %s", text_quote(w).s,
                      refused[i].why);
    if (w.len > 0 && w.at[w.len - 1] == '%')
        text_fail(t, w,
                  "a correlation (%s) is not supported: each draw depends on "
                  "its datagram alone (for bursts: loss gemodel)",
                  text_quote(w).s);
}

static uint32_t
read_percent(struct text *t)
{
    uint32_t ppm = text_percent(t);

    refuse_netem(t);
    return ppm;
}

/* Behind "gemodel": one percentage, then up to three more. */
static void
read_gemodel(struct link_rule *r, struct text *t)
{
    uint32_t *const more[] = { &r->to_good_ppm, &r->loss_bad_ppm,
                               &r->loss_good_ppm };

    r->gemodel = 1;
    r->to_bad_ppm = text_percent(t);
    r->to_good_ppm = ALL_PPM - r->to_bad_ppm;
    r->loss_bad_ppm = ALL_PPM;
    for (size_t i = 0; i < COUNT(more) && text_number_follows(t); i++)
        *more[i] = text_percent(t);
    refuse_netem(t);
}

static void
read_loss(struct link_rule *r, struct text *t)
{
    if (!text_number_follows(t))
        refuse_netem(t);
    if (text_accept(t, "gemodel")) {
        read_gemodel(r, t);
        return;
    }
    text_accept(t, "random");
    r->loss_ppm = read_percent(t);
}

static void
read_delay(struct link_rule *r, struct text *t)
{
    struct text_word w;
    int shape;

    r->delay_ns = text_time(t);
    refuse_netem(t);
    if (!text_number_follows(t))
        return;
    w = text_peek(t);
    r->jitter_ns = text_time(t);
    if (r->jitter_ns > r->delay_ns)
        text_fail(t, w, "a jitter of %s is larger than its delay",
                  text_quote(w).s);
    if (!text_accept(t, "distribution")) {
        refuse_netem(t);
        return;
    }
    refuse_netem(t);
    shape = text_choice(t, shape_word, COUNT(shape_word));
    if (shape > 0)
        r->shape = (enum rule_shape)shape;
}

static void
read_reorder(struct link_rule *r, struct text *t)
{
    struct text_word w;

    r->reorder_ppm = read_percent(t);
    if (!text_accept(t, "gap"))
        return;
    w = text_peek(t);
    r->gap = (uint32_t)text_number(t, UINT32_MAX);
    if (r->gap == 0)
        text_fail(t, w, "a gap of 0 does not exist: 1 is every datagram");
}

static void
read_limit(struct link_rule *r, struct text *t)
{
    struct text_word w = text_peek(t);

    r->limit = (uint32_t)text_number(t, UINT32_MAX);
    if (r->limit == 0)
        text_fail(t, w, "a link with room for 0 datagrams lets none through");
    if (r->limit == LIMIT_DEFAULT)
        r->limit = 0;
}

/* The next word of the rule; place remembers where each one stood. */
static int
read_word(struct text *t, struct text_word place[WORDS])
{
    struct text_word w = text_peek(t);
    int i;

    refuse_netem(t);
    if (text_is(w, "gap"))
        text_fail(t, w, "\"gap\" stands behind the percentage of \"reorder\"");
    if (text_is(w, "distribution"))
        text_fail(t, w, "\"distribution\" stands behind a delay and a jitter");
    i = text_choice(t, rule_word, WORDS);
    if (i < 0)
        return i;
    if (place[i].len > 0)
        text_fail(t, w, "a second \"%s\" in one rule", rule_word[i]);
    place[i] = w;
    return i;
}

static void
read_value(struct link_rule *r, struct text *t, int word)
{
    switch (word) {
    case DELAY:
        read_delay(r, t);
        break;
    case LOSS:
        read_loss(r, t);
        break;
    case DUPLICATE:
        r->duplicate_ppm = read_percent(t);
        break;
    case CORRUPT:
        r->corrupt_ppm = read_percent(t);
        break;
    case REORDER:
        read_reorder(r, t);
        break;
    case RATE:
        r->rate_bit_s = text_rate(t);
        break;
    case LIMIT:
        read_limit(r, t);
        break;
    case CHECKSUM:
        text_expect(t, "off");
        r->checksum_off = 1;
        break;
    }
}

void
rule_read(struct link_rule *r, struct text *t)
{
    struct text_word place[WORDS] = { { NULL, 0 } };

    *r = (struct link_rule){ .delay_ns = 0 };
    while (!text_line_ends(t)) {
        int word = read_word(t, place);

        if (word >= 0)
            read_value(r, t, word);
    }
    if (place[REORDER].len > 0 && r->delay_ns == 0)
        text_fail(t, place[REORDER],
                  "\"reorder\" needs a \"delay\" that can be overtaken");
}

int
rule_parse(struct link_rule *r, const char *file, const char *src,
           struct text_error *err)
{
    struct text t;

    text_init(&t, file, src, err);
    text_next_line(&t);
    rule_read(r, &t);
    if (text_next_line(&t))
        text_fail_expected(&t, "one line with a rule");
    return text_status(&t);
}

/* ---- printing ----------------------------------------------------------- */

static void
put_word(struct out *o, int word)
{
    out_put(o, "%s%s", o->len > 0 ? " " : "", rule_word[word]);
}

static void
put_percent(struct out *o, uint32_t ppm)
{
    out_put(o, " ");
    out_percent(o, ppm);
}

static void
put_delay(struct out *o, const struct link_rule *r)
{
    put_word(o, DELAY);
    out_put(o, " ");
    out_time(o, r->delay_ns);
    if (r->jitter_ns == 0)
        return;
    out_put(o, " ");
    out_time(o, r->jitter_ns);
    if (r->shape != SHAPE_UNIFORM)
        out_put(o, " distribution %s", shape_word[r->shape]);
}

/* What is as by default, and all behind it, need not be said. */
static void
put_gemodel(struct out *o, const struct link_rule *r)
{
    put_word(o, LOSS);
    out_put(o, " gemodel");
    put_percent(o, r->to_bad_ppm);
    if (r->loss_good_ppm == 0 && r->loss_bad_ppm == ALL_PPM &&
        r->to_good_ppm == ALL_PPM - r->to_bad_ppm)
        return;
    put_percent(o, r->to_good_ppm);
    if (r->loss_good_ppm == 0 && r->loss_bad_ppm == ALL_PPM)
        return;
    put_percent(o, r->loss_bad_ppm);
    if (r->loss_good_ppm > 0)
        put_percent(o, r->loss_good_ppm);
}

static void
put_share(struct out *o, int word, uint32_t ppm)
{
    if (ppm == 0)
        return;
    put_word(o, word);
    put_percent(o, ppm);
}

int
rule_print(char *buf, size_t cap, const struct link_rule *r)
{
    struct out o;

    out_init(&o, buf, cap);
    if (r->delay_ns != 0)
        put_delay(&o, r);
    if (r->gemodel)
        put_gemodel(&o, r);
    put_share(&o, LOSS, r->loss_ppm);
    put_share(&o, DUPLICATE, r->duplicate_ppm);
    put_share(&o, CORRUPT, r->corrupt_ppm);
    if (r->reorder_ppm > 0 || r->gap > 0) {
        put_word(&o, REORDER);
        put_percent(&o, r->reorder_ppm);
    }
    if (r->gap > 0)
        out_put(&o, " gap %" PRIu32, r->gap);
    if (r->rate_bit_s > 0) {
        put_word(&o, RATE);
        out_put(&o, " ");
        out_rate(&o, r->rate_bit_s);
    }
    if (r->limit > 0) {
        put_word(&o, LIMIT);
        out_put(&o, " %" PRIu32, r->limit);
    }
    if (r->checksum_off) {
        put_word(&o, CHECKSUM);
        out_put(&o, " off");
    }
    return (int)o.len;
}
