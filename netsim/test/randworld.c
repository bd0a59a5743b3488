/*
 * randworld.c - prints a random world file: hosts, programs, links, faults.
 *
 *     randworld SEED          programs of all kinds, all kinds of faults
 *     randworld SEED fuzz_X   hosts that run the program fuzz_X, and faults
 *                             that change no result of a call
 *
 * The same seed gives the same world.  Programs are those of netsim/test/node
 * and the bank of lab 3.  Used by random.sh and fuzz_kernel.sh.
 */
#include "netsim/chooser.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HOSTS_MAX 6

static uint64_t seed, draws;

static uint64_t
draw(uint64_t n)
{
    return random_keyed(seed, 0, 0, draws++) % n;
}

static int
one_in(unsigned n)
{
    return draw(n) == 0;
}

#define PICK(array) ((array)[draw(COUNT(array))])

static int n_hosts;

/* ---- programs ----------------------------------------------------------- */

/*
 * "$": any host, "%": a number.  None that shows what only a sanitizer sees
 * or changes, such as memory that was never set.
 */
static const char *const programs[] = {
    "bank-server 0.0.0.0:20049",
    "bank-server 0.0.0.0:20049 alice 100",
    "bank-client $:20049 open alice deposit alice 100 debit alice 10",
    "bank-client $:20049 balance alice",
    "flow -",
    "flow - %",
    "flow $ %",
    "flow $ 2 %",
    "misbehave abort",
    "misbehave leak",
    "misbehave overflow-stack",
    "misbehave bad-pointers",
    "conform_misc",
    "conform_udp_data",
    "conform_udp_errors",
    "conform_udp_options",
    "conform_udp_pair server $",
    "conform_udp_pair client $",
    "conform_tcp_errors",
    "conform_tcp_state",
    "conform_tcp_connect",
    "conform_tcp_data",
    "conform_tcp_pair server $",
    "conform_tcp_pair client $",
    "conform_thread_life",
    "conform_thread_lock",
    "conform_thread_exit",
    "conform_thread_main_ends",
    "conform_file_data",
    "conform_file_names",
    "conform_file_stdio",
    "fuzz_socket % % $ $",
    "fuzz_socket % % $ $",
};

static void
print_program(const char *p)
{
    for (; *p; p++)
        if (*p == '$')
            printf("h%d", (int)draw((uint64_t)n_hosts));
        else if (*p == '%')
            printf("%d", (int)draw(300));
        else
            putchar(*p);
}

/* Two hosts: there is no link from a host to itself. */
static void
print_pair(const char *arrow)
{
    int a = (int)draw((uint64_t)n_hosts),
        b = (a + 1 + (int)draw((uint64_t)n_hosts - 1)) % n_hosts;

    printf("h%d%sh%d", a, arrow, b);
}

/* ---- links -------------------------------------------------------------- */

static void
print_rule(void)
{
    static const char *const shape[] = { "", " distribution normal",
                                         " distribution pareto" };
    static const char *const rate[] = { "64kbit", "1mbit", "3kbps" };
    int delay = (int)draw(20);

    printf(" delay %dms %dus%s", delay, (int)draw(1000) * delay,
           delay ? PICK(shape) : "");
    if (one_in(2))
        printf(" loss %d.%d%%", (int)draw(40), (int)draw(10));
    else if (one_in(3))
        printf(" loss gemodel %d%% %d%%", (int)draw(20), (int)draw(100));
    if (one_in(3))
        printf(" duplicate %d%%", (int)draw(30));
    if (one_in(4))
        printf(" corrupt %d%%%s", (int)draw(30),
               one_in(3) ? " checksum off" : "");
    if (one_in(4) && delay > 0)
        printf(" reorder %d%% gap %d", (int)draw(50), 1 + (int)draw(5));
    if (one_in(6))
        printf(" rate %s", PICK(rate));
    if (one_in(6))
        printf(" limit %d", 1 + (int)draw(20));
    printf("\n");
}

static void
print_links(void)
{
    printf("link *");
    print_rule();
    for (int n = (int)draw(3); n > 0 && n_hosts > 1; n--) {
        printf("link ");
        print_pair(one_in(2) ? "->" : "<->");
        print_rule();
    }
}

/* ---- faults ------------------------------------------------------------- */

