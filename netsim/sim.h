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

#include <string.h>
#include <sys/types.h>

#define SIM_HOSTS_MAX TRACE_HOSTS_MAX
#define SIM_COPIES_MAX 256 /* of a program, each for one process alone */
#define SIM_FDS_MAX 1024
/* On which programs report the steps of calls: it can only be written to, and
 * no open file has it. */
#define SIM_STEPS_FD 1023
#define SIM_STACK_SIZE ((size_t)1 << 20)
#define SIM_GUARD_SIZE ((size_t)1 << 16)
#define SIM_UDP_MAX 65507         /* largest payload of UDP over IPv4 */
#define SIM_RCVBUF_DEFAULT 212992 /* Linux' net.core.rmem_default */
/* tc-netem(8): the default limit of a queue, in datagrams. */
#define SIM_LINK_LIMIT 1000
/* What goes over the line beside the payload: headers of Ethernet (the 14
 * bytes that netem counts, too), IPv4 and UDP. */
#define SIM_HEADERS (14 + 20 + 8)
/* What Linux charges to the receive buffer beside the payload, roughly. */
#define SIM_DATAGRAM_OVERHEAD 768
#define SIM_CALLS_AT_INSTANT 1000000
#define SIM_CPU_MS 2000      /* of a thread between two calls */
#define SIM_THREADS_MAX 4096 /* of a process, at a time */
/* A thread that does not wait lets others go on after so many calls. */
#define SIM_CALLS_IN_TURN 1000

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
/* The same, about mmap(2) and errno. */
_Noreturn void sim_no_mapping(const char *what, size_t len);
/* The struct whose field ptr points to. */
#define CONTAINER(ptr, type, field)                                           \
    ((type *)((char *)(ptr)-offsetof(type, field)))
/*
 * Memory of a world: all that a run makes and changes, and nothing else, so
 * that the state of a world can be kept and come back to.  Zeroed; aborts.
 */
void *world_alloc(struct sim_world *w, size_t len);
void *world_grow(struct sim_world *w, void *p, size_t old_len, size_t len);
void world_free(struct sim_world *w, void *p);
/*
 * memset() to zero, by libc's function: where a compiler knows the length of
 * a large struct it may choose a slow instruction instead.
 */
static inline void
sim_clear(void *p, size_t len)
{
    __asm__("" : "+r"(len));
    memset(p, 0, len);
}

/* Memory that is the same in all runs of a world. */
void *sim_alloc(size_t len);                         /* zeroed; aborts */
void *sim_grow(void *p, size_t old_len, size_t len); /* rest zeroed */

/* ---- event.c: what will happen, in total order -------------------------- */

enum event_kind {
    EVENT_TIMER,   /* a thread has waited long enough */
    EVENT_DELIVER, /* a datagram arrives */
    EVENT_DUE,     /* something befalls a host at a time that was named */
    EVENT_RESTART, /* a host starts its program again */
    EVENT_RESUME,  /* a host no longer stands still */
    EVENT_TCP,     /* a TCP connection has waited in vain for an answer */
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
int64_t event_due(const struct event_queue *q);             /* or -1 */
void event_clear(struct event_queue *q);

/* ---- memory.c: one range of addresses for a world ----------------------- */

struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);
size_t arena_used(const struct arena *a);       /* bytes from its begin */
void *arena_alloc(struct arena *a, size_t len); /* zeroed; aborts */
void arena_give(struct arena *a, void *p);

/* ---- fiber.c: a stack of its own ---------------------------------------- */

/* Stacks have numbers; which of them a world uses is part of its state. */
struct stacks {
    struct sim_world *world;
    uint64_t *taken; /* a bit a stack */
    uint32_t n_words;
    uint32_t lowest; /* no word below has a free one */
};

struct fiber {
    void *sp;    /* where it was left */
    char *stack; /* SIM_STACK_SIZE bytes above a guard page; or NULL */
    uint32_t number;
    void *fake; /* AddressSanitizer's */
};

void fiber_init(struct stacks *s, struct fiber *f, void (*entry)(void *),
                void *arg);
void fiber_release(struct stacks *s, struct fiber *f); /* gives it back */
/* The part of its stack that it will look at again. */
size_t fiber_live(const struct fiber *f, char **begin);
void fiber_enter(struct fiber *f); /* from the scheduler; returns later */
void fiber_leave(struct fiber *f); /* to the scheduler; returns later */
_Noreturn void fiber_abandon(struct fiber *f); /* to the scheduler, for ever */
int fiber_in_guard(const struct fiber *f, const void *addr);

/* ---- image.c: private globals ------------------------------------------- */

struct image; /* of a process: its program, loaded, and its variables */

/* NULL with *why set if the file is no node.  Images are never unloaded but
 * kept for the next world that wants the program. */
