/*
 * test_store.c - the store, and how requests and replies look to people.
 */
#include "grader/testing.h"

#include <stdio.h>
#include <string.h>

#include "lab1-sockets/kv/kv_client.h"
#include "lab1-sockets/kv/kv_text.h"
#include "lab1-sockets/kv/store.h"

static struct store store;

static struct kv_reply
ask(enum kv_op op, const char *key, const char *value)
{
    struct kv_request q = { .op = op, .key = key, .key_len = strlen(key) };
    struct kv_reply reply;

    if (value) {
        q.value = value;
        q.value_len = strlen(value);
    }
    store_handle(&store, &q, &reply);
    return reply;
}

static void
has(const char *key, const char *value)
{
    struct kv_reply reply = ask(KV_GET, key, NULL);

    assert_int_equal(reply.status, KV_OK);
    assert_int_equal(reply.value_len, strlen(value));
    assert_memory_equal(reply.value, value, reply.value_len);
}

static void
what_was_put_is_found_until_it_is_removed(void **state)
{
    (void)state;
    store.n_entries = 0;
    assert_int_equal(ask(KV_GET, "a", NULL).status, KV_NO_SUCH_KEY);
    assert_int_equal(ask(KV_PUT, "a", "1").status, KV_OK);
    assert_int_equal(ask(KV_PUT, "ab", "2").status, KV_OK);
    assert_int_equal(ask(KV_PUT, "b", "").status, KV_OK);
    has("a", "1");
    has("ab", "2");
    has("b", "");
    assert_int_equal(ask(KV_PUT, "a", "10").status, KV_OK);
    has("a", "10");
    assert_int_equal(ask(KV_DEL, "a", NULL).status, KV_OK);
    assert_int_equal(ask(KV_DEL, "a", NULL).status, KV_NO_SUCH_KEY);
    assert_int_equal(ask(KV_GET, "a", NULL).status, KV_NO_SUCH_KEY);
    has("ab", "2");
    has("b", "");
}

static void
a_full_store_takes_no_key_but_a_new_value(void **state)
{
    char key[16];

    (void)state;
    store.n_entries = 0;
    for (int i = 0; i < STORE_KEYS_MAX; i++) {
        snprintf(key, sizeof(key), "key%d", i);
        assert_int_equal(ask(KV_PUT, key, key).status, KV_OK);
    }
    assert_int_equal(ask(KV_PUT, "one more", "1").status, KV_FULL);
    assert_int_equal(ask(KV_PUT, "key7", "new").status, KV_OK);
    has("key7", "new");
    assert_int_equal(ask(KV_DEL, "key0", NULL).status, KV_OK);
    assert_int_equal(ask(KV_PUT, "one more", "1").status, KV_OK);
    has("one more", "1");
    has("key255", "key255");
}

/* A reply that is not sent yet must not change. */
static void
a_value_that_was_got_outlives_its_key(void **state)
{
    struct kv_reply reply;

    (void)state;
    store.n_entries = 0;
    ask(KV_PUT, "a", "first");
    reply = ask(KV_GET, "a", NULL);
    ask(KV_DEL, "a", NULL);
    ask(KV_PUT, "b", "other");
    assert_memory_equal(reply.value, "first", 5);
}

static void
text_is(const struct kv_request *q, const char *want)
{
    struct rpc_text t = { 0 };

    kv_request_text(&t, q);
    assert_string_equal(t.s, want);
}

static void
bytes_from_outside_stay_on_one_line(void **state)
{
    struct rpc_text t = { 0 };
    struct kv_reply reply = { .value = "\0\n", .value_len = 2 };

    (void)state;
    text_is(&(struct kv_request){ .op = KV_PUT,
                                  .key = "k)",
                                  .key_len = 2,
                                  .value = "v, w",
                                  .value_len = 4 },
            "put(k\\x29, v\\x2c w)");
    text_is(&(struct kv_request){ .op = KV_DEL, .key = "k", .key_len = 1 },
            "del(k)");
    kv_reply_text(&t, &reply);
    assert_string_equal(t.s, "\\x00\\x0a");
}

/* "Definite" is said of just those that say "not executed". */
static void
each_outcome_says_what_is_known(void **state)
{
    (void)state;
    for (int i = KV_DONE; i <= KV_NOT_IMPLEMENTED + 1; i++) {
        const char *text = kv_outcome_text((enum kv_outcome)i);
        int says = strncmp(text, "not executed", 12) == 0;

        assert_int_equal(kv_is_definite((enum kv_outcome)i), says);
        assert_int_equal(kv_outcome_status((enum kv_outcome)i) == RPC_OK,
                         i == KV_DONE);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found_until_it_is_removed),
        cmocka_unit_test(a_full_store_takes_no_key_but_a_new_value),
        cmocka_unit_test(a_value_that_was_got_outlives_its_key),
        cmocka_unit_test(bytes_from_outside_stay_on_one_line),
        cmocka_unit_test(each_outcome_says_what_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
