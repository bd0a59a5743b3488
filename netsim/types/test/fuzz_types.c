/*
 * fuzz_types.c - any bytes, as arguments and results of any type.
 *
 *     make CC=clang fuzz
 *
 * The first byte says which type of everything.x.  Nothing may crash, and
 * what is printed shows all of the other bytes.
 */
#include "netsim/types/types.h"

#include "netsim/types/test/shown.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct {
    uint32_t version, procedure;
    enum types_of what;
} types[] = {
    { 1, 2, TYPES_ARGUMENTS }, { 1, 3, TYPES_ARGUMENTS },
    { 2, 20, TYPES_RESULT },   { 2, 3, TYPES_ARGUMENTS },
    { 2, 3, TYPES_RESULT },    { 2, 4, TYPES_RESULT },
    { 2, 5, TYPES_ARGUMENTS }, { 2, 7, TYPES_ARGUMENTS },
    { 2, 8, TYPES_ARGUMENTS }, { 2, 8, TYPES_RESULT },
    { 1, 1, TYPES_ARGUMENTS }, { 2, 9, TYPES_ARGUMENTS },
};

#define N_TYPES (sizeof(types) / sizeof(types[0]))

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct types *t;
    struct types_call call = { 0x20001234, 0, 0 };
    size_t which = len > 0 ? bytes[0] % N_TYPES : 0, text_len;
    char *text;
    FILE *out;

    if (!t) {
        t = types_new();
        if (types_add(t, "lab2-stubs/idlc/test/everything.x") < 0)
            abort();
    }
    if (len == 0)
        return 0;
    out = open_memstream(&text, &text_len);
    if (!out)
        abort();
    call.version = types[which].version;
    call.procedure = types[which].procedure;
    types_print(out, t, &call, types[which].what, bytes + 1, len - 1, 40);
    fclose(out);
    if (types_title(t, &call, TYPES_RESULT) &&
        compare_shown(text, bytes + 1, len - 1, 40) != 0)
        abort();
    free(text);
    return 0;
}
