/* Writers: what a program sends goes to the transport, which keeps what cannot be sent yet; and
 * those who wait until that is less. */

#include <stdarg.h>

#include "heap.h"
#include "stream-internal.h"

/* ---- Flow control ---- */

void stream_flow_init(struct stream_flow *flow, const struct async_site *site)
{
	static const struct waiters_kind kind = { .object = "stream", .part = "room in " };

	*flow = (struct stream_flow){ 0 };
	waiters_init(&flow->drainers, &kind, site);
}

void stream_flow_fini(struct stream_flow *flow)
{
	waiters_end(&flow->drainers);
}

void stream_flow_pause(struct stream_flow *flow)
{
	flow->paused = true;
}

void stream_flow_resume(struct stream_flow *flow)
{
	flow->paused = false;
	waiters_wake(&flow->drainers, SIZE_MAX);
}

void stream_flow_lost(struct stream_flow *flow, const struct async_exception *e)
{
	flow->lost = true;
	if (!flow->paused)
		return;
	if (e == NULL) {
		waiters_wake(&flow->drainers, SIZE_MAX);
		return;
	}
	for (struct waiter *w = flow->drainers.first; w != NULL; w = w->next)
		future_set_exception(&w->future, exception_keep((struct exception *)e));
}

static void drain(struct stream_flow *flow, struct async_task *task)
{
	if (flow->lost)
		error_raise(ConnectionResetError, "Connection lost");
	else if (flow->paused)
		waiters_wait(&flow->drainers, task);
}

int async_stream_writer_drain(struct async_stream_writer *writer)
{
	struct async_task *task = task_may_suspend("async_stream_writer_drain()");

	if (task == NULL)
		return 0;
	if (writer->reader != NULL && stream_reader_raise_error(writer->reader))
		return 0;
	/* Let connection_lost() be called, so that who writes in a loop hears of it. */
	if (async_transport_is_closing(writer->transport) && async_sleep(0) == 0 &&
	    async_exception() != NULL)
		return 0;
	drain(writer->flow, task);
	return 0;
}

/* ---- Writing ---- */

void async_stream_writer_write(struct async_stream_writer *writer, const void *data, size_t size)
{
	async_transport_write(writer->transport, data, size);
}

void async_stream_writer_printf(struct async_stream_writer *writer, const char *format, ...)
{
	char small[512], *text = small;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (length < 0) {
		error_raise(ValueError, "the format cannot be written");
		return;
	}
	if ((size_t)length >= sizeof small) {
		text = heap_get((size_t)length + 1);
		if (text == NULL) {
			error_raise(MemoryError, "%d bytes to be written", length);
			return;
		}
		va_start(arguments, format);
		vsnprintf(text, (size_t)length + 1, format, arguments);
		va_end(arguments);
	}
	async_stream_writer_write(writer, text, (size_t)length);
	if (text != small)
		heap_put(text);
}

void async_stream_writer_writelines(struct async_stream_writer *writer, const char *const *lines,
				    size_t count)
{
	async_transport_writelines(writer->transport, lines, count);
}

void async_stream_writer_write_eof(struct async_stream_writer *writer)
{
	async_transport_write_eof(writer->transport);
}

bool async_stream_writer_can_write_eof(const struct async_stream_writer *writer)
{
	return async_transport_can_write_eof(writer->transport);
}

/* ---- Closing ---- */

static void describe_closed(struct async_future *closed, char *text, size_t size)
{
	snprintf(text, size, "the end of the stream created at %s:%d", closed->site->file,
		 closed->site->line);
}

void stream_closed_init(struct async_future *closed, struct async_loop *loop,
			const struct async_site *site)
{
	static const struct future_methods methods = { .describe = describe_closed };

	future_init(closed, loop, site, &methods);
}

void stream_closed_set(struct async_future *closed, const struct async_exception *e)
{
	if (e == NULL)
		future_set_result(closed, NULL);
	else
		future_set_exception(closed, exception_keep((struct exception *)e));
	future_exception(closed);		/* nobody need ask for it */
}

void stream_closed_fini(struct async_future *closed)
{
	if (closed->waiters != NULL && closed->loop == loop_running())
		error_misuse("the stream created at %s:%d ended with the task that opened it, "
			     "while another task waits until it is closed",
			     closed->site->file, closed->site->line);
	future_fini(closed);
}

void async_stream_writer_close(struct async_stream_writer *writer)
{
	async_transport_close(writer->transport);
}

bool async_stream_writer_is_closing(const struct async_stream_writer *writer)
{
	return async_transport_is_closing(writer->transport);
}

int async_stream_writer_wait_closed(struct async_stream_writer *writer)
{
	struct async_task *task = task_may_suspend("async_stream_writer_wait_closed()");

	if (task != NULL)
		task_wait(task, writer->closed, "close", 0);
	return 0;
}

/* ---- What is below ---- */

const void *async_stream_writer_get_extra_info(const struct async_stream_writer *writer,
					       const char *name)
{
	return async_transport_get_extra_info(writer->transport, name);
}

struct async_transport *async_stream_writer_transport(const struct async_stream_writer *writer)
{
	return writer->transport;
}
