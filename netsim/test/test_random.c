/*
 * test_random.c - draws that depend on their key alone, and look random.
 *
 * Source: random.c.  The bounds are five standard deviations of a binomial
 * distribution: a fair generator passes, and being deterministic it does so
 * for ever.
 */
#include "netsim/chooser.h"

#include "grader/testing.h"

enum { N = 20000 };

static void
a_draw_is_a_function_of_its_key(void **state)
{
    uint64_t before = random_keyed(1, 2, 3, 4);

    (void)state;
    for (uint64_t i = 0; i < 100; i++)
        random_keyed(i, i, i, i);
    assert_true(random_keyed(1, 2, 3, 4) == before);
}

static uint64_t
draw_by(int word, uint64_t value)
{
    uint64_t key[4] = { 1, 2, 3, 4 };

    key[word] = value;
    return random_keyed(key[0], key[1], key[2], key[3]);
}

/* Every bit of every word of the key changes half of the bits. */
static void
every_bit_of_the_key_counts(void **state)
{
    (void)state;
    for (int word = 0; word < 4; word++)
        for (int bit = 0; bit < 64; bit++) {
            int changed = 0;

            for (uint64_t i = 0; i < 100; i++)
                changed += __builtin_popcountl(draw_by(word, i) ^
                                               draw_by(word, i ^ 1ul << bit));
            assert_in_range(changed, 3000, 3400); /* of 6400 */
        }
}

static void
words_of_the_key_do_not_trade_places(void **state)
{
    (void)state;
    assert_true(random_keyed(1, 2, 3, 4) != random_keyed(2, 1, 3, 4));
    assert_true(random_keyed(1, 2, 3, 4) != random_keyed(1, 3, 2, 4));
    assert_true(random_keyed(1, 2, 3, 4) != random_keyed(1, 2, 4, 3));
    assert_true(random_keyed(0, 0, 0, 0) != 0);
}

/* Each of the words in turn counts up, as the nth of a link does. */
static void
every_bit_is_one_half_of_the_time(void **state)
{
    (void)state;
    for (int word = 0; word < 4; word++)
        for (int bit = 0; bit < 64; bit++) {
            int ones = 0;

            for (uint64_t i = 0; i < N; i++)
                ones += draw_by(word, i) >> bit & 1;
            assert_in_range(ones, N / 2 - 354, N / 2 + 354);
        }
}

/* One draw says nothing about the next, nor about that of another kind. */
static void
neighbours_are_independent(void **state)
{
    (void)state;
    for (int word = 0; word < 4; word++) {
        int both = 0;

        for (uint64_t i = 0; i < N; i++)
            both += (draw_by(word, i) >> 63) & (draw_by(word, i + 1) >> 63);
        assert_in_range(both, N / 4 - 307, N / 4 + 307);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_is_a_function_of_its_key),
        cmocka_unit_test(every_bit_of_the_key_counts),
        cmocka_unit_test(words_of_the_key_do_not_trade_places),
        cmocka_unit_test(every_bit_is_one_half_of_the_time),
        cmocka_unit_test(neighbours_are_independent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
