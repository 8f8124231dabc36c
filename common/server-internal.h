#ifndef SERVER_INTERNAL_H
#define SERVER_INTERNAL_H

/* Connections and servers, as those see them who make transports of accepted sockets. */

#include <sys/socket.h>
#include <sys/stat.h>

#include "context.h"
#include "server.h"
#include "sync-internal.h"
#include "transport-internal.h"

/* A socket that listens. */
struct listener {
	struct async_server *server;
	int fd;					/* -1: it is closed */
	struct loop_callback retry;		/* a timer: accept again */
	ino_t inode;				/* of the file of a Unix socket, which is to be
						 * removed; else 0 */
};

struct async_server {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct async_loop *loop;		/* NULL: that has closed */
	const struct async_site *site;		/* where it was made */
	unsigned references;			/* its handle's, and of each connection */
	struct async_protocol *(*factory)(void *arg);
	void *arg;
	struct async_server_options options;
	struct memory_pool memory;		/* what [arg] lies in, perhaps */

	/* what listens */
	bool closed, serving;
	size_t count;				/* of sockets */
	int *sockets;				/* their descriptors, behind the listeners */

	/* whom it serves, and who waits */
	struct async_transport *clients, **last_client;
	bool over;				/* it is closed, and no client is left */
	struct waiters waiters;			/* until that is so */
	struct async_future *forever;		/* who serves for ever waits for this; or NULL */

	struct async_server *next, **link;	/* of those of the loop that are not closed */
	struct listener listeners[];
};

/* ---- Making connections: connection.c, connect.c ---- */

struct connection_plan {
	struct async_loop *loop;
	int fd;					/* taken over, in any case */
	const struct sockaddr_storage *peername;	/* NULL: to be asked */
	struct async_protocol *(*factory)(void *arg);
	void *arg;
	struct async_ssl_context *ssl;		/* or NULL */
	const char *server_hostname;
	double ssl_handshake_timeout;
	struct async_server *server;		/* whose connection it is; or NULL */
	bool server_side;
	bool ends;				/* with the memory of the task, if it is open */
	/* make the transport, where that is none of a stream: datagram.c */
	struct async_transport *(*make)(const struct connection_plan *plan,
					struct async_protocol *protocol,
					struct memory_pool *memory);
	const struct sockaddr_storage *remote;	/* of that: where to send to; or NULL */
	socklen_t remote_length;
};

/* Make a transport as planned, and wait until its protocol's connection_made() was called. The
 * memory of [task], the current one, keeps it: see transport_give_handle().
 * Suspends: until then; a cancellation point. Raises: what the factory raises, RuntimeError if the
 * server has closed, MemoryError, what TLS raises, and returns NULL.
 * asyncio: _create_connection_transport(), _accept_connection2() */
struct async_transport *connection_make(struct async_task *task,
					const struct connection_plan *plan);

/* See to a socket that a program made: it is not to block. Returns: whether it is one of a stream,
 * and of [family], unless that is 0. Raises: ValueError, OSError. */
bool connection_check_socket(int fd, int family);

/* async_loop_create_connection() and async_loop_create_unix_connection(), of whose [plan] the
 * factory, its argument and [ends] are given. */
struct async_transport *connection_open(struct connection_plan *plan, const char *host, int port,
					const struct async_connection_options *options);
struct async_transport *connection_open_unix(struct connection_plan *plan, const char *path,
					     const struct async_connection_options *options);

/* ---- Servers: server.c, accept.c ---- */

/* What there is to make. */
struct server_plan {
	struct async_loop *loop;
	struct async_protocol *(*factory)(void *arg);
	void *arg;
	const struct async_server_options *options;
	struct memory_pool *memory;		/* or NULL; passes to the server, if that is made:
						 * a connection on its way calls the factory later
						 * than the server closes */
	const int *fds;				/* taken over, in any case */
	size_t count;
};

/* A server as planned, as a handle of the current task's, which does not serve yet. Raises:
 * MemoryError, and returns NULL. */
struct async_server *server_new(const struct server_plan *plan);

/* async_loop_create_server() and async_loop_create_unix_server(), of whose [plan] the factory, its
 * argument, the options and the memory are given: listen.c. */
struct async_server *server_open(struct server_plan *plan, const char *host, int port);
struct async_server *server_open_unix(struct server_plan *plan, const char *path);

/* Begin to serve, unless the options say otherwise; where that fails, close it. Suspends: for one
 * pass, if it does; a cancellation point. Raises: OSError, MemoryError, and returns NULL. Returns:
 * [server]. */
struct async_server *server_begin(struct async_server *server);

/* Count [transport] as a connection of [server], until it has ended. Raises: RuntimeError if the
 * server is closed, and returns false. asyncio: Server._attach() */
bool server_attach(struct async_server *server, struct async_transport *transport);

struct async_server *server_keep(struct async_server *server);
void server_release(struct async_server *server);

/* [loop] closes, and all its servers. */
void server_close_loop(struct async_loop *loop);

/* Watch for connections, or no more: accept.c. The first raises: MemoryError, OSError, and returns
 * false. */
bool accept_begin(struct listener *listener);
void accept_end(struct listener *listener);

#endif
