#ifndef SERVER_H
#define SERVER_H

/* Servers: who listens at an address and makes a transport of each connection that comes, and how
 * to connect to one, with protocols (transport.h). With streams: async_start_server() in stream.h,
 * which gives the same struct async_server.
 *
 * A server is a context manager: leaving it closes it, and waits until it is closed.
 *
 *      struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 8888));
 *      ASYNC_WITH(server);
 *      AWAIT(async_server_serve_forever(server));
 *
 * Interface: a server belongs to the task that started it, as memory does (memory.h), and is
 * closed where that ends. Its sockets are its own. Who calls one when a connection comes makes a
 * protocol by a factory: a function that is given [arg] and returns the protocol, most often of
 * async_alloc(), which there is the memory of the new transport. If it raises, and returns NULL,
 * the connection is closed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "error.h"
#include "socket.h"
#include "transport.h"

struct async_server;
struct async_ssl_context;			/* tls.h */

/* What a server may be told beside its address; each may be left out. */
struct async_server_options {
	size_t limit;				/* of each reader, in bytes; 0: 64 KiB */
	struct async_ssl_context *ssl;		/* use TLS, see tls.h */
	double ssl_handshake_timeout;		/* seconds; 0: 60 */
	int family;				/* AF_INET, AF_INET6; 0: whichever there is */
	int backlog;				/* connections that may wait; 0: 100 */
	bool reuse_port;			/* others may listen there, too */
	bool wait_to_serve;			/* do not begin before async_server_start_serving()
						 * asyncio: start_serving=False */
	int sock;				/* a socket that is bound already, which is taken
						 * over, in any case; 0: none. Then host is NULL,
						 * and port 0. */
};

/* What a connection may be told beside its address; each may be left out. */
struct async_connection_options {
	size_t limit;				/* of the reader, in bytes; 0: 64 KiB */
	struct async_ssl_context *ssl;		/* use TLS, see tls.h */
	const char *server_hostname;		/* whom the certificate is to name; NULL: the host
						 * of the connection */
	double ssl_handshake_timeout;		/* seconds; 0: 60 */
	int family;				/* AF_INET, AF_INET6; 0: whichever there is */
	const char *local_host;			/* connect from there; NULL: from anywhere */
	int local_port;
	int sock;				/* a socket that is connected already, which is
						 * taken over, in any case; 0: none. Then host is
						 * NULL, and port 0. */
};

/* ---- Servers ---- */

/* Accept connections; accept until cancelled: then the server is closed. Suspends: the first for
 * one pass, the second until it is cancelled; both are cancellation points. Raises: RuntimeError
 * if it is serving for ever already, or is closed; OSError; CancelledError. Returns: 0. asyncio:
 * Server.start_serving(), serve_forever() */
ASYNC int async_server_start_serving(struct async_server *server);
ASYNC int async_server_serve_forever(struct async_server *server);

/* Whether it accepts connections. asyncio: Server.is_serving() */
bool async_server_is_serving(const struct async_server *server);

/* Listen no more. Connections that are open stay so. asyncio: Server.close() */
void async_server_close(struct async_server *server);

/* Close the open connections; abort them. asyncio: Server.close_clients(), abort_clients() */
void async_server_close_clients(struct async_server *server);
void async_server_abort_clients(struct async_server *server);

/* Wait until it is closed and all its connections are. Suspends: until then; a cancellation point.
 * Returns: 0. asyncio: Server.wait_closed() */
ASYNC int async_server_wait_closed(struct async_server *server);

/* Its sockets: how many there are, and the descriptors; none where it is closed.
 * asyncio: Server.sockets */
const int *async_server_sockets(const struct async_server *server, size_t *count);

/* The port it listens at: that of its first socket; 0 where it is closed or has none. Raises:
 * OSError, and returns 0.
 * asyncio: server.sockets[0].getsockname()[1] */
int async_server_port(const struct async_server *server);

/* The loop it is of. asyncio: Server.get_loop() */
struct async_loop *async_server_get_loop(const struct async_server *server);

/* ---- Connecting and listening, with protocols ---- */

/* async_loop_create_connection(factory, arg, host, port, .ssl = ...): connect to [host], a name or
 * an address, and have the protocol that [factory] makes called. If the name has several addresses
 * they are tried in turn. Suspends: until connection_made() has been called; a cancellation point,
 * and then the attempt is given up. Raises: OSError of the kind that the system told
 * (ConnectionRefusedError, ...), gaierror for an unknown name, ValueError for options that do not
 * go together, MemoryError, what the factory raises, and returns NULL. Returns: the transport.
 * asyncio: loop.create_connection() */
#define async_loop_create_connection(factory, arg, host, port, ...)				\
	async_loop_create_connection_(factory, arg, host, port,					\
				      &(struct async_connection_options){ __VA_ARGS__ })

