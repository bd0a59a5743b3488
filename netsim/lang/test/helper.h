/*
 * helper.h - what the tests of the languages share.
 */
#ifndef NETSIM_LANG_TEST_HELPER_H
#define NETSIM_LANG_TEST_HELPER_H

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"
#include "netsim/lang/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A source and the whole message it must give. */
struct mistake {
    const char *src;
    const char *message;
};

/* Parse src; 0, or -EINVAL and a message in *err. */
typedef int parse_fn(const char *src, struct text_error *err);

static inline void
check_mistakes(parse_fn *parse, const struct mistake *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct text_error err;

        if (parse(m[i].src, &err) == 0)
            fail_msg("accepted: %s", m[i].src);
        assert_string_equal(err.text, m[i].message);
    }
}

/*
 * The place lies inside the source (just behind a line is inside: there
 * something is missing), and the message is printable lines.
 */
static inline void
check_error(const char *src, const struct text_error *err)
{
    const char *line = src, *end = memchr(err->text, '\0', sizeof(err->text));

    assert_non_null(end);
    assert_true(end > err->text && end[-1] == '\n');
    for (const char *p = err->text; p < end; p++)
        assert_true(*p == '\n' || (*p >= ' ' && *p <= '~'));

    assert_true(err->line >= 1);
    for (int i = 1; i < err->line; i++) {
        line += strcspn(line, "\n");
        assert_int_equal(*line, '\n');
        line++;
    }
    assert_in_range(err->column, 1, strcspn(line, "\n") + 1);
}

/* Parse a copy of just the right size, so that the sanitizer sees its end. */
static inline void
check_survives(parse_fn *parse, const char *src, size_t len)
{
    char *copy = malloc(len + 1);
    struct text_error err;

    assert_non_null(copy);
    memcpy(copy, src, len);
    copy[len] = '\0';
    if (parse(copy, &err) != 0)
        check_error(copy, &err);
    free(copy);
}

/* Every truncation of src and every change of one of its bytes. */
static inline void
check_mutations(parse_fn *parse, const char *src)
{
    size_t len = strlen(src);
    char *mutant = strdup(src);

    assert_non_null(mutant);
    for (size_t i = 0; i <= len; i++)
        check_survives(parse, src, i);
    for (size_t i = 0; i < len; i++) {
        for (int byte = 1; byte < 256; byte++) {
            mutant[i] = (char)byte;
            check_survives(parse, mutant, len);
        }
        mutant[i] = src[i];
    }
    free(mutant);
}

/* A keyed draw below n: the same in every run, whatever else is drawn. */
static inline uint64_t
draw(uint64_t key, uint64_t which, uint64_t n)
{
    uint64_t z = key * UINT64_C(0x9e3779b97f4a7c15) +
                 which * UINT64_C(0xd1b54a32d192ed03);

    z = (z ^ (z >> 32)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 29)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 32)) % n;
}

/*
 * A time with few or many digits, since those are printed differently; the
 * draws which and which + 1 are used.
 */
static inline int64_t
draw_time(uint64_t key, uint64_t which)
{
    static const uint64_t unit[] = { 1, 1000, 1000000, 1000000000 };
    static const uint64_t digits[] = { 10, 1000, 1000000, 1000000000 };

    return (int64_t)(unit[draw(key, which, 4)] *
                     draw(key, which + 1, digits[key % 4]));
}

#endif
