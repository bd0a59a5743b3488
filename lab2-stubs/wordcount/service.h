/*
 * service.h - WordCount behind the interface: what it knows.
 */
#ifndef WORDCOUNT_SERVICE_H
#define WORDCOUNT_SERVICE_H

#include "lab2-stubs/wordcount/wordcount.h"

struct wordcount {
    /* Milliseconds that counting takes for each word, so that a slow call,
     * which is a long text, can be had when one is wanted. */
    int slow_ms;
};

#endif
