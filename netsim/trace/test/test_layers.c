/*
 * test_layers.c - the header of RPC, word by word.
 *
 * Most of it stands in the pages of netsim/tool/test and the screens of
 * netsim/viewer/test; here is what their messages have not.
 */
#include "netsim/trace/layers.h"

#include <stdlib.h>

#include "grader/testing.h"

/* A call with this verifier; free the text. */
static char *
verifier_of(const uint8_t *verifier, size_t len, size_t *header)
{
    uint8_t bytes[128] = { 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 2 };
    char *text;
    size_t text_len;
    FILE *out = open_memstream(&text, &text_len);

    assert_non_null(out);
    memcpy(bytes + 32, verifier, len);
    *header = layers_rpc_header(out, bytes, 32 + len);
    fclose(out);
    return text;
}

static void
the_verifier_of_lab_4_says_which_call_it_is(void **state)
{
    static const uint8_t call_id[] = {
        0x20, 0, 0, 1, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 5,
        0,    0, 0, 2, 0, 0, 0, 7,  0, 0, 0, 1, 0, 0, 0, 9,
    };
    size_t header;
    char *text = verifier_of(call_id, sizeof(call_id), &header);

    (void)state;
    assert_int_equal(header, 32 + sizeof(call_id));
    assert_non_null(strstr(text,
                           "      20000001  verifier 536870913\n"
                           "      00000018  ... its length 24\n"
                           "      00000000  client, upper half 0\n"
                           "      00000005  client, lower half 5\n"
                           "      00000002  number: incarnation 2\n"
                           "      00000007  number: call 7\n"
                           "      00000001  done with: incarnation 1\n"
                           "      00000009  done with: calls up to 9\n"));
    free(text);
}

/* One word less than it should have, or of another flavor. */
static void
another_verifier_is_words(void **state)
{
    static const uint8_t other[] = { 0x20, 0, 0, 1, 0, 0, 0, 4, 'a', 0, 0, 0 };
    size_t header;
    char *text = verifier_of(other, sizeof(other), &header);

    (void)state;
    assert_int_equal(header, 32 + sizeof(other));
    assert_non_null(strstr(text, "      00000004  ... its length 4\n"
                                 "      61000000  |a...|\n"));
    free(text);
}

/* Whose bytes end in it. */
static void
a_verifier_may_end_anywhere(void **state)
{
    static const uint8_t call_id[] = { 0x20, 0, 0, 1, 0, 0, 0, 24,
                                       0,    0, 0, 0, 0, 0, 0, 5 };

    (void)state;
    for (size_t len = 8; len <= sizeof(call_id); len++) {
        size_t header;

        free(verifier_of(call_id, len, &header));
        assert_int_equal(header, 32 + len / 4 * 4);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_verifier_of_lab_4_says_which_call_it_is),
        cmocka_unit_test(another_verifier_is_words),
        cmocka_unit_test(a_verifier_may_end_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
