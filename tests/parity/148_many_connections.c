/* Sixty connections at once, each a few lines; and more bytes than fit into one read. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static int served = 0;

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	served++;
	ASYNC_FOR(line, reader) {
		async_stream_writer_write(writer, line, strlen(line));
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	return arg;
}

/* f"{i} {j} {'x' * (i * j)}\n" */
static const char *text_of(int i, int j)
{
	char *x = async_alloc(i * j + 1);
	return async_sprintf("%d %d %s\n", i, j, (char *)memset(x, 'x', i * j));
}

struct client { int port, i; };

static void *client(void *arg)
{
	const struct client *self = arg;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", self->port));
	for (int j = 0; j < 5; j++)
		async_stream_writer_printf(writer, "%s", text_of(self->i, j));
	async_stream_writer_write_eof(writer);
	intptr_t j = 0, same = 0;
	ASYNC_FOR(line, reader) {
		same += strcmp(line, text_of(self->i, j)) == 0;
		j++;
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return (void *)same;
}

ASYNC static int many(void)
{
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	struct async_task *tasks[60];
	void *counts[60];
	intptr_t sum = 0;
	for (int i = 0; i < 60; i++)
		tasks[i] = async_create_task(client, async_server_port(server), i);
	AWAIT(async_gather_array(counts, tasks, 60));
	for (int i = 0; i < 60; i++)
		sum += (intptr_t)counts[i];
	printf("%d served; %td lines came back\n", served, sum);
	return 0;
}

/* data[::-1] */
static char *reversed(const char *data, size_t size)
{
	char *copy = async_alloc(size + 1);
	for (size_t i = 0; i < size; i++)
		copy[i] = data[size - 1 - i];
	return copy;
}

static void *reverse(struct async_stream_reader *reader, struct async_stream_writer *writer,
		     void *arg)
{
	size_t size = atoi(AWAIT(async_stream_reader_readline(reader, NULL)));
	const char *data = AWAIT(async_stream_reader_readexactly(reader, size, NULL));
	async_stream_writer_write(writer, reversed(data, size), size);
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int ask(int port, size_t size)
{
	char *data = async_alloc(size + 1);
	for (size_t i = 0; i < size; i++)
		data[i] = i % 251;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port, .limit = 5000));
	async_stream_writer_printf(writer, "%zu\n", size);
	async_stream_writer_write(writer, data, size);
	AWAIT(async_stream_writer_drain(writer));
	size_t length;
	const char *answer = AWAIT(async_stream_reader_read(reader, SIZE_MAX, &length));
	printf("%zu %s\n", size,
	       py(length == size && memcmp(answer, reversed(data, size), size) == 0));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int large(void)
{
	static const size_t sizes[] = { 0, 1, 999, 1000, 1001, 70000, 600000 };
	struct async_server *server = AWAIT(async_start_server(reverse, NULL, "127.0.0.1", 0,
							       .limit = 1000));
	ASYNC_WITH(server);
	for (int i = 0; i < 7; i++)
		AWAIT(ask(async_server_port(server), sizes[i]));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(many());
	AWAIT(large());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
