/* Servers of streams: each connection is handled by a task of its own, which the stream belongs
 * to. */

#include "server-internal.h"
#include "stream-internal.h"

struct stream_server {				/* in the server's memory */
	struct async_stream_handler_ handler;
	size_t limit;
};

/* ---- The task of a connection ---- */

struct handle_connection { struct stream *stream; };

static void *handle_connection(void *arg)
{
	struct stream *stream = ((const struct handle_connection *)arg)->stream;
	const struct async_stream_handler_ *handler = &stream->server->handler;

	handler->handle(&stream->reader, &stream->writer, handler->arg);
	if (async_exception() == NULL)
		stream_leave(stream);
	return NULL;
}

/* It is done. What it raised nobody else has heard of. */
static void handled(struct loop_callback *callback)
{
	struct stream *stream = CONTAINER_OF(callback, struct stream, handled.callback);
	struct async_future *task = stream->handled.future;
	struct exception *e = future_exception(task);
	const struct async_exception_context context = {
		.message = "Unhandled exception in client_connected_cb",
		.exception = (struct async_exception *)e,
	};

	if (e != NULL && !async_future_cancelled(task))
		async_loop_call_exception_handler(task->loop, &context);
	if (e != NULL)
		async_transport_close(stream->writer.transport);
	future_release(task);
}

static void drop_handled(struct loop_callback *callback)
{
	struct stream *stream = CONTAINER_OF(callback, struct stream, handled.callback);

	if (stream->handled.future != NULL)
		future_release(stream->handled.future);
}

/* Raises: MemoryError. */
static void begin_handling(struct stream *stream)
{
	const struct async_stream_handler_ *handler = &stream->server->handler;
	struct handle_connection arguments = { stream };
	struct memory_pool memory = { 0 };
	struct stream **slot = stream_slot(&memory);
	struct async_task *task = slot == NULL ? NULL : task_create(
		stream->reader.loop, (struct async_call){
			.fn = handle_connection,
			.name = handler->name,
			.site = handler->site,
			.arguments = &arguments,
			.size = sizeof arguments,
		});

	if (task == NULL) {
		memory_pool_free(&memory);
		error_raise(MemoryError, "no memory for a connection");
		async_transport_abort(stream->writer.transport);
		return;
	}
	stream_own(slot, stream);
	memory_pool_move(&memory, &task->memory);
	stream->handled.callback.run = handled;
	stream->handled.callback.drop = drop_handled;
	stream->handled.keeps = true;
	future_add_waiter(&task->future, &stream->handled);
	async_detach(task);
}

/* ---- Servers ---- */

static struct async_protocol *make_stream(void *arg)
{
	const struct stream_server *server = arg;
	struct stream *stream = stream_new(server->handler.site, server->limit);

	if (stream == NULL)
		return NULL;
	stream->server = server;
	stream->made = begin_handling;
	return &stream->protocol;
}

static void end_memory(void *memory)
{
	memory_pool_free(memory);
}

/* Set the factory of [plan]. What that needs is in a pool, which passes to the server; until then
 * it is the task's, which may be dropped in the middle. Raises: MemoryError, and returns false. */
static bool prepare(struct server_plan *plan, const struct async_stream_handler_ *handler,
		    const struct async_server_options *options)
{
	struct memory_pool *memory =
		memory_pool_get(memory_current(), sizeof *memory, end_memory);
	struct stream_server *server =
		memory != NULL ? memory_pool_get(memory, sizeof *server, NULL) : NULL;

	if (server == NULL) {
		async_raise_(handler->site, MemoryError, "no memory for a server");
		return false;
	}
	*server = (struct stream_server){ *handler, options->limit };
	*plan = (struct server_plan){
		.factory = make_stream,
		.arg = server,
		.options = options,
		.memory = memory,
	};
	return true;
}

struct async_server *async_start_server_(struct async_stream_handler_ handler, const char *host,
					 int port, const struct async_server_options *options)
{
	struct server_plan plan;

	if (task_may_call("async_start_server()") == NULL || !prepare(&plan, &handler, options))
		return NULL;
	return server_open(&plan, host, port);
}

struct async_server *async_start_unix_server_(struct async_stream_handler_ handler,
					      const char *path,
					      const struct async_server_options *options)
{
	struct server_plan plan;

	if (task_may_call("async_start_unix_server()") == NULL ||
	    !prepare(&plan, &handler, options))
		return NULL;
	return server_open_unix(&plan, path);
}
