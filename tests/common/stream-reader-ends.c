/* stream.h: readers and errors, readers and cancellation, and their end. */

#include "feeding.h"

/* ---- Errors, and who else reads ---- */

static void *lose(void *arg)
{
	EXCEPTION(e);
	EXCEPTION(f);
	struct async_stream_reader *reader = reader_with("Oslo");

	ASSERT(async_stream_reader_exception(reader) == NULL);
	async_raise(ConnectionResetError, "by peer");
	ASSERT(EXCEPT(ConnectionResetError, e));
	async_stream_reader_set_exception(reader, e);
	ASSERT(async_stream_reader_exception(reader) == e);
	TRY(async_stream_reader_read(reader, 1, NULL));
	ASSERT_RAISED(ConnectionResetError, "by peer");
	TRY(async_stream_reader_readexactly(reader, 0, NULL));
	ASSERT_RAISED(ConnectionResetError, "by peer");
	TRY(async_stream_reader_readline(reader, NULL));
	ASSERT(EXCEPT(ConnectionResetError, f));
	ASSERT(f == e);
	return arg;
}

static void test_set_exception__is_raised_by_each_read(void)
{
	async_run(lose);
}

struct lose_later { struct async_stream_reader *reader; bool data_first; };

static void *lose_later(void *arg)
{
	const struct lose_later *self = arg;
	EXCEPTION(e);

	AWAIT(async_sleep(1));
	if (self->data_first)
		feed(self->reader, "half");
	async_raise(ConnectionResetError, "by peer");
	if (EXCEPT(ConnectionResetError, e))
		async_stream_reader_set_exception(self->reader, e);
	return NULL;
}

static void *lose_while_waiting(void *arg)
{
	for (int data_first = 0; data_first < 2; data_first++) {
		struct async_stream_reader *reader = async_stream_reader(0);

		async_create_task(lose_later, reader, data_first);
		TRY(async_stream_reader_readline(reader, NULL));
		ASSERT_RAISED(ConnectionResetError, "by peer");
	}
	return arg;
}

static void test_set_exception__while_a_task_waits(void)
{
	async_run(lose_while_waiting);
}

struct read_some { struct async_stream_reader *reader; };

static void *read_some(void *arg)
{
	const struct read_some *self = arg;
	const char *bytes = AWAIT(async_stream_reader_read(self->reader, 100, NULL));

	return async_strdup(bytes);
}

static void *two_readers(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	struct async_task *first = async_create_task(read_some, reader);

	AWAIT(async_sleep(1));
	TRY(async_stream_reader_read(reader, 1, NULL));
	ASSERT_RAISED(RuntimeError, "read() called while another coroutine is already waiting for "
				    "incoming data");
	TRY(async_stream_reader_readline(reader, NULL));
	ASSERT_RAISED(RuntimeError, "readuntil() called while another coroutine is already "
				    "waiting for incoming data");
	TRY(async_stream_reader_readexactly(reader, 1, NULL));
	ASSERT_RAISED(RuntimeError, "readexactly() called while another coroutine is already "
				    "waiting for incoming data");
	feed(reader, "Oslo");
	ASSERT_STRING(AWAIT(async_await(first)), "Oslo");
	return arg;
}

static void test_read__by_two_tasks(void)
{
	async_run(two_readers);
}

/* A task has been woken by data, and another one takes of it before it runs. */
static void *read_in_between(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	struct async_task *waiting = async_create_task(read_some, reader);

	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	feed(reader, "OsloBergen");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 4, NULL)), "Oslo");
	ASSERT_STRING(AWAIT(async_await(waiting)), "Bergen");
	return arg;
}

static void test_read__before_a_task_that_was_woken(void)
{
	suite_counts_passes();
	async_run(read_in_between);
}

struct read_a_line { struct async_stream_reader *reader; };

static void *read_a_line(void *arg)
{
	const struct read_a_line *self = arg;
	const char *line = AWAIT(async_stream_reader_readline(self->reader, NULL));

	return async_strdup(line);
}

/* A task has looked through what is there, and another one takes that. */
static void *read_what_was_looked_at(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo, Bergen");
	struct async_task *waiting = async_create_task(read_a_line, reader);

	AWAIT(async_sleep(1));
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 6, NULL)), "Oslo, ");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 5, NULL)), "Berge");
	feed(reader, "\nMoss\n");
	ASSERT_STRING(AWAIT(async_await(waiting)), "n\n");
	return arg;
}

