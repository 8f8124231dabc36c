#ifndef THREAD_H
#define THREAD_H

/* Where blocking calls belong.
 *
 * A function that blocks stops the loop, and with it every task. async_to_thread() runs it in
 * another thread, while the task waits for it as for anything else.
 */

#include "task.h"

/* async_to_thread(fn) or async_to_thread(fn, arguments...): run [fn] in a thread of the pool,
 * with a copy of its arguments (as async_create_task()), and give what it returns. The function
 * may block, raise, and allocate (memory.h); it must not await, and must not touch the loop but
 * by async_loop_call_soon_threadsafe().
 * Suspends: until it has returned. A cancellation point: the task stops waiting, but a thread
 * cannot be stopped; the function runs on to its end, and the end of the run waits for it. One
 * that is still waiting for a free thread never begins.
 * Raises: what the function raises; RuntimeError if no thread can be had; MemoryError.
 * asyncio.to_thread() */
#define async_to_thread(fn, ...) ASYNC_CALL_(async_to_thread_, fn __VA_OPT__(,) __VA_ARGS__)

/* ---- What the macro above is made of: not for direct use ---- */

ASYNC void *async_to_thread_(struct async_call call);

#endif
