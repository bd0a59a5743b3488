/*
 * The schedule language.  At stake: a schedule is the name of a run.  The
 * explorer prints it, a student types it in again, and it must be the same
 * run.
 */
#include <errno.h>
#include <stdio.h>

#include "netsim/lang/schedule.h"
#include "netsim/lang/test/helper.h"

static const char *const host[] = { "client", "server", "atm-1" };
static const char *const call[] = { "socket", "sendto", NULL, "recvfrom" };
static const struct schedule_names names = {
    .n_hosts = COUNT(host),
    .host = host,
    .n_calls = COUNT(call),
    .call = call,
};

static int
parse(const char *src, struct text_error *err)
{
    struct schedule s;

    return schedule_parse(&s, "<schedule>", src, &names, err);
}

static void
assert_same_deviation(const struct deviation *a, const struct deviation *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->nth, b->nth);
    assert_int_equal(a->src, b->src);
    assert_int_equal(a->dst, b->dst);
    assert_int_equal(a->moment, b->moment);
    assert_int_equal(a->by_ns, b->by_ns);
    assert_int_equal(a->host, b->host);
    assert_int_equal(a->place, b->place);
    assert_int_equal(a->call, b->call);
    assert_int_equal(a->at_ns, b->at_ns);
    assert_int_equal(a->restart_ns, b->restart_ns);
    assert_int_equal(a->from, b->from);
    assert_true(a->side[0] == b->side[0] && a->side[1] == b->side[1]);
    assert_int_equal(a->step, b->step);
    assert_int_equal(a->keep, b->keep);
    assert_int_equal(a->keep_n, b->keep_n);
    assert_int_equal(a->for_ns, b->for_ns);
    assert_int_equal(a->to, b->to);
    assert_int_equal(a->error, b->error);
}

