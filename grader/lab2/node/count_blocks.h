/*
 * count_blocks.h - how many blocks of memory a program holds.
 *
 * It has malloc() and its family for the whole program, and is for programs
 * that end soon: what is freed is no longer counted, but not used again.
 */
#ifndef GRADER_LAB2_COUNT_BLOCKS_H
#define GRADER_LAB2_COUNT_BLOCKS_H

#include <stddef.h>

size_t heap_blocks(void);

/* The longest that was ever asked for, in bytes: what grows shows there. */
size_t heap_longest(void);

#endif
