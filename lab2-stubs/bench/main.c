/*
 * main.c - what a call costs: the table of the lecture, on this machine.
 *
 * bench-rpc ROUNDS WIDE_NS      the second: virtual time of a call over a
 *                               simulated wide area network
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/bench/measure.h"

static int rounds;

static void
check_bytes(void)
{
    unsigned char ours[1024], theirs[1024];
    size_t n = our_record(ours, sizeof(ours));

    if (tirpc_record(theirs, sizeof(theirs)) != n ||
        memcmp(ours, theirs, n) != 0) {
        fprintf(stderr, "bench-rpc: idlc and rpcgen make other bytes of the "
                        "same record\n");
        exit(1);
    }
    printf("XDR of a record of %zu bytes; idlc and rpcgen make the same "
           "bytes of it\n",
           n);
}

static void
print_time(double ns)
{
    if (ns < 1e3)
        printf("%9.1f ns", ns);
    else if (ns < 1e6)
        printf("%9.1f us", ns / 1e3);
    else
        printf("%9.1f ms", ns / 1e6);
}

static void
row(const struct measured *m)
{
    printf("  %-28s", m->name);
    print_time(measured_ns(m, rounds));
    printf("  %11.0f\n", measured_ratio(m, &local_call, rounds));
}

/* How many times as fast is a as b; and how many we would like, or 0. */
static void
compare(const struct measured *a, const struct measured *b, double wanted)
{
    double times = measured_ratio(b, a, rounds);

    printf("  %-28s %5.2f times as fast as %s", a->name, times, b->name);
    if (wanted > 0)
        printf(" (at least %.4g is wanted%s)", wanted,
               times >= wanted ? "" : ": MISSED");
    printf("\n");
}

static void
print_calls(double wide_ns)
{
    struct measured wide = { .name = "simulated, 50 ms each way" };

    for (int r = 0; r < rounds; r++)
        wide.ns[r] = wide_ns;
    printf("one call without arguments: processor time of both sides, median "
           "of %d rounds\n"
           "%55s\n",
           rounds, "local calls");
    row(&local_call);
    row(&stub_call);
    row(&raw_udp);
    row(&raw_udp_timeout);
    row(&our_udp);
    row(&tirpc_udp);
    row(&raw_tcp);
    row(&our_tcp);
    row(&our_tcp_at_once);
    row(&tirpc_tcp);
    row(&wide);
}

static void
part(const char *what, double ns)
{
    printf("  %-28s", what);
    print_time(ns);
    printf("\n");
}

/* What a call has that sockets alone have not. */
static void
print_rest(void)
{
    double all = measured_more(&our_udp, &raw_udp, rounds);
    double wait = measured_more(&raw_udp_timeout, &raw_udp, rounds);
    double stubs = measured_more(&stub_call, &local_call, rounds);

    printf("RPC over UDP takes longer than sockets alone\n");
    part("by", all);
    part("of that, the time-out", wait);
    part("stubs and dispatcher", stubs);
    part("clocks, and all else", all - wait - stubs);
}

static void
print_record(const struct measured *m)
{
    printf("  %-28s", m->name);
    print_time(measured_ns(m, rounds));
    printf("\n");
}

int
main(int argc, char **argv)
{
    struct measured *const list[] = {
        &local_call, &stub_call,    &raw_udp,    &raw_udp_timeout, &our_udp,
        &tirpc_udp,  &raw_tcp,      &our_tcp,    &our_tcp_at_once, &tirpc_tcp,
        &our_encode, &tirpc_encode, &our_decode, &tirpc_decode,    &our_xdr,
        &tirpc_xdr,  NULL,
    };

    rounds = argc == 3 ? atoi(argv[1]) : 0;
    if (rounds < 1 || rounds > MEASURE_ROUNDS_MAX) {
        fprintf(stderr, "usage: bench-rpc ROUNDS WIDE_NS\n");
        return 2;
    }
    measure(list, rounds);
    print_calls(atof(argv[2]));
    printf("\n");
    print_rest();
    printf("\n");
    check_bytes();
    print_record(&our_encode);
    print_record(&tirpc_encode);
    print_record(&our_decode);
    print_record(&tirpc_decode);
    print_record(&our_xdr);
    print_record(&tirpc_xdr);
    printf("\nbeside one another, in the same rounds\n");
    compare(&our_udp, &raw_udp, 0.9);
    compare(&our_udp, &tirpc_udp, 1);
    compare(&our_tcp, &raw_tcp, 0.9);
    compare(&our_tcp, &tirpc_tcp, 1);
    compare(&our_encode, &tirpc_encode, 0);
    compare(&our_decode, &tirpc_decode, 0);
    compare(&our_xdr, &tirpc_xdr, 3);
    return 0;
}
