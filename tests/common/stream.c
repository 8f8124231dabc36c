/* stream.h: what a connection gives and takes, and how it begins and ends. */

#include "connected.h"

#include <netinet/in.h>

/* ---- Back and forth ---- */

static void *talk(void *arg)
{
	struct connected c;

	AWAIT(join(&c, echo, NULL));
	async_stream_writer_write(c.writer, "Oslo\nBer", 8);
	AWAIT(async_stream_writer_drain(c.writer));
	ASSERT_STRING(AWAIT(async_stream_reader_readline(c.reader, NULL)), "Oslo\n");
	async_stream_writer_write(c.writer, "gen\n", 4);
	ASSERT_STRING(AWAIT(async_stream_reader_readline(c.reader, NULL)), "Bergen\n");
	ASSERT_TIME(async_loop_time(NULL), 0);
	AWAIT(part(&c));
	ASSERT_TIME(async_loop_time(NULL), 0);
	return arg;
}

static void test_stream__back_and_forth(void)
{
	async_run(talk);
}

static void *write_in_all_ways(void *arg)
{
	static const char *const lines[] = { "Oslo\n", "", "Bergen\n" };
	struct connected c;
	char city[1001];

	memset(city, 'o', 1000);
	city[1000] = '\0';
	AWAIT(join(&c, echo, NULL));
	async_stream_writer_writelines(c.writer, lines, 3);
	async_stream_writer_writelines(c.writer, lines, 0);
	async_stream_writer_printf(c.writer, "%d degrees\n", 7);
	async_stream_writer_printf(c.writer, "%s\n", city);
	async_stream_writer_write(c.writer, "", 0);
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil(c.reader, "degrees\n", NULL)),
		      "Oslo\nBergen\n7 degrees\n");
	const char *line = AWAIT(async_stream_reader_readline(c.reader, NULL));
	ASSERT_INT(strlen(line), 1001);
	ASSERT(memcmp(line, city, 1000) == 0);
	AWAIT(part(&c));
	return arg;
}

static void test_write__of_bytes_text_and_lines(void)
{
	async_run(write_in_all_ways);
}

static void *answer_at_the_end(struct async_stream_reader *reader,
			       struct async_stream_writer *writer, void *arg)
{
	size_t size;

	AWAIT(async_stream_reader_read(reader, SIZE_MAX, &size));
	async_stream_writer_printf(writer, "%zu bytes", size);
	return arg;
}

static void *write_the_end(void *arg)
{
	struct connected c;

	AWAIT(join(&c, answer_at_the_end, NULL));
	ASSERT(async_stream_writer_can_write_eof(c.writer));
	async_stream_writer_write(c.writer, "weather", 7);
	async_stream_writer_write_eof(c.writer);
	ASSERT_STRING(AWAIT(async_stream_reader_read(c.reader, SIZE_MAX, NULL)), "7 bytes");
	ASSERT(async_stream_reader_at_eof(c.reader));
	async_stream_writer_write(c.writer, "more", 4);
	ASSERT_RAISED(RuntimeError, "Cannot call write() after write_eof()");
	AWAIT(part(&c));
	return arg;
}

static void test_write_eof__leaves_the_other_half(void)
{
	async_run(write_the_end);
}

static void *look_below(void *arg)
{
	struct connected c;
	const struct sockaddr_in *peer;

	AWAIT(join(&c, echo, NULL));
	peer = async_stream_writer_get_extra_info(c.writer, "peername");
	ASSERT_INT(ntohs(peer->sin_port), async_server_port(c.server));
	ASSERT(async_stream_writer_get_extra_info(c.writer, "weather") == NULL);
	ASSERT(async_transport_is_reading(async_stream_writer_transport(c.writer)));
	AWAIT(part(&c));
	return arg;
}

static void test_stream__tells_what_is_below(void)
{
	async_run(look_below);
}

/* ---- Opening ---- */

static void *refused(void *arg)
{
	EXCEPTION(e);
	struct connected c = { 0 };
	int port;

	AWAIT(join(&c, echo, NULL));
	port = async_server_port(c.server);
	AWAIT(part(&c));
	c.reader = NULL;
	TRY(async_open_connection(&c.reader, &c.writer, "127.0.0.1", port));
	ASSERT(EXCEPT(ConnectionRefusedError, e));
	ASSERT_STRING(e->message, async_sprintf("[Errno 111] Connect call failed "
						"('127.0.0.1', %d)", port));
	ASSERT(c.reader == NULL);
	TRY(async_open_unix_connection(&c.reader, &c.writer, "/nowhere/weather.sock"));
	ASSERT(EXCEPT(FileNotFoundError, e));
	return arg;
}

