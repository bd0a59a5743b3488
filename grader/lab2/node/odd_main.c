/*
 * odd_main.c - lab2-odd: a server that answers two calls when both are there,
 * the second one first.
 *
 * It is a host of its own, so that what befalls the client's host befalls the
 * client only.
 */
#include "grader/lab2/node/odd_server.h"

int
main(void)
{
    static const struct odd_step script[] = {
        { ODD_TAKE, 2, NULL },  { ODD_BACKWARD, 1, NULL },
        { ODD_REPLY, 0, NULL }, { ODD_TAKE, 1, NULL },
        { ODD_END, 0, NULL },
    };
    static struct odd_server server;

    odd_server_run(&server, script, 20049);
    return 0;
}
