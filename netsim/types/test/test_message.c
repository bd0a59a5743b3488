/*
 * test_message.c - the body of a message of a trace: which procedure it is
 * of, and whether it is all there.
 *
 * The traces are made here, of calls of the bank; what is printed of their
 * last sending is in message.expect.  To accept new texts, run the program
 * with the argument "accept" and look at the difference.
 */
#include "netsim/types/types_private.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/trace/test/golden.h"

#define BANK "lab3-atleastonce/bank/bank.x"
#define EXPECT "netsim/types/test/message.expect"
#define SENDS_MAX 4

/* xid 7: call procedure 3 of the bank; accepted with success; ... */
#define HEADER(procedure)                                                     \
    "00000007 00000000 00000002 20000003 00000001 " procedure                 \
    " 00000000 00000000 00000000 00000000 "
#define DEBIT HEADER("00000003")
#define REPLY "00000007 00000001 00000000 00000000 00000000 "
#define DEBIT_ARGS "00000005 616c6963 65000000 00000000 0000000a"

struct sending {
    int to_server;
    const char *hex;
};

struct message_case {
    const char *name;
    struct sending send[SENDS_MAX];
    size_t mark_len;
    size_t at; /* in the last one */
};

static const struct message_case cases[] = {
    { "a call", { { 1, DEBIT DEBIT_ARGS } }, 0, 40 },
    { "its reply",
      { { 1, DEBIT DEBIT_ARGS },
        { 0, REPLY "00000000 00000000 00000000 00000050" } },
      0,
      24 },
    { "a reply to the last of two calls with its xid",
      { { 1, HEADER("00000009") },
        { 1, DEBIT DEBIT_ARGS },
        { 0, REPLY "00000000 00000002" } },
      0,
      24 },
    { "a reply to nobody", { { 0, REPLY "00000000 00000002" } }, 0, 24 },
    { "a reply whose call went the same way",
      { { 0, DEBIT DEBIT_ARGS }, { 0, REPLY "00000000 00000002" } },
      0,
      24 },
    { "a reply whose call is cut",
      { { 1, "00000007 00000000 00000002 20000003" },
        { 0, REPLY "00000000 00000002" } },
      0,
      24 },
    { "garbage arguments: nothing is there",
      { { 1, DEBIT }, { 0, REPLY "00000004" } },
      0,
      24 },
    { "no such version: two words of the header",
      { { 1, DEBIT }, { 0, REPLY "00000002 00000001 00000001" } },
      0,
      32 },
    { "a verifier before the result",
      { { 1, DEBIT DEBIT_ARGS },
        { 0, "00000007 00000001 00000000 20000001 00000003 01020300 "
             "00000000 00000003" } },
      0,
      28 },
    { "a verifier without an end",
      { { 1, DEBIT DEBIT_ARGS },
        { 0, "00000007 00000001 00000000 20000001 fffffffd" } },
      0,
      20 },
    { "a procedure of no interface",
      { { 1, HEADER("00000009") "41" } },
      0,
      40 },
    { "a record", { { 1, "8000003c " DEBIT DEBIT_ARGS } }, 4, 44 },
    { "a record and its reply",
      { { 1, "8000003c " DEBIT DEBIT_ARGS },
        { 0, "8000001c " REPLY "00000000 00000002" } },
      4,
      28 },
    { "a record that goes on elsewhere",
      { { 1, "80000040 " DEBIT DEBIT_ARGS } },
      4,
      44 },
    { "a fragment that is not the last",
      { { 1, "0000003c " DEBIT DEBIT_ARGS } },
      4,
      44 },
    { "a record, and the beginning of another",
      { { 1, "8000003c " DEBIT DEBIT_ARGS "8000003c 00000008" } },
      4,
      44 },
    { "a record that is too short for its header",
      { { 1, "80000008 " DEBIT DEBIT_ARGS } },
      4,
      44 },
};

#define N_CASES (sizeof(cases) / sizeof(cases[0]))

/* ---- helpers ------------------------------------------------------------ */

static size_t
bytes_of(uint8_t *bytes, const char *hex)
{
    size_t n = 0;

    for (; *hex; hex += *hex == ' ' ? 1 : 2) {
        unsigned byte;

        if (*hex == ' ')
            continue;
        assert_int_equal(sscanf(hex, "%2x", &byte), 1);
        bytes[n++] = (uint8_t)byte;
    }
    return n;
}

