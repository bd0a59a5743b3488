/*
 * trace.h - what happened in a run: the one record that everything reads.
 *
 * The kernel hands each event to a sink as it happens; a sink may keep it
 * (struct trace), write it as a line of JSON, or count it.  Oracles, the
 * diagram and the viewer read nothing but a struct trace, so a run that is
 * still in memory and one that was loaded from a file look the same.
 *
 * Units:      t, *_ns  virtual nanoseconds since the world was made (int64_t)
 *             len      bytes
 * Errors:     0 on success, a negative errno on failure; a malformed file
 *             also fills a struct text_error (see netsim/lang/text.h).
 *             Out of memory aborts.
 * Ownership:  a struct trace owns all that its events point to.  An event
 *             given to a sink is borrowed: it is gone when the sink returns,
 *             and its strings may be NULL where they say nothing.
 * Format:     JSON Lines.  One object with "ev":"meta", then one object an
 *             event, in order of (t, seq), keys in the order of struct
 *             trace_event, absent where they say nothing.  See README.md.
 */
#ifndef NETSIM_TRACE_H
#define NETSIM_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text_error;

#define TRACE_VERSION 1
#define TRACE_HOSTS_MAX 16384

enum trace_kind {
    TRACE_START,   /* a process starts; text: program and arguments */
    TRACE_STEP,    /* a program reports a step; name, text */
    TRACE_LOG,     /* a line of output; name: stdout or stderr; text */
    TRACE_SEND,    /* a datagram leaves its host; did and rule where the
                      network's decision was not the default; name: of a
                      segment of TCP SYN, SYN-ACK, data, FIN or RST */
    TRACE_DELIVER, /* a copy reaches the socket it was meant for; text:
                      "corrupt" if noise has changed it */
    TRACE_DROP,    /* a copy is lost; text: why ("loss", "down", ...) */
    TRACE_TIMEOUT, /* a thread waited in vain; name: the call */
    TRACE_CRASH,   /* a process is killed by a fault of the world; text: what
                      a loss of power has left of its disk */
    TRACE_SYNC,    /* changes of a file are on the disk for good; name: which
                      file; text: how many changes */
    TRACE_CHOICE,  /* another decision about a host, or the network (host -1),
                      than the default; did.  Where a pause or a cut ends it
                      is said again, with the text "over" */
    TRACE_FAULT,   /* a process fails by itself; name: SIGSEGV, spin, ...;
                      text: place and circumstances */
    TRACE_EXIT,    /* a process ends; status; text: descriptors left open */
    TRACE_END,     /* the run is over; text: why */
    TRACE_KINDS
};

/*
 * Numbers of hosts, datagrams and events start at 1 (hosts at 0): 0 is
 * "none" for cause, dgram and dec.
 *
 * Steps (name of a TRACE_STEP) that the RPC library reports:
 *   call    the application calls a stub; text "debit(alice, 10)"
 *   resume  the same, of a call that was begun before its client crashed
 *   marshal, unmarshal, dispatch, reply ...  on the way
 *   exec    a handler starts; text as of its call
 *   done    the handler returned; text "90"
 *   return  the stub returns; text "debit(alice, 10) = 90"; status 0 is
 *           success, another value is the RPC status
 *   ignored a datagram is no message that anyone here waits for; text: why
 *   missing code of a lab is not written yet; text: which
 * and a cash dispenser (lab4-atmostonce/atm), which are drawn as exec is:
 *   dispense  the money comes out
 *   noted     it is on the disk that a withdrawal is done
 */
struct trace_event {
    int64_t t_ns;
    uint64_t seq;         /* total order; unique, growing */
    enum trace_kind kind; /* "ev" */
    int host;             /* index into meta.host; -1: the world */
    unsigned inc;         /* incarnation of the process, from 1; 0: none */
    unsigned thread;      /* of the process, from 1; 0: none.  The events of
                             a thread are in its program's order */
    uint64_t cause;       /* seq of the event elsewhere that led here, 0:
                             none: for DELIVER and DROP the SEND; for the
                             first event of a thread after it has received a
                             datagram, that DELIVER */

    /* SEND, DELIVER, DROP */
    uint32_t dgram; /* of the sending; all copies share it */
    uint32_t copy;  /* 0 the original, 1.. duplicates */
    int src, dst;   /* hosts; dst -1: no such host */
    uint32_t nth;   /* this is the nth datagram on the link src->dst */
    int sport, dport;
    int64_t delay_ns;     /* SEND: time in flight of the original */
    const uint8_t *bytes; /* SEND: the payload, len of them */
    uint32_t len;         /* 0 where there are no bytes */

