/* A sender that is faster than its reader waits in drain(), until its buffer is low. */

#include <stdio.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

static int small(int sock)
{
	int size = 4096;
	setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	return sock;
}

struct drain { struct async_stream_writer *writer; };

static void *drain(void *arg)
{
	const struct drain *self = arg;
	AWAIT(async_stream_writer_drain(self->writer));
	return NULL;
}

struct send_all { struct async_stream_writer *writer; int n; size_t size; };

static void *send_all(void *arg)
{
	const struct send_all *self = arg;
	struct async_transport *transport = async_stream_writer_transport(self->writer);
	char *data = async_alloc(self->size);
	for (int i = 0; i < self->n; i++) {
		async_stream_writer_write(self->writer, data, self->size);
		struct async_task *task = async_create_task(drain, self->writer);
		AWAIT(async_sleep(0));
		if (!async_task_done(task))
			printf("sender waits at %d too much: %s\n", i,
			       py(async_transport_get_write_buffer_size(transport) > 1000));
		AWAIT(async_await(task));
		printf("sender goes on, waiting: %s\n",
		       py(async_transport_get_write_buffer_size(transport) > 0));
	}
	async_stream_writer_write_eof(self->writer);
	puts("sender has sent all");
	return NULL;
}

ASYNC static int read_all(struct async_stream_reader *reader)
{
	size_t total = 0, size;
	while (AWAIT(async_stream_reader_read(reader, 50000, &size)), size > 0) {
		if (total == 0)
			puts("reader begins to read");
		total += size;
	}
	printf("reader has read %zu\n", total);
	return 0;
}

static void print_limits(struct async_transport *transport)
{
	size_t high, low;
	async_transport_get_write_buffer_limits(transport, &high, &low);
	printf("(%zu, %zu)\n", low, high);
}

static void try_limits(struct async_transport *transport)
{
	static const struct { size_t high, low; } limits[] = {
		{ 400, 100 }, { 0, 0 }, { 5, 6 }, { 1000, 0 }
	};
	for (int i = 0; i < 4; i++) {
		EXCEPTION(e);
		async_transport_set_write_buffer_limits(transport, limits[i].high, limits[i].low);
		if (EXCEPT(ValueError, e))
			puts(e->message);
		else
			print_limits(transport);
	}
}

static void *main_task(void *arg)
{
	int pair[2];
	struct async_stream_reader *reader, *unused;
	struct async_stream_writer *writer, *back;
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	AWAIT(async_open_connection(&reader, &back, NULL, 0, .sock = small(pair[0]),
				    .limit = 1000));
	AWAIT(async_open_connection(&unused, &writer, NULL, 0, .sock = small(pair[1])));
	struct async_transport *transport = async_stream_writer_transport(writer);
	print_limits(transport);
	async_transport_set_write_buffer_limits(transport, 1000, 250);
	print_limits(transport);
	try_limits(transport);

	struct async_task *sender = async_create_task(send_all, writer, 3, 100000);
	AWAIT(async_sleep(1));
	printf("one second later; sender done %s\n", py(async_task_done(sender)));
	AWAIT(read_all(reader));
	AWAIT(async_await(sender));
	printf("waiting: %zu\n", async_transport_get_write_buffer_size(transport));
	async_stream_writer_close(writer);
	async_stream_writer_close(back);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
