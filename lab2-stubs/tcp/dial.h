/*
 * dial.h - a connection to a server, within a time.
 */
#ifndef TCP_DIAL_H
#define TCP_DIAL_H

#include <netinet/in.h>

/*
 * A socket that is connected to *server, and blocks; what is sent on it goes
 * out at once.  Or a negative errno: -ETIMEDOUT after timeout_ms
 * milliseconds, if that is not 0; -ECONNREFUSED if nobody listens there.
 */
int tcp_dial(const struct sockaddr_in *server, int timeout_ms);

#endif
