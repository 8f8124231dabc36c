#ifndef RUN_H
#define RUN_H

/* The way in: one call that makes a loop, runs a program in it, and cleans up. */

#include "task.h"

/* async_run(fn) or async_run(fn, arguments...): run [fn] as the main task of a new loop until it
 * is done. Then cancel every task that is left, let each clean up, wait for the threads, and
 * close the loop. Does not suspend: it is called outside of the loop, most often by main(). If
 * nothing is left that could ever wake the program, it says which tasks wait for what, and ends
 * the run.
 *
 * Two exceptions end the run at once where a task or a callback raises them: SystemExit and
 * KeyboardInterrupt. Ctrl-C (in the process's first thread, and where the program has no handler
 * of SIGINT) first cancels the main task, so that it cleans up; if it ends by that,
 * KeyboardInterrupt is raised. A second Ctrl-C raises it at once; one that the loop does not come
 * to take, since a callback never returns, ends the process.
 *
 * Returns: what [fn] returned; memory of the run's tasks stays valid until the end of the next
 * run. Raises: what [fn] left raised; SystemExit, KeyboardInterrupt; RuntimeError if a loop is
 * running, or after a deadlock. What nobody catches ends the program: see error.h.
 * asyncio.run() */
#define async_run(fn, ...) ASYNC_CALL_(async_run_, fn __VA_OPT__(,) __VA_ARGS__)

/* Run [loop] until [awaitable], a task, a future or a coroutine object, is done, and give its
 * result. Cleans nothing up: what else was scheduled stays so. A coroutine object is made a
 * task.
 * Raises: its exception; RuntimeError if a loop is running, or after a deadlock; ValueError if the
 * future is another loop's.
 * asyncio: loop.run_until_complete() */
#define async_loop_run_until_complete(loop, awaitable)						\
	async_loop_run_until_complete_(loop, ASYNC_AWAITABLE_(awaitable))

/* A runner does what async_run() does, for several functions in one loop, one after the other:
 *
 *      struct async_runner *runner = async_runner();
 *      async_runner_run(runner, open_shop);
 *      async_runner_run(runner, sell, 3);
 *      async_runner_close(runner);
 *
 * The loop is made when it is first needed. None of these calls suspends: they are made outside of
 * the loop. Owns: the caller, until async_runner_close(). Raises: MemoryError, and returns NULL.
 * asyncio.Runner() */
struct async_runner;
#define async_runner() async_runner_()

/* Run [fn] as a task of the runner's loop until it is done. Tasks that it leaves behind go on in
 * the next call. Returns: what [fn] returned; its memory stays valid until the end of the run that
 * follows the runner's close. Raises: as async_run(); RuntimeError if the runner is closed.
 * asyncio: Runner.run() */
#define async_runner_run(runner, fn, ...)							\
	ASYNC_CALL_WITH_(async_runner_run_, runner, fn __VA_OPT__(,) __VA_ARGS__)

/* The runner's loop. Raises: RuntimeError if the runner is closed; OSError, MemoryError; and
 * returns NULL. asyncio: Runner.get_loop() */
struct async_loop *async_runner_get_loop(struct async_runner *runner);

/* Cancel every task that is left, as async_run() does at its end, and close the loop. From here on
 * the runner does nothing but raise RuntimeError; it is freed at the end of the next run. [runner]
 * may be NULL. Raises: SystemExit and KeyboardInterrupt, if one ends the clean-up.
 * asyncio: Runner.close() */
void async_runner_close(struct async_runner *runner);

/* ---- What the macros above are made of: not for direct use ---- */

void *async_run_(struct async_call call);
struct async_runner *async_runner_(void);
void *async_runner_run_(struct async_runner *runner, struct async_call call);
void *async_loop_run_until_complete_(struct async_loop *loop, struct async_awaitable *awaitable);

#endif
