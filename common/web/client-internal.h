#ifndef CLIENT_INTERNAL_H
#define CLIENT_INTERNAL_H

/* The HTTP client, as its own files see it. */

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <sys/queue.h>

#include "sync-internal.h"
#include "web/url-internal.h"
#include "web/client.h"
#include "web/wire-internal.h"

struct async_client_session {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct loop_resource resource;		/* its connections end with its loop */
	struct async_loop *loop;
	unsigned references;			/* its owner's memory; of each response */
	bool closed;

	/* what its requests have in common */
	struct evkeyvalq headers;
	double timeout;
	struct async_ssl_context *ssl;
	size_t max_size;

	/* connections: those at work, of which there are so many, and idle ones */
	struct http_connection *connections;	/* the newest first */
	size_t busy, limit;
	struct waiters waiting;			/* for one of those */
};

/* One connection to a server. libevent calls back with it; freed only where libevent is not. */
struct http_connection {
	struct wire wire;			/* first, so that one pointer is both */
	struct async_client_session *session;
	struct http_connection *next, **link;
	struct evhttp_connection *evcon;
	struct bufferevent *bev;
	SSL *ssl;				/* of bev; NULL: none */
	char *origin;				/* where it leads: "https://weather.example" */
	struct async_client_response *response;	/* the one that it is at work for; NULL: idle */
	int64_t idle_since;
	bool lost;				/* libevent has closed it */
	bool keep;				/* it may be used again */
};

enum response_state {
	RESPONSE_SENT,				/* the request is on its way, or not yet */
	RESPONSE_BEGUN,				/* the headers are there */
	RESPONSE_COMPLETE,			/* the body, too */
	RESPONSE_BROKEN,			/* it will not come: see failed and error */
};

struct async_client_response {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct async_iterator chunks;		/* async_client_response_chunks() */
	size_t most;				/* of those */
	struct async_chunk chunk;		/* the one that was given last */
	const char *all;			/* the whole body, once it was asked for */
	size_t all_size;
	struct async_client_session *session;	/* kept */
	struct http_connection *connection;	/* NULL: none any more */
	struct evhttp_request *request;		/* libevent's, and ours to free */
	const struct url *url;
	const struct sockaddr *address;		/* where it was sent last */
	struct loop_callback timer;		/* its time is up */
	struct async_future *waiter;		/* of the task that reads it, or NULL */

	enum response_state state;
	struct evbuffer *body;			/* what has come, and was not read */
	struct evbuffer *given;			/* what was, and must stay: the last chunk; NULL
						 * until there is one */
	size_t received;			/* of the body, in bytes */
	bool whole;				/* all of it is wanted at once */
	bool paused;				/* too much has come that was not read */
	bool attempting;			/* if this connection fails, another may do */

	/* why it broke */
	enum {
		BROKE_CONNECTING = 1, BROKE_TLS, BROKE_DISCONNECTED, BROKE_FORM, BROKE_BODY,
		BROKE_CHUNK, BROKE_TOO_LARGE, BROKE_TIMEOUT, BROKE_CLOSED, BROKE_MEMORY,
	} broke;
	int number;				/* connecting: errno */
	char tls_words[120];			/* TLS: what OpenSSL says */
};

/* ---- Sessions: session.c ---- */

void http_session_release(struct async_client_session *session);

/* Wait until it may have one more connection at work, and count that. Raises, and returns false. */
bool http_session_begin_work(struct async_client_session *session, struct async_task *task);
void http_session_end_work(struct async_client_session *session);

/* ---- Connections: connection.c ---- */

/* An idle one to where [url] leads; NULL if there is none. */
struct http_connection *http_connection_find(struct async_client_session *session,
					     const struct url *url);

/* A new one, to [address], a numeric one. Raises, and returns NULL. */
struct http_connection *http_connection_new(struct async_client_session *session,
					    const struct url *url, const char *address);

/* A request for [response]; NULL where memory is short. */
struct evhttp_request *http_connection_new_request(struct async_client_response *response);

/* Send the request of [response]. What happens is noted there. */
void http_connection_send(struct http_connection *connection,
			  struct async_client_response *response, enum evhttp_cmd_type method);

/* The response has no more use for it: it becomes idle, if it can, or is closed. */
void http_connection_release(struct http_connection *connection, bool keep);

/* Close it, and break its response, if it has one. */
void http_connection_close(struct http_connection *connection);

/* ---- Responses: response.c ---- */

/* A new one, in the memory of the current task. Raises: MemoryError, and returns NULL. */
struct async_client_response *http_response_new(struct async_client_session *session);

/* A new request to [url] for it, in place of the one before. Raises: MemoryError, and returns
 * NULL. */
struct evhttp_request *http_response_begin(struct async_client_response *response,
					   const struct url *url);

/* Have its time be up at [deadline], on the loop's clock. Raises: MemoryError. */
void http_response_limit(struct async_client_response *response, int64_t deadline);

/* Wait until something has happened. Suspends. Raises: CancelledError; RuntimeError if another task
 * waits. */
void http_response_wait(struct async_client_response *response, struct async_task *task);

/* libevent has received [buffer]. */
void http_response_receive(struct async_client_response *response, struct evbuffer *buffer);

/* Less of it is kept, or more is wanted: go on receiving it, if there is room. */
void http_response_resume(struct async_client_response *response);

/* Of async_client_response_chunks(): body.c. */
void *http_response_next_chunk(struct async_iterator *iterator);

/* It will not come: [why] is one of BROKE_... */
void http_response_break(struct async_client_response *response, int why);

/* Wake who waits. */
void http_response_tell(struct async_client_response *response);

/* Raise why it broke. Returns: NULL. client-error.c */
void *http_response_raise(const struct async_client_response *response);

/* Raise an exception of [type], a ClientResponseError: "404, message='Not Found', url='...'".
 * Returns: NULL. */
void *http_response_raise_status(const struct async_client_response *response,
				 const struct async_exception_type *type, const char *message);

/* Raise an exception of [type], a ClientConnectorError. Returns: NULL. */
void *http_raise_connecting(const struct async_exception_type *type, const struct url *url,
			    const char *why, int number);

#endif
