/*
 * sim.h - private to netsim: the kernel's own structures.
 *
 * Reading order: event.c (the queue), fiber.c, image.c, heap.c (what a
 * process is made of), process.c, sched.c, contain.c (how it runs and how
 * it dies), sys.c and sys_*.c (what it may ask for), socket.c, link.c (what
 * the network does), chooser.c, random.c (what decides), world.c.
 */
#ifndef NETSIM_SIM_H
#define NETSIM_SIM_H

#include "netsim/netsim.h"
#include "netsim/syscalls.h"
#include "netsim/user/node.h"

#include <sys/types.h>

#define SIM_HOSTS_MAX TRACE_HOSTS_MAX
#define SIM_FDS_MAX 1024
#define SIM_STACK_SIZE ((size_t)1 << 20)
#define SIM_GUARD_SIZE ((size_t)1 << 16)
#define SIM_UDP_MAX 65507         /* largest payload of UDP over IPv4 */
#define SIM_RCVBUF_DEFAULT 212992 /* Linux' net.core.rmem_default */
/* tc-netem(8): the default limit of a queue, in datagrams. */
#define SIM_LINK_LIMIT 1000
/* What Linux charges to the receive buffer beside the payload, roughly. */
#define SIM_DATAGRAM_OVERHEAD 768
#define SIM_CALLS_AT_INSTANT 1000000
#define SIM_CPU_MS 2000 /* of a thread between two calls */

/* Whether this build runs under AddressSanitizer (gcc, clang). */
#if defined(__SANITIZE_ADDRESS__)
#define SIM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIM_ASAN 1
#endif
#endif
#ifndef SIM_ASAN
#define SIM_ASAN 0
#endif

/*
 * A condition that only a bug of ours can break.  What a program or the
 * network does wrong is an error return, not an assertion.
 */
