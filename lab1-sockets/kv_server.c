/*
 * kv_server.c - one server, many clients, and none that waits for another.
 *
 * Lab 1, part D: about 230 lines are missing.  The contract is in
 * lab1-sockets/kv/kv_server.h; struct record_reader in record.h takes bytes as
 * they come.  Syllabus: B1, B4, B6, B7.
 *
 * What does a connection have to remember while the server looks after the
 * others?  Put it into a struct, and decide for each of these what happens
 * to it:
 *
 *   - half of a mark has come; two requests and a half have come at once
 *   - send() takes a part of the reply, or nothing
 *   - the client closes its end, resets the connection, or is never heard of
 *     again, in the middle of a request
 *   - accept() fails: with EAGAIN, ECONNABORTED, EMFILE
 */
#include "lab1-sockets/kv/kv_server.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 1 part D"
#define THIS_FILE "lab1-sockets/kv_server.c"

/* socket(), SO_REUSEADDR, bind(), listen(); if one fails, nothing stays. */
int
kv_listen(const struct sockaddr_in *addr)
{
    (void)addr;
    rpc_not_implemented(PART, "kv_listen()", THIS_FILE);
    return -ENOSYS;
}

/* A loop around one poll(), which is the only place that waits. */
int
kv_serve(int listener, kv_handler_fn *handle, void *service)
{
    (void)listener;
    (void)handle;
    (void)service;
    rpc_not_implemented(PART, "kv_serve()", THIS_FILE);
    return -ENOSYS;
}
