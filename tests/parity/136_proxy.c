/* A proxy between two connections: two pumps, the ends passed on, and one that cannot be
 * reached. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

struct pump {
	const char *name;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

static void *pump(void *arg)
{
	const struct pump *self = arg;
	const char *data;
	size_t total = 0, size;
	while (data = AWAIT(async_stream_reader_read(self->reader, 1000, &size)), size > 0) {
		async_stream_writer_write(self->writer, data, size);
		AWAIT(async_stream_writer_drain(self->writer));
		total += size;
	}
	if (async_stream_writer_can_write_eof(self->writer))
		async_stream_writer_write_eof(self->writer);
	printf("  %s: %zu bytes\n", self->name, total);
	return NULL;
}

static void *proxy(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	const int *port = arg;
	EXCEPTION(e);
	struct async_stream_reader *from;
	struct async_stream_writer *to;
	TRY(async_open_connection(&from, &to, "127.0.0.1", *port));
	if (EXCEPT(ConnectionRefusedError, e)) {
		async_stream_writer_printf(writer, "503 nobody there\n");
		async_stream_writer_close(writer);
		return NULL;
	}
	AWAIT(async_gather(NULL, async_create_task(pump, "up", reader, to),
			   async_create_task(pump, "down", from, writer)));
	async_stream_writer_close(to);
	AWAIT(async_stream_writer_wait_closed(to));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("  proxy closed both");
	return NULL;
}

/* line[::-1].strip() */
static const char *reversed(const char *line)
{
	size_t n = strcspn(line, "\n");
	char *text = async_alloc(n + 1);
	for (size_t i = 0; i < n; i++)
		text[i] = line[n - 1 - i];
	return text;
}

static void *origin(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	ASYNC_FOR(line, reader)
		async_stream_writer_printf(writer, "origin says %s\n", reversed(line));
	async_stream_writer_printf(writer, "origin has no more\n");
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int fetch(int port, const char *const *lines)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	for (; *lines; lines++) {
		async_stream_writer_printf(writer, "%s", *lines);
		puts(REPR(async_stream_reader_readline(reader, &size)));
	}
	async_stream_writer_write_eof(writer);
	puts(REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

static void *main_task(void *arg)
{
	struct async_server *server = AWAIT(async_start_server(origin, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	int port = async_server_port(server);
	struct async_server *front = AWAIT(async_start_server(proxy, &port, "127.0.0.1", 0));
	ASYNC_WITH(front);
	int front_port = async_server_port(front);
	AWAIT(fetch(front_port, (const char *const[]){ "olso\n", "amil\n", NULL }));
	AWAIT(async_sleep(1));
	async_server_close(server);
	AWAIT(fetch(front_port, (const char *const[]){ NULL }));
	AWAIT(async_sleep(1));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
