#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

/* An HTTP client, with aiohttp's names.
 *
 *      ASYNC_WITH_AS(session, async_client_session());
 *      ASYNC_WITH_AS(response, AWAIT(async_client_session_get(session, url)));
 *      json_t *weather = AWAIT(async_client_response_json(response));
 *
 * A session keeps what requests have in common: headers, limits, and the connections, which are
 * used again. A response is there as soon as its status and its headers are; its body may still be
 * on its way, and is read by calls of its own.
 *
 * Interface, and what holds for all of it:
 * - A session and a response are context managers, and belong to the task that made them, as memory
 *   does (memory.h). Where that ends, what is open is closed.
 * - What a response gives, its texts and documents, lives as long as the response.
 * - One task at a time reads a response.
 * - The time limit of a request is for all of it, redirects and the body included. Where it is up,
 *   what waits raises TimeoutError, and the connection is closed. It runs on the loop's clock.
 * - A call that is cancelled closes the connection of its request; async_client_response_chunk()
 *   does not, and loses nothing.
 * - A body that nobody reads is not received: the other side finds that it cannot send.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "error.h"
#include "iterator.h"
#include "web/header.h"

struct async_client_session;
struct async_client_response;
struct async_ssl_context;			/* tls.h */

/* ---- Exceptions, aiohttp's ---- */

extern const struct async_exception_type ClientError[1];		/* Exception */
/* what the server sent is no answer: wrong status, wrong type, wrong form */
extern const struct async_exception_type ClientResponseError[1];	/* ClientError */
extern const struct async_exception_type ContentTypeError[1];		/* ClientResponseError */
extern const struct async_exception_type TooManyRedirects[1];		/* ClientResponseError */
/* the connection */
extern const struct async_exception_type ClientConnectionError[1];	/* ClientError */
extern const struct async_exception_type ClientOSError[1];	/* that, and OSError */
extern const struct async_exception_type ClientConnectorError[1];	/* ClientOSError */
extern const struct async_exception_type ClientConnectorDNSError[1];	/* ClientConnectorError */
extern const struct async_exception_type ClientConnectorSSLError[1];	/* ClientConnectorError */
extern const struct async_exception_type ServerDisconnectedError[1];
									/* ClientConnectionError */
/* the body */
extern const struct async_exception_type ClientPayloadError[1];		/* ClientError */
/* it is larger than the session's max_size; aiohttp has no such limit */
extern const struct async_exception_type ClientPayloadTooLargeError[1];	/* ClientPayloadError */
extern const struct async_exception_type InvalidURL[1];		/* ClientError, and ValueError */

/* The status that [e], a ClientResponseError, tells of; 0 for other exceptions.
 * aiohttp: ClientResponseError.status */
int async_client_response_error_status(const struct async_exception *e);

/* ---- Sessions ---- */

/* What a session may be told; each may be left out. */
struct async_client_session_options {
	const struct async_header *headers;	/* of each request: ASYNC_HEADERS(), copied */
	double timeout;				/* seconds for a request; 0: 300; INFINITY: none */
	struct async_ssl_context *ssl;		/* for https; NULL: one that checks certificates
						 * as the system does */
	size_t max_size;			/* bytes of a body that is read as one, or of one
						 * chunk as the server sends it; 0: 16 MiB;
						 * SIZE_MAX: any */
	size_t limit;				/* requests at a time, more wait; 0: 100 */
};

/* async_client_session() or, with options by name, async_client_session(.timeout = 10): a session.
 * Does not suspend. Raises: ValueError for a header that cannot be sent; RuntimeError where no loop
 * runs; MemoryError; and returns NULL. aiohttp: ClientSession() */
#define async_client_session(...)								\
	async_client_session_(&(struct async_client_session_options){ __VA_ARGS__ })

/* Close its connections. What waits for one of its responses raises ClientConnectionError. Does not
 * suspend yet. Returns: 0. aiohttp: ClientSession.close(), ClientSession.closed */
ASYNC int async_client_session_close(struct async_client_session *session);
bool async_client_session_closed(const struct async_client_session *session);

/* What a request may be told; each may be left out. */
struct async_client_request_options {
	const struct async_header *headers;	/* they take the place of the session's */
	const char *data;			/* what is sent; a string, unless there is a size */
	size_t size;				/* of data, in bytes */
	json_t *json;				/* the same as JSON; takes a reference over, so
						 * json_pack() may stand here */
	double timeout;				/* in place of the session's */
	bool no_redirects;			/* give a redirect as it is
						 * aiohttp: allow_redirects=False */
	unsigned max_redirects;			/* 0: 10 */
};

