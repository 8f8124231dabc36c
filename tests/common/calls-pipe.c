/* Each system call fails, in turn, while streams on pipes and files are read and written. */

#include "calls.h"
#include "folder.h"

static struct scratch cities;
static int ends[2];

static void *read_file(void *arg)
{
	struct async_stream_reader *reader;
	int count = 0;

	lseek(cities.fd, 0, SEEK_SET);
	reader = AWAIT(async_open_read_pipe(cities.fd));
	ASYNC_FOR(line, reader)
		count += line != NULL;
	if (count != 3)
		return async_raise(EOFError, "there are %d lines", count);
	scene_is_over = true;
	return arg;
}

static void *send_lines(void *arg)
{
	struct async_stream_writer *writer = AWAIT(async_open_write_pipe(ends[1]));

	for (int i = 0; i < 3; i++) {
		async_stream_writer_printf(writer, "line %d\n", i);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

static void *pass_lines(void *arg)
{
	struct async_task *task = async_create_task(send_lines);
	struct async_stream_reader *reader = AWAIT(async_open_read_pipe(ends[0]));

	for (int i = 0; i < 3; i++)
		AWAIT(async_stream_reader_readline(reader, NULL));
	AWAIT(async_await(task));
	scene_is_over = true;
	return arg;
}

/* What is not read by one run is not for the next. */
static void *pass_on(void *arg)
{
	TIMEOUT(scope, 1);
	char rest[64];

	while (read(ends[0], rest, sizeof rest) > 0)
		;
	AWAIT(0);
	return pass_lines(arg);
}

static void test_calls__of_a_file_as_stdin(void)
{
	cities = scratch("Oslo\nLima\nCairo\n");
	torture_calls(read_file);
	close(cities.fd);
}

static void test_calls__of_pipes(void)
{
	ASSERT_INT(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	torture_calls(pass_on);
	close(ends[0]);
	close(ends[1]);
}

static const struct test tests[] = {
	TEST(test_calls__of_a_file_as_stdin),
	TEST(test_calls__of_pipes),
};

SUITE(tests, NO_PROGRAMS)
