/* Reads that are cancelled, or take too long: no byte is lost, and no wake-up. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static double start;

/* A read as a coroutine: what wait_for() awaits, and what a task runs. */
enum kind { READ, READEXACTLY, READUNTIL, READLINE };

struct read { struct async_stream_reader *reader; enum kind kind; size_t n; };

static void *read(void *arg)
{
	const struct read *self = arg;
	if (self->kind == READ)
		return (void *)REPR(async_stream_reader_read(self->reader, self->n, &size));
	if (self->kind == READEXACTLY)
		return (void *)REPR(async_stream_reader_readexactly(self->reader, self->n, &size));
	if (self->kind == READUNTIL)
		return (void *)REPR(async_stream_reader_readuntil(self->reader, ";", &size));
	return (void *)REPR(async_stream_reader_readline(self->reader, &size));
}

ASYNC static int timed(struct async_coroutine *what, double seconds)
{
	EXCEPTION(e);
	const char *got = TRY(async_wait_for(what, seconds));
	if (EXCEPT(TimeoutError, e))
		printf("too late at %.0f\n", round(async_loop_time(NULL) - start));
	else
		printf("got %s\n", got);
	return 0;
}

static void feed(struct async_stream_reader *reader, const char *text)
{
	async_stream_reader_feed_data(reader, text, strlen(text));
}

ASYNC static int too_late(struct async_stream_reader *reader)
{
	feed(reader, "Os");
	AWAIT(timed(async_coroutine(read, reader, READEXACTLY, 4), 1));
	feed(reader, "lo");
	AWAIT(timed(async_coroutine(read, reader, READEXACTLY, 4), 1));
	AWAIT(timed(async_coroutine(read, reader, READLINE), 1));
	feed(reader, "Li");
	AWAIT(timed(async_coroutine(read, reader, READLINE), 1));
	AWAIT(timed(async_coroutine(read, reader, READUNTIL), 1));
	feed(reader, "ma\nBonn;");
	AWAIT(timed(async_coroutine(read, reader, READLINE), 1));
	AWAIT(timed(async_coroutine(read, reader, READUNTIL), 1));
	return 0;
}

ASYNC static int cancelled(struct async_stream_reader *reader)
{
	puts("-- cancelled in the pass in which bytes arrive");
	struct async_task *task = async_create_task(read, reader, READLINE);
	AWAIT(async_sleep(0));
	feed(reader, "first\nsecond\n");
	async_task_cancel(task);
	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	puts(py(async_task_cancelled(task)));
	puts(REPR(async_stream_reader_readline(reader, &size)));
	puts(REPR(async_stream_reader_readline(reader, &size)));
	task = async_create_task(read, reader, READ, SIZE_MAX);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	feed(reader, "third\n");
	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	puts(py(async_task_cancelled(task)));
	for (int i = 0; i < 2; i++)
		AWAIT(timed(async_coroutine(read, reader, READLINE), 1));
	return 0;
}

struct read_twice { struct async_stream_reader *reader; };

static void *read_twice(void *arg)
{
	const struct read_twice *self = arg;
	EXCEPTION(e);
	TRY(async_stream_reader_readexactly(self->reader, 3, NULL));
	if (EXCEPT(CancelledError, e)) {
		puts("cancelled; reads again");
		return (void *)REPR(async_stream_reader_readexactly(self->reader, 3, &size));
	}
	return NULL;
}

ASYNC static int reads_again(struct async_stream_reader *reader)
{
	puts("-- the next reader waits at once");
	struct async_task *task = async_create_task(read_twice, reader);
	AWAIT(async_sleep(0));
	feed(reader, "ab");
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	AWAIT(async_sleep(0));
	feed(reader, "cd");
	const char *data = AWAIT(async_await(task));
	printf("%s %s\n", data, REPR(async_stream_reader_read(reader, 9, &size)));
	return 0;
}

static void *main_task(void *arg)
{
	start = async_loop_time(NULL);
	struct async_stream_reader *reader = async_stream_reader(0);
	AWAIT(too_late(reader));
	AWAIT(cancelled(reader));
	AWAIT(reads_again(reader));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
