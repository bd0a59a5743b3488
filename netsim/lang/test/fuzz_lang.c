/*
 * fuzz_lang.c - any bytes, read as each of the languages.
 *
 * Beyond what the sanitizers see: what was accepted and printed must be
 * accepted again and print the same.
 *
 *     make CC=clang fuzz
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/lang/worldfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const host[] = { "client", "server" };
static const char *const call[] = { "sendto", NULL, "recvfrom" };
static const struct schedule_names names = { 2, host, 3, call };

static void
check(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void
try_schedule(const char *src)
{
    char once[SCHEDULE_MAX * 150], twice[sizeof(once)];
    struct text_error err;
    struct schedule s;

    if (schedule_parse(&s, "fuzz", src, &names, &err) != 0)
        return;
    schedule_print(once, sizeof(once), &s, &names);
    check(schedule_parse(&s, "fuzz", once, &names, &err) == 0, once);
    schedule_print(twice, sizeof(twice), &s, &names);
    check(strcmp(once, twice) == 0, once);
}

static void
try_rule(const char *src)
{
    char once[300], twice[sizeof(once)];
    struct text_error err;
    struct link_rule r;

    if (rule_parse(&r, "fuzz", src, &err) != 0)
        return;
    rule_print(once, sizeof(once), &r);
    check(rule_parse(&r, "fuzz", once, &err) == 0, once);
    rule_print(twice, sizeof(twice), &r);
    check(strcmp(once, twice) == 0, once);
}

static void
try_host_rule(const char *src)
{
    char once[200], twice[sizeof(once)];
    struct text_error err;
    struct host_rule r;

    if (host_rule_parse(&r, "fuzz", src, &err) != 0)
        return;
    host_rule_print(once, sizeof(once), &r);
    check(host_rule_parse(&r, "fuzz", once, &err) == 0, once);
    host_rule_print(twice, sizeof(twice), &r);
    check(strcmp(once, twice) == 0, once);
}

static void
try_worldfile(const char *src)
{
    struct text_error err;
    struct worldfile w;

    worldfile_init(&w);
    worldfile_parse(&w, "fuzz", src, 3, call, &err);
    worldfile_release(&w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *src = malloc(size + 1);
    struct text_error err;

    check(src != NULL, "out of memory");
    if (size > 0)
        memcpy(src, data, size);
    src[size] = '\0';
    text_check_nul("fuzz", src, size, &err);
    try_schedule(src);
    try_rule(src);
    try_host_rule(src);
    try_worldfile(src);
    free(src);
    return 0;
}
