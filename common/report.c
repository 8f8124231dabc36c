#include "report.h"

#include <stdarg.h>
#include <string.h>

#include "census.h"
#include "debug-internal.h"
#include "record.h"
#include "schedule.h"
#include "subprocess-transport-internal.h"
#include "trace-internal.h"
#include "transport-internal.h"

enum { TEXT = 256 };

static void begin(void)
{
	fflush(stdout);
}

/* In debug mode: what to do about it. */
static void advise(const char *advice)
{
	if (debug_is_chosen())
		fprintf(stderr, "  %s\n", advice);
}

static void record_report(enum record_report what, const struct async_task *task, const char *text)
{
	if (record_on)
		record_task(RECORD_REPORT, task != NULL ? task->number : 0, what, text);
}

/* ---- The exception handler ---- */

void async_loop_default_exception_handler(struct async_loop *loop,
					  const struct async_exception_context *context)
{
	(void)loop;
	begin();
	fprintf(stderr, "%s\n", context->message != NULL ? context->message
							 : "Unhandled exception in event loop");
	if (context->task != NULL || context->future != NULL) {
		const struct async_future *future =
			context->task != NULL ? &context->task->future : context->future;

		fprintf(stderr, "%s: ",
			future->awaitable.kind == AWAITABLE_TASK ? "task" : "future");
		debug_print_future(future, stderr);
		fprintf(stderr, "\n");
	}
	if (context->exception != NULL)
		async_print_exception(context->exception);
}

/* The handler itself has raised [e]. */
static void report_handler(struct async_loop *loop, const struct async_exception_context *context,
			   struct exception *e)
{
	const struct async_exception_context own = {
		.message = "Unhandled error in exception handler",
		.exception = &e->seen,
	};
	char text[TEXT];

	record_report(RECORD_UNHANDLED, NULL, exception_describe(e, text, sizeof text));
	async_loop_default_exception_handler(loop, &own);
	fprintf(stderr, "It was told:\n");
	async_loop_default_exception_handler(loop, context);
	exception_release(e);
}

/* The handler has an error indicator of its own: it may be called in the middle of a task, while
 * one is raised there. [loop] NULL: there is no handler. */
static void hand_over(struct async_loop *loop, const struct async_exception_context *context)
{
	struct error_state own = { 0 }, *former;
	struct exception *e;

	if (loop == NULL || loop->exception_handler == NULL) {
		async_loop_default_exception_handler(loop, context);
		return;
	}
	former = error_use(&own);
	loop->exception_handler(loop, context, loop->exception_handler_arg);
	e = error_take();
	error_use(former);
	error_fini(&own);
	if (e != NULL && exception_is_exit(e))
		error_put(e);			/* for whoever called, up to the loop */
	else if (e != NULL)
		report_handler(loop, context, e);
}

void async_loop_call_exception_handler(struct async_loop *loop,
				       const struct async_exception_context *context)
{
	hand_over(loop != NULL ? loop : loop_running(), context);
}

void async_loop_set_exception_handler(
	struct async_loop *loop,
	void (*handler)(struct async_loop *loop, const struct async_exception_context *context,
			void *arg),
	void *arg)
{
	loop = loop_or_running(loop);
	if (loop == NULL)
		return;
	loop->exception_handler = handler;
	loop->exception_handler_arg = arg;
}

/* ---- What goes there ---- */

/* Hand a task or another future over, with its exception, if it has one. [text]: of the record. */
static void report_future(enum record_report what, const char *message,
			  struct async_future *future, const char *text, const char *advice)
{
	struct async_loop *loop = loop_is_open(future->loop) ? future->loop : NULL;
	bool is_task = future->awaitable.kind == AWAITABLE_TASK;
	struct async_task *task = is_task ? (struct async_task *)future : NULL;
	const struct async_exception_context context = {
		.message = message,
		.exception = future->exception != NULL ? &future->exception->seen : NULL,
		.future = future,
		.task = task,
	};

	record_report(what, task, text);
	hand_over(loop, &context);
	if (loop == NULL || loop->exception_handler == NULL)
		advise(advice);
}