/* async_client_session_get(session, url) or, with options by name, async_client_session_post(
 * session, url, .data = "..."): send a request and wait for the status and the headers. Redirects
 * are followed; with 303, and with 301 and 302 of a POST, by GET. Suspends: until they are there; a
 * cancellation point. Raises: InvalidURL; ClientConnectorError ("Cannot connect to host
 * 127.0.0.1:1 ssl:default [Connect call failed ('127.0.0.1', 1)]"); ServerDisconnectedError;
 * ClientResponseError for what is no HTTP; TooManyRedirects; TimeoutError; RuntimeError if the
 * session is closed; ValueError for a method or a header that cannot be sent; MemoryError; and
 * returns NULL. A status such as 404 is no exception: see async_client_response_raise_for_status().
 * aiohttp: ClientSession.request(), get(), post(), put(), delete(), head() */
#define async_client_session_request(session, method, url, ...)					\
	async_client_session_request_(session, method, url,					\
				      &(struct async_client_request_options){ __VA_ARGS__ })
#define async_client_session_get(session, url, ...)						\
	async_client_session_request(session, "GET", url __VA_OPT__(,) __VA_ARGS__)
#define async_client_session_post(session, url, ...)						\
	async_client_session_request(session, "POST", url __VA_OPT__(,) __VA_ARGS__)
#define async_client_session_put(session, url, ...)						\
	async_client_session_request(session, "PUT", url __VA_OPT__(,) __VA_ARGS__)
#define async_client_session_delete(session, url, ...)						\
	async_client_session_request(session, "DELETE", url __VA_OPT__(,) __VA_ARGS__)
#define async_client_session_head(session, url, ...)						\
	async_client_session_request(session, "HEAD", url __VA_OPT__(,) __VA_ARGS__)

/* ---- Responses ---- */

/* Its status, 200 or 404; the words behind it, "OK"; a header, NULL where there is none; the URL
 * that it came from, redirects followed. aiohttp: ClientResponse.status, reason, headers, url */
int async_client_response_status(const struct async_client_response *response);
const char *async_client_response_reason(const struct async_client_response *response);
const char *async_client_response_header(const struct async_client_response *response,
					 const char *name);
const char *async_client_response_url(const struct async_client_response *response);

/* Raise ClientResponseError ("404, message='Not Found', url='...'") if the status is 400 or more,
 * and close. Does not suspend. aiohttp: ClientResponse.raise_for_status(), ok */
void async_client_response_raise_for_status(struct async_client_response *response);
bool async_client_response_ok(const struct async_client_response *response);

/* The body: its bytes, *[size] of them ([size] may be NULL); the same as a string; the same as a
 * JSON document. There is a NUL behind the bytes, which does not count. Each may be asked for
 * again. Suspends: until all of it is there; a cancellation point. Raises: ClientPayloadError if
 * the connection ends before; ClientPayloadTooLargeError; TimeoutError; ClientConnectionError if it
 * was closed; the last, too: ContentTypeError unless the type is application/json, or ends with
 * +json; JSONDecodeError; MemoryError; and returns NULL.
 * aiohttp: ClientResponse.read(), text(), json() */
ASYNC const char *async_client_response_read(struct async_client_response *response, size_t *size);
ASYNC const char *async_client_response_text(struct async_client_response *response);
ASYNC json_t *async_client_response_json(struct async_client_response *response);

/* A part of a body; there is a NUL behind it. */
struct async_chunk {
	const char *data;
	size_t size;
};

/* The next part of the body, as soon as there is one, of [most] bytes at most; 0: as many as there
 * are. Valid until the next call. At the end its size is 0. Suspends: until there is one; a
 * cancellation point. Raises: as async_client_response_read(), but for the size.
 * aiohttp: ClientResponse.content.read(n) */
ASYNC const struct async_chunk *async_client_response_chunk(struct async_client_response *response,
							    size_t most);

/* ASYNC_FOR(chunk, async_client_response_chunks(response, 0)): the same, one behind the other, each
 * a struct async_chunk *, until the end. Does not suspend. Raises: MemoryError, and returns NULL.
 * aiohttp: ClientResponse.content.iter_chunked(n) */
struct async_iterator *async_client_response_chunks(struct async_client_response *response,
						    size_t most);

/* Read no more of it. The connection is used again if the body was read to its end, and else
 * closed; async_client_response_close() closes it in any case. What was read stays valid. Leaving
 * ASYNC_WITH() releases. Do not suspend. aiohttp: ClientResponse.release(), close() */
void async_client_response_release(struct async_client_response *response);
void async_client_response_close(struct async_client_response *response);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_client_session *
async_client_session_(const struct async_client_session_options *options);
ASYNC struct async_client_response *
async_client_session_request_(struct async_client_session *session, const char *method,
			      const char *url, const struct async_client_request_options *options);

#endif
