/* async_run() and Runner: a loop of its own, Ctrl-C, and the clean-up. */

#include "run-internal.h"

#include "executor.h"
#include "gather.h"
#include "heap.h"
#include "interrupt-internal.h"
#include "iterator.h"
#include "report.h"

struct async_runner {
	enum { RUNNER_CREATED, RUNNER_INITIALIZED, RUNNER_CLOSED } state;
	struct async_loop *loop;
};

/* ---- The clean-up ---- */

/* Cancel the [count] tasks, wait for them, and tell what went wrong in them. */
static void finish_tasks(struct async_loop *loop, struct async_task **tasks, size_t count)
{
	struct async_future *all;

	for (size_t i = 0; i < count; i++)
		async_task_cancel(tasks[i]);
	all = async_gather_future_(NULL, NULL, true, (struct async_awaitable *const *)tasks, count);
	if (all != NULL)
		run_until_done(loop, all);
	if (error_state()->raised != NULL && exception_is_exit(error_state()->raised))
		return;
	for (size_t i = 0; i < count; i++)
		if (tasks[i]->future.state == FUTURE_EXCEPTION)
			report_shutdown(tasks[i]);
}

static void cancel_all_tasks(struct async_loop *loop)
{
	size_t count = task_count(loop), i = 0;
	struct async_task **tasks = count > 0 ? heap_get(count * sizeof(*tasks)) : NULL;

	if (tasks == NULL)
		return;
	for (struct async_task *task = task_first(); task != NULL; task = task->next)
		if (task->future.loop == loop)
			tasks[i++] = task_keep(task);
	finish_tasks(loop, tasks, count);
	for (i = 0; i < count; i++)
		task_release(tasks[i]);
	heap_put(tasks);
}

static void *shut_down_generators(void *arg)
{
	AWAIT(async_loop_shutdown_asyncgens(NULL));
	return arg;
}

static void *shut_down_threads(void *arg)
{
	AWAIT(async_loop_shutdown_default_executor(NULL));
	return arg;
}

/* Run [fn] as a task until it is done, as CPython does with the coroutines that end a run: what
 * else is ready meanwhile still runs. */
static void run_task(struct async_loop *loop, void *(*fn)(void *arg), const char *name)
{
	ASYNC_SITE_(site);
	struct async_task *task = task_create(
		loop, (struct async_call){ .fn = fn, .name = name, .site = &site });

	if (task == NULL)
		return;
	run_until_done(loop, &task->future);
	task->future.unretrieved = false;
}

static void close_generators(struct async_loop *loop)
{
	run_task(loop, shut_down_generators, "shutdown_asyncgens");
}

static void end_threads(struct async_loop *loop)
{
	run_task(loop, shut_down_threads, "shutdown_default_executor");
}

/* When the main task is done, everything that was begun comes to an end. A deadlock in here has
 * been reported, and is forgotten; KeyboardInterrupt or SystemExit ends the clean-up, and stays
 * raised. */
static void clean_up(struct async_loop *loop)
{
	static void (*const parts[])(struct async_loop *loop) = {
		cancel_all_tasks, close_generators, end_threads,
	};
	struct exception *e = NULL;

	for (size_t i = 0; i < sizeof(parts) / sizeof *(parts); i++) {
		parts[i](loop);
		e = error_take();
		if (e != NULL && exception_is_exit(e)) {
			error_put(e);
			return;
		}
		exception_release(e);
	}
}

/* ---- Runner ---- */

static bool initialize(struct async_runner *runner)
{
	if (runner->state == RUNNER_CLOSED)
		error_raise(RuntimeError, "Runner is closed");
	if (runner->state == RUNNER_CREATED && (runner->loop = async_new_event_loop()) != NULL)
		runner->state = RUNNER_INITIALIZED;
	return runner->state == RUNNER_INITIALIZED;
}