struct image *image_get(const char *path, const char **why);
void image_put(struct image *im);
void image_reset(struct image *im); /* globals as new */
/* Before the process runs, or the kernel touches its memory: many processes
 * may have their globals at the same place, one at a time. */
void image_enter(const struct image *im);
struct node_entry *image_entry(const struct image *im);
int image_is_shared(const struct image *im); /* image_enter() does something */
int image_has_pc(const struct image *im, uintptr_t pc);
/* Its globals: all that a run may change. */
size_t image_data(const struct image *im, char **begin);

/* The thread-local variables of a thread, as new; it is about to run. */
size_t image_tls_size(const struct image *im);
char *image_new_tls(const struct image *im, struct sim_world *w);
/* Where they begin in what the above has returned. */
char *image_tls(const struct image *im, char *block);

/* A place as a number that is the same in all copies of the program. */
uint32_t image_offset(const struct image *im, uintptr_t pc);
uintptr_t image_pc(const struct image *im, uint32_t offset);

/* The name of a global variable, or "". */
void image_variable(const struct image *im, uintptr_t addr, char *buf,
                    size_t cap);

/* "function (file.c:12)" of an address in the image, as well as is known. */
void image_place(const struct image *im, uintptr_t pc, char *buf, size_t cap);

/* ---- heap.c: private memory --------------------------------------------- */

struct heap;
struct heap *heap_new(void);
void heap_reset(struct heap *h); /* nothing allocated, all bytes zero */
void heap_free(struct heap *h);
/*
 * Its contents as one piece of heap_size() bytes; to come back to them; and
 * a hash of that piece without making it.  Not under AddressSanitizer.
 */
size_t heap_size(const struct heap *h);
void heap_save(const struct heap *h, char *to);
size_t heap_restore(struct heap *h, const char *from); /* bytes taken */
uint64_t heap_hash(const struct heap *h);

/* The heap that malloc() of the running program uses; NULL: the system's. */
extern struct heap *heap_current;

/* ---- processes ---------------------------------------------------------- */

struct process;
struct host;
struct inode;

enum wait_kind {
    WAIT_NOTHING,
    WAIT_IO,   /* something about a socket, see wait_for */
    WAIT_TIME, /* only the timer */
    WAIT_SYNC, /* another thread of the process; see sleep.c */
};

/* What a thread that waits for another one sleeps on. */
enum sleep_kind {
    SLEEP_NONE,
    SLEEP_MUTEX,
    SLEEP_COND,
    SLEEP_READ, /* a read-write lock */
    SLEEP_WRITE,
    SLEEP_SEM,
    SLEEP_BARRIER,
    SLEEP_ONCE,
    SLEEP_JOIN, /* the end of a thread */
};

enum end_kind { END_EXIT, END_CRASH, END_POWER };

/* Where a thread of a paused host stands. */
enum stop { STOP_NOT, STOP_BEFORE, STOP_AFTER /* ... its call */ };

enum left_why { LEFT_TRAP, LEFT_FAULT };

struct thread {
    struct fiber fiber;
    struct process *proc;
    unsigned id; /* from 1 */

    /* the call it makes, as the shim left it */
    int nr;
    uint32_t nth; /* of the host's calls of this number */
    long arg[6];
    long ret;
    uintptr_t pc; /* where the program made it */

    /* how it left the processor */
    enum left_why why;
    int sig;
    uintptr_t fault_addr, fault_pc;

    /* a call that cannot finish yet */
    enum wait_kind wait;
    const struct socket *wait_for; /* IO: NULL: any of the process */
    int retried;                   /* the call has waited before */
    int timed_out;                 /* ... and its timer has gone off */
    struct event timer;
    int64_t deadline_ns; /* the end of its wait, or -1 */
    int until_clock;     /* ... is a time on the clock of the day */

    /* faults of the host, see fault.c */
    int interrupt;   /* the call is to be interrupted if it waits */
    int interrupted; /* ... and now is */
    enum stop stop;
    int stalled; /* can go on when the host can */

    /* sleep.c: it is in the list of the sleepers of its process */
    enum sleep_kind sleep;
    uintptr_t sleep_on; /* address of the object; JOIN: the thread */
    struct thread *sleep_next;
    int woken;   /* ... and may try again */
    int granted; /* ... and has what it waited for */
    long result; /* of a wait for a condition, until the mutex is locked */

    /* its end, until another thread has joined it */
    int ended, detached;
    long value;

