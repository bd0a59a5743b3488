/*
 * test_processes.c - kvserver and its clients as real processes, over the
 * loopback: kvclient, and a client in another language (grader/lab1/kv.pl).
 */
#include "grader/testing.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER BUILD "/real-solution/kvserver"
#define CLIENT BUILD "/real-solution/kvclient"

static pid_t server;
static int port;
static const char *emulator; /* of another processor, or NULL: Makefile */

/* ---- a server ----------------------------------------------------------- */

/* At a port of the system's; with so many descriptors, or 0: as usual. */
static void
start_server(unsigned descriptors)
{
    struct rlimit limit = { descriptors, descriptors };
    FILE *out;
    int fd[2];

    assert_int_equal(pipe(fd), 0);
    server = fork();
    assert_true(server >= 0);
    if (server == 0) {
        dup2(fd[1], STDOUT_FILENO);
        close(fd[0]);
        close(fd[1]);
        if (descriptors > 0)
            setrlimit(RLIMIT_NOFILE, &limit);
        alarm(30); /* an orphan does not stay; exec() keeps it */
        if (emulator && *emulator)
            execlp(emulator, emulator, SERVER, "127.0.0.1:0", (char *)NULL);
        execl(SERVER, "kvserver", "127.0.0.1:0", (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    out = fdopen(fd[0], "r");
    assert_non_null(out);
    assert_int_equal(fscanf(out, "kvserver: serving on 127.0.0.1:%d", &port),
                     1);
    fclose(out);
}

static void
stop_server(void)
{
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
}

/* ---- clients ------------------------------------------------------------ */

/* What a command with this server's address in it prints; its status. */
static int
run(const char *program, const char *words, char *out, size_t cap)
{
    char command[300];
    size_t n;
    FILE *f;

    snprintf(command, sizeof(command), "%s %s 127.0.0.1:%d %s 2>&1",
             emulator && strcmp(program, CLIENT) == 0 ? emulator : "", program,
             port, words);
    f = popen(command, "r");
    assert_non_null(f);
    n = fread(out, 1, cap - 1, f);
    out[n] = '\0';
    return WEXITSTATUS(pclose(f));
}

static void
prints(const char *program, const char *words, int status, const char *want)
{
    char out[1000];

    assert_int_equal(run(program, words, out, sizeof(out)), status);
    assert_string_equal(out, want);
}

static int
connect_to_server(void)
{
    struct sockaddr_in addr = { .sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
    return fd;
}

/* ---- tests -------------------------------------------------------------- */

static void
operations_in_a_row(void **state)
{
    (void)state;
    start_server(0);
    prints(CLIENT, "put k v get k put k w get k del k", 0,
           "put(k, v) = ok\nget(k) = v\nput(k, w) = ok\nget(k) = w\n"
           "del(k) = ok\n");
    prints(CLIENT, "get k", 1, "get(k) = no such key\n");
    stop_server();
}

static void
nobody_listens_any_more(void **state)
{
    (void)state;
    start_server(0);
    stop_server();
    prints(CLIENT, "get k", 1, "get(k): not executed: nobody listens there\n");
}

static void
wrong_words_are_named(void **state)
{
    (void)state;
    prints(CLIENT, "put k", 2, "kvclient: \"put\" needs a value\n");
    prints(CLIENT, "get k frob", 2, "kvclient: \"frob\" is no operation\n");
    prints(CLIENT, "get", 2, "kvclient: \"get\" needs a key\n");
}

static int
there_is_no_perl(void)
{
    return system("perl -MIO::Socket::INET -e 1 2>/dev/null") != 0;
}

static void
a_client_in_another_language(void **state)
{
    (void)state;
    if (there_is_no_perl())
        skip();
    start_server(0);
    prints("perl grader/lab1/kv.pl", "put k 'from perl'", 0, "ok\n");
    prints(CLIENT, "get k put k 'from C'", 0,
           "get(k) = from perl\nput(k, from C) = ok\n");
    prints("perl grader/lab1/kv.pl", "get k", 0, "from C\n");
    prints("perl grader/lab1/kv.pl", "del k", 0, "ok\n");
    prints("perl grader/lab1/kv.pl", "get k", 0, "no such key\n");
    stop_server();
}

static void
the_bytes_that_are_graded_are_that_language_s(void **state)
{
    (void)state;
    if (there_is_no_perl())
        skip();
    assert_int_equal(system("perl grader/lab1/kv.pl --bytes | "
                            "cmp - grader/lab1/node/kv_bytes.h"),
                     0);
}

/* Of a real kernel, too: EMFILE, and those who wait are served later. */
static void
more_clients_than_descriptors(void **state)
{
    static const char get[] = "\x80\0\0\x0d\0\0\0\7\0\2\0\1\0\0\0\0k";
    uint8_t reply[16];
    int fd[30];

    (void)state;
    start_server(16);
    for (int i = 0; i < 30; i++) {
        fd[i] = connect_to_server();
        assert_int_equal(send(fd[i], get, 17, MSG_NOSIGNAL), 17);
    }
    for (int i = 0; i < 30; i++) {
        struct pollfd p = { .fd = fd[i], .events = POLLIN };

        assert_int_equal(poll(&p, 1, 5000), 1);
        assert_int_equal(recv(fd[i], reply, 16, MSG_WAITALL), 16);
        assert_memory_equal(reply, "\x80\0\0\x0c\0\0\0\7\0\1", 10);
        close(fd[i]);
    }
    stop_server();
}

/* A client that is stopped inside its request, beside one that is not. */
static void
a_slow_client_makes_no_other_one_wait(void **state)
{
    int fd;

    (void)state;
    start_server(0);
    fd = connect_to_server();
    assert_int_equal(send(fd, "\x80\0", 2, MSG_NOSIGNAL), 2);
    prints(CLIENT, "put k v get k", 0, "put(k, v) = ok\nget(k) = v\n");
    close(fd);
    stop_server();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_in_a_row),
        cmocka_unit_test(nobody_listens_any_more),
        cmocka_unit_test(wrong_words_are_named),
        cmocka_unit_test(a_client_in_another_language),
        cmocka_unit_test(the_bytes_that_are_graded_are_that_language_s),
        cmocka_unit_test(more_clients_than_descriptors),
        cmocka_unit_test(a_slow_client_makes_no_other_one_wait),
    };

    emulator = getenv("RUN");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
