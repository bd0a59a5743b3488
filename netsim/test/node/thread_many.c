/*
 * thread_many.c - as many threads as the argument says, all alive at once;
 * "limit": as many as there can be.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long sum;
static int here, go;

static void *
add(void *arg)
{
    char buf[64];

    pthread_mutex_lock(&lock);
    here++;
    pthread_cond_broadcast(&changed);
    while (!go)
        pthread_cond_wait(&changed, &lock);
    snprintf(buf, sizeof(buf), "%d", *(int *)arg);
    sum += atoi(buf);
    pthread_mutex_unlock(&lock);
    return arg;
}

int
main(int argc, char **argv)
{
    int limit = argc > 1 && !strcmp(argv[1], "limit");
    int n = limit ? 100000 : atoi(argv[1]), made = 0, wrong = 0, err = 0;
    pthread_t *thread = calloc((size_t)n, sizeof(*thread));
    int *number = calloc((size_t)n, sizeof(*number));

    while (made < n && !err) {
        number[made] = made + 1;
        err = pthread_create(&thread[made], NULL, add, &number[made]);
        made += !err;
    }
    pthread_mutex_lock(&lock);
    while (here < made)
        pthread_cond_wait(&changed, &lock);
    go = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < made; i++) {
        void *value;

        wrong += pthread_join(thread[i], &value) != 0 || value != &number[i];
    }
    /* What was joined makes room. */
    if (err)
        wrong += pthread_create(&thread[0], NULL, add, number) != 0 ||
                 pthread_join(thread[0], NULL) != 0;
    printf("%d threads, sum %ld, wrong %d, then %s\n", made, sum, wrong,
           err ? strerror(err) : "no error");
    free(thread);
    free(number);
    return 0;
}
