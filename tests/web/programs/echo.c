/* An echo server for other people's clients: tests/web/echo.sh. Prints the port that it listens at,
 * and "full" when more waits for a client than it may; at the end of each connection the most that
 * waited, in bytes. Serves until it is ended. */

#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include "async.h"

enum { PIECE = 64 << 10, IN_KERNEL = 64 << 10 };

ASYNC static size_t echo(struct async_stream_reader *reader, struct async_stream_writer *writer)
{
	const struct async_transport *transport = async_stream_writer_transport(writer);
	size_t high, low, size, most = 0;
	const char *bytes;

	async_transport_get_write_buffer_limits(transport, &high, &low);
	while (bytes = AWAIT(async_stream_reader_read(reader, PIECE, &size)), size > 0) {
		async_stream_writer_write(writer, bytes, size);
		size_t waits = async_transport_get_write_buffer_size(transport);
		if (waits > high && most <= high) {
			printf("full\n");
			fflush(stdout);
		}
		if (waits > most)
			most = waits;
		AWAIT(async_stream_writer_drain(writer));
	}
	return most;
}

static void *serve(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	size_t most = AWAIT(echo(reader, writer));

	printf("%zu\n", most);
	fflush(stdout);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

/* Where the kernel keeps little, it is sooner our turn to wait. */
static void keep_little(const struct async_server *server)
{
	const int size = IN_KERNEL;
	size_t count;
	const int *sockets = async_server_sockets(server, &count);

	for (size_t i = 0; i < count; i++)
		setsockopt(sockets[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

static void *main_task(void *arg)
{
	struct async_server *server = AWAIT(async_start_server(serve, NULL, "127.0.0.1", 0));

	ASYNC_WITH(server);
	keep_little(server);
	printf("%d\n", async_server_port(server));
	fflush(stdout);
	AWAIT(async_server_serve_forever(server));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
