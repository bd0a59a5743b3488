#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready, sum;
static _Thread_local int mine = 7;
static void *
f(void *p)
{
    pthread_mutex_lock(&m);
    while (!ready)
        pthread_cond_wait(&c, &m);
    mine += *(int *)p;
    sum += mine;
    printf("thread %d mine %d\n", *(int *)p, mine);
    pthread_mutex_unlock(&m);
    return p;
}
int
main(void)
{
    pthread_t t[3];
    int n[3] = { 1, 2, 3 };
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, f, &n[i]);
    pthread_mutex_lock(&m);
    ready = 1;
    pthread_cond_broadcast(&c);
    pthread_mutex_unlock(&m);
    for (int i = 0; i < 3; i++) {
        void *v;
        pthread_join(t[i], &v);
        printf("joined %d\n", *(int *)v);
    }
    printf("sum %d mine %d\n", sum, mine);
    return 0;
}
