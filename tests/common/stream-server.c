/* stream.h: servers of streams, and the tasks that handle their connections. */

#include "connected.h"

#include <stdlib.h>

/* ---- Many at once ---- */

enum { CLIENTS = 100, LINES = 10 };

struct talk { int port, number; };

static void *talk(void *arg)
{
	const struct talk *self = arg;
	struct connected c;

	AWAIT(async_open_connection(&c.reader, &c.writer, "127.0.0.1", self->port));
	for (int i = 0; i < LINES; i++) {
		const char *line;

		async_stream_writer_printf(c.writer, "%d says %d\n", self->number, i);
		AWAIT(async_stream_writer_drain(c.writer));
		line = AWAIT(async_stream_reader_readline(c.reader, NULL));
		ASSERT_STRING(line, async_sprintf("%d says %d\n", self->number, i));
	}
	async_stream_writer_close(c.writer);
	AWAIT(async_stream_writer_wait_closed(c.writer));
	return (void *)1;
}

static void *serve_many(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));
	struct async_task *tasks[CLIENTS];
	intptr_t said[CLIENTS], all = 0;

	for (int i = 0; i < CLIENTS; i++)
		tasks[i] = async_create_task(talk, async_server_port(server), i);
	AWAIT(async_gather_array((void **)said, tasks, CLIENTS));
	for (int i = 0; i < CLIENTS; i++)
		all += said[i];
	ASSERT_INT(all, CLIENTS);
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	return arg;
}

static void test_server__of_a_hundred_clients(void)
{
	async_run(serve_many);
}

static void *serve_at_a_path(void *arg)
{
	char folder[] = "/tmp/async-stream-XXXXXX", path[64];
	struct async_server *server;
	struct connected c;

	ASSERT(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/weather.sock", folder);
	server = AWAIT(async_start_unix_server(echo, NULL, path));
	AWAIT(async_open_unix_connection(&c.reader, &c.writer, path));
	async_stream_writer_printf(c.writer, "Oslo\n");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(c.reader, NULL)), "Oslo\n");
	async_stream_writer_close(c.writer);
	AWAIT(async_stream_writer_wait_closed(c.writer));
	async_server_close(server);
	AWAIT(async_server_wait_closed(server));
	ASSERT_INT(rmdir(folder), 0);
	return arg;
}

static void test_server__at_a_path(void)
{
	async_run(serve_at_a_path);
}

/* ---- How a handler ends ---- */

static void *say_and_return(struct async_stream_reader *reader, struct async_stream_writer *writer,
			    void *arg)
{
	(void)reader;
	async_stream_writer_printf(writer, "%s", (const char *)arg);
	return NULL;
}

static void *read_the_last(void *arg)
{
	struct connected c;
	const char *words;

	AWAIT(join(&c, say_and_return, "last words"));
	words = AWAIT(async_stream_reader_read(c.reader, SIZE_MAX, NULL));
	note("%s", words);
	AWAIT(part(&c));
	return arg;
}

static void test_handler__that_returns_closes(void)
{
	async_run(read_the_last);
	ASSERT_NOTES("last words");
}

static void program_unclosed(void)
{
	async_run(read_the_last);
}

static void test_handler__that_returns_is_reported_in_debug_mode(void)
{
	struct ending ending = run_program("program_unclosed", "ASYNC_DEBUG=1");

	ASSERT_INT(ending.status, 0);
	ASSERT_CONTAINS(ending.err, "ResourceWarning: unclosed transport");
}

static void *say_and_fail(struct async_stream_reader *reader, struct async_stream_writer *writer,
			  void *arg)
{
	say_and_return(reader, writer, arg);
	return async_raise(ValueError, "no weather today");
}

static void note_context(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	(void)loop;
	(void)arg;
	note("%s: %s(%s)", context->message, context->exception->type->name,
	     context->exception->message);
}

