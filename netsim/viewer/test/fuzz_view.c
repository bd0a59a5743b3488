/*
 * fuzz_view.c - any keys, at any size, over any trace, for libFuzzer.
 *
 * The first two bytes are the size of the screen; then come keys, up to a
 * byte 0; the rest is the trace.  A byte of 0x80 or more is a key that types
 * nothing, a click, the wheel, or another size.
 *
 *     make CC=clang fuzz
 */
#include "netsim/viewer/viewer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "netsim/viewer/keys.h"

#define KEYS_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct screen {
    struct viewer *v;
    int rows, cols;
};

static void
draw(const struct screen *s)
{
    struct canvas c;

    canvas_init(&c, s->rows, s->cols, viewer_ascii(s->v));
    viewer_draw(s->v, &c);
    canvas_release(&c);
}

/* 1: it was the one to leave. */
static int
press(struct screen *s, uint8_t byte)
{
    unsigned special = byte - 0x80u;

    if (byte < 0x80)
        return viewer_key(s->v, byte);
    if (special < KEY_BEHIND - KEY_FIRST)
        return viewer_key(s->v, KEY_FIRST + (int)special);
    if (special < 64)
        return viewer_click(s->v, (int)special * 7 % s->rows,
                            (int)special * 13 % s->cols);
    if (special < 68)
        return viewer_wheel(s->v, (int)special - 66);
    s->rows = (int)special - 67;
    s->cols = (int)(special * 37 % 250) + 1;
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 2 ? memchr(data + 2, 0, size - 2) : NULL;
    struct items items = { 0 };
    struct screen s;
    char path[64];
    size_t len;
    int fd, over = 0;

    if (!end)
        return 0;
    len = size - (size_t)(end + 1 - data);
    fd = memfd_create("trace", MFD_CLOEXEC);
    if (fd < 0 || write(fd, end + 1, len) != (ssize_t)len)
        abort();
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    for (int i = 0; i < 2; i++) /* two, to be compared */
        items_add_path(&items, path);
    s.v = viewer_new(&items);
    viewer_seal(s.v);
    s.rows = data[0] % 60 + 1;
    s.cols = data[1] % 250 + 1;
    draw(&s);
    for (size_t i = 2; data + i < end && i < KEYS_MAX && !over; i++) {
        over = press(&s, data[i]);
        viewer_tick(s.v);
        draw(&s);
    }
    viewer_free(s.v);
    close(fd);
    return 0;
}
