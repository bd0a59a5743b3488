/*
 * check_store.c - lab3-store TOPIC: the functions of part C, without a
 * network.
 *
 * "puts" are the two of the server, on stores of this program's own;
 * "writes" is the one of the client, whose server is a script in here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "grader/node/check.h"
#include "lab3-atleastonce/store/versioned.h"

static const char *
words(enum store_status s)
{
    static struct rpc_text text;

    rpc_text_clear(&text);
    store_status_text(&text, s);
    return text.s;
}

/* The entry that comes with a result: none but with these two. */
static int
same_result(const struct store_result *a, const struct store_result *b)
{
    return a->status == b->status &&
           ((a->status != STORE_OK && a->status != STORE_SUPERSEDED) ||
            (a->entry.value == b->entry.value &&
             a->entry.vers == b->entry.vers));
}

static void
expect(const char *what, const struct store_result *got,
       const struct store_result *want)
{
    struct rpc_text a = { 0 }, b = { 0 };

    if (same_result(got, want))
        return;
    store_result_text(&a, got);
    store_result_text(&b, want);
    check_failed("%s: the result is \"%s\", expected \"%s\"", what, a.s, b.s);
}

/* ---- the server --------------------------------------------------------- */

static struct store_result
result(enum store_status status, int64_t value, uint64_t vers)
{
    return (struct store_result){ status, { { value, vers } } };
}

static void
get(struct store *s, const char *name, struct store_result want)
{
    struct store_name args;
    struct store_result got = result(STORE_FULL, -1, 1);
    struct rpc_text what = { 0 };

    strcpy(args.name, name);
    rpc_text_str(&what, "get(");
    store_name_text(&what, &args);
    rpc_text_str(&what, ")");
    store_serve_get(s, &args, &got);
    expect(what.s, &got, &want);
}

static void
put(struct store *s, const char *name, int64_t value, uint64_t vers,
    struct store_result want)
{
    struct store_change args = { .value = value, .vers = vers };
    struct store_result got = result(STORE_NO_SUCH_NAME, -1, 1);
    struct rpc_text what = { 0 };

    strcpy(args.name, name);
    rpc_text_str(&what, "put(");
    store_change_text(&what, &args);
    rpc_text_str(&what, ")");
    store_serve_put(s, &args, &got);
    expect(what.s, &got, &want);
}

/* Three puts in every order, each any number of times, six in a run. */
static void
every_order(void)
{
    static const struct store_entry e[] = { { 10, 1001 },
                                            { 20, 1002 },
                                            { 15, 3001 } };

    for (int order = 0; order < 3 * 3 * 3 * 3 * 3 * 3; order++) {
        struct store s = { 0 };
        struct store_entry stands = { 0, 0 };

        for (int i = 0, o = order; i < 6; i++, o /= 3) {
            const struct store_entry *p = &e[o % 3];

            if (p->vers >= stands.vers)
                stands = *p;
            put(&s, "x", p->value, p->vers,
                result(p->vers == stands.vers ? STORE_OK : STORE_SUPERSEDED,
                       stands.value, stands.vers));
        }
        get(&s, "x", result(STORE_OK, stands.value, stands.vers));
    }
}

static void
ends_of_ranges(void)
{
    struct store s = { 0 };

    put(&s, "x", 5, 0, result(STORE_BAD_VERSION, 0, 0));
    get(&s, "x", result(STORE_NO_SUCH_NAME, 0, 0));
    put(&s, "x", INT64_MIN, 1, result(STORE_OK, INT64_MIN, 1));
    put(&s, "x", 5, 0, result(STORE_BAD_VERSION, 0, 0));
    put(&s, "x", 0, INT64_MAX, result(STORE_OK, 0, INT64_MAX));
    put(&s, "x", 1, (uint64_t)INT64_MAX + 1,
        result(STORE_OK, 1, (uint64_t)INT64_MAX + 1));
    put(&s, "x", 2, INT64_MAX,
        result(STORE_SUPERSEDED, 1, (uint64_t)INT64_MAX + 1));
    put(&s, "x", INT64_MAX, UINT64_MAX,
        result(STORE_OK, INT64_MAX, UINT64_MAX));
    put(&s, "x", 3, 1, result(STORE_SUPERSEDED, INT64_MAX, UINT64_MAX));
    get(&s, "x", result(STORE_OK, INT64_MAX, UINT64_MAX));
}