    int keep_turn;       /* during this call; see user/shim.h */
    uint32_t turn_calls; /* calls since it took its turn */
    char *tls,
        *tls_block; /* its thread-local variables; the same as allocated */
    int saved_errno;
    uint32_t bytes_max;   /* of this call, by decision; 0: no limit */
    size_t done;          /* bytes this call has transferred so far */
    int pending;          /* the call is still to be made: the run paused */
    uint64_t mark, heard; /* history.c: of its last event; of what it heard */
    uint64_t cause;       /* seq of a delivery it has received, until traced */
    struct thread *next;  /* in the run queue */
    struct thread *mate;  /* next one of the process */
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
    int may_be_short; /* it heeds t->bytes_max, and may move less still */
    void (*close)(struct file *f); /* the last descriptor is gone */
};

/* An open file description; several descriptors may stand for it. */
struct file {
    const struct file_ops *ops;
    int refs;
    int stream;            /* console: 0 stdin, 1 stdout, 2 stderr */
    struct socket *socket; /* or NULL */
    struct inode *inode;   /* of the host's disk, or NULL */
    int flags;             /* ... as open() had them: O_RDWR, O_APPEND */
    int64_t offset;        /* ... where the next read or write begins */
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
    struct node_entry *entry; /* of the image */
    int shares_image;
    struct heap *heap;
    int alive;
    int ignores_sigpipe;
    unsigned inc;            /* from 1; 0: has never started */
    struct thread *threads;  /* linked by mate; the first is main's */
    unsigned n_threads;      /* ever made: numbers are not used again */
    unsigned n_live;         /* have not ended */
    unsigned n_kept;         /* have a struct thread: these and the unjoined */
    unsigned n_ready;        /* in the run queue */
    unsigned n_asleep;       /* wait for another thread, without a timer */
    struct thread *sleepers; /* first come, first woken */
    struct file **fd;        /* fd[0..n_fds), NULL where closed */
    int n_fds;
    uint64_t cloexec[SIM_FDS_MAX / 64]; /* FD_CLOEXEC, a bit a descriptor */
    struct inode *cwd;                  /* working directory; NULL: the root */
    struct line line[3];                /* stdout, stderr, steps */
    int64_t instant_ns;                 /* of the calls counted here */
    uint32_t calls_at_instant;
    uint64_t random_n; /* draws of getrandom so far */
    uint64_t n_noted;  /* events in the history, of this incarnation */
    uint64_t mark;     /* ... of the last one of all; the history tells */
    uint64_t results;  /* hash of what its calls have returned, if wanted */
};

/* ---- inode.c, disk.c: what outlives a process --------------------------- */

#define DISK_NAME_MAX 255
#define DISK_BYTES_MAX ((int64_t)1 << 30) /* all files of a host together */
/* There is one user, whose umask is the usual one and stays so. */
#define DISK_UMASK 022

/*
 * Each inode is known in two states: as programs see it, and as it is on the
 * medium, where a loss of power would leave it.
 */
enum disk_view { DISK_NOW, DISK_DURABLE, DISK_VIEWS };

struct dir_entry {
    char *name;
    struct inode *inode;
};

struct inode_view {
    int exists;     /* has been created */
    uint32_t links; /* entries that name it */

    /* of a file: len bytes, and zeros from there up to cap */
    uint8_t *bytes;
    size_t len, cap;

    /* of a directory: n entries, by name in byte order; and where it is */
    struct dir_entry *entry;
    uint32_t n, entry_cap;
    struct inode *parent; /* NULL: the root, or it is nowhere */
};

struct inode {
    uint32_t number; /* the root's is 1; not used again in a run */
    uint32_t mode;   /* S_IFREG or S_IFDIR, and permissions */
    struct inode_view view[DISK_VIEWS];
    struct change *data, **last_data; /* to a file's bytes, oldest first */

    /* bookkeeping */
    char *name;       /* its last one, for what people read */
    uint32_t opens;   /* open files, working directories */
    uint32_t renames; /* changes of entries that name it */
    uint32_t refs;    /* from entries, changes and all of the above */
    int chosen;       /* while a directory is synced */
    struct inode *next, **prev; /* all of a disk */
};

enum change_kind {
    CHANGE_WRITE,  /* inode, offset, len, bytes */
    CHANGE_SIZE,   /* inode, offset: the new size */
    CHANGE_CREATE, /* inode, dir, name: a file or a directory */
    CHANGE_UNLINK, /* inode, dir, name: the same */
    CHANGE_RENAME, /* inode, dir, name, to_dir, to_name; replaced */
};

/* A change of the disk: durable as a whole or not at all, but that a write
 * may be torn. */
struct change {
    enum change_kind kind;
    struct inode *inode;
    struct inode *dir, *to_dir;
    struct inode *replaced; /* what had the new name, or NULL */
    char *name, *to_name;   /* in bytes; of a file's: what it was called */
    int64_t offset;
    size_t len;
    int chosen;                  /* to be synced */
    struct change *next, **prev; /* of the disk, oldest first */
    struct change *next_data;    /* of the file */
    uint8_t bytes[];
};

