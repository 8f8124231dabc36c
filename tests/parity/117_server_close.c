/* How a server ends, with connections that are open, and who waits for that. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

static void *handler_ends(void *writer)
{
	printf("  handler ends, closing %s\n", py(async_stream_writer_is_closing(writer)));
	async_stream_writer_close(writer);
	return NULL;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	FINALLY(handler_ends, writer);
	EXCEPTION(e);
	size_t size = 0;
	const char *line = TRY(async_stream_reader_readline(reader, &size));
	if (!async_exception())
		printf("  handler read %s\n", repr(line, size));
	if (size > 0)
		TRY(async_stream_reader_read(reader, SIZE_MAX, NULL));
	if (EXCEPT(CancelledError, e)) {
		puts("  handler cancelled");
		async_reraise(e);
	}
	return arg;
}

struct connection {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

ASYNC static struct connection *connect_to(struct async_server *server)
{
	struct connection *self = async_alloc(sizeof *self);
	int port = async_server_port(server);
	AWAIT(async_open_connection(&self->reader, &self->writer, "127.0.0.1", port));
	async_stream_writer_write(self->writer, "hello\n", 6);
	AWAIT(async_sleep(0.1));
	return self;
}

struct closed { struct async_server *server; const char *name; };

static void *closed(void *arg)
{
	const struct closed *self = arg;
	AWAIT(async_server_wait_closed(self->server));
	printf("  closed, says %s\n", self->name);
	return NULL;
}

ASYNC static int outlives(void)
{
	puts("a connection outlives the server");
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	int port = async_server_port(server);
	struct async_task *waiters[] = { async_create_task(closed, server, "first"),
					 async_create_task(closed, server, "second") };
	struct connection *c = AWAIT(connect_to(server)), refused;
	async_server_close(server);
	async_server_close(server);
	AWAIT(async_sleep(1));
	size_t count;
	async_server_sockets(server, &count);
	printf("  serving %s sockets %s done %s\n", py(async_server_is_serving(server)),
	       count ? "(...)" : "()", py(async_task_done(waiters[0])));
	{
		EXCEPTION(e);
		TRY(async_open_connection(&refused.reader, &refused.writer, "127.0.0.1", port));
		if (EXCEPT(ConnectionRefusedError, e))
			puts("  refused");
	}
	async_stream_writer_close(c->writer);
	AWAIT(async_gather_array(NULL, waiters, 2));
	AWAIT(async_server_wait_closed(server));
	return 0;
}

ASYNC static int end_clients(const char *name, void (*end)(struct async_server *server))
{
	puts(name);
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	struct connection *c = AWAIT(connect_to(server));
	async_server_close(server);
	end(server);
	printf("  client reads %s\n", REPR(async_stream_reader_read(c->reader, SIZE_MAX, &size)));
	AWAIT(async_server_wait_closed(server));
	async_stream_writer_close(c->writer);
	AWAIT(async_sleep(0.1));
	return 0;
}

struct serve_forever { struct async_server *server; };

static void *serve_forever(void *arg)
{
	const struct serve_forever *self = arg;
	AWAIT(async_server_serve_forever(self->server));
	return NULL;
}

ASYNC static int cancelled(void)
{
	puts("serve_forever, cancelled");
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0,
							       .wait_to_serve = true));
	printf("  serving %s\n", py(async_server_is_serving(server)));
	struct async_task *forever = async_create_task(serve_forever, server);
	AWAIT(async_sleep(0.1));
	printf("  serving %s\n", py(async_server_is_serving(server)));
	EXCEPTION(e);
	TRY(async_server_serve_forever(server));
	if (EXCEPT(RuntimeError, e))
		puts("  RuntimeError");
	struct connection *c = AWAIT(connect_to(server));
	async_task_cancel(forever);
	AWAIT(async_sleep(1));
	printf("  serving %s done %s\n", py(async_server_is_serving(server)),
	       py(async_task_done(forever)));
	async_stream_writer_close(c->writer);
	TRY(async_await(forever));
	if (EXCEPT(CancelledError, e))
		puts("  cancelled");
	TRY(async_server_serve_forever(server));
	if (EXCEPT(RuntimeError, e))
		puts("  RuntimeError");
	return 0;
}

static void close_server(void *server)
{
	async_server_close(server);
}

ASYNC static int close_ends_it(void)
{
	puts("close() ends serve_forever");
	EXCEPTION(e);
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	async_loop_call_later(NULL, 1, close_server, server);
	TRY(async_server_serve_forever(server));
	if (EXCEPT(CancelledError, e))
		printf("  cancelled %d\n", async_task_cancelling(async_current_task()));
	return 0;
}

ASYNC static int within_timeout(struct async_server **server)
{
	TIMEOUT(scope, 1);
	*server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(*server);
	struct connection *c = AWAIT(connect_to(*server));
	async_stream_writer_close(c->writer);
	AWAIT(async_server_serve_forever(*server));
	return 0;
}

static void *main_task(void *arg)
{
	EXCEPTION(e);
	struct async_server *server = NULL;
	AWAIT(outlives());
	AWAIT(end_clients("close_clients", async_server_close_clients));
	AWAIT(end_clients("abort_clients", async_server_abort_clients));
	AWAIT(cancelled());
	AWAIT(close_ends_it());
	puts("a server within a timeout");
	TRY(within_timeout(&server));
	if (EXCEPT(TimeoutError, e))
		printf("  timeout, serving %s\n", py(async_server_is_serving(server)));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
