/* The body of a response: as a whole, as JSON, in parts. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "web/client-internal.h"
#include "web/json.h"

/* ---- As a whole ---- */

static bool is_too_large(const struct async_client_response *response)
{
	const char *length = async_client_response_header(response, "Content-Length");
	size_t most = response->session->max_size;

	return evbuffer_get_length(response->body) > most ||
	       (length != NULL && strtoull(length, NULL, 10) > most &&
		response->state == RESPONSE_BEGUN);
}

/* Wait until all of the body is there. Returns: false if it will not be. */
static bool read_all(struct async_client_response *response, struct async_task *task)
{
	response->whole = true;
	if (is_too_large(response)) {
		response->state = RESPONSE_BROKEN;
		response->broke = BROKE_TOO_LARGE;
	}
	http_response_resume(response);
	while (response->state == RESPONSE_BEGUN && async_exception() == NULL)
		http_response_wait(response, task);
	if (response->state == RESPONSE_BROKEN && async_exception() == NULL)
		http_response_raise(response);
	if (async_exception() != NULL)
		async_client_response_close(response);
	return async_exception() == NULL;
}

/* All that is in [buffer] in one piece, with a NUL behind it, which is not part of it. */
static const char *in_one_piece(struct evbuffer *buffer, size_t *size)
{
	const char *data = NULL;

	*size = evbuffer_get_length(buffer);
	if (evbuffer_expand(buffer, 1) == 0 && evbuffer_add(buffer, "", 1) == 0)
		data = (const char *)evbuffer_pullup(buffer, -1);
	return data != NULL ? data : error_raise(MemoryError, "no memory for a body");
}

const char *async_client_response_read(struct async_client_response *response, size_t *size)
{
	struct async_task *task;

	if (response == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_suspend("async_client_response_read()");
	if (task == NULL)
		return NULL;
	if (response->all == NULL && read_all(response, task))
		response->all = in_one_piece(response->body, &response->all_size);
	if (size != NULL)
		*size = response->all_size;
	return response->all;
}

const char *async_client_response_text(struct async_client_response *response)
{
	return async_client_response_read(response, NULL);
}

/* application/json, application/problem+json; what stands behind a semicolon does not count. */
static bool is_json(const char *type)
{
	static const char *const json = "application/json";
	size_t length = type != NULL ? strcspn(type, "; \t") : 0;

	return (length == strlen(json) && strncasecmp(type, json, length) == 0) ||
	       (length > 5 && strncasecmp(type + length - 5, "+json", 5) == 0);
}

json_t *async_client_response_json(struct async_client_response *response)
{
	const char *type, *text = async_client_response_read(response, NULL);
	char message[200];

	if (text == NULL)
		return NULL;
	type = async_client_response_header(response, "Content-Type");
	if (!is_json(type)) {
		snprintf(message, sizeof message,
			 "Attempt to decode JSON with unexpected mimetype: %s",
			 type != NULL ? type : "");
		return http_response_raise_status(response, ContentTypeError, message);
	}
	return async_json_loads(text, response->all_size);
}

/* ---- In parts ---- */

/* Hand [most] bytes over; 0: all that there are. */
static const struct async_chunk *take(struct async_client_response *response, size_t most)
{
	size_t there = evbuffer_get_length(response->body);

	if (response->given == NULL && (response->given = evbuffer_new()) == NULL)
		return error_raise(MemoryError, "no memory for a part of a body");
	evbuffer_drain(response->given, evbuffer_get_length(response->given));
	evbuffer_remove_buffer(response->body, response->given,
			       most > 0 && most < there ? most : there);
	http_response_resume(response);
	response->chunk.data = in_one_piece(response->given, &response->chunk.size);
	return response->chunk.data != NULL ? &response->chunk : NULL;
}

const struct async_chunk *async_client_response_chunk(struct async_client_response *response,
						      size_t most)
{
	struct async_task *task;

	if (response == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	task = task_may_suspend("async_client_response_chunk()");
	if (task == NULL)
		return NULL;
	while (evbuffer_get_length(response->body) == 0 && response->state == RESPONSE_BEGUN &&
	       async_exception() == NULL)
		http_response_wait(response, task);
	if (async_exception() != NULL)
		return NULL;
	if (evbuffer_get_length(response->body) == 0 && response->state == RESPONSE_BROKEN)
		return http_response_raise(response);
	return take(response, most);
}

void *http_response_next_chunk(struct async_iterator *iterator)
{
	struct async_client_response *response =
		CONTAINER_OF(iterator, struct async_client_response, chunks);
	const struct async_chunk *chunk = async_client_response_chunk(response, response->most);

	if (chunk != NULL && chunk->size == 0)
		return error_raise(StopAsyncIteration, "%s", "");
	return (void *)chunk;
}

struct async_iterator *async_client_response_chunks(struct async_client_response *response,
						    size_t most)
{
	response->most = most;
	return &response->chunks;
}
