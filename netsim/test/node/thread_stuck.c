/*
 * thread_stuck.c - threads that wait for ever, in the way the argument says.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static pthread_mutex_t fork_left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t fork_right = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t dinner = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t menu = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t laid = PTHREAD_ONCE_INIT;
static sem_t plates;

static void
rest(void)
{
    struct timespec ms = { 0, 1000000 };

    nanosleep(&ms, NULL);
}

static void *
right_first(void *arg)
{
    pthread_mutex_lock(&fork_right);
    rest();
    pthread_mutex_lock(&fork_left);
    return arg;
}

static void *
left_first(void *arg)
{
    pthread_mutex_lock(&fork_left);
    rest();
    pthread_mutex_lock(&fork_right);
    return arg;
}

static void *
keep_left(void *arg)
{
    pthread_mutex_lock(&fork_left);
    return arg;
}

static void *
join_main(void *arg)
{
    pthread_mutex_lock(&fork_right);
    pthread_join(*(pthread_t *)arg, NULL);
    return arg;
}

static void
lay(void)
{
    pthread_once(&laid, lay);
}

static volatile int flag;

static void *
set_flag(void *arg)
{
    flag = 1;
    return arg;
}

/* main() has ended, and threads that began since must not lie there. */
static void *
look_at_mains_stack(void *arg)
{
    rest();
    for (int i = 0; i < 3; i++) {
        pthread_t thread;

        pthread_create(&thread, NULL, set_flag, NULL);
        pthread_join(thread, NULL);
    }
    exit(*(int *)arg);
}

/* Somebody may still send it something, so it is not stuck. */
static void *
serve(void *arg)
{
    char c;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    pthread_mutex_lock(&door);
    recv(fd, &c, 1, 0);
    return arg;
}

static void
start(void *(*fn)(void *))
{
    static pthread_t self;
    pthread_t thread;

    self = pthread_self();
    pthread_create(&thread, NULL, fn, &self);
}

/* Those in which one thread is enough, or a third would be in the way. */
/* Reports name it: it must stay a function. */
__attribute__((noinline)) static void
get_stuck(const char *how)
{
    pthread_mutex_t *volatile bad = (pthread_mutex_t *)8;
    int mine = 42;
    pthread_t thread;

    if (!strcmp(how, "missed")) {
        pthread_mutex_lock(&fork_left);
        pthread_cond_signal(&dinner);
        pthread_cond_wait(&dinner, &fork_left);
    }
    if (!strcmp(how, "plates"))
        sem_wait(&plates);
    if (!strcmp(how, "menu")) {
        pthread_rwlock_rdlock(&menu);
        pthread_rwlock_wrlock(&menu);
    }
    if (!strcmp(how, "once"))
        pthread_once(&laid, lay);
    if (!strcmp(how, "not-mine")) {
        start(keep_left);
        rest();
        pthread_mutex_unlock(&fork_left);
    }
    if (!strcmp(how, "bad-address"))
        pthread_cond_wait(&dinner, bad);
    if (!strcmp(how, "look")) {
        struct timespec now;

        start(set_flag);
        while (!flag) /* a data race, and no way to wait */
            clock_gettime(CLOCK_MONOTONIC, &now);
        serve(NULL);
    }
    if (!strcmp(how, "stack")) {
        pthread_create(&thread, NULL, look_at_mains_stack, &mine);
        pthread_exit(NULL);
    }
    if (!strcmp(how, "not-locked"))
        pthread_mutex_unlock(&fork_left);
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";

    sem_init(&plates, 0, 0);
    if (!strcmp(how, "serve")) {
        start(serve);
        rest();
        pthread_mutex_lock(&door);
    }
    /* All that follow are stuck whatever others do, but this one serves. */
    if (argc > 2)
        start(serve);
    if (!strcmp(how, "cycle")) {
        start(right_first);
        left_first(NULL);
    }
    if (!strcmp(how, "three")) {
        start(right_first);
        start(keep_left);
        rest();
        pthread_exit(NULL);
    }
    if (!strcmp(how, "self")) {
        pthread_mutex_lock(&fork_left);
        pthread_mutex_lock(&fork_left);
    }
    if (!strcmp(how, "ended")) {
        start(keep_left);
        rest();
        pthread_mutex_lock(&fork_left);
    }
    if (!strcmp(how, "join")) {
        start(join_main);
        rest();
        pthread_mutex_lock(&fork_right);
    }
    get_stuck(how);
    return 0;
}
