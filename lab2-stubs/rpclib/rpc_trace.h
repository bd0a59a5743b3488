/*
 * rpc_trace.h - the steps of a call, as it happens.
 *
 * If the environment variable RPC_TRACE_FD is the number of a descriptor,
 * every step is one write() of one line to it:
 *
 *     NAME [status=N] TEXT
 *
 *     call debit(alice, 10)
 *     exec debit(alice, 10)
 *     done 90
 *     return status=0 debit(alice, 10) = 90
 *
 * so that RPC_TRACE_FD=2 shows a call on the terminal.  Of the ten steps of
 * a call four belong to the operating systems; these are the others:
 *
 *     client   call      the application calls the stub
 *              marshal   the stub has turned the arguments into bytes
 *              unmarshal a reply is there, the stub takes it apart
 *              return    the stub returns to the application
 *     server   dispatch  a request is there, and whom it is for
 *              exec      the service's function is called
 *              done      it has returned
 *              reply     the reply is bytes and will be sent
 *
 *     either   ignored   a datagram is no message that anyone waits for
 *              missing   code of a lab is not written yet
 *
 * A line is shorter than PIPE_BUF, so lines of several processes do not mix.
 * Steps are an observer: they fail silently and leave errno alone.
 */
#ifndef RPCLIB_RPC_TRACE_H
#define RPCLIB_RPC_TRACE_H

#include <netinet/in.h>
#include <stddef.h>

#include "lab2-stubs/rpclib/rpc_status.h"

/* Is anyone looking?  Ask before preparing a text that only a step needs. */
int rpc_trace_on(void);

void rpc_step(const char *name, const char *text);
void rpc_step_status(const char *name, enum rpc_status status,
                     const char *text);

/*
 * Step "ignored": "3 bytes from 10.0.0.2:40000: why".  A transport says this
 * of every datagram it drops.  from may be NULL.
 */
void rpc_step_ignored(size_t len, const struct sockaddr_in *from,
                      const char *why);

#endif