/* The version of another put: a writer that was restarted, say. */
static void
same_version(void)
{
    struct store s = { 0 };

    put(&s, "x", 10, 1001, result(STORE_OK, 10, 1001));
    put(&s, "x", 20, 1001, result(STORE_SUPERSEDED, 10, 1001));
    get(&s, "x", result(STORE_OK, 10, 1001));
}

static void
set_first(void)
{
    struct store s = { 0 };
    struct store_setting args = { "x", 10 };
    struct store_result res;

    store_serve_set(&s, &args, &res);
    get(&s, "x", result(STORE_OK, 10, 0));
    put(&s, "x", 20, 1, result(STORE_OK, 20, 1));
    store_serve_set(&s, &args, &res);
    put(&s, "x", 20, 1, result(STORE_SUPERSEDED, 10, 1));
}

static void
several_names(void)
{
    static const char *const longest = "sixteen letters.";
    struct store s = { 0 };

    put(&s, "", 1, 1001, result(STORE_OK, 1, 1001));
    put(&s, longest, 2, 2001, result(STORE_OK, 2, 2001));
    put(&s, "sixteen", 3, 1, result(STORE_OK, 3, 1));
    get(&s, "", result(STORE_OK, 1, 1001));
    get(&s, longest, result(STORE_OK, 2, 2001));
    get(&s, "sixteen", result(STORE_OK, 3, 1));
    get(&s, "sixteen letters", result(STORE_NO_SUCH_NAME, 0, 0));
}

static void
full_store(void)
{
    struct store s = { 0 };
    char name[] = "A";

    for (int i = 0; i < STORE_SLOTS_MAX; i++, name[0]++)
        put(&s, name, i, 1001, result(STORE_OK, i, 1001));
    put(&s, "one more", 9, 9001, result(STORE_FULL, 0, 0));
    get(&s, "one more", result(STORE_NO_SUCH_NAME, 0, 0));
    put(&s, "A", 5, 2001, result(STORE_OK, 5, 2001));
    put(&s, "B", 5, 1, result(STORE_SUPERSEDED, 1, 1001));
    name[0]--;
    get(&s, name, result(STORE_OK, STORE_SLOTS_MAX - 1, 1001));
}

static void
check_puts(void)
{
    struct store s = { 0 };

    get(&s, "x", result(STORE_NO_SUCH_NAME, 0, 0));
    put(&s, "x", 10, 1001, result(STORE_OK, 10, 1001));
    get(&s, "x", result(STORE_OK, 10, 1001));
    every_order();
    ends_of_ranges();
    same_version();
    set_first();
    several_names();
    full_store();
}

/* ---- the client --------------------------------------------------------- */

static struct script {
    struct rpc_client base;

    enum rpc_status get_ends, put_ends;
    struct store_result get_result, put_result;

    int gets, puts;
    struct store_name got; /* the arguments of the latest of them */
    struct store_change change;
} script;

/* The request is taken apart, and the reply made as the script says. */
static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    static struct rpc_call_header h; /* large, and this runs in a node */
    static struct rpc_reply_header reply;
    struct script *s = (struct script *)c;
    struct rpc_text why;
    struct xdr_dec d;
    struct xdr_enc e;
    int is_put = call->proc == STORE_PUT;

    xdr_dec_init(&d, call->request, call->request_len);
    rpc_call_header_get(&d, &h, &why);
    if (is_put) {
        s->puts++;
        store_change_get(&d, &s->change);
    } else {
        s->gets++;
        store_name_get(&d, &s->got);
    }
    CHECK(is_put || call->proc == STORE_GET,
          "store_write() has called procedure %u", (unsigned)call->proc);
    rpc_reply_header_init(&reply, 0);
    xdr_enc_init(&e, call->reply, call->reply_cap);
    rpc_reply_header_put(&e, &reply);
    store_result_put(&e, is_put ? &s->put_result : &s->get_result);
    call->reply_len = e.len;
    return is_put ? s->put_ends : s->get_ends;
}

static void
close_nothing(struct rpc_client *c)
{
    (void)c;
}

static void
begin(struct store_result get_result, struct store_result put_result)
{
    static const struct rpc_client_ops ops = { transact, close_nothing };

    script = (struct script){ .base = { .ops = &ops },
                              .get_ends = RPC_OK,
                              .put_ends = RPC_OK,
                              .get_result = get_result,
                              .put_result = put_result };
}

/* store_write() once: its status, and how many puts it has called. */
static void
writes(const char *when, uint32_t writer, enum rpc_status want, int puts,
       struct store_result *res)
{
    struct store_setting args = { "sixteen letters.", -7 };
    enum rpc_status got;

