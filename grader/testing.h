/*
 * testing.h - cmocka, with what it needs before it (1.1.5 does not include
 * its own prerequisites).  Tests include this, never <cmocka.h>.
 */
#ifndef GRADER_TESTING_H
#define GRADER_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
