/* Responses, and how they are sent. */

#include <string.h>

#include "memory-internal.h"
#include "web/web-internal.h"
#include "web/json.h"

enum { HIGH = 64 * 1024 };	/* more that the client has not taken, and a write waits */

/* ---- Making one ---- */

static void forget_response(void *memory)
{
	struct async_web_response *response = memory;

	evhttp_clear_headers(&response->headers);
	if (response->body != NULL)
		evbuffer_free(response->body);
}

static bool set_headers(struct async_web_response *response,
			const struct async_web_response_options *options)
{
	const struct async_header *header = options->headers;
	const char *type = options->content_type;

	if (type == NULL)
		type = options->text != NULL ? "text/plain; charset=utf-8"
					     : "application/octet-stream";
	for (; header != NULL && header->name != NULL; header++)
		if (evhttp_add_header(&response->headers, header->name, header->value) != 0)
			return false;
	return evhttp_find_header(&response->headers, "Content-Type") != NULL ||
	       evhttp_add_header(&response->headers, "Content-Type", type) == 0;
}

static struct async_web_response *new_response(const struct async_web_response_options *options)
{
	struct async_web_response *response =
		memory_pool_get(memory_current(), sizeof *response, forget_response);
	const char *reason = options->reason;

	if (response == NULL)
		return error_raise(MemoryError, "no memory for a response");
	TAILQ_INIT(&response->headers);
	response->status = options->status != 0 ? options->status : 200;
	response->body = evbuffer_new();
	response->reason = reason != NULL ? async_strdup(reason) : web_reason(response->status);
	if (response->body == NULL || (reason != NULL && response->reason == NULL))
		return error_raise(MemoryError, "no memory for a response");
	if ((reason != NULL && strpbrk(reason, "\r\n") != NULL) || !set_headers(response, options))
		return error_raise(ValueError, "a header of the response cannot be sent");
	return response;
}

struct async_web_response *async_web_response_(const struct async_web_response_options *options)
{
	struct async_web_response *response = new_response(options);
	const void *body = options->text != NULL ? options->text : options->body;
	size_t size = options->text != NULL ? strlen(options->text) : options->size;

	if (response != NULL && evbuffer_add(response->body, body, size) != 0)
		return error_raise(MemoryError, "no memory for a response");
	return response;
}

struct async_web_response *
async_web_json_response_(json_t *document, const struct async_web_response_options *options)
{
	struct async_web_response_options as_text = *options;

	as_text.text = async_json_dumps(document);
	json_decref(document);
	if (as_text.content_type == NULL)
		as_text.content_type = "application/json; charset=utf-8";
	return as_text.text != NULL ? async_web_response_(&as_text) : NULL;
}

/* ---- Sending it ---- */

/* Hand its headers to libevent. Returns: the request that is answered, or NULL: the client has
 * left, or there is no memory. */
static struct evhttp_request *hand_over(struct async_web_response *response,
					struct async_web_request *request)
{
	struct web_connection *connection = request->connection;
	struct evhttp_request *to = connection->request;
	struct evkeyvalq *headers;

	if (connection->gone)
		return NULL;
	headers = evhttp_request_get_output_headers(to);
	for (const struct evkeyval *h = response->headers.tqh_first; h != NULL;
	     h = h->next.tqe_next)
		if (evhttp_add_header(headers, h->key, h->value) != 0)
			return NULL;
	evhttp_request_set_on_complete_cb(to, web_connection_sent, connection);
	return to;
}

static void send_at_once(struct async_web_response *response, struct async_web_request *request)
{
	struct evhttp_request *to = hand_over(response, request);
	bool only_headers = strcmp(request->method, "HEAD") == 0 || response->status == 204 ||
			    response->status == 304;
	char length[32];

	if (to == NULL)
		return;
	snprintf(length, sizeof length, "%zu", evbuffer_get_length(response->body));
	if (response->status != 204 && response->status != 304)
		evhttp_add_header(evhttp_request_get_output_headers(to), "Content-Length", length);
	web_connection_be_patient(request->connection);
	if (request->connection->gone)
		return;
	evhttp_send_reply(to, response->status, response->reason,
			  only_headers ? NULL : response->body);
	web_request_end(request);
}

/* ---- While it is made ---- */

