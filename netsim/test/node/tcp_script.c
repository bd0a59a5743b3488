/*
 * tcp_script.c - TCP calls one after another, as a script has them.
 *
 * tcp_script PEER "C s100 r50 q"
 *
 * Each prints "WORD = result, ms" with the virtual time, or "WORD = errno";
 * where steps of calls are wanted, it is also the step "return".
 * The nth byte that is sent over a connection has a value of its own, and
 * what arrives is compared with it.
 *
 *   L B   listen on port 7 with a backlog, 0 if absent; port B bound before
 *   A     accept: from now on the words are about this connection
 *   C     connect to port 7 of the peer; o: about a new socket
 *   s r   send, receive so many bytes; w: receive all of them
 *   R     receive to the end
 *   S     send so many bytes in random pieces, one call each
 *   h d   shutdown for writing, for reading
 *   q Q   close; close with a linger of 0 s
 *   p     poll for so many ms; e: SO_ERROR
 *   z     sleep so many ms
 *   t T   timeout of receiving and sending in ms
 *   b k   size of the receive buffer, of the send buffer
 *   n u i nonblocking; SO_REUSEADDR; ignore SIGPIPE
 *   x X   _exit(so), abort()
 *   @     so many ms after the start of the world, at the earliest
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static char buf[1 << 20];
static int fd = -1, listening = -1;
static unsigned long sent, received;

/* Since the world was made: it has been up for 1,000 s then. */
static long
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - 1000) * 1000 + now.tv_nsec / 1000000;
}

static void
pause_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

    if (ms > 0)
        nanosleep(&t, NULL);
}

static char
nth_byte(unsigned long n)
{
    return (char)(n * 7 + n / 251);
}

static struct sockaddr_in
address(const char *peer, int port)
{
    struct addrinfo hints = { .ai_family = AF_INET,
                              .ai_socktype = SOCK_STREAM },
                    *ai;
    struct sockaddr_in sin = { .sin_family = AF_INET };

    if (strcmp(peer, "-") && getaddrinfo(peer, NULL, &hints, &ai) == 0) {
        memcpy(&sin, ai->ai_addr, sizeof(sin));
        freeaddrinfo(ai);
    }
    sin.sin_port = htons((uint16_t)port);
    return sin;
}

static long
do_send(size_t len)
{
    long r;

    for (size_t i = 0; i < len; i++)
        buf[i] = nth_byte(sent + i);
    r = send(fd, buf, len, 0);
    if (r > 0)
        sent += (unsigned long)r;
    return r;
}

static long
do_receive(size_t len, int flags)
{
    long r = recv(fd, buf, len, flags);

    for (long i = 0; i < r; i++)
        if (buf[i] != nth_byte(received + (unsigned long)i)) {
            printf("byte %lu is wrong\n", received + (unsigned long)i);
            exit(3);
        }
    if (r > 0)
        received += (unsigned long)r;
    return r;
}

static long
receive_to_the_end(void)
{
    long r, all = 0;

    while ((r = do_receive(1 + (size_t)rand() % 5000, 0)) > 0)
        all += r;
    return r < 0 ? r : all;
}

static long
send_in_pieces(long len)
{
    long r, all = 0;

    while (all < len) {
        long n = 1 + rand() % 4000;

        r = do_send((size_t)(n < len - all ? n : len - all));
        if (r < 0)
            return r;
        all += r;
    }
    return all;
}

static long
begin_listen(int backlog)
{
    struct sockaddr_in sin = address("-", 7);

    if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0)
        return -1;
    listening = fd;
    return listen(fd, backlog);
}

static long
do_accept(void)
{
    int new = accept(listening, NULL, NULL);

    if (new < 0)
        return -1;
    fd = new;
    sent = received = 0;
    return 0;
}

static long
set_timeout(int name, long ms)
{
    struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

    return setsockopt(fd, SOL_SOCKET, name, &tv, sizeof(tv));
}

static long
set_option(int name, int value)
{
    return setsockopt(fd, SOL_SOCKET, name, &value, sizeof(value));
}

static long
pending_error(void)
{
    int value = -1;
    socklen_t len = sizeof(value);

    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &len) < 0 ? -1 : value;
}

static long
do_poll(int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };
    int r = poll(&p, 1, ms);

    return r <= 0 ? r : p.revents;
}

static long
do_close(int linger)
{
    struct linger l = { 1, 0 };
    int was = fd;

    if (linger)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
    fd = socket(AF_INET, SOCK_STREAM, 0);
    sent = received = 0;
    return close(was);
}

static long
do_option(char word, long n)
{
    switch (word) {
    case 't':
        return set_timeout(SO_RCVTIMEO, n);
    case 'T':
        return set_timeout(SO_SNDTIMEO, n);
    case 'b':
        return set_option(SO_RCVBUF, (int)n);
    case 'k':
        return set_option(SO_SNDBUF, (int)n);
    case 'n':
        return fcntl(fd, F_SETFL, O_NONBLOCK);
    case 'u':
        return set_option(SO_REUSEADDR, 1);
    case 'i':
        return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0;
    default:
        return pending_error();
    }
}

static long
do_word(const char *peer, char word, long n)
{
    struct sockaddr_in sin = address(peer, 7), own = address("-", (int)n);

    switch (word) {
    case 'B':
        return bind(fd, (struct sockaddr *)&own, sizeof(own));
    case 'L':
        return begin_listen((int)n);
    case 'A':
        return do_accept();
    case 'C':
        return connect(fd, (struct sockaddr *)&sin, sizeof(sin));
    case 's':
        return do_send((size_t)n);
    case 'S':
        return send_in_pieces(n);
    case 'r':
        return do_receive((size_t)n, 0);
    case 'w':
        return do_receive((size_t)n, MSG_WAITALL);
    case 'R':
        return receive_to_the_end();
    case 'h':
        return shutdown(fd, SHUT_WR);
    case 'd':
        return shutdown(fd, SHUT_RD);
    case 'o':
        return (fd = socket(AF_INET, SOCK_STREAM, 0)) < 0 ? -1 : 0;
    case 'q':
    case 'Q':
        return do_close(word == 'Q');
    case 'p':
        return do_poll((int)n);
    case 'x':
        _exit((int)n);
    case 'X':
        abort();
    default:
        return do_option(word, n);
    }
}

static void
report(char word, long r)
{
    const char *steps = getenv("RPC_TRACE_FD");
    char text[100];
    size_t len;

    if (r < 0)
        snprintf(text, sizeof(text), "%c = %s, %ld ms", word,
                 strerrorname_np(errno), now_ms());
    else
        snprintf(text, sizeof(text), "%c = %ld, %ld ms", word, r, now_ms());
    printf("%s\n", text);
    if (!steps)
        return;
    memmove(text + 7, text, strlen(text) + 1);
    memcpy(text, "return ", 7);
    len = strlen(text);
    text[len] = '\n';
    if (write(atoi(steps), text, len + 1) < 0)
        exit(2);
}

int
main(int argc, char **argv)
{
    const char *p;

    if (argc != 3 || (fd = socket(AF_INET, SOCK_STREAM, 0)) < 0)
        return 2;
    for (p = argv[2]; *p; p += *p == ' ') {
        char word = *p++, *end;
        long n = strtol(p, &end, 10), r;

        p = end;
        if (word == '@' || word == 'z') {
            pause_ms(word == 'z' ? n : n - now_ms());
            continue;
        }
        r = do_word(argv[1], word, n);
        report(word, r);
    }
    return 0;
}
