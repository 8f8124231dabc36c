/* A response: how it arrives, how long it stays, and what is said before its body. */

#include "web/client-internal.h"
#include "memory-internal.h"

/* Of a body that comes in faster than it is read so much is kept, in bytes; and reading goes on
 * when so little is left. */
enum { HIGH = 128 * 1024, LOW = 64 * 1024 };

/* ---- How it arrives ---- */

void http_response_tell(struct async_client_response *response)
{
	if (response->waiter != NULL)
		future_set_result(response->waiter, NULL);
}

void http_response_break(struct async_client_response *response, int why)
{
	if (response->state == RESPONSE_COMPLETE || response->state == RESPONSE_BROKEN)
		return;
	response->state = RESPONSE_BROKEN;
	response->broke = why;
	if (response->connection != NULL)
		wire_tell(&response->connection->wire);
}

static void pause_reading(struct async_client_response *response)
{
	bufferevent_disable(response->connection->bev, EV_READ);
	response->paused = true;
}

void http_response_receive(struct async_client_response *response, struct evbuffer *buffer)
{
	size_t kept;

	response->received += evbuffer_get_length(buffer);
	if (evbuffer_add_buffer(response->body, buffer) != 0)
		http_response_break(response, BROKE_MEMORY);
	kept = evbuffer_get_length(response->body);
	if (response->whole && kept > response->session->max_size)
		http_response_break(response, BROKE_TOO_LARGE);
	if (!response->whole && kept > HIGH && response->connection != NULL)
		pause_reading(response);
}

void http_response_resume(struct async_client_response *response)
{
	if (!response->paused || response->connection == NULL ||
	    (!response->whole && evbuffer_get_length(response->body) > LOW))
		return;
	response->paused = false;
	bufferevent_enable(response->connection->bev, EV_READ);
}

struct waiting {				/* lies on the stack of the task that waits */
	struct async_future future;		/* first, so that one pointer is both */
	struct async_client_response *response;
};

static void stop_waiting(struct async_future *future)
{
	((struct waiting *)future)->response->waiter = NULL;
	future_fini(future);
}

void http_response_wait(struct async_client_response *response, struct async_task *task)
{
	static const struct future_methods methods = { .abandon = stop_waiting };
	struct waiting waiting = { .response = response };

	if (response->waiter != NULL) {
		error_raise(RuntimeError, "another task is reading this response already");
		return;
	}
	future_init(&waiting.future, response->session->loop, NULL, &methods);
	response->waiter = &waiting.future;
	task_wait(task, &waiting.future, "HTTP response", 0);
	stop_waiting(&waiting.future);
}

/* ---- Life ---- */

void async_client_response_close(struct async_client_response *response)
{
	http_response_break(response, BROKE_CLOSED);
	if (response->connection != NULL)
		http_connection_release(response->connection, false);
	if (response->session->loop != NULL)
		loop_remove(response->session->loop, &response->timer);
	http_response_tell(response);
}

void async_client_response_release(struct async_client_response *response)
{
	if (response->state == RESPONSE_COMPLETE && response->connection != NULL)
		http_connection_release(response->connection, true);
	else if (response->state != RESPONSE_COMPLETE)
		async_client_response_close(response);
}

static void time_up(struct loop_callback *timer)
{
	struct async_client_response *response =
		CONTAINER_OF(timer, struct async_client_response, timer);

	if (response->state == RESPONSE_COMPLETE)
		return;
	http_response_break(response, BROKE_TIMEOUT);
	async_client_response_close(response);
}

void http_response_limit(struct async_client_response *response, int64_t deadline)
{
	response->timer.run = time_up;
	if (loop_at(response->session->loop, &response->timer, deadline) != 0)
		error_raise(MemoryError, "no room for a timer");
}

static void forget_response(void *memory)
{
	struct async_client_response *response = memory;

	async_client_response_close(response);
	if (response->request != NULL)
		evhttp_request_free(response->request);
	if (response->body != NULL)
		evbuffer_free(response->body);
	if (response->given != NULL)
		evbuffer_free(response->given);
	http_session_release(response->session);
}

static void *enter(struct async_context_manager *manager)
{
	return manager;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	(void)e;
	async_client_response_release((struct async_client_response *)manager);
	return false;
}

struct async_client_response *http_response_new(struct async_client_session *session)
{
	struct async_client_response *response =
		memory_pool_get(memory_current(), sizeof *response, forget_response);

	if (response == NULL)
		return error_raise(MemoryError, "no memory for a response");
	response->manager.aenter = enter;
	response->manager.aexit = leave;
	response->chunks.anext = http_response_next_chunk;
	response->session = session;
	session->references++;
	response->body = evbuffer_new();
	if (response->body == NULL)
		return error_raise(MemoryError, "no memory for a response");
	return response;
}

struct evhttp_request *http_response_begin(struct async_client_response *response,
					   const struct url *url)
{
	if (response->request != NULL)
		evhttp_request_free(response->request);
	response->url = url;
	response->state = RESPONSE_SENT;
	response->received = 0;
	response->paused = false;
	response->tls_words[0] = '\0';
	evbuffer_drain(response->body, evbuffer_get_length(response->body));
	response->request = http_connection_new_request(response);
	if (response->request == NULL)
		error_raise(MemoryError, "no memory for a request");
	return response->request;
}

/* ---- What is said before the body ---- */

int async_client_response_status(const struct async_client_response *response)
{
	return evhttp_request_get_response_code(response->request);
}

const char *async_client_response_reason(const struct async_client_response *response)
{
	return evhttp_request_get_response_code_line(response->request);
}

const char *async_client_response_header(const struct async_client_response *response,
					 const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(response->request), name);
}

const char *async_client_response_url(const struct async_client_response *response)
{
	return response->url->text;
}

bool async_client_response_ok(const struct async_client_response *response)
{
	return async_client_response_status(response) < 400;
}

void async_client_response_raise_for_status(struct async_client_response *response)
{
	if (async_client_response_ok(response))
		return;
	http_response_raise_status(response, ClientResponseError,
				   async_client_response_reason(response));
	async_client_response_release(response);
}
