/*
 * test_lab1_oracles.c - for each oracle of lab 1 a run that it accepts and
 * runs that it rejects, told by hand.
 */
#include "grader/testing.h"

#include "grader/lab1/oracles.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

#define PUT "put(x, 1)"

static void
accepts(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
}

/* The last event, or another one, is the culprit. */
static void
rejects(oracle_fn *oracle, size_t culprit, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_ptr_equal(v.culprit, &story.tr.event[culprit]);
    tell_end();
}

/* A call whose request has come to the server. */
static void
tell_request(void)
{
    tell_begin();
    step(CLIENT, "call", PUT);
    tell_deliver(tell_send(CLIENT, "request"), 0);
}

static void
a_call_with_a_result_is_all_right(void **state)
{
    (void)state;
    tell_request();
    tell_deliver(tell_execution(PUT, "reply"), 0);
    tell_return(RPC_OK, PUT " = ok");
    tell_exit(CLIENT, 0, "");
    accepts(oracle_returned);
    accepts(lab1_oracle_done);
    accepts(oracle_honest);
    tell_end();
}

static void
an_error_is_a_return_but_no_result(void **state)
{
    (void)state;
    tell_request();
    tell_return(RPC_TIMED_OUT, PUT ": no reply");
    accepts(oracle_returned);
    accepts(oracle_honest);
    rejects(lab1_oracle_done, 3,
            "a call failed though nothing was lost and nobody was killed: " PUT
            ": no reply");
}

static void
a_call_without_an_end_waits_for_ever(void **state)
{
    (void)state;
    tell_request();
    rejects(oracle_returned, 0,
            PUT " never returned: the server got its request, and sent no "
                "reply, and the client waits for ever");
    tell_request();
    rejects(lab1_oracle_done, 0,
            PUT " never returned: the server got its request, and sent no "
                "reply, and the client waits for ever");
}

static void
what_never_called_has_no_result(void **state)
{
    struct verdict v = { 0 };

    (void)state;
    tell_begin();
    tell_exit(CLIENT, 0, "");
    assert_int_equal(lab1_oracle_done(&story.tr, &v), 0);
    assert_string_equal(v.why, "no call was ever made");
    tell_end();
}

static void
a_client_must_not_exit_in_a_call_but_may_crash(void **state)
{
    (void)state;
    tell_request();
    tell_exit(CLIENT, 1, "");
    rejects(oracle_returned, 3,
            PUT " never returned: the server got its request, and sent no "
                "reply, and the client exited in the middle of it");
    tell_request();
    tell_crash(CLIENT);
    accepts(oracle_returned);
    tell_end();
}

static void
not_executed_must_be_so(void **state)
{
    (void)state;
    tell_request();
    step(SERVER, "exec", PUT);
    tell_return(RPC_CANT_SEND, PUT ": not executed");
    rejects(oracle_honest, 4,
            "the client said \"not executed\" of " PUT
            ", and it was executed: 1 datagram had been sent, and the server "
            "executed it 0 ms before that");
}

/* The request is still on its way when the client makes its promise. */
static void
not_executed_must_stay_so(void **state)
{
    uint64_t request;

    (void)state;
    tell_begin();
    step(CLIENT, "call", PUT);
    request = tell_send(CLIENT, "request");
    tell_return(RPC_CANT_SEND, PUT ": not executed");
    tell_deliver(request, 0);
    step(SERVER, "exec", PUT);
    rejects(oracle_honest, 4,
            "the client said \"not executed\" of " PUT
            ", and it was executed: 1 datagram had been sent, and the server "
            "executed it 0 ms after that");
}

static void
not_executed_may_be_said_where_it_is_so(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", PUT);
    tell_return(RPC_CANT_SEND, PUT ": not executed");
    step(CLIENT, "call", PUT);
    tell_deliver(tell_send(CLIENT, "request"), 0);
    tell_deliver(tell_execution(PUT, "reply"), 0);
    tell_return(RPC_OK, PUT " = ok");
    accepts(oracle_honest);
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_with_a_result_is_all_right),
        cmocka_unit_test(an_error_is_a_return_but_no_result),
        cmocka_unit_test(a_call_without_an_end_waits_for_ever),
        cmocka_unit_test(what_never_called_has_no_result),
        cmocka_unit_test(a_client_must_not_exit_in_a_call_but_may_crash),
        cmocka_unit_test(not_executed_must_be_so),
        cmocka_unit_test(not_executed_must_stay_so),
        cmocka_unit_test(not_executed_may_be_said_where_it_is_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
