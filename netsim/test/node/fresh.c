/*
 * fresh.c - says what it finds at its start; then waits to be crashed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static int counter;   /* .bss */
static int seven = 7; /* .data */
static int constructed;

__attribute__((constructor)) static void
construct(void)
{
    constructed++;
}

static void
at_exit(void)
{
    printf("atexit\n");
}

int
main(void)
{
    char text[] = "a,b", *p = malloc(100);
    unsigned draw = 0;

    printf("counter %d seven %d constructed %d heap %d rand %d strtok %s\n",
           counter++, seven++, constructed, p[99], rand() % 1000,
           strtok(text, ","));
    if (getrandom(&draw, sizeof(draw), 0) < 0)
        return 1;
    printf("random %u\n", draw);
    fprintf(stderr, "on stderr\n");
    memset(p, 1, 100); /* never freed */
    atexit(at_exit);
    printf("no newline");
    fflush(stdout);
    sleep(1);
    return 3;
}
