/*
 * real.c - numbers of IEEE 754, as text, by arithmetic on whole numbers.
 *
 * That is the same on each machine, as all that a trace is shown with must
 * be.  Numbers that people write are written as people do, "0.25"; the very
 * large and the very small as C's %a has them, "0x1.8p-40".
 */
#include "netsim/types/types_private.h"

#include <inttypes.h>
#include <string.h>

#define DIGITS 9 /* behind the point */

/* A number is mantissa * 2^-shift. */
static void
write_decimal(char *to, uint64_t mantissa, unsigned shift)
{
    uint64_t whole = mantissa >> shift, unit = UINT64_C(1) << shift;
    uint64_t part = mantissa & (unit - 1);
    uint32_t digits = 0;
    size_t len;

    for (int i = 0; i < DIGITS; i++) {
        part *= 10;
        digits = digits * 10 + (uint32_t)(part >> shift);
        part &= unit - 1;
    }
    if (part >= unit - part) { /* nearer to the next one */
        digits++;
        if (digits == 1000000000) {
            digits = 0;
            whole++;
        }
    }
    len = (size_t)sprintf(to, "%" PRIu64 ".%0*" PRIu32, whole, DIGITS, digits);
    while (to[len - 1] == '0')
        to[--len] = '\0';
    if (to[len - 1] == '.')
        to[--len] = '\0';
}

/* Digits of 16, the last ones without zeros. */
static void
write_power(char *to, uint64_t fraction, unsigned mantissa_bits, int exponent,
            int normal)
{
    int digits = (int)(mantissa_bits + 3) / 4;

    fraction <<= (unsigned)digits * 4 - mantissa_bits;
    while (digits > 0 && fraction % 16 == 0) {
        fraction /= 16;
        digits--;
    }
    to += sprintf(to, "0x%d%s", normal, digits > 0 ? "." : "");
    while (digits-- > 0)
        *to++ = "0123456789abcdef"[fraction >> 4 * digits & 15];
    sprintf(to, "p%+d", exponent);
}

void
real_write(char to[REAL_MAX], uint64_t bits, unsigned exponent_bits,
           unsigned mantissa_bits)
{
    uint64_t one = UINT64_C(1) << mantissa_bits, fraction = bits & (one - 1);
    int top = (1 << exponent_bits) - 1, bias = top / 2;
    int raw = (int)(bits >> mantissa_bits) & top;
    int exponent = (raw ? raw : 1) - bias;
    int shift = (int)mantissa_bits - exponent;

    if (bits >> (exponent_bits + mantissa_bits) & 1)
        *to++ = '-';
    if (raw == top)
        strcpy(to, fraction ? "no number" : "infinity");
    else if (raw == 0 && fraction == 0)
        strcpy(to, "0");
    else if (raw > 0 && shift >= 0 && shift <= 60)
        write_decimal(to, one | fraction, (unsigned)shift);
    else
        write_power(to, fraction, mantissa_bits, exponent, raw > 0);
}
