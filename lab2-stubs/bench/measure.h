/*
 * measure.h - how long small things take, on a machine that others use, too.
 *
 * What counts is the time that the processor has worked for this program and
 * its servers: all of them are on one, and take turns.  All things are
 * measured in turn, for a short time each, and that several times.  What is
 * compared is their times of one round: so what slows the machine down for a
 * while slows down all of them alike.
 *
 * Units:      *_ns  nanoseconds of processor time, for one operation
 * Errors:     what cannot be set up ends the program with a message.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>

#define MEASURE_ROUNDS_MAX 99

struct measured {
    const char *name;    /* "RPC over UDP" */
    void (*open)(void);  /* before the first round; or NULL */
    void (*run)(long n); /* n operations */

    /* by measure(): */
    long n; /* operations of a round */
    double ns[MEASURE_ROUNDS_MAX];
};

/* Fill in ns[0 .. rounds - 1] of each; NULL ends the list. */
void measure(struct measured *const *list, int rounds);

/* The median. */
double measured_ns(const struct measured *m, int rounds);

/* How many times as long a took as b: the median over the rounds. */
double measured_ratio(const struct measured *a, const struct measured *b,
                      int rounds);

/* By how much longer it took, in nanoseconds: the same. */
double measured_more(const struct measured *a, const struct measured *b,
                     int rounds);

/* ---- what is measured --------------------------------------------------- */

/* raw.c: sockets and nothing else; messages as long as those of RPC. */
extern struct measured raw_udp, raw_tcp;
/* The same by who does not wait for a reply for ever. */
extern struct measured raw_udp_timeout;

/* ours.c */
extern struct measured local_call, stub_call, our_udp, our_tcp,
    our_tcp_at_once;
extern struct measured our_encode, our_decode, our_xdr;
/* The bytes of the record: their number. */
size_t our_record(unsigned char *bytes, size_t cap);

/* tirpc.c: the same, by rpcgen and libtirpc. */
extern struct measured tirpc_udp, tirpc_tcp;
extern struct measured tirpc_encode, tirpc_decode, tirpc_xdr;
size_t tirpc_record(unsigned char *bytes, size_t cap);

/* ---- for them (process.c) ----------------------------------------------- */

void fail(const char *what) __attribute__((noreturn));

/*
 * A process that serves, as long as this one lives: serve(fd) is called in
 * it, with a socket that is bound to a port of 127.0.0.1.  Returns the port.
 */
unsigned short serve_in_child(int type, void (*serve)(int fd));

/* Processor time of this process and of those that serve, from some point. */
double used_ns(void);

/* A socket that is connected to that port. */
int connect_to(int type, unsigned short port);

#endif
