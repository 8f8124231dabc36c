#include "debug-internal.h"

#include <stdlib.h>
#include <string.h>

#include "watch.h"

static bool choice, was_chosen;

/* The callback that runs. */
static _Thread_local struct {
	int64_t since;			/* when it began: when the one before was over */
	struct async_task *task;	/* whose step it is, kept; or */
	const void *function;		/* what it calls */
} running;

/* ---- The mode ---- */

void async_use_debug(bool on)
{
	choice = on;
	was_chosen = true;
}

bool debug_is_chosen(void)
{
	const char *wanted = getenv("ASYNC_DEBUG");

	if (was_chosen)
		return choice;
	return wanted != NULL && wanted[0] != '\0' && strcmp(wanted, "0") != 0;
}

static void set_debug(struct async_loop *loop, bool on)
{
	loop->debug = on;
	if (on)
		atomic_fetch_or(&loop->signals, LOOP_LOOKS_ON);
	else if (loop->reorder == NULL)
		atomic_fetch_and(&loop->signals, ~(unsigned)LOOP_LOOKS_ON);
}

void debug_open_loop(struct async_loop *loop)
{
	set_debug(loop, debug_is_chosen());
}

void async_loop_set_debug(struct async_loop *loop, bool on)
{
	loop = loop_or_running(loop);
	if (loop == NULL)
		return;
	if (on && !loop->debug && loop == loop_running())
		running.since = loop_now(loop);		/* the next of this pass begins now */
	set_debug(loop, on);
}

bool async_loop_get_debug(struct async_loop *loop)
{
	loop = loop_or_running(loop);
	return loop != NULL && loop->debug;
}

void async_loop_set_slow_callback_duration(struct async_loop *loop, double seconds)
{
	loop = loop_or_running(loop);
	if (loop != NULL)
		loop->slow_callback_duration = seconds;
}

/* ---- Slow callbacks ---- */

static void begin_callback(struct async_loop *loop, struct loop_callback *callback)
{
	int64_t limit = loop_nanoseconds(loop->slow_callback_duration);

	if (callback == NULL) {
		running.since = loop_now(loop);
		return;
	}
	running.task = task_of_callback(callback);
	if (running.task != NULL)
		task_keep(running.task);
	else if ((running.function = call_function(callback)) == NULL &&
		 (running.function = future_function(callback)) == NULL)
		running.function = (const void *)callback->run;
	watch_begin(running.since + 1, limit, loop->clock == ASYNC_CLOCK_REAL);
}

void (*loop_begin_hook)(struct async_loop *loop, struct loop_callback *callback) = begin_callback;

static void print_indented(const struct symbols_place *place, void *file)
{
	fprintf(file, "    ");
	debug_print_place(place, file);
	fprintf(file, "\n");
}

static void print_callback(struct symbols *symbols)
{
	struct symbols_place place = { 0 };

	if (running.task != NULL) {
		debug_print_future(&running.task->future, stderr);
		return;
	}
	symbols_find(symbols, running.function, &place, 1);
	fprintf(stderr, "<Handle ");
	debug_print_place(&place, stderr);
	fprintf(stderr, ">");
}

static void print_where(double limit, const struct backtrace *stack, struct symbols *symbols)
{
	if (symbols == NULL) {
		fprintf(stderr, "  (To be told where it was, install libdw: package libdw1.)\n");
		return;
	}
	fprintf(stderr, "  After %.3f seconds it was here, and nothing else could run:\n", limit);
	if (backtrace_visit(stack, symbols, print_indented, stderr) == 0)
		fprintf(stderr, "    (in no function of the program: the machine may be busy)\n");
}

static void report_slow(const struct async_loop *loop, int64_t took, const struct backtrace *stack)
{
	struct symbols *symbols = symbols_open();

	fflush(stdout);
	fprintf(stderr, "Executing ");
	print_callback(symbols);
	fprintf(stderr, " took %.3f seconds\n", (double)took / 1e9);
	if (stack != NULL)
		print_where(loop->slow_callback_duration, stack, symbols);
	fprintf(stderr, "  Give what blocks to a thread: AWAIT(async_to_thread(...)).\n"
			"  Divide what computes by AWAIT(async_sleep(0)).\n");
	symbols_close(symbols);
}

static void end_callback(struct async_loop *loop)
{
	const struct backtrace *stack = watch_end();
	int64_t now = loop_now(loop), took = now - running.since;

	if (took >= loop_nanoseconds(loop->slow_callback_duration)) {
		report_slow(loop, took, stack);
		now = loop_now(loop);	/* the next one is not to blame for that */
	}
	running.since = now;
	if (running.task != NULL)
		task_release(running.task);
	running.task = NULL;
}

void (*loop_end_hook)(struct async_loop *loop) = end_callback;

static void look_at_block(struct async_loop *loop)
{
	int64_t limit = loop_nanoseconds(loop->slow_callback_duration);

	if (loop->clock == ASYNC_CLOCK_VIRTUAL && loop->now - running.since >= limit)
		watch_take();
}

void (*loop_block_hook)(struct async_loop *loop) = look_at_block;

/* ---- Swallowed cancellations ---- */

static void report_swallowed(const struct async_task *task)
{
	const struct async_site *raised = task->cancelled_at, *caught = task->errors.caught;

	fflush(stdout);
	debug_print_task(task, stderr);
	fprintf(stderr, ", was cancelled, but went on to its end\n");
	fprintf(stderr, "  CancelledError was raised at %s:%d, in %s\n", raised->file,
		raised->line, raised->function);
	if (caught != NULL)
		fprintf(stderr, "  and was caught at %s:%d, in %s\n", caught->file, caught->line,
			caught->function);
	fprintf(stderr, "  Raise it again when you have cleaned up: return async_reraise(e);\n"
			"  or, if you mean to go on, say so: async_task_uncancel(task);\n");
}

void (*task_swallowed_hook)(const struct async_task *task) = report_swallowed;
