/*
 * anatomy.c - `netsim anatomy`: one call of a trace, step by step, with the
 * bytes at each step and the header of each layer.
 */
#include "netsim/tool/anatomy.h"

#include "netsim/lang/out.h"
#include "netsim/tool/tool.h"
#include "netsim/types/types.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

static const char help[] =
    "usage: netsim anatomy [--call N] [--types FILE.x ...] TRACE\n\n"
    "Show the ten steps of a remote procedure call, with the bytes at each\n"
    "step, as they are in the file TRACE (\"-\": standard input).\n\n"
    "  --call N        the Nth call of the trace (1)\n"
    "  --types FILE.x  an interface: if the call is of it, what arguments\n"
    "                  and results mean; may be given several times\n";

struct teller {
    const struct trace *tr;
    const struct anatomy *a;
    struct types *types;
    struct packets *packets;
    struct packet *packet;
    int steps; /* how many were told */
};

/* "Step 3 of 10, client, at 10ms: the operating system sends" */
static void
step(struct teller *t, size_t i, const char *what)
{
    const struct trace_event *ev = &t->tr->event[i];
    char time[32];
    struct out o;

    out_init(&o, time, sizeof(time));
    out_time(&o, ev->t_ns);
    printf("%sStep %d of 10, %s, at %s: %s\n", t->steps > 0 ? "\n" : "",
           t->steps + 1, trace_host_name(&t->tr->meta, ev->host), time, what);
    t->steps++;
}

static void
text(const struct teller *t, size_t i)
{
    printf("    %s\n", t->tr->event[i].text);
}

/* ---- messages ----------------------------------------------------------- */

static size_t
rpc_len(const struct message *m)
{
    return m->len - m->mark_len;
}

