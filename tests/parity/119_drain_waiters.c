/* Several that wait in drain() at once: who goes on, in which order; one is cancelled, one meets
 * the end. */
#include <math.h>
#include <stdio.h>
#include <sys/socket.h>

#include "async.h"
#include "bytes.h"

enum { BIG = 500000 };

ASYNC static int sender(struct async_stream_writer *writer, const char *name)
{
	EXCEPTION(e);
	TRY(async_stream_writer_drain(writer));
	if (EXCEPT(CancelledError, e)) {
		printf("%s is cancelled\n", name);
		async_reraise(e);
	} else if (EXCEPT(ConnectionError, e)) {
		printf("%s fails: %s\n", name, e->type->name);
	} else {
		printf("%s goes on\n", name);
	}
	return 0;
}

struct send_task { struct async_stream_writer *writer; const char *name; };

static void *send_task(void *arg)
{
	const struct send_task *self = arg;
	AWAIT(sender(self->writer, self->name));
	return NULL;
}

struct ends {
	struct async_stream_reader *reader, *unused;
	struct async_stream_writer *other, *writer;
};

ASYNC static int fill(struct async_stream_writer *writer, struct async_task **tasks)
{
	static const char *const names[] = { "one", "two", "three" };
	async_transport_set_write_buffer_limits(async_stream_writer_transport(writer), 2000, 1000);
	async_stream_writer_write(writer, async_alloc(BIG), BIG);
	for (int i = 0; i < 3; i++)
		tasks[i] = async_create_task(send_task, writer, names[i]);
	AWAIT(async_sleep(1));
	printf("waiting: [%s, %s, %s]\n", py(async_task_done(tasks[0])),
	       py(async_task_done(tasks[1])), py(async_task_done(tasks[2])));
	return 0;
}

ASYNC static int make_pair(struct ends *ends)
{
	int pair[2];
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	AWAIT(async_open_connection(&ends->reader, &ends->other, NULL, 0, .sock = pair[0]));
	AWAIT(async_open_connection(&ends->unused, &ends->writer, NULL, 0, .sock = pair[1]));
	return 0;
}

ASYNC static int one_is_cancelled(void)
{
	struct ends ends;
	struct async_task *tasks[3];
	struct async_outcome outcomes[3];
	AWAIT(make_pair(&ends));
	AWAIT(fill(ends.writer, tasks));
	async_task_cancel(tasks[1]);
	AWAIT(async_sleep(0));
	size_t size;
	AWAIT(async_stream_reader_readexactly(ends.reader, BIG, &size));
	printf("read %zu\n", size);
	AWAIT(async_gather_outcomes_array(outcomes, tasks, 3));
	for (int i = 0; i < 3; i++)
		puts(outcomes[i].exception ? outcomes[i].exception->type->name : "None");
	async_stream_writer_close(ends.other);
	async_stream_writer_close(ends.writer);
	return 0;
}

ASYNC static int aborted(void)
{
	puts("-- the transport is aborted");
	struct ends ends;
	struct async_task *tasks[3];
	AWAIT(make_pair(&ends));
	AWAIT(fill(ends.writer, tasks));
	async_transport_abort(async_stream_writer_transport(ends.writer));
	AWAIT(async_gather_array(NULL, tasks, 3));
	size_t size;
	AWAIT(async_stream_reader_read(ends.reader, SIZE_MAX, &size));
	printf("still there: %s\n", py(size > 0));
	AWAIT(sender(ends.writer, "late"));
	async_stream_writer_close(ends.other);
	return 0;
}

ASYNC static int other_side_closes(void)
{
	puts("-- the other side closes");
	EXCEPTION(e);
	struct ends ends;
	struct async_task *tasks[3];
	AWAIT(make_pair(&ends));
	AWAIT(fill(ends.writer, tasks));
	async_stream_writer_close(ends.other);
	AWAIT(async_gather_array(NULL, tasks, 3));
	AWAIT(sender(ends.writer, "late"));
	TRY(async_stream_writer_wait_closed(ends.writer));
	if (EXCEPT(OSError, e))
		printf("wait_closed: %s\n", e->type->name);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(one_is_cancelled());
	AWAIT(aborted());
	AWAIT(other_side_closes());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
