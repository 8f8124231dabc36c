/* A run that ends while a server serves and a handler waits: the handler is cancelled, and cleans
 * up. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

static void *handler_ends(void *writer)
{
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("handler ends");
	return NULL;
}

ASYNC static int read_lines(struct async_stream_reader *reader)
{
	const char *line;
	size_t size;
	while (line = AWAIT(async_stream_reader_readline(reader, &size)), size > 0)
		printf("handler read %s\n", repr(line, size));
	return 0;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	FINALLY(handler_ends, writer);
	EXCEPTION(e);
	TRY(read_lines(reader));
	if (EXCEPT(CancelledError, e)) {
		printf("handler cancelled, closing %s\n",
		       py(async_stream_writer_is_closing(writer)));
		async_stream_writer_printf(writer, "the desk closes\n");
		AWAIT(async_stream_writer_drain(writer));
		async_reraise(e);
	}
	return arg;
}

ASYNC static int read_fours(struct async_stream_reader *reader)
{
	for (;;)
		printf("client read %s\n", REPR(async_stream_reader_readexactly(reader, 4, &size)));
}

struct listen_on { struct async_stream_reader *reader; };

static void *listen_on(void *arg)
{
	const struct listen_on *self = arg;
	EXCEPTION(e);
	TRY(read_fours(self->reader));
	if (EXCEPT(IncompleteReadError, e)) {
		size_t size;
		const char *partial = async_incomplete_read_partial(e, &size);
		printf("client read the rest %s\n", repr(partial, size));
	}
	return NULL;
}

static void *leave_it_open(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", async_server_port(server)));
	async_stream_writer_printf(writer, "one ticket\n");
	AWAIT(async_sleep(1));
	printf("main ends, serving %s\n", py(async_server_is_serving(server)));
	return arg;
}

static void *raise_within(void *arg)
{
	(void)arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", async_server_port(server)));
	struct async_task *listening = async_create_task(listen_on, reader);
	async_stream_writer_printf(writer, "two tickets\n");
	AWAIT(async_sleep(1));
	async_stream_writer_write_eof(writer);
	AWAIT(async_await(listening));
	async_stream_writer_close(writer);
	return async_raise(LookupError, "sold out");
}

int main(void)
{
	EXCEPTION(e);
	async_run(leave_it_open);
	async_run(raise_within);
	if (EXCEPT(LookupError, e))
		printf("main raised %s\n", e->message);
	return 0;
}
