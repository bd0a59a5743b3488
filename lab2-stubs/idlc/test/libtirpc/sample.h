/*
 * sample.h - the one value that both programs encode: members whose names and
 * types are the same in both.  The others are in the programs.
 */
#ifndef PEER_SAMPLE_H
#define PEER_SAMPLE_H

#define SAMPLE                                                                \
    .i = -2, .u = 0xfedcba98, .h = INT64_MIN, .uh = 0x0102030405060708,       \
    .f = -0.15625f, .d = 1e-300, .yes = 1, .no = 0, .colour = PEER_NONE,      \
    .key = { 'k', 'e', 'y', 0, 1 }, .fixed = { 1, -1, 0x7fffffff },           \
    .corners = { { 1, 2 }, { -3, 4 } }

#define SAMPLE_NAME "nineteen characters"
#define SAMPLE_DATA "\xff\0abc"
#define SAMPLE_WORDS                                                          \
    {                                                                         \
        4294967295u, 0, 7                                                     \
    }
#define SAMPLE_BIG                                                            \
    {                                                                         \
        -1                                                                    \
    }
#define SAMPLE_PATH                                                           \
    {                                                                         \
        { 5, 6 },                                                             \
        {                                                                     \
            7, 8                                                              \
        }                                                                     \
    }
#define SAMPLE_THERE                                                          \
    {                                                                         \
        9, 10                                                                 \
    }
#define SAMPLE_NUMBER 11
#define SAMPLE_REAL 0.1

#endif
