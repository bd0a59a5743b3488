/*
 * proxy.c - `netsim proxy`: the faults of a world between real programs.
 */
#include "netsim/tool/proxy.h"

#include "netsim/world.h"
#include "netsim/tool/tool.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char help[] =
    "usage: netsim proxy --listen udp:[HOST:]PORT --to HOST:PORT "
    "[OPTION ...] [WORLD]\n"
    "       netsim proxy --listen tcp:[HOST:]PORT --to HOST:PORT ...\n\n"
    "Stand between real programs and treat what they send as the links of a\n"
    "simulated world do.  Clients talk to the address at --listen (without\n"
    "HOST: on this machine only; port 0: one of the system's, which is "
    "printed),\n"
    "the server is at --to.  Ctrl-C ends it with a summary.\n\n"
    "  --link 'A->B RULE'   or A<->B, or *: faults of a link, e.g.\n"
    "                       'client->server loss 20% delay 10ms 5ms'\n"
    "  --schedule TEXT      deviations, e.g. 'drop server->client #1'; or "
    "@FILE\n"
    "  --seed N             another draw of the same faults\n"
    "  --limit TIME         end after that time\n"
    "  --trace FILE         write the trace, for netsim diagram (\"-\": "
    "standard\n"
    "                       output, and the log on standard error)\n"
    "  --verbose            log what passes, too\n"
    "  --quiet              no log and no summary\n"
    "  --server NAME, --client NAME   names of the two ends (server, client)\n"
    "\n"
    "WORLD is a world file, as for netsim run: links, schedule and seed are "
    "its,\n"
    "and --server and --client are two of its hosts.  The nth datagram of a\n"
    "link has the same fate here and there.  For that the hosts must stand "
    "in\n"
    "the same order: without WORLD the server is first.\n\n"
    "TCP: a stream is cut into chunks of at most 1448 bytes, as they are "
    "read.\n"
    "A chunk that is lost is sent again after a timeout.  Bytes arrive "
    "complete\n"
    "and in order; duplicate and reorder do nothing.\n";

struct command {
    struct worldfile file;
    const char *listen, *to, *trace;
    const char *name[ENDS];
    int quiet, verbose;
};

/* ---- what cannot be done here ------------------------------------------- */

static int
refuse(const struct deviation *dev, const struct schedule_names *names,
       const char *why)
{
    char text[256];

    deviation_print(text, sizeof(text), dev, names);
    return tool_error("--schedule: \"%s\": %s", text, why);
}

static int
check_deviation(const struct deviation *dev,
                const struct schedule_names *names)
{
    if (dev->kind == DEV_CRASH || dev->kind == DEV_POWER)
        return refuse(dev, names,
                      "the processes are not the proxy's to crash; kill one "
                      "by hand, or use netsim run");
    if (deviation_is_of_network(dev))
        return 0;
    if (!deviation_is_of_link(dev))
        return refuse(dev, names,
                      "the hosts are real; use netsim run for this");
    if (dev->kind != DEV_DROP && dev->moment != PAST_TIME &&
        dev->moment != PAST_NEXT)
        return refuse(dev, names,
                      "only the simulator knows when a program waits in "
                      "vain; say \"by\" a time that is long enough");
    return 0;
}

static int
is_for_datagrams_only(const struct deviation *dev)
{
    return dev->kind == DEV_DUPLICATE ||
           (dev->kind == DEV_DELAY && dev->moment == PAST_NEXT);
}

/* The schedule that is played: for TCP without what does nothing. */
static int
take_schedule(struct proxy *px, const struct worldfile *f)
{
    const struct schedule_names *names = sim_names(px->world);
    char text[256];

    for (size_t i = 0; i < f->schedule.n; i++) {
        const struct deviation *dev = &f->schedule.dev[i];

        if (check_deviation(dev, names) != 0)
            return 2;
        if (px->kind->stream && is_for_datagrams_only(dev)) {
            deviation_print(text, sizeof(text), dev, names);
            tool_error("\"%s\" does nothing: a byte stream has no copies "
                       "and keeps its order",
                       text);
            continue;
        }
        px->schedule.dev[px->schedule.n++] = *dev;
    }
    return 0;
}

/* ---- the world ---------------------------------------------------------- */

static void
take_rule(struct proxy *px, enum end from, enum end to,
          const struct link_rule *from_file)
{
    struct link_rule rule = { .delay_ns = 0 };

    if (from_file)
        rule = *from_file;
    if (px->kind->stream && (rule.duplicate_ppm || rule.reorder_ppm)) {
        tool_error("%s->%s: %s nothing: a byte stream has no copies and "
                   "keeps its order",
                   px->name[from], px->name[to],
                   !rule.reorder_ppm     ? "duplicate does"
                   : !rule.duplicate_ppm ? "reorder does"
                                         : "duplicate and reorder do");
        rule.duplicate_ppm = rule.reorder_ppm = rule.gap = 0;
    }
    if (px->kind->stream)
        rule.checksum_off = 0; /* TCP's is always on */
    sim_set_rule(px->world, px->host[from], px->host[to], &rule);
}

