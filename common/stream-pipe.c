/* Streams on what a program is started with: stdin and stdout, be they pipes, terminals, files. */

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "pipe-internal.h"
#include "stream-internal.h"

/* The task ends, and with it the stream. */
static void end_slot(void *memory)
{
	struct async_transport *t = *(struct async_transport **)memory;

	if (t == NULL)
		return;
	if (t->loop != NULL)
		async_transport_close(t);
	transport_release(t);
}

/* Whether the kernel tells when it can be read: of files and /dev/null it does not. */
static bool can_be_watched(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	bool can = epoll >= 0 && (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 ||
				  errno != EPERM);

	if (epoll >= 0)
		close(epoll);
	return can || epoll < 0;
}

static struct async_transport *of_input(struct async_loop *loop, int fd,
					struct async_protocol *protocol,
					struct memory_pool *memory)
{
	return can_be_watched(fd) ? pipe_of_reader(loop, fd, PIPE_RESTORE, protocol, memory)
				  : pipe_of_file(loop, fd, PIPE_RESTORE, protocol, memory);
}

static struct async_transport *of_output(struct async_loop *loop, int fd,
					 struct async_protocol *protocol,
					 struct memory_pool *memory)
{
	return pipe_of_writer(loop, fd, PIPE_RESTORE | PIPE_OR_FILE, protocol, memory);
}

/* A stream on [fd], and its transport in *[slot], kept. */
static struct stream *
make(const struct async_site *site, struct async_loop *loop, int fd, struct async_transport **slot,
     struct async_transport *(*of_end)(struct async_loop *loop, int fd,
				       struct async_protocol *protocol,
				       struct memory_pool *memory))
{
	struct memory_pool memory = { 0 }, *former = memory_use(&memory);
	struct stream *stream = stream_new(site, 0);
	struct async_transport *t = NULL;

	memory_use(former);
	if (stream != NULL)
		t = of_end(loop, fd, &stream->protocol, &memory);
	memory_pool_free(&memory);
	if (t == NULL)
		return NULL;
	*slot = transport_keep(t);
	stream->writer.reader = NULL;		/* there is one of them only */
	return stream;
}

static struct stream *
open_pipe(const struct async_site *site, struct async_task *task, int fd,
	  struct async_transport *(*of_end)(struct async_loop *loop, int fd,
					    struct async_protocol *protocol,
					    struct memory_pool *memory))
{
	struct async_transport **slot =
		memory_pool_get(memory_current(), sizeof(*slot), end_slot);
	struct async_future *waiter = transport_waiter(task->future.loop);
	struct stream *stream = NULL;

	if (slot == NULL && waiter != NULL)
		async_raise_(site, MemoryError, "no memory for a stream");
	else if (waiter != NULL)
		stream = make(site, task->future.loop, fd, slot, of_end);
	if (stream != NULL) {
		transport_begin(*slot, waiter);
		task_wait(task, waiter, "connection_made", 0);
		if (async_exception() != NULL)
			async_transport_close(*slot);
	}
	if (waiter != NULL)
		future_release(waiter);
	return async_exception() == NULL ? stream : NULL;
}

struct async_stream_reader *async_open_read_pipe_(const struct async_site *site, int fd)
{
	struct async_task *task = task_may_call("async_open_read_pipe()");
	struct stream *stream = task != NULL ? open_pipe(site, task, fd, of_input) : NULL;

	return stream != NULL ? &stream->reader : NULL;
}

struct async_stream_writer *async_open_write_pipe_(const struct async_site *site, int fd)
{
	struct async_task *task = task_may_call("async_open_write_pipe()");
	struct stream *stream = task != NULL ? open_pipe(site, task, fd, of_output) : NULL;

	return stream != NULL ? &stream->writer : NULL;
}
