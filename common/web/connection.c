/* One connection, by libevent's evhttp.
 *
 * What one has to know of evhttp 2.1:
 * - It connects by itself: it cannot be given a socket. It resolves names by itself, too, and
 *   blocks: so it is given numeric addresses.
 * - It frees a request when it has called back, unless that is "owned": ours are. A connection is
 *   freed by us alone, and never from inside of a callback.
 * - A refused connection is told by the request's own callback, with no status. Every other
 *   failure is told by the error callback.
 * - A body that does not end, and a server that does not answer, are waited for as long as its
 *   timeouts say, in real time: they are set to years, and the loop's clock is asked instead.
 * - It reads a chunk of a chunked body as a whole before it gives any of it. A limit on the body's
 *   size is what limits that.
 */

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <string.h>

#include "web/client-internal.h"
#include "heap.h"
#include "web/tls-internal.h"

enum {
	MAX_HEADERS = 64 * 1024,		/* bytes */
	KEEP_IDLE = 15,				/* seconds, as aiohttp */
	YEARS = 1000000000,			/* in seconds */
};

/* ---- What libevent tells ---- */

static void tell(struct http_connection *connection)
{
	wire_tell(&connection->wire);
}

/* A server that keeps to HTTP/1.1 keeps the connection; one of 1.0 says so if it does. */
static bool keeps_connection(struct evhttp_request *request)
{
	const char *said =
		evhttp_find_header(evhttp_request_get_input_headers(request), "Connection");

	if (request->major == 1 && request->minor >= 1)
		return said == NULL || evutil_ascii_strcasecmp(said, "close") != 0;
	return said != NULL && evutil_ascii_strcasecmp(said, "keep-alive") == 0;
}

/* The size of a body that comes in chunks is limited anew for each: so that limits the chunk. */
static void limit_chunk(struct async_client_response *response)
{
	const char *coding = async_client_response_header(response, "Transfer-Encoding");
	size_t most = response->session->max_size;

	if (coding != NULL && most < SSIZE_MAX - response->received)
		evhttp_connection_set_max_body_size(response->connection->evcon,
						    (ssize_t)(response->received + most));
}

static int on_headers(struct evhttp_request *request, void *arg)
{
	struct async_client_response *response = arg;

	if (evhttp_request_get_response_code(request) == 100)
		return 0;			/* the answer is still to come */
	response->state = RESPONSE_BEGUN;
	response->connection->keep = keeps_connection(request);
	limit_chunk(response);
	tell(response->connection);
	return 0;
}

static void on_chunk(struct evhttp_request *request, void *arg)
{
	struct async_client_response *response = arg;

	http_response_receive(response, evhttp_request_get_input_buffer(request));
	limit_chunk(response);
	tell(response->connection);
}

static void on_end(struct evhttp_request *request, void *arg)
{
	struct async_client_response *response = arg;

	if (request == NULL)
		return;				/* the error callback has told */
	if (evhttp_request_get_response_code(request) == 0) {
		response->number = ECONNREFUSED;
		http_response_break(response, BROKE_CONNECTING);
	} else if (response->state != RESPONSE_BROKEN) {
		response->state = RESPONSE_COMPLETE;
		tell(response->connection);
	}
}

static int reason_of(const struct async_client_response *response, enum evhttp_request_error error)
{
	if (response->state == RESPONSE_BEGUN)
		return error == EVREQ_HTTP_DATA_TOO_LONG ? BROKE_CHUNK : BROKE_BODY;
	if (response->tls_words[0] != '\0')
		return BROKE_TLS;
	if (!response->connection->wire.wrote)
		return BROKE_CONNECTING;
	return error == EVREQ_HTTP_INVALID_HEADER ? BROKE_FORM : BROKE_DISCONNECTED;
}

/* What OpenSSL says; or, where it was in the middle of the handshake, that the server has gone. */
static void note_tls_error(struct async_client_response *response, SSL *ssl, unsigned long error)
{
	long verified = SSL_get_verify_result(ssl);
	const char *reason = error != 0 ? ERR_reason_error_string(error) : NULL;

	if (error == 0 && (SSL_in_before(ssl) || SSL_is_init_finished(ssl)))
		return;
	snprintf(response->tls_words, sizeof response->tls_words, "%s%s%s",
		 reason != NULL ? reason : "the server closed the connection in the TLS handshake",
		 verified != X509_V_OK ? ": " : "",
		 verified != X509_V_OK ? X509_verify_cert_error_string(verified) : "");
}

static void on_error(enum evhttp_request_error error, void *arg)
{
	struct async_client_response *response = arg;
	struct http_connection *connection = response->connection;

	response->number = errno;
	if (connection->ssl != NULL)
		note_tls_error(response, connection->ssl,
			       bufferevent_get_openssl_error(connection->bev));
	http_response_break(response, reason_of(response, error));
}

static void on_close(struct evhttp_connection *evcon, void *arg)
{
	struct http_connection *connection = arg;

	(void)evcon;
	connection->lost = true;
	tell(connection);
}

/* ---- Life ---- */

static void free_connection(struct http_connection *connection)
{
	*connection->link = connection->next;
	if (connection->next != NULL)
		connection->next->link = connection->link;
	loop_remove(connection->wire.loop, &connection->wire.told);
	if (connection->evcon != NULL) {
		evhttp_connection_set_closecb(connection->evcon, NULL, NULL);
		wire_close(&connection->wire, connection->bev);
		evhttp_connection_free(connection->evcon);
	}
	heap_put(connection->origin);
	heap_put(connection);
}