#define SIM_ASSERT(cond)                                                      \
    ((cond) ? (void)0 : sim_assert_failed(#cond, __FILE__, __LINE__))
_Noreturn void sim_assert_failed(const char *cond, const char *file, int line);
/* One line on stderr, then exit 2: the world outside failed us. */
_Noreturn void sim_fatal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
/*
 * Memory of a world: all that a run makes and changes, and nothing else, so
 * that the state of a world can be kept and come back to.  Zeroed; aborts.
 */
void *world_alloc(struct sim_world *w, size_t len);
void *world_grow(struct sim_world *w, void *p, size_t old_len, size_t len);
void world_free(struct sim_world *w, void *p);
/* Memory that is the same in all runs of a world. */
void *sim_alloc(size_t len);                         /* zeroed; aborts */
void *sim_grow(void *p, size_t old_len, size_t len); /* rest zeroed */

/* ---- event.c: what will happen, in total order -------------------------- */

enum event_kind {
    EVENT_TIMER,   /* a thread has waited long enough */
    EVENT_DELIVER, /* a datagram arrives */
    EVENT_CRASH,   /* a host is crashed by the clock */
    EVENT_RESTART, /* a host starts its program again */
};

/* Embedded in what it happens to; queued at most once. */
struct event {
    int64_t at_ns;
    uint64_t order; /* of queueing: breaks ties, so that order is total */
    uint32_t slot;  /* in the heap, from 1; 0: not queued */
    enum event_kind kind;
};

struct event_queue {
    struct event **heap; /* heap[1..n] */
    uint32_t n, cap;
    uint64_t order;
    struct sim_world *world; /* whose memory it is; NULL: no one's */
};

void event_add(struct event_queue *q, struct event *ev, int64_t at_ns);
void event_cancel(struct event_queue *q, struct event *ev); /* if queued */
struct event *event_take(struct event_queue *q);            /* or NULL */
void event_clear(struct event_queue *q);

/* ---- fiber.c: a stack of its own ---------------------------------------- */

struct fiber {
    void *sp;    /* where it was left */
    char *stack; /* SIM_STACK_SIZE bytes above a guard page; or NULL */
    void *fake;  /* AddressSanitizer's */
};

void fiber_init(struct fiber *f, void (*entry)(void *), void *arg);
void fiber_release(struct fiber *f); /* gives the stack back */
void fiber_enter(struct fiber *f);   /* from the scheduler; returns later */
void fiber_leave(struct fiber *f);   /* to the scheduler; returns later */
_Noreturn void fiber_abandon(struct fiber *f); /* to the scheduler, for ever */
int fiber_in_guard(const struct fiber *f, const void *addr);

/* ---- image.c: private globals ------------------------------------------- */

struct image; /* one loaded copy of a program */

/* NULL with *why set if the file is no node.  Copies are never unloaded but
 * kept for the next world that wants the program. */
struct image *image_get(const char *path, const char **why);
void image_put(struct image *im);
void image_reset(struct image *im); /* globals as new */
const struct node_entry *image_entry(const struct image *im);
int image_has_pc(const struct image *im, uintptr_t pc);

/* "function (file.c:12)" of an address in the image, as well as is known. */
void image_place(const struct image *im, uintptr_t pc, char *buf, size_t cap);

/* ---- heap.c: private memory --------------------------------------------- */

struct heap;
struct heap *heap_new(void);
void heap_reset(struct heap *h); /* nothing allocated, all bytes zero */
void heap_free(struct heap *h);

/* The heap that malloc() of the running program uses; NULL: the system's. */
extern struct heap *heap_current;

/* ---- processes ---------------------------------------------------------- */

struct process;
struct host;

enum wait_kind {
    WAIT_NOTHING,
    WAIT_IO,   /* something about a descriptor of the process */
    WAIT_TIME, /* only the timer */
};

enum end_kind { END_EXIT, END_CRASH, END_POWER };

enum left_why { LEFT_TRAP, LEFT_FAULT };

struct thread {
    struct fiber fiber;
    struct process *proc;
    unsigned id; /* from 1 */

    /* the call it makes, as the shim left it */
    int nr;
    long arg[6];
    long ret;
    uintptr_t pc; /* where the program made it */

    /* how it left the processor */
    enum left_why why;
    int sig;
    uintptr_t fault_addr, fault_pc;

    /* a call that cannot finish yet */
    enum wait_kind wait;
    int retried;   /* the call has waited before */
    int timed_out; /* ... and its timer has gone off */
    struct event timer;

    int saved_errno;
    uint32_t bytes_max;  /* of this call, by decision; 0: no limit */
    uint64_t cause;      /* seq of a delivery it has received, until traced */
    struct thread *next; /* in the run queue */
    struct thread *mate; /* next one of the process */
    int queued;
};

struct file;

/*
 * What can be done with an open file.  The arguments of the call are t's; an
 * operation that is NULL fails with EBADF (read, write) or is always ready.
 */
struct file_ops {
    const char *what; /* "UDP socket", for "descriptor left open" */
    long (*read)(struct thread *t, struct file *f);
    long (*write)(struct thread *t, struct file *f);
    short (*ready)(struct file *f); /* all POLL... bits that hold */
    void (*close)(struct file *f);  /* the last descriptor is gone */
};

/* An open file description; several descriptors may stand for it. */
struct file {
    const struct file_ops *ops;
    int refs;
    int stream;            /* console: 0 stdin, 1 stdout, 2 stderr */
    struct socket *socket; /* or NULL */
    int nonblocking;
    uintptr_t opener_pc; /* for "descriptor left open" */
};

#define LINE_MAX_LEN 1024

struct line { /* output of a process, until its newline */
    size_t len;
    char text[LINE_MAX_LEN];
};

/* The one process of a host; its incarnations come one after another. */
struct process {
    struct host *host;
    struct image *image;
    struct heap *heap;
    int alive;
    unsigned inc;           /* from 1; 0: has never started */
    struct thread *threads; /* linked by mate; the first is main's */
    unsigned n_threads;     /* ever made: numbers are not used again */
    struct file **fd;       /* fd[0..n_fds), NULL where closed */
    int n_fds;
    struct line line[3]; /* stdout, stderr, steps */
    int64_t instant_ns;  /* of the calls counted here */
    uint32_t calls_at_instant;
    uint64_t random_n; /* draws of getrandom so far */
};

struct host {
    struct sim_world *world;
    int index;
    char name[16];
    char addr[16];
    char *path;
    char **argv;
    int argc;
    struct process proc;
    uint32_t calls[SYS_NR_COUNT]; /* made so far, over all incarnations */
    struct socket *sockets;       /* bound ones */
    uint16_t next_port;
    struct event crash, restart;
    struct deviation by_clock; /* what the crash is */
    uint64_t crash_seq;        /* of the last crash in the trace */
    int64_t clock_ns;          /* its clock of the day is ahead by that */
    uint32_t turns;            /* SIM_TURN points so far */
};

/* process.c */
void process_start(struct host *h);
void process_kill(struct process *p, enum end_kind how); /* frees all it had */
void process_exit(struct thread *t, int status);
void process_fault(struct thread *t, const char *name, const char *text);
/* One more thread, which has not begun to run; and its end. */
struct thread *thread_new(struct process *p, void (*entry)(void *), void *arg);
void thread_free(struct thread *t);
/* As the deviation says: a crash or a loss of power; t: who was running. */
void host_crash(struct host *h, struct thread *t, const char *rule,
                const struct deviation *dev);

/* ---- files.c: descriptors ----------------------------------------------- */

/* A new open file with one reference. */
struct file *file_new(struct thread *t, const struct file_ops *ops);
int file_add(struct process *p, struct file *f); /* a descriptor or -EMFILE */
struct file *file_get(struct process *p, long fd); /* or NULL */
int file_close(struct process *p, long fd);
void file_put(struct process *p, struct file *f); /* one reference less */
void console_open(struct process *p);             /* 0, 1 and 2 */
/* "descriptor 3, a UDP socket opened in ...; ...": those that are open. */
void files_list(struct process *p, char *buf, size_t cap);

/* ---- console.c: what a process says ------------------------------------- */

extern const struct file_ops console_ops, steps_ops;
/* What it had not ended with a newline is said all the same. */
void console_end(struct thread *t);

/* ---- sched.c ------------------------------------------------------------ */

long sched_trap(int nr, const void *pc, const long arg[6]); /* see node.h */
void thread_ready(struct thread *t);
void thread_run(struct thread *t);
void process_wake_io(struct process *p); /* retry what waits for I/O */
void thread_unready(struct thread *t);   /* out of the run queue */
/* Another decision than the default has been taken about t's host. */
void thread_deviate(struct thread *t, const struct deviation *dev,
                    const char *rule);
extern struct thread *thread_current; /* NULL: the kernel runs */

/* ---- contain.c ---------------------------------------------------------- */

void contain_start(void); /* signal handlers and the watchdog, for a run */
void contain_stop(void);
int contain_reported(void);            /* by a sanitizer, since the last */
void contain_report(struct thread *t); /* its process has failed */

/* ---- sys.c -------------------------------------------------------------- */

#define SYS_BLOCK (-4096) /* not yet: the thread sleeps and tries again */

typedef long sys_fn(struct thread *t);
struct sys_entry {
    const char *name;
    sys_fn *fn;
    int crash; /* a schedule may name it */
};
extern const struct sys_entry sys_table[SYS_NR_COUNT];

#define X(name, crash) sys_fn sys_##name;
SYSCALLS(X)
#undef X

/*
 * Sleep until woken, but not longer than deadline_ns (-1: for ever).  The
 * call is made again then; t->timed_out says why.  The deadline of the
 * first time counts.
 */
long sys_wait(struct thread *t, enum wait_kind kind, int64_t deadline_ns);

/* Copy from and to the program; -EFAULT where its address is bad. */
int copy_in(void *dst, long user, size_t len);
int copy_out(long user, const void *src, size_t len);

/* ---- socket.c: UDP ------------------------------------------------------ */

struct datagram {
    struct event event;    /* DELIVER */
    struct datagram *next; /* in a socket's queue, or among the held */
    int src, dst;          /* hosts; dst -1: no such host */
    uint32_t saddr, daddr; /* host byte order */
    uint16_t sport, dport;
    uint32_t id, copy, nth;
    uint64_t send_seq, deliver_seq; /* in the trace */
    int icmp;   /* no payload: port unreachable, for the socket that sent */
    int waited; /* host + 1 that has waited in vain meanwhile; 0: none */
    uint32_t len, cap;
    uint8_t bytes[];
};

#define RCVTIMEO_NOW (-1)

struct socket {
    struct process *proc;
    uint32_t addr;       /* where it receives; host byte order */
    uint32_t bound_addr; /* as bind() had it: connect() may narrow it */
    uint16_t port;       /* 0: not bound */
    int port_asked;      /* for by bind(): connect() cannot dissolve it */
    uint32_t peer_addr;
    uint16_t peer_port;
    int connected;
    int reuse;
    uint32_t switches; /* options that are on and change nothing here */
    int error;         /* pending, positive errno */
    int64_t rcvtimeo_ns, sndtimeo_ns; /* 0: none; RCVTIMEO_NOW: do not wait */
    uint32_t rcvbuf, sndbuf, queued;  /* bytes */
    struct datagram *first, **last;
    struct socket *next; /* bound ones of the host */
};

uint32_t host_address(int index); /* host byte order */
int host_by_address(const struct sim_world *w, uint32_t addr); /* or -1 */
struct socket *socket_new(struct process *p);
void socket_free(struct socket *s);
int socket_bind(struct socket *s, uint32_t addr, uint16_t port);
/* No peer any more; nor a port, if it was not asked for. */
void socket_disconnect(struct socket *s);
/* The socket of a host that a datagram is for, or NULL. */
struct socket *socket_find(struct host *h, const struct datagram *d);

/* sys_socket.c: the socket of argument 0, or NULL with *err set. */
struct file *socket_file(struct thread *t, long *err);
/* An error that the network has reported, as -errno, or 0: told once. */
long socket_error(struct socket *s);

/* ---- link.c: the network ------------------------------------------------ */

struct link {
    int src, dst;
    struct link_rule rule;
    int own_rule;          /* set for this very pair */
    uint32_t nth;          /* datagrams sent so far */
    struct datagram *held; /* past "next" */
    uint32_t in_flight;    /* or held */
};

struct link *link_find(struct sim_world *w, int src, int dst); /* or NULL */
struct link *link_get(struct sim_world *w, int src, int dst);
/* Send a datagram; takes it over. */
void link_send(struct thread *t, struct datagram *d);
void link_deliver(struct sim_world *w, struct datagram *d);
/* A thread of this host has waited in vain: what was held for it goes. */
void link_timeout(struct sim_world *w, int host);
int link_release_all(struct sim_world *w); /* how many were held */
struct datagram *datagram_new(struct sim_world *w, uint32_t len);
void datagram_free(struct sim_world *w, struct datagram *d);

/* ---- random.c ----------------------------------------------------------- */

/* 64 evenly distributed bits that depend on the key alone. */
uint64_t random_keyed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* ---- world.c ------------------------------------------------------------ */

struct sim_world {
    int64_t now_ns, limit_ns;
    uint64_t seed;
    struct event_queue queue;
    struct thread *run_first, **run_last;

    struct host **host;
    int n_hosts;
    const char **host_name;
    struct schedule_names names;

    struct link **link; /* open addressing, by (src, dst) */
    uint32_t n_links, link_cap;
    struct link_rule any_rule;
    struct datagram *held;  /* past "timeout" */
    struct datagram *spare; /* of the usual size */
    uint32_t datagram_id;

    struct sim_chooser *chooser;
    struct sim_chooser rules;
    trace_sink_fn *sink;
    void *sink_arg;
    uint64_t seq;      /* of the last traced event */
    uint32_t decision; /* number of the last one */
    int steps;
    struct sim_stats stats;

    struct trace_meta meta; /* what sim_describe() hands out */
};

/* Whether anyone listens: nothing need be computed for the trace if not. */
static inline int
tracing(const struct sim_world *w)
{
    return w->sink != NULL;
}

void world_stop(struct sim_world *w); /* as before its first run */

/* Time and seq are filled in.  Returns the seq. */
uint64_t world_trace(struct sim_world *w, struct trace_event *ev);
/* The same, of a thread: host, incarnation, thread and cause, too. */
uint64_t thread_trace(struct thread *t, struct trace_event *ev);

void world_choose(struct sim_world *w, const struct sim_point *p,
                  struct sim_decision *d);

#endif
