/*
 * test_keys.c - names of keys, and the table of commands.
 */
#include "netsim/viewer/arguments.h"
#include "netsim/viewer/viewer_private.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"

static void
assert_reads(const char *text, int key)
{
    const char *at = text;

    assert_int_equal(keys_read(&at), key);
    assert_string_equal(at, key < 0 ? text : "");
}

static void
keys_have_names(void **state)
{
    (void)state;
    assert_reads("j", 'j');
    assert_reads("ä", 0xe4);
    assert_reads("<Down>", KEY_DOWNWARD);
    assert_reads("<C-l>", KEY_CONTROL('l'));
    assert_reads("<F10>", KEY_FUNCTION + 10);
    assert_reads("<lt>", '<');
    assert_reads("<", '<');
    assert_reads("<Nothing>", -1);
    assert_reads("<F13>", -1);
}

static void
each_key_of_a_command_can_be_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++)
        for (int n = 0; n < COMMAND_KEYS && commands[i].key[n]; n++) {
            char name[KEY_NAME_MAX];

            keys_name(commands[i].key[n], name);
            assert_reads(name, commands[i].key[n]);
        }
}

static int
has_key(const struct command *cmd, int key)
{
    for (int n = 0; n < COMMAND_KEYS && cmd->key[n]; n++)
        if (cmd->key[n] == key)
            return 1;
    return 0;
}

static void
a_key_is_of_one_command_on_each_screen(void **state)
{
    (void)state;
    for (size_t a = 0; a < n_commands; a++)
        for (size_t b = 0; b < a; b++)
            for (int n = 0; n < COMMAND_KEYS && commands[a].key[n]; n++)
                if (commands[a].where & commands[b].where)
                    assert_false(has_key(&commands[b], commands[a].key[n]));
}

static void
each_command_has_help_and_the_footer_a_label(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_commands; i++) {
        assert_true(strlen(commands[i].help) > 0);
        assert_int_equal(commands[i].rank > 0, *commands[i].label != '\0');
    }
}

#define N_ENVIRONMENT 3

static size_t
n_options(void)
{
    size_t n = 0;

    while (view_options[n].name)
        n++;
    return n;
}

/* How often a text is in another. */
static int
times_in(const char *page, const char *text)
{
    int n = 0;

    while ((page = strstr(page, text))) {
        page += strlen(text);
        n++;
    }
    return n;
}

static void
the_manual_has_each_key_once(void **state)
{
    char *page;
    size_t len;
    FILE *out = open_memstream(&page, &len);

    (void)state;
    manual_print(out);
    fclose(out);
    assert_int_equal(times_in(page, "\n.TP\n"),
                     n_commands + n_options() + N_ENVIRONMENT);
    assert_int_equal(times_in(page, "\nthe next timeout, or message"), 1);
    assert_int_equal(times_in(page, "\\fB\\e\\fR\n"), 1); /* the key \ */
    assert_int_equal(times_in(page, "\n'"), 0); /* a request to roff */
    free(page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(each_key_of_a_command_can_be_written),
        cmocka_unit_test(a_key_is_of_one_command_on_each_screen),
        cmocka_unit_test(the_manual_has_each_key_once),
        cmocka_unit_test(each_command_has_help_and_the_footer_a_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
