#ifndef DATAGRAM_INTERNAL_H
#define DATAGRAM_INTERNAL_H

/* Datagrams: what the endpoint, endpoint.c, knows of the transport, datagram.c. */

#include "datagram.h"
#include "server-internal.h"

/* For connection_plan.make: a transport on plan->fd, which it takes over, in any case, and which
 * sends to plan->remote only, unless that is NULL. Raises: MemoryError, and returns NULL.
 * asyncio: _SelectorDatagramTransport */
struct async_transport *datagram_make(const struct connection_plan *plan,
				      struct async_protocol *protocol,
				      struct memory_pool *memory);

#endif
