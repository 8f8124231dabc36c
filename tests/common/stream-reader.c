/* stream.h: what each way to read gives. */

#include "feeding.h"

/* ---- read() ---- */

static void *read_pieces(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo 7 C");
	size_t size = 99;

	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 4, &size)), "Oslo");
	ASSERT_INT(size, 4);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 0, &size)), "");
	ASSERT_INT(size, 0);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 100, NULL)), " 7 C");
	async_create_task(feed_words, reader, "late|later");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 100, &size)), "late");
	ASSERT_TIME(async_loop_time(NULL), 1);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 3, &size)), "lat");
	ASSERT(!async_stream_reader_at_eof(reader));
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 3, &size)), "er");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 3, &size)), "");
	ASSERT_TIME(async_loop_time(NULL), 3);
	ASSERT_INT(size, 0);
	ASSERT(async_stream_reader_at_eof(reader));
	return arg;
}

static void test_read__gives_what_is_there(void)
{
	async_run(read_pieces);
}

static void *read_to_the_end(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(4);
	size_t size;

	async_create_task(feed_words, reader, "Oslo|Bergen|Lillehammer");
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, SIZE_MAX, &size)),
		      "OsloBergenLillehammer");
	ASSERT_INT(size, 21);
	ASSERT_TIME(async_loop_time(NULL), 4);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, SIZE_MAX, &size)), "");
	return arg;
}

static void test_read__to_the_end(void)
{
	async_run(read_to_the_end);
}

static void *read_nul(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	const char *bytes;
	size_t size;

	async_stream_reader_feed_data(reader, "a\0b\0\nc", 6);
	bytes = AWAIT(async_stream_reader_readline(reader, &size));
	ASSERT_INT(size, 5);
	ASSERT(memcmp(bytes, "a\0b\0\n", 6) == 0);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 10, &size)), "c");
	return arg;
}

static void test_read__of_NULs(void)
{
	async_run(read_nul);
}

/* ---- readline() ---- */

static void *read_lines(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo\nBergen\n\nhalf a");
	size_t size;

	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "Oslo\n");
	ASSERT_INT(size, 5);
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "Bergen\n");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "\n");
	async_create_task(feed_words, reader, " line|\n|rest");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "half a line\n");
	ASSERT_TIME(async_loop_time(NULL), 2);
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "rest");
	ASSERT_TIME(async_loop_time(NULL), 4);
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, &size)), "");
	ASSERT_INT(size, 0);
	return arg;
}

static void test_readline__gives_lines(void)
{
	async_run(read_lines);
}

static void *keep_a_line(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo\nBer");
	const char *line = AWAIT(async_stream_reader_readline(reader, NULL));

	for (int i = 0; i < 1000; i++)
		feed(reader, "gen, Lillehammer, ");
	ASSERT_STRING(line, "Oslo\n");
	feed(reader, "\n");
	line = AWAIT(async_stream_reader_readline(reader, NULL));
	ASSERT(strncmp(line, "Bergen, Lillehammer, gen", 24) == 0);
	feed(reader, "Moss\n");
	ASSERT_INT(strlen(line), 3 + 18 * 1000 + 1);
	return arg;
}

static void test_readline__is_valid_until_the_next_read(void)
{
	async_run(keep_a_line);
}

static void *refuse_long_lines(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader = async_stream_reader(4);

	feed(reader, "Oslo\nLillehammer\nMoss\nno end in sight");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, NULL)), "Oslo\n");
	TRY(async_stream_reader_readline(reader, NULL));
	ASSERT(EXCEPT(ValueError, e));
	ASSERT_EXCEPTION(e, ValueError, "Separator is found, but chunk is longer than limit");
	ASSERT_EXCEPTION(e->context, LimitOverrunError, e->message);
	ASSERT_INT(async_limit_overrun_consumed(e->context), 11);
	ASSERT_INT(async_limit_overrun_consumed(e), 0);
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, NULL)), "Moss\n");
	TRY(async_stream_reader_readline(reader, NULL));
	ASSERT_RAISED(ValueError, "Separator is not found, and chunk exceed the limit");
	feed(reader, "\n");
	ASSERT_STRING(AWAIT(async_stream_reader_readline(reader, NULL)), "\n");
	return arg;
}

static void test_readline__takes_out_lines_beyond_the_limit(void)
{
	async_run(refuse_long_lines);
}

/* ---- readexactly() ---- */

static void *read_exactly(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(2);
	size_t size;

	ASSERT_STRING(AWAIT(async_stream_reader_readexactly(reader, 0, &size)), "");
	async_create_task(feed_words, reader, "Os|lo|Bergen");
	ASSERT_STRING(AWAIT(async_stream_reader_readexactly(reader, 6, &size)), "OsloBe");
	ASSERT_INT(size, 6);
	ASSERT_TIME(async_loop_time(NULL), 3);
	ASSERT_STRING(AWAIT(async_stream_reader_readexactly(reader, 4, &size)), "rgen");
	return arg;
}

static void test_readexactly__waits_for_all_of_it(void)
{
	async_run(read_exactly);
}

