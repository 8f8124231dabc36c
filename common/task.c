/* Tasks: futures that drive coroutines.
 *
 * A task that is not done either has its step scheduled and waits for nothing, or waits for one
 * future and has no step scheduled. A step resumes the coroutine, which runs until it waits again,
 * or returns. When the future it waits for is done, the task's wake-up is called in the next pass,
 * and is a step.
 */

#include "task-internal.h"

#include <string.h>

#include "heap.h"
#include "record.h"

static _Thread_local struct async_task *current;
static _Thread_local struct task_scope outside, *scope_in_use;
/* last: NULL means &first */
static _Thread_local struct { struct async_task *first, **last; } unfinished;
static _Thread_local size_t live;
static atomic_uint numbers;			/* of all threads */

struct async_task *async_current_task(void)
{
	return current;
}

struct async_task *task_first(void)
{
	return unfinished.first;
}

size_t task_live(void)
{
	return live;
}

struct task_scope *task_scope(void)
{
	return scope_in_use != NULL ? scope_in_use : &outside;
}

struct task_scope *task_use_scope(struct task_scope *scope)
{
	struct task_scope *former = scope_in_use;

	scope_in_use = scope;
	return former;
}

/* ---- Holding ---- */

static void link_unfinished(struct async_task *task)
{
	if (unfinished.last == NULL)
		unfinished.last = &unfinished.first;
	task->link = unfinished.last;
	*unfinished.last = task;
	unfinished.last = &task->next;
}

static void unlink_unfinished(struct async_task *task)
{
	*task->link = task->next;
	if (task->next != NULL)
		task->next->link = task->link;
	else
		unfinished.last = task->link;
	task->link = NULL;
}

struct async_task *task_keep(struct async_task *task)
{
	future_keep(&task->future);
	return task;
}

void task_release(struct async_task *task)
{
	future_release(&task->future);
}

static void free_task(struct async_future *future)
{
	struct async_task *task = (struct async_task *)future;

	if (task->stays) {			/* it may still be asked */
		future_report(future);
		return;
	}
	future_fini(&task->future);
	coroutine_fini(&task->coroutine);
	error_fini(&task->errors);
	task_forget_scope(&task->scope);
	memory_pool_free(&task->memory);
	heap_put(task->name);
	heap_put(task->cancel_message);
	heap_put(task);
	live--;
}

void task_end_outside(struct async_loop *loop)
{
	task_end_scope(&outside, loop, memory_outside(), false);
}

/* ---- Steps ---- */

/* Make the future done, with what the coroutine left. */
static void settle(struct async_task *task, void *result, struct exception *e)
{
	if (e == NULL)
		future_set_result(&task->future, result);
	else if (async_isinstance(&e->seen, CancelledError))
		future_set_cancelled(&task->future, e);
	else
		future_set_exception(&task->future, e);
}

static void record_done(const struct async_task *task)
{
	static const enum record_outcome outcomes[] = {
		[FUTURE_RESULT] = RECORD_RESULT,
		[FUTURE_EXCEPTION] = RECORD_EXCEPTION,
		[FUTURE_CANCELLED] = RECORD_CANCELLED,
	};
	const struct exception *e = task->future.exception;
	char text[60] = "";

	if (e != NULL)
		exception_describe(e, text, sizeof text);
	record_task(RECORD_DONE, task->number, outcomes[task->future.state], text);
}

static void finish(struct async_task *task, void *result)
{
	struct exception *e = task->errors.raised, *exit = NULL;

	task->errors.raised = NULL;
	task_end_generators(&task->scope, NULL);
	task->future.said_once = e != NULL && async_isinstance(&e->seen, CancelledError);
	if (e == NULL && task->must_cancel)
		e = exception_new(NULL, CancelledError, task->cancel_message);
	if (e != NULL)
		e = exception_in_place_of_stop(e, "coroutine raised StopIteration");
	if (e != NULL && exception_is_exit(e))
		exit = exception_keep(e);
	if (e == NULL && task->future.loop->debug && task->cancelling > 0 &&
	    task->cancelled_at != NULL)
		task_swallowed_hook(task);
	settle(task, result, e);
	if (record_on)
		record_done(task);
	unlink_unfinished(task);
	task_end_scope(&task->scope, NULL, &task->memory, task->owner != NULL);
	task_release(task);
	if (exit != NULL)
		error_put_back(exit);		/* for the loop, which ends by it */
}

/* Run the coroutine until it waits or returns. A task that was cancelled before its first step
 * most often takes none. */
static void *resume(struct async_task *task)
{
	if (task->must_cancel) {
		task->must_cancel = false;
		error_put(exception_new(NULL, CancelledError, task->cancel_message));
		task->cancelled_at = task->errors.here;
		if (task->coroutine.state == COROUTINE_NEW && !task->always_begins)
			return NULL;
	}
	if (coroutine_begin(&task->coroutine) != 0)
		return error_raise(MemoryError, "no memory for the stack of %s",
				   async_task_get_name(task));
	return coroutine_step(&task->coroutine, NULL);
}

