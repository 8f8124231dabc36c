#ifndef WEB_SERVER_H
#define WEB_SERVER_H

/* A small HTTP server, with the names of aiohttp.web.
 *
 *      static struct async_web_response *get_weather(struct async_web_request *request, void *arg)
 *      {
 *              const char *city = async_web_request_match_info(request, "city");
 *              return async_web_json_response(json_pack("{s:s, s:i}", "city", city, "degrees", 7));
 *      }
 *              ...
 *              struct async_web_application *app = async_web_application();
 *              async_web_application_add_get(app, "/weather/{city}", get_weather, NULL);
 *              struct async_web_site *site = AWAIT(async_web_tcp_site(app, "127.0.0.1", 0));
 *              ASYNC_WITH(site);
 *              printf("http://127.0.0.1:%d/weather/Oslo\n", async_web_site_port(site));
 *
 * An application knows which handler answers which path; a site listens at an address for it. Each
 * request is handled in a task of its own, whose memory ends with it.
 *
 * Interface, and what holds for all of it:
 * - A handler may suspend. It returns a response, or raises: an HTTPException is a response with
 *   its status and its message; anything else is told to the loop's exception handler, and answered
 *   by 500.
 * - A request whose path no route has is answered by 404; whose method none has, by 405; one that
 *   is too large by 413.
 * - A client that leaves does not cancel the handler, as in aiohttp since 3.7.
 * - A client that sends nothing, or takes nothing, for as long as the site's timeout, is left. That
 *   runs on the loop's clock.
 * - A request and its response belong to the task of the handler, an application and a site to the
 *   task that made them, as memory does (memory.h). Where that ends, the site is closed.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "error.h"
#include "web/header.h"

struct async_web_application;
struct async_web_request;
struct async_web_response;
struct async_web_site;
struct async_ssl_context;			/* tls.h */

/* ---- Exceptions that are answers ---- */

extern const struct async_exception_type HTTPException[1];		/* Exception */
extern const struct async_exception_type HTTPRedirection[1];		/* HTTPException; their
							* message is where to go */
extern const struct async_exception_type HTTPMovedPermanently[1];	/* 301 */
extern const struct async_exception_type HTTPFound[1];			/* 302 */
extern const struct async_exception_type HTTPSeeOther[1];		/* 303 */
extern const struct async_exception_type HTTPTemporaryRedirect[1];	/* 307 */
extern const struct async_exception_type HTTPPermanentRedirect[1];	/* 308 */
extern const struct async_exception_type HTTPClientError[1];		/* HTTPException */
extern const struct async_exception_type HTTPBadRequest[1];		/* 400 */
extern const struct async_exception_type HTTPUnauthorized[1];		/* 401 */
extern const struct async_exception_type HTTPForbidden[1];		/* 403 */
extern const struct async_exception_type HTTPNotFound[1];		/* 404 */
extern const struct async_exception_type HTTPMethodNotAllowed[1];	/* 405 */
extern const struct async_exception_type HTTPConflict[1];		/* 409 */
extern const struct async_exception_type HTTPRequestEntityTooLarge[1];	/* 413 */
extern const struct async_exception_type HTTPUnsupportedMediaType[1];	/* 415 */
extern const struct async_exception_type HTTPTooManyRequests[1];	/* 429 */
extern const struct async_exception_type HTTPServerError[1];		/* HTTPException */
extern const struct async_exception_type HTTPInternalServerError[1];	/* 500 */
extern const struct async_exception_type HTTPNotImplemented[1];		/* 501 */
extern const struct async_exception_type HTTPServiceUnavailable[1];	/* 503 */

/* ---- Applications ---- */

/* An application without routes. Raises: MemoryError, and returns NULL.
 * aiohttp: web.Application() */
struct async_web_application *async_web_application(void);

/* Have [handler]([request], [arg]) answer [method] at [path], "/weather" or "/weather/{city}": a
 * part in braces stands for any one without a slash, and has that name. The first route that fits
 * is taken. [method] "*" is any. async_web_application_add_get() answers HEAD, too. Raises:
 * ValueError for a path that does not begin with a slash, or has braces that do not fit;
 * MemoryError.
 * aiohttp: app.router.add_route(), add_get(), add_post() */
void async_web_application_add_route(struct async_web_application *app, const char *method,
				     const char *path,
				     struct async_web_response *
					     (*handler)(struct async_web_request *request,
							void *arg),
				     void *arg);
void async_web_application_add_get(struct async_web_application *app, const char *path,
				   struct async_web_response *
					   (*handler)(struct async_web_request *request,
						      void *arg),
				   void *arg);
void async_web_application_add_post(struct async_web_application *app, const char *path,
				   struct async_web_response *
					   (*handler)(struct async_web_request *request,
						      void *arg),
				   void *arg);

/* ---- Requests ---- */

/* "GET"; the path, "%20" and its like decoded, without the query; the value of [name] in the query,
 * decoded, of the part of the path that the route calls [name], of the header [name]: NULL where
 * there is none. None suspends. Raises: MemoryError.
 * aiohttp: Request.method, path, query, match_info, headers */
const char *async_web_request_method(const struct async_web_request *request);
const char *async_web_request_path(const struct async_web_request *request);
const char *async_web_request_query(struct async_web_request *request, const char *name);
const char *async_web_request_match_info(const struct async_web_request *request, const char *name);
const char *async_web_request_header(const struct async_web_request *request, const char *name);

