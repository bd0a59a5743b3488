/*
 * proxy_log.c - what is said of a proxy: a line for each decision, the
 * trace, and the summary.
 *
 * All of it is made of the events of the world, in the words in which the
 * trace has them, so that log, trace and diagram never say different things.
 */
#include "netsim/tool/proxy.h"

#include "netsim/world.h"
#include "netsim/tool/tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines -------------------------------------------------------------- */

static void
put_time(FILE *out, int64_t t_ns)
{
    fprintf(out, "%" PRId64 ".%" PRId64 "ms ", t_ns / 1000000,
            t_ns / 100000 % 10);
}

static void say(struct proxy *px, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
say(struct proxy *px, const char *fmt, va_list ap)
{
    put_time(px->log.out, px->loop.now_ns);
    vfprintf(px->log.out, fmt, ap);
    putc('\n', px->log.out);
}

void
proxy_note(struct proxy *px, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    if (px->log.out)
        say(px, fmt, ap);
    va_end(ap);
}

void
proxy_chat(struct proxy *px, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    if (px->log.out && px->log.verbose)
        say(px, fmt, ap);
    va_end(ap);
}

/* "12.3ms client->server #4", to be continued. */
static void
put_subject(struct proxy *px, const struct trace_event *ev)
{
    put_time(px->log.out, ev->t_ns);
    fprintf(px->log.out, "%s->%s #%" PRIu32, px->name[proxy_end(px, ev->src)],
            px->name[proxy_end(px, ev->dst)], ev->nth);
}

/*
 * A deviation without its subject: "delay client->server #4 by 3ms" is
 * "delayed by 3ms".
 */
static void
put_deviation(FILE *out, const char *text, size_t len)
{
    static const char *const said[][2] = {
        { "drop", "lost" },
        { "duplicate", "duplicated" },
        { "delay", "delayed" },
    };
    size_t verb = strcspn(text, " "), at = verb;
    const char *word = text;
    int word_len = (int)verb;

    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
        if (!strncmp(text, said[i][0], verb) && !said[i][0][verb]) {
            word = said[i][1];
            word_len = (int)strlen(word);
        }
    /* The link and the number. */
    for (int i = 0; i < 2 && at < len; i++)
        at += 1 + strcspn(text + at + 1, " ;");
    fprintf(out, " %.*s", word_len, word);
    if (at < len)
        fprintf(out, "%.*s", (int)(len - at), text + at);
}

static void
put_decision(struct proxy *px, const struct trace_event *ev)
{
    FILE *out = px->log.out;
    const char *at = ev->did;

    put_subject(px, ev);
    for (;;) {
        size_t len = strcspn(at, ";");

        put_deviation(out, at, len);
        at += len;
        if (!*at)
            break;
        putc(',', out);
        at += strspn(at, "; ");
    }
    if (ev->rule)
        fprintf(out, " (%s)", ev->rule);
    putc('\n', out);
}

/* ---- events ------------------------------------------------------------- */

static int
did(const struct trace_event *ev, const char *verb)
{
    return ev->did && strstr(ev->did, verb);
}

static void
count(struct proxy *px, const struct trace_event *ev)
{
    enum end from = proxy_end(px, ev->src);

    switch (ev->kind) {
    case TRACE_SEND:
        px->log.count[from].sent++;
        px->log.count[from].duplicated += did(ev, "duplicate ") != 0;
        px->log.count[from].delayed += did(ev, "delay ") != 0;
        break;
    case TRACE_DELIVER:
        px->log.count[from].arrived++;
        break;
    case TRACE_DROP:
        px->log.count[from].lost++;
        break;
    default:
        break;
    }
}

static void
tell(struct proxy *px, const struct trace_event *ev)
{
    if (ev->kind == TRACE_SEND && ev->did) {
        put_decision(px, ev);
        px->log.told = did(ev, "drop ") ? ev->seq : 0;
    } else if (ev->kind == TRACE_SEND && px->log.verbose) {
        put_subject(px, ev);
        fprintf(px->log.out, " sent, %" PRIu32 " bytes\n", ev->len);
    } else if (ev->kind == TRACE_DROP && ev->cause != px->log.told) {
        put_subject(px, ev);
        fprintf(px->log.out, " lost (%s)\n", ev->text);
    }
}

void
proxy_sink(void *arg, const struct trace_event *ev)
{
    struct proxy *px = arg;

    count(px, ev);
    if (px->log.trace)
        trace_write_event(px->log.trace, &px->log.meta, ev);
    if (px->log.out)
        tell(px, ev);
}

void
proxy_log_flush(struct proxy *px)
{
    if (px->log.out)
        fflush(px->log.out);
    if (px->log.trace)
        fflush(px->log.trace);
}

/* ---- the end ------------------------------------------------------------ */

static void
put_count(FILE *out, uint64_t n, const char *what)
{
    if (n)
        fprintf(out, ", %" PRIu64 " %s", n, what);
}

static void
put_summary(struct proxy *px, FILE *out)
{
    const struct proxy_kind *kind = px->kind;

    put_time(out, px->loop.now_ns);
    fprintf(out, "end: %" PRIu64 " %s%s\n", px->log.clients, kind->client,
            px->log.clients == 1 ? "" : "s");
    for (enum end e = 0; e < ENDS; e++) {
        uint64_t n = px->log.count[e].sent;
        uint64_t copies = n + px->log.count[e].duplicated;
        uint64_t gone = px->log.count[e].arrived + px->log.count[e].lost;

        fprintf(out, "  %s->%s: %" PRIu64 " %s%s", px->name[e],
                px->name[e == CLIENT ? SERVER : CLIENT], n, kind->unit,
                n == 1 ? "" : "s");
        put_count(out, px->log.count[e].arrived, "arrived");
        put_count(out, px->log.count[e].lost, "lost");
        put_count(out, px->log.count[e].duplicated, "duplicated");
        put_count(out, px->log.count[e].delayed, "delayed");
        put_count(out, copies > gone ? copies - gone : 0, "still on the way");
        putc('\n', out);
    }
}

int
proxy_log_end(struct proxy *px, const char *why)
{
    struct trace_event last = {
        .kind = TRACE_END, .host = -1, .src = -1, .dst = -1, .text = why
    };
    int failed = 0;

    if (px->log.out) {
        put_summary(px, px->log.out);
        fflush(px->log.out);
    }
    if (!px->log.trace)
        return 0;
    world_trace(px->world, &last);
    failed = fflush(px->log.trace) != 0 || ferror(px->log.trace);
    if (px->log.trace != stdout)
        failed |= fclose(px->log.trace) != 0;
    return failed ? tool_error("cannot write trace %s", px->log.trace_path)
                  : 0;
}
