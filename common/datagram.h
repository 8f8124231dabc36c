#ifndef DATAGRAM_H
#define DATAGRAM_H

/* Datagrams: messages that are sent one by one, each to whom one likes. They may be lost, and come
 * in another order.
 *
 *      struct sockaddr_in desk = ...;
 *      struct async_transport *transport = AWAIT(async_loop_create_datagram_endpoint(
 *              make_protocol, NULL, .local_host = "127.0.0.1", .local_port = 0));
 *      async_transport_sendto(transport, "rain", 4, (struct sockaddr *)&desk, sizeof desk);
 *
 * Interface: the transport is one of transport.h, and so is the protocol, of which these are
 * called: connection_made(), datagram_received() for each that comes, error_received() where the
 * system tells of an error, as when nobody listens where one was sent to, connection_lost(),
 * pause_writing() and resume_writing(). To end it there are async_transport_close() and
 * async_transport_abort(); async_transport_write() is none of its calls. */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "transport.h"

/* Where an endpoint is, and what else it may be told; each may be left out. */
struct async_datagram_options {
	const char *local_host;			/* it receives there, NULL: at any address; */
	int local_port;				/* 0: at a port that is free */
	const char *remote_host;		/* it sends to there, and hears of nobody else; */
	int remote_port;			/* both left out: of anybody */
	int family;				/* AF_INET, AF_INET6; AF_UNIX: the hosts are paths;
						 * 0: whichever there is */
	bool reuse_port;			/* others may receive there, too */
	bool allow_broadcast;			/* it may send to all of a network */
	int sock;				/* a socket that is made already, which is taken
						 * over, in any case; 0: none. Then all else is left
						 * out. */
};

/* async_loop_create_datagram_endpoint(factory, arg, .local_host = ...): an endpoint, and a protocol
 * for it, which [factory] makes, given [arg] (server.h). Suspends: while names are looked up, and
 * until connection_made() has been called; a cancellation point. Owns: as
 * async_loop_create_connection(). Raises: OSError, gaierror, ValueError for options that do not go
 * together, MemoryError, what the factory raises, and returns NULL. Returns: the transport.
 * asyncio: loop.create_datagram_endpoint() */
#define async_loop_create_datagram_endpoint(factory, arg, ...)					\
	async_loop_create_datagram_endpoint_(factory, arg,					\
					     &(struct async_datagram_options){ __VA_ARGS__ })

/* Send a datagram of [size] bytes, which may be 0, to [address], of [length] bytes; NULL: to the
 * remote address of the endpoint. It is copied where it cannot be sent at once. What the system
 * says of it is told to error_received(). Raises: ValueError if the endpoint has another remote
 * address; NotImplementedError on a transport that is none of datagrams; MemoryError, and then it
 * is not sent. asyncio: DatagramTransport.sendto() */
void async_transport_sendto(struct async_transport *transport, const void *data, size_t size,
			    const struct sockaddr *address, unsigned length);

/* ---- What the macro above is made of: not for direct use ---- */

ASYNC struct async_transport *
async_loop_create_datagram_endpoint_(struct async_protocol *(*factory)(void *arg), void *arg,
				     const struct async_datagram_options *options);

#endif
