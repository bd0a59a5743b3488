/*
 * host_rule.c - reading and printing what is wrong with a host.
 */
#include "netsim/lang/host_rule.h"

#include "netsim/lang/out.h"

#include <inttypes.h>

enum { SHORT, INTERRUPT, ERROR, SWITCH, SKEW, OFFSET, DISK, WORDS };

static const char *const rule_word[WORDS] = {
    [SHORT] = "short",   [INTERRUPT] = "interrupt", [ERROR] = "error",
    [SWITCH] = "switch", [SKEW] = "skew",           [OFFSET] = "offset",
    [DISK] = "disk",
};

/* ---- reading ------------------------------------------------------------ */

static void
read_value(struct host_rule *r, struct text *t, int word)
{
    switch (word) {
    case SHORT:
        r->short_ppm = text_percent(t);
        break;
    case INTERRUPT:
        r->interrupt_ppm = text_percent(t);
        break;
    case ERROR:
        r->error_ppm = text_percent(t);
        break;
    case SWITCH:
        r->switch_ppm = text_percent(t);
        break;
    case SKEW:
        r->skew_ppm = text_ppm(t, SKEW_MAX_PPM);
        break;
    case OFFSET:
        r->offset_ns = text_signed_time(t);
        break;
    case DISK:
        r->disk_bytes = text_size(t);
        break;
    }
}

void
host_rule_read(struct host_rule *r, struct text *t)
{
    int seen[WORDS] = { 0 };

    *r = (struct host_rule){ .short_ppm = 0 };
    while (!text_line_ends(t)) {
        struct text_word w = text_peek(t);
        int word = text_choice(t, rule_word, WORDS);

        if (word < 0)
            return;
        if (seen[word]++)
            text_fail(t, w, "a second \"%s\" in one rule", rule_word[word]);
        read_value(r, t, word);
    }
}

int
host_rule_parse(struct host_rule *r, const char *file, const char *src,
                struct text_error *err)
{
    struct text t;

    text_init(&t, file, src, err);
    text_next_line(&t);
    host_rule_read(r, &t);
    if (text_next_line(&t))
        text_fail_expected(&t, "one line with a rule");
    return text_status(&t);
}

/* ---- printing ----------------------------------------------------------- */

static void
put_word(struct out *o, int word)
{
    out_put(o, "%s%s ", o->len > 0 ? " " : "", rule_word[word]);
}

static void
put_share(struct out *o, int word, uint32_t ppm)
{
    if (ppm == 0)
        return;
    put_word(o, word);
    out_percent(o, ppm);
}

int
host_rule_print(char *buf, size_t cap, const struct host_rule *r)
{
    struct out o;

    out_init(&o, buf, cap);
    put_share(&o, SHORT, r->short_ppm);
    put_share(&o, INTERRUPT, r->interrupt_ppm);
    put_share(&o, ERROR, r->error_ppm);
    put_share(&o, SWITCH, r->switch_ppm);
    if (r->skew_ppm != 0) {
        put_word(&o, SKEW);
        out_put(&o, "%" PRId32 "ppm", r->skew_ppm);
    }
    if (r->offset_ns != 0) {
        put_word(&o, OFFSET);
        out_time(&o, r->offset_ns);
    }
    if (r->disk_bytes > 0) {
        put_word(&o, DISK);
        out_size(&o, r->disk_bytes);
    }
    return (int)o.len;
}
