#ifndef TASK_H
#define TASK_H

/* A task: a future that drives a coroutine.
 *
 * async_create_task() takes a function and runs it by and by, on a stack of its own, in turn with
 * all other tasks. Whenever it awaits something that is not there yet, the loop goes on with
 * someone else. What the function returns is the task's result; an exception it leaves raised is
 * the task's exception.
 *
 * The function has the form of a thread's, as in pthread_create(). Its parameters are a struct that
 * bears the function's name; async_create_task() fills it like a call and copies it into the task:
 *
 *      struct fetch_data { double delay; const char *data; };
 *
 *      static void *fetch_data(void *arg)
 *      {
 *              const struct fetch_data *self = arg;
 *              AWAIT(async_sleep(self->delay));
 *              return (void *)self->data;
 *      }
 *              ...
 *              struct async_task *task = async_create_task(fetch_data, 1, "Data 1");
 *
 * The arguments stand for the fields, as in an initializer: .data = "Data 1" names one, the others
 * are 0, and a field that is a struct or an array is given in braces. A whole struct fetch_data is
 * no argument.
 *
 * Interface:
 * - A task's handle belongs to the task that created it, and is valid as long as the memory of
 *   that one (memory.h): so it may be handed up, as a result or in an object. But a task that
 *   nobody owns any more, as it was detached, or its own creator has ended, takes the handles that
 *   it has with it when it ends. async_detach() gives a handle up earlier. Nobody frees it. The
 *   task itself runs on, with or without a handle.
 * - An exception of a task that nobody has retrieved when it is done, and its creator has ended, is
 *   reported: "Task exception was never retrieved".
 * - To await a coroutine is to call it: AWAIT(say_after(1, "hello")). async_await() is for tasks,
 *   futures, and the coroutine objects of async_coroutine().
 */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "future.h"

struct async_task;
struct async_coroutine;

/* async_create_task(fn) or async_create_task(fn, arguments...): have [fn] run as a task. It does
 * not run yet: its first step is in the next pass of the loop. async_create_task(coroutine) does
 * the same with a coroutine object. Does not suspend. Owns: the current task owns the handle.
 * Raises: RuntimeError where no loop runs, or where the coroutine has been awaited already;
 * MemoryError; and returns NULL. asyncio.create_task() */
#define async_create_task(fn, ...) ASYNC_CALL_(async_create_task_, fn __VA_OPT__(,) __VA_ARGS__)

/* async_loop_create_task(loop, fn, arguments...): the same in a loop that need not run yet.
 * asyncio: loop.create_task() */
#define async_loop_create_task(loop, fn, ...)							\
	ASYNC_CALL_WITH_(async_loop_create_task_, loop, fn __VA_OPT__(,) __VA_ARGS__)

/* A coroutine object: a call of [fn] that has not begun. It can be awaited once, by
 * async_await() or by whatever takes tasks and futures: async_gather(), async_wait_for(),
 * async_create_task(). Does not suspend, and runs nothing. Owns: as a task's handle. One that
 * has not been awaited when the task that created it ends is reported.
 * Raises: MemoryError, and returns NULL. Python: calling a function declared by `async def`. */
#define async_coroutine(fn, ...) ASYNC_CALL_(async_coroutine_, fn __VA_OPT__(,) __VA_ARGS__)

/* Wait for [awaitable], a task, a future or a coroutine object, and give its result. A coroutine
 * object runs in the current task, and does not suspend where its function does not.
 * Suspends: until it is done; not at all if it is. A cancellation point, and the task or future
 * waited for is cancelled with the one that waits. Raises: its exception; CancelledError if it
 * was cancelled; RuntimeError if a coroutine object is awaited a second time, or a task awaits
 * itself, or what another loop has to make done. Python: await awaitable. */
#define async_await(awaitable) async_await_(ASYNC_AWAITABLE_(awaitable))

/* Let [delay] seconds go by. With 0, or less, give every other ready task one turn.
 * Suspends: always; a cancellation point. Raises: CancelledError; ValueError where [delay] is not a
 * number. Returns: 0. asyncio.sleep() */
ASYNC int async_sleep(double delay);

/* The task that runs; NULL in a callback and outside of the loop. asyncio.current_task() */
struct async_task *async_current_task(void);

/* All tasks of [loop] that are not done, the oldest first, behind the last a NULL; [loop] NULL: of
 * the running one. Does not suspend. Owns: the array is memory of the current task, which keeps
 * the tasks in it until it ends. Raises: RuntimeError where no loop runs, MemoryError, and returns
 * NULL. asyncio.all_tasks() */
struct async_task **async_all_tasks(struct async_loop *loop);

/* [awaitable], a task, a future or a coroutine object, as a future: of a coroutine object a task is
 * made. Raises: as async_create_task(), and returns NULL. asyncio.ensure_future() */
#define async_ensure_future(awaitable) async_ensure_future_(ASYNC_AWAITABLE_(awaitable))

/* Give up the handle of [task], which runs on, and is freed when it is done, with all that it has
 * created: its result is lost, a queue of it too; an exception of it is reported. [task] may be
 * NULL. Neither suspends nor raises. asyncio has no twin: dropping the last reference; compare
 * pthread_detach(). */
