/*
 * thread_print.c - threads that print: whole lines, in whatever order.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *
print(void *arg)
{
    char c = *(char *)arg, text[700];

    memset(text, c, sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (int i = 0; i < 5; i++) {
        printf("%c%s%s%c\n", c, text, text, c); /* more than a buffer holds */
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
        fprintf(stderr, "%c %d\n", c, i);
    }
    return arg;
}

int
main(void)
{
    pthread_t thread[3];

    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, print, (void *)&"abc"[i]);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    return 0;
}
