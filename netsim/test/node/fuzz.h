/*
 * fuzz.h - for the programs fuzz_*.c: random calls with random arguments,
 * all of them drawn from one number, so that a run repeats.
 *
 * A program has a table of calls.  Each row draws arguments (mostly good
 * ones, or nothing would ever get far), tells them and makes the call; the
 * row also lists the errors that the manual page of the call allows.  Any
 * other error ends the program by abort(): the driver sees that.
 *
 *     fuzz_X SEED COUNT [PEER ...]    COUNT calls; hosts to send to
 */
#ifndef NETSIM_TEST_NODE_FUZZ_H
#define NETSIM_TEST_NODE_FUZZ_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- draws -------------------------------------------------------------- */

static uint64_t draw_state;

/* splitmix64 (Steele, Lea, Flood 2014): a number below n. */
static inline uint64_t
draw(uint64_t n)
{
    uint64_t x = draw_state += 0x9e3779b97f4a7c15u;

    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (x ^ (x >> 31)) % n;
}

static inline int
one_in(unsigned n)
{
    return draw(n) == 0;
}

#define PICK(array) ((array)[draw(COUNT(array))])

/* ---- arguments ---------------------------------------------------------- */

/* What a call may write into, and read from. */
static char arena[1 << 17];

/* Where there is no memory; low, where sanitizers have no shadow of ours, and
 * not NULL, which headers forbid to some calls. */
static const uintptr_t nowhere[] = { 8, 16, 4088, 0x10000, 0x1000000 };

/* A pointer, mostly into the arena, with so much room behind it. */
static inline void *
a_pointer(size_t room)
{
    if (one_in(12))
        return (void *)PICK(nowhere);
    return arena + draw(sizeof(arena) - room + 1);
}

/*
 * A buffer and its length.  What is longer than ROOM is longer than any object
 * (so that a sanitizer leaves it to the kernel) and is nowhere: a call would
 * go on behind the arena, and how far is in the hand of the loader.
 */
#define ROOM 70000
static inline void *
a_buffer(size_t *len)
{
    static const size_t edge[] = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        16,
        17,
        100,
        1024,
        1472,
        4096,
        65506,
        65507,
        65508,
        65535,
        65536,
        ROOM,
        SIZE_MAX,
        SIZE_MAX - 1,
        SIZE_MAX / 2 + 1,
    };

    *len = one_in(3) ? PICK(edge) : (size_t)draw(200);
    return *len > ROOM ? (void *)PICK(nowhere) : a_pointer(ROOM);
}

/* Descriptors that calls have returned, open or closed by now. */
static int known[32] = { 3, 3, 3 };
static unsigned n_known = 3;

static inline int
learn(long fd)
{
    if (fd >= 0)
        known[n_known < COUNT(known) ? n_known++ : draw(COUNT(known))] =
            (int)fd;
    return (int)fd;
}

/* Mostly: calls on what is closed are all alike. */
static inline void
forget(int fd)
{
    for (unsigned i = 0; i < n_known && n_known > 1; i++)
        if (known[i] == fd && !one_in(8))
            known[i--] = known[--n_known];
}

static inline int
a_descriptor(void)
{
    static const int odd[] = { -1,   -2,   0,      1,         2,
                               1022, 1023, 100000, INT32_MAX, INT32_MIN };

    return one_in(16) ? PICK(odd) : known[draw(n_known)];
}

/* One that may be closed: not what the program speaks with. */
static inline int
a_victim(void)
{
    int fd = a_descriptor();

    return fd >= 0 && fd <= 2 ? -1 : fd;
}

/* ---- telling ------------------------------------------------------------ */

static _Thread_local char told[300];

/* Arguments of a call, without addresses: they differ between runs. */
__attribute__((format(printf, 1, 2))) static inline void
tell(const char *fmt, ...)
{
    size_t len = strlen(told);
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(told + len, sizeof(told) - len, fmt, ap);
    va_end(ap);
}

#define ERRORS_MAX 24