void async_detach(struct async_task *task);

/* ---- Cancelling ---- */

/* async_task_cancel(task) or async_task_cancel(task, "why"): ask [task] to end. CancelledError
 * is raised in it, once, at the await where it waits; if it is ready or running, at its next
 * await that suspends. It may clean up, awaiting as it likes, and should leave the exception
 * raised. One that has not begun never does. Does not suspend: the task is not cancelled yet
 * when this returns. Returns: false, and does nothing, if it is done.
 * asyncio: Task.cancel() */
#define async_task_cancel(task, ...) \
	async_task_cancel_(task, ASYNC_FIRST_(__VA_ARGS__ __VA_OPT__(, ) NULL))

/* How many cancellations were asked for and not taken back. asyncio: Task.cancelling() */
int async_task_cancelling(const struct async_task *task);

/* Take one cancellation back: who catches CancelledError and means to go on says so by this.
 * Returns: how many are left.
 * asyncio: Task.uncancel() */
int async_task_uncancel(struct async_task *task);

/* ---- A task as a future: see future.h for each ---- */

struct async_future *async_task_future(struct async_task *task);

static inline bool async_task_done(struct async_task *task)
{
	return async_future_done(async_task_future(task));
}

static inline bool async_task_cancelled(struct async_task *task)
{
	return async_future_cancelled(async_task_future(task));
}

static inline void *async_task_result(struct async_task *task)
{
	return async_future_result(async_task_future(task));
}

static inline const struct async_exception *async_task_exception(struct async_task *task)
{
	return async_future_exception(async_task_future(task));
}

static inline void async_task_add_done_callback(struct async_task *task,
						void (*fn)(struct async_future *future, void *arg),
						void *arg)
{
	async_future_add_done_callback(async_task_future(task), fn, arg);
}

static inline size_t async_task_remove_done_callback(struct async_task *task,
						     void (*fn)(struct async_future *future,
								void *arg),
						     void *arg)
{
	return async_future_remove_done_callback(async_task_future(task), fn, arg);
}

/* A task's name: "Task-1", "Task-2", ..., unless it was given another, which is copied.
 * asyncio: Task.get_name(), Task.set_name() */
const char *async_task_get_name(const struct async_task *task);
void async_task_set_name(struct async_task *task, const char *name);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_awaitable;

struct async_call {			/* a function, by name, with its arguments; or a
					 * coroutine object */
	void *(*fn)(void *arg);
	struct async_coroutine *coroutine;
	const char *name;
	const struct async_site *site;
	const void *arguments;
	size_t size;
};

/* The call that [function_] with these arguments is, or [coroutine_]. The arguments, a compound
 * literal, live as long as the block it stands in: so it stands in a statement expression, which
 * has the site, in the very call that is given it. Given the function's call instead of the
 * function, async_create_task(fetch(1)), it does not compile. */
#define ASYNC_FUNCTION_ void *(*)(void *)
#define ASYNC_CALL_OF_(function_, coroutine_, fn_, ...)						\
	((struct async_call){									\
		.fn = (function_),								\
		.coroutine = (coroutine_),							\
		.name = #fn_,									\
		.site = &async_site_,								\
		__VA_OPT__(.arguments = &(struct fn_){ __VA_ARGS__ },)				\
		__VA_OPT__(.size = sizeof(struct fn_),)						\
	})
#define ASYNC_CALL_OF_EITHER_(fn_, ...)								\
	ASYNC_CALL_OF_(_Generic((fn_), ASYNC_FUNCTION_: (fn_), struct async_coroutine *: NULL),	\
		       _Generic((fn_), ASYNC_FUNCTION_: NULL, struct async_coroutine *: (fn_)),	\
		       fn_ __VA_OPT__(,) __VA_ARGS__)

/* Call [callee] with a struct async_call of [fn_], a function or a coroutine object. */
#define ASYNC_CALL_(callee, fn_, ...)								\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		callee(ASYNC_CALL_OF_EITHER_(fn_ __VA_OPT__(,) __VA_ARGS__));			\
	})

/* The same for a callee with an argument before the call. */
#define ASYNC_CALL_WITH_(callee, first_, fn_, ...)						\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		callee(first_, ASYNC_CALL_OF_EITHER_(fn_ __VA_OPT__(,) __VA_ARGS__));		\
	})

/* Only these three can be awaited; anything else does not compile. Each begins with a struct
 * async_awaitable. */
#define ASYNC_AWAITABLE_(x) \
	((struct async_awaitable *)_Generic((x), struct async_task * \
					    : (x), struct async_future * \
					    : (x), struct async_coroutine * \
					    : (x)))

struct async_task *async_create_task_(struct async_call call);
struct async_task *async_loop_create_task_(struct async_loop *loop, struct async_call call);
struct async_coroutine *async_coroutine_(struct async_call call);
struct async_future *async_ensure_future_(struct async_awaitable *awaitable);
ASYNC void *async_await_(struct async_awaitable *awaitable);
bool async_task_cancel_(struct async_task *task, const char *message);

#endif
