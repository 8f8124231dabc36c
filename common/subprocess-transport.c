/* Transports of child processes. What is called when follows CPython's base_subprocess.py: what a
 * pipe or the child's end tells is handed to the protocol a pass later, and what comes before all
 * pipes are connected waits until they are. */

#include "subprocess-transport-internal.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* ---- Calls to the protocol ---- */

static void call_soon(struct async_subprocess_transport *t, struct loop_callback *callback)
{
	if (t->connected)
		loop_soon(t->loop, callback);
	else
		queue_add(&t->pending, callback);
}

/* The protocol's functions allocate where it lies itself. */
struct calling { struct memory_pool *former; };

static struct calling begin_call(struct async_subprocess_transport *t)
{
	t->references++;
	return (struct calling){ memory_use(&t->memory) };
}

static void end_call(struct calling calling, struct async_subprocess_transport *t)
{
	memory_use(calling.former);
	subprocess_release(t);
}

static void run_made(struct loop_callback *callback)
{
	struct async_subprocess_transport *t =
		CONTAINER_OF(callback, struct async_subprocess_transport, made);
	struct calling calling = begin_call(t);

	if (t->protocol->methods->connection_made != NULL)
		t->protocol->methods->connection_made(t->protocol, t);
	end_call(calling, t);
}

struct received {
	struct loop_callback callback;		/* first, so that one pointer is both */
	struct subprocess_pipe *pipe;
	size_t size;
	char data[];
};

static void run_received(struct loop_callback *callback)
{
	struct received *received = (struct received *)callback;
	struct async_subprocess_transport *t = received->pipe->process;
	struct calling calling = begin_call(t);

	if (t->protocol->methods->pipe_data_received != NULL)
		t->protocol->methods->pipe_data_received(t->protocol, received->pipe->fd,
							 received->data, received->size);
	heap_put(received);
	end_call(calling, t);
}

static void run_pipe_lost(struct loop_callback *callback)
{
	struct subprocess_pipe *pipe = CONTAINER_OF(callback, struct subprocess_pipe, lost);
	struct async_subprocess_transport *t = pipe->process;
	struct calling calling = begin_call(t);

	if (t->protocol->methods->pipe_connection_lost != NULL)
		t->protocol->methods->pipe_connection_lost(
			t->protocol, pipe->fd,
			pipe->exception != NULL ? &pipe->exception->seen : NULL);
	end_call(calling, t);
}

static void run_exited(struct loop_callback *callback)
{
	struct async_subprocess_transport *t =
		CONTAINER_OF(callback, struct async_subprocess_transport, exited);
	struct calling calling = begin_call(t);

	if (t->protocol->methods->process_exited != NULL)
		t->protocol->methods->process_exited(t->protocol);
	end_call(calling, t);
}

void subprocess_connected(struct async_subprocess_transport *t)
{
	struct loop_callback *callback;

	t->connected = true;
	loop_soon(t->loop, &t->made);
	while ((callback = queue_take(&t->pending)) != NULL)
		loop_soon(t->loop, callback);
}

/* ---- The end ---- */

struct subprocess_waiter {			/* lies on the stack of the task that waits */
	struct async_future future;		/* first, so that one pointer is both */
	struct async_subprocess_transport *process;	/* kept */
	struct subprocess_waiter *next;
};

static void wake_waiters(struct async_subprocess_transport *t)
{
	for (struct subprocess_waiter *w = t->waiters; w != NULL; w = w->next)
		future_set_result(&w->future, NULL);
}

static void run_lost(struct loop_callback *callback)
{
	struct async_subprocess_transport *t =
		CONTAINER_OF(callback, struct async_subprocess_transport, lost);
	struct calling calling = begin_call(t);

	if (t->protocol->methods->connection_lost != NULL)
		t->protocol->methods->connection_lost(t->protocol, NULL);
	wake_waiters(t);
	subprocess_end(t);
	end_call(calling, t);
}

static void try_finish(struct async_subprocess_transport *t)
{
	if (!t->has_exited || t->finished)
		return;
	for (int i = 0; i < 3; i++)
		if (!t->pipes[i].disconnected)
			return;
	t->finished = true;
	call_soon(t, &t->lost);
}