static void test_readline__while_another_task_reads(void)
{
	async_run(read_what_was_looked_at);
}

static void *feed_behind_the_end(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo");

	async_stream_reader_feed_eof(reader);
	async_stream_reader_feed_eof(reader);
	feed(reader, "more");
	ASSERT_RAISED(AssertionError, "feed_data after feed_eof");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, SIZE_MAX, NULL)), "Oslo");
	return arg;
}

static void test_feed__behind_the_end(void)
{
	async_run(feed_behind_the_end);
}

static void test_reader__without_a_loop(void)
{
	ASSERT(async_stream_reader(0) == NULL);
	ASSERT_RAISED(RuntimeError, NULL);
}

/* ---- Cancellation ---- */

static void *time_out_midway(void *arg)
{
	struct async_stream_reader *reader = reader_with("Os");

	async_create_task(feed_words, reader, "lo|\nBergen|Moss");
	for (int i = 0; i < 4; i++) {
		{
			TIMEOUT(scope, 0.2);
			if (i == 0)
				TRY(async_stream_reader_readline(reader, NULL));
			else if (i == 1)
				TRY(async_stream_reader_readexactly(reader, 5, NULL));
			else if (i == 2)
				TRY(async_stream_reader_readuntil(reader, "\r\n", NULL));
			else
				TRY(async_stream_reader_read(reader, SIZE_MAX, NULL));
		}
		ASSERT_RAISED(TimeoutError, "");
	}
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, NULL)), "Oslo\n");
	return arg;
}

static void test_read__cancelled_loses_nothing(void)
{
	async_run(time_out_midway);
}

/* Data comes, and the task is cancelled before it can take it. */
static void *cancel_when_woken(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	struct async_task *task = async_create_task(read_some, reader);

	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	feed(reader, "Oslo");
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 10, NULL)), "Oslo");
	return arg;
}

static void test_read__cancelled_when_data_came_loses_nothing(void)
{
	async_run(cancel_when_woken);
}

static void *leave_a_reader(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);

	async_create_task(read_some, reader);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_reader__left_while_another_task_waits(void)
{
	async_run(leave_a_reader);
	ASSERT(async_exception() == NULL);
}

/* ---- Programs ---- */

static struct async_stream_reader *handed_up;

static void *make_a_reader(void *arg)
{
	handed_up = async_stream_reader(0);
	AWAIT(async_sleep(1));
	return arg;
}

static void *let_it_end(void *arg)
{
	async_detach(async_create_task(make_a_reader));
	AWAIT(async_sleep(0.5));
	AWAIT(async_stream_reader_readline(handed_up, NULL));
	return arg;
}

static void program_reader_that_ends(void)
{
	async_run(let_it_end);
}

static void test_reader__that_ends_while_a_task_waits(void)
{
	struct ending ending = run_program("program_reader_that_ends", NULL);

	ASSERT_INT(ending.status, -6);
	ASSERT_CONTAINS(ending.err, "ended with the task that created it, while Task-1");
}

static void *wait_for_ever(void *arg)
{
	AWAIT(async_stream_reader_readline(async_stream_reader(0), NULL));
	return arg;
}

static void program_deadlock(void)
{
	async_run(wait_for_ever);
}

static void test_readline__in_a_deadlock_is_named(void)
{
	struct ending ending = run_program("program_deadlock", NULL);

	ASSERT_INT(ending.status, 1);
	ASSERT_CONTAINS(mask_lines(ending.err), "data of the stream created at "
						"tests/common/stream-reader-ends.c:LINE");
}

static const struct test tests[] = {
	TEST(test_set_exception__is_raised_by_each_read),
	TEST(test_set_exception__while_a_task_waits),
	TEST(test_read__by_two_tasks),
	TEST(test_read__before_a_task_that_was_woken),
	TEST(test_readline__while_another_task_reads),
	TEST(test_feed__behind_the_end),
	TEST(test_reader__without_a_loop),
	TEST(test_read__cancelled_loses_nothing),
	TEST(test_read__cancelled_when_data_came_loses_nothing),
	TEST(test_reader__left_while_another_task_waits),
	TEST(test_reader__that_ends_while_a_task_waits),
	TEST(test_readline__in_a_deadlock_is_named),
};

static const struct program programs[] = {
	PROGRAM(program_reader_that_ends),
	PROGRAM(program_deadlock),
};

SUITE(tests, programs)
