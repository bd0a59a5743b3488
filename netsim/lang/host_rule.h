/*
 * host_rule.h - what is wrong with a host: shares of its calls that go
 * another way, its clock, the size of its disk.
 *
 *     rule   = { "short" P | "interrupt" P | "error" P | "switch" P
 *              | "skew" PPM | "offset" TIME | "disk" SIZE }
 *     P      = NUMBER "%", up to four decimals
 *     PPM    = [ "-" ] NUMBER "ppm", at most 100000ppm
 *     TIME   = [ "-" ] NUMBER ( "ns" | "us" | "ms" | "s" )
 *     SIZE   = NUMBER ( "B" | "KiB" | "MiB" | "GiB" )
 *
 * short       a read or write of a stream or file moves fewer bytes than it
 *             could: 1 to all but one, each as likely
 * interrupt   a call that has to wait is interrupted (EINTR)
 * error       a call on the disk fails (EIO) and is not made
 * switch      where several threads could go on, it is not the first of them
 * skew        all clocks of the host run that much too fast, or too slow:
 *             time-outs end early, or late
 * offset      its clock of the day (CLOCK_REALTIME) is that much ahead
 * disk        there is room for so many bytes: then ENOSPC
 *
 * Each word stands once.  Draws are keyed by the seed, the host, the call,
 * how many of these it has made, and the kind of fault.
 */
#ifndef NETSIM_HOST_RULE_H
#define NETSIM_HOST_RULE_H

#include "netsim/lang/text.h"

struct host_rule {
    uint32_t short_ppm;
    uint32_t interrupt_ppm;
    uint32_t error_ppm;
    uint32_t switch_ppm;
    int32_t skew_ppm;
    int64_t offset_ns;
    uint64_t disk_bytes; /* 0: no limit */
};

#define SKEW_MAX_PPM 100000

/* Parse a whole source that holds nothing but a rule. */
int host_rule_parse(struct host_rule *r, const char *file, const char *src,
                    struct text_error *err);

/* For a language with rules in it: read up to the end of the line. */
void host_rule_read(struct host_rule *r, struct text *t);

/* Like snprintf. "" for a host without faults. */
int host_rule_print(char *buf, size_t cap, const struct host_rule *r);

#endif
