/* Ours, on streams: async_start_server(), and a reader and a writer a connection. */

#include "async.h"

#include "listen.h"

static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer,
		  void *arg)
{
	const char *data;
	size_t size;

	(void)arg;
	while ((data = AWAIT(async_stream_reader_read(reader, ROOM, &size))), size > 0) {
		async_stream_writer_write(writer, data, size);
		AWAIT(async_stream_writer_drain(writer));
	}
	return NULL;
}

static void *serve(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, NULL, 0, .sock = listen_and_say()));

	(void)arg;
	AWAIT(async_server_serve_forever(server));
	return NULL;
}

int main(void)
{
	async_run(serve);
	return 0;
}
