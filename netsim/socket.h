/*
 * socket.h - private to netsim: who has which address and port.
 */
#ifndef NETSIM_SOCKET_H
#define NETSIM_SOCKET_H

#include "netsim/files.h"

struct datagram;
struct host;
struct process;
struct proto;
struct sockaddr_in;
struct tcp;
struct thread;

#define RCVTIMEO_NOW (-1)

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

/* ---- sys_socket.c: what their system calls share ------------------------ */

/* The socket of argument 0, or NULL with *err set. */
struct file *socket_file(struct thread *t, long *err);
/* An address from the program, and to it; its pointers may be 0 then. */
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

#endif