struct disk {
    struct sim_world *world;
    struct inode *root; /* NULL: nobody has looked yet */
    struct change *unsynced, **last_unsynced;
    uint32_t n_unsynced; /* what a loss of power may undo */
    uint64_t bytes_unsynced;
    int64_t used;         /* bytes of all files, holes and all */
    int64_t limit;        /* 0: DISK_BYTES_MAX */
    struct inode *inodes; /* all there are */
    uint32_t n_inodes;    /* ever made */
};

/* inode.c: one view of one inode; what becomes durable is disk.c's */
struct inode *inode_new(struct disk *d, uint32_t mode);
void inode_get(struct inode *i);
void inode_put(struct disk *d, struct inode *i); /* the last one frees it */
int inode_is_dir(const struct inode *i);
int inode_is_linked(const struct inode *i); /* it has a name, or is the root */
struct inode *dir_find(const struct inode *dir, enum disk_view v,
                       const char *name); /* or NULL */
/* The first name after this one, as programs see it; NULL: no more. */
const char *dir_after(const struct inode *dir, const char *name,
                      struct inode **i);
void dir_add(struct disk *d, struct inode *dir, enum disk_view v,
             const char *name, struct inode *i);
void dir_remove(struct disk *d, struct inode *dir, enum disk_view v,
                const char *name);
/* Whether dir is in (or is) the directory i. */
int dir_is_below(const struct inode *dir, enum disk_view v,
                 const struct inode *i);
void inode_write(struct disk *d, struct inode *i, enum disk_view v,
                 int64_t offset, const uint8_t *bytes, size_t len);
void inode_resize(struct disk *d, struct inode *i, enum disk_view v,
                  size_t len);
void inode_clear(struct disk *d, struct inode *i, enum disk_view v);
void inode_copy(struct disk *d, struct inode *i); /* DURABLE to NOW */

/* disk.c */
struct inode *disk_root(struct host *h);
void disk_clear(struct disk *d); /* as before its first use */
int64_t disk_room(const struct disk *d);
/* A change to come: of a file, with len bytes to be filled in; of a name;
 * a rename ... */
struct change *disk_change(struct disk *d, enum change_kind kind,
                           struct inode *i, size_t len);
struct change *disk_change_name(struct disk *d, enum change_kind kind,
                                struct inode *i, struct inode *dir,
                                const char *name);
struct change *disk_change_rename(struct disk *d, struct inode *i,
                                  struct inode *dir, const char *name,
                                  struct inode *to_dir, const char *to_name);
/* ... is made, or, before that, given up. */
void disk_make(struct disk *d, struct change *c);
void disk_give_up(struct disk *d, struct change *c);
/* Make durable all changes of this file, or of this directory; or all. */
void disk_sync(struct disk *d, struct inode *i);
void disk_sync_all(struct disk *d);
/* A process has it open, or has it no longer. */
void disk_open(struct inode *i);
void disk_close(struct disk *d, struct inode *i);
/*
 * The power fails: what was not synced is kept as `keep` says.  What became
 * of it is left in text; "" if there was nothing.
 */
void disk_power(struct disk *d, enum deviation_keep keep, uint32_t keep_n,
                char *text, size_t cap);

/* ---- path.c: names of files --------------------------------------------- */

#define PATH_BYTES_MAX 4096

enum path_last {
    LAST_NAME, /* an ordinary name */
    LAST_DOT,
    LAST_DOTDOT,
    LAST_ROOT,
};

/* Where a path leads; borrowed, and gone with the next change. */
struct path {
    struct inode *dir;   /* where its last name is or would be */
    struct inode *inode; /* what it names, or NULL */
    enum path_last last;
    int slash; /* it ends with one: only a directory will do */
    char name[DISK_NAME_MAX + 1]; /* the last one */
};

/* Follow the path at this address of the program: 0 or -errno. */
long path_walk(struct thread *t, long user, struct path *p);
/* The same for what must be there. */
long path_find(struct thread *t, long user, struct path *p);
/* The path of a directory from the root: its length, or -errno. */
long path_of(const struct inode *dir, char *buf, size_t cap);

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
    struct socket *accepted;      /* those that have the port of a listener */
    int no_power;                 /* until it starts again */
    struct disk disk;
    uint16_t next_port;
    uint32_t steps[SCHEDULE_STEPS]; /* reported so far, by kind */
    struct event due, restart, resume;
    int paused;
    struct deviation pause; /* the one that it stands still by */
    struct host_rule rule;
    uint64_t crash_seq; /* of the last crash in the trace */
    int64_t clock_ns;   /* its clock of the day is ahead by that */
    uint32_t turns;     /* SIM_TURN points so far */
};

