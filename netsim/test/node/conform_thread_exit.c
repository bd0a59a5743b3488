/*
 * conform_thread_exit.c - exit() in a thread ends the process.
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
    (void)arg;
    nanosleep(&ts, NULL);
    printf("exits\n");
    exit(3);
}

int
main(void)
{
    struct timespec ts = { 0, 10000000 };
    pthread_t t;

    part("exit(3)", "exit() in a thread ends the process");
    atexit(at_exit);
    pthread_create(&t, NULL, run, NULL);
    nanosleep(&ts, NULL);
    printf("main\n");
    pthread_join(t, NULL);
    return 5;
}
