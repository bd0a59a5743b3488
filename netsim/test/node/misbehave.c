/*
 * misbehave.c - a program that fails in the way its argument says.
 */
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Read through these, so that the compiler cannot see what comes. */
static int *volatile null_pointer;
static volatile int zero;
/* As -ftrivial-auto-var-init=pattern leaves it. */
static char *volatile never_set = (char *)0xfefefefefefefefe;
static char *volatile of_kernel = (char *)0xffffffffffffff00;

static int
recurse(int n)
{
    volatile char big[4096];

    big[0] = (char)n;
    if (zero)
        return 0;
    return recurse(n + 1) + big[0];
}

static void
spin_with_calls(void)
{
    struct timespec t;

    for (;;)
        clock_gettime(CLOCK_MONOTONIC, &t);
}

static void
bad_pointers(void)
{
    struct sockaddr_in sin = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    void *volatile bad = (void *)8;

    sin.sin_port = htons(9);
    printf("%d\n", (int)write(1, bad, 5));
    printf("%d\n", (int)sendto(fd, bad, 5, 0, (void *)&sin, sizeof(sin)));
    printf("%d\n", (int)sendto(fd, "x", 1, 0, bad, sizeof(sin)));
    printf("%d\n", bind(fd, bad, sizeof(sin)));
    printf("%d\n", clock_gettime(CLOCK_REALTIME, bad));
    printf("%d\n", getsockname(fd, bad, bad));
    close(fd);
}

static void
heap_overflow(void)
{
    char *p = malloc(10);

    p[10 + zero] = 'x';
    printf("%c\n", p[10 + zero]);
    free(p);
}

static void
double_free(void)
{
    char *volatile p = malloc(10);

    free(p);
    free(p);
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";

    printf("about to %s\n", how);
    if (!strcmp(how, "null"))
        *null_pointer = 1;
    if (!strcmp(how, "strlen-null"))
        printf("%zu\n", strlen((char *)null_pointer));
    if (!strcmp(how, "never-set"))
        printf("%c\n", *never_set);
    if (!strcmp(how, "of-kernel"))
        printf("%c\n", *of_kernel);
    if (!strcmp(how, "divide"))
        printf("%d\n", 100 / zero);
    if (!strcmp(how, "overflow-stack"))
        printf("%d\n", recurse(0));
    if (!strcmp(how, "abort"))
        abort();
    if (!strcmp(how, "assert"))
        assert(zero == 1);
    if (!strcmp(how, "spin"))
        for (;;)
            ;
    if (!strcmp(how, "spin-with-calls"))
        spin_with_calls();
    if (!strcmp(how, "exit"))
        exit(0);
    if (!strcmp(how, "leak"))
        return socket(AF_INET, SOCK_DGRAM, 0) < 0;
    if (!strcmp(how, "bad-pointers"))
        bad_pointers();
    if (!strcmp(how, "heap-overflow"))
        heap_overflow();
    if (!strcmp(how, "double-free"))
        double_free();
    return 0;
}
