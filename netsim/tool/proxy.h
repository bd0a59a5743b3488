/*
 * proxy.h - private to netsim/tool: the network between real programs.
 *
 * A proxy is a world whose two hosts are outside (outlet.h): a client,
 * which is whoever talks to the address where we listen, and a server, which
 * is at the other address.  What comes from either is posted to the world's
 * links, with the rules, the schedule and the seed that a simulated run has;
 * what the links deliver goes out.
 *
 * Reading order: source.h and loop.h, which know nothing of proxies;
 * proxy_address.c, proxy_udp.c, proxy_tcp.c, proxy_log.c (what is said
 * of it), proxy.c (from the command line to the summary).
 */
#ifndef NETSIM_PROXY_H
#define NETSIM_PROXY_H

#include "netsim/outlet.h"
#include "netsim/tool/loop.h"
#include "netsim/tool/source.h"

#include <netinet/in.h>
#include <stdio.h>

enum end { CLIENT, SERVER, ENDS };

/* How many were taken in one go, before others have their turn. */
#define PROXY_BURST 64

struct proxy_log {
    FILE *out; /* NULL: quiet */
    int verbose;
    FILE *trace; /* or NULL */
    const char *trace_path;
    struct trace_meta meta;
    uint64_t told; /* the SEND that was said to be lost */
    uint64_t clients;
    struct {
        uint64_t sent, arrived, lost, duplicated, delayed;
    } count[ENDS]; /* by the sender */
};

struct proxy {
    struct loop loop;
    struct sim_world *world;
    struct sim_script script;
    struct schedule schedule;
    struct outlet outlet;
    int host[ENDS]; /* index in the world */
    const char *name[ENDS];
    const struct proxy_kind *kind;
    struct sockaddr_in listen, to;
    struct watch listener;
    struct timer limit;
    struct proxy_log log;
    struct peers *peers; /* UDP */
    struct conns *conns; /* TCP */
};

/* What differs between UDP and TCP.  The functions return 0, or 2 after a
 * message. */
struct proxy_kind {
    const char *name;   /* "udp" */
    const char *unit;   /* "datagrams" */
    const char *client; /* "client", "connection" */
    int stream;
    int type; /* SOCK_DGRAM */
    void (*start)(struct proxy *px);
    void (*stop)(struct proxy *px);
    const char *(*arrive)(struct proxy *px, const struct datagram *d);
    void (*lost)(struct proxy *px, const struct datagram *d);
};

extern const struct proxy_kind proxy_udp, proxy_tcp;

static inline enum end
other_end(enum end e)
{
    return e == CLIENT ? SERVER : CLIENT;
}

/* proxy.c: which end of the link it is. */
enum end proxy_end(const struct proxy *px, int host);
/* To the links: it is sent now. */
void proxy_post(struct proxy *px, const struct posting *p);
/* Of a socket, as an errno; 0: none.  It is told once. */
int proxy_pending_error(int fd);
/* As many descriptors as the system lets us have; how many. */
int proxy_descriptors(void);

/* proxy_address.c; they return 0, or 2 after a message. */
int address_listen(const char *arg, struct sockaddr_in *addr,
                   const struct proxy_kind **kind);
int address_to(const char *arg, struct sockaddr_in *addr);
/* "127.0.0.1:7001" */
struct address_text {
    char s[32];
};
struct address_text address_text(const struct sockaddr_in *addr);

/* ---- proxy_log.c -------------------------------------------------------- */

/* The sink of the world: arg is the struct proxy. */
void proxy_sink(void *arg, const struct trace_event *ev);
/* A line of the log, with the time. */
void proxy_note(struct proxy *px, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* What is only said with --verbose. */
void proxy_chat(struct proxy *px, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* So that what has happened can be read while the proxy waits. */
void proxy_log_flush(struct proxy *px);
/* The end of log and trace.  0, or 2 after a message. */
int proxy_log_end(struct proxy *px, const char *why);

#endif
