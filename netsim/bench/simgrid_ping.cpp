/*
 * simgrid_ping.cpp - the ping-pong of ping.c for SimGrid, to compare with.
 *
 * bench-SimGrid COUNT   two actors exchange COUNT requests and replies
 *
 * Prints messages per second of processor time, of the whole program.  There
 * is no link: run.sh chooses the cheapest of SimGrid's networks, "Constant",
 * which wants none; every message takes the same time there.  C++ because
 * SimGrid's interface is.
 */
#include <simgrid/s4u.hpp>

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

namespace s4u = simgrid::s4u;

static long count;
static char message[40]; /* SimGrid hands over a pointer, not the bytes */

static void
ask()
{
    s4u::Mailbox *to = s4u::Mailbox::by_name("request");
    s4u::Mailbox *from = s4u::Mailbox::by_name("reply");

    for (long i = 0; i < count; i++) {
        to->put(message, sizeof(message));
        if (from->get<char>() != message)
            std::abort();
    }
    std::printf("%ld round trips\n", count);
}

static void
answer()
{
    s4u::Mailbox *from = s4u::Mailbox::by_name("request");
    s4u::Mailbox *to = s4u::Mailbox::by_name("reply");

    for (;;)
        to->put(from->get<char>(), sizeof(message));
}

static void
make_platform(s4u::NetZone *zone)
{
    s4u::Host *client = zone->create_host("client", 1e9);
    s4u::Host *server = zone->create_host("server", 1e9);

    zone->seal();
    s4u::Actor::create("client", client, ask);
    s4u::Actor::create("server", server, answer)->daemonize();
}

int
main(int argc, char **argv)
{
    s4u::Engine engine(&argc, argv); /* takes the options that are its own */
    struct rusage u;
    double seconds;

    if (argc != 2)
        return 2;
    count = std::atol(argv[1]);
    make_platform(s4u::create_empty_zone("world"));
    engine.run();
    getrusage(RUSAGE_SELF, &u);
    seconds = u.ru_utime.tv_sec + u.ru_stime.tv_sec +
              (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    std::printf("%.0f messages a second\n", 2.0 * count / seconds);
    return 0;
}
