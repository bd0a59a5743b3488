/*
 * netsim.h - a small world of hosts and faulty links, run in one process.
 *
 * A host runs one program: ordinary POSIX C, built as a node (see README.md,
 * "What a program must obey").  A world is deterministic: the same programs,
 * seed and decisions give the same trace, byte for byte; nothing here reads
 * the real clock.  One world may run at a time.
 *
 *     struct sim_world *w = sim_new();
 *     int server = sim_add_host(w, "server", "bank-server.so", 2, argv_s);
 *     int client = sim_add_host(w, "client", "bank-client.so", 8, argv_c);
 *     sim_set_rule(w, client, server, &lossy);
 *     sim_set_chooser(w, sim_rules_chooser(w));
 *     sim_set_sink(w, trace_keep, &tr);
 *     sim_run(w);
 *     sim_free(w);
 *
 * Units:      *_ns   virtual nanoseconds since the world was made (int64_t)
 * Errors:     0 or an index on success, a negative errno on failure.
 *             Misuse by the caller is a bug and aborts.
 * Ownership:  the world copies what it is told and owns all it hands out;
 *             choosers and sinks are borrowed and must outlive the run.
 */
#ifndef NETSIM_NETSIM_H
#define NETSIM_NETSIM_H

#include "netsim/lang/host_rule.h"
#include "netsim/lang/rule.h"
#include "netsim/lang/schedule.h"
#include "netsim/trace/trace.h"

struct sim_world;

/* ---- the one door for chance ------------------------------------------- */

enum sim_point_kind {
    SIM_DATAGRAM, /* a datagram enters a link: src, dst, nth */
    SIM_CALL,     /* a host before or after its nth system call */
    SIM_STEP,     /* a host before or after it reports its nth such step */
    SIM_TIME,     /* the run starts, or a time that was named (at_ns) is
                     here: what happens to the host, and when next?  Host
                     -1: the network; asked until nothing more happens */
    SIM_CUT,      /* a segment of TCP that only acknowledges enters a link:
                     src, dst.  It is lost if the link is cut, never else */
    SIM_TURN,     /* several threads of a host can go on: which one? */
};

/* Where a decision is asked for. */
struct sim_point {
    enum sim_point_kind kind;
    int64_t t_ns;
    int src, dst;
    int follows; /* DATAGRAM: another entered the link at this instant */
    int crosses; /* ... or the link from dst to src */
    int host;
    int call; /* SYS_NR_... */
    int step; /* of schedule_step */
    int after;
    uint32_t nth;   /* per link, or per host and call or step, over the whole
                     run; TURN: per host; TIME: at this time */
    uint32_t bytes; /* CALL, before: it would transfer so many; 0: it is
                          no call that may transfer less than it is asked */
    int waits;      /* CALL, before: it may have to wait (EINTR) */
    int disk;       /* CALL, before: it is on the disk, which may fail; 2:
                           and needs room, which the disk may lack */
    uint32_t unsynced;  /* CALL: changes of the host's disk not yet synced */
    uint32_t n_threads; /* TURN: threads that can go on, by number: the first
                           is the one that the fault-free run takes */
    const unsigned *thread;
};

/*
 * What is decided; as the kernel hands it to the chooser, it says "as in
 * the fault-free run".
 */
struct sim_decision {
    const char *rule; /* who decided: "schedule"; NULL: no one */

    /* SIM_DATAGRAM; times are added to the link's delay */
    int drop;
    const char *why; /* of a drop: "loss", "schedule" */
    enum deviation_moment moment;
    int64_t by_ns;
    int duplicate;
    enum deviation_moment copy_moment;
    int64_t copy_by_ns;
    int corrupt;      /* one bit of the original is flipped */
    int64_t until_ns; /* the original does not arrive before this time */

    /* SIM_CALL, SIM_STEP, SIM_TIME */
    int crash;
    int power; /* with crash: the machine, not only the process */
    enum deviation_keep keep;
    uint32_t keep_n;
    int64_t restart_ns; /* after the crash, or RESTART_NEVER */
    int64_t pause_ns;   /* the host stands still for so long */
    int64_t clock_ns;   /* the host's clock of the day jumps */

    /* SIM_TIME */
    int64_t at_ns;               /* ask again then; -1: never */
    const struct deviation *cut; /* of the network: begins or ends now */