enum end
proxy_end(const struct proxy *px, int host)
{
    return host == px->host[SERVER] ? SERVER : CLIENT;
}

void
proxy_post(struct proxy *px, const struct posting *p)
{
    px->world->now_ns = px->loop.now_ns;
    link_post(px->world, p);
}

static const char *
on_arrival(struct outlet *o, const struct datagram *d)
{
    struct proxy *px = CONTAINER(o, struct proxy, outlet);

    return px->kind->arrive(px, d);
}

static void
on_loss(struct outlet *o, const struct datagram *d)
{
    struct proxy *px = CONTAINER(o, struct proxy, outlet);

    px->kind->lost(px, d);
}

/* All hosts of the file: their numbers are in the keys of the draws. */
static int
make_world(struct proxy *px, const struct worldfile *f)
{
    struct sim_world *w = px->world = sim_new();

    for (size_t i = 0; i < f->n_hosts; i++) {
        const struct sockaddr_in *addr =
            (int)i == px->host[SERVER] ? &px->to : &px->listen;
        struct address_text text = address_text(addr);

        *strchr(text.s, ':') = '\0';
        world_add_outside(w, f->host[i].name, text.s);
    }
    for (enum end e = 0; e < ENDS; e++)
        px->name[e] = sim_names(w)->host[px->host[e]];
    px->outlet = (struct outlet){ on_arrival, on_loss };
    w->outlet = &px->outlet;
    sim_set_seed(w, f->seed);
    take_rule(px, CLIENT, SERVER,
              worldfile_rule(f, px->host[CLIENT], px->host[SERVER]));
    take_rule(px, SERVER, CLIENT,
              worldfile_rule(f, px->host[SERVER], px->host[CLIENT]));
    if (take_schedule(px, f) != 0)
        return 2;
    sim_script_init(&px->script, &px->schedule, sim_rules_chooser(w));
    sim_set_chooser(w, &px->script.chooser);
    sim_set_sink(w, proxy_sink, px);
    return 0;
}

/* ---- the outside -------------------------------------------------------- */

int
proxy_pending_error(int fd)
{
    int error = 0;
    socklen_t len = sizeof(error);

    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
    return error;
}

int
proxy_descriptors(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) < 0)
        return 0;
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
    getrlimit(RLIMIT_NOFILE, &r);
    return r.rlim_cur > INT32_MAX ? INT32_MAX : (int)r.rlim_cur;
}

static int
cannot_listen(const struct proxy *px)
{
    return tool_error("cannot listen on %s %s: %s", px->kind->name,
                      address_text(&px->listen).s, strerror(errno));
}

static int
open_listener(struct proxy *px)
{
    socklen_t len = sizeof(px->listen);
    int on = 1;
    int fd = socket(AF_INET, px->kind->type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    px->listener.fd = fd;
    if (fd < 0)
        return cannot_listen(px);
    /* For TCP: not to wait for the connections of the last proxy here. */
    if (px->kind->stream)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&px->listen, sizeof(px->listen)) < 0 ||
        (px->kind->stream && listen(fd, SOMAXCONN) < 0) ||
        getsockname(fd, (struct sockaddr *)&px->listen, &len) < 0)
        return cannot_listen(px);
    if (px->listen.sin_port == px->to.sin_port &&
        px->listen.sin_addr.s_addr == px->to.sin_addr.s_addr)
        return tool_error("--to %s is where the proxy itself listens",
                          address_text(&px->to).s);
    return 0;
}

static int
open_log(struct proxy *px, const struct command *c)
{
    int on_stdout = c->trace && !strcmp(c->trace, "-");
    char schedule[8192];

    if (!c->quiet)
        px->log.out = on_stdout ? stderr : stdout;
    px->log.verbose = c->verbose;
    px->log.trace_path = c->trace;
    if (!c->trace)
        return 0;
    px->log.trace = on_stdout ? stdout : fopen(c->trace, "w");
    if (!px->log.trace)
        return tool_error("cannot write trace %s: %s", c->trace,
                          strerror(errno));
    sim_describe(px->world, &px->log.meta);
    schedule_print(schedule, sizeof(schedule), &px->schedule,
                   sim_names(px->world));
    px->log.meta.schedule = schedule;
    trace_write_meta(px->log.trace, &px->log.meta);
    px->log.meta.schedule = "";
    return 0;
}

/* ---- running ------------------------------------------------------------ */

static void
on_limit(struct timer *t)
{
    CONTAINER(t, struct proxy, limit)->loop.stop = 1;
}

static int
serve(struct proxy *px, int64_t limit_ns)
{
    struct timer *limit = &px->limit;

    limit->ring = on_limit;
    if (limit_ns >= 0)
        loop_set_timer(&px->loop, limit, limit_ns);
    px->kind->start(px);
    if (px->log.out)
        fprintf(px->log.out, "netsim proxy: %s, %s at %s, %s at %s\n",
                px->kind->name, px->name[CLIENT], address_text(&px->listen).s,
                px->name[SERVER], address_text(&px->to).s);
    do {
        world_advance(px->world, px->loop.now_ns);
        proxy_log_flush(px);
    } while (loop_turn(&px->loop, world_due(px->world)));
    px->world->now_ns = px->loop.now_ns;
    px->kind->stop(px);
    loop_stop_timer(&px->loop, limit);
    source_misses(&px->script, sim_names(px->world));
    return proxy_log_end(px, px->loop.stop ? "limit of time" : "signal");
}

