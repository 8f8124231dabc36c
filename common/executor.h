#ifndef EXECUTOR_H
#define EXECUTOR_H

/* Threads of one's own choice, and the way back from a thread into the loop.
 *
 * async_to_thread() (thread.h) is enough for most programs: it uses the loop's default executor,
 * which has up to 32 threads. An executor of one's own has as many as it is given: one thread for a
 * database that must not be used by two at a time, say.
 *
 * On the virtual clock functions in threads take the time that they spend in async_block(), and
 * no other. What they do is heard of in an order that depends in no way on how fast they are.
 *
 * Interface: an executor is used in the thread of the loop that it works for, and by one loop at a
 * time.
 */

#include "task.h"

struct async_executor;

/* An executor of up to [max_workers] threads, which begin when they are first needed. Does not
 * suspend. Owns: memory of the current task; where that is freed, or the loop in which it was made
 * closes, it is shut down, and waited for. Raises: ValueError for 0; MemoryError; and returns NULL.
 * concurrent.futures.ThreadPoolExecutor(max_workers) */
struct async_executor *async_thread_pool_executor(size_t max_workers);

/* async_loop_run_in_executor(loop, executor, fn, arguments...): run [fn] in a thread of [executor],
 * or, for NULL, of the loop's default one, with a copy of its arguments. The future is done when
 * the function has returned, or raised. To cancel it cannot stop a function that has begun; one
 * that has not never does. What the function allocates (memory.h) lives as long as the future.
 * [loop] NULL: the running one. Does not suspend. Owns: as async_loop_create_future(). Raises:
 * RuntimeError if the executor has been shut down; MemoryError; and returns NULL. The future's
 * exception is RuntimeError where no thread can be had. asyncio: loop.run_in_executor() */
#define async_loop_run_in_executor(loop, executor, fn, ...)					\
	ASYNC_CALL_WITH_(async_loop_run_in_executor_,						\
			 ((struct async_executor_of_){ loop, executor }),			\
			 fn __VA_OPT__(,) __VA_ARGS__)

/* Take no more functions; those that have not begun still do. If [wait] says so, block this thread,
 * and with it the loop, until all have returned and the threads have ended. [executor] may be NULL.
 * Raises: RuntimeError if, on the virtual clock, one waits for the loop, and so for ever.
 * concurrent.futures: Executor.shutdown(wait) */
void async_executor_shutdown(struct async_executor *executor, bool wait);

/* Have [loop] use [executor] where none is named, and async_to_thread() too. It must live as long
 * as the loop. [loop] NULL: the running one. asyncio: loop.set_default_executor() */
void async_loop_set_default_executor(struct async_loop *loop, struct async_executor *executor);

/* Wait until every function of the default executor has returned; it takes no more, and its threads
 * end. async_run() does so at its end. [loop] NULL: the running one.
 * Suspends: until then; not at all where there is nothing to wait for. A cancellation point: the
 * functions go on. Raises: CancelledError. Returns: 0.
 * asyncio: loop.shutdown_default_executor() */
ASYNC int async_loop_shutdown_default_executor(struct async_loop *loop);

/* ---- From a thread into the loop ---- */

/* What a thread that is not the loop's may ask of a coroutine that it gave to the loop. It is used
 * by the thread that made it, and by no other. */
struct async_concurrent_future;

/* async_run_coroutine_threadsafe(loop, fn, arguments...): have [fn] run as a task of [loop], which
 * runs in another thread; a function of async_to_thread(), or a thread that the program has made,
 * calls this. Does not block. Owns: memory of the calling thread, or of its function; what the task
 * allocates passes to it. Raises: RuntimeError if it is a coroutine object that has been awaited;
 * MemoryError; and returns NULL. asyncio.run_coroutine_threadsafe() */
#define async_run_coroutine_threadsafe(loop, fn, ...)						\
	ASYNC_CALL_WITH_(async_run_coroutine_threadsafe_, loop, fn __VA_OPT__(,) __VA_ARGS__)

/* Block this thread until the task is done, or [timeout] seconds are over (INFINITY: for ever),
 * and give its result. A function of async_to_thread() rests meanwhile, on the virtual clock; a
 * thread of the program's own waits in real time. Raises: a copy of the task's exception;
 * CancelledError, if the task or this was cancelled, or the loop closed before the task was done;
 * TimeoutError, and the task runs on; RuntimeError in the loop's own thread.
 * concurrent.futures: Future.result() */
void *async_concurrent_future_result(struct async_concurrent_future *future, double timeout);

/* The same for its exception, which is not raised: NULL where there is none. Valid as long as the
 * future. concurrent.futures: Future.exception() */
const struct async_exception *
async_concurrent_future_exception(struct async_concurrent_future *future, double timeout);

/* Ask the loop to cancel the task. From here on the future is cancelled, whatever becomes of the
 * task. Returns: false if it had ended otherwise before.
 * concurrent.futures: Future.cancel() */
bool async_concurrent_future_cancel(struct async_concurrent_future *future);

/* concurrent.futures: Future.done(), Future.cancelled() */
bool async_concurrent_future_done(struct async_concurrent_future *future);
bool async_concurrent_future_cancelled(struct async_concurrent_future *future);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_executor_of_ {
	struct async_loop *loop;
	struct async_executor *executor;
};

struct async_future *async_loop_run_in_executor_(struct async_executor_of_ where,
						 struct async_call call);
struct async_concurrent_future *async_run_coroutine_threadsafe_(struct async_loop *loop,
								struct async_call call);

#endif
