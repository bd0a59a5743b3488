/*
 * count_heap.h - how many blocks of memory a program holds.
 *
 * It has malloc() and its family for the whole program, and is for programs
 * that end soon: nothing is given back, only no longer counted.
 */
#ifndef GRADER_LAB1_COUNT_HEAP_H
#define GRADER_LAB1_COUNT_HEAP_H

#include <stddef.h>

size_t heap_blocks(void);

#endif
