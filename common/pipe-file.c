/* What cannot be watched, as stdin where it is a file or /dev/null, read like a pipe: a thread
 * reads a piece, and then the next, unless reading is paused. What comes meanwhile waits. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "pipe-internal.h"

enum { PIECE = ASYNC_HARD ? 1 : 64 * 1024 };

struct piece {
	ssize_t size;
	int error;
	char data[PIECE];
};

/* The descriptor is a copy: the program may close its own when the reader has ended, while a thread
 * still reads. -1 when it is closed. */
struct read_piece { int fd; };

static void close_copy(struct read_piece *of)
{
	if (of->fd >= 0)
		close(of->fd);
	of->fd = -1;
}

/* In a thread. */
static void *read_piece(void *arg)
{
	struct read_piece *self = arg;
	struct piece *piece = async_alloc(sizeof *piece);

	if (piece != NULL) {
		do
			piece->size = read(self->fd, piece->data, PIECE);
		while (piece->size < 0 && errno == EINTR);
		piece->error = errno;
	}
	close_copy(self);
	return piece;
}

static void begin_piece(struct pipe_transport *p)
{
	static const struct future_methods methods = { .free = executor_free_job };
	static const struct async_site site = { .function = "read_piece" };
	struct async_loop *loop = p->transport.loop;
	struct read_piece arguments = { fcntl(p->fd, F_DUPFD_CLOEXEC, 3) };

	if (arguments.fd < 0) {
		pipe_read_failed(p, exception_from_errno(errno, "fcntl() of descriptor %d", p->fd));
		return;
	}
	p->job = executor_submit(loop, NULL, (struct async_call){
		.fn = read_piece,
		.name = "read_piece",
		.site = &site,
		.arguments = &arguments,
		.size = sizeof arguments,
	}, &methods);
	if (p->job == NULL)
		close_copy(&arguments);
	if (p->job == NULL && loop->default_executor_shut)
		exception_release(error_take());	/* the loop is about to close */
	else if (p->job == NULL)
		pipe_read_failed(p, error_take());
	else if (p->job->future.state == FUTURE_PENDING)
		future_add_waiter(&p->job->future, &p->done);
	else
		loop_soon(loop, &p->done.callback);
}

/* Called when it was resumed, too: then the piece may wait that came while it was paused. */
static void resume_reading(struct async_transport *t)
{
	struct pipe_transport *p = (struct pipe_transport *)t;

	if (p->job == NULL)
		begin_piece(p);
	else if (p->job->future.state != FUTURE_PENDING && !p->done.callback.ready)
		loop_soon(t->loop, &p->done.callback);
}

static void hand_on(struct pipe_transport *p, const struct piece *piece)
{
	struct exception *e;

	if (piece->size < 0) {
		pipe_read_failed(p, exception_from_errno(piece->error, "read() of descriptor %d",
							 p->fd));
	} else if (piece->size == 0) {
		pipe_read_end(p);
	} else {
		e = transport_call_data(&p->transport, piece->data, (size_t)piece->size);
		if (e != NULL)
			error_put(e);		/* for the loop, which reports it */
	}
}

static void on_piece(struct loop_callback *callback)
{
	struct pipe_transport *p = CONTAINER_OF(callback, struct pipe_transport, done.callback);
	struct executor_job *job = p->job;
	struct exception *e;

	if (!async_transport_is_reading(&p->transport))
		return;
	p->job = NULL;
	transport_keep(&p->transport);
	close_copy(job->arguments);		/* it may never have begun */
	e = future_take_exception(&job->future);
	if (e != NULL)
		pipe_read_failed(p, e);
	else
		hand_on(p, job->future.result);
	future_release(&job->future);
	if (async_transport_is_reading(&p->transport) && p->job == NULL)
		begin_piece(p);
	transport_release(&p->transport);
}

static void close_file(struct async_transport *t)
{
	pipe_force_close(t, NULL);
}

static void end_file(struct async_transport *t)
{
	struct pipe_transport *p = (struct pipe_transport *)t;

	if (p->job != NULL) {
		future_remove_waiter(&p->job->future, &p->done);
		loop_remove(t->loop, &p->done.callback);
		future_release(&p->job->future);
		p->job = NULL;
	}
	pipe_end(t);
}

struct async_transport *pipe_of_file(struct async_loop *loop, int fd, int at_end,
				     struct async_protocol *protocol, struct memory_pool *memory)
{
	static const struct transport_methods methods = {
		.resume_reading = resume_reading,
		.close = close_file,
		.force_close = pipe_force_close,
		.get_extra_info = pipe_get_extra_info,
		.end = end_file,
	};
	struct async_transport *t = pipe_new(&methods, loop, fd, at_end, protocol, memory, NULL);

	if (t != NULL)
		((struct pipe_transport *)t)->done.callback.run = on_piece;
	return t;
}