static void on_exited(struct child *child, int status)
{
	struct async_subprocess_transport *t =
		CONTAINER_OF(child, struct async_subprocess_transport, child);

	t->has_exited = true;
	t->returncode = status;
	call_soon(t, &t->exited);
	try_finish(t);
}

/* ---- Pipes ---- */

static void on_data(struct async_protocol *protocol, const void *data, size_t size)
{
	struct subprocess_pipe *pipe = (struct subprocess_pipe *)protocol;
	struct received *received = heap_get(sizeof *received + size);

	if (received == NULL) {
		pipe_force_close(pipe->transport,
				 exception_new(NULL, MemoryError, "no memory for what a process "
								  "has written"));
		return;
	}
	received->callback.run = run_received;
	received->callback.drop = loop_drop_from_heap;
	received->pipe = pipe;
	received->size = size;
	memcpy(received->data, data, size);
	call_soon(pipe->process, &received->callback);
}

static void on_lost(struct async_protocol *protocol, const struct async_exception *exception)
{
	struct subprocess_pipe *pipe = (struct subprocess_pipe *)protocol;

	pipe->disconnected = true;
	if (exception != NULL)
		pipe->exception = exception_keep((struct exception *)exception);
	call_soon(pipe->process, &pipe->lost);
	try_finish(pipe->process);
}

static void on_pause(struct async_protocol *protocol)
{
	const struct subprocess_pipe *pipe = (const struct subprocess_pipe *)protocol;
	struct async_subprocess_protocol *own = pipe->process->protocol;

	if (own->methods->pause_writing != NULL)
		own->methods->pause_writing(own);
}

static void on_resume(struct async_protocol *protocol)
{
	const struct subprocess_pipe *pipe = (const struct subprocess_pipe *)protocol;
	struct async_subprocess_protocol *own = pipe->process->protocol;

	if (own->methods->resume_writing != NULL)
		own->methods->resume_writing(own);
}

const struct async_protocol_methods subprocess_pipe_methods = {
	.data_received = on_data,
	.connection_lost = on_lost,
	.pause_writing = on_pause,
	.resume_writing = on_resume,
};

void subprocess_forget_pipe(struct subprocess_pipe *pipe)
{
	if (pipe->end >= 0)
		close(pipe->end);
	pipe->end = -1;
	pipe->disconnected = true;
	try_finish(pipe->process);
}

/* ---- Life ---- */

struct async_subprocess_transport *subprocess_new(struct async_loop *loop,
						  struct async_subprocess_protocol *protocol,
						  struct memory_pool *memory)
{
	struct async_subprocess_transport *t = heap_get(sizeof *t);

	if (t == NULL)
		return error_raise(MemoryError, "%zu bytes for a process", sizeof *t);
	t->loop = loop;
	t->protocol = protocol;
	t->references = 1;
	memory_pool_move(memory, &t->memory);
	t->child.exited = on_exited;
	queue_init(&t->pending);
	t->made.run = run_made;
	t->exited.run = run_exited;
	t->lost.run = run_lost;
	t->last_waiter = &t->waiters;
	for (int i = 0; i < 3; i++) {
		struct subprocess_pipe *pipe = &t->pipes[i];

		pipe->protocol.methods = &subprocess_pipe_methods;
		pipe->process = t;
		pipe->fd = i;
		pipe->end = -1;
		pipe->lost.run = run_pipe_lost;
	}
	t->link = &loop->subprocesses;
	t->next = loop->subprocesses;
	if (t->next != NULL)
		t->next->link = &t->next;
	return loop->subprocesses = t;
}

struct async_subprocess_transport *subprocess_keep(struct async_subprocess_transport *t)
{
	t->references++;
	return t;
}

void subprocess_release(struct async_subprocess_transport *t)
{
	if (--t->references > 0)
		return;
	for (int i = 0; i < 3; i++) {
		if (t->pipes[i].transport != NULL)
			transport_release(t->pipes[i].transport);
		exception_release(t->pipes[i].exception);
	}
	memory_pool_free(&t->memory);
	heap_put(t);
}

