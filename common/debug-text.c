/* A task, a future, a place in the source, in the words of the reports. */

#include <string.h>

#include "debug-internal.h"

enum { TEXT = 256 };

void debug_describe_wait(const struct async_task *task, char *text, size_t size)
{
	struct async_future *future = task->waits_for;
	const struct async_task *other = (const struct async_task *)future;

	if (future == NULL)
		snprintf(text, size, "nothing");
	else if (future->awaitable.kind == AWAITABLE_TASK)
		snprintf(text, size, "%s (%s)", async_task_get_name(other),
			 other->coroutine.function);
	else if (future->methods->describe != NULL)
		future->methods->describe(future, text, size);
	else if (task->waits_how != NULL)
		snprintf(text, size, "%s", task->waits_how);
	else if (future->site != NULL)
		snprintf(text, size, "the future created at %s:%d", future->site->file,
			 future->site->line);
	else
		snprintf(text, size, "a future");
}

static void print_task_fields(const struct async_task *task, FILE *file)
{
	const struct async_site *here = task->errors.here;
	bool waits = task->future.state == FUTURE_PENDING &&
		     task->coroutine.state == COROUTINE_PAUSED;
	char text[TEXT];

	fprintf(file, " name='%s' coro=<%s()", async_task_get_name(task), task->coroutine.function);
	if (waits && here != NULL)
		fprintf(file, " waiting at %s:%d", here->file, here->line);
	fprintf(file, ">");
	if (waits && task->waits_for != NULL) {
		debug_describe_wait(task, text, sizeof text);
		fprintf(file, " wait_for=<%s>", text);
	}
}

void debug_print_future(const struct async_future *future, FILE *file)
{
	static const char *const states[] = { "pending", "finished", "finished", "cancelled" };
	bool is_task = future->awaitable.kind == AWAITABLE_TASK;

	fprintf(file, "<%s %s", is_task ? "Task" : "Future", states[future->state]);
	if (is_task)
		print_task_fields((const struct async_task *)future, file);
	if (future->site != NULL)
		fprintf(file, " created at %s:%d", future->site->file, future->site->line);
	if (future->state == FUTURE_EXCEPTION) {
		fprintf(file, " exception=");
		exception_print_repr(future->exception, file);
	}
	fprintf(file, ">");
}

void debug_print_task(const struct async_task *task, FILE *file)
{
	fprintf(file, "%s (%s)", async_task_get_name(task), task->coroutine.function);
	if (task->future.site != NULL)
		fprintf(file, ", created at %s:%d", task->future.site->file,
			task->future.site->line);
}

/* A macro calls async_X_(), or async_X_wait_(): in the program that is async_X(). */
static size_t public_length(const char *name)
{
	static const char begin[] = "async_", wait[] = "_wait_";
	size_t length = strlen(name), rest = sizeof wait - 1;

	if (strncmp(name, begin, sizeof begin - 1) != 0 || name[length - 1] != '_')
		return length;
	if (length - rest >= sizeof begin && strcmp(name + length - rest, wait) == 0)
		return length - rest;
	return length - 1;
}

void debug_print_place(const struct symbols_place *place, FILE *file)
{
	const char *name = place->function != NULL ? place->function : "a function without a name";
	size_t length = public_length(name);

	fprintf(file, "%.*s", (int)length, name);
	if (place->file != NULL)
		fprintf(file, " %s:%d", place->file, place->line);
}
