/*
 * hostile.c - a program that does what no program should, as its argument
 * says, and is to do no harm to anyone but itself.
 */
#include "netsim/user/node.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Not there in a real program. */
extern struct node_entry rpclab_node __attribute__((weak));

static int *volatile null_pointer;

static void *
do_nothing(void *arg)
{
    return arg;
}

/* Calls that there are not, while another thread could go on. */
static void
unknown_calls(void)
{
    static const int number[] = { 99999999, -99999999, 100000, -1 };
    const long arg[6] = { 0 };
    pthread_t thread;

    if (!&rpclab_node)
        return;
    pthread_create(&thread, NULL, do_nothing, NULL);
    for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
        printf("%ld\n", rpclab_node.trap(number[i], NULL, arg));
    rpclab_node.trap(99999999, NULL, arg);
    *null_pointer = 1;
}

/* To an address that no host has, by UDP and by TCP. */
static void
to_nowhere(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    int tcp = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, "10.9.9.9", &to.sin_addr);
    printf("%zd\n",
           sendto(udp, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)));
    printf("%d\n", connect(tcp, (struct sockaddr *)&to, sizeof(to)));
    perror("connect");
    close(udp);
    close(tcp);
}

/* The descriptor for the steps of calls is for nothing but writing. */
static void
descriptor_of_steps(void)
{
    const char *name = getenv("RPC_TRACE_FD");
    int fd = name ? atoi(name) : -1;

    printf("%d\n", fcntl(fd, F_SETFL, O_NONBLOCK));
    printf("%d\n", close(fd));
    printf("%zd\n", write(fd, "call x\n", 7));
}

int
main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    struct timespec second = { 1, 0 };

    if (!strcmp(how, "unknown-calls"))
        unknown_calls();
    if (!strcmp(how, "nowhere"))
        to_nowhere();
    if (!strcmp(how, "steps"))
        descriptor_of_steps();
    if (!strcmp(how, "ignore"))
        signal(SIGPIPE, SIG_IGN);
    if (!strcmp(how, "obey"))
        signal(SIGPIPE, SIG_DFL);
    nanosleep(&second, NULL);
    return 0;
}