/* The same through a Unix socket at [path]. asyncio: loop.create_unix_connection() */
#define async_loop_create_unix_connection(factory, arg, path, ...)				\
	async_loop_create_unix_connection_(factory, arg, path,					\
					   &(struct async_connection_options){ __VA_ARGS__ })

/* Have a connection that was accepted elsewhere, at the descriptor .sock, served.
 * asyncio: loop.connect_accepted_socket() */
#define async_loop_connect_accepted_socket(factory, arg, ...)					\
	async_loop_connect_accepted_socket_(factory, arg,					\
					    &(struct async_connection_options){ __VA_ARGS__ })

/* async_loop_start_tls(transport, protocol, context) or, with options by name,
 * async_loop_start_tls(transport, protocol, context, .server_hostname = "weather.example"): from
 * now on TLS, on a connection that is open, and of whose protocol [protocol] takes the place. (It
 * is not told that a connection was made.) Suspends: until both sides have agreed; a cancellation
 * point. Owns: the new transport belongs to the current task, and ends the old one. Raises: as a
 * connection with TLS, and then it is closed; TypeError where there is no connection. Returns: the
 * transport to be used instead. asyncio: loop.start_tls() */
#define async_loop_start_tls(transport, protocol, context, ...)					\
	async_loop_start_tls_(transport, protocol, context,					\
			      &(struct async_start_tls_options){ __VA_ARGS__ })

struct async_start_tls_options {
	const char *server_hostname;		/* whom the certificate is to name */
	double ssl_handshake_timeout;		/* seconds; 0: 60 */
	bool server_side;			/* we are the server */
};

/* async_loop_create_server(factory, arg, host, port) or, with options by name,
 * async_loop_create_server(factory, arg, host, port, .backlog = 10): listen at [host], NULL for
 * every address, and [port], 0 for one that is free: async_server_port() tells it. Each connection
 * gets a protocol of its own from [factory]. Suspends: while the name is looked up, and for one
 * pass; a cancellation point. Owns: the current task owns the server. Raises: OSError (of
 * EADDRINUSE, ...), gaierror, ValueError, MemoryError, and returns NULL. asyncio:
 * loop.create_server() */
#define async_loop_create_server(factory, arg, host, port, ...)					\
	async_loop_create_server_(factory, arg, host, port,					\
				  &(struct async_server_options){ __VA_ARGS__ })

/* The same at a Unix socket, made at [path]; one that lies there already is replaced. It is removed
 * when the server closes. asyncio: loop.create_unix_server() */
#define async_loop_create_unix_server(factory, arg, path, ...)					\
	async_loop_create_unix_server_(factory, arg, path,					\
				       &(struct async_server_options){ __VA_ARGS__ })

/* async_loop_sendfile(transport, file, offset, count) or, with options by name as in socket.h,
 * async_loop_sendfile(transport, file, offset, count, .native = true): send up to [count] bytes of
 * the file [file], from [offset] on, through [transport]; SIZE_MAX: all up to its end. What waits
 * to be written is sent first; meanwhile nobody else may write, and nothing is read. The kernel
 * copies the bytes, and they need no memory; where it cannot, as with TLS, a thread reads, and they
 * are written piece by piece. Suspends: for a pass at least; a cancellation point, and then nobody
 * knows how much was sent. Raises: RuntimeError if the transport is closing, is no stream's, or
 * has TLS and .native is set; ConnectionError, OSError; ValueError for a negative offset; with
 * .native, where the kernel cannot do it, SendfileNotAvailableError. Returns: how many bytes were
 * sent. asyncio: loop.sendfile() */
#define async_loop_sendfile(transport, file, offset, count, ...)				\
	async_loop_sendfile_(transport, file, offset, count,					\
			     &(struct async_sendfile_options){ __VA_ARGS__ })

/* ---- What the macros above are made of: not for direct use ---- */

ASYNC ssize_t async_loop_sendfile_(struct async_transport *transport, int file, off_t offset,
				   size_t count, const struct async_sendfile_options *options);
ASYNC struct async_transport *
async_loop_create_connection_(struct async_protocol *(*factory)(void *arg), void *arg,
			      const char *host, int port,
			      const struct async_connection_options *options);
ASYNC struct async_transport *
async_loop_create_unix_connection_(struct async_protocol *(*factory)(void *arg), void *arg,
				   const char *path,
				   const struct async_connection_options *options);
ASYNC struct async_transport *
async_loop_connect_accepted_socket_(struct async_protocol *(*factory)(void *arg), void *arg,
				    const struct async_connection_options *options);
ASYNC struct async_transport *
async_loop_start_tls_(struct async_transport *transport, struct async_protocol *protocol,
		      struct async_ssl_context *context,
		      const struct async_start_tls_options *options);
ASYNC struct async_server *
async_loop_create_server_(struct async_protocol *(*factory)(void *arg), void *arg,
			  const char *host, int port, const struct async_server_options *options);
ASYNC struct async_server *
async_loop_create_unix_server_(struct async_protocol *(*factory)(void *arg), void *arg,
			       const char *path, const struct async_server_options *options);

#endif