static int
run(struct proxy *px, const struct command *c)
{
    int status = make_world(px, &c->file);

    px->listener.fd = -1;
    if (status == 0)
        status = open_listener(px);
    if (status == 0)
        status = open_log(px, c);
    if (status == 0) {
        loop_init(&px->loop);
        status = serve(px, c->file.limit_ns);
        loop_watch(&px->loop, &px->listener, 0);
        loop_release(&px->loop);
    }
    if (px->listener.fd >= 0)
        close(px->listener.fd);
    sim_free(px->world);
    return status;
}

/* ---- the command line --------------------------------------------------- */

enum {
    LINK = 256,
    SCHEDULE,
    SEED,
    LIMIT,
    LISTEN,
    TO,
    TRACE,
    NAME_OF_SERVER,
    NAME_OF_CLIENT,
    QUIET,
    VERBOSE,
    HELP
};

static const struct option options[] = {
    { "link", required_argument, NULL, LINK },
    { "schedule", required_argument, NULL, SCHEDULE },
    { "seed", required_argument, NULL, SEED },
    { "limit", required_argument, NULL, LIMIT },
    { "listen", required_argument, NULL, LISTEN },
    { "to", required_argument, NULL, TO },
    { "trace", required_argument, NULL, TRACE },
    { "server", required_argument, NULL, NAME_OF_SERVER },
    { "client", required_argument, NULL, NAME_OF_CLIENT },
    { "quiet", no_argument, NULL, QUIET },
    { "verbose", no_argument, NULL, VERBOSE },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

/* Those that are not statements of a world file.  2 on a mistake. */
static int
plain_option(struct command *c, int option)
{
    switch (option) {
    case LISTEN:
        c->listen = optarg;
        return 0;
    case TO:
        c->to = optarg;
        return 0;
    case TRACE:
        c->trace = optarg;
        return 0;
    case NAME_OF_SERVER:
        c->name[SERVER] = optarg;
        return 0;
    case NAME_OF_CLIENT:
        c->name[CLIENT] = optarg;
        return 0;
    case QUIET:
        c->quiet = 1;
        return 0;
    case VERBOSE:
        c->verbose = 1;
        return 0;
    default:
        return 2;
    }
}

/* "host NAME -": who is outside runs no program of ours. */
static int
default_host(struct worldfile *f, const char *name)
{
    char rest[128];

    snprintf(rest, sizeof(rest), "%s -", name);
    return source_option(f, "host", rest);
}

static int
read_world(struct command *c, int argc, char **argv)
{
    int status;

    if (argc - optind > 1)
        return tool_error("one world file, please, not also \"%s\"",
                          argv[optind + 1]);
    if (argc - optind == 1)
        return source_file(&c->file, argv[optind]);
    status = default_host(&c->file, c->name[SERVER]);
    return status ? status : default_host(&c->file, c->name[CLIENT]);
}

/* Twice over the options, as in netsim run. */
static int
read_options(struct command *c, int argc, char **argv)
{
    int option, status = 0, index;

    while (!status &&
           (option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (option == HELP) {
            fputs(help, stdout);
            return -1;
        } else if (option == '?' || option > LIMIT) {
            status = plain_option(c, option);
        }
    if (!status && (!c->listen || !c->to))
        status = tool_error("%s is missing; see netsim proxy --help",
                            c->listen ? "--to" : "--listen");
    if (!status)
        status = read_world(c, argc, argv);
    c->file.limit_ns = -1; /* of a simulated run, not of this one */
    optind = 0;
    while (!status &&
           (option = getopt_long(argc, argv, "", options, &index)) != -1)
        if (option <= LIMIT)
            status = source_option(&c->file, options[index].name, optarg);
    return status;
}

static int
find_ends(struct proxy *px, const struct command *c)
{
    for (enum end e = 0; e < ENDS; e++) {
        px->host[e] = source_host(&c->file, c->name[e]);
        if (px->host[e] < 0)
            return tool_error("there is no host \"%s\"; --%s NAME says "
                              "which one it is",
                              c->name[e], e == CLIENT ? "client" : "server");
    }
    if (px->host[CLIENT] == px->host[SERVER])
        return tool_error("client and server cannot both be \"%s\"",
                          c->name[CLIENT]);
    return 0;
}

int
cmd_proxy(int argc, char **argv)
{
    struct command c = { .name = { "client", "server" } };
    struct proxy px = { .kind = NULL };
    int status;

    worldfile_init(&c.file);
    status = read_options(&c, argc, argv);
    if (status == 0)
        status = find_ends(&px, &c);
    if (status == 0)
        status = address_listen(c.listen, &px.listen, &px.kind);
    if (status == 0)
        status = address_to(c.to, &px.to);
    if (status == 0)
        status = run(&px, &c);
    worldfile_release(&c.file);
    return status < 0 ? 0 : status;
}
