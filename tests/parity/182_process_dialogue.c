/* A dialogue with another program, line by line. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

ASYNC static int dialogue(void)
{
	static const char *const words[] = { "rain", "snow", "sun" };
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	struct async_stream_writer *in = async_process_stdin(process);
	struct async_stream_reader *out = async_process_stdout(process);

	for (int i = 0; i < 3; i++) {
		async_stream_writer_printf(in, "%s\n", words[i]);
		AWAIT(async_stream_writer_drain(in));
		printf("got %s\n", REPR(async_stream_reader_readline(out, &size)));
	}
	async_stream_writer_printf(in, "the rest");
	async_stream_writer_close(in);
	printf("closing: %s\n", py(async_stream_writer_is_closing(in)));
	AWAIT(async_stream_writer_wait_closed(in));
	printf("got %s ", REPR(async_stream_reader_readline(out, &size)));
	puts(py(async_stream_reader_at_eof(out)));
	printf("got %s ", REPR(async_stream_reader_read(out, SIZE_MAX, &size)));
	puts(py(async_stream_reader_at_eof(out)));
	printf("ended %d\n", AWAIT(async_process_wait(process)));
	return 0;
}

ASYNC static int lines(void)
{
	struct async_process *process = AWAIT(
		async_create_subprocess_shell("printf 'a\\nb\\nc'; exit 2", .out = ASYNC_PIPE));

	ASYNC_FOR(line, async_process_stdout(process))
		printf("line %s\n", repr(line, strlen(line)));
	printf("ended %d\n", AWAIT(async_process_wait(process)));
	return 0;
}

ASYNC static int one_line(void)
{
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("head", "-n", "1"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	struct async_stream_writer *in = async_process_stdin(process);
	struct async_stream_reader *out = async_process_stdout(process);
	EXCEPTION(e);

	async_stream_writer_printf(in, "first\nsecond\n");
	printf("got %s\n", REPR(async_stream_reader_readuntil(out, "\n", &size)));
	printf("ended %d\n", AWAIT(async_process_wait(process)));
	for (int i = 0; i < 3 && async_exception() == NULL; i++) {
		async_stream_writer_printf(in, "third\n");
		TRY(async_stream_writer_drain(in));
	}
	if (EXCEPT(ConnectionResetError, e))
		printf("%s: %s\n", e->type->name, e->message);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(dialogue());
	AWAIT(lines());
	AWAIT(one_line());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
