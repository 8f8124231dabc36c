/* Each side may say that it has finished, and still be told the rest. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

/* What `print(who, e)` says in a handler. */
#define PRINT_RUNTIME_ERROR(who)								\
	do {											\
		EXCEPTION(e);									\
		if (EXCEPT(RuntimeError, e))							\
			printf("%s: %s\n", who, e->message);					\
	} while (0)

static void write_text(struct async_stream_writer *writer, const char *text)
{
	async_stream_writer_write(writer, text, strlen(text));
}

static void *count(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	size_t size;
	AWAIT(async_stream_reader_read(reader, SIZE_MAX, &size));
	printf("server: all of it, %zu bytes; at_eof %s\n", size,
	       py(async_stream_reader_at_eof(reader)));
	async_stream_writer_printf(writer, "%zu bytes\n", size);
	AWAIT(async_sleep(1));
	write_text(writer, "and a second line\n");
	async_stream_writer_write_eof(writer);
	printf("server: closing %s can write_eof %s\n", py(async_stream_writer_is_closing(writer)),
	       py(async_stream_writer_can_write_eof(writer)));
	write_text(writer, "more");
	PRINT_RUNTIME_ERROR("server");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("server: closed");
	return arg;
}

ASYNC static int client_first(int port)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	async_stream_writer_writelines(writer, (const char *[]){ "one ", "two ", "three" }, 3);
	async_stream_writer_write_eof(writer);
	async_stream_writer_write_eof(writer);
	write_text(writer, "four");
	PRINT_RUNTIME_ERROR("client");
	ASYNC_FOR(line, reader)
		printf("client: %.*s | at_eof %s\n", (int)strcspn(line, "\n"), (char *)line,
		       py(async_stream_reader_at_eof(reader)));
	printf("client: the end | at_eof %s\n", py(async_stream_reader_at_eof(reader)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return 0;
}

static void *greet(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	(void)reader;
	write_text(writer, "hello ");
	write_text(writer, "and goodbye");
	async_stream_writer_close(writer);
	printf("greeter: closing %s\n", py(async_stream_writer_is_closing(writer)));
	AWAIT(async_stream_writer_wait_closed(writer));
	puts("greeter: closed");
	return arg;
}

ASYNC static int server_first(int port)
{
	EXCEPTION(e);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	printf("client: %s\n", REPR(async_stream_reader_readuntil(reader, " ", &size)));
	TRY(async_stream_reader_readexactly(reader, 100, NULL));
	if (EXCEPT(IncompleteReadError, e)) {
		size_t size;
		const char *partial = async_incomplete_read_partial(e, &size);
		printf("client: %s %s\n", e->message, repr(partial, size));
	}
	printf("client: closing %s at_eof %s\n", py(async_stream_writer_is_closing(writer)),
	       py(async_stream_reader_at_eof(reader)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	printf("client: closed %s\n", py(async_stream_writer_is_closing(writer)));
	return 0;
}

static void *main_task(void *arg)
{
	for (int i = 0; i < 2; i++) {
		struct async_server *server =
			AWAIT(async_start_server(i ? greet : count, NULL, "127.0.0.1", 0));
		ASYNC_WITH(server);
		AWAIT((i ? server_first : client_first)(async_server_port(server)));
		puts("--");
	}
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
