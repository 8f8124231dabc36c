/* Tasks: futures that drive coroutines. How they are made, held, and freed. */

#include "task-internal.h"

#include <string.h>
#include <sys/single_threaded.h>

#include "heap.h"
#include "record.h"

static _Thread_local struct task_scope outside;
/* last: NULL means &first */
static _Thread_local struct { struct async_task *first, **last; } unfinished;
static _Thread_local size_t live;
static atomic_uint numbers;			/* of all threads */

struct async_task *async_current_task(void)
{
	return here.task;
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
	return here.scope != NULL ? here.scope : &outside;
}

struct task_scope *task_use_scope(struct task_scope *scope)
{
	struct task_scope *former = here.scope;

	here.scope = scope;
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

void task_unlink_unfinished(struct async_task *task)
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

/* ---- Creating ---- */

static const struct future_methods task_methods = { .cancel = task_cancel, .free = free_task };

/* Of one thread alone: an atomic addition is 5 ns. */
static uint32_t next_number(void)
{
	if (!__libc_single_threaded)
		return atomic_fetch_add(&numbers, 1) + 1;
	atomic_store_explicit(&numbers, atomic_load(&numbers) + 1, memory_order_relaxed);
	return atomic_load(&numbers);
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
	task->future.references = 2;		/* of its handle, and its own */
	task->number = next_number();
	task->turn.callback.run = task_run_turn;
	task->turn.callback.task = task->number;
	task->coroutine.fn = call.fn;
	task->coroutine.succeed = task_succeed;
	task->coroutine.arg = arguments;
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

	if (loop == NULL || error_state()->raised != NULL ||
	    (call.coroutine != NULL && !task_take_coroutine(&call)))
		return NULL;
	task = new_task(call, loop);
	if (task == NULL)
		return async_raise_(call.site, MemoryError, "%zu bytes for a task",
				    sizeof *task + call.size);
	link_unfinished(task);
	task_adopt(task_scope(), task);
	loop_soon(loop, &task->turn.callback);
	if (record_on)
		record_task(RECORD_CREATE, task->number, here.task != NULL ? here.task->number : 0,
			    task->coroutine.function);
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
	future_remove_waiter(future, &task->turn);
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
	task_unlink_unfinished(task);
	task->coroutine.state = COROUTINE_DONE;
	task_end_scope(&task->scope, NULL, &task->memory, false);
	if (task->owner != NULL)
		async_detach(task);
	task_release(task);
}
