/* A reader that is not read from stops reading its connection; whoever reads again, resumes it. */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

/* async def send(writer, transport, data) */
ASYNC static int send_bytes(struct async_stream_writer *writer,
			    const struct async_transport *transport, const char *data)
{
	async_stream_writer_write(writer, data, strlen(data));
	AWAIT(async_sleep(0.1));
	printf("sent %2zu; reading %s\n", strlen(data), py(async_transport_is_reading(transport)));
	return 0;
}

/* byte * count */
static const char *times(char byte, int count)
{
	return memset(async_alloc(count + 1), byte, count);
}

ASYNC static int pauses(struct async_stream_reader *reader,
			const struct async_transport *transport,
			struct async_stream_writer *writer)
{
	static const size_t sizes[] = { 5, 5, 1, 10 };
	AWAIT(send_bytes(writer, transport, times('x', 10)));
	AWAIT(send_bytes(writer, transport, times('x', 10)));
	AWAIT(send_bytes(writer, transport, "\n"));
	AWAIT(send_bytes(writer, transport, times('y', 5)));
	for (int i = 0; i < 4; i++) {
		const char *data = REPR(async_stream_reader_read(reader, sizes[i], &size));
		printf("read %s %s\n", data, py(async_transport_is_reading(transport)));
	}
	AWAIT(async_sleep(0.1));
	printf("there are %s\n", REPR(async_stream_reader_read(reader, 100, &size)));
	return 0;
}

struct readexactly { struct async_stream_reader *reader; size_t n; };

static void *readexactly(void *arg)
{
	const struct readexactly *self = arg;
	return (void *)REPR(async_stream_reader_readexactly(self->reader, self->n, &size));
}

ASYNC static int more_than_fits(struct async_stream_reader *reader,
				const struct async_transport *transport,
				struct async_stream_writer *writer)
{
	puts("-- readexactly of more than fits");
	AWAIT(send_bytes(writer, transport, times('z', 25)));
	struct async_task *task = async_create_task(readexactly, reader, 40);
	AWAIT(async_sleep(0.1));
	printf("reading %s %s\n", py(async_transport_is_reading(transport)),
	       py(async_task_done(task)));
	AWAIT(send_bytes(writer, transport, times('z', 14)));
	AWAIT(send_bytes(writer, transport, times('z', 6)));
	const char *data = AWAIT(async_await(task));
	printf("read %s %s\n", data, py(async_transport_is_reading(transport)));
	printf("there are %s\n", REPR(async_stream_reader_read(reader, 100, &size)));
	return 0;
}

ASYNC static int too_long(struct async_stream_reader *reader,
			  const struct async_transport *transport,
			  struct async_stream_writer *writer)
{
	EXCEPTION(e);
	puts("-- a line that is too long");
	AWAIT(send_bytes(writer, transport, times('a', 30)));
	TRY(async_stream_reader_readline(reader, NULL));
	if (EXCEPT(ValueError, e))
		puts(e->message);
	printf("reading %s\n", py(async_transport_is_reading(transport)));
	AWAIT(send_bytes(writer, transport, "a\nshort\n"));
	puts(REPR(async_stream_reader_readline(reader, &size)));
	puts(REPR(async_stream_reader_readline(reader, &size)));

	puts("-- readuntil leaves it there");
	AWAIT(send_bytes(writer, transport, times('b', 24)));
	for (int i = 0; i < 2; i++) {
		TRY(async_stream_reader_readuntil(reader, ";", NULL));
		if (EXCEPT(LimitOverrunError, e))
			printf("%s %zu\n", e->message, async_limit_overrun_consumed(e));
	}
	printf("reading %s\n", py(async_transport_is_reading(transport)));
	return 0;
}

ASYNC static int the_end(struct async_stream_reader *reader, struct async_stream_writer *writer)
{
	async_stream_writer_close(writer);
	AWAIT(async_sleep(0.1));
	printf("at_eof %s\n", py(async_stream_reader_at_eof(reader)));
	printf("read %s\n", REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	printf("at_eof %s\n", py(async_stream_reader_at_eof(reader)));
	return 0;
}

static void *main_task(void *arg)
{
	int pair[2];
	struct async_stream_reader *reader, *unused;
	struct async_stream_writer *writer, *back;
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	AWAIT(async_open_connection(&reader, &back, NULL, 0, .sock = pair[0], .limit = 10));
	AWAIT(async_open_connection(&unused, &writer, NULL, 0, .sock = pair[1]));
	struct async_transport *transport = async_stream_writer_transport(back);
	AWAIT(pauses(reader, transport, writer));
	AWAIT(more_than_fits(reader, transport, writer));
	AWAIT(too_long(reader, transport, writer));
	AWAIT(the_end(reader, writer));
	async_stream_writer_close(back);
	AWAIT(async_stream_writer_wait_closed(back));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
