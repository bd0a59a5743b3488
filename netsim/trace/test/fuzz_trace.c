/*
 * fuzz_trace.c - any bytes as a trace, for libFuzzer.
 *
 * What is read is drawn, exported as packets, and written and read again:
 * then the same bytes must come out.
 *
 *     make CC=clang fuzz
 */
#include "netsim/trace/diagram.h"
#include "netsim/trace/pcapng.h"
#include "netsim/trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/lang/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
read_bytes(struct trace *tr, const void *bytes, size_t len)
{
    struct text_error err;
    FILE *in = fmemopen((void *)(uintptr_t)bytes, len, "r");
    int error;

    if (!in)
        abort();
    error = trace_read(tr, in, "fuzz", &err);
    fclose(in);
    return error;
}

static char *
written(const struct trace *tr, size_t *len)
{
    char *text;
    FILE *out = open_memstream(&text, len);

    if (!out || trace_write(out, tr) != 0)
        abort();
    fclose(out);
    return text;
}

static void
check_round_trip(const struct trace *tr)
{
    struct trace again;
    size_t len_a, len_b;
    char *a = written(tr, &len_a), *b;

    trace_init(&again);
    if (read_bytes(&again, a, len_a) != 0)
        abort();
    b = written(&again, &len_b);
    if (len_a != len_b || memcmp(a, b, len_a) != 0)
        abort();
    trace_release(&again);
    free(a);
    free(b);
}

static void
check_drawing(const struct trace *tr, int width)
{
    struct diagram_options opt = { .width = width, .logs = 1, .steps = 1 };
    struct diagram *d = diagram_new(tr, &opt);
    FILE *out = fopen("/dev/null", "w");

    if (!out)
        abort();
    diagram_print(d, out);
    fclose(out);
    diagram_free(d);
}

static void
check_export(const struct trace *tr)
{
    FILE *out = fopen("/dev/null", "w");

    if (!out || pcapng_write(out, tr) != 0)
        abort();
    fclose(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trace tr;

    if (size == 0)
        return 0;
    trace_init(&tr);
    if (read_bytes(&tr, data, size) == 0) {
        check_round_trip(&tr);
        check_drawing(&tr, 40);
        check_drawing(&tr, 100);
        check_export(&tr);
    }
    trace_release(&tr);
    return 0;
}