/* The body: its bytes, *[size] of them ([size] may be NULL), and a NUL behind; the same as a
 * string; as a JSON document. Suspend: they may. Raises: JSONDecodeError; MemoryError; and returns
 * NULL. aiohttp: Request.read(), text(), json() */
ASYNC const char *async_web_request_read(struct async_web_request *request, size_t *size);
ASYNC const char *async_web_request_text(struct async_web_request *request);
ASYNC json_t *async_web_request_json(struct async_web_request *request);

/* ---- Responses ---- */

/* What a response is; each may be left out. */
struct async_web_response_options {
	int status;				/* 0: 200 */
	const char *reason;			/* NULL: what belongs to the status */
	const char *text;			/* the body, as text */
	const void *body;			/* or as [size] bytes */
	size_t size;
	const char *content_type;		/* NULL: text/plain; charset=utf-8 for a text, and
						 * application/octet-stream for bytes */
	const struct async_header *headers;	/* ASYNC_HEADERS() */
};

/* async_web_response(.text = "Hello"): a response, to be returned by a handler. All is copied. Does
 * not suspend. Raises: ValueError for a header that cannot be sent; RuntimeError outside of a
 * handler's task; MemoryError; and returns NULL. aiohttp: web.Response() */
#define async_web_response(...)									\
	async_web_response_(&(struct async_web_response_options){ __VA_ARGS__ })

/* async_web_json_response(document, .status = 201): the same with a JSON document, whose reference
 * is taken over, so json_pack() may stand here. Raises: ValueError if it is NULL.
 * aiohttp: web.json_response() */
#define async_web_json_response(document, ...)							\
	async_web_json_response_(document,							\
				 &(struct async_web_response_options){ __VA_ARGS__ })

/* A body that is sent while it is made:
 *
 *      struct async_web_response *response = async_web_stream_response();
 *      AWAIT(async_web_response_prepare(response, request));
 *      while (...)
 *              AWAIT(async_web_response_write(response, data, size));
 *      return response;
 *
 * _prepare() sends the headers, _write() a part, and _write_eof() the end, which returning does,
 * too. Suspend: _write() while the client does not take what was written before; a cancellation
 * point. Raise: ClientDisconnectedError if the client has left; RuntimeError out of turn;
 * MemoryError. Return: 0. aiohttp: web.StreamResponse, prepare(), write(), write_eof() */
#define async_web_stream_response(...)								\
	async_web_stream_response_(&(struct async_web_response_options){ __VA_ARGS__ })
ASYNC int async_web_response_prepare(struct async_web_response *response,
				     struct async_web_request *request);
ASYNC int async_web_response_write(struct async_web_response *response, const void *data,
				   size_t size);
ASYNC int async_web_response_write_eof(struct async_web_response *response);

/* The client has left while it was written to. aiohttp: ClientConnectionResetError */
extern const struct async_exception_type ClientDisconnectedError[1];	/* ConnectionResetError */

/* ---- Sites ---- */

/* What a site may be told; each may be left out. */
struct async_web_site_options {
	struct async_ssl_context *ssl;		/* serve https, see tls.h */
	size_t max_size;			/* of a request's body, in bytes; 0: 1 MiB */
	double timeout;				/* seconds that a client may do nothing; 0: 75 */
	double shutdown_timeout;		/* seconds that handlers may still take when the
						 * site is closed; 0: 60 */
	int backlog;				/* connections that may wait; 0: 128 */
};

/* async_web_tcp_site(app, host, port): listen at [host], an address or a name, NULL for all, and
 * [port], 0 for any that is free, and answer for [app], which must live as long. The site is a
 * context manager; leaving it waits for the handlers that run. Suspends: while the name is looked
 * up. Raises: OSError of the kind that the system told ("[Errno 98] error while attempting to bind
 * on address ('127.0.0.1', 80): [errno 98] address already in use"); gaierror; MemoryError; and
 * returns NULL. aiohttp: web.AppRunner, web.TCPSite */
#define async_web_tcp_site(app, host, port, ...)						\
	async_web_tcp_site_(app, host, port, &(struct async_web_site_options){ __VA_ARGS__ })

/* The port it listens at; 0 when it is closed. aiohttp: site.port */
int async_web_site_port(const struct async_web_site *site);

/* Listen no more; wait for the handlers that run, then cancel those that still do; close all
 * connections. Suspends: until then. Raises: CancelledError, and then the handlers are cancelled at
 * once. Returns: 0. aiohttp: AppRunner.cleanup() */
ASYNC int async_web_site_close(struct async_web_site *site);

/* async_web_run_app(app, host, port): a site, until it is cancelled. Suspends: until then. Raises:
 * as async_web_tcp_site(); CancelledError. Returns: 0. aiohttp: web.run_app() */
#define async_web_run_app(app, host, port, ...)							\
	async_web_run_app_(app, host, port, &(struct async_web_site_options){ __VA_ARGS__ })

/* ---- What the macros above are made of: not for direct use ---- */

struct async_web_response *async_web_response_(const struct async_web_response_options *options);
struct async_web_response *
async_web_json_response_(json_t *document, const struct async_web_response_options *options);
struct async_web_response *
async_web_stream_response_(const struct async_web_response_options *options);
ASYNC struct async_web_site *async_web_tcp_site_(struct async_web_application *app,
						 const char *host, int port,
						 const struct async_web_site_options *options);
ASYNC int async_web_run_app_(struct async_web_application *app, const char *host, int port,
			     const struct async_web_site_options *options);

#endif
