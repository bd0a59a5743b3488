/*
 * segments.c - see segments.h.
 */
#include "grader/lab1/node/segments.h"

#include <stdio.h>

size_t
segments_of(unsigned way, size_t len, size_t *end)
{
    size_t n = 0;

    for (size_t i = 0; i + 1 < len; i++)
        if (way >> i & 1)
            end[n++] = i + 1;
    end[n++] = len;
    return n;
}

const char *
segments_text(const size_t *end, size_t n)
{
    static char text[128];
    size_t at = 0, begin = 0;

    for (size_t i = 0; i < n && at < sizeof(text) - 20; i++) {
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%zu",
                               i > 0 ? ", " : "", end[i] - begin);
        begin = end[i];
    }
    snprintf(text + at, sizeof(text) - at, " bytes");
    return text;
}

size_t
put_mark(uint8_t *out, int last, uint32_t len)
{
    out[0] = (uint8_t)((last ? 0x80 : 0) | (len >> 24 & 0x7f));
    out[1] = (uint8_t)(len >> 16);
    out[2] = (uint8_t)(len >> 8);
    out[3] = (uint8_t)len;
    return 4;
}

size_t
put_fragment(uint8_t *out, int last, char first, size_t len)
{
    size_t n = put_mark(out, last, (uint32_t)len);

    for (size_t i = 0; i < len; i++)
        out[n + i] = (uint8_t)(first + (int)(i % 26));
    return n + len;
}

size_t
n_wrong(const uint8_t *bytes, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += bytes[i] != (uint8_t)('a' + i % 26);
    return n;
}
