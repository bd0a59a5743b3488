/*
 * rule.h - how a link treats datagrams, in the words of tc-netem(8).
 *
 *     rule   = { "delay" TIME [ JITTER ] | "loss" P | "duplicate" P
 *              | "reorder" P [ "gap" N ] }
 *     P      = NUMBER "%", up to four decimals
 *
 * As in netem, "reorder" lets that share of the datagrams go at once while
 * the others wait for their delay, so it needs a delay; jitter, which is not
 * larger than the delay, reorders by itself.  Each word stands once.  Unlike
 * netem every draw is keyed: the fate of the nth datagram of a link depends
 * on the seed, the link, n and the kind of fault alone.
 */
#ifndef NETSIM_RULE_H
#define NETSIM_RULE_H

#include "netsim/lang/text.h"

struct link_rule {
    int64_t delay_ns;
    int64_t jitter_ns; /* uniform in delay_ns +- jitter_ns */
    uint32_t loss_ppm; /* parts per million */
    uint32_t duplicate_ppm;
    uint32_t reorder_ppm;
    uint32_t gap; /* reorder every gap-th only (with that chance); 0: any */
};

/* Parse a whole source that holds nothing but a rule. */
int rule_parse(struct link_rule *r, const char *file, const char *src,
               struct text_error *err);

/* For a language with rules in it: read up to the end of the line. */
void rule_read(struct link_rule *r, struct text *t);

/* Like snprintf. "" for a link without faults and delay. */
int rule_print(char *buf, size_t cap, const struct link_rule *r);

#endif