static inline struct disk *
disk_of(const struct thread *t)
{
    return &t->proc->host->disk;
}

/* process.c */
void process_start(struct host *h);
void process_kill(struct process *p, enum end_kind how); /* frees all it had */
void process_exit(struct thread *t, int status);
void process_fault(struct thread *t, const char *name, const char *text);
/* " in f() (a.c:7)": where it has made its call; "" if no one listens. */
void thread_place(const struct thread *t, char *buf, size_t cap);
/* One more thread, which has not begun to run; and its end. */
struct thread *thread_new(struct process *p, void (*entry)(void *), void *arg);
void thread_free(struct thread *t);
/* A thread has come to its end; the process has others. */
void thread_end(struct thread *t, long value);
struct thread *thread_find(const struct process *p, unsigned id); /* or NULL */
/* As the deviation says: a crash or a loss of power; t: who was running. */
void host_crash(struct host *h, struct thread *t, const char *rule,
                const struct deviation *dev);

/* ---- files.c: descriptors ----------------------------------------------- */

/* A new open file with one reference. */
struct file *file_new(struct thread *t, const struct file_ops *ops);
int file_add(struct process *p, struct file *f); /* a descriptor or -EMFILE */
struct file *file_get(struct process *p, long fd); /* or NULL */
/* Another descriptor, not below `from`, for what fd stands for. */
long file_dup(struct process *p, long fd, long from);
int file_close(struct process *p, long fd);
void file_put(struct process *p, struct file *f); /* one reference less */
/* FD_CLOEXEC of a descriptor, which nothing but F_GETFD tells. */
void file_set_cloexec(struct process *p, int fd, int on);
int file_cloexec(const struct process *p, int fd);
void console_open(struct process *p); /* 0, 1 and 2 */
/* "descriptor 3, a UDP socket opened in ...; ...": those that are open. */
void files_list(struct process *p, char *buf, size_t cap);

/* ---- console.c: what a process says ------------------------------------- */

extern const struct file_ops console_ops;
long steps_write(struct thread *t); /* write(2) to SIM_STEPS_FD */
/* What it had not ended with a newline is said all the same. */
void console_end(struct thread *t);

/* ---- sched.c ------------------------------------------------------------ */

long sched_trap(int nr, const void *pc, const long arg[6]); /* see node.h */
void thread_ready(struct thread *t);
void thread_ready_first(struct thread *t); /* it is not in the queue */
void thread_run(struct thread *t);
void thread_unready(struct thread *t); /* out of the run queue */
extern struct thread *thread_current;  /* NULL: the kernel runs */

/* ---- fault.c: what befalls a host --------------------------------------- */

/* Another decision than the default has been taken about t's host. */
void thread_deviate(struct thread *t, const struct deviation *dev,
                    const char *rule);
/* Before (after) its call: 1 if t cannot go on to make it (to return from
 * it): it is no more, or the call has its result, or the host is paused. */
int fault_at_call(struct thread *t, int after);
/* The same of a step; 1: t is no more. */
int fault_at_step(struct thread *t, int step, int after);
void fault_at_time(struct host *h);
void network_at_time(struct sim_world *w);
long call_interrupted(struct thread *t); /* what the call returns then */
void host_resume(struct host *h);
void host_end_pause(struct host *h); /* without a word */

/* ---- clock.c ------------------------------------------------------------ */

int64_t host_time(const struct host *h, int64_t world_ns); /* since 0 */
/* How long the world waits while the host waits so long. */
int64_t host_wait(const struct host *h, int64_t host_ns);
/* What CLOCK_... shows; -EINVAL if there is none such. */
int host_clock(const struct host *h, long clock, int64_t *ns);
void host_set_clock(struct host *h, int64_t by_ns); /* the one of the day */

/* ---- turn.c: which of several threads of a process goes on -------------- */

/* A thread is about to run: itself, or another one that goes first. */
struct thread *turn_begin(struct thread *t);
/* It has made a call: who goes on?  NULL: whoever is first in the queue. */
struct thread *turn_go_on(struct thread *t);

/* ---- sleep.c: threads that wait for each other -------------------------- */

/*
 * Sleep on an object of the program until woken, but not longer than
 * deadline_ns (-1: for ever).  For a system call to return, like sys_wait():
 * it is made again then.  A deadlock ends the process.
 */
long sleep_on(struct thread *t, enum sleep_kind kind, uintptr_t on,
              int64_t deadline_ns);
void sleep_end(struct thread *t); /* it has what it waited for, or gives up */
/* The first sleeper of this kind on this object that is not woken, or NULL. */
struct thread *sleeper_on(const struct process *p, enum sleep_kind kind,
                          uintptr_t on);