static void *read_what_failed(void *arg)
{
	struct connected c;

	async_loop_set_exception_handler(NULL, note_context, NULL);
	AWAIT(join(&c, say_and_fail, "hello"));
	ASSERT_STRING(AWAIT(async_stream_reader_read(c.reader, SIZE_MAX, NULL)), "hello");
	AWAIT(part(&c));
	return arg;
}

static void test_handler__that_raises_is_told_and_closes(void)
{
	async_run(read_what_failed);
	ASSERT_NOTES("Unhandled exception in client_connected_cb: ValueError(no weather today)");
}

static struct async_task *handling;

static void *wait_for_ever(struct async_stream_reader *reader, struct async_stream_writer *writer,
			   void *arg)
{
	say_and_return(reader, writer, arg);
	handling = async_current_task();
	AWAIT(async_stream_reader_readline(reader, NULL));
	return NULL;
}

static void *cancel_the_handler(void *arg)
{
	struct connected c;

	async_loop_set_exception_handler(NULL, note_context, NULL);
	AWAIT(join(&c, wait_for_ever, "hello"));
	AWAIT(async_sleep(1));
	async_task_cancel(handling);
	ASSERT_STRING(AWAIT(async_stream_reader_read(c.reader, SIZE_MAX, NULL)), "hello");
	AWAIT(part(&c));
	return arg;
}

static void test_handler__that_is_cancelled_closes(void)
{
	async_run(cancel_the_handler);
	ASSERT_NOTES("");
}

/* ---- How a server ends ---- */

struct serve_for_ever { int *port; };

static void *serve_for_ever(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));

	*((const struct serve_for_ever *)arg)->port = async_server_port(server);
	ASYNC_WITH(server);
	AWAIT(async_server_serve_forever(server));
	return NULL;
}

static void *stop_serving(void *arg)
{
	int port = 0;
	struct async_task *task = async_create_task(serve_for_ever, &port);

	AWAIT(async_sleep(1));
	AWAIT(async_await(async_create_task(talk, port, 7)));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	TRY(async_await(async_create_task(talk, port, 7)));
	ASSERT_RAISED(ConnectionRefusedError, NULL);
	return arg;
}

static void test_server__for_ever_until_cancelled(void)
{
	async_run(stop_serving);
}

/* The run ends while handlers wait, lines are under way, and nothing is closed. */
static void *leave_many_open(void *arg)
{
	struct async_server *server =
		AWAIT(async_start_server(echo, NULL, "127.0.0.1", 0));

	for (int i = 0; i < 20; i++) {
		struct connected c;

		AWAIT(async_open_connection(&c.reader, &c.writer, "127.0.0.1",
					    async_server_port(server)));
		async_stream_writer_printf(c.writer, "Oslo\n");
		async_create_task(talk, async_server_port(server), i);
	}
	AWAIT(async_sleep(0));
	return arg;
}

static void test_server__left_at_the_end_of_the_run(void)
{
	async_run(leave_many_open);
	ASSERT(async_exception() == NULL);
}

static void stop_loop(void *loop)
{
	async_loop_stop(loop);
}

/* The loop closes with tasks that stand where they stand. */
static void test_server__dropped_with_its_loop(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_create_task(loop, leave_many_open);
	async_loop_call_later(loop, 0.001, stop_loop, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
	ASSERT(async_exception() == NULL);
	ASSERT_CONTAINS(suite_stderr(), "Task was destroyed but it is pending!");
}

static const struct test tests[] = {
	TEST(test_server__of_a_hundred_clients),
	TEST(test_server__at_a_path),
	TEST(test_handler__that_returns_closes),
	TEST(test_handler__that_returns_is_reported_in_debug_mode),
	TEST(test_handler__that_raises_is_told_and_closes),
	TEST(test_handler__that_is_cancelled_closes),
	TEST(test_server__for_ever_until_cancelled),
	TEST(test_server__left_at_the_end_of_the_run),
	TEST(test_server__dropped_with_its_loop),
};

static const struct program programs[] = {
	PROGRAM(program_unclosed),
};

SUITE(tests, programs)
