/* The reading end of a pipe. It is read once a pass of the loop. */

#include <errno.h>
#include <unistd.h>

#include "pipe-internal.h"

static void put_raised(struct exception *e)
{
	if (e != NULL)
		error_put(e);			/* for the loop, which reports it */
}

static void read_ready(void *arg)
{
	struct async_transport *t = arg;
	struct pipe_transport *p = arg;
	char *buffer = transport_read_buffer(t->loop);
	ssize_t size = -1;

	errno = ENOMEM;
	if (buffer != NULL)
		size = read(p->fd, buffer, TRANSPORT_READ_MAX);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	transport_keep(t);
	if (size < 0)
		pipe_read_failed(p, exception_from_errno(errno, "read() of descriptor %d", p->fd));
	else if (size == 0)
		pipe_read_end(p);
	else
		put_raised(transport_call_data(t, buffer, (size_t)size));
	transport_release(t);
}

static void resume_reading(struct async_transport *t)
{
	struct exception *e = transport_watch(t, ((struct pipe_transport *)t)->fd,
					      loop_add_reader, read_ready);

	if (e != NULL)
		pipe_read_failed((struct pipe_transport *)t, e);
}

static void pause_reading(struct async_transport *t)
{
	loop_remove_reader(t->loop, ((struct pipe_transport *)t)->fd);
}

static void write_to_reader(struct async_transport *t, const void *data, size_t size)
{
	(void)t;
	(void)data;
	error_raise(RuntimeError, "%zu bytes were written to a transport that reads", size);
}

static void close_reader(struct async_transport *t)
{
	pipe_force_close(t, NULL);
}

struct async_transport *pipe_of_reader(struct async_loop *loop, int fd, int at_end,
				       struct async_protocol *protocol, struct memory_pool *memory)
{
	static const struct transport_methods methods = {
		.resume_reading = resume_reading,
		.pause_reading = pause_reading,
		.write = write_to_reader,
		.close = close_reader,
		.force_close = pipe_force_close,
		.get_extra_info = pipe_get_extra_info,
		.end = pipe_end,
	};

	return pipe_new(&methods, loop, fd, at_end, protocol, memory,
			"Pipe transport is for pipes/sockets only.");
}