static void
make_trace(struct trace *tr, const struct message_case *k)
{
    trace_init(tr);
    for (size_t i = 0; i < SENDS_MAX && k->send[i].hex; i++) {
        uint8_t bytes[128];
        int to = k->send[i].to_server;
        struct trace_event ev = { .seq = i + 1,
                                  .kind = TRACE_SEND,
                                  .src = !to,
                                  .dst = to,
                                  .sport = to ? 40000 : 20049,
                                  .dport = to ? 20049 : 40000,
                                  .bytes = bytes };

        ev.len = (uint32_t)bytes_of(bytes, k->send[i].hex);
        trace_keep(tr, &ev);
    }
}

static void
print_case(FILE *out, struct types *t, const struct message_case *k)
{
    struct trace tr;

    fprintf(out, "=== %s\n", k->name);
    make_trace(&tr, k);
    types_message(out, t, &tr, tr.n_events - 1, k->mark_len, k->at);
    trace_release(&tr);
}

/* All cases, with this interface; free it. */
static char *
all_printed(const char *interface)
{
    struct types *t = types_new();
    char *all;
    size_t len;
    FILE *out = open_memstream(&all, &len);

    assert_non_null(out);
    types_add(t, interface);
    for (size_t i = 0; i < N_CASES; i++)
        print_case(out, t, &cases[i]);
    fclose(out);
    types_free(t);
    return all;
}

/* ---- tests -------------------------------------------------------------- */

static void
each_message_is_printed(void **state)
{
    char *got = all_printed(BANK);

    (void)state;
    assert_golden(EXPECT, got);
    free(got);
}

static void
without_interfaces_there_are_words(void **state)
{
    char *text;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    assert_non_null(out);
    print_case(out, NULL, &cases[1]);
    fclose(out);
    assert_string_equal(text, "=== its reply\n"
                              "    XDR of the procedure\n"
                              "      00000000  |....|\n"
                              "      00000000  |....|\n"
                              "      00000050  |...P|\n");
    free(text);
}

/* What is said of a reply to a call that many events ago; free it. */
static char *
reply_printed_after(size_t n_events)
{
    struct types *t = types_new();
    struct trace tr;
    struct trace_event reply;
    char *text;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    types_add(t, BANK);
    make_trace(&tr, &cases[1]);
    reply = tr.event[--tr.n_events];
    while (tr.n_events < n_events)
        trace_keep(&tr, &(struct trace_event){ .kind = TRACE_TIMEOUT,
                                               .seq = tr.n_events + 1 });
    reply.seq = tr.n_events + 1;
    trace_keep(&tr, &reply);
    types_message(out, t, &tr, tr.n_events - 1, 0, cases[1].at);
    fclose(out);
    trace_release(&tr);
    types_free(t);
    return text;
}

static void
a_call_is_not_looked_for_for_ever(void **state)
{
    char *last = reply_printed_after(CALL_EVENTS_MAX);
    char *beyond = reply_printed_after(CALL_EVENTS_MAX + 1);

    (void)state;
    assert_non_null(strstr(last, "bank_result of BANK_DEBIT"));
    assert_ptr_equal(
        beyond, strstr(beyond, "    XDR of the procedure\n"
                               "      no call with this xid was sent in the "
                               "50000 events before\n"
                               "      00000000  |....|\n"));
    free(last);
    free(beyond);
}

/* Why a procedure is in no interface may be a mistake in one. */
static void
what_was_wrong_with_an_interface_is_said(void **state)
{
    char *text = all_printed("/dev/null/bank.x");

    (void)state;
    assert_ptr_equal(
        text, strstr(text, "=== a call\n"
                           "    XDR of the procedure\n"
                           "      procedure 3 of program 0x20000003, version "
                           "1, is in no interface\n"
                           "      /dev/null/bank.x: Not a directory\n"
                           "      00000005  |....|\n"));
    free(text);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_is_printed),
        cmocka_unit_test(without_interfaces_there_are_words),
        cmocka_unit_test(a_call_is_not_looked_for_for_ever),
        cmocka_unit_test(what_was_wrong_with_an_interface_is_said),
    };

    if (argc == 2 && strcmp(argv[1], "accept") == 0) {
        char *text = all_printed(BANK);
        int failed = accept_golden(EXPECT, text);

        free(text);
        return failed;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
