/* stream.h: more than the other side reads, and what is lost on the way. */

#include "connected.h"

#include <sys/socket.h>

#include "heap.h"

/* ---- Too much ---- */

enum { LARGE = (ASYNC_HARD ? 12 : 32) * 64 * 1024, PIECE = 64 * 1024 };

/* Have the kernel keep little of what is to be sent. */
static void narrow(struct async_stream_writer *writer)
{
	const int *fd = async_stream_writer_get_extra_info(writer, "socket");
	const int size = 32 * 1024;

	setsockopt(*fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

static void *read_late(struct async_stream_reader *reader, struct async_stream_writer *writer,
		       void *arg)
{
	size_t size;

	(void)writer;
	AWAIT(async_sleep(10));
	AWAIT(async_stream_reader_read(reader, SIZE_MAX, &size));
	note("%zu@%g", size, async_loop_time(NULL));
	return arg;
}

/* What is kept on this side never exceeds the high-water mark and a piece; what the other side
 * keeps, twice its limit and a read. */
static void *write_much(void *arg)
{
	static char piece[PIECE];
	struct connected c;
	size_t before, most = 0, waits = 0;

	AWAIT(join(&c, read_late, NULL));
	narrow(c.writer);
	before = heap_live_bytes();
	for (size_t sent = 0; sent < LARGE; sent += PIECE) {
		double start = async_loop_time(NULL);
		size_t waiting;

		async_stream_writer_write(c.writer, piece, PIECE);
		waiting = async_transport_get_write_buffer_size(
			async_stream_writer_transport(c.writer));
		ASSERT(waiting <= 2 * PIECE);
		AWAIT(async_stream_writer_drain(c.writer));
		waits += async_loop_time(NULL) > start;
		if (async_loop_time(NULL) < 10 && heap_live_bytes() - before > most)
			most = heap_live_bytes() - before;
	}
	ASSERT_INT(waits, 1);
	ASSERT_TIME(async_loop_time(NULL), 10);
	ASSERT(most < 16 * PIECE);
	AWAIT(part(&c));
	return arg;
}

static void test_drain__waits_for_who_does_not_read(void)
{
	async_run(write_much);
	ASSERT_STRING(suite_notes(), ASYNC_HARD ? "786432@10" : "2097152@10");
}

static void *write_for_ever(struct async_stream_reader *reader,
			    struct async_stream_writer *writer, void *arg)
{
	(void)reader;
	for (;;) {
		async_stream_writer_write(writer, "0123456789abcdef", 16);
		AWAIT(async_stream_writer_drain(writer));
	}
	return arg;
}

/* It writes as fast as it can, and yet no more arrives than may be kept. */
static void *read_little(void *arg)
{
	enum { LIMIT = 1024 };
	struct connected c;
	size_t before, read = 0;

	AWAIT(join_limited(&c, write_for_ever, NULL, LIMIT));
	before = heap_live_bytes();
	while (read < LARGE / 8) {
		size_t size = 0;

		AWAIT(async_stream_reader_readexactly(c.reader, 16, &size));
		read += size;
	}
	ASSERT(heap_live_bytes() - before < 1024 * 1024);
	ASSERT_STRING(AWAIT(async_stream_reader_readexactly(c.reader, 16, NULL)),
		      "0123456789abcdef");
	AWAIT(part(&c));
	return arg;
}

static void test_read__slower_than_what_comes(void)
{
	async_run(read_little);
	ASSERT_CONTAINS(suite_stderr(), "Unhandled exception in client_connected_cb");
}

struct drain_one { struct async_stream_writer *writer; };

static void *drain_one(void *arg)
{
	AWAIT(async_stream_writer_drain(((const struct drain_one *)arg)->writer));
	note("drained@%g", async_loop_time(NULL));
	return NULL;
}

/* Fill what lies between the two ends, until the writer is to wait. */
ASYNC static int fill(struct async_stream_writer *writer, size_t *sent)
{
	static char piece[PIECE];
	const struct async_transport *transport = async_stream_writer_transport(writer);

	while (async_transport_get_write_buffer_size(transport) <= PIECE) {
		async_stream_writer_write(writer, piece, PIECE);
		*sent += PIECE;
		AWAIT(async_sleep(0.001));	/* until nothing moves any more */
	}
	return 0;
}

static void *drain_several(void *arg)
{
	struct async_task *tasks[3];
	struct connected c;
	size_t sent = 0;

	AWAIT(join(&c, read_late, NULL));
	narrow(c.writer);
	AWAIT(fill(c.writer, &sent));
	for (int i = 0; i < 3; i++)
		tasks[i] = async_create_task(drain_one, c.writer);
	AWAIT(async_sleep(1));
	async_task_cancel(tasks[1]);
	TRY(async_await(tasks[1]));
	ASSERT_RAISED(CancelledError, "");
	AWAIT(async_await(tasks[0]));
	AWAIT(async_await(tasks[2]));
	AWAIT(part(&c));
	ASSERT_STRING(suite_notes(), async_sprintf("drained@10 drained@10 %zu@10", sent));
	return arg;
}

static void test_drain__by_several_tasks(void)
{
	async_run(drain_several);
}

/* ---- Errors ---- */

static void *reset(struct async_stream_reader *reader, struct async_stream_writer *writer,
		   void *arg)
{
	struct linger linger = { .l_onoff = 1 };
	const int *fd = async_stream_writer_get_extra_info(writer, "socket");

	(void)reader;
	AWAIT(async_sleep(1));
	setsockopt(*fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	async_transport_abort(async_stream_writer_transport(writer));
	return arg;
}

static void *be_reset(void *arg)
{
	struct connected c;

	AWAIT(join(&c, reset, NULL));
	TRY(async_stream_reader_readline(c.reader, NULL));
	ASSERT_RAISED(ConnectionResetError, NULL);
	TRY(async_stream_reader_read(c.reader, 1, NULL));
	ASSERT_RAISED(ConnectionResetError, NULL);
	TRY(async_stream_writer_drain(c.writer));
	ASSERT_RAISED(ConnectionResetError, NULL);
	TRY(async_stream_writer_wait_closed(c.writer));
	ASSERT_RAISED(ConnectionResetError, NULL);
	ASSERT(async_stream_writer_is_closing(c.writer));
	async_stream_writer_write(c.writer, "nobody", 6);
	TRY(part(&c));
	ASSERT_RAISED(ConnectionResetError, NULL);
	return arg;
}

static void test_reset__is_raised_by_each_call(void)
{
	async_run(be_reset);
}

static void *reset_while_draining(void *arg)
{
	struct async_task *task;
	struct connected c;
	size_t sent = 0;

	AWAIT(join(&c, reset, NULL));
	narrow(c.writer);
	AWAIT(fill(c.writer, &sent));
	task = async_create_task(drain_one, c.writer);
	TRY(async_await(task));
	ASSERT_RAISED(ConnectionResetError, NULL);
	ASSERT_TIME(async_loop_time(NULL), 1);
	return arg;
}

static void test_reset__while_a_task_drains(void)
{
	async_run(reset_while_draining);
}

static void *drain_when_closed(void *arg)
{
	struct connected c;

	AWAIT(join(&c, echo, NULL));
	async_stream_writer_write(c.writer, "Oslo\n", 5);
	async_stream_writer_close(c.writer);
	async_stream_writer_close(c.writer);
	ASSERT(async_stream_writer_is_closing(c.writer));
	TRY(async_stream_writer_drain(c.writer));
	ASSERT_RAISED(ConnectionResetError, "Connection lost");
	AWAIT(async_stream_writer_wait_closed(c.writer));
	AWAIT(async_stream_writer_wait_closed(c.writer));
	ASSERT_STRING(AWAIT(async_stream_reader_readline(c.reader, NULL)), "");
	AWAIT(part(&c));
	return arg;
}

static void test_drain__of_a_closed_connection(void)
{
	async_run(drain_when_closed);
}

static const struct test tests[] = {
	TEST(test_drain__waits_for_who_does_not_read),
	TEST(test_read__slower_than_what_comes),
	TEST(test_drain__by_several_tasks),
	TEST(test_reset__is_raised_by_each_call),
	TEST(test_reset__while_a_task_drains),
	TEST(test_drain__of_a_closed_connection),
};

SUITE(tests, NO_PROGRAMS)