void sleep_wake(struct thread *t);
void sleep_wake_all(struct process *p, enum sleep_kind kind, uintptr_t on);
/* Copy an object in; a bad address ends the process, and is -EFAULT. */
int object_in(struct thread *t, void *object, long user, size_t len);

/* ---- deadlock.c --------------------------------------------------------- */

/*
 * Threads that can never go on, because each waits for another of them, are
 * reported and end their process: returns 1 then.
 */
int deadlock_of(struct thread *t);   /* t has just gone to sleep */
int deadlock_left(struct thread *t); /* t has just ended */

/* ---- contain.c ---------------------------------------------------------- */

int contain_reported(void);            /* by a sanitizer, since the last */
void contain_report(struct thread *t); /* its process has failed */

/* ---- sys.c -------------------------------------------------------------- */

#define SYS_BLOCK (-4096) /* not yet: the thread sleeps and tries again */
#define SYS_GONE (-4097)  /* the thread has ended */

typedef long sys_fn(struct thread *t);
struct sys_entry {
    const char *name;
    sys_fn *fn;
    int at; /* what the world may do there, see syscalls.h */
};
extern const struct sys_entry sys_table[SYS_NR_COUNT];

#define X(name, at) sys_fn sys_##name;
SYSCALLS(X)
#undef X

/*
 * Sleep until woken, but not longer than deadline_ns (-1: for ever).  The
 * call is made again then; t->timed_out says why.  The deadline of the
 * first time counts.
 */
long sys_wait(struct thread *t, enum wait_kind kind, int64_t deadline_ns);

/* When a time on one of its clocks, a timespec of the program's, is here;
 * not before now.  -EINVAL, -EFAULT. */
int clock_until(struct thread *t, long clock, long user, int64_t *at_ns);

/* Copy from and to the program; -EFAULT where its address is bad.  What goes
 * out is a result of the call that is being made. */
extern struct thread *sys_caller; /* NULL: none is */
int copy_in(void *dst, long user, size_t len);
int copy_out(long user, const void *src, size_t len);

/* ---- socket.c: who has which port --------------------------------------- */

struct datagram {
    struct event event;    /* DELIVER */
    struct datagram *next; /* in a socket's queue, or among the held */
    int src, dst;          /* hosts; dst -1: no such host */
    uint32_t saddr, daddr; /* host byte order */
    uint16_t sport, dport;
    uint32_t id, copy, nth;
    uint64_t send_seq, deliver_seq; /* in the trace */
    uint64_t mark;                  /* in the history: what led to it */
    uint64_t owner; /* of one from outside: as link_post() was told */
    uint32_t part;
    int icmp; /* no payload: port unreachable, for the socket that sent */
    int corrupt;
    enum deviation_moment moment; /* what it is held for */
    int waited;   /* host + 1 that has meanwhile waited in vain, or returned
                     from a call; 0: none */
    uint32_t ack; /* PAST_ACK: number of what that host has sent then */
    int control;  /* between the kernels: neither counted nor traced */

    /* a segment of TCP, see tcp.h; tcp 0: it is none */
    int tcp;
    uint32_t from, to; /* connections; 0: not known */
    uint32_t window;
    uint64_t number, next_number; /* of its first byte; of that expected */
    uint32_t len, cap;
    uint8_t bytes[];
};

#define RCVTIMEO_NOW (-1)

struct proto;
struct tcp;

struct socket {
    const struct proto *proto;
    struct tcp *tcp; /* or NULL */
    struct process *proc;
    uint32_t addr;       /* where it receives; host byte order */
    uint32_t bound_addr; /* as bind() had it: connect() may narrow it */
    uint16_t port;       /* 0: not bound */
    int port_asked;      /* for by bind(): connect() cannot dissolve it */
    uint32_t peer_addr;
    uint16_t peer_port;
    int connected;
    int shut_rd, shut_wr; /* shutdown(2); TCP: or a FIN has come or is sent */
    int reuse;
    uint32_t switches; /* options that are on and change nothing here */
    int error;         /* pending, positive errno */
    int64_t rcvtimeo_ns, sndtimeo_ns; /* 0: none; RCVTIMEO_NOW: do not wait */
    uint32_t rcvbuf, sndbuf, queued;  /* bytes */
    struct datagram *first, **last;
    struct socket *next, **place; /* in a list of the host; NULL: in none */
};

struct socket_list {
    struct socket *first, **last;
};

/*
 * What a kind of socket does.  The arguments of the call are t's; where an
 * operation is NULL it fails with EOPNOTSUPP.
 */
