/*
 * peer.h - the other end of a connection, by plain sockets, as a script.
 *
 * Nothing in here uses a student's code.  What fails here is the check's own
 * fault, and ends its program with a sentence.
 *
 * Units: bytes, milliseconds.
 */
#ifndef GRADER_LAB1_PEER_H
#define GRADER_LAB1_PEER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "grader/node/check.h"

/* ---- plain sockets ------------------------------------------------------ */

struct sockaddr_in peer_loopback(int port);
int peer_listen(int port, int backlog);

/* Blocking. */
int peer_connect(const struct sockaddr_in *addr);

/* All of it, however long it takes; -errno if the other end has gone. */
int peer_send(int fd, const void *bytes, size_t len);

/*
 * Read len bytes, but wait for each no longer than ms.  Returns how many have
 * come before the end of the stream, an error or the end of that time.
 */
size_t peer_recv(int fd, void *buf, size_t len, int ms);

/* Whether the other end closes or resets the connection within ms; what it
 * sends before is thrown away. */
int peer_sees_end(int fd, int ms);

/* Close with a reset instead of an end of the stream. */
void peer_reset(int fd);

void peer_pause(int ms);
int64_t peer_now_ms(void);

/* The descriptor that the next socket() would return. */
int peer_next_fd(void);

/* "-EMSGSIZE (Message too long)", "1"; one of four buffers, used in turn. */
const char *peer_result(long r);

/* ---- a peer that does what its script says ------------------------------ */

enum act_kind { ACT_SEND, ACT_RECV, ACT_PAUSE, ACT_CLOSE, ACT_RESET };

struct act {
    enum act_kind kind;
    const void *bytes; /* SEND; borrowed */
    size_t len;        /* SEND, RECV: reads and forgets so many */
    int ms;            /* PAUSE */
};

/* Two ends of a connection in one process; fd is for the code in question. */
struct pair {
    int fd, peer;
    pthread_t thread;
    const struct act *act; /* borrowed */
    size_t n_acts;
};

void pair_open(struct pair *p);

/* The other end plays, in a thread of its own, until pair_wait(). */
void pair_play(struct pair *p, const struct act *act, size_t n_acts);
void pair_wait(struct pair *p);

/* Both ends, if they are still open. */
void pair_close(struct pair *p);

#endif