static const char *
a_call(void)
{
    const char *name;

    do
        name = sys_call_name[draw(SYS_NR_COUNT)];
    while (!name);
    return name;
}

static void
print_place(void)
{
    if (one_in(2))
        printf(" at %dms", (int)draw(500));
    else
        printf(" %s@%s #%d", one_in(2) ? "after " : "", a_call(),
               1 + (int)draw(30));
}

static void
print_restart(void)
{
    if (one_in(6))
        printf(" restart never");
    else if (one_in(2))
        printf(" restart %dms", (int)draw(200));
}

static void
print_keep(void)
{
    static const char *const keep[] = { "none",     "all",    "first 1",
                                        "first 3",  "torn 1", "torn 2",
                                        "without 1" };

    if (one_in(2))
        printf(" keep %s", PICK(keep));
}

static void
print_link_fault(void)
{
    static const char *const moment[] = { "past timeout", "past next",
                                          "past call",    "past ack",
                                          "by 1ms",       "by 70ms" };
    static const char *const kind[] = { "drop",     "corrupt", "duplicate",
                                        "delay",    "hold",    "oneway",
                                        "partition" };
    size_t k = draw(COUNT(kind));

    printf("schedule %s ", kind[k]);
    print_pair(k == 6 ? "|" : "->");
    if (k < 5)
        printf(" %s#%d", k == 4 && one_in(2) ? "from " : "",
               1 + (int)draw(20));
    else
        printf(" at %dms for %dms", (int)draw(500), 1 + (int)draw(500));
    if (k == 3 || (k == 2 && one_in(2)))
        printf(" %s", PICK(moment));
    if (k == 4)
        printf(" until %dms", (int)draw(1000));
    printf("\n");
}

static void
print_host_fault(void)
{
    static const char *const kind[] = { "crash", "power", "pause", "clock" };
    size_t k = draw(COUNT(kind));

    printf("schedule %s h%d", kind[k], (int)draw((uint64_t)n_hosts));
    print_place();
    if (k == 1)
        print_keep();
    if (k < 2)
        print_restart();
    if (k == 2)
        printf(" for %dms", 1 + (int)draw(100));
    if (k == 3)
        printf(" by %s%dms", one_in(2) ? "-" : "", 1 + (int)draw(10000));
    printf("\n");
}

/* Those that make a call answer what it would not have. */
static void
print_call_fault(void)
{
    static const char *const error[] = { "EINTR",  "EIO",    "ENOSPC",
                                         "EMFILE", "EAGAIN", "ECONNRESET" };
    int host = (int)draw((uint64_t)n_hosts);

    if (one_in(3))
        printf("schedule switch h%d #%d to %d\n", host, 1 + (int)draw(20),
               1 + (int)draw(6));
    else if (one_in(2))
        printf("schedule short h%d @%s #%d to %d\n", host, a_call(),
               1 + (int)draw(20), 1 + (int)draw(50));
    else
        printf("schedule error h%d @%s #%d %s\n", host, a_call(),
               1 + (int)draw(20), PICK(error));
}

int
main(int argc, char **argv)
{
    const char *fuzz = argc > 2 ? argv[2] : NULL;

    if (argc < 2)
        return 2;
    seed = strtoull(argv[1], NULL, 10);
    n_hosts = 1 + (int)draw(fuzz ? 4 : HOSTS_MAX);
    printf("# randworld %s%s%s\nseed %d\nlimit %ds\n", argv[1],
           fuzz ? " " : "", fuzz ? fuzz : "", (int)draw(1000000),
           fuzz ? 20 : 2 + (int)draw(20));
    for (int i = 0; i < n_hosts; i++) {
        printf("host h%d ", i);
        if (fuzz)
            printf("%s %d %d", fuzz, (int)draw(1u << 30),
                   100 + (int)draw(1500));
        else
            print_program(PICK(programs));
        for (int k = 0; fuzz && k < n_hosts; k++)
            printf(" h%d", k);
        printf("\n");
    }
    print_links();
    for (int n = (int)draw(8); n > 0; n--)
        if (!fuzz && one_in(3))
            print_call_fault();
        else if (one_in(2) && n_hosts > 1)
            print_link_fault();
        else
            print_host_fault();
    return 0;
}
