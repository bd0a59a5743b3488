/*
 * labs.h - how many labs there are.  The Makefile's LABS says so, too.
 */
#ifndef GRADER_LABS_H
#define GRADER_LABS_H

#define LABS_MAX 4

#endif