struct call {
    const char *name;
    long (*make)(void);    /* tells, calls, returns what the call does */
    int error[ERRORS_MAX]; /* those allowed; 0 ends them early */
    int returns_error;     /* as pthread_... do; else -1 and errno */
};

static inline int
allows(const struct call *c, int e)
{
    for (int i = 0; i < ERRORS_MAX && c->error[i]; i++)
        if (c->error[i] == e)
            return 1;
    return 0;
}

static inline void
make_call(unsigned n, const struct call *c)
{
    long r;
    int e;

    told[0] = '\0';
    errno = 0;
    r = c->make();
    e = c->returns_error ? (int)r : r == -1 ? errno : 0;
    if (e)
        printf("%u %s%s: %s\n", n, c->name, told, strerrorname_np(e));
    else
        printf("%u %s%s: %ld\n", n, c->name, told, r);
    if (r < -1 || (e && !allows(c, e))) {
        printf("not in the manual page\n");
        abort();
    }
}

/* ---- hosts -------------------------------------------------------------- */

#define PEERS_MAX 8
static struct sockaddr_in peer[PEERS_MAX];
static unsigned n_peers;

static inline void
find_peer(const char *name)
{
    struct addrinfo hints = { .ai_family = AF_INET }, *ai;

    if (n_peers == PEERS_MAX || getaddrinfo(name, "7", &hints, &ai) != 0)
        return;
    memcpy(&peer[n_peers++], ai->ai_addr, sizeof(peer[0]));
    freeaddrinfo(ai);
}

/* Few ports, so that sockets find one another. */
static inline uint16_t
a_port(void)
{
    return htons((uint16_t)(one_in(8) ? draw(65536) : 7000 + draw(4)));
}

static inline struct sockaddr_in
an_address(void)
{
    static const char *const odd[] = { "127.0.0.1",      "127.0.0.1",
                                       "0.0.0.0",        "127.0.0.2",
                                       "192.0.2.1",      "10.0.0.1",
                                       "255.255.255.255" };
    struct sockaddr_in sin = { .sin_family = AF_INET };

    if (n_peers > 0 && !one_in(4))
        sin = peer[draw(n_peers)];
    else
        inet_pton(AF_INET, PICK(odd), &sin.sin_addr);
    sin.sin_port = a_port();
    if (one_in(30))
        sin.sin_family = (sa_family_t)draw(12);
    return sin;
}

/* Puts one into the arena, or is nowhere; its length is mostly right. */
static inline void *
address_pointer(socklen_t *len)
{
    static const socklen_t odd[] = { 0,  1,   2,   8,          15,
                                     17, 128, 129, UINT32_MAX, INT32_MAX };
    struct sockaddr_in sin = an_address();
    char *p = a_pointer(sizeof(struct sockaddr_storage));

    *len = one_in(12) ? PICK(odd) : sizeof(sin);
    if (p >= arena && p < arena + sizeof(arena))
        memcpy(p, &sin, sizeof(sin));
    tell(" family %d port %d length %u", sin.sin_family, ntohs(sin.sin_port),
         *len);
    return p;
}

/* For a call that returns an address: where its length stands. */
static inline void *
length_pointer(void)
{
    static socklen_t len;
    static const socklen_t some[] = { 0,  1,  4,   15,         16,       16,
                                      16, 17, 128, UINT32_MAX, INT32_MIN };

    len = PICK(some);
    return one_in(12) ? (void *)PICK(nowhere) : &len;
}

/* ---- the run ------------------------------------------------------------ */

/* Without calls it only prepares them. */
static inline int
fuzz(int argc, char **argv, const struct call *calls, size_t n_calls)
{
    unsigned count;

    if (argc < 3)
        return 2;
    draw_state = strtoull(argv[1], NULL, 10);
    count = (unsigned)strtoul(argv[2], NULL, 10);
    for (int i = 3; i < argc; i++)
        find_peer(argv[i]);
    memset(arena, 'f', sizeof(arena));
    for (unsigned n = 1; n <= count && n_calls > 0; n++)
        make_call(n, &calls[draw(n_calls)]);
    return 0;
}

#endif
