/*
 * rule.h - how a link treats datagrams, in the words of tc-netem(8).
 *
 *     rule   = { "delay" TIME [ JITTER [ "distribution" SHAPE ] ]
 *              | "loss" [ "random" ] P
 *              | "loss" "gemodel" P [ R [ 1-H [ 1-K ] ] ]
 *              | "duplicate" P | "corrupt" P | "reorder" P [ "gap" N ]
 *              | "rate" RATE | "limit" N | "checksum" "off" }
 *     SHAPE  = "uniform" | "normal" | "pareto"
 *     P R .. = NUMBER "%", up to four decimals
 *     RATE   = NUMBER ( "bit" | "kbit" | "mbit" | "gbit"
 *                     | "bps" | "kbps" | "mbps" | "gbps" )
 *
 * In the words of the manual page:
 *
 * delay        JITTER, which is not larger than the delay, makes datagrams
 *              overtake each other.  It is half the width of "uniform" (the
 *              default, as in the kernel: the page says normal), and the
 *              standard deviation of "normal"; "pareto" is as iproute2's
 *              table: index 3, less its mean, times 4/3, cut at 4 jitters.
 * loss gemodel Gilbert and Elliott's: a link is good (at first) or bad; P and
 *              R are the chances to become bad, and good again; 1-H and 1-K
 *              those of a loss while bad, while good.  By default r = 1-p,
 *              1-h = 100%, 1-k = 0%.
 * duplicate    one more copy, which is neither lost nor corrupted.
 * corrupt      one bit is flipped.  The receiver drops that by its checksum,
 *              as UDP and TCP do, unless it is off.
 * reorder      that share goes at once while the others wait for the delay.
 * rate         one datagram after another, each taking the time its bytes
 *              need, with 14 of Ethernet and 28 of IPv4 and UDP.  Units are
 *              those of tc(8): kbit is 1,000 bit/s, kbps 1,000 byte/s.
 * limit        so many datagrams at a time, 1,000 by default.  What comes
 *              when the link is full is lost.
 *
 * Each word stands once.  Unlike netem every draw is keyed: the fate of the
 * nth datagram of a link depends on the seed, the link, n and the kind of
 * fault alone (the state of gemodel on those of the datagrams up to n).  So
 * nothing follows from the draw before, and correlations are refused.
 */
#ifndef NETSIM_RULE_H
#define NETSIM_RULE_H

#include "netsim/lang/text.h"

enum rule_shape { SHAPE_UNIFORM, SHAPE_NORMAL, SHAPE_PARETO };

struct link_rule {
    int64_t delay_ns;
    int64_t jitter_ns;
    enum rule_shape shape;
    uint32_t loss_ppm; /* parts per million, as all of these */
    int gemodel;       /* instead of loss_ppm: */
    uint32_t to_bad_ppm, to_good_ppm;
    uint32_t loss_bad_ppm, loss_good_ppm;
    uint32_t duplicate_ppm;
    uint32_t corrupt_ppm;
    uint32_t reorder_ppm;
    uint32_t gap;        /* reorder every gap-th only (with that chance); 0:
                            any */
    uint64_t rate_bit_s; /* 0: no limit */
    uint32_t limit;      /* datagrams; 0: 1,000 */
    int checksum_off;
};

/* Parse a whole source that holds nothing but a rule. */
int rule_parse(struct link_rule *r, const char *file, const char *src,
               struct text_error *err);

/* For a language with rules in it: read up to the end of the line. */
void rule_read(struct link_rule *r, struct text *t);

/* Like snprintf. "" for a link without faults and delay. */
int rule_print(char *buf, size_t cap, const struct link_rule *r);

#endif
