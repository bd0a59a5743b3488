/*
 * thread_clock.c - how long a thread waits in vain, by which clock.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, taken;
static pthread_cond_t by_day = PTHREAD_COND_INITIALIZER, steady;
static sem_t sem;

static long long
now_us(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static const struct timespec *
in_us(clockid_t clock, long long us)
{
    static struct timespec ts;

    us += now_us(clock);
    ts.tv_sec = us / 1000000;
    ts.tv_nsec = us % 1000000 * 1000;
    return &ts;
}

static void
say(const char *what, int err, long long began_us)
{
    printf("%s %s after %lld us\n", what, err ? "failed" : "done",
           now_us(CLOCK_MONOTONIC) - began_us);
}

static void *
wait_steadily(void *arg)
{
    long long began = now_us(CLOCK_MONOTONIC);
    int err;

    pthread_mutex_lock(&mutex);
    err = pthread_cond_timedwait(&steady, &mutex,
                                 in_us(CLOCK_MONOTONIC, 1500000));
    say("steady", err, began);
    pthread_mutex_unlock(&mutex);
    return arg;
}

/* The mutex is not free when the time is over: the wait goes on for it. */
static void *
wait_by_day(void *arg)
{
    long long began = now_us(CLOCK_MONOTONIC);
    int err;

    pthread_mutex_lock(&mutex);
    err =
        pthread_cond_timedwait(&by_day, &mutex, in_us(CLOCK_REALTIME, 250001));
    say("by day", err, began);
    pthread_mutex_unlock(&mutex);
    return arg;
}

static void *
wait_for_lock(void *arg)
{
    long long began = now_us(CLOCK_MONOTONIC);

    say("lock", pthread_mutex_timedlock(&taken, in_us(CLOCK_REALTIME, 70000)),
        began);
    say("sem", sem_timedwait(&sem, in_us(CLOCK_REALTIME, 5000)), began);
    say("sem", sem_timedwait(&sem, in_us(CLOCK_REALTIME, 500000)), began);
    return arg;
}

int
main(void)
{
    pthread_condattr_t attr;
    pthread_t thread[3];
    struct timespec ms = { 0, 200000000 };

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&steady, &attr);
    pthread_mutex_init(&taken, NULL);
    pthread_mutex_lock(&taken);
    sem_init(&sem, 0, 0);
    pthread_create(&thread[0], NULL, wait_steadily, NULL);
    pthread_create(&thread[1], NULL, wait_by_day, NULL);
    pthread_create(&thread[2], NULL, wait_for_lock, NULL);
    nanosleep(&ms, NULL);
    sem_post(&sem);
    pthread_mutex_lock(&mutex);
    nanosleep(&ms, NULL);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    return 0;
}
