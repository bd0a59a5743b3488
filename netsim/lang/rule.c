/*
 * rule.c - reading and printing link rules.
 *
 * netem knows more than we do.  Its other words are refused as what they
 * are: whoever copied a tc command should not look for a typing mistake.
 */
#include "netsim/lang/rule.h"

#include <inttypes.h>
#include <string.h>

#include "netsim/lang/out.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DELAY, LOSS, DUPLICATE, REORDER, WORDS };

static const char *const rule_word[WORDS] = {
    [DELAY] = "delay",
    [LOSS] = "loss",
    [DUPLICATE] = "duplicate",
    [REORDER] = "reorder",
};

static const char *const netem_word[] = {
    "corrupt", "distribution", "ecn",  "gemodel", "limit",
    "random",  "rate",         "seed", "slot",    "state",
};

/* ---- reading ------------------------------------------------------------ */

static void
refuse_netem(struct text *t)
{
    struct text_word w = text_peek(t);

    for (size_t i = 0; i < COUNT(netem_word); i++)
        if (text_is(w, netem_word[i]))
            text_fail(t, w, "%s is not supported yet", text_quote(w).s);
    if (w.len > 0 && w.at[w.len - 1] == '%')
        text_fail(t, w, "a correlation (%s) is not supported yet",
                  text_quote(w).s);
}

static uint32_t
read_percent(struct text *t)
{
    uint32_t ppm;

    if (!text_number_follows(t))
        refuse_netem(t); /* loss gemodel ... */
    ppm = text_percent(t);
    refuse_netem(t);
    return ppm;
}

static void
read_delay(struct link_rule *r, struct text *t)
{
    struct text_word w;

    r->delay_ns = text_time(t);
    refuse_netem(t);
    if (!text_number_follows(t))
        return;
    w = text_peek(t);
    r->jitter_ns = text_time(t);
    if (r->jitter_ns > r->delay_ns)
        text_fail(t, w, "a jitter of %s is larger than its delay",
                  text_quote(w).s);
    refuse_netem(t);
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

/* The next word of the rule; place remembers where each one stood. */
static int
read_word(struct text *t, struct text_word place[WORDS])
{
    struct text_word w = text_peek(t);
    int i;

    refuse_netem(t);
    if (text_is(w, "gap"))
        text_fail(t, w, "\"gap\" stands behind the percentage of \"reorder\"");
    i = text_choice(t, rule_word, WORDS);
    if (i < 0)
        return i;
    if (place[i].len > 0)
        text_fail(t, w, "a second \"%s\" in one rule", rule_word[i]);
    place[i] = w;
    return i;
}

void
rule_read(struct link_rule *r, struct text *t)
{
    struct text_word place[WORDS] = { { NULL, 0 } };

    *r = (struct link_rule){ .delay_ns = 0 };
    while (!text_line_ends(t))
        switch (read_word(t, place)) {
        case DELAY:
            read_delay(r, t);
            break;
        case LOSS:
            r->loss_ppm = read_percent(t);
            break;
        case DUPLICATE:
            r->duplicate_ppm = read_percent(t);
            break;
        case REORDER:
            read_reorder(r, t);
            break;
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
put_percent(struct out *o, const char *word, uint32_t ppm)
{
    out_put(o, "%s%s ", o->len > 0 ? " " : "", word);
    out_percent(o, ppm);
}

int
rule_print(char *buf, size_t cap, const struct link_rule *r)
{
    struct out o;

    out_init(&o, buf, cap);
    if (r->delay_ns != 0) {
        out_put(&o, "delay ");
        out_time(&o, r->delay_ns);
    }
    if (r->jitter_ns != 0) {
        out_put(&o, " ");
        out_time(&o, r->jitter_ns);
    }
    if (r->loss_ppm > 0)
        put_percent(&o, rule_word[LOSS], r->loss_ppm);
    if (r->duplicate_ppm > 0)
        put_percent(&o, rule_word[DUPLICATE], r->duplicate_ppm);
    if (r->reorder_ppm > 0 || r->gap > 0)
        put_percent(&o, rule_word[REORDER], r->reorder_ppm);
    if (r->gap > 0)
        out_put(&o, " gap %" PRIu32, r->gap);
    return (int)o.len;
}
