#ifndef FLIGHT_INTERNAL_H
#define FLIGHT_INTERNAL_H

/* Between flight.c and tcp-table.c, which asks the kernel. */

#include "loop-internal.h"

/* An address of TCP, with IPv4 as IPv6 maps it; the port as in the packets. */
struct tcp_address {
	uint8_t host[16];
	uint16_t port;
};

/* What the kernel's table of sockets says of the other end of a connection from [here] to [there],
 * both on this machine. FLIGHT_SHORT: it is being made, or has something to say yet.
 * FLIGHT_OUTSIDE: it is somebody's who is not known here. */
enum flight tcp_table_ask(const struct tcp_address *here, const struct tcp_address *there);

#endif