    /* SIM_CALL, before */
    int error;      /* positive errno: the call fails and is not made; EINTR
                       of one that waits: in the middle of its time-out */
    uint32_t bytes; /* transfer no more than so many; 0: as asked */

    unsigned thread; /* SIM_TURN: 0: the first; else its number */
};

/*
 * A chooser makes up its mind about a point, or leaves the decision as it
 * is, or asks the chooser under it: so they stack.
 */
struct sim_chooser {
    void (*choose)(struct sim_chooser *self, const struct sim_point *p,
                   struct sim_decision *d);
    struct sim_chooser *under; /* or NULL */
    int wants_calls;           /* 0: never asked about SIM_CALL points */
};

/* Draws by the rules of links and hosts, each keyed by seed, link or host and
 * call, nth, and kind.  Ask for it when the rules are set.  NULL if none of
 * them leaves anything to chance. */
struct sim_chooser *sim_rules_chooser(struct sim_world *w);

/* Does what a schedule says, whatever the chooser under it says. */
struct sim_script {
    struct sim_chooser chooser;
    const struct schedule *schedule; /* borrowed */
    uint64_t happened; /* bit i: deviation i has, since the script was made */
};

void sim_script_init(struct sim_script *s, const struct schedule *schedule,
                     struct sim_chooser *under);

/* ---- making a world ----------------------------------------------------- */

/* Never fails: out of memory aborts with a sentence. */
struct sim_world *sim_new(void);
void sim_free(struct sim_world *w);

/*
 * Add a host that will run the node program in the file `path` with these
 * arguments (argv[0] is the name of the program).  Its address is
 * 10.0.0.1 for the first host, and so on.  Returns its index, or -errno:
 * -EINVAL if the file is no node; *why, if not NULL, is set to a sentence,
 * borrowed until the next call.
 */
int sim_add_host(struct sim_world *w, const char *name, const char *path,
                 int argc, char *const argv[], const char **why);

/*
 * Other arguments for a host, copied, from the next run on; argc 0: in that
 * run its program is not started at all.
 */
void sim_set_args(struct sim_world *w, int host, int argc, char *const argv[]);

/* The rule of the link src->dst; -1, -1: of all without one of their own. */
void sim_set_rule(struct sim_world *w, int src, int dst,
                  const struct link_rule *rule);
/* What is wrong with a host; -1: with each of those there are so far. */
void sim_set_host_rule(struct sim_world *w, int host,
                       const struct host_rule *rule);
void sim_set_seed(struct sim_world *w, uint64_t seed);

/*
 * The files of a host may have so many bytes together; more is ENOSPC.
 * Default, and 0: 1 GiB.
 */
void sim_set_disk_limit(struct sim_world *w, int host, int64_t bytes);

/* The run ends at that virtual time at the latest.  Default: one hour. */
void sim_set_limit(struct sim_world *w, int64_t limit_ns);

/* NULL: the fault-free run; no trace. */
void sim_set_chooser(struct sim_world *w, struct sim_chooser *c);
void sim_set_sink(struct sim_world *w, trace_sink_fn *sink, void *arg);

/*
 * Steps of calls (rpc_trace.h) cost a write(2) each: programs report them
 * only when this is on, whether or not there is a sink.  Default: off.
 */
void sim_set_steps(struct sim_world *w, int on);

/* Fill in the world's side of the meta data; borrowed until sim_free(). */
void sim_describe(struct sim_world *w, struct trace_meta *meta);

/* The names a schedule for this world may use; borrowed until sim_free(). */
const struct schedule_names *sim_names(struct sim_world *w);

/* ---- isolation ---------------------------------------------------------- */

/*
 * With this each program runs in processes of the real system of its own,
 * whose only way out are the calls of the simulated kernel.  In them `guard`
 * is called before anything of the program runs, which may take away from the
 * process whatever it does not need: once for the process that has loaded
 * the program and goes on to fork (READY), then in each that it has forked
 * and that runs the program (RUNNING).  What they need is: futex(2) and
 * setitimer(2), READY also clone(2); no file and no descriptor; under
 * AddressSanitizer mmap(2) and its like.  guard returns 0, or -1: then there
 * is no world.
 *
 * To be called before the hosts are added; borrowed for ever.  There are no
 * snapshots then.
 */
