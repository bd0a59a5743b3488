/*
 * emit_check.h - what the checks of part C have in common.
 *
 * Each is compiled with the code that the student's compiler made of one
 * interface, and with failure.h, included before this, which says why there
 * is none.
 */
#ifndef GRADER_LAB2_EMIT_CHECK_H
#define GRADER_LAB2_EMIT_CHECK_H

#include <stddef.h>

#include "grader/lab2/node/xdr_check.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_status.h"

/* 1 if there is code to check; otherwise it has said why not. */
static inline int
begin(const char *what)
{
    check_begin(what);
#ifdef FAILURE_MISSING
    rpc_not_implemented("lab 2 part C", FAILURE_MISSING, "lab2-stubs/emit.c");
    return 0;
#endif
#ifdef FAILURE
    check_failed("%s", FAILURE);
    return 0;
#endif
    return 1;
}

/* All that was allocated since there were before blocks has been freed. */
void expect_freed(size_t before, const char *what);

/* As many bytes of a number as RFC 4506 has, into a message. */
void add_u32(uint8_t *message, size_t *len, uint32_t v);

#endif
