/*
 * xml.c - see xml.h.
 */
#include "netsim/trace/xml.h"

#include "netsim/trace/utf8.h"

#define REPLACEMENT 0xfffd

static int
is_text(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } no[] = {
        { 0x0, 0x8 },       { 0xb, 0x1f },      { 0x7f, 0x9f },
        { 0x61c, 0x61c },   { 0x200e, 0x200f }, { 0x2028, 0x202e },
        { 0x2066, 0x2069 }, { 0xd800, 0xdfff }, { 0xfeff, 0xfeff },
        { 0xfffe, 0xffff },
    };

    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (c >= no[i].first && c <= no[i].last)
            return 0;
    return c <= 0x10ffff;
}

void
xml_char(FILE *out, uint32_t c)
{
    const char *escape = xml_escape(c);
    char buf[4];

    if (escape)
        fputs(escape, out);
    else
        fwrite(buf, 1, (size_t)utf8_put(buf, is_text(c) ? c : REPLACEMENT),
               out);
}

void
xml_text(FILE *out, const char *s)
{
    while (*s) {
        uint32_t c;
        int len = utf8_get(s, &c);

        xml_char(out, len ? c : REPLACEMENT);
        s += len ? len : 1;
    }
}
