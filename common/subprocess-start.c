/* How a child process is started: the child first, and then a task connects its pipes, one after
 * the other, as CPython's does. */

#include "subprocess-transport-internal.h"

/* ---- The task that connects the pipes ---- */

struct connecting {				/* in its memory */
	struct async_subprocess_transport *process;	/* kept */
	struct async_future *waiter;		/* kept */
};

static void end_connecting(void *memory)
{
	struct connecting *c = memory;

	subprocess_release(c->process);
	future_release(c->waiter);
}

static bool connect_pipe(struct async_task *task, struct subprocess_pipe *pipe)
{
	struct async_loop *loop = task->future.loop;
	struct async_future *waiter = transport_waiter(loop);
	struct async_transport *t = NULL;

	if (waiter == NULL)
		return false;
	t = (pipe->fd == 0 ? pipe_of_writer : pipe_of_reader)(loop, pipe->end, PIPE_CLOSE,
							       &pipe->protocol, NULL);
	if (t != NULL) {
		pipe->end = -1;
		pipe->transport = transport_keep(t);
		transport_begin(t, waiter);
		task_wait(task, waiter, "connection_made", 0);
		if (async_exception() != NULL || pipe->process->closed)
			async_transport_close(t);
	}
	future_release(waiter);
	return async_exception() == NULL;
}

/* Those that are not connected never will be, and nobody is to hear of the others. */
static void give_up(struct async_subprocess_transport *t)
{
	subprocess_silence(t);
	for (int i = 0; i < 3; i++)
		if (t->pipes[i].transport == NULL)
			subprocess_forget_pipe(&t->pipes[i]);
}

/* What went wrong is for whoever started the process. */
static void hand_on(struct async_future *waiter)
{
	if (exception_is_exit((const struct exception *)async_exception()))
		return;
	async_task_uncancel(async_current_task());
	future_set_exception(waiter, error_take());
}

struct connect_pipes { struct connecting *connecting; };

static void *connect_pipes(void *arg)
{
	struct connecting *c = ((struct connect_pipes *)arg)->connecting;
	struct async_subprocess_transport *t = c->process;

	for (int i = 0; i < 3 && async_exception() == NULL; i++)
		if (t->pipes[i].end >= 0 && t->loop != NULL)
			connect_pipe(async_current_task(), &t->pipes[i]);
	if (async_exception() != NULL)
		give_up(t);
	if (t->loop != NULL)
		subprocess_connected(t);
	if (async_exception() != NULL)
		hand_on(c->waiter);
	else
		future_set_result(c->waiter, NULL);
	return NULL;
}

/* Returns: whether it has begun. Raises: MemoryError. */
static bool begin_connecting(struct async_subprocess_transport *t, struct async_future *waiter)
{
	static const struct async_site site = { .function = "connect_pipes" };
	struct memory_pool memory = { 0 };
	struct connecting *c = memory_pool_get(&memory, sizeof *c, end_connecting);
	struct connect_pipes arguments = { c };
	struct async_task *task;

	if (c == NULL)
		return error_raise(MemoryError, "%zu bytes for a process", sizeof *c) != NULL;
	*c = (struct connecting){ subprocess_keep(t), future_keep(waiter) };
	task = task_create(t->loop, (struct async_call){
		.fn = connect_pipes,
		.name = "connect_pipes",
		.site = &site,
		.arguments = &arguments,
		.size = sizeof arguments,
	});
	if (task == NULL) {
		memory_pool_free(&memory);
		return false;
	}
	task->always_begins = true;
	memory_pool_move(&memory, &task->memory);
	async_detach(task);
	return true;
}

/* ---- The child ---- */

static void end_handle(void *memory)
{
	struct async_subprocess_transport *t = *(struct async_subprocess_transport **)memory;

	if (t == NULL)
		return;
	if (!t->closed && t->loop != NULL && t->loop->debug)
		subprocess_unclosed_hook(t);
	subprocess_silence(t);
	if (t->loop != NULL)
		async_subprocess_transport_close(t);
	subprocess_release(t);
}

static struct async_subprocess_transport *make(struct async_loop *loop,
					       struct async_subprocess_protocol *protocol,
					       struct memory_pool *memory)
{
	struct async_subprocess_transport **handle =
		memory_pool_get(memory_current(), sizeof(*handle), end_handle), *t;

	if (handle == NULL)
		return error_raise(MemoryError, "%zu bytes for a process", sizeof(*handle));
	t = subprocess_new(loop, protocol, memory);
	if (t != NULL)
		*handle = subprocess_keep(t);
	return t;
}

/* Start it, and the task that connects its pipes. Returns: false, and raises, where that fails; if
 * it runs by then, it is killed. */
static bool begin(struct async_subprocess_transport *t, const char *const *argv,
		  const struct async_subprocess_options *options, struct async_future *waiter)
{
	struct child_pipes pipes;

	t->pid = child_spawn(argv, options, &pipes);
	for (int i = 0; i < 3; i++) {
		t->pipes[i].end = pipes.ends[i];
		t->pipes[i].disconnected = pipes.ends[i] < 0;
	}
	if (t->pid < 0 || !child_watch(&t->child, t->loop, t->pid)) {
		subprocess_end(t);
		return false;
	}
	if (begin_connecting(t, waiter))
		return true;
	give_up(t);
	subprocess_connected(t);
	async_subprocess_transport_close(t);
	return false;
}

/* Whoever started it is cancelled, or a pipe cannot be connected: kill it, and wait until it has
 * ended. */
static void close_and_wait(struct async_task *task, struct async_subprocess_transport *t)
{
	struct async_handler_ aside = { 0 };

	error_begin_handling(&aside, error_take());
	async_subprocess_transport_close(t);
	subprocess_wait(task, t);
	error_put_back(error_take_handled(&aside));
}

struct async_subprocess_transport *
subprocess_start(struct async_task *task, struct async_subprocess_protocol *protocol,
		 struct memory_pool *memory, const char *const *argv,
		 const struct async_subprocess_options *options)
{
	struct async_future *waiter = transport_waiter(task->future.loop);
	struct async_subprocess_transport *t =
		waiter != NULL ? make(task->future.loop, protocol, memory) : NULL;

	if (t != NULL && begin(t, argv, options, waiter)) {
		task_wait(task, waiter, "process", 0);
		if (async_exception() != NULL)
			close_and_wait(task, t);
	}
	if (waiter != NULL)
		future_release(waiter);
	return async_exception() == NULL ? t : NULL;
}

struct async_subprocess_transport *
async_loop_subprocess_exec_(struct async_subprocess_protocol *(*factory)(void *arg), void *arg,
			    const char *const *argv,
			    const struct async_subprocess_options *options)
{
	struct async_task *task = task_may_call("async_loop_subprocess_exec()");
	struct async_subprocess_protocol *protocol;
	struct async_subprocess_transport *t = NULL;
	struct memory_pool memory = { 0 }, *former;

	if (task == NULL)
		return NULL;
	former = memory_use(&memory);
	protocol = factory(arg);
	memory_use(former);
	if (async_exception() == NULL)
		t = subprocess_start(task, protocol, &memory, argv, options);
	memory_pool_free(&memory);
	return t;
}
