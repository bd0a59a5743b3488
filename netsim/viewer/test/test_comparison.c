/*
 * test_comparison.c - two runs beside each other: all of both, in order, and
 * as little of it alone as can be.
 */
#include "netsim/viewer/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/trace/memory.h"

#define LETTERS 3
#define LENGTH_MAX 40

/* ---- runs --------------------------------------------------------------- */

static const char meta[] =
    "{\"ev\":\"meta\",\"version\":1,\"seed\":\"1\",\"hosts\":[{\"name\":"
    "\"client\",\"addr\":\"10.0.0.1\",\"program\":\"bank\"}]}\n";

/* A run in which the client prints the letters of a word, one an ms; times
 * are no difference, so that they begin anywhere. */
static void
open_run(struct subject *s, const char *word, size_t n, int begin)
{
    struct diagram_options opt = { .logs = 1 };
    struct text_error err;
    char *text;
    size_t len;
    FILE *f = open_memstream(&text, &len);

    fputs(meta, f);
    for (size_t i = 0; i < n; i++)
        fprintf(f,
                "{\"t\":%zu,\"seq\":%zu,\"ev\":\"log\",\"host\":\"client\","
                "\"inc\":1,\"thread\":1,\"text\":\"%c\"}\n",
                1000000 * (i + (size_t)begin), i + 1, word[i]);
    fclose(f);
    f = fmemopen(text, len, "r");
    memset(s, 0, sizeof(*s));
    trace_init(&s->tr);
    if (trace_read(&s->tr, f, "run", &err) != 0)
        fail_msg("%s", err.text);
    fclose(f);
    free(text);
    relations_init(&s->relations, &s->tr);
    subject_show(s, &opt);
    assert_int_equal(diagram_rows(s->diagram), n);
}

/* How many letters two words have in common, in order. */
static size_t
most_common(const char *a, size_t n, const char *b, size_t m)
{
    size_t best[LENGTH_MAX + 1][LENGTH_MAX + 1] = { { 0 } };

    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t skip = best[i - 1][j] > best[i][j - 1] ? best[i - 1][j]
                                                          : best[i][j - 1];

            best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : skip;
        }
    return best[n][m];
}

/* Every row of both is there once, in order; pairs are of the same letter.
 * Returns how many pairs there are. */
static size_t
check(const struct comparison *c, const char *a, size_t n, const char *b,
      size_t m)
{
    size_t next[2] = { 0, 0 }, pairs = 0, differing = 0;

    for (size_t i = 0; i < c->n; i++) {
        const struct pair *p = &c->pair[i];
        int both = p->row[0] != NO_ROW && p->row[1] != NO_ROW;

        for (int side = 0; side < 2; side++)
            if (p->row[side] != NO_ROW)
                assert_int_equal(p->row[side], next[side]++);
        if (both)
            assert_int_equal(a[p->row[0]], b[p->row[1]]);
        else
            assert_int_equal(c->differing[differing++], i);
        pairs += (size_t)both;
    }
    assert_int_equal(next[0], n);
    assert_int_equal(next[1], m);
    assert_int_equal(differing, c->n_differing);
    return pairs;
}

/* ---- tests -------------------------------------------------------------- */

static void
as_much_as_can_be_is_the_same(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (int run = 0; run < 300; run++) {
        char word[2][LENGTH_MAX];
        size_t n[2];
        struct subject s[2];
        struct comparison c;

        for (int side = 0; side < 2; side++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            n[side] = (size_t)(random >> 33) % LENGTH_MAX;
            for (size_t i = 0; i < n[side]; i++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                word[side][i] = (char)('a' + (random >> 40) % LETTERS);
            }
            open_run(&s[side], word[side], n[side], side);
        }
        comparison_init(&c, &s[0], &s[1]);
        assert_false(c.is_cut);
        assert_int_equal(check(&c, word[0], n[0], word[1], n[1]),
                         most_common(word[0], n[0], word[1], n[1]));
        comparison_release(&c);
        subject_close(&s[0]);
        subject_close(&s[1]);
    }
}

/* In a difference what is left comes first, as in diff. */
static void
the_left_side_of_a_difference_comes_first(void **state)
{
    struct subject a, b;
    struct comparison c;

    (void)state;
    open_run(&a, "axyz!", 5, 0);
    open_run(&b, "auvz?", 5, 0);
    comparison_init(&c, &a, &b);
    assert_int_equal(check(&c, "axyz!", 5, "auvz?", 5), 2);
    assert_int_equal(c.pair[1].row[1], NO_ROW);
    assert_int_equal(c.pair[2].row[1], NO_ROW);
    assert_int_equal(c.pair[3].row[0], NO_ROW);
    assert_int_equal(c.pair[6].row[1], NO_ROW);
    assert_int_equal(c.n_differing, 6);
    comparison_release(&c);
    subject_close(&a);
    subject_close(&b);
}

/* Two long runs that have little in common: it says so, and loses nothing. */
static void
what_differs_too_much_is_cut(void **state)
{
    size_t n = 3000;
    char *left = memory_new(n, 1), *right = memory_new(n, 1);
    struct subject a, b;
    struct comparison c;

    (void)state;
    memset(left, 'x', n);
    memset(right, 'y', n);
    memset(left, 's', 10);
    memset(right, 's', 10);
    open_run(&a, left, n, 0);
    open_run(&b, right, n, 0);
    comparison_init(&c, &a, &b);
    assert_true(c.is_cut);
    assert_int_equal(check(&c, left, n, right, n), 10);
    comparison_release(&c);
    subject_close(&a);
    subject_close(&b);
    free(left);
    free(right);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_much_as_can_be_is_the_same),
        cmocka_unit_test(the_left_side_of_a_difference_comes_first),
        cmocka_unit_test(what_differs_too_much_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
