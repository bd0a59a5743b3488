/*
 * conform_thread_main_returns.c - main returns while a thread runs: so the
 * process ends.
 */
#include "netsim/test/node/conform.h"

#include <pthread.h>
#include <time.h>

static void
at_exit(void)
{
    printf("atexit\n");
}

static void *
run(void *arg)
{
    struct timespec ts = { 0, 50000000 };

    printf("runs\n");
    nanosleep(&ts, NULL);
    printf("done\n");
    return arg;
}

int
main(void)
{
    struct timespec ts = { 0, 10000000 };
    pthread_t t;

    part("pthread_exit(3)",
         "main returns while a thread runs: the process ends");
    atexit(at_exit);
    pthread_create(&t, NULL, run, NULL);
    nanosleep(&ts, NULL);
    printf("main\n");
    return 4;
}
