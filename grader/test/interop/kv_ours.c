/*
 * kv_ours.c - the store by our stubs and our RPC over TCP: a client and a
 * server, for tests only.
 *
 *     kv-server 127.0.0.1:PORT
 *     kv-client 127.0.0.1:PORT put KEY VALUE ... get KEY ... delete KEY ...
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lab2-stubs/kv/service.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"

static void
expect_success(enum rpc_status status, const char *what)
{
    if (status == RPC_OK)
        return;
    printf("%s: %s\n", what, rpc_status_text(status));
    exit(1);
}

static void
print_status(enum kv_status status)
{
    struct rpc_text text = { 0 };

    kv_status_text(&text, status);
    printf("%s\n", text.s);
}

/* ---- client ------------------------------------------------------------- */

static void
put(struct rpc_client *c, const char *key, const char *value)
{
    struct kv_pair args;
    enum kv_status res;

    snprintf(args.key, sizeof(args.key), "%s", key);
    args.value.value_len = (uint32_t)strlen(value);
    memcpy(args.value.value, value, args.value.value_len);
    expect_success(kv_put(c, &args, &res), "put");
    printf("put %s \"%s\": ", key, value);
    print_status(res);
}

static void
get(struct rpc_client *c, const char *key)
{
    struct kv_key args;
    struct kv_result res;

    snprintf(args.key, sizeof(args.key), "%s", key);
    expect_success(kv_get(c, &args, &res), "get");
    printf("get %s: ", key);
    if (res.status == KV_OK)
        printf("\"%.*s\"\n", (int)res.value.value_len,
               (const char *)res.value.value);
    else
        print_status(res.status);
}

static void
delete_key(struct rpc_client *c, const char *key)
{
    struct kv_key args;
    enum kv_status res;

    snprintf(args.key, sizeof(args.key), "%s", key);
    expect_success(kv_delete(c, &args, &res), "delete");
    printf("delete %s: ", key);
    print_status(res);
}

static int
run_client(const struct sockaddr_in *addr, int n, char **word)
{
    struct rpc_client *c = tcp_client_open(addr, 10000);

    if (!c) {
        perror("kv-client");
        return 1;
    }
    for (int i = 0; i + 1 < n; i += 2) {
        if (strcmp(word[i], "put") == 0 && i + 2 < n) {
            put(c, word[i + 1], word[i + 2]);
            i++;
        } else if (strcmp(word[i], "get") == 0) {
            get(c, word[i + 1]);
        } else {
            delete_key(c, word[i + 1]);
        }
    }
    rpc_client_close(c);
    return 0;
}

/* ---- server ------------------------------------------------------------- */

/* The store knows nothing of threads: one request at a time. */
static int
run_server(struct sockaddr_in addr)
{
    static const struct rpc_tcp_limits one = { 1, 1 };
    static struct kv kv;
    struct rpc_server server = { 0 };
    struct rpc_text text = { 0 };
    socklen_t len = sizeof(addr);
    int fd = tcp_server_open(&addr);

    if (fd < 0) {
        fprintf(stderr, "kv-server: %s\n", strerror(-fd));
        return 1;
    }
    getsockname(fd, (struct sockaddr *)&addr, &len);
    rpc_addr_text(&text, &addr);
    printf("serving on %s\n", text.s);
    fflush(stdout);
    rpc_register(&server, &kv_program, &kv);
    tcp_serve(fd, &server, &one);
    return 1;
}

int
main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '-');
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc < 2 || rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "kv: where? %s\n", why.s);
        return 2;
    }
    if (name && strcmp(name, "-server") == 0)
        return run_server(addr);
    return run_client(&addr, argc - 2, argv + 2);
}