/* Part it from its response. */
static void let_go(struct http_connection *connection)
{
	struct async_client_response *response = connection->response;

	if (response == NULL)
		return;
	connection->response = NULL;
	response->connection = NULL;
	loop_watch_ends(connection->wire.loop);
	if (!response->attempting)
		http_session_end_work(connection->session);
}

void http_connection_release(struct http_connection *connection, bool keep)
{
	let_go(connection);
	connection->idle_since = loop_now(connection->wire.loop);
	if (!keep || !connection->keep || connection->lost || connection->session->closed)
		free_connection(connection);
}

void http_connection_close(struct http_connection *connection)
{
	struct async_client_response *response = connection->response;

	if (response != NULL) {
		http_response_break(response, BROKE_CLOSED);
		let_go(connection);
		http_response_tell(response);
	}
	free_connection(connection);
}

/* What was noted, seen from outside of libevent. */
static void run_told(struct loop_callback *callback)
{
	struct http_connection *connection = (struct http_connection *)callback;
	struct async_client_response *response = connection->response;

	if (response == NULL) {
		if (connection->lost)
			free_connection(connection);
		return;
	}
	if (response->state == RESPONSE_COMPLETE || response->state == RESPONSE_BROKEN)
		http_connection_release(connection, response->state == RESPONSE_COMPLETE);
	http_response_tell(response);
}

static char *origin_of(const struct url *url)
{
	const char *scheme = url->secure ? "https://" : "http://";
	char *origin = heap_get(strlen(scheme) + strlen(url->authority) + 1);

	return origin != NULL ? strcat(strcpy(origin, scheme), url->authority) : NULL;
}

static bool is_origin(const char *origin, const struct url *url)
{
	const char *scheme = url->secure ? "https://" : "http://";
	size_t length = strlen(scheme);

	return strncmp(origin, scheme, length) == 0 && strcmp(origin + length, url->authority) == 0;
}

struct http_connection *http_connection_find(struct async_client_session *session,
					     const struct url *url)
{
	int64_t oldest = loop_now(session->loop) - KEEP_IDLE * INT64_C(1000000000);
	struct http_connection *connection, *next;

	for (connection = session->connections; connection != NULL; connection = next) {
		next = connection->next;
		if (connection->response != NULL || !is_origin(connection->origin, url))
			continue;
		if (!connection->lost && connection->idle_since > oldest)
			return connection;
		free_connection(connection);
	}
	return NULL;
}

/* TLS for a connection to [url], where that is wanted. Raises, and returns false. */
static bool make_ssl(struct http_connection *connection, const struct url *url)
{
	const struct async_ssl_context *context = connection->session->ssl;

	if (!url->secure)
		return true;
	if (context == NULL)
		context = async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH);
	if (context != NULL)
		connection->ssl = tls_ssl_new(context, false, url->host);
	return connection->ssl != NULL;
}

static bool open_connection(struct http_connection *connection, const char *address, int port)
{
	static const struct timeval never = { .tv_sec = YEARS };
	struct wire *wire = &connection->wire;

	connection->bev = wire_open(wire, connection->ssl, BUFFEREVENT_SSL_CONNECTING);
	if (connection->bev == NULL) {
		connection->ssl = NULL;		/* it is gone, too */
		return false;
	}
	connection->evcon = evhttp_connection_base_bufferevent_new(
		wire->loop->base, NULL, connection->bev, address, (uint16_t)port);
	if (connection->evcon == NULL) {
		bufferevent_free(connection->bev);
		return false;
	}
	evhttp_connection_set_timeout_tv(connection->evcon, &never);
	evhttp_connection_set_max_headers_size(connection->evcon, MAX_HEADERS);
	evhttp_connection_set_closecb(connection->evcon, on_close, connection);
	return true;
}

struct http_connection *http_connection_new(struct async_client_session *session,
					    const struct url *url, const char *address)
{
	struct http_connection *connection = heap_get(sizeof *connection);

	if (connection == NULL)
		return error_raise(MemoryError, "no memory for a connection");
	connection->wire = (struct wire){ .told.run = run_told, .loop = session->loop };
	connection->session = session;
	connection->next = session->connections;
	if (connection->next != NULL)
		connection->next->link = &connection->next;
	connection->link = &session->connections;
	session->connections = connection;
	connection->origin = origin_of(url);
	if (make_ssl(connection, url) && connection->origin != NULL &&
	    open_connection(connection, address, url->port))
		return connection;
	if (connection->bev == NULL)
		SSL_free(connection->ssl);
	free_connection(connection);
	return async_exception() == NULL ? error_raise(MemoryError, "no memory for a connection")
					 : NULL;
}

void http_connection_send(struct http_connection *connection,
			  struct async_client_response *response, enum evhttp_cmd_type method)
{
	struct evhttp_request *request = response->request;

	connection->response = response;
	loop_watch_begins(connection->wire.loop);
	connection->keep = false;
	response->connection = connection;
	evhttp_connection_set_max_body_size(connection->evcon, -1);
	evhttp_request_own(request);
	evhttp_request_set_header_cb(request, on_headers);
	evhttp_request_set_chunked_cb(request, on_chunk);
	evhttp_request_set_error_cb(request, on_error);
	if (evhttp_make_request(connection->evcon, request, method, response->url->target) != 0)
		http_response_break(response, BROKE_MEMORY);
	if (connection->idle_since == 0)	/* it is new, and so is its socket */
		wire_set_up_socket(connection->bev);
}

struct evhttp_request *http_connection_new_request(struct async_client_response *response)
{
	return evhttp_request_new(on_end, response);
}