struct async_web_response *
async_web_stream_response_(const struct async_web_response_options *options)
{
	struct async_web_response *response = new_response(options);

	if (response != NULL)
		response->streams = true;
	return response;
}

int async_web_response_prepare(struct async_web_response *response,
			       struct async_web_request *request)
{
	struct evhttp_request *to;

	if (task_may_suspend("async_web_response_prepare()") == NULL)
		return 0;
	if (!response->streams || request->prepared != NULL || request->connection == NULL) {
		error_raise(RuntimeError, "the response cannot be prepared: it is none of "
					  "async_web_stream_response(), or another one was begun");
		return 0;
	}
	to = hand_over(response, request);
	if (to == NULL) {
		error_raise(ClientDisconnectedError, "Cannot write to closing transport");
		return 0;
	}
	/* evhttp would promise an empty body to an old client that wants to stay */
	if (to->minor == 0)
		evhttp_remove_header(evhttp_request_get_input_headers(to), "Connection");
	request->prepared = response;
	response->request = request;
	evhttp_send_reply_start(to, response->status, response->reason);
	return 0;
}

/* The connection that [response] is written to. Raises, and returns NULL, if there is none. */
static struct web_connection *open_connection(const struct async_web_response *response)
{
	if (response->request == NULL || response->ended) {
		error_raise(RuntimeError, response->ended ? "Cannot call write() after write_eof()"
							  : "Cannot call write() before prepare()");
		return NULL;
	}
	if (!response->request->connection->gone)
		return response->request->connection;
	return error_raise(ClientDisconnectedError, "Cannot write to closing transport");
}

static void stop_waiting(struct async_future *future)
{
	((struct waiting_to_write *)future)->connection->waiter = NULL;
	future_fini(future);
}

static void wait_for_client(struct web_connection *connection, struct async_task *task)
{
	static const struct future_methods methods = { .abandon = stop_waiting };
	struct waiting_to_write waiting = { .connection = connection };

	future_init(&waiting.future, connection->wire.loop, NULL, &methods);
	connection->waiter = &waiting.future;
	task_wait(task, &waiting.future, "HTTP client", 0);
	stop_waiting(&waiting.future);
}

/* Wait until the client has taken most of what was written. */
static void drain(const struct async_web_response *response, struct async_task *task)
{
	struct web_connection *connection = response->request->connection;

	web_connection_be_patient(connection);
	while (!connection->gone && async_exception() == NULL &&
	       evbuffer_get_length(bufferevent_get_output(connection->bev)) > HIGH)
		wait_for_client(connection, task);
	loop_remove(connection->wire.loop, &connection->patience);
	if (connection->gone && async_exception() == NULL)
		error_raise(ClientDisconnectedError, "Cannot write to closing transport");
}

int async_web_response_write(struct async_web_response *response, const void *data, size_t size)
{
	struct async_task *task = task_may_suspend("async_web_response_write()");
	struct web_connection *connection = task != NULL ? open_connection(response) : NULL;

	if (connection == NULL)
		return 0;
	if (evbuffer_add(response->body, data, size) != 0) {
		error_raise(MemoryError, "no memory for what is to be sent");
		return 0;
	}
	evhttp_send_reply_chunk(connection->request, response->body);
	evbuffer_drain(response->body, evbuffer_get_length(response->body));
	if (evbuffer_get_length(bufferevent_get_output(connection->bev)) > HIGH)
		drain(response, task);
	return 0;
}

static void end_stream(struct async_web_response *response)
{
	struct async_web_request *request = response->request;
	struct web_connection *connection = request->connection;

	response->ended = true;
	if (connection->gone)
		return;
	web_connection_be_patient(connection);
	if (connection->gone)
		return;
	evhttp_send_reply_end(connection->request);
	web_request_end(request);
}

int async_web_response_write_eof(struct async_web_response *response)
{
	struct async_task *task = task_may_suspend("async_web_response_write_eof()");

	if (task != NULL && !response->ended && open_connection(response) != NULL)
		end_stream(response);
	return 0;
}

void web_response_send(struct async_web_response *response, struct async_web_request *request)
{
	if (response->ended)
		return;
	if (response->streams && response->request == request)
		end_stream(response);
	else if (request->prepared == NULL && !response->streams)
		send_at_once(response, request);
}
