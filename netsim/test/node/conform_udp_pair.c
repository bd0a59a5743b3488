/*
 * conform_udp_pair.c - two processes on two hosts speak by UDP.
 *
 * conform_udp_pair server|client HOST: the server's host, port 7001.
 */
#include "netsim/test/node/conform.h"

#include <sys/time.h>

#define PORT 7001

static struct sockaddr_in at; /* the server */

/* ---- the server --------------------------------------------------------- */

/* "hello" is asked as often as it takes: not a line of it. */
static int
server(void)
{
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in from, last = { 0 };
    char buf[2000];
    socklen_t len;
    long r;

    part("udp(7)", "the server's view");
    say("bind", bind(s, SA(&at), sizeof(at)));
    do {
        len = sizeof(from);
        memset(buf, 0, sizeof(buf));
        r = recvfrom(s, buf, sizeof(buf), 0, SA(&from), &len);
        if (memcmp(buf, "hello", 5) != 0) {
            say_bytes("recvfrom", r, buf);
            say("the same as last", from.sin_port == last.sin_port);
        }
        last = from;
        if (r > 0 && !memcmp(buf, "silence", 7))
            continue;
        sendto(s, buf, (size_t)r, 0, SA(&from), len);
    } while (r < 0 || memcmp(buf, "stop", 4) != 0);
    say("close", close(s));
    return 0;
}

/* ---- the client --------------------------------------------------------- */

/*
 * The server may not be there yet.  When it has answered the last question,
 * no older answer is on its way: loopback keeps the order.
 */
static void
until_there(int s)
{
    char question[20] = "", answer[20] = "";
    struct pollfd p = { .fd = s, .events = POLLIN };

    for (int i = 0; i < 200; i++) {
        snprintf(question, sizeof(question), "hello %d", i);
        send(s, question, sizeof(question), 0);
        while (poll(&p, 1, 50) == 1 &&
               memcmp(question, answer, sizeof(answer)) != 0)
            recv(s, answer, sizeof(answer), MSG_DONTWAIT);
        if (!memcmp(question, answer, sizeof(answer)))
            return;
    }
    printf("the server is not there\n");
    exit(1);
}

static void
ask(int s, const char *text, size_t len)
{
    char buf[2000] = "";

    say("send", send(s, text, len, 0));
    say_poll("an answer", s, POLLIN, SOON_MS);
    say_bytes("recv", recv(s, buf, sizeof(buf), MSG_DONTWAIT), buf);
}

/* What is said to a port that was closed comes back as an error. */
static void
until_refused(int s)
{
    char c;
    int r;

    do
        send(s, "x", 1, 0);
    while ((r = (int)recv(s, &c, 1, 0)) >= 0 || errno == EAGAIN);
    say("recv", r);
}

static int
client(void)
{
    static char large[1400];
    struct timeval tv = { 0, 50000 };
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    int s = socket(AF_INET, SOCK_DGRAM, 0),
        other = socket(AF_INET, SOCK_DGRAM, 0);
    char buf[10];

    connect(s, SA(&at), sizeof(at));
    until_there(s);
    part("udp(7)", "questions and answers");
    ask(s, "one", 3);
    ask(s, "", 0);
    memset(large, 'l', sizeof(large));
    ask(s, large, sizeof(large));
    part("recvfrom(2)", "from whom; a socket that is not connected");
    say("sendto", sendto(other, "two", 3, 0, SA(&at), sizeof(at)));
    say("recvfrom", recvfrom(other, buf, 9, 0, SA(&from), &len));
    say("from the server", from.sin_addr.s_addr == at.sin_addr.s_addr &&
                               from.sin_port == at.sin_port);
    part("socket(7)", "SO_RCVTIMEO: no answer");
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    say("send", send(s, "silence", 7, 0));
    say("recv", recv(s, buf, sizeof(buf), 0));
    say("send", send(s, "a", 1, 0));
    say("send", send(s, "b", 1, 0));
    say("send", send(s, "c", 1, 0));
    for (int i = 0; i < 3; i++)
        say_bytes("recv", recv(s, buf, sizeof(buf), 0), buf);
    part("udp(7)", "the server closes its socket");
    ask(s, "stop", 4);
    until_refused(s);
    close(s);
    close(other);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    at = resolve(argv[2], PORT);
    return strcmp(argv[1], "server") ? client() : server();
}
