/*
 * test_rpc_text.c - texts of steps and addresses: one line, never too long.
 */
#include "grader/testing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_text.h"

static void
numbers_of_all_sizes_are_written(void **state)
{
    struct rpc_text t = { 0 };

    (void)state;
    rpc_text_int(&t, INT64_MIN);
    rpc_text_str(&t, " ");
    rpc_text_int(&t, INT64_MAX);
    rpc_text_str(&t, " ");
    rpc_text_int(&t, 0);
    assert_string_equal(t.s, "-9223372036854775808 9223372036854775807 0");
    assert_int_equal(t.len, strlen(t.s));
}

static void
other_values_are_written_exactly(void **state)
{
    struct rpc_text t = { 0 };

    (void)state;
    rpc_text_uint(&t, UINT64_MAX);
    rpc_text_str(&t, " ");
    rpc_text_double(&t, 0.1);
    rpc_text_str(&t, " ");
    rpc_text_hex(&t, "\x00\xffz", 3);
    rpc_text_str(&t, " ");
    rpc_text_hex(&t, NULL, 0);
    assert_string_equal(
        t.s, "18446744073709551615 0.10000000000000001 0x00ff7a 0x");
}

/* Bytes of a message that are no string, and much longer than a text. */
static void
no_byte_beyond_a_value_is_looked_at(void **state)
{
    struct rpc_text t = { 0 };
    char *bytes = malloc(3);

    (void)state;
    memcpy(bytes, "abc", 3);
    rpc_text_quote_max(&t, bytes, 3);
    assert_string_equal(t.s, "abc");
    assert_false(rpc_text_full(&t));
    free(bytes);
    bytes = calloc(1, 1000);
    rpc_text_hex(&t, bytes, 1000);
    assert_true(rpc_text_full(&t));
    assert_string_equal(t.s + t.len - 4, "0...");
    free(bytes);
}

static void
what_came_from_outside_stays_on_one_line(void **state)
{
    struct rpc_text t = { 0 };

    (void)state;
    rpc_text_quote(&t, "al ice\n\xc3\\,()");
    assert_string_equal(t.s, "al ice\\x0a\\xc3\\x5c\\x2c\\x28\\x29");
}

static void
a_text_is_cut_with_dots(void **state)
{
    struct rpc_text t = { 0 };

    (void)state;
    for (int i = 0; i < 100; i++)
        rpc_text_str(&t, "abcdefg");
    assert_int_equal(t.len, RPC_TEXT_MAX - 1);
    assert_int_equal(strlen(t.s), RPC_TEXT_MAX - 1);
    assert_string_equal(t.s + t.len - 4, "g...");
    rpc_text_clear(&t);
    assert_string_equal(t.s, "");
}

static void
an_address_is_read_and_written(void **state)
{
    struct sockaddr_in a, b;
    struct rpc_text t = { 0 };

    (void)state;
    assert_int_equal(rpc_addr_parse(&a, "127.0.0.1:20049", &t), 0);
    assert_int_equal(ntohs(a.sin_port), 20049);
    rpc_addr_text(&t, &a);
    assert_string_equal(t.s, "127.0.0.1:20049");
    b = a;
    assert_true(rpc_addr_equal(&a, &b));
    b.sin_port++;
    assert_false(rpc_addr_equal(&a, &b));
}

static void
refused(const char *text, const char *sentence)
{
    struct sockaddr_in a;
    struct rpc_text why = { 0 };

    assert_int_equal(rpc_addr_parse(&a, text, &why), -EINVAL);
    assert_string_equal(why.s, sentence);
}

static void
an_address_that_is_none_is_named(void **state)
{
    (void)state;
    refused("", "address \"\" is not HOST:PORT");
    refused("host", "address \"host\" is not HOST:PORT");
    refused(":1", "address \":1\" is not HOST:PORT");
    refused("h:", "port \"\" in \"h:\" is not a number from 0 to 65535");
    refused("h:x", "port \"x\" in \"h:x\" is not a number from 0 to 65535");
    refused("h:65536",
            "port \"65536\" in \"h:65536\" is not a number from 0 to 65535");
    refused("h:+1", "port \"+1\" in \"h:+1\" is not a number from 0 to 65535");
    /* No resolver sends a query for an empty label. */
    refused("a..b:1", "host \"a..b\" in \"a..b:1\" is not known");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_all_sizes_are_written),
        cmocka_unit_test(other_values_are_written_exactly),
        cmocka_unit_test(no_byte_beyond_a_value_is_looked_at),
        cmocka_unit_test(what_came_from_outside_stays_on_one_line),
        cmocka_unit_test(a_text_is_cut_with_dots),
        cmocka_unit_test(an_address_is_read_and_written),
        cmocka_unit_test(an_address_that_is_none_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