static uint32_t
word_at(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

/* What follows the header, from byte `at` on, if the interface is known. */
static void
interpreted(struct teller *t, const struct message *m, size_t at)
{
    const struct message *request = &t->a->request;
    const uint8_t *call = request->bytes + request->mark_len;
    struct types_call of = { 0, 0, 0 };
    enum types_of what = m == request ? TYPES_ARGUMENTS : TYPES_RESULT;
    const char *title;

    if (rpc_len(request) >= 24)
        of = (struct types_call){ word_at(call + 12), word_at(call + 16),
                                  word_at(call + 20) };
    if (what == TYPES_RESULT && at == m->len)
        return; /* void, or no success */
    title = types_title(t->types, &of, what);
    if (title)
        printf("    %s:\n", title);
    types_print(stdout, t->types, &of, what, m->bytes + at, m->len - at, at);
}

/* A stub has made it: header and, behind it, what only stubs understand. */
static void
marshalled(struct teller *t, const struct message *m, const char *who,
           const char *what)
{
    const uint8_t *bytes = m->bytes + m->mark_len;
    size_t header;

    printf("    RPC header, written by the %s\n", who);
    header = layers_rpc_header(stdout, bytes, rpc_len(m));
    printf("    XDR %s, %zu bytes, written by the code for the interface\n",
           what, rpc_len(m) - header);
    interpreted(t, m, m->mark_len + header);
}

/* Each packet: what was put in front. */
static void
sent(struct teller *t, const struct message *m)
{
    for (size_t i = 0; i < m->n_sends; i++) {
        const struct trace_event *ev = &t->tr->event[m->send[i]];

        if (m->n_sends > 1)
            printf("    Packet %zu of %zu\n", i + 1, m->n_sends);
        packet_make(t->packets, m->send[i], t->packet);
        layers_packet(stdout, t->packet);
        if (i == 0 && m->mark_len && ev->len >= m->mark_len) {
            printf("    Record mark, 4 bytes, written by the transport\n");
            layers_record_mark(stdout, m->bytes);
        }
        printf("    %s, %zu bytes\n",
               m->n_sends > 1 ? "Part of the message of RPC"
                              : "The message of RPC, as above",
               ev->len - (i == 0 ? m->mark_len : 0));
    }
}

static void
delivered(struct teller *t, const struct message *m)
{
    const struct trace_event *ev = &t->tr->event[m->deliver];

    printf("    The headers of IP and %s are checked and taken off.  To the\n"
           "    process that has port %d go %zu bytes%s:\n",
           m->mark_len ? "TCP" : "UDP", ev->dport, m->len,
           m->mark_len ? ", record mark and message" : "");
    layers_hexdump(stdout, m->bytes, m->len);
}

/* ---- the ten steps ------------------------------------------------------ */

static void
tell_request(struct teller *t)
{
    const struct anatomy *a = t->a;

    step(t, a->call, "the application calls the stub");
    text(t, a->call);
    printf("    It looks like a call of a function.  No bytes yet.\n");
    step(t, a->marshal, "the stub marshals the arguments");
    marshalled(t, &a->request, "part that all stubs share", "arguments");
    step(t, a->request.send[0], "the operating system sends");
    if (a->copies > 1)
        printf("    The request was sent %u times; this is the copy to which\n"
               "    the answer belongs.\n",
               a->copies);
    sent(t, &a->request);
    step(t, a->request.deliver, "the operating system delivers");
    delivered(t, &a->request);
}

static void
tell_execution(struct teller *t)
{
    const struct anatomy *a = t->a;

    step(t, a->dispatch, "the stub unmarshals and calls");
    printf("    The dispatcher knows by program, version and procedure:\n");
    text(t, a->dispatch);
    printf("    The skeleton has made of the bytes of the arguments:\n");
    text(t, a->exec);
    step(t, a->done, "the function returns");
    if (*t->tr->event[a->done].text)
        text(t, a->done);
    printf("    It was called like any other function.  No bytes yet.\n");
}

static void
tell_answer(struct teller *t)
{
    const struct anatomy *a = t->a;

    step(t, a->reply, "the skeleton marshals the results");
    marshalled(t, &a->answer, "dispatcher", "results");
    step(t, a->answer.send[0], "the operating system sends back");
    sent(t, &a->answer);
    step(t, a->answer.deliver, "the operating system delivers");
    delivered(t, &a->answer);
    step(t, a->unmarshal, "the stub unmarshals and returns");
    printf(
        "    The xid is that of the call.  The bytes of the results are:\n");
    text(t, a->ret);
}

static int
tell(const struct trace *tr, struct types *types, unsigned nth)
{
    struct anatomy a;
    struct teller t = { .tr = tr, .a = &a, .types = types };
    const char *missing;

    if (anatomy_find(&a, tr, nth, &missing) < 0)
        return tool_error("call %u of the trace has no \"%s\"", nth, missing);
    t.packets = packets_new(tr);
    t.packet = malloc(sizeof(*t.packet));
    if (!t.packet)
        abort();
    tell_request(&t);
    tell_execution(&t);
    tell_answer(&t);
    free(t.packet);
    packets_free(t.packets);
    anatomy_release(&a);
    return 0;
}

static int
parse_number(const char *arg, unsigned *to)
{
    char *end;
    unsigned long n = strtoul(arg, &end, 10);

    if (*end || end == arg || n < 1 || n > 1000000000)
        return tool_error("--call takes a number from 1 on, not \"%s\"", arg);
    *to = (unsigned)n;
    return 0;
}

/* A mistake in an interface is only said: the call may be of another one. */
static int
add_types(struct types *types, const char *path)
{
    int err = types_add(types, path);

    return err && err != -EINVAL ? tool_error("%s: %s", path, strerror(-err))
                                 : 0;
}

/* -1: go on; else the exit status. */
static int
parse_options(int argc, char **argv, unsigned *nth, struct types *types)
{
    enum { CALL = 256, TYPES, HELP };
    static const struct option options[] = {
        { "call", required_argument, NULL, CALL },
        { "types", required_argument, NULL, TYPES },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case CALL:
            if (parse_number(optarg, nth) != 0)
                return 2;
            break;
        case TYPES:
            if (add_types(types, optarg) != 0)
                return 2;
            break;
        case HELP:
            fputs(help, stdout);
            return 0;
        default:
            return 2;
        }
    if (optind == argc - 1)
        return -1;
    fputs(help, stderr);
    return 2;
}

int
cmd_anatomy(int argc, char **argv)
{
    struct types *types = types_new();
    struct trace tr;
    unsigned nth = 1;
    int status = parse_options(argc, argv, &nth, types);

    if (status < 0) {
        fputs(types_problems(types), stderr);
        status = tool_read(&tr, argv[optind]);
        if (status == 0) {
            status = tell(&tr, types, nth);
            trace_release(&tr);
        }
    }
    types_free(types);
    return status;
}
