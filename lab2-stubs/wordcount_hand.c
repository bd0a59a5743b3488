/*
 * wordcount_hand.c - the stub, the skeleton and the dispatcher's table of
 * WordCount, as a person writes them.
 *
 * Lab 2, part B: about 45 lines are missing.  The interface is
 * wordcount/wordcount.x, and in C wordcount/wordcount.h; rpc.h shows how a
 * stub and a skeleton go, above struct rpc_call and struct rpc_exec.
 * Syllabus: C1, C2, C6, C7, C9.
 *
 * Before you write, answer these:
 *
 *   - Who knows how long the longest request and the longest reply can be?
 *   - Which bytes of the request does the stub write, and which another one?
 *   - When may the skeleton not call the function?  What does it do then?
 *   - Who frees the map: on the server, and on the client, when the call went
 *     well, and when it did not?
 */
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/wordcount/service.h"

#define PART "lab 2 part B"
#define THIS_FILE "lab2-stubs/wordcount_hand.c"

/*
 * The client's stub: to the application it is the function, and all it does
 * is to make a message of the arguments and results of the reply.  What is
 * only for people, args_text and result_text, is wanted while rpc_trace_on();
 * the name of the procedure is "count".  After a failure *res is all zero.
 */
enum rpc_status
wordcount_count(struct rpc_client *c, const struct wordcount_text *args,
                struct wordcount_map *res)
{
    (void)c;
    (void)args;
    *res = (struct wordcount_map){ 0 };
    return rpc_not_implemented(PART, "wordcount_count()", THIS_FILE);
}

/*
 * The skeleton: arguments of the message, wordcount_serve_count(), a message
 * of the results.
 */
static void
count_skeleton(struct rpc_exec *x, void *service)
{
    (void)service;
    rpc_not_implemented(PART, "count_skeleton()", THIS_FILE);
    x->stat = RPC_ACCEPT_SYSTEM_ERR;
}

/*
 * What the dispatcher looks up: program and version, and in them the number,
 * the name and the skeleton of each procedure.  There is no program 0, so
 * that the dispatcher finds nothing here yet.
 */
static const struct rpc_procedure wordcount_procedure[] = {
    { 0, "?", count_skeleton },
};

const struct rpc_program wordcount_program = {
    .prog = 0,
    .vers = 0,
    .name = "?",
    .procedure = wordcount_procedure,
    .n_procedures = 1,
};