enum sim_guard_stage { SIM_GUARD_READY, SIM_GUARD_RUNNING };
struct sim_isolation {
    int (*guard)(void *arg, enum sim_guard_stage stage); /* or NULL */
    void *arg;
};
void sim_isolate(const struct sim_isolation *how);

/* Whether this system has what it takes: 0, or -errno.  It takes
 * process_vm_readv(2), which an emulator or a container may lack. */
int sim_can_isolate(void);

/* ---- running it --------------------------------------------------------- */

enum sim_end {
    SIM_QUIET,   /* nothing is left to happen: every thread has ended or waits
                    for what will never come */
    SIM_LIMIT,   /* the limit of time was reached */
    SIM_PAUSED,  /* before the call that was named */
    SIM_STOPPED, /* by the rest function */
};

/*
 * Run from the start to the end.  May be called again: every run starts
 * from a world as new, with nothing left of the run before.
 */
enum sim_end sim_run(struct sim_world *w);

/*
 * The same in pieces: begin; go on until just before the call-th system call
 * of the run (0: to the end), as often as is wanted.  It must stand between
 * enter and leave, which catch the signals by which programs fail, and while
 * it does no other world may run.
 */
void sim_enter(void);
void sim_leave(void);
void sim_begin(struct sim_world *w);
enum sim_end sim_go(struct sim_world *w, uint64_t call);

/*
 * Called whenever no thread can run, before time moves on; not 0 ends the
 * run there.  NULL: none.
 */
typedef int sim_rest_fn(void *arg);
void sim_set_rest(struct sim_world *w, sim_rest_fn *rest, void *arg);

/*
 * For a debugger: the program that makes the call-th system call of a run
 * goes through sim_stop_here() first, on its own stack.  0: none does.
 */
void sim_set_stop(struct sim_world *w, uint64_t call);
void sim_stop_here(void);

struct sim_stats {
    int64_t now_ns;
    int64_t left_ns;    /* until the limit */
    uint64_t datagrams; /* sent */
    uint64_t calls;     /* system calls */
    uint64_t faults;    /* processes that failed by themselves */
};
void sim_stats(const struct sim_world *w, struct sim_stats *s);

/* ---- states and histories ----------------------------------------------- */

/*
 * A hash of what the run has shown so far: starts and ends of processes, the
 * steps of these names (NULL-terminated list, borrowed; NULL: no history),
 * their order, and which led to which.  What depends on nothing else is the
 * same for runs of equal histories.
 */
void sim_set_history(struct sim_world *w, const char *const *steps);
uint64_t sim_history(const struct sim_world *w);

/*
 * Keep the state of a paused or resting run, and come back to it as often
 * as is wanted.  A snapshot is of this world only.  There are none under
 * AddressSanitizer and in isolation: sim_can_save() is 0, sim_save() NULL.
 */
struct sim_snapshot;
int sim_can_save(void);
struct sim_snapshot *sim_save(struct sim_world *w);
void sim_restore(struct sim_world *w, const struct sim_snapshot *s);
void sim_snapshot_free(struct sim_snapshot *s);

/*
 * A hash of all that the rest of the run depends on, the history included,
 * so that runs whose states are equal end with equal histories.  Draws of
 * link rules are not in it: only for worlds without random rules.  The time
 * is in it from when on a program has looked at a clock, in any run since
 * sim_set_history(); before, none can tell what time it is.  The limit of
 * time is not in it: of equal states the later one may be cut off where the
 * other is not.
 */
uint64_t sim_state(struct sim_world *w);

/*
 * What stands for a process in it: what is in its memory (the default), or
 * the results of all calls it has made, which is what its memory follows
 * from.  Results tell more states apart, work under AddressSanitizer, where
 * the other does not, and are noted only while this is set.
 */
enum sim_state_by { SIM_BY_MEMORY, SIM_BY_RESULTS };
void sim_set_state_by(struct sim_world *w, enum sim_state_by by);

/* ---- from a world file -------------------------------------------------- */

struct worldfile;

/*
 * Set up *w, which must be new, as the file says.  Programs are nodes
 * DIR/PROGRAM.so or, where there is a "/" in their name, the file itself.
 * Returns 0, or -EINVAL with a sentence in err (cap bytes).  The schedule is
 * not set: that is for a script (sim_script_init).
 */
int sim_load(struct sim_world *w, const struct worldfile *f, const char *dir,
             char *err, size_t cap);

#endif