    got = store_write(&script.base, writer, &args, res);
    CHECK(got == want,
          "store_write() returned \"%s\" when %s, expected \"%s\"",
          rpc_status_text(got), when, rpc_status_text(want));
    CHECK(script.gets == 1,
          "store_write() has called get %d times when %s, expected once",
          script.gets, when);
    CHECK(script.puts == puts,
          "store_write() has called put %d times when %s, expected %d",
          script.puts, when, puts);
    CHECK(script.gets == 0 || strcmp(script.got.name, args.name) == 0,
          "get has asked for \"%.20s\", expected \"%s\"", script.got.name,
          args.name);
    CHECK(script.puts == 0 || (strcmp(script.change.name, args.name) == 0 &&
                               script.change.value == args.value),
          "put has written \"%.20s\" %" PRId64 ", expected \"%s\" %" PRId64,
          script.change.name, script.change.value, args.name, args.value);
}

/* After what stands, a writer chooses this version; 0: it has none. */
static void
chooses(uint64_t stands, uint32_t writer, uint64_t want)
{
    struct store_result res = result(STORE_FULL, 0, 0);
    char when[80];

    snprintf(when, sizeof(when), "writer %u writes and version %" PRIu64 "%s",
             (unsigned)writer, stands, " stands");
    begin(result(STORE_OK, 1, stands), result(STORE_OK, -7, want));
    writes(when, writer, RPC_OK, want != 0, &res);
    if (want == 0) {
        CHECK(res.status == STORE_BAD_VERSION,
              "the result is \"%s\" when %s, expected \"bad version\"",
              words(res.status), when);
        return;
    }
    CHECK(script.change.vers == want,
          "store_write() has put version %" PRIu64 " when %s, expected "
          "%" PRIu64,
          script.change.vers, when, want);
    expect("store_write()", &res, &script.put_result);
}

static void
versions(void)
{
    static const uint64_t last = UINT64_MAX / STORE_WRITERS * STORE_WRITERS;

    chooses(0, 1, 1001);
    chooses(1001, 1, 2001);
    chooses(1001, 2, 2002);
    chooses(1002, 1, 2001);
    chooses(2999, 1, 3001);
    chooses(2000, 999, 3999);
    chooses(5, 7, 1007);
    chooses(INT64_MAX, 1, (uint64_t)INT64_MAX / 1000 * 1000 + 1001);
    chooses(last - 1, 1, last + 1);
    chooses(last - 1, 615, UINT64_MAX);
    chooses(last - 1, 616, 0);
    chooses(last, 1, 0);
    chooses(UINT64_MAX, 999, 0);
}

static void
check_writes(void)
{
    struct store_result res = result(STORE_FULL, 0, 0);

    begin(result(STORE_NO_SUCH_NAME, 0, 0), result(STORE_OK, -7, 1003));
    writes("the name is new", 3, RPC_OK, 1, &res);
    CHECK(script.change.vers == 1003,
          "store_write() has put version %" PRIu64 " of a new name, expected "
          "1003 of writer 3",
          script.change.vers);
    expect("store_write()", &res, &script.put_result);
    versions();

    begin(result(STORE_OK, 1, 1001), result(STORE_SUPERSEDED, 8, 2002));
    writes("it is superseded", 1, RPC_OK, 1, &res);
    expect("store_write()", &res, &script.put_result);
    begin(result(STORE_NO_SUCH_NAME, 0, 0), result(STORE_FULL, 0, 0));
    writes("the store is full", 1, RPC_OK, 1, &res);
    expect("store_write()", &res, &script.put_result);

    begin(result(STORE_OK, 1, 1001), result(STORE_OK, -7, 2001));
    script.get_ends = RPC_TIMED_OUT;
    writes("get timed out", 1, RPC_TIMED_OUT, 0, &res);
    begin(result(STORE_OK, 1, 1001), result(STORE_OK, -7, 2001));
    script.put_ends = RPC_TIMED_OUT;
    writes("put timed out", 1, RPC_TIMED_OUT, 1, &res);
}

int
main(int argc, char **argv)
{
    const char *topic = argc > 1 ? argv[1] : "";

    check_begin(topic);
    if (strcmp(topic, "puts") == 0)
        check_puts();
    else if (strcmp(topic, "writes") == 0)
        check_writes();
    else
        return 2;
    return check_done();
}
