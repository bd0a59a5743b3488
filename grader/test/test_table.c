/*
 * test_table.c - the measured table: what is counted, under which kind of
 * fault, and that the comparison with the lecture can fail.
 */
#include "grader/table/table.h"

#include "grader/testing.h"
#include "grader/test/tell.h"
#include "netsim/syscalls.h"

#define DEBIT "debit(alice, 10)"

/* ---- which kind of fault ------------------------------------------------ */

static int
row_of(const char *text)
{
    static const char *const hosts[] = { "server", "client", "auditor" };
    struct schedule_names names = { 3, hosts, SYS_NR_COUNT, sys_call_name };
    struct schedule s;
    struct text_error err;

    assert_int_equal(schedule_parse(&s, "test", text, &names, &err), 0);
    return table_row_of(&s, &names);
}

static void
schedules_have_their_rows(void **state)
{
    (void)state;
    assert_int_equal(row_of(""), ROW_NO_FAULT);
    assert_int_equal(row_of("drop client->server #1"), ROW_REQUEST_LOST);
    assert_int_equal(row_of("drop server->client #1"), ROW_REPLY_LOST);
    assert_int_equal(row_of("duplicate server->client #1"), ROW_DUPLICATE);
    assert_int_equal(row_of("duplicate client->server #1 past call"),
                     ROW_LATE);
    assert_int_equal(row_of("delay client->server #1 past timeout"), ROW_LATE);
    assert_int_equal(row_of("crash server @fsync #1"), ROW_SERVER_CRASH);
    assert_int_equal(row_of("power server @fsync #1"), ROW_SERVER_POWER);
    assert_int_equal(row_of("crash client @sendto #1"), ROW_CLIENT_CRASH);
    assert_int_equal(row_of("pause server @recvfrom #1 for 5s"),
                     ROW_SERVER_SLOW);
    /* Two of a kind are; two kinds are not, nor is the auditor's bad luck. */
    assert_int_equal(row_of("drop server->client #1; drop server->client #2"),
                     ROW_REPLY_LOST);
    assert_int_equal(row_of("drop server->client #1; drop client->server #2"),
                     -1);
    assert_int_equal(row_of("drop auditor->server #1"), -1);
}

/* ---- what is counted ---------------------------------------------------- */

static void
a_call_that_returns_is_acknowledged(void **state)
{
    struct table_cell cell = { 0 };
    uint64_t request;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_send(CLIENT, DEBIT);
    tell_deliver(request, 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(0, DEBIT " = 90");
    table_count(&cell, COLUMN_AT_LEAST_ONCE, &story.tr);
    assert_int_equal(cell.acknowledged.calls, 1);
    assert_int_equal(cell.acknowledged.least, 1);
    assert_int_equal(cell.acknowledged.most, 1);
    assert_int_equal(cell.failed.calls, 0);
    tell_end();
}

static void
executions_of_a_failed_call_are_counted_apart(void **state)
{
    struct table_cell cell = { 0 };
    uint64_t request;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_send(CLIENT, DEBIT);
    tell_deliver(request, 0);
    tell_execution(DEBIT, "reply");
    tell_deliver(request, 1);
    tell_execution(DEBIT, "reply");
    tell_return(1, DEBIT ": no reply");
    table_count(&cell, COLUMN_AT_MOST_ONCE, &story.tr);
    assert_int_equal(cell.acknowledged.calls, 0);
    assert_int_equal(cell.failed.least, 2);
    assert_int_equal(cell.failed.most, 2);
    tell_end();
}

/* By the money, whatever the steps say. */
static void
exactly_once_is_about_effects(void **state)
{
    struct table_cell cell = { 0 };

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(0, DEBIT " = 90");
    step(CLIENT, "call", "balance(alice)");
    tell_return(0, "balance(alice) = 80");
    table_count(&cell, COLUMN_EXACTLY_ONCE, &story.tr);
    assert_int_equal(cell.acknowledged.most, 2);
    tell_end();
}

/* ---- the lecture -------------------------------------------------------- */

static void
set(struct table *t, enum table_column c, unsigned row, int least, int most)
{
    t->cell[row][c] = (struct table_cell){
        .runs = 1,
        .acknowledged = { 1, least, most },
    };
}

/* A table that is as the lecture says. */
static void
fill(struct table *t)
{
    for (unsigned row = 0; row < TABLE_ROWS; row++) {
        set(t, COLUMN_AT_LEAST_ONCE, row, 1, 1);
        set(t, COLUMN_AT_MOST_ONCE, row, 1, 1);
        set(t, COLUMN_DURABLE, row, 1, 1);
        set(t, COLUMN_EXACTLY_ONCE, row, 1, 1);
    }
    set(t, COLUMN_AT_LEAST_ONCE, ROW_REPLY_LOST, 1, 2);
    set(t, COLUMN_AT_LEAST_ONCE, ROW_DUPLICATE, 1, 2);
    set(t, COLUMN_AT_LEAST_ONCE, ROW_LATE, 1, 2);
    set(t, COLUMN_AT_LEAST_ONCE, ROW_SERVER_SLOW, 1, 2);
    for (unsigned row = ROW_SERVER_CRASH; row <= ROW_SERVER_POWER; row++) {
        set(t, COLUMN_AT_LEAST_ONCE, row, 1, 2);
        set(t, COLUMN_AT_MOST_ONCE, row, 1, 2);
    }
}

static void
the_comparison_can_fail(void **state)
{
    static struct table t;
    FILE *out = tmpfile();

    (void)state;
    assert_non_null(out);
    fill(&t);
    assert_int_equal(table_check(&t, out), 0);
    /* A semantics that is too weak, one that is too strong, an empty cell. */
    set(&t, COLUMN_DURABLE, ROW_SERVER_CRASH, 1, 2);
    assert_int_equal(table_check(&t, out), 1);
    set(&t, COLUMN_AT_LEAST_ONCE, ROW_REPLY_LOST, 1, 1);
    assert_int_equal(table_check(&t, out), 2);
    t.cell[ROW_LATE][COLUMN_EXACTLY_ONCE].runs = 0;
    assert_int_equal(table_check(&t, out), 3);
    /* Exactly once must not fail a call at all. */
    t.cell[ROW_DUPLICATE][COLUMN_EXACTLY_ONCE].failed.calls = 1;
    assert_int_equal(table_check(&t, out), 4);
    fclose(out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_have_their_rows),
        cmocka_unit_test(a_call_that_returns_is_acknowledged),
        cmocka_unit_test(executions_of_a_failed_call_are_counted_apart),
        cmocka_unit_test(exactly_once_is_about_effects),
        cmocka_unit_test(the_comparison_can_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