static void report_unretrieved(struct async_future *future)
{
	char text[TEXT];

	report_future(RECORD_NEVER_RETRIEVED,
		      future->awaitable.kind == AWAITABLE_TASK
			      ? "Task exception was never retrieved"
			      : "Future exception was never retrieved",
		      future, exception_describe(future->exception, text, sizeof text),
		      "Await it: AWAIT(async_await(...)) raises the exception where it can be "
		      "caught.");
}

void (*future_unretrieved_hook)(struct async_future *future) = report_unretrieved;

static void report_destroyed(struct async_task *task)
{
	report_future(RECORD_DESTROYED, "Task was destroyed but it is pending!", &task->future,
		      task->coroutine.function,
		      "Its loop was closed before it was done: await it, or cancel it and await "
		      "that.");
}

void (*task_destroyed_hook)(struct async_task *task) = report_destroyed;

void report_shutdown(struct async_task *task)
{
	char text[TEXT];

	exception_describe(future_exception(&task->future), text, sizeof text);
	report_future(RECORD_UNHANDLED, "unhandled exception during async_run() shutdown",
		      &task->future, text,
		      "It was cancelled because the main task is done: await it there.");
}

static void report_callback(struct async_loop *loop, struct exception *e)
{
	const struct async_exception_context context = {
		.message = "Exception in callback",
		.exception = &e->seen,
	};
	char text[TEXT];

	record_report(RECORD_UNHANDLED, NULL, exception_describe(e, text, sizeof text));
	hand_over(loop, &context);
}

void (*loop_exception_hook)(struct async_loop *loop, struct exception *e) = report_callback;

static void report_never_awaited(const struct async_coroutine *coroutine)
{
	begin();
	fprintf(stderr, "%s:%d: RuntimeWarning: coroutine '%s' was never awaited\n",
		coroutine->site->file, coroutine->site->line, coroutine->function);
	advise("To make it is not to run it: AWAIT(async_await(...)), or async_create_task(...).");
	record_report(RECORD_NEVER_AWAITED, async_current_task(), coroutine->function);
}

void (*task_never_awaited_hook)(const struct async_coroutine *coroutine) = report_never_awaited;

static void report_unclosed(const struct async_transport *transport)
{
	const struct async_site *site = transport->site;

	begin();
	if (site != NULL)
		fprintf(stderr, "%s:%d: ", site->file, site->line);
	fprintf(stderr, "ResourceWarning: unclosed transport\n");
	advise("Nobody will read from it or write to it any more: async_transport_close() it.");
}

void (*transport_unclosed_hook)(const struct async_transport *transport) = report_unclosed;

static void report_unclosed_process(const struct async_subprocess_transport *process)
{
	begin();
	fprintf(stderr, "ResourceWarning: unclosed transport, pid=%d, %s\n", (int)process->pid,
		process->has_exited ? "ended" : "running");
	advise("Await the end of a process, or kill it, before the task that started it ends.");
}

void (*subprocess_unclosed_hook)(const struct async_subprocess_transport *process) =
	report_unclosed_process;

/* ---- Failures ---- */

static void report_failure(void)
{
	schedule_say_seed();
	trace_end();
	census_print();
}

void (*error_failure_hook)(void) = report_failure;

/* ---- Deadlock ---- */

static size_t record_deadlock(const struct async_loop *loop)
{
	size_t count = 0;
	char text[TEXT];

	for (struct async_task *task = task_first(); task != NULL; task = task->next) {
		if (task->future.loop != loop)
			continue;
		count++;
		debug_describe_wait(task, text, sizeof text);
		record_report(RECORD_DEADLOCK, task, text);
	}
	if (count == 0)
		record_report(RECORD_DEADLOCK, NULL, "no task");
	return count;
}

static void report_deadlock(struct async_loop *loop)
{
	size_t count = record_deadlock(loop);

	if (count == 0)
		return;			/* the exception that follows says it all */
	begin();
	fprintf(stderr,
		"deadlock: nothing is left that could wake the event loop; %zu task%s wait%s\n",
		count, count == 1 ? "" : "s", count == 1 ? "s" : "");
	debug_print_tree(loop, stderr);
	fprintf(stderr, "Each waits for what only another could do: set the result, give the lock "
			"back,\nput an item into the queue. Nobody is left who would.\n");
}

void (*loop_deadlock_hook)(struct async_loop *loop) = report_deadlock;