static void
check_parses_to(const char *src, const struct deviation *want, size_t n)
{
    struct text_error err;
    struct schedule s;

    if (schedule_parse(&s, "f", src, &names, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(s.n, n);
    for (size_t i = 0; i < n; i++)
        assert_same_deviation(&s.dev[i], &want[i]);
}

static void
each_deviation_is_read_as_it_is_meant(void **state)
{
    static const struct {
        const char *src;
        struct deviation d;
    } row[] = {
        { "drop server->client #1",
          { .kind = DEV_DROP, .nth = 1, .src = 1, .dst = 0 } },
        { "drop client -> atm-1 #4294967295",
          { .kind = DEV_DROP, .nth = 4294967295, .src = 0, .dst = 2 } },
        { "duplicate client->server #2",
          { .kind = DEV_DUPLICATE, .nth = 2, .src = 0, .dst = 1 } },
        { "duplicate client->server #2 past timeout",
          { .kind = DEV_DUPLICATE,
            .nth = 2,
            .src = 0,
            .dst = 1,
            .moment = PAST_TIMEOUT } },
        { "delay client->server #3 by 1.5ms",
          { .kind = DEV_DELAY,
            .nth = 3,
            .src = 0,
            .dst = 1,
            .by_ns = 1500000 } },
        { "delay client->server #3 by -20us",
          { .kind = DEV_DELAY,
            .nth = 3,
            .src = 0,
            .dst = 1,
            .by_ns = -20000 } },
        { "delay client->server#3 past next",
          { .kind = DEV_DELAY,
            .nth = 3,
            .src = 0,
            .dst = 1,
            .moment = PAST_NEXT } },
        { "crash server @recvfrom #1",
          { .kind = DEV_CRASH,
            .nth = 1,
            .host = 1,
            .call = 3,
            .restart_ns = RESTART_DEFAULT_NS } },
        { "crash server after @sendto #7 restart 2s",
          { .kind = DEV_CRASH,
            .nth = 7,
            .host = 1,
            .place = AFTER_CALL,
            .call = 1,
            .restart_ns = 2000000000 } },
        { "crash server at 250us restart never",
          { .kind = DEV_CRASH,
            .host = 1,
            .place = AT_TIME,
            .at_ns = 250000,
            .restart_ns = RESTART_NEVER } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].d, 1);
}

static void
each_fault_of_a_host_is_read_as_it_is_meant(void **state)
{
    static const struct {
        const char *src;
        struct deviation d;
    } row[] = {
        { "power server after @sendto #2 keep torn 3 restart 1s",
          { .kind = DEV_POWER,
            .nth = 2,
            .host = 1,
            .place = AFTER_CALL,
            .call = 1,
            .keep = KEEP_TORN,
            .keep_n = 3,
            .restart_ns = 1000000000 } },
        { "power server at 1s keep all",
          { .kind = DEV_POWER,
            .host = 1,
            .place = AT_TIME,
            .at_ns = 1000000000,
            .keep = KEEP_ALL,
            .restart_ns = RESTART_DEFAULT_NS } },
        { "pause server @recvfrom #1 for 2s",
          { .kind = DEV_PAUSE,
            .nth = 1,
            .host = 1,
            .call = 3,
            .for_ns = 2000000000 } },
        { "clock client at 5ms by -1s",
          { .kind = DEV_CLOCK,
            .place = AT_TIME,
            .at_ns = 5000000,
            .by_ns = -1000000000 } },
        { "short client @sendto #2 to 10",
          { .kind = DEV_SHORT, .nth = 2, .call = 1, .to = 10 } },
        { "error client @recvfrom #4 EINTR",
          { .kind = DEV_ERROR, .nth = 4, .call = 3, .error = EINTR } },
        { "switch client #4 to 2", { .kind = DEV_SWITCH, .nth = 4, .to = 2 } },
        { "crash server @exec #1",
          { .kind = DEV_CRASH,
            .nth = 1,
            .host = 1,
            .step = 6,
            .restart_ns = RESTART_DEFAULT_NS } },
        { "power client after @call #2 restart never",
          { .kind = DEV_POWER,
            .nth = 2,
            .place = AFTER_CALL,
            .step = 1,
            .restart_ns = RESTART_NEVER } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].d, 1);
}

static void
each_fault_of_the_network_is_read_as_it_is_meant(void **state)
{
    static const struct {
        const char *src;
        struct deviation d;
    } row[] = {
        { "corrupt client->server #2",
          { .kind = DEV_CORRUPT, .nth = 2, .dst = 1 } },
        { "hold client->server #2 until 1s",
          { .kind = DEV_HOLD, .nth = 2, .dst = 1, .at_ns = 1000000000 } },
        { "hold client->server from #2 until 1s",
          { .kind = DEV_HOLD,
            .nth = 2,
            .dst = 1,
            .from = 1,
            .at_ns = 1000000000 } },
        { "partition client,atm-1|server at 1ms for 2ms",
          { .kind = DEV_PARTITION,
            .side = { 5, 2 },
            .at_ns = 1000000,
            .for_ns = 2000000 } },
        { "partition client | server at 0s for 2ms",
          { .kind = DEV_PARTITION, .side = { 1, 2 }, .for_ns = 2000000 } },
        { "oneway client->server at 1ms for 2ms",
          { .kind = DEV_ONEWAY,
            .dst = 1,
            .at_ns = 1000000,
            .for_ns = 2000000 } },
        { "duplicate client->server #2 past call",
          { .kind = DEV_DUPLICATE, .nth = 2, .dst = 1, .moment = PAST_CALL } },
        { "delay client->server #2 past ack",
          { .kind = DEV_DELAY, .nth = 2, .dst = 1, .moment = PAST_ACK } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].d, 1);
}

/* From its begin up to its end, and between its sides only. */
static void
a_cut_cuts_what_it_says(void **state)
{
    enum { A, B, C, D };
    const struct deviation split = { .kind = DEV_PARTITION,
                                     .side = { 1u << A | 1u << C, 1u << B },
                                     .at_ns = 10,
                                     .for_ns = 5 },
                           oneway = { .kind = DEV_ONEWAY,
                                      .src = A,
                                      .dst = B,
                                      .at_ns = 10,
                                      .for_ns = 5 },
                           drop = { .kind = DEV_DROP, .nth = 1, .dst = B };

    (void)state;
    assert_false(deviation_cuts(&split, A, B, 9));
    assert_true(deviation_cuts(&split, A, B, 10));
    assert_true(deviation_cuts(&split, B, C, 14));
    assert_false(deviation_cuts(&split, A, B, 15));
    assert_false(deviation_cuts(&split, A, C, 12));
    assert_false(deviation_cuts(&split, A, D, 12));
    assert_false(deviation_cuts(&split, B, PARTITION_HOSTS_MAX, 12));
    assert_true(deviation_cuts(&oneway, A, B, 12));
    assert_false(deviation_cuts(&oneway, B, A, 12));
    assert_false(deviation_cuts(&oneway, A, B, 15));
    assert_false(deviation_cuts(&drop, A, B, 12));
}

static void
deviations_stand_between_semicolons_and_newlines(void **state)
{
    static const struct deviation want[] = {
        { .kind = DEV_DROP, .nth = 1, .src = 1, .dst = 0 },
        { .kind = DEV_DROP, .nth = 2, .src = 0, .dst = 1 },
    };

    (void)state;
    check_parses_to("", NULL, 0);
    check_parses_to(" ;; \n ; # nothing\n", NULL, 0);
    check_parses_to("drop server->client #1; drop client->server #2", want, 2);
    check_parses_to("# a fault each way\r\n"
                    "drop server->client #1 # the reply\r\n"
                    "\r\n"
                    "drop client->server #2;\r\n",
                    want, 2);
}

static void
a_file_may_ask_for_another_seed(void **state)
{
    struct text_error err;
    struct schedule s;
    uint64_t seed = 0;

    (void)state;
    assert_int_equal(schedule_parse_file(&s, &seed, "f",
                                         "# luck\nseed 12\n"
                                         "crash server @dispense #1\n",
                                         &names, &err),
                     0);
    assert_int_equal(seed, 12);
    assert_int_equal(s.n, 1);
    assert_string_equal(schedule_step[s.dev[0].step - 1], "dispense");
    assert_int_equal(schedule_parse_file(&s, &seed, "f",
                                         "drop server->client #1", &names,
                                         &err),
                     0);
    assert_int_equal(seed, 12);
    assert_int_equal(
        schedule_parse_file(&s, &seed, "f", "seed 12 13", &names, &err),
        -EINVAL);
    assert_int_equal(err.column, 9);
    assert_int_equal(schedule_parse_file(&s, &seed, "f", "seed", &names, &err),
                     -EINVAL);
}

static void
defaults_are_not_printed(void **state)
{
    static const struct {
        const char *src, *printed;
    } row[] = {
        { "", "" },
        { "duplicate client->server #1 by 0s", "duplicate client->server #1" },
        { "delay client->server #1 by 0ms", "delay client->server #1 by 0s" },
        { "crash server at 1000us restart 100ms", "crash server at 1ms" },
        { "crash server @ sendto#1", "crash server @sendto #1" },
        { "power server at 1ms keep none restart 100ms",
          "power server at 1ms" },
        { "partition server,client|atm-1 at 1000ms for 0.5s",
          "partition client,server|atm-1 at 1s for 500ms" },
        { "drop client->server #01;\n;delay client->server#2 by -1500us\n",
          "drop client->server #1; delay client->server #2 by -1.5ms" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        struct text_error err;
        struct schedule s;
        char buf[200];
        int len;

        assert_int_equal(schedule_parse(&s, "f", row[i].src, &names, &err), 0);
        len = schedule_print(buf, sizeof(buf), &s, &names);
        assert_string_equal(buf, row[i].printed);
        assert_int_equal(len, strlen(buf));
    }
}

static void
draw_place(struct deviation *d, uint64_t key, int only_calls)
{
    static const int nameable[] = { 0, 1, 3 };

    d->host = (int)draw(key, 11, COUNT(host));
    d->place =
        only_calls ? BEFORE_CALL : (enum deviation_place)draw(key, 12, 3);
    if (d->place == AT_TIME) {
        d->at_ns = draw_time(key, 13);
        return;
    }
    d->nth = 1 + (uint32_t)draw(key, 15, UINT32_MAX);
    if (!only_calls && draw(key, 16, 2))
        d->step = 1 + (int)draw(key, 17, SCHEDULE_STEPS);
    else
        d->call = nameable[draw(key, 18, COUNT(nameable))];
}

static void
draw_of_host(struct deviation *d, uint64_t key)
{
    static const int error[] = { EINTR, EIO, ENOSPC, ECONNRESET, ENOMEM };

    draw_place(d, key, d->kind == DEV_SHORT || d->kind == DEV_ERROR);
    if (d->kind == DEV_POWER)
        d->keep = (enum deviation_keep)draw(key, 20, 5);
    if (d->keep >= KEEP_FIRST)
        d->keep_n = (uint32_t)draw(key, 21, UINT32_MAX);
    switch (d->kind) {
    case DEV_POWER:
    case DEV_CRASH:
        d->restart_ns = draw(key, 22, 4) == 0   ? RESTART_NEVER
                        : draw(key, 22, 4) == 1 ? RESTART_DEFAULT_NS
                                                : draw_time(key, 23);
        break;
    case DEV_PAUSE:
        d->for_ns = draw_time(key, 20);
        break;
    case DEV_CLOCK:
        d->by_ns = draw(key, 20, 2) ? draw_time(key, 21) : -draw_time(key, 21);
        break;
    case DEV_ERROR:
        d->error = error[draw(key, 20, COUNT(error))];
        break;
    default: /* SHORT, SWITCH */
        d->to = 1 + (uint32_t)draw(key, 20, INT32_MAX);
        break;
    }
}

static struct deviation
draw_switch(uint64_t key)
{
    return (struct deviation){ .kind = DEV_SWITCH,
                               .host = (int)draw(key, 1, COUNT(host)),
                               .nth = 1 + (uint32_t)draw(key, 2, 100),
                               .to = 1 + (uint32_t)draw(key, 3, 100) };
}

static void
draw_of_network(struct deviation *d, uint64_t key)
{
    d->at_ns = draw_time(key, 31);
    d->for_ns = 1 + draw_time(key, 33);
    if (d->kind != DEV_PARTITION)
        return;
    /* One host on each side, the third anywhere. */
    d->side[0] = (uint64_t)1 << d->src;
    d->side[1] = (uint64_t)1 << d->dst;
    if (draw(key, 35, 3) < 2)
        d->side[draw(key, 35, 3)] |= 7 & ~(d->side[0] | d->side[1]);
    d->src = d->dst = 0;
}

static struct deviation
draw_deviation(uint64_t key)
{
    struct deviation d = { .kind = (enum deviation_kind)draw(key, 0,
                                                             DEV_SWITCH + 1) };

    if (d.kind == DEV_SWITCH)
        return draw_switch(key);
    if (!deviation_is_of_link(&d) && !deviation_is_of_network(&d)) {
        draw_of_host(&d, key);
        return d;
    }
    d.src = (int)draw(key, 1, COUNT(host));
    d.dst =
        (d.src + 1 + (int)draw(key, 2, COUNT(host) - 1)) % (int)COUNT(host);
    if (deviation_is_of_network(&d)) {
        draw_of_network(&d, key);
        return d;
    }
    d.nth = 1 + (uint32_t)draw(key, 3, 10);
    if (d.kind == DEV_HOLD) {
        d.from = (int)draw(key, 4, 2);
        d.at_ns = draw_time(key, 5);
    }
    if (d.kind != DEV_DELAY && d.kind != DEV_DUPLICATE)
        return d;
    d.moment = (enum deviation_moment)draw(key, 4, PAST_ACK + 1);
    if (d.moment == PAST_TIME)
        d.by_ns = draw(key, 5, 2) ? draw_time(key, 6) : -draw_time(key, 6);
    return d;
}

static void
a_printed_schedule_parses_to_itself(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 5000; i++) {
        struct schedule s = { .n = draw(i, 0, SCHEDULE_MAX + 1) };
        char buf[SCHEDULE_MAX * 150];

        for (size_t k = 0; k < s.n; k++)
            s.dev[k] = draw_deviation(i * SCHEDULE_MAX + k);
        assert_in_range(schedule_print(buf, sizeof(buf), &s, &names), 0,
                        sizeof(buf) - 1);
        check_parses_to(buf, s.dev, s.n);
    }
}

static void
printing_counts_what_has_no_room(void **state)
{
    const struct deviation d = { .kind = DEV_DROP, .nth = 1, .dst = 1 };
    const char *whole = "drop client->server #1";
    char buf[100];

    (void)state;
    assert_int_equal(deviation_print(NULL, 0, &d, &names), strlen(whole));
    for (size_t cap = 1; cap < sizeof(buf); cap++) {
        memset(buf, 'x', sizeof(buf));
        assert_int_equal(deviation_print(buf, cap, &d, &names), strlen(whole));
        assert_true(strlen(buf) < cap);
        assert_memory_equal(buf, whole, strlen(buf));
    }
}

static void
a_mistake_names_what_was_expected(void **state)
{
    static const struct mistake row[] = {
        { "drp server->client #1",
          "<schedule>:1:1: error: expected \"drop\", \"duplicate\", "
          "\"delay\", \"corrupt\", \"hold\", \"partition\", \"oneway\", "
          "\"crash\", \"power\", \"pause\", \"clock\", \"short\", "
          "\"error\" or \"switch\", found \"drp\"; did you mean "
          "\"drop\"?\n"
          "    drp server->client #1\n"
          "    ^~~\n" },
        { "drop sever->client #1",
          "<schedule>:1:6: error: unknown host \"sever\"; did you mean "
          "\"server\"? (hosts: client, server, atm-1)\n"
          "    drop sever->client #1\n"
          "         ^~~~~\n" },
        { "drop server->bob #1",
          "<schedule>:1:14: error: unknown host \"bob\" (hosts: client, "
          "server, atm-1)\n"
          "    drop server->bob #1\n"
          "                 ^~~\n" },
        { "drop",
          "<schedule>:1:5: error: expected a host, found the end of the line "
          "(hosts: client, server, atm-1)\n"
          "    drop\n"
          "        ^\n" },
        { "drop server<->client #1",
          "<schedule>:1:12: error: expected \"->\", found \"<->\"\n"
          "    drop server<->client #1\n"
          "               ^~~\n" },
        { "drop server->server #1",
          "<schedule>:1:14: error: \"server\" has no link to itself\n"
          "    drop server->server #1\n"
          "                 ^~~~~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
a_mistake_behind_the_link_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "drop server->client # 1",
          "<schedule>:1:20: error: expected a number such as #1, found a "
          "comment\n"
          "    drop server->client # 1\n"
          "                       ^\n" },
        { "drop server->client 1",
          "<schedule>:1:21: error: expected a number such as #1, found "
          "\"1\"\n"
          "    drop server->client 1\n"
          "                        ^\n" },
        { "drop server->client #0",
          "<schedule>:1:22: error: #0 does not exist: the first is #1\n"
          "    drop server->client #0\n"
          "                         ^\n" },
        { "drop server->client #4294967296",
          "<schedule>:1:22: error: \"4294967296\" is too large (at most "
          "4294967295)\n"
          "    drop server->client #4294967296\n"
          "                         ^~~~~~~~~~\n" },
        { "drop server->client #1 by 5ms",
          "<schedule>:1:24: error: expected \";\" or the end of the line, "
          "found \"by\"\n"
          "    drop server->client #1 by 5ms\n"
          "                           ^~\n" },
        { "delay server->client #1",
          "<schedule>:1:24: error: expected \"by\" or \"past\", found the end "
          "of the line\n"
          "    delay server->client #1\n"
          "                           ^\n" },
        { "delay server->client #1; drop server->client #2",
          "<schedule>:1:24: error: expected \"by\" or \"past\", found "
          "\";\"\n"
          "    delay server->client #1; drop server->client #2\n"
          "                           ^\n" },
        { "delay server->client #1 past time",
          "<schedule>:1:30: error: expected \"timeout\", \"next\", \"call\" "
          "or \"ack\", found \"time\"\n"
          "    delay server->client #1 past time\n"
          "                                 ^~~~\n" },
        { "\n\ndelay server->client #1 by 5m",
          "<schedule>:3:28: error: \"5m\" has no unit of time (ns, us, ms or "
          "s)\n"
          "    delay server->client #1 by 5m\n"
          "                               ^~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
a_mistake_in_a_crash_names_what_was_expected(void **state)
{
    static const struct mistake row[] = {
        { "crash server",
          "<schedule>:1:13: error: expected \"@\", \"after\" or \"at\", found "
          "the end of the line\n"
          "    crash server\n"
          "                ^\n" },
        { "crash server @recv #1",
          "<schedule>:1:15: error: no fault at \"recv\" (steps and calls: "
          "call, marshal, unmarshal, return, dispatch, exec, done, reply, "
          "ignored, missing, resume, dispense, socket, sendto, recvfrom)\n"
          "    crash server @recv #1\n"
          "                  ^~~~\n" },
        { "crash server @sento #1",
          "<schedule>:1:15: error: no fault at \"sento\"; did you "
          "mean \"sendto\"? (steps and calls: "
          "call, marshal, unmarshal, return, dispatch, exec, done, reply, "
          "ignored, missing, resume, dispense, socket, sendto, recvfrom)\n"
          "    crash server @sento #1\n"
          "                  ^~~~~\n" },
        { "crash server after sendto #1",
          "<schedule>:1:20: error: expected \"@\", found \"sendto\"\n"
          "    crash server after sendto #1\n"
          "                       ^~~~~~\n" },
        { "crash server @sendto",
          "<schedule>:1:21: error: expected a number such as #1, found the "
          "end of the line\n"
          "    crash server @sendto\n"
          "                        ^\n" },
        { "crash server at -1ms",
          "<schedule>:1:17: error: \"-1ms\" is negative, which only a time "
          "behind \"by\" is\n"
          "    crash server at -1ms\n"
          "                    ^~~~\n" },
        { "crash server at 1ms restart soon",
          "<schedule>:1:29: error: expected a time such as 100ms or "
          "\"never\", found \"soon\"\n"
          "    crash server at 1ms restart soon\n"
          "                                ^~~~\n" },
        { "crash server at 1ms restart -1ms",
          "<schedule>:1:29: error: \"-1ms\" is negative, which only a time "
          "behind \"by\" is\n"
          "    crash server at 1ms restart -1ms\n"
          "                                ^~~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
a_mistake_in_a_newer_fault_names_what_was_expected(void **state)
{
    static const struct mistake row[] = {
        { "partition client|server,client at 1s for 1s",
          "<schedule>:1:25: error: a second \"client\" in one partition\n"
          "    partition client|server,client at 1s for 1s\n"
          "                            ^~~~~~\n" },
        { "partition client at 1s for 1s",
          "<schedule>:1:18: error: expected \"|\", found \"at\"\n"
          "    partition client at 1s for 1s\n"
          "                     ^~\n" },
        { "oneway client->server at 1s for 0s",
          "<schedule>:1:33: error: a cut for no time is none\n"
          "    oneway client->server at 1s for 0s\n"
          "                                    ^~\n" },
        { "hold client->server #1",
          "<schedule>:1:23: error: expected \"until\", found the end of the "
          "line\n"
          "    hold client->server #1\n"
          "                          ^\n" },
        { "short client @exec #1 to 5",
          "<schedule>:1:15: error: no fault at \"exec\" (calls: socket, "
          "sendto, recvfrom)\n"
          "    short client @exec #1 to 5\n"
          "                  ^~~~\n" },
        { "pause client @sendto #1",
          "<schedule>:1:24: error: expected \"for\", found the end of the "
          "line\n"
          "    pause client @sendto #1\n"
          "                           ^\n" },
        { "error client @sendto #1 EPERM",
          "<schedule>:1:25: error: no call is made to fail with \"EPERM\" "
          "(errors: EINTR, EIO, ENOSPC, ENOMEM, EMFILE, ENOBUFS, EAGAIN, "
          "ECONNABORTED, ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT, "
          "EHOSTUNREACH, ENETUNREACH)\n"
          "    error client @sendto #1 EPERM\n"
          "                            ^~~~~\n" },
        { "switch client #1 to 0",
          "<schedule>:1:21: error: 0 is no thread: it is from 1 on\n"
          "    switch client #1 to 0\n"
          "                        ^\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
a_schedule_has_a_limit(void **state)
{
    const char *one = "drop client->server #1\n";
    char src[(SCHEDULE_MAX + 1) * 30] = "";
    struct text_error err;

    (void)state;
    for (int i = 0; i < SCHEDULE_MAX; i++)
        strcat(src, one);
    assert_int_equal(parse(src, &err), 0);
    strcat(src, one);
    assert_int_not_equal(parse(src, &err), 0);
    assert_string_equal(err.text, "<schedule>:65:1: error: a schedule has at "
                                  "most 64 deviations\n"
                                  "    drop client->server #1\n"
                                  "    ^~~~\n");
}

static void
no_mutation_of_a_schedule_does_harm(void **state)
{
    (void)state;
    check_mutations(parse, "drop server->client #1; # one\n"
                           "duplicate client->server #12 past timeout\r\n"
                           "delay client->server#3 by -1.5ms\n"
                           "crash atm-1 after @sendto #2 restart never\n"
                           "crash server at 250us restart 2s\n");
    check_mutations(parse, "hold client->server from #3 until 1.5s\n"
                           "partition client,atm-1|server at 1s for 2ms\n"
                           "oneway client->server at 0s for 1ns\n"
                           "power server @exec #2 keep torn 2\n");
    check_mutations(parse, "corrupt client->server #1\n"
                           "pause atm-1 at 1ms for 2s\n"
                           "clock client @socket #1 by -1s\n"
                           "short server @sendto #1 to 5\n"
                           "error server @recvfrom #1 EINTR\n"
                           "switch client #1 to 2\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_deviation_is_read_as_it_is_meant),
        cmocka_unit_test(each_fault_of_a_host_is_read_as_it_is_meant),
        cmocka_unit_test(each_fault_of_the_network_is_read_as_it_is_meant),
        cmocka_unit_test(a_cut_cuts_what_it_says),
        cmocka_unit_test(deviations_stand_between_semicolons_and_newlines),
        cmocka_unit_test(a_file_may_ask_for_another_seed),
        cmocka_unit_test(defaults_are_not_printed),
        cmocka_unit_test(a_printed_schedule_parses_to_itself),
        cmocka_unit_test(printing_counts_what_has_no_room),
        cmocka_unit_test(a_mistake_names_what_was_expected),
        cmocka_unit_test(a_mistake_behind_the_link_is_explained),
        cmocka_unit_test(a_mistake_in_a_crash_names_what_was_expected),
        cmocka_unit_test(a_mistake_in_a_newer_fault_names_what_was_expected),
        cmocka_unit_test(a_schedule_has_a_limit),
        cmocka_unit_test(no_mutation_of_a_schedule_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
