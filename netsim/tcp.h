/*
 * tcp.h - private to netsim: TCP.
 *
 * Reading order: tcp.c (connections), tcp_arrive.c (what becomes of a
 * segment), tcp_send.c (what is sent, and when it is sent again), sys_tcp.c
 * (the system calls).  README.md, "TCP", says what is left out.
 *
 * A connection is a struct socket with a struct tcp.  Its peer it knows by
 * ports, addresses and a number that no other connection of the run has; so
 * what is left of an earlier connection is recognised without sequence
 * numbers that start at random.  Numbers of bytes count from 0 and never
 * wrap: SYN is number 0, the first byte 1, FIN comes after the last byte.
 */
#ifndef NETSIM_TCP_H
#define NETSIM_TCP_H

#include "netsim/datagram.h"
#include "netsim/process.h"
#include "netsim/socket.h"

/* In struct datagram; 0: it is no segment. */
enum {
    TCPF_DATA = 1,
    TCPF_SYN = 2,
    TCPF_ACK = 4, /* ack and window hold */
    TCPF_FIN = 8,
    TCPF_RST = 16,
    TCPF_PROBE = 32, /* asks for an acknowledgement */
};

/* RFC 9293 section 3.3.2; named as BSD does. */
enum tcp_state {
    TCPS_CLOSED,
    TCPS_LISTEN,
    TCPS_SYN_SENT,
    TCPS_SYN_RCVD,
    TCPS_ESTABLISHED,
    TCPS_FIN_WAIT_1,
    TCPS_FIN_WAIT_2,
    TCPS_CLOSE_WAIT,
    TCPS_CLOSING,
    TCPS_LAST_ACK,
    TCPS_TIME_WAIT,
};

/* The largest segment that fits an IPv4 datagram. */
#define TCP_SEGMENT_MAX 65495
/* Both buffers.  Half is for bytes, as Linux roughly has it; so the window
 * is 64 KiB, as Linux begins with. */
#define TCP_BUFFER_DEFAULT 131072
#define TCP_BACKLOG_MAX 4096 /* net.core.somaxconn */

/*
 * All of it is state, but for what only names things: id and peer_id, of
 * which it matters alone whether they are those of a segment, and cause.
 */
struct tcp {
    struct socket *sock;
    enum tcp_state state;
    uint32_t id, peer_id; /* of the connection; 0: not known yet */
    int orphan;           /* no descriptor stands for it any more */
    int connecting;       /* connect() has begun, and has not told the end */
    int fin_came;
    int64_t until_ns; /* TIME_WAIT, FIN_WAIT_2 of an orphan: then closed */
    uint64_t cause;   /* in the trace: what has last changed the state */
    uint64_t mark;    /* in the history: the same */

    /* sending: what is not acknowledged is in the queue */
    uint64_t una, nxt, end; /* not acknowledged, to be sent, to be written */
    uint64_t edge;          /* the peer takes no byte from here on */
    struct datagram *queue, **queue_last;
    struct datagram *unsent; /* the first such of the queue, or NULL */
    int nospace;             /* someone waits for room */

    /* sending again: RFC 6298 */
    struct event timer;
    int64_t rto_ns, srtt_ns, rttvar_ns; /* srtt 0: not measured yet */
    uint64_t timed;                     /* if acknowledged: measure; 0: no */
    int64_t timed_ns;                   /* ... since then */
    unsigned tries;                     /* in vain, since an answer */
    uint64_t recover; /* what is lost before this is sent again at once */

    /* receiving: what is in order is in the socket's queue */
    uint64_t rcv_nxt, rcv_edge; /* next expected; end of the window offered */
    uint32_t read_off;          /* of the first datagram, already read */
    struct datagram *early;     /* out of order, by number */

    /* a listener, and who is not yet accepted */
    unsigned backlog, n_ready;
    struct socket_list ready, pending;
    struct socket *listener; /* whose child this is, until accepted */

    struct socket_list *in; /* one of the lists above, or tcp_closing */
    struct socket *after, **before;
    struct socket *chain; /* in the table of connections */

    /* options */
    int linger; /* SO_LINGER is on */
    int64_t linger_ns;
    int nodelay;
};

/* ---- what the rest of the kernel asks of TCP ---------------------------- */

void tcp_arrive(struct sim_world *w, struct datagram *d); /* takes it over */
void tcp_timer(struct event *timer);
/* How the process ends, as the peers of its connections see it. */
void tcp_end(struct host *h, enum end_kind how);
int tcp_is_closed(const struct socket *s); /* 0 for other sockets */
/* Whether a listener or a connection keeps others off its port. */
int tcp_keeps_port(const struct socket *s, const struct socket *other);
void tcp_expire(struct sim_world *w); /* those in TIME_WAIT, in time */

/* ---- tcp.c -------------------------------------------------------------- */

struct socket *tcp_new(struct process *p);
void tcp_free(struct socket *s);  /* at once, without a word */
void tcp_renew(struct socket *s); /* as new, but for port and options */
/* This bound socket begins a connection as that state.  -EADDRNOTAVAIL: it
 * has one with this peer already. */
int tcp_open(struct socket *s, enum tcp_state state, uint32_t peer_addr,
             uint16_t peer_port);
/* No connection any more; whoever has the socket learns of the error.  An
 * orphan is freed. */
void tcp_done(struct socket *s, int error);
/* The same, and an RST tells the peer. */
void tcp_abort(struct socket *s, int error);
/* No more is to be sent: FIN.  Or: no descriptor is left. */
void tcp_finish(struct socket *s);
void tcp_close(struct socket *s);
void tcp_refuse_all(struct socket *listener); /* those not yet accepted */
/* Closed after a minute, at once or after TIME_WAIT: there is no timer, but
 * whoever looks will see. */
void tcp_close_later(struct socket *s);
void tcp_time_wait(struct socket *s);
/* The connection between these two ends, or NULL; a listener is none. */
struct socket *tcp_find(const struct sim_world *w, int host, uint32_t addr,
                        uint16_t port, uint32_t peer_addr, uint16_t peer_port);
void tcp_list_add(struct socket_list *l, struct socket *s);
void tcp_list_remove(struct socket *s); /* if it is in one */

/* ---- tcp_send.c --------------------------------------------------------- */

/* A segment of the connection, without number. */
struct datagram *tcp_segment(struct socket *s, int flags, uint32_t len);
/* To be sent after all else: bytes, or a SYN or FIN alone. */
void tcp_queue(struct socket *s, struct datagram *d);
void tcp_queue_flag(struct socket *s, int flag);
void tcp_forget_queue(struct socket *s);
void tcp_push(struct socket *s);       /* as much as the window allows */
void tcp_send_again(struct socket *s); /* the first of the queue */
void tcp_answer(struct socket *s);     /* acknowledge what has come */
void tcp_offer(struct socket *s);      /* tell of room, if it is worth it */
void tcp_acknowledged(struct socket *s, const struct datagram *d);
/* To the sender of a segment that belongs to no connection here. */
struct datagram *tcp_rst_for(struct sim_world *w, const struct datagram *d);
uint32_t tcp_room(const struct socket *s); /* for bytes to be sent */
int tcp_writable(const struct socket *s);

#endif
