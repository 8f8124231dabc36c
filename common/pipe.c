/* Transports on pipes. What is called when follows CPython's unix_events.py. */

#include "pipe-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "task-internal.h"

/* ---- What both ends share ---- */

bool pipe_is_lost(const struct async_transport *t)
{
	return t->loop == NULL || t->losing.ready;
}

void pipe_force_close(struct async_transport *t, struct exception *e)
{
	struct pipe_transport *p = (struct pipe_transport *)t;

	if (pipe_is_lost(t)) {
		exception_release(e);
		return;
	}
	t->closing = true;
	transport_buffer_clear(&p->buffer);
	loop_remove_writer(t->loop, p->fd);
	loop_remove_reader(t->loop, p->fd);
	transport_lose_soon(t, e);
}

const void *pipe_get_extra_info(const struct async_transport *t, const char *name)
{
	return strcmp(name, "pipe") == 0 ? &((const struct pipe_transport *)t)->fd : NULL;
}

static bool blocks(int fd)
{
	return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

static int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	return fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

/* Whether it blocks is a matter of what is open, not of its number: stdin and stdout may be one
 * open terminal. So where another transport is made to block by this, that one does it later. */
static void restore(const struct pipe_transport *ended)
{
	struct async_transport *t = ended->transport.loop->transports;

	set_blocking(ended->fd, true);
	for (; t != NULL; t = t->next) {
		struct pipe_transport *p = (struct pipe_transport *)t;

		if (t->methods->end != pipe_end || p == ended || !blocks(p->fd))
			continue;
		set_blocking(p->fd, false);
		p->at_end |= PIPE_RESTORE;
		return;
	}
}

void pipe_end(struct async_transport *t)
{
	struct pipe_transport *p = (struct pipe_transport *)t;

	loop_remove(t->loop, &p->eof);
	loop_remove_reader(t->loop, p->fd);
	loop_remove_writer(t->loop, p->fd);
	transport_buffer_clear(&p->buffer);
	if (p->at_end & PIPE_RESTORE)
		restore(p);
	if (p->at_end & PIPE_CLOSE)
		close(p->fd);
	p->fd = -1;
}

/* ---- The end of what is read ---- */

static void put_raised(struct exception *e)
{
	if (e != NULL)
		error_put(e);			/* for the loop, which reports it */
}

static void run_eof(struct loop_callback *callback)
{
	struct pipe_transport *p = CONTAINER_OF(callback, struct pipe_transport, eof);
	bool keep_open;

	put_raised(transport_call_eof(&p->transport, &keep_open));
}

void pipe_read_end(struct pipe_transport *p)
{
	p->transport.closing = true;
	loop_remove_reader(p->transport.loop, p->fd);
	loop_soon(p->transport.loop, &p->eof);
	transport_lose_soon(&p->transport, NULL);
}

void pipe_read_failed(struct pipe_transport *p, struct exception *e)
{
	if (e->seen.error_number != EIO)	/* a terminal that has gone */
		transport_report(&p->transport, "Fatal read error on pipe transport", e);
	pipe_force_close(&p->transport, e);
}

/* ---- Making one ---- */

struct async_transport *pipe_new(const struct transport_methods *methods, struct async_loop *loop,
				 int fd, int at_end, struct async_protocol *protocol,
				 struct memory_pool *memory, const char *refusal)
{
	struct pipe_transport *p;
	struct stat stat;

	if (fstat(fd, &stat) != 0)
		return error_raise_errno(errno, "fstat() of descriptor %d", fd);
	if (refusal != NULL && !S_ISFIFO(stat.st_mode) && !S_ISSOCK(stat.st_mode) &&
	    !S_ISCHR(stat.st_mode))
		return error_raise(ValueError, "%s", refusal);
	if (!blocks(fd))
		at_end &= ~PIPE_RESTORE;
	else if (set_blocking(fd, false) != 0)
		return error_raise_errno(errno, "fcntl() of descriptor %d", fd);
	p = (struct pipe_transport *)transport_new(sizeof *p, methods, loop, protocol, memory);
	if (p == NULL) {
		if (at_end & PIPE_RESTORE)
			set_blocking(fd, true);
		return NULL;
	}
	p->fd = fd;
	p->at_end = at_end;
	p->mode = stat.st_mode;
	p->eof.run = run_eof;
	return &p->transport;
}

/* ---- To connect a protocol to one ---- */

static struct async_transport *
make(struct async_loop *loop, int fd, struct async_protocol *(*factory)(void *arg), void *arg,
     struct async_transport *(*of_end)(struct async_loop *loop, int fd, int at_end,
				       struct async_protocol *protocol,
				       struct memory_pool *memory))
{
	struct memory_pool memory = { 0 };
	struct memory_pool *former = memory_use(&memory);
	struct async_protocol *protocol = factory(arg);
	struct async_transport *t = NULL;

	memory_use(former);
	if (async_exception() == NULL)
		t = of_end(loop, fd, PIPE_CLOSE | PIPE_RESTORE, protocol, &memory);
	memory_pool_free(&memory);
	return t;
}

/* It has not begun, and [fd] stays whose it was. */
static void unmake(struct async_transport *t)
{
	((struct pipe_transport *)t)->at_end &= ~PIPE_CLOSE;
	t->closing = true;
	transport_drop(t);
}

static struct async_transport *begin(struct async_task *task, struct async_transport *t)
{
	struct async_future *waiter = transport_waiter(task->future.loop);

	if (waiter == NULL || !transport_give_handle(t, true)) {
		unmake(t);
	} else {
		transport_begin(t, waiter);
		task_wait(task, waiter, "connection_made", 0);
		if (async_exception() != NULL)
			async_transport_close(t);
	}
	if (waiter != NULL)
		future_release(waiter);
	return async_exception() == NULL ? t : NULL;
}

static struct async_transport *
connect_pipe(struct async_task *task, int fd, struct async_protocol *(*factory)(void *arg),
	     void *arg,
	     struct async_transport *(*of_end)(struct async_loop *loop, int fd, int at_end,
					       struct async_protocol *protocol,
					       struct memory_pool *memory))
{
	struct async_transport *t;

	if (task == NULL)
		return NULL;
	t = make(task->future.loop, fd, factory, arg, of_end);
	return t != NULL ? begin(task, t) : NULL;
}

struct async_transport *
async_loop_connect_read_pipe(struct async_protocol *(*factory)(void *arg), void *arg, int fd)
{
	return connect_pipe(task_may_call("async_loop_connect_read_pipe()"), fd, factory, arg,
			    pipe_of_reader);
}

struct async_transport *
async_loop_connect_write_pipe(struct async_protocol *(*factory)(void *arg), void *arg, int fd)
{
	return connect_pipe(task_may_call("async_loop_connect_write_pipe()"), fd, factory, arg,
			    pipe_of_writer);
}
