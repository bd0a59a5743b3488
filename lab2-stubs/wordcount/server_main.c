/*
 * server_main.c - wordcount-server: count words over TCP, for ever.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"
#include "lab2-stubs/wordcount/service.h"

static const char usage[] =
    "usage: wordcount-server ADDRESS:PORT [OPTION ...]\n"
    "Count the words of texts over TCP, for ever.\n"
    "\n"
    "  --slow MS      counting takes so many milliseconds for each word\n"
    "  --at-once N    of one connection execute at most N requests at once\n"
    "                 (default: 8)\n"
    "\n"
    "  wordcount-server 0.0.0.0:20049   on all addresses of this host\n"
    "  wordcount-server 127.0.0.1:0     here only, on a port of the system's\n"
    "  RPC_TRACE_FD=2 wordcount-server ... and show the steps of every call\n";

/* A number from least to 1000000 into *n.  0, or -EINVAL. */
static int
parse_number(const char *word, long least, int *n)
{
    char *end;
    long v;

    errno = 0;
    v = word ? strtol(word, &end, 10) : 0;
    if (!word || end == word || *end || errno || v < least || v > 1000000)
        return -EINVAL;
    *n = (int)v;
    return 0;
}

/* 0, or -EINVAL after a sentence on stderr. */
static int
parse_options(char **word, struct wordcount *service,
              struct rpc_tcp_limits *limits)
{
    for (; *word; word += 2) {
        int err = -EINVAL;

        if (strcmp(*word, "--slow") == 0)
            err = parse_number(word[1], 0, &service->slow_ms);
        else if (strcmp(*word, "--at-once") == 0)
            err = parse_number(word[1], 1, &limits->executing);
        if (err < 0) {
            fprintf(stderr, "wordcount-server: \"%s %s\" is no option\n",
                    *word, word[1] ? word[1] : "");
            return err;
        }
    }
    return 0;
}

int
main(int argc, char **argv)
{
    static struct wordcount service;
    struct rpc_tcp_limits limits = rpc_tcp_limits_default;
    struct rpc_server server = { 0 };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 }, text = { 0 };
    int fd, err;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (parse_options(argv + 2, &service, &limits) < 0)
        return 2;
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "wordcount-server: %s\n", why.s);
        return 2;
    }
    fd = tcp_server_open(&addr);
    if (fd < 0) {
        fprintf(stderr, "wordcount-server: cannot serve on %s: %s\n", argv[1],
                strerror(-fd));
        return 1;
    }
    rpc_addr_of_socket(&text, fd);
    printf("wordcount-server: serving on %s\n", text.s);
    fflush(stdout);
    rpc_register(&server, &wordcount_program, &service);
    err = tcp_serve(fd, &server, &limits);
    fprintf(stderr, "wordcount-server: cannot go on: %s\n", strerror(-err));
    close(fd);
    return 1;
}
