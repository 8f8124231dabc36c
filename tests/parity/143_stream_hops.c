/* How many passes of the loop each operation of a stream takes. */

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "async.h"

static int tick = 0;

static void *ticker(void *arg)
{
	(void)arg;
	for (;;) {
		AWAIT(async_sleep(0));
		tick++;
	}
}

static void print_hop(const char *name, const struct async_exception *e, int passes)
{
	if (e)
		name = async_sprintf("%s: %s", name, e->message);
	printf("%-46s%2d\n", name, passes);
}

/* async def hop(name, awaitable). A macro, since to await is a different call for each. */
#define HOP(name, awaitable)									\
	do {											\
		EXCEPTION(e);									\
		int before = tick;								\
		TRY(awaitable);									\
		EXCEPT(ConnectionError, e);							\
		print_hop(name, e, tick - before);						\
	} while (0)

ASYNC static int settle(void)
{
	for (int i = 0; i < 5; i++)
		AWAIT(async_sleep(0));
	return 0;
}

/* What a callback does to a reader, or a writer. */

static void feed(void *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

static void feed_line(void *reader)
{
	feed(reader, "x\n");
}

static void feed_x(void *reader)
{
	feed(reader, "x");
}

static void feed_newline(void *reader)
{
	feed(reader, "\n");
}

static void feed_newline_soon(void *reader)
{
	async_loop_call_soon(NULL, feed_newline, reader);
}

static void feed_eof(void *reader)
{
	async_stream_reader_feed_eof(reader);
}

static void write_line(void *writer)
{
	async_stream_writer_write(writer, "line\n", 5);
}

ASYNC static int fed_by_hand(void)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	feed(reader, "a\nb\nccdd");
	HOP("readline, of what is there", async_stream_reader_readline(reader, NULL));
	HOP("read, of what is there", async_stream_reader_read(reader, 2, NULL));
	HOP("readexactly, of what is there", async_stream_reader_readexactly(reader, 2, NULL));
	HOP("read(0)", async_stream_reader_read(reader, 0, NULL));
	AWAIT(async_stream_reader_read(reader, 9, NULL));
	async_loop_call_soon(NULL, feed_line, reader);
	HOP("readline, fed by a callback", async_stream_reader_readline(reader, NULL));
	async_loop_call_soon(NULL, feed_x, reader);
	async_loop_call_soon(NULL, feed_newline_soon, reader);
	HOP("readline, fed by two callbacks", async_stream_reader_readline(reader, NULL));
	async_loop_call_soon(NULL, feed_x, reader);
	async_loop_call_soon(NULL, feed_eof, reader);
	HOP("read to the end", async_stream_reader_read(reader, SIZE_MAX, NULL));
	return 0;
}

struct ask {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

static void *ask(void *arg)
{
	const struct ask *self = arg;
	write_line(self->writer);
	AWAIT(async_stream_reader_readline(self->reader, NULL));
	return NULL;
}

struct echo {
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

static void *echo(void *arg)
{
	const struct echo *self = arg;
	size_t size;
	const char *line = AWAIT(async_stream_reader_readline(self->reader, &size));
	async_stream_writer_write(self->writer, line, size);
	return NULL;
}

ASYNC static int through_a_pair(void)
{
	int pair[2];
	struct async_stream_reader *reader, *other;
	struct async_stream_writer *writer, *back;
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	HOP("open_connection(sock=)",
	    async_open_connection(&reader, &writer, NULL, 0, .sock = pair[0]));
	HOP("open_connection(sock=)",
	    async_open_connection(&other, &back, NULL, 0, .sock = pair[1]));
	AWAIT(settle());
	write_line(back);
	HOP("drain, with nothing to wait for", async_stream_writer_drain(back));
	HOP("readline, of what was sent", async_stream_reader_readline(reader, NULL));
	write_line(back);
	AWAIT(settle());
	HOP("readline, of what has arrived", async_stream_reader_readline(reader, NULL));
	async_loop_call_soon(NULL, write_line, back);
	HOP("readline, sent by a callback", async_stream_reader_readline(reader, NULL));
	HOP("ask and echo", async_gather(NULL, async_coroutine(ask, reader, writer),
					 async_coroutine(echo, other, back)));
	async_stream_writer_write_eof(back);
	HOP("read, at the end", async_stream_reader_read(reader, SIZE_MAX, NULL));
	HOP("read, behind the end", async_stream_reader_read(reader, SIZE_MAX, NULL));
	async_stream_writer_close(writer);
	HOP("drain, of one that closes", async_stream_writer_drain(writer));
	HOP("wait_closed", async_stream_writer_wait_closed(writer));
	HOP("drain, of one that is closed", async_stream_writer_drain(writer));
	HOP("read, where the other side closed",
	    async_stream_reader_read(other, SIZE_MAX, NULL));
	async_stream_writer_close(back);
	HOP("wait_closed", async_stream_writer_wait_closed(back));
	HOP("wait_closed again", async_stream_writer_wait_closed(back));
	return 0;
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	AWAIT(async_await(async_coroutine(echo, reader, writer)));
	async_stream_writer_close(writer);
	return arg;
}

struct serve_forever { struct async_server *server; };

static void *serve_forever(void *arg)
{
	const struct serve_forever *self = arg;
	AWAIT(async_server_serve_forever(self->server));
	return NULL;
}

ASYNC static int of_a_server(void)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer = NULL;
	struct async_server *server = NULL;
	HOP("start_server", server = async_start_server(handle, NULL, "127.0.0.1", 0));
	HOP("start_serving", async_server_start_serving(server));
	int port = async_server_port(server);
	HOP("open_connection", async_open_connection(&reader, &writer, "127.0.0.1", port));
	write_line(writer);
	HOP("readline, from a handler", async_stream_reader_readline(reader, NULL));
	HOP("readline, at the end", async_stream_reader_readline(reader, NULL));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	AWAIT(settle());
	struct async_task *task = async_create_task(serve_forever, server);
	AWAIT(settle());
	async_task_cancel(task);
	HOP("serve_forever, cancelled", async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	HOP("wait_closed, of a closed server", async_server_wait_closed(server));
	return 0;
}

static void *main_task(void *arg)
{
	struct async_task *task = async_create_task(ticker);
	AWAIT(settle());
	AWAIT(fed_by_hand());
	AWAIT(through_a_pair());
	AWAIT(of_a_server());
	async_task_cancel(task);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
