/* Exceptions in a server's handlers: the loop's exception handler is told, the connection is
 * closed, and the server goes on. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static void told(struct async_loop *loop, const struct async_exception_context *context, void *arg)
{
	(void)loop;
	(void)arg;
	printf("loop: %s | %s('%s')\n", context->message, context->exception->type->name,
	       context->exception->message);
}

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	char *line = async_strdup(AWAIT(async_stream_reader_readline(reader, NULL)));
	line[strcspn(line, "\n")] = '\0';
	if (strcmp(line, "raise") == 0)
		return async_raise(ValueError, "no such city");
	if (strcmp(line, "cancel") == 0) {
		async_task_cancel(async_current_task());
		AWAIT(async_sleep(1));
	}
	if (strcmp(line, "return") == 0) {
		async_stream_writer_printf(writer, "not closed\n");
		return arg;
	}
	if (strcmp(line, "close") == 0) {
		async_stream_writer_printf(writer, "closed, then raised\n");
		async_stream_writer_close(writer);
		return async_raise(KeyError, "late");
	}
	async_stream_writer_printf(writer, "%s: 3 degrees\n", line);
	AWAIT(async_stream_writer_drain(writer));
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int read_two_lines(struct async_stream_reader *reader, const char *line)
{
	TIMEOUT(scope, 1);
	const char *first = REPR(async_stream_reader_readline(reader, &size));
	const char *second = REPR(async_stream_reader_readline(reader, &size));
	printf("%s -> %s %s\n", line, first, second);
	return 0;
}

ASYNC static int ask(struct async_server *server, const char *line)
{
	EXCEPTION(e);
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", async_server_port(server)));
	async_stream_writer_printf(writer, "%s\n", line);
	TRY(read_two_lines(reader, line));
	if (EXCEPT(TimeoutError, e))
		printf("%s -> no end\n", line);
	async_stream_writer_close(writer);
	return 0;
}

static void *main_task(void *arg)
{
	static const char *const lines[] = { "Oslo", "raise", "cancel", "return", "close", "Lima" };
	async_loop_set_exception_handler(NULL, told, NULL);
	struct async_server *server = AWAIT(async_start_server(handle, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	for (int i = 0; i < 6; i++)
		AWAIT(ask(server, lines[i]));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