void subprocess_end(struct async_subprocess_transport *t)
{
	struct loop_callback *callback;

	t->finished = true;
	for (int i = 0; i < 3; i++) {
		loop_remove(t->loop, &t->pipes[i].lost);
		subprocess_forget_pipe(&t->pipes[i]);
	}
	while ((callback = queue_take(&t->pending)) != NULL)
		loop_drop(callback);
	loop_remove(t->loop, &t->made);
	loop_remove(t->loop, &t->exited);
	loop_remove(t->loop, &t->lost);
	*t->link = t->next;
	if (t->next != NULL)
		t->next->link = t->link;
	t->loop = NULL;
	subprocess_release(t);
}

void subprocess_close_loop(struct async_loop *loop)
{
	while (loop->subprocesses != NULL) {
		if (!loop->subprocesses->closed && loop->debug)
			subprocess_unclosed_hook(loop->subprocesses);
		subprocess_end(loop->subprocesses);
	}
}

void subprocess_silence(struct async_subprocess_transport *t)
{
	static const struct async_subprocess_protocol_methods none;
	static struct async_subprocess_protocol silent = { &none };

	t->protocol = &silent;
}

/* ---- Waiting ---- */

static void end_wait(struct async_future *future)
{
	struct subprocess_waiter *waiter = (struct subprocess_waiter *)future, **link;

	for (link = &waiter->process->waiters; *link != waiter;)
		link = &(*link)->next;
	*link = waiter->next;
	if (*link == NULL)
		waiter->process->last_waiter = link;
	future_fini(future);
	subprocess_release(waiter->process);
}

static void describe(struct async_future *future, char *text, size_t size)
{
	snprintf(text, size, "the end of process %d",
		 (int)((const struct subprocess_waiter *)future)->process->pid);
}

int subprocess_wait(struct async_task *task, struct async_subprocess_transport *t)
{
	static const struct future_methods methods = { .abandon = end_wait, .describe = describe };
	struct subprocess_waiter waiter = { .process = t };

	if (!t->has_exited) {
		if (t->loop == NULL)
			return error_raise(RuntimeError, "the loop of the process is closed"), 0;
		future_init(&waiter.future, t->loop, NULL, &methods);
		subprocess_keep(t);
		*t->last_waiter = &waiter;
		t->last_waiter = &waiter.next;
		task_wait(task, &waiter.future, "process", 0);
		end_wait(&waiter.future);
	}
	return async_exception() == NULL ? t->returncode : 0;
}

/* ---- The public calls ---- */

pid_t async_subprocess_transport_get_pid(const struct async_subprocess_transport *t)
{
	return t->pid;
}

const int *async_subprocess_transport_get_returncode(const struct async_subprocess_transport *t)
{
	return t->has_exited ? &t->returncode : NULL;
}

struct async_transport *
async_subprocess_transport_get_pipe_transport(const struct async_subprocess_transport *t, int fd)
{
	return fd >= 0 && fd < 3 ? t->pipes[fd].transport : NULL;
}

void async_subprocess_transport_send_signal(struct async_subprocess_transport *t, int signal)
{
	if (t->loop == NULL)
		error_raise(ProcessLookupError, "");
	else
		child_signal(&t->child, signal);
}

void async_subprocess_transport_terminate(struct async_subprocess_transport *t)
{
	async_subprocess_transport_send_signal(t, SIGTERM);
}

void async_subprocess_transport_kill(struct async_subprocess_transport *t)
{
	async_subprocess_transport_send_signal(t, SIGKILL);
}

void async_subprocess_transport_close(struct async_subprocess_transport *t)
{
	if (t->closed)
		return;
	t->closed = true;
	for (int i = 0; i < 3; i++)
		if (t->pipes[i].transport != NULL)
			async_transport_close(t->pipes[i].transport);
	child_kill(&t->child);
}

bool async_subprocess_transport_is_closing(const struct async_subprocess_transport *t)
{
	return t->closed;
}

void async_subprocess_transport_set_protocol(struct async_subprocess_transport *t,
					     struct async_subprocess_protocol *protocol)
{
	t->protocol = protocol;
}

struct async_subprocess_protocol *
async_subprocess_transport_get_protocol(const struct async_subprocess_transport *t)
{
	return t->protocol;
}
