/*
 * utf8.c - UTF-8, read strictly (RFC 3629), and written.
 */
#include "netsim/trace/utf8.h"

/* Length of a character by its first byte, and the bits it gives. */
static int
lead(unsigned char byte, uint32_t *bits)
{
    static const struct {
        unsigned char mask, value;
    } form[] = {
        { 0x80, 0x00 }, { 0xe0, 0xc0 }, { 0xf0, 0xe0 }, { 0xf8, 0xf0 }
    };

    for (int i = 0; i < 4; i++)
        if ((byte & form[i].mask) == form[i].value) {
            *bits = byte & (unsigned char)~form[i].mask;
            return i + 1;
        }
    *bits = 0;
    return 0;
}

int
utf8_get(const char *s, uint32_t *c)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    int len = lead((unsigned char)s[0], c);

    for (int i = 1; i < len; i++) {
        /* The terminator is no continuation, so this stops there. */
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | ((unsigned char)s[i] & 0x3f);
    }
    if (*c < least[len] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
        return 0;
    return len;
}

int
utf8_put(char *to, uint32_t c)
{
    static const unsigned char mark[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    int len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (int i = len - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    to[0] = (char)(mark[len] | c);
    return len;
}
