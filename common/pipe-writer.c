/* The writing end of a pipe. A write is tried at once; what is not taken is kept. That the reader
 * has gone is heard of by watching for what can be read, which on this end is nothing else. */

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipe-internal.h"
#include "signals-internal.h"

static size_t get_write_buffer_size(const struct async_transport *t)
{
	return transport_buffer_size(&((const struct pipe_transport *)t)->buffer);
}

static void on_reader_gone(void *arg)
{
	bool waits = get_write_buffer_size(arg) > 0;

	pipe_force_close(arg, waits ? exception_new(NULL, BrokenPipeError, NULL) : NULL);
}

/* A terminal has no such end, and a file neither. */
static void listen_for_end(struct async_transport *t)
{
	struct pipe_transport *p = (struct pipe_transport *)t;
	struct exception *e = NULL;

	if (S_ISFIFO(p->mode) || S_ISSOCK(p->mode))
		e = transport_watch(t, p->fd, loop_add_reader, on_reader_gone);
	if (e != NULL)
		transport_fatal(t, "Fatal write error on pipe transport", e);
}

/* Returns: how many bytes were taken, which may be none; or a negative errno value. */
static ssize_t write_some(int fd, const void *data, size_t size)
{
	ssize_t written = write(fd, data, size);

	if (written >= 0)
		return written;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

static void write_failed(struct async_transport *t, ssize_t error)
{
	t->lost++;
	transport_fatal(t, "Fatal write error on pipe transport",
			exception_from_errno((int)-error, "write() to descriptor %d",
					     ((struct pipe_transport *)t)->fd));
}

static void on_written(struct pipe_transport *p)
{
	struct async_transport *t = &p->transport;

	loop_remove_writer(t->loop, p->fd);
	transport_maybe_resume(t);		/* which may write more */
	if (!t->closing || pipe_is_lost(t))
		return;
	loop_remove_reader(t->loop, p->fd);
	transport_lose(t, NULL);
}

static void write_ready(void *arg)
{
	struct async_transport *t = arg;
	struct pipe_transport *p = arg;
	ssize_t written = write_some(p->fd, p->buffer.data + p->buffer.begin,
				     transport_buffer_size(&p->buffer));

	transport_keep(t);
	if (written < 0)
		write_failed(t, written);
	else
		transport_buffer_take(&p->buffer, (size_t)written);
	if (written > 0 && transport_buffer_size(&p->buffer) == 0)
		on_written(p);
	transport_release(t);
}

/* Keep what was not taken: all of it, or what is left behind [written] bytes. */
static void keep_rest(struct pipe_transport *p, const char *data, size_t size, size_t written)
{
	struct async_transport *t = &p->transport;
	bool is_first = transport_buffer_size(&p->buffer) == 0;
	struct exception *e = NULL;

	if (!transport_buffer_add(&p->buffer, data + written, size - written)) {
		error_raise(MemoryError, "%zu bytes that wait to be written", size - written);
		if (written > 0)
			async_transport_abort(t);
		return;
	}
	if (is_first)
		e = transport_watch(t, p->fd, loop_add_writer, write_ready);
	if (e != NULL)
		transport_fatal(t, "Fatal write error on pipe transport", e);
	else
		transport_maybe_pause(t);
}

static void write_pipe(struct async_transport *t, const void *data, size_t size)
{
	struct pipe_transport *p = (struct pipe_transport *)t;
	ssize_t written = 0;

	if (size == 0)
		return;
	if (t->lost > 0 || t->closing) {
		transport_count_lost_write(t, "pipe closed by peer or os.write(pipe, data)");
		return;
	}
	if (get_write_buffer_size(t) == 0)
		written = write_some(p->fd, data, size);
	if (written < 0)
		write_failed(t, written);
	else if ((size_t)written < size)
		keep_rest(p, data, size, (size_t)written);
}

/* The end of a pipe is that nobody has it open: to write one is to close. */
static void write_eof(struct async_transport *t)
{
	if (t->closing)
		return;
	t->closing = true;
	if (get_write_buffer_size(t) > 0)
		return;
	loop_remove_reader(t->loop, ((struct pipe_transport *)t)->fd);
	transport_lose_soon(t, NULL);
}

struct async_transport *pipe_of_writer(struct async_loop *loop, int fd, int at_end,
				       struct async_protocol *protocol, struct memory_pool *memory)
{
	static const struct transport_methods methods = {
		.resume_reading = listen_for_end,
		.write = write_pipe,
		.write_eof = write_eof,
		.get_write_buffer_size = get_write_buffer_size,
		.close = write_eof,
		.force_close = pipe_force_close,
		.get_extra_info = pipe_get_extra_info,
		.end = pipe_end,
	};
	const char *refusal = "Pipe transport is only for pipes, sockets and character devices";

	signals_ignore_sigpipe();
	return pipe_new(&methods, loop, fd, at_end, protocol, memory,
			at_end & PIPE_OR_FILE ? NULL : refusal);
}