static void *read_too_much(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader = reader_with("half");
	size_t size = 99;

	async_stream_reader_feed_eof(reader);
	TRY(async_stream_reader_readexactly(reader, 100, NULL));
	ASSERT(EXCEPT(EOFError, e));
	ASSERT_EXCEPTION(e, IncompleteReadError,
			 "4 bytes read on a total of 100 expected bytes");
	ASSERT_STRING(async_incomplete_read_partial(e, &size), "half");
	ASSERT_INT(size, 4);
	ASSERT_INT(async_incomplete_read_expected(e), 100);
	ASSERT(async_stream_reader_at_eof(reader));
	TRY(async_stream_reader_readexactly(reader, 1, NULL));
	ASSERT(EXCEPT(IncompleteReadError, e));
	ASSERT_STRING(async_incomplete_read_partial(e, &size), "");
	async_raise(IncompleteReadError, "of one's own");
	ASSERT(EXCEPT(IncompleteReadError, e));
	ASSERT(async_incomplete_read_partial(e, &size) == NULL);
	ASSERT_INT(size, 0);
	ASSERT_INT(async_incomplete_read_expected(e), 0);
	return arg;
}

static void test_readexactly__at_the_end(void)
{
	async_run(read_too_much);
}

/* ---- readuntil() ---- */

static void *read_until(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader = reader_with("HTTP/1.1 200 OK\r");
	size_t size;

	async_create_task(feed_words, reader, "\nServer: weather\r|\n\r\n|body");
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil(reader, "\r\n", NULL)),
		      "HTTP/1.1 200 OK\r\n");
	ASSERT_TIME(async_loop_time(NULL), 1);
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil(reader, "\r\n\r\n", &size)),
		      "Server: weather\r\n\r\n");
	ASSERT_INT(size, 19);
	ASSERT_TIME(async_loop_time(NULL), 2);
	TRY(async_stream_reader_readuntil(reader, "\r\n", NULL));
	ASSERT(EXCEPT(IncompleteReadError, e));
	ASSERT_STRING(e->message, "4 bytes read on a total of undefined expected bytes");
	ASSERT_STRING(async_incomplete_read_partial(e, NULL), "body");
	ASSERT_INT(async_incomplete_read_expected(e), 0);
	return arg;
}

static void test_readuntil__a_separator(void)
{
	async_run(read_until);
}

static void *read_until_nul(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(0);
	size_t size;

	async_stream_reader_feed_data(reader, "Oslo\0Bergen\0\0", 13);
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil_bytes(reader, "", 1, &size)), "Oslo");
	ASSERT_INT(size, 5);
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil_bytes(reader, "\0", 2, &size)),
		      "Bergen");
	ASSERT_INT(size, 8);
	TRY(async_stream_reader_readuntil(reader, "", NULL));
	ASSERT_RAISED(ValueError, "Separator should be at least one-byte string");
	return arg;
}

static void test_readuntil__of_any_bytes(void)
{
	async_run(read_until_nul);
}

static void *overrun(void *arg)
{
	EXCEPTION(e);
	struct async_stream_reader *reader = async_stream_reader(5);

	feed(reader, "123456--");
	TRY(async_stream_reader_readuntil(reader, "--", NULL));
	ASSERT(EXCEPT(LimitOverrunError, e));
	ASSERT_STRING(e->message, "Separator is found, but chunk is longer than limit");
	ASSERT_INT(async_limit_overrun_consumed(e), 6);
	ASSERT_STRING(AWAIT(async_stream_reader_readexactly(reader, 8, NULL)), "123456--");
	feed(reader, "123456-");
	TRY(async_stream_reader_readuntil(reader, "--", NULL));
	ASSERT(EXCEPT(LimitOverrunError, e));
	ASSERT_STRING(e->message, "Separator is not found, and chunk exceed the limit");
	ASSERT_INT(async_limit_overrun_consumed(e), 6);
	ASSERT_STRING(AWAIT(async_stream_reader_read(reader, 100, NULL)), "123456-");
	feed(reader, "12345--");
	ASSERT_STRING(AWAIT(async_stream_reader_readuntil(reader, "--", NULL)), "12345--");
	return arg;
}

static void test_readuntil__beyond_the_limit(void)
{
	async_run(overrun);
}

/* ---- Lines, one after the other ---- */

static void *for_each_line(void *arg)
{
	struct async_stream_reader *reader = reader_with("Oslo\nBer");

	async_create_task(feed_words, reader, "gen\nMo|ss");
	ASYNC_FOR(line, reader)
		note("%.4s@%g", (const char *)line, async_loop_time(NULL));
	ASYNC_FOR(line, reader)
		note("not here");
	TRY(async_anext(reader));
	ASSERT_RAISED(StopAsyncIteration, "");
	return arg;
}

static void test_for__over_lines(void)
{
	async_run(for_each_line);
	ASSERT_NOTES("Oslo@0 Berg@1 Moss@3");
}

static void *for_too_long_a_line(void *arg)
{
	struct async_stream_reader *reader = async_stream_reader(4);

	feed(reader, "Oslo\nLillehammer\n");
	ASYNC_FOR(line, reader)
		note("%.4s", (const char *)line);
	note("not here");
	return arg;
}

static void test_for__over_lines_of_which_one_is_too_long(void)
{
	async_run(for_too_long_a_line);
	ASSERT_RAISED(ValueError, "Separator is found, but chunk is longer than limit");
	ASSERT_NOTES("Oslo");
}

static const struct test tests[] = {
	TEST(test_read__gives_what_is_there),
	TEST(test_read__to_the_end),
	TEST(test_read__of_NULs),
	TEST(test_readline__gives_lines),
	TEST(test_readline__is_valid_until_the_next_read),
	TEST(test_readline__takes_out_lines_beyond_the_limit),
	TEST(test_readexactly__waits_for_all_of_it),
	TEST(test_readexactly__at_the_end),
	TEST(test_readuntil__a_separator),
	TEST(test_readuntil__of_any_bytes),
	TEST(test_readuntil__beyond_the_limit),
	TEST(test_for__over_lines),
	TEST(test_for__over_lines_of_which_one_is_too_long),
};

SUITE(tests, NO_PROGRAMS)
