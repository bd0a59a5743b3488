/*
 * thread_end.c - a process with several threads ends, in the way the
 * argument says, while they are in calls of all kinds.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
static int *volatile null_pointer;
static const char *how;

static void
rest(long ms)
{
    struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

    nanosleep(&ts, NULL);
}

static void
at_exit(void)
{
    printf("atexit\n");
}

static void
destroy(void *value)
{
    printf("destroyed %s\n", (char *)value);
}

static void *
wait_on_condition(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&never, &lock);
    return arg;
}

static void *
wait_on_lock(void *arg)
{
    pthread_mutex_lock(&lock);
    rest(3600000);
    return arg;
}

static void *
wait_on_socket(void *arg)
{
    char *buf = malloc(100);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    recv(fd, buf, 100, 0);
    return arg;
}

static void *
act(void *arg)
{
    pthread_setspecific(key, "value");
    rest(10);
    if (!strcmp(how, "fault"))
        *null_pointer = 1;
    if (!strcmp(how, "exit"))
        exit(7);
    if (!strcmp(how, "abort"))
        abort();
    rest(10);
    printf("last thread\n");
    return arg;
}

int
main(int argc, char **argv)
{
    pthread_t thread[6];

    how = argc > 1 ? argv[1] : "";
    atexit(at_exit);
    pthread_key_create(&key, destroy);
    pthread_create(&thread[0], NULL, act, NULL);
    if (!strcmp(how, "last")) {
        pthread_detach(thread[0]);
        pthread_exit(NULL);
    }
    pthread_create(&thread[1], NULL, wait_on_condition, NULL);
    pthread_create(&thread[2], NULL, wait_on_lock, NULL);
    pthread_create(&thread[3], NULL, wait_on_lock, NULL);
    pthread_create(&thread[4], NULL, wait_on_socket, NULL);
    printf("begun\n");
    rest(5);
    if (!strcmp(how, "return"))
        return 5;
    pthread_join(thread[4], NULL);
    return 0;
}
