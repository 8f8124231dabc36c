#ifndef WEB_SERVER_INTERNAL_H
#define WEB_SERVER_INTERNAL_H

/* The HTTP server, as its own files see it. */

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <sys/queue.h>

#include "task-internal.h"
#include "web/server.h"
#include "web/wire-internal.h"

/* ---- Routes: route.c ---- */

struct route {
	struct route *next;
	const char *method, *path;
	struct async_web_response *(*handler)(struct async_web_request *request, void *arg);
	void *arg;
};

struct async_web_application {
	struct route *first, **last;
};

/* The first route for [method] and [path], as it stands in a URL. *[allowed] is the method of one
 * that fits but for that, or NULL. Returns: NULL if there is none. */
const struct route *web_route_find(const struct async_web_application *app, const char *method,
				   const char *path, const char **allowed);

/* What stands in [path] where [route] has {[name]}, decoded; what [query], a=1&b=2, has for [name].
 * Owns: memory of the current task. Raises: MemoryError. Returns: NULL if there is nothing. */
char *web_route_match(const struct route *route, const char *path, const char *name);
char *web_query_find(const char *query, const char *name);

/* [length] bytes of [text] with %20 and its like decoded, all but %00; with [plus] a + is a space.
 * Owns, Raises: the same. */
char *web_decode(const char *text, size_t length, bool plus);

/* ---- Connections: web-connection.c ---- */

struct async_web_site {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct loop_resource resource;		/* it ends with its loop */
	struct async_loop *loop;
	struct async_web_application *app;
	struct async_ssl_context *ssl;
	unsigned references;			/* its owner's memory; of each connection */
	int64_t timeout, shutdown_timeout;	/* nanoseconds */
	size_t max_size;

	struct evhttp *http;			/* NULL: it is closed */
	struct evhttp_bound_socket *listening;	/* NULL: no more */
	int port;
	struct loop_callback retry;		/* accept again, in a while */
	int accept_error;			/* why: errno */

	struct web_connection *connections;
	struct web_connection **by_fd;		/* the same, by descriptor */
	size_t by_fd_room;
	size_t working;				/* how many have a request that is not answered */
	struct async_future *waiter;		/* who waits until that is none, or NULL */
};

/* A client. libevent has the connection, and says when it goes. */
struct web_connection {
	struct wire wire;			/* first, so that one pointer is both */
	struct async_web_site *site;		/* kept */
	struct web_connection *next, **link;
	struct evhttp_connection *evcon;	/* NULL: not begun, or gone */
	struct bufferevent *bev;
	int fd;
	bool begun, gone;

	/* its request, from when it has arrived until the answer is sent: libevent's, and ours to
	 * free unless libevent says that it is sent; NULL: none */
	struct evhttp_request *request;
	struct async_task *task;		/* that handles it; NULL: none, or not yet */
	struct async_future *waiter;		/* who waits until bytes have moved, or NULL */
	bool arrived;				/* it is new */
	bool sent;				/* the one before was answered */
	bool handled;				/* a task handles it, or will */
	bool working;				/* it counts among site->working */
	struct loop_callback patience;		/* a timer: the client does nothing */
	bool extended;
};

/* libevent's callbacks for [site]: a connection, and a request on one. */
struct bufferevent *web_connection_new(struct event_base *base, void *site);
void web_connection_request(struct evhttp_request *request, void *site);

/* The request is no longer handled: it was answered, or never will be. */
void web_connection_handled(struct web_connection *connection);

/* Close it. */
void web_connection_drop(struct web_connection *connection);

/* Its loop closes, or its site is gone: free it. */
void web_connection_end(struct web_connection *connection);

/* Give the client time, once more. */
void web_connection_be_patient(struct web_connection *connection);

/* libevent calls this when a response is sent. */
void web_connection_sent(struct evhttp_request *request, void *connection);

void web_site_release(struct async_web_site *site);

/* ---- Handling: handle.c ---- */

struct async_web_request {
	struct web_connection *connection;	/* NULL: it is answered */
	const struct route *route;		/* NULL: none fits */
	const char *method, *path, *query;	/* as they were sent; query may be NULL */
	struct evkeyvalq headers;
	struct async_web_response *prepared;	/* the stream response that was begun */
	char *body;
	size_t size;
};

/* It is answered, or never will be. */
void web_request_end(struct async_web_request *request);

/* Have a task handle the request of [connection]. Returns: NULL where memory is short. */
struct async_task *web_handle(struct web_connection *connection);

/* ---- Responses: web-response.c ---- */

struct async_web_response {
	int status;
	const char *reason;			/* NULL: libevent's */
	struct evkeyvalq headers;
	struct evbuffer *body;
	bool streams;
	struct async_web_request *request;	/* of a stream response that was begun; else
						 * NULL */
	bool ended;
};

struct waiting_to_write {			/* lies on the stack of the task that waits */
	struct async_future future;		/* first, so that one pointer is both */
	struct web_connection *connection;
};

/* Send it, all of it. */
void web_response_send(struct async_web_response *response, struct async_web_request *request);

/* ---- Errors: web-error.c ---- */

/* The answer that [e] stands for; NULL if it is no HTTPException. Raises: MemoryError. */
struct async_web_response *web_error_response(const struct async_exception *e);

/* The words that belong to [status]; NULL: unknown here. */
const char *web_reason(int status);

#endif
