/* Each allocation of streams fails once, in turn: no crash, no loss, and no byte lost or twice. */

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "torture.h"

/* ---- Readers ---- */

static const char weather[] = "Oslo 7\nBergen 11\nMoss 9\n";

struct feed_bytes { struct async_stream_reader *reader; };

static void *feed_bytes(void *arg)
{
	struct async_stream_reader *reader = ((const struct feed_bytes *)arg)->reader;

	for (const char *at = weather; *at != '\0';) {
		TRY(async_sleep(1));
		catch_any();
		async_stream_reader_feed_data(reader, at, 1);
		at += async_exception() == NULL;
		catch_any();
	}
	async_stream_reader_feed_eof(reader);
	return NULL;
}

/* Add what the next line is to [text]. A line that could not be read is read again. */
ASYNC static int add_line(struct async_stream_reader *reader, char *text)
{
	const char *line = TRY(async_stream_reader_readline(reader, NULL));

	if (async_exception() == NULL)
		strcat(text, line);
	catch_any();
	return 0;
}

static void *read_lines(void *arg)
{
	char text[2 * sizeof weather] = "";
	struct async_stream_reader *reader = AWAIT(async_stream_reader(0));
	struct async_task *feeder = AWAIT(async_create_task(feed_bytes, reader));

	while (!async_stream_reader_at_eof(reader))
		AWAIT(add_line(reader, text));
	ASSERT_STRING(text, weather);
	AWAIT(async_await(feeder));
	return arg;
}

/* If memory is short, nothing has been taken: ask once more. */
static bool was_short_of_memory(const struct async_exception_type *otherwise)
{
	EXCEPTION(e);

	if (EXCEPT(MemoryError, e))
		return true;
	ASSERT_RAISED(otherwise, NULL);
	return false;
}

static void *read_what_is_not_there(void *arg)
{
	struct async_stream_reader *reader = AWAIT(async_stream_reader(4));

	async_stream_reader_feed_data(reader, "too long\nhalf", 13);
	AWAIT(0);
	async_stream_reader_feed_eof(reader);
	do
		TRY(async_stream_reader_readuntil(reader, "\n", NULL));
	while (was_short_of_memory(LimitOverrunError));
	do
		TRY(async_stream_reader_readline(reader, NULL));
	while (was_short_of_memory(ValueError));
	do
		TRY(async_stream_reader_readexactly(reader, 5, NULL));
	while (was_short_of_memory(IncompleteReadError));
	ASSERT(async_stream_reader_at_eof(reader));
	return arg;
}

static void test_torture__of_readers(void)
{
	torture(read_lines);
	torture(read_what_is_not_there);
}

/* ---- Connections ---- */

static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	for (;;) {
		const char *line = AWAIT(async_stream_reader_readline(reader, NULL));

		if (*line == '\0')
			return arg;
		async_stream_writer_printf(writer, "%s", line);
		AWAIT(async_stream_writer_drain(writer));
	}
}

static void *close_writer(void *writer)
{
	async_stream_writer_close(writer);
	return NULL;
}

/* What is sent comes back, or an error comes; nothing else. A server that could not make a task for
 * a connection, or a reader that could not keep what came, has closed it. */
static void *ask_server(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server;
	const char *line;

	server = AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));
	ASYNC_WITH(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", async_server_port(server)));
	FINALLY(close_writer, writer);
	async_stream_writer_printf(writer, "%600s\n", "Oslo");
	AWAIT(async_stream_writer_drain(writer));
	TIMEOUT(scope, 10);
	line = AWAIT(async_stream_reader_readline(reader, NULL));
	ASSERT(*line == '\0' || strcmp(line + 596, "Oslo\n") == 0);
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

static void test_torture__of_connections(void)
{
	torture(ask_server);
}

/* ---- Pipes and files ---- */

static int fds[2];

/* What a run has left in it is not for the next one. */
static void empty_the_pipe(void)
{
	char rest[100];

	while (read(fds[0], rest, sizeof rest) > 0)
		continue;
}

static void *use_a_pipe(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	const char *line;

	empty_the_pipe();
	reader = AWAIT(async_open_read_pipe(fds[0]));
	writer = AWAIT(async_open_write_pipe(fds[1]));
	async_stream_writer_printf(writer, "Oslo\n");
	AWAIT(async_stream_writer_drain(writer));
	TIMEOUT(scope, 10);
	line = AWAIT(async_stream_reader_readline(reader, NULL));
	ASSERT_STRING(line, "Oslo\n");
	return arg;
}

static void test_torture__of_pipes(void)
{
	ASSERT_INT(pipe2(fds, O_NONBLOCK), 0);
	torture(use_a_pipe);
	close(fds[0]);
	close(fds[1]);
}

/* An error of a thread, or of the loop, is the reader's. */
static void *read_a_file(void *arg)
{
	struct async_stream_reader *reader;
	const char *text;

	lseek(fds[0], 0, SEEK_SET);
	reader = AWAIT(async_open_read_pipe(fds[0]));
	text = AWAIT(async_stream_reader_read(reader, SIZE_MAX, NULL));
	ASSERT_STRING(text, weather);
	return arg;
}

static void test_torture__of_files(void)
{
	fds[0] = memfd_create("weather", MFD_CLOEXEC);
	ASSERT_INT(write(fds[0], weather, strlen(weather)), strlen(weather));
	torture(read_a_file);
	close(fds[0]);
}

static const struct test tests[] = {
	TEST(test_torture__of_readers),
	TEST(test_torture__of_connections),
	TEST(test_torture__of_pipes),
	TEST(test_torture__of_files),
};

SUITE(tests, NO_PROGRAMS)