static void test_open__where_nobody_listens(void)
{
	async_run(refused);
}

struct open_one { int port; };

static void *open_one(void *arg)
{
	struct connected c;

	AWAIT(async_open_connection(&c.reader, &c.writer, "127.0.0.1",
				    ((const struct open_one *)arg)->port));
	note("open");
	AWAIT(async_stream_reader_read(c.reader, 1, NULL));
	return NULL;
}

/* In each pass of opening one. */
static void *cancel_while_opening(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));

	for (int passes = 0; passes < 10; passes++) {
		struct async_task *task = async_create_task(open_one, async_server_port(server));

		for (int i = 0; i < passes; i++)
			AWAIT(async_sleep(0));
		async_task_cancel(task);
		TRY(async_await(task));
		ASSERT_RAISED(CancelledError, "");
		async_detach(task);
	}
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return arg;
}

static void test_open__cancelled(void)
{
	async_run(cancel_while_opening);
	ASSERT_CONTAINS(suite_notes(), "open open");
}

static void test_open__outside_of_a_task(void)
{
	struct connected c;

	TRY(async_open_connection(&c.reader, &c.writer, "127.0.0.1", 1));
	ASSERT_RAISED(RuntimeError, NULL);
}

/* ---- Cancellation ---- */

static void *write_slowly(struct async_stream_reader *reader, struct async_stream_writer *writer,
			  void *arg)
{
	(void)reader;
	for (int i = 0; i < 10; i++) {
		AWAIT(async_sleep(1));
		async_stream_writer_printf(writer, "%d%s", i, i % 5 == 4 ? "\n" : "");
	}
	return arg;
}

static void *read_with_timeouts(void *arg)
{
	struct connected c;
	const char *line = NULL;
	int timeouts = 0;

	AWAIT(join(&c, write_slowly, NULL));
	while (line == NULL || *line != '\0') {
		EXCEPTION(e);
		{
			TIMEOUT(scope, 0.75);
			line = TRY(async_stream_reader_readline(c.reader, NULL));
		}
		if (EXCEPT(TimeoutError, e))
			timeouts++;
		else
			note("%.5s@%g", line, async_loop_time(NULL));
	}
	ASSERT_INT(timeouts, 12);
	AWAIT(part(&c));
	return arg;
}

static void test_read__timed_out_again_and_again(void)
{
	async_run(read_with_timeouts);
	ASSERT_NOTES("01234@5 56789@10 @10");
}

/* ---- The end of a task ---- */

struct say_and_leave { int port; };

static void *say_and_leave(void *arg)
{
	struct connected c;

	AWAIT(async_open_connection(&c.reader, &c.writer, "127.0.0.1",
				    ((const struct say_and_leave *)arg)->port));
	async_stream_writer_write(c.writer, "last words", 10);
	return NULL;
}

static void *note_what_comes(struct async_stream_reader *reader,
			     struct async_stream_writer *writer, void *arg)
{
	(void)writer;
	note("%s", AWAIT(async_stream_reader_read(reader, SIZE_MAX, NULL)));
	return arg;
}

static void *leave_open(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(note_what_comes, NULL, "127.0.0.1", 0));

	async_detach(async_create_task(say_and_leave, async_server_port(server)));
	AWAIT(async_sleep(1));
	ASSERT_NOTES("last words");
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return arg;
}

static void test_stream__is_closed_where_its_task_ends(void)
{
	async_run(leave_open);
}

static void *leave_all_open(void *arg)
{
	struct connected c;

	AWAIT(join(&c, echo, NULL));
	async_stream_writer_write(c.writer, "never read\n", 11);
	return arg;
}

static void test_stream__left_at_the_end_of_the_run(void)
{
	async_run(leave_all_open);
	ASSERT(async_exception() == NULL);
}

static const struct test tests[] = {
	TEST(test_stream__back_and_forth),
	TEST(test_write__of_bytes_text_and_lines),
	TEST(test_write_eof__leaves_the_other_half),
	TEST(test_stream__tells_what_is_below),
	TEST(test_open__where_nobody_listens),
	TEST(test_open__cancelled),
	TEST(test_open__outside_of_a_task),
	TEST(test_read__timed_out_again_and_again),
	TEST(test_stream__is_closed_where_its_task_ends),
	TEST(test_stream__left_at_the_end_of_the_run),
};

SUITE(tests, NO_PROGRAMS)