/* The CancelledError that is raised came of Ctrl-C. */
static void become_interrupt(void)
{
	struct exception *cancelled = error_take();
	struct exception *e = exception_new(NULL, KeyboardInterrupt, NULL);

	exception_set_context(e, cancelled);
	exception_release(cancelled);
	error_put_back(e);
}

/* Raise what interrupted [loop] where it no longer runs. */
static void raise_late_interrupt(struct async_loop *loop)
{
	struct exception *e = loop->interrupt, *former = error_take();

	loop->interrupt = NULL;
	if (former != NULL)
		exception_set_context(e, former);
	exception_release(former);
	error_put_back(e);
}

static void *run_main(struct async_loop *loop, struct async_task *task)
{
	struct interrupt interrupt;
	unsigned interrupts;
	void *result;

	interrupt_begin(&interrupt, task);
	result = async_loop_run_until_complete(loop, task);
	interrupts = interrupt_end(&interrupt);
	if (interrupts > 0 && async_isinstance(async_exception(), CancelledError) &&
	    async_task_uncancel(task) == 0)
		become_interrupt();
	if (loop->interrupt != NULL)
		raise_late_interrupt(loop);
	return async_exception() == NULL ? result : NULL;
}

static void *run_in(struct async_runner *runner, struct async_call call)
{
	struct async_task *task = task_create(runner->loop, call);
	void *result;

	if (task == NULL)
		return NULL;
	result = run_main(runner->loop, task);
	memory_pool_move(&task->memory, memory_outside());
	task_pass_staying(&task->scope, task_scope());
	async_detach(task);
	return result;
}

struct async_runner *async_runner_(void)
{
	struct async_runner *runner;

	error_forbid_raised("async_runner()");
	runner = heap_get(sizeof *runner);
	return runner != NULL ? runner
			      : error_raise(MemoryError, "%zu bytes for a runner", sizeof *runner);
}

struct async_loop *async_runner_get_loop(struct async_runner *runner)
{
	return runner != NULL && initialize(runner) ? runner->loop : NULL;
}

void *async_runner_run_(struct async_runner *runner, struct async_call call)
{
	if (runner == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_runner_run()");
	if (loop_running() != NULL)
		return async_raise_(call.site, RuntimeError, "async_runner_run() cannot be called "
							     "from a running event loop");
	return initialize(runner) ? run_in(runner, call) : NULL;
}

/* What is raised, before or by the clean-up, stays raised; of two, the later one. */
static void close_runner(struct async_runner *runner)
{
	struct exception *before = error_take(), *after;

	if (runner->state != RUNNER_INITIALIZED) {
		runner->state = RUNNER_CLOSED;
		if (before != NULL)
			error_put_back(before);
		return;
	}
	clean_up(runner->loop);
	after = error_take();
	async_loop_close(runner->loop);
	runner->state = RUNNER_CLOSED;
	if (after != NULL && before != NULL)
		exception_set_context(after, before);
	if (after != NULL)
		exception_release(before);
	else
		after = before;
	if (after != NULL)
		error_put_back(after);
}

static void free_runner(void *memory)
{
	heap_put(*(struct async_runner **)memory);
}

void async_runner_close(struct async_runner *runner)
{
	struct async_runner **held;

	if (runner == NULL || runner->state == RUNNER_CLOSED)
		return;
	close_runner(runner);
	held = memory_pool_get(memory_outside(), sizeof *held, free_runner);
	if (held != NULL)
		*held = runner;
	else
		heap_put(runner);
}

void *async_run_(struct async_call call)
{
	struct async_runner runner = { RUNNER_CREATED, NULL };
	void *result = NULL;

	error_forbid_raised("async_run()");
	if (loop_running() != NULL)
		return async_raise_(call.site, RuntimeError,
				    "async_run() cannot be called from a running event loop");
	if (initialize(&runner)) {
		result = run_in(&runner, call);
		close_runner(&runner);
	}
	return result;
}
