/*
 * conform_thread_life.c - threads begin, end, are joined and detached; what
 * belongs to one thread alone: its errno, its keys.
 */
#include "netsim/test/node/conform.h"

#include <pthread.h>
#include <time.h>

static void
sleep_ms(int ms)
{
    struct timespec ts = { 0, ms * 1000000L };

    nanosleep(&ts, NULL);
}

static void *
return_it(void *arg)
{
    return arg;
}

static void *
exit_with_it(void *arg)
{
    pthread_exit(arg);
}

static void *
join_it(void *t)
{
    return (void *)(intptr_t)pthread_join(*(pthread_t *)t, NULL);
}

static void *
self_join(void *arg)
{
    (void)arg;
    return (void *)(intptr_t)pthread_join(pthread_self(), NULL);
}

static void
joining(void)
{
    pthread_t t, again;
    void *r = NULL;
    int x;

    part("pthread_create(3)", "its value comes back");
    say_error("create", pthread_create(&t, NULL, return_it, &x));
    say_error("join", pthread_join(t, &r));
    say("same", r == &x);
    say_error("create", pthread_create(&t, NULL, exit_with_it, &x));
    say_error("join", pthread_join(t, &r));
    say("same", r == &x);
    say_error("create", pthread_create(&t, NULL, return_it, NULL));
    sleep_ms(10);
    say_error("join after its end", pthread_join(t, NULL));
    part("pthread_join(3)", "EDEADLK");
    pthread_create(&t, NULL, self_join, NULL);
    pthread_join(t, &r);
    say_error("join itself", (int)(intptr_t)r);
    part("pthread_join(3)", "by another than the maker");
    pthread_create(&t, NULL, return_it, NULL);
    pthread_create(&again, NULL, join_it, &t);
    pthread_join(again, &r);
    say_error("join", (int)(intptr_t)r);
    part("pthread_equal(3)", "threads are different");
    say("self", pthread_equal(pthread_self(), pthread_self()) != 0);
    pthread_create(&t, NULL, return_it, NULL);
    say("other", pthread_equal(pthread_self(), t) != 0);
    pthread_join(t, NULL);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;
static int ended;

static void *
say_end(void *arg)
{
    pthread_mutex_lock(&lock);
    ended++;
    pthread_cond_signal(&over);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void
await_end(int n)
{
    pthread_mutex_lock(&lock);
    while (ended < n)
        pthread_cond_wait(&over, &lock);
    pthread_mutex_unlock(&lock);
    say("ended", ended);
}

static void *
block(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void
detaching(void)
{
    pthread_attr_t a;
    pthread_t t;
    int state = -1;

    part("pthread_attr_setdetachstate(3)", "detached from the start");
    say_error("init", pthread_attr_init(&a));
    say_error("get", pthread_attr_getdetachstate(&a, &state));
    say("joinable", state == PTHREAD_CREATE_JOINABLE);
    say_error("set(99)", pthread_attr_setdetachstate(&a, 99));
    say_error("set", pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED));
    say_error("get", pthread_attr_getdetachstate(&a, &state));
    say("detached", state == PTHREAD_CREATE_DETACHED);
    say_error("create", pthread_create(&t, &a, say_end, NULL));
    await_end(1);
    say_error("destroy", pthread_attr_destroy(&a));
    part("pthread_detach(3)", "by itself, by its maker");
    pthread_create(&t, NULL, say_end, NULL);
    say_error("detach", pthread_detach(t));
    await_end(2);
    part("pthread_join(3)", "EINVAL: a detached thread, while it runs");
    pthread_mutex_lock(&lock);
    pthread_create(&t, NULL, block, NULL);
    say_error("detach", pthread_detach(t));
    say_error("join", pthread_join(t, NULL));
    say_error("detach again", pthread_detach(t));
    pthread_mutex_unlock(&lock);
    sleep_ms(10);
}

/* ---- keys --------------------------------------------------------------- */

static pthread_key_t key, other, stubborn;
static int destroyed[3];

static void
destroy(void *value)
{
    destroyed[*(int *)value]++;
}

/* POSIX: again, up to PTHREAD_DESTRUCTOR_ITERATIONS times. */
static void
destroy_again(void *value)
{
    destroy(value);
    pthread_setspecific(stubborn, value);
}

static void *
use_keys(void *arg)
{
    static int one = 1, two = 2;

    say("empty", pthread_getspecific(key) == NULL);
    say_error("set", pthread_setspecific(key, &one));
    say("mine", pthread_getspecific(key) == &one);
    say_error("set", pthread_setspecific(stubborn, &two));
    if (arg)
        say_error("set NULL", pthread_setspecific(key, NULL));
    pthread_exit(NULL);
}

static void
keys(void)
{
    static int zero;
    pthread_t t;

    part("pthread_key_create(3p)", "a value for each thread");
    say_error("create", pthread_key_create(&key, destroy));
    say_error("create", pthread_key_create(&other, NULL));
    say_error("create", pthread_key_create(&stubborn, destroy_again));
    say_error("set", pthread_setspecific(key, &zero));
    pthread_create(&t, NULL, use_keys, NULL);
    pthread_join(t, NULL);
    printf("destroyed %d %d %d\n", destroyed[0], destroyed[1], destroyed[2]);
    part("pthread_key_create(3p)", "no destructor for NULL");
    pthread_create(&t, NULL, use_keys, &zero);
    pthread_join(t, NULL);
    printf("destroyed %d %d %d\n", destroyed[0], destroyed[1], destroyed[2]);
    say("mine", pthread_getspecific(key) == &zero);
    say_error("delete", pthread_key_delete(key));
    say_error("delete", pthread_key_delete(other));
    part("pthread_key_delete(3p)", "EINVAL");
    say_error("delete again", pthread_key_delete(other));
    say_error("set", pthread_setspecific(other, &zero));
    say("get", pthread_getspecific(other) == NULL);
}

/* ---- errno, once, many -------------------------------------------------- */

static void *
fail(void *arg)
{
    say("errno at the start", errno);
    say("close", close(-1));
    return arg;
}

static int times;

static void
count_once(void)
{
    times++;
}

static void *
call_once(void *once)
{
    pthread_once(once, count_once);
    return (void *)(intptr_t)times;
}

static void
the_rest(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_t t[50];
    void *r;

    part("errno(3)", "each thread has its own");
    errno = ENOENT;
    pthread_create(&t[0], NULL, fail, NULL);
    pthread_join(t[0], NULL);
    say("ours is kept", errno == ENOENT);
    part("pthread_once(3p)", "once, and done when it returns");
    for (int i = 0; i < 5; i++)
        pthread_create(&t[i], NULL, call_once, &once);
    for (int i = 0; i < 5; i++) {
        pthread_join(t[i], &r);
        say("times", (intptr_t)r);
    }
    say_error("once more", pthread_once(&once, count_once));
    say("times", times);
    part("pthread_create(3)", "fifty");
    for (int i = 0; i < 50; i++)
        pthread_create(&t[i], NULL, say_end, NULL);
    for (int i = 0; i < 50; i++)
        pthread_join(t[i], NULL);
    say("ended", ended);
}

int
main(void)
{
    joining();
    detaching();
    keys();
    the_rest();
    return 0;
}