struct proto {
    int type, number; /* SOCK_DGRAM, IPPROTO_UDP */
    const struct file_ops *file;
    struct socket *(*open)(struct process *p);
    /* t is to connect to an address, or (disconnect) to none any more */
    long (*connect)(struct thread *t, struct file *f, uint32_t addr,
                    uint16_t port);
    long (*disconnect)(struct thread *t, struct file *f);
    long (*send)(struct thread *t, struct file *f);
    long (*recv)(struct thread *t, struct file *f);
    long (*shutdown)(struct thread *t, struct file *f, int rd, int wr);
    long (*listen)(struct thread *t, struct file *f, int backlog);
    /* What is to be accepted, or NULL with *err set. */
    struct socket *(*accept)(struct thread *t, struct file *f, long *err);
};
extern const struct proto udp_proto, tcp_proto;

uint32_t host_address(int index); /* host byte order */
int host_by_address(const struct sim_world *w, uint32_t addr); /* or -1 */
int host_by_name(struct sim_world *w, const char *name);       /* or -1 */
struct socket *socket_new(struct process *p);
void socket_free(struct socket *s);
/* Something has happened to it: who waits for that makes its call again. */
void socket_wake(struct socket *s);
/* Its descriptors are closed.  As on Linux that wakes no one. */
void socket_forget_waiters(struct socket *s);
int socket_bind(struct socket *s, uint32_t addr, uint16_t port);
/* No peer any more; nor a port, if it was not asked for. */
void socket_disconnect(struct socket *s);
/* Whether another socket has the port that this one has, too. */
int socket_port_is_taken(const struct socket *s);
void socket_enlist(struct socket *s, struct socket **list);
void socket_unlist(struct socket *s); /* if it is in a list */
/* What it sends from to that address. */
uint32_t socket_source(const struct socket *s, uint32_t to);
/* The socket of a host that a datagram is for, or NULL. */
struct socket *socket_find(struct host *h, const struct datagram *d);

/* sys_socket.c: the socket of argument 0, or NULL with *err set. */
struct file *socket_file(struct thread *t, long *err);
/* An address from the program, and to it; its pointers may be 0 then. */
struct sockaddr_in;
int addr_in(long user, long len, struct sockaddr_in *sin);
int addr_out(long user, long user_len, uint32_t addr, uint16_t port);
/* read(2) and write(2) by way of recv and send. */
long socket_read(struct thread *t, struct file *f);
long socket_write(struct thread *t, struct file *f);
/* Wait if this call is one that may, but not for longer than timeout_ns (0:
 * for ever); otherwise the result is `instead`. */
long socket_wait(struct thread *t, struct file *f, long flags,
                 int64_t timeout_ns, long instead);
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
    int bad;               /* state of loss gemodel */
    int64_t busy_ns;       /* rate: until then it sends what it has */
    int64_t last_ns;       /* something entered it; -1: nothing yet */
};

struct link *link_find(struct sim_world *w, int src, int dst); /* or NULL */
struct link *link_get(struct sim_world *w, int src, int dst);
/* Send a datagram; takes it over. */
void link_send(struct thread *t, struct datagram *d);
/* The same, of a kernel: for the thread whose call it does, or by itself,
 * because of that event of the trace. */
void link_send_kernel(struct host *h, struct datagram *d, uint64_t cause);
/* To the other kernel: late as the link is, but not lost in it. */
void link_tell(struct host *h, struct datagram *d);
void link_home(struct sim_world *w); /* what kernels have sent themselves */
/* What has arrived is of use (it is not freed), or lost: seq in the trace. */
uint64_t link_arrived(struct sim_world *w, struct datagram *d);
uint64_t link_lose(struct sim_world *w, struct datagram *d, const char *why);
void link_deliver(struct sim_world *w, struct datagram *d);
/* A thread of this host has waited in vain: what was held for it goes. */
void link_timeout(struct sim_world *w, int host);
void link_returned(struct sim_world *w, int host); /* ... from a call */
int link_release_all(struct sim_world *w);         /* how many were held */
void link_reset(struct link *l); /* as before the first datagram */
/*
 * The same for a host outside, whose programs run for real: the bytes are
 * copied, owner and part are the caller's to know the datagram by.
 */
struct posting {
    int src, dst;
    uint16_t sport, dport;
    uint64_t owner;
    uint32_t part;
    const void *bytes;
    uint32_t len;
};
void link_post(struct sim_world *w, const struct posting *p);
struct datagram *datagram_new(struct sim_world *w, uint32_t len);
void datagram_free(struct sim_world *w, struct datagram *d);

/* ---- tcp.c -------------------------------------------------------------- */

void tcp_arrive(struct sim_world *w, struct datagram *d); /* takes it over */
void tcp_timer(struct event *timer);
/* How the process ends, as the peers of its connections see it. */
void tcp_end(struct host *h, enum end_kind how);
int tcp_is_closed(const struct socket *s); /* 0 for other sockets */
/* Whether a listener or a connection keeps others off its port. */
int tcp_keeps_port(const struct socket *s, const struct socket *other);
void tcp_expire(struct sim_world *w); /* those in TIME_WAIT, in time */

