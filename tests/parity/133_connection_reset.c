/* A connection that is reset: who is told, by which call, how often. */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

static void print_error(const char *name, const struct async_exception *e)
{
	printf("%s: %s: %s\n", name, e->type->name, e->message);
}

/* async def attempt(name, awaitable): of a call that reads, and of one that gives nothing */
#define ATTEMPT_READ(name, call)								\
	do {											\
		EXCEPTION(e);									\
		size_t size;									\
		const char *data = TRY(call);							\
		if (EXCEPT(OSError, e))							\
			print_error(name, e);							\
		else										\
			printf("%s: %s\n", name, repr(data, size));				\
	} while (0)

#define ATTEMPT(name, call)									\
	do {											\
		EXCEPTION(e);									\
		TRY(call);									\
		if (EXCEPT(OSError, e))							\
			print_error(name, e);							\
		else										\
			printf("%s: None\n", name);						\
	} while (0)

static void reset(struct async_stream_writer *writer)
{
	const int *sock = async_stream_writer_get_extra_info(writer, "socket");
	const struct linger at_once = { 1, 0 };
	setsockopt(*sock, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	async_transport_abort(async_stream_writer_transport(writer));
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	AWAIT(async_stream_reader_readline(reader, NULL));
	async_stream_writer_printf(writer, "first line\nhalf a li");
	AWAIT(async_sleep(1));
	reset(writer);
	return arg;
}

ASYNC static int waits_in_a_read(struct async_stream_reader *reader,
				 struct async_stream_writer *writer)
{
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT_READ("read", async_stream_reader_read(reader, 1, &size));
	printf("closing %s at_eof %s ", py(async_stream_writer_is_closing(writer)),
	       py(async_stream_reader_at_eof(reader)));
	puts(async_stream_reader_exception(reader)->type->name);
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int reads_later(struct async_stream_reader *reader,
			     struct async_stream_writer *writer)
{
	AWAIT(async_sleep(2));
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int writes_later(struct async_stream_reader *reader,
			      struct async_stream_writer *writer)
{
	(void)reader;
	AWAIT(async_sleep(2));
	for (int i = 0; i < 3; i++) {
		async_stream_writer_printf(writer, "more\n");
		ATTEMPT("drain", async_stream_writer_drain(writer));
	}
	printf("closing %s\n", py(async_stream_writer_is_closing(writer)));
	async_stream_writer_close(writer);
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int waits_for_the_end(struct async_stream_reader *reader,
				   struct async_stream_writer *writer)
{
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	return 0;
}

ASYNC static int writes_without_reading(struct async_stream_reader *reader,
					struct async_stream_writer *writer)
{
	async_transport_pause_reading(async_stream_writer_transport(writer));
	AWAIT(async_sleep(2));
	async_stream_writer_printf(writer, "more\n");
	printf("closing %s\n", py(async_stream_writer_is_closing(writer)));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT("drain", async_stream_writer_drain(writer));
	ATTEMPT_READ("readline", async_stream_reader_readline(reader, &size));
	ATTEMPT("wait_closed", async_stream_writer_wait_closed(writer));
	return 0;
}

ASYNC static int scene(const char *name, int (*steps)(struct async_stream_reader *reader,
						      struct async_stream_writer *writer))
{
	printf("-- %s\n", name);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", async_server_port(server)));
	async_stream_writer_printf(writer, "go\n");
	AWAIT(steps(reader, writer));
	async_stream_writer_close(writer);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(scene("waits_in_a_read", waits_in_a_read));
	AWAIT(scene("reads_later", reads_later));
	AWAIT(scene("writes_later", writes_later));
	AWAIT(scene("waits_for_the_end", waits_for_the_end));
	AWAIT(scene("writes_without_reading", writes_without_reading));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
