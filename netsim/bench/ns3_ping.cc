/*
 * ns3_ping.cc - the ping-pong of ping.c for ns-3, to compare with.
 *
 * bench-ns-3 COUNT   two nodes exchange COUNT requests and replies over UDP
 *
 * Prints messages per second of processor time, of the whole program.  A
 * point-to-point link; without IPv6, the queueing discipline and checksums,
 * which would only cost time.  C++ because ns-3 is.
 */
#include <ns3/core-module.h>
#include <ns3/internet-module.h>
#include <ns3/network-module.h>
#include <ns3/point-to-point-module.h>
#include <ns3/traffic-control-module.h>

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace ns3;

static const uint16_t port = 7;
static long count, done;

static void
ask(Ptr<Socket> s)
{
    s->Send(Create<Packet>(40));
}

/* A reply has come: ask again. */
static void
replied(Ptr<Socket> s)
{
    while (s->Recv())
        if (++done < count)
            ask(s);
}

/* A request has come: it goes back as it is. */
static void
requested(Ptr<Socket> s)
{
    Address from;

    while (Ptr<Packet> p = s->RecvFrom(from))
        s->SendTo(p, 0, from);
}

static Ipv4InterfaceContainer
make_network(NodeContainer nodes)
{
    PointToPointHelper link;
    InternetStackHelper internet;
    Ipv4AddressHelper address("10.0.0.0", "255.255.255.0");
    NetDeviceContainer devices;
    Ipv4InterfaceContainer interfaces;

    link.SetDeviceAttribute("DataRate", StringValue("100Gbps"));
    link.SetChannelAttribute("Delay", StringValue("10us"));
    devices = link.Install(nodes);
    internet.SetIpv6StackInstall(false);
    internet.Install(nodes);
    interfaces = address.Assign(devices);
    TrafficControlHelper().Uninstall(devices);
    return interfaces;
}

int
main(int argc, char **argv)
{
    NodeContainer nodes(2);
    Ptr<Socket> client, server;
    struct rusage u;
    double seconds;

    if (argc != 2)
        return 2;
    count = std::atol(argv[1]);
    Ipv4InterfaceContainer interfaces = make_network(nodes);
    server = Socket::CreateSocket(nodes.Get(1), UdpSocketFactory::GetTypeId());
    server->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    server->SetRecvCallback(MakeCallback(&requested));
    client = Socket::CreateSocket(nodes.Get(0), UdpSocketFactory::GetTypeId());
    client->Bind();
    client->Connect(InetSocketAddress(interfaces.GetAddress(1), port));
    client->SetRecvCallback(MakeCallback(&replied));
    Simulator::Schedule(Seconds(0), &ask, client);
    Simulator::Run();
    Simulator::Destroy();
    std::printf("%ld round trips\n", done);
    getrusage(RUSAGE_SELF, &u);
    seconds = u.ru_utime.tv_sec + u.ru_stime.tv_sec +
              (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    std::printf("%.0f messages a second\n", 2.0 * done / seconds);
    return done == count ? 0 : 1;
}
