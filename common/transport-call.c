/* How transports call their protocols: each call has an error indicator and memory of its own. And
 * when they call those of flow control. */

#include "transport-internal.h"

/* ---- Calls to the protocol ---- */

/* A protocol may be called in the middle of a task, while an exception is raised there: so each
 * call has an indicator of its own. */
struct calling {
	struct error_state errors, *former_errors;
	struct memory_pool *former_memory;
};

static void begin_call(struct calling *calling, struct async_transport *t)
{
	transport_keep(t);
	calling->errors = (struct error_state){ 0 };
	calling->former_errors = error_use(&calling->errors);
	calling->former_memory = memory_use(&t->memory);
}

static struct exception *end_call(struct calling *calling, struct async_transport *t)
{
	struct exception *e = error_take();

	memory_use(calling->former_memory);
	error_use(calling->former_errors);
	error_fini(&calling->errors);
	transport_release(t);
	if (e != NULL && exception_is_exit(e)) {
		error_put(e);
		e = NULL;
	}
	return e;
}

struct exception *transport_call_made(struct async_transport *t)
{
	struct calling calling;

	if (t->protocol->methods->connection_made == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->connection_made(t->protocol, t);
	return end_call(&calling, t);
}

struct exception *transport_call_data(struct async_transport *t, const void *data, size_t size)
{
	struct calling calling;

	if (t->protocol->methods->data_received == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->data_received(t->protocol, data, size);
	return end_call(&calling, t);
}

struct exception *transport_call_eof(struct async_transport *t, bool *keep_open)
{
	struct calling calling;

	*keep_open = false;
	if (t->protocol->methods->eof_received == NULL)
		return NULL;
	begin_call(&calling, t);
	*keep_open = t->protocol->methods->eof_received(t->protocol);
	return end_call(&calling, t);
}

struct exception *transport_call_lost(struct async_transport *t)
{
	struct calling calling;

	if (t->protocol->methods->connection_lost == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->connection_lost(t->protocol, t->exception != NULL
								   ? &t->exception->seen
								   : NULL);
	return end_call(&calling, t);
}

struct exception *transport_call_get_buffer(struct async_transport *t, void **buffer, size_t *size)
{
	struct calling calling;

	*size = 0;
	begin_call(&calling, t);
	*buffer = t->protocol->methods->get_buffer(t->protocol, size);
	if (*buffer == NULL || *size == 0)
		error_raise(RuntimeError, "get_buffer() returned an empty buffer");
	return end_call(&calling, t);
}

struct exception *transport_call_updated(struct async_transport *t, size_t size)
{
	struct calling calling;

	if (t->protocol->methods->buffer_updated == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->buffer_updated(t->protocol, size);
	return end_call(&calling, t);
}

struct exception *transport_call_datagram(struct async_transport *t, const void *data,
					  size_t size, const struct sockaddr *from)
{
	struct calling calling;

	if (t->protocol->methods->datagram_received == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->datagram_received(t->protocol, data, size, from);
	return end_call(&calling, t);
}

struct exception *transport_call_error(struct async_transport *t, const struct exception *error)
{
	struct calling calling;

	if (t->protocol->methods->error_received == NULL)
		return NULL;
	begin_call(&calling, t);
	t->protocol->methods->error_received(t->protocol, &error->seen);
	return end_call(&calling, t);
}

struct exception *transport_watch(struct async_transport *t, int fd,
				  void (*add)(struct async_loop *loop, int fd,
					      void (*fn)(void *arg), void *arg),
				  void (*fn)(void *arg))
{
	struct calling calling;

	begin_call(&calling, t);
	add(t->loop, fd, fn, t);
	return end_call(&calling, t);
}

void transport_report(struct async_transport *t, const char *message, const struct exception *e)
{
	const struct async_exception_context context = {
		.message = message,
		.exception = &e->seen,
	};

	async_loop_call_exception_handler(t->loop, &context);
}

/* ---- Water marks ---- */

void transport_maybe_pause(struct async_transport *t)
{
	struct calling calling;
	struct exception *e;

	if (t->protocol_paused || async_transport_get_write_buffer_size(t) <= t->high)
		return;
	t->protocol_paused = true;
	if (t->protocol->methods->pause_writing == NULL)
		return;
	begin_call(&calling, t);
	t->protocol->methods->pause_writing(t->protocol);
	e = end_call(&calling, t);
	if (e != NULL)
		transport_report(t, "protocol.pause_writing() failed", e);
	exception_release(e);
}

void transport_maybe_resume(struct async_transport *t)
{
	struct calling calling;
	struct exception *e;

	if (!t->protocol_paused || async_transport_get_write_buffer_size(t) > t->low)
		return;
	t->protocol_paused = false;
	if (t->protocol->methods->resume_writing == NULL)
		return;
	begin_call(&calling, t);
	t->protocol->methods->resume_writing(t->protocol);
	e = end_call(&calling, t);
	if (e != NULL)
		transport_report(t, "protocol.resume_writing() failed", e);
	exception_release(e);
}

size_t async_transport_get_write_buffer_size(const struct async_transport *t)
{
	bool has = t->loop != NULL && t->methods->get_write_buffer_size != NULL;

	return has ? t->methods->get_write_buffer_size(t) : 0;
}

void async_transport_set_write_buffer_limits(struct async_transport *t, size_t high, size_t low)
{
	if (high < low) {
		error_raise(ValueError, "high (%zu) must be >= low (%zu) must be >= 0", high, low);
		return;
	}
	t->high = high;
	t->low = low;
	if (t->loop != NULL)
		transport_maybe_pause(t);
}

void async_transport_get_write_buffer_limits(const struct async_transport *t, size_t *high,
					     size_t *low)
{
	*high = t->high;
	*low = t->low;
}
