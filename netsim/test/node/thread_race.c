/*
 * thread_race.c - two threads count to two, in the way the argument says.
 *
 * "plain" has a data race.  "split" has none, and a thread sanitizer finds
 * nothing: each access is locked, but the two together are not.  "whole" is
 * right.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *
plain(void *arg)
{
    int seen = counter;

    pthread_mutex_lock(&other);
    pthread_mutex_unlock(&other);
    counter = seen + 1;
    return arg;
}

static void *
split(void *arg)
{
    int seen;

    pthread_mutex_lock(&lock);
    seen = counter;
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    counter = seen + 1;
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *
whole(void *arg)
{
    pthread_mutex_lock(&lock);
    counter++;
    pthread_mutex_unlock(&lock);
    return arg;
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "whole";
    void *(*fn)(void *) = !strcmp(how, "plain")   ? plain
                          : !strcmp(how, "split") ? split
                                                  : whole;
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, fn, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    printf("counter %d\n", counter);
    return 0;
}
