/*
 * shown.h - for tests: the bytes that a page of fields shows.
 */
#ifndef NETSIM_TYPES_TEST_SHOWN_H
#define NETSIM_TYPES_TEST_SHOWN_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_END 8 /* the number of a line's first byte is before here */
#define HEX_BEGIN 10
#define HEX_END (HEX_BEGIN + 35)

/* The digits of a line, against the bytes from *pos on: 0 if it shows them,
 * and their number. */
static inline int
compare_line(const char *line, size_t len, const uint8_t *bytes, size_t n,
             size_t at, size_t *pos)
{
    size_t col = HEX_BEGIN;

    if (len < HEX_END || line[NUMBER_END - 1] == ' ')
        return len < HEX_END || line[HEX_BEGIN] != ' '; /* only words */
    if (strtoul(line, NULL, 10) != at + *pos)
        return -1;
    while (col < HEX_END && line[col] != ' ') {
        char digits[3];

        if (*pos == n)
            return -1;
        snprintf(digits, sizeof(digits), "%02x", bytes[*pos]);
        if (memcmp(line + col, digits, 2) != 0)
            return -1;
        ++*pos;
        col += line[col + 2] == ' ' ? 3 : 2;
    }
    return 0;
}

/* 0 if the lines of text show all of the bytes, in order and once. */
static inline int
compare_shown(const char *text, const uint8_t *bytes, size_t n, size_t at)
{
    size_t pos = 0;

    while (*text) {
        size_t len = strcspn(text, "\n");

        if (text[len] != '\n' ||
            compare_line(text, len, bytes, n, at, &pos) != 0)
            return -1;
        text += len + 1;
    }
    return pos == n ? 0 : -1;
}

#endif
