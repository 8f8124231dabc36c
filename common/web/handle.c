/* A request is handled: the task that does it, and what the request says. */

#include <string.h>

#include "memory-internal.h"
#include "web/web-internal.h"
#include "web/json.h"

/* ---- What the request says ---- */

static const char *method_name(enum evhttp_cmd_type type)
{
	switch (type) {
	case EVHTTP_REQ_GET: return "GET";
	case EVHTTP_REQ_POST: return "POST";
	case EVHTTP_REQ_HEAD: return "HEAD";
	case EVHTTP_REQ_PUT: return "PUT";
	case EVHTTP_REQ_DELETE: return "DELETE";
	case EVHTTP_REQ_OPTIONS: return "OPTIONS";
	case EVHTTP_REQ_PATCH: return "PATCH";
	default: return "";
	}
}

const char *async_web_request_method(const struct async_web_request *request)
{
	return request->method;
}

const char *async_web_request_path(const struct async_web_request *request)
{
	return web_decode(request->path, strlen(request->path), false);
}

const char *async_web_request_match_info(const struct async_web_request *request, const char *name)
{
	return request->route != NULL ? web_route_match(request->route, request->path, name) : NULL;
}

const char *async_web_request_query(struct async_web_request *request, const char *name)
{
	return web_query_find(request->query, name);
}

const char *async_web_request_header(const struct async_web_request *request, const char *name)
{
	return evhttp_find_header(&request->headers, name);
}

/* libevent has received all of it. */
const char *async_web_request_read(struct async_web_request *request, size_t *size)
{
	if (task_may_suspend("async_web_request_read()") == NULL)
		return NULL;
	if (size != NULL)
		*size = request->size;
	return request->body;
}

const char *async_web_request_text(struct async_web_request *request)
{
	return async_web_request_read(request, NULL);
}

json_t *async_web_request_json(struct async_web_request *request)
{
	const char *text = async_web_request_read(request, NULL);

	return text != NULL ? async_json_loads(text, request->size) : NULL;
}

/* ---- Taking it over ---- */

static bool copy_body(struct async_web_request *request, struct evbuffer *buffer)
{
	request->size = evbuffer_get_length(buffer);
	request->body = async_alloc(request->size + 1);
	return request->body != NULL &&
	       evbuffer_copyout(buffer, request->body, request->size) == (ssize_t)request->size;
}

static bool copy_headers(struct async_web_request *request, const struct evkeyvalq *headers)
{
	for (const struct evkeyval *h = headers->tqh_first; h != NULL; h = h->next.tqe_next)
		if (evhttp_add_header(&request->headers, h->key, h->value) != 0)
			return false;
	return true;
}

/* The answer is sent, or there is none. */
void web_request_end(struct async_web_request *request)
{
	struct web_connection *connection = request->connection;

	request->connection = NULL;
	if (connection != NULL)
		web_connection_handled(connection);
}

/* The memory of its task ends: it cannot be answered any more. */
static void forget_request(void *memory)
{
	struct async_web_request *request = memory;

	if (request->connection != NULL)
		web_connection_drop(request->connection);
	web_request_end(request);
	evhttp_clear_headers(&request->headers);
}

/* What was sent, copied: libevent frees its own when the answer is sent. */
static bool take_over(struct async_web_request *request, struct evhttp_request *from)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(from);
	const char *query = evhttp_uri_get_query(uri);

	request->method = method_name(evhttp_request_get_command(from));
	request->path = async_strdup(evhttp_uri_get_path(uri));
	request->query = query != NULL ? async_strdup(query) : NULL;
	return request->path != NULL && (query == NULL || request->query != NULL) &&
	       copy_headers(request, evhttp_request_get_input_headers(from)) &&
	       copy_body(request, evhttp_request_get_input_buffer(from));
}

/* ---- Handling ---- */

static struct async_web_response *call_handler(struct async_web_request *request)
{
	const struct async_web_application *app = request->connection->site->app;
	struct async_web_response *response;
	const char *allowed;

	request->route = web_route_find(app, request->method, request->path, &allowed);
	if (request->route == NULL && allowed != NULL)
		return error_raise(HTTPMethodNotAllowed, "%s", allowed);
	if (request->route == NULL)
		return error_raise(HTTPNotFound, "%s", "");
	response = request->route->handler(request, request->route->arg);
	if (response == NULL && async_exception() == NULL)
		return error_raise(RuntimeError, "the handler of %s %s returned no response",
				   request->route->method, request->route->path);
	return response;
}

/* Nobody else will catch what the handler has raised. */
static void report(const struct async_exception *e)
{
	async_loop_call_exception_handler(
		NULL, &(struct async_exception_context){ .message = "Error handling request",
							 .exception = e });
}

/* The answer to what the handler has raised; NULL where there is none. What is no Exception goes
 * on, and ends the task. */
static struct async_web_response *answer_to_exception(struct async_web_request *request)
{
	bool begun = request->prepared != NULL;
	struct exception *e = error_take();
	struct async_web_response *response = begun ? NULL : web_error_response(&e->seen);

	if (!async_isinstance(&e->seen, Exception)) {
		error_put_back(e);
		return NULL;
	}
	if (response == NULL && async_exception() == NULL &&
	    !(begun && async_isinstance(&e->seen, ClientDisconnectedError)))
		report(&e->seen);
	if (response == NULL && async_exception() == NULL && !begun)
		response = async_web_response(.status = 500,
					      .text = "500 Internal Server Error\n\n"
						      "Server got itself in trouble");
	exception_release(e);
	return response;
}

struct serve { struct web_connection *connection; };

static void *serve(void *arg)
{
	struct web_connection *connection = ((const struct serve *)arg)->connection;
	struct async_web_request *request =
		memory_pool_get(memory_current(), sizeof *request, forget_request);
	struct async_web_response *response = NULL;

	if (request == NULL) {
		web_connection_drop(connection);
		web_connection_handled(connection);
		return NULL;
	}
	request->connection = connection;
	TAILQ_INIT(&request->headers);
	if (async_exception() == NULL && connection->request != NULL &&
	    take_over(request, connection->request))
		response = call_handler(request);
	if (async_exception() != NULL)
		response = answer_to_exception(request);
	if (response != NULL && async_exception() == NULL)
		web_response_send(response, request);
	if (request->connection != NULL)
		web_connection_drop(request->connection);
	web_request_end(request);
	return NULL;
}

struct async_task *web_handle(struct web_connection *connection)
{
	static const struct async_site site = { "an HTTP server", 0, "" };
	struct serve arguments = { connection };
	struct async_task *task = task_create(connection->wire.loop, (struct async_call){
		.fn = serve,
		.name = "handle a request",
		.site = &site,
		.arguments = &arguments,
		.size = sizeof arguments,
	});

	if (task == NULL) {
		exception_release(error_take());
		return NULL;
	}
	task->expendable = task->always_begins = true;
	async_detach(task);
	return task;
}