    /* decisions of the chooser: SEND, CRASH, CHOICE */
    uint32_t dec;     /* number of the decision, from 1; 0: the default */
    const char *did;  /* the deviation, in the schedule language */
    const char *rule; /* what made it: "schedule", "loss 20%", ... */

    /* programs */
    const char *name;
    const char *text; /* UTF-8, or any bytes the program wrote */
    int status;       /* EXIT: exit code; STEP return: RPC status */
};

struct trace_host {
    const char *name;
    const char *addr;    /* "10.0.0.1" */
    const char *program; /* file name, without directory */
};

struct trace_meta {
    int version;
    uint64_t seed;
    const char *schedule; /* deviations, in the schedule language; "" none */
    size_t n_hosts;
    struct trace_host *host;
    size_t n_links;
    const char **link; /* rules: "client->server loss 20% delay 10ms", and of
                          hosts: "server short 5%" */
};

typedef void trace_sink_fn(void *arg, const struct trace_event *ev);

/* ---- a trace in memory -------------------------------------------------- */

/* Private: blocks of memory that are filled from the first on. */
struct trace_memory {
    struct trace_block *first, *at;
};

/*
 * In here a string is never NULL: "" is what says nothing.  bytes is not
 * NULL either, so that memcmp() of len bytes is always allowed.
 */
struct trace {
    struct trace_meta meta;
    size_t n_events;
    struct trace_event *event; /* event[i].seq grows with i */
    size_t cap;                /* private: room for so many events */
    struct trace_memory of_meta, of_events; /* private */
};

void trace_init(struct trace *tr);
void trace_release(struct trace *tr);

/*
 * Forget the events, keep the meta data: for the next run of a world.  The
 * memory stays for the events to come, and the time does not depend on how
 * many there were.
 */
void trace_clear(struct trace *tr);

/* Copy meta data, in place of what there was; before the first event. */
void trace_set_meta(struct trace *tr, const struct trace_meta *meta);

/* A sink that keeps a copy of the event; arg is the struct trace. */
void trace_keep(void *arg, const struct trace_event *ev);

/*
 * The event with this seq, or NULL.  Logarithmic; at once if no number
 * between was left out.
 */
const struct trace_event *trace_find(const struct trace *tr, uint64_t seq);

/* "send", "deliver", ...: the "ev" of a kind. */
const char *trace_kind_name(enum trace_kind kind);

static inline int
trace_is_step(const struct trace_event *ev, const char *name)
{
    return ev->kind == TRACE_STEP && strcmp(ev->name, name) == 0;
}

/* A message is sent, arrives or is lost. */
static inline int
trace_is_message(const struct trace_event *ev)
{
    return ev->kind == TRACE_SEND || ev->kind == TRACE_DELIVER ||
           ev->kind == TRACE_DROP;
}

/* The event before e, of those from `first` on; NULL if e is the first. */
static inline const struct trace_event *
trace_before(const struct trace_event *e, const struct trace_event *first)
{
    return e > first ? e - 1 : NULL;
}

/* A call begins, or goes on after a crash. */
static inline int
trace_is_call(const struct trace_event *ev)
{
    return trace_is_step(ev, "call") || trace_is_step(ev, "resume");
}

/* Both of one incarnation of one process; and of one thread of it. */
static inline int
trace_same_process(const struct trace_event *a, const struct trace_event *b)
{
    return a->host == b->host && a->inc == b->inc;
}

static inline int
trace_same_thread(const struct trace_event *a, const struct trace_event *b)
{
    return trace_same_process(a, b) && a->thread == b->thread;
}

/*
 * Is it what the network, the machine or the clock did to a program: a loss,
 * a duplicate, a crash, a decision?
 */
int trace_is_fault(const struct trace_event *ev);

/* Name of a host by index; "world" for -1. */
const char *trace_host_name(const struct trace_meta *meta, int host);

/* ---- JSON Lines --------------------------------------------------------- */

void trace_write_meta(FILE *out, const struct trace_meta *meta);
void trace_write_event(FILE *out, const struct trace_meta *meta,
                       const struct trace_event *ev);

/* The whole trace: meta, then every event.  -EIO where out has failed. */
int trace_write(FILE *out, const struct trace *tr);

/*
 * Read a trace written by the above into *tr, which must be initialised.
 * name stands for the file in errors.  On failure -EINVAL (-EIO if reading
 * failed), *err says file:line:column, what was found and what was
 * expected, and *tr holds nothing.
 */
int trace_read(struct trace *tr, FILE *in, const char *name,
               struct text_error *err);

#endif