/* ---- hash.c ------------------------------------------------------------- */

uint64_t hash64(uint64_t seed, const void *p, size_t len);

/* ---- history.c ---------------------------------------------------------- */

void history_event(struct thread *t, const char *what, const void *bytes,
                   size_t len);
void history_step(struct thread *t, const char *line, size_t len);
/* The mark of what a kernel does now: for the call that it makes, or because
 * of what the process did last. */
uint64_t history_mark(const struct host *h);

/* ---- snapshot.c --------------------------------------------------------- */

/* Whether anyone has asked for a snapshot or a hash yet. */
extern int snapshots_in_use;
void snapshot_changed(const struct process *p);

/* Its memory has changed, or is about to. */
static inline void
snapshot_ran(const struct process *p)
{
    if (snapshots_in_use)
        snapshot_changed(p);
}
uint64_t snapshot_hash_process(const struct process *p);
void snapshot_host(struct sim_world *w); /* one host has been added */
void snapshot_stop(struct sim_world *w); /* for ever */

/* ---- rules.c ------------------------------------------------------------ */

/* The bit of its payload that noise has hit; there is a payload. */
uint32_t rules_flipped_bit(const struct sim_world *w,
                           const struct datagram *d);

/* ---- random.c ----------------------------------------------------------- */

/* 64 evenly distributed bits that depend on the key alone. */
uint64_t random_keyed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* ---- world.c ------------------------------------------------------------ */

struct sim_world {
    struct arena *arena; /* where this lies, too */
    int64_t now_ns, limit_ns;
    uint64_t seed;
    struct event_queue queue;
    struct stacks stacks;
    struct thread *run_first, **run_last;

    struct host **host;
    int n_hosts;
    const char **host_name;
    struct host **by_name; /* open addressing, by name; of n_named hosts */
    int n_named;
    uint32_t name_cap;
    struct schedule_names names;

    struct link **link; /* open addressing, by (src, dst) */
    uint32_t n_links, link_cap;
    struct link *last_link; /* that was found, or NULL */
    struct link_rule any_rule;
    struct datagram *held;  /* past "timeout", "call", "ack" */
    struct datagram *spare; /* of the usual size */
    uint32_t datagram_id;
    int64_t network_ns; /* SIM_TIME of the network is to be asked; or -1 */
    struct datagram *home, **home_last; /* segments within a host */

    struct socket **tcp; /* connections, a table of chains */
    uint32_t n_tcp, tcp_cap;
    uint32_t tcp_id;                /* of the last connection */
    struct socket_list tcp_closing; /* until a time; in its order */

    struct sim_chooser *chooser;
    struct sim_chooser rules;
    struct outlet *outlet; /* NULL unless hosts are outside */
    trace_sink_fn *sink;
    void *sink_arg;
    uint64_t seq;      /* of the last traced event */
    uint32_t decision; /* number of the last one */
    int steps;
    struct sim_stats stats;

    uint64_t pause_at; /* before the call of this number; 0: never */
    int paused;
    sim_rest_fn *rest;
    void *rest_arg;
    const char *const *of_interest; /* steps that make the history, or NULL */
    uint64_t history;
    enum sim_state_by state_by;
    int dated;             /* a program has looked at a clock, in any run; not
                  part of the state */
    struct shadow *shadow; /* by host; not part of the state: snapshot.c */

    struct trace_meta meta; /* what sim_describe() hands out */
};

/* Whether anyone listens: nothing need be computed for the trace if not. */
static inline int
tracing(const struct sim_world *w)
{
    return w->sink != NULL;
}

void world_stop(struct sim_world *w); /* as before its first run */

/*
 * A world may also be nothing but the network between programs that run for
 * real (netsim/tool/proxy.c): its hosts are outside, sim_run() is not for
 * it, and time is what world_advance() says.
 */
struct outlet {
    /* It has arrived.  NULL, or why it is lost after all. */
    const char *(*arrive)(struct outlet *o, const struct datagram *d);
    /* It is lost, whyever. */
    void (*lost)(struct outlet *o, const struct datagram *d);
};
int world_add_outside(struct sim_world *w, const char *name, const char *addr);
void world_advance(struct sim_world *w, int64_t now_ns);
int64_t world_due(const struct sim_world *w); /* or -1: nothing is */

/* Time and seq are filled in.  Returns the seq. */
uint64_t world_trace(struct sim_world *w, struct trace_event *ev);
/* The same, of a thread: host, incarnation, thread and cause, too. */
uint64_t thread_trace(struct thread *t, struct trace_event *ev);

void world_choose(struct sim_world *w, const struct sim_point *p,
                  struct sim_decision *d);

#endif