static void step(struct async_task *task)
{
	struct error_state *errors = error_use(&task->errors);
	struct memory_pool *memory = memory_use(&task->memory);
	void *result;

	current = task;
	scope_in_use = &task->scope;
	if (record_on) {
		record_set_task(task->number);
		record_event(RECORD_STEP, 0, NULL);
	}
	result = resume(task);
	if (record_on)
		record_set_task(0);
	current = NULL;
	scope_in_use = NULL;
	memory_use(memory);
	error_use(errors);
	if (task->coroutine.state == COROUTINE_DONE || task->coroutine.state == COROUTINE_NEW) {
		/* a Ctrl-C meanwhile still cancels it */
		loop_take_signals(task->future.loop, LOOP_SIGINT);
		finish(task, result);
	}
}

static void run_step(struct loop_callback *callback)
{
	step(CONTAINER_OF(callback, struct async_task, step));
}

static void run_wakeup(struct loop_callback *callback)
{
	struct async_task *task = CONTAINER_OF(callback, struct async_task, wakeup);
	struct async_future *future = task->waits_for;

	future->unretrieved = false;		/* even if a cancellation comes first */
	if (future->exception != NULL &&
	    async_isinstance(&future->exception->seen, CancelledError)) {
		task->must_cancel = false;	/* that CancelledError is the one */
		if (task->cancelling > 0)
			task->cancelled_at = task->errors.here;
	}
	task->waits_for = NULL;
	step(task);
}

struct async_task *task_of_callback(const struct loop_callback *callback)
{
	if (callback->run == run_step)
		return CONTAINER_OF(callback, struct async_task, step);
	if (callback->run == run_wakeup)
		return CONTAINER_OF(callback, struct async_task, wakeup);
	return NULL;
}

/* ---- Creating ---- */

static const struct future_methods task_methods = { .cancel = task_cancel, .free = free_task };

/* "Task-17", by hand: snprintf() takes a fourth of the time that it takes to make a task. */
static void name_task(struct async_task *task)
{
	char *name = task->default_name, digits[10];
	size_t count = 0;

	for (uint32_t number = task->number; number > 0; number /= 10)
		digits[count++] = (char)('0' + number % 10);
	memcpy(name, "Task-", 5);
	for (name += 5; count > 0;)
		*name++ = digits[--count];
}

static struct async_task *new_task(struct async_call call, struct async_loop *loop)
{
	struct async_task *task = heap_get(sizeof *task);
	void *arguments = (void *)call.arguments;

	if (task == NULL)
		return NULL;
	if (call.size > 0) {
		arguments = memory_pool_get(&task->memory, call.size, NULL);
		if (arguments == NULL) {
			heap_put(task);
			return NULL;
		}
		memcpy(arguments, call.arguments, call.size);
	}
	live++;
	future_init(&task->future, loop, call.site, &task_methods);
	task->future.awaitable.kind = AWAITABLE_TASK;
	task_keep(task);			/* once for its handle, once for itself */
	task->function = call.name;
	task->number = ++numbers;
	name_task(task);
	task->step.run = run_step;
	task->step.task = task->wakeup.callback.task = task->number;
	task->wakeup.callback.run = run_wakeup;
	task->coroutine.fn = call.fn;
	task->coroutine.arg = arguments;
	task->coroutine.name = task->default_name;
	task->coroutine.function = call.name;
	return task;
}

bool task_take_coroutine(struct async_call *call)
{
	struct async_coroutine *coroutine = call->coroutine;

	if (coroutine == NULL)
		return true;
	if (coroutine->awaited) {
		async_raise_(call->site, RuntimeError, "cannot reuse already awaited coroutine");
		return false;
	}
	coroutine->awaited = true;
	call->coroutine = NULL;
	call->fn = coroutine->fn;
	call->name = coroutine->function;
	call->arguments = coroutine->arguments;
	call->size = coroutine->size;
	return true;
}

struct async_task *task_create(struct async_loop *loop, struct async_call call)
{
	struct async_task *task;

	if (loop == NULL || async_exception() != NULL || !task_take_coroutine(&call))
		return NULL;
	task = new_task(call, loop);
	if (task == NULL)
		return async_raise_(call.site, MemoryError, "%zu bytes for a task",
				    sizeof *task + call.size);
	link_unfinished(task);
	task_adopt(task_scope(), task);
	loop_soon(loop, &task->step);
	if (record_on)
		record_task(RECORD_CREATE, task->number, current != NULL ? current->number : 0,
			    task->function);
	return task;
}

struct async_task *async_create_task_(struct async_call call)
{
	return task_create(async_get_running_loop(), call);
}

struct async_task *async_loop_create_task_(struct async_loop *loop, struct async_call call)
{
	return task_create(loop_of_this_thread(loop), call);
}

static void abandon(struct async_task *task, struct async_future *future)
{
	future_remove_waiter(future, &task->wakeup);
	if (future->methods->abandon != NULL)
		future->methods->abandon(future);
	else if (future->methods->free == NULL)
		future_fini(future);		/* it lies on the stack that is dropped */
	else
		future_release(future);
}

void task_destroy(struct async_task *task)
{
	if (task->waits_for != NULL)
		abandon(task, task->waits_for);
	future_fini(&task->future);
	error_fini(&task->errors);
	unlink_unfinished(task);
	task->coroutine.state = COROUTINE_DONE;
	task_end_scope(&task->scope, NULL, &task->memory, false);
	if (task->owner != NULL)
		async_detach(task);
	task_release(task);
}
