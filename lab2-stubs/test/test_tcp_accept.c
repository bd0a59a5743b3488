/*
 * test_tcp_accept.c - which errors of accept() end a server.
 *
 * accept() is ours here, and has a list of errors for an answer.
 */
#include "grader/testing.h"

#include <errno.h>
#include <sys/socket.h>

#include "lab2-stubs/rpclib/rpc_tcp.h"

static const int *next_error;

int
accept(int fd, struct sockaddr *addr, socklen_t *len)
{
    (void)fd;
    (void)addr;
    (void)len;
    errno = *next_error++;
    return -1;
}

/* The last error is the one that ends it. */
static void
serve(const int *errors, size_t n)
{
    struct rpc_server server = { 0 };

    next_error = errors;
    assert_int_equal(tcp_serve(-1, &server, &rpc_tcp_limits_default),
                     -errors[n - 1]);
    assert_ptr_equal(next_error, errors + n);
}

#define SERVE(...)                                                            \
    serve((const int[]){ __VA_ARGS__ },                                       \
          sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static void
no_client_ends_a_server(void **state)
{
    (void)state;
    SERVE(EINTR, EAGAIN, ECONNABORTED, EPROTO, EPERM, ETIMEDOUT, ENETDOWN,
          ENETUNREACH, EHOSTUNREACH, ENOPROTOOPT, EBADF);
}

static void
nor_does_scarcity(void **state)
{
    (void)state;
    SERVE(EMFILE, ENFILE, ENOBUFS, ENOMEM, EINVAL);
}

static void
a_server_without_its_socket_ends(void **state)
{
    (void)state;
    SERVE(EBADF);
    SERVE(EINVAL);
    SERVE(ENOTSOCK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_client_ends_a_server),
        cmocka_unit_test(nor_does_scarcity),
        cmocka_unit_test(a_server_without_its_socket_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
