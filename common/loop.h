#ifndef LOOP_H
#define LOOP_H

/* The event loop: one thread that calls functions, one after the other, each when its time has
 * come.
 *
 * libevent waits for descriptors; what runs when is decided here, in asyncio's way. A pass of the
 * loop takes what is ready, in the order in which it became ready, and calls exactly that; what is
 * scheduled meanwhile waits for the next pass.
 *
 * Two clocks. On the real one a second takes a second. On the virtual one (ASYNC_CLOCK=virtual in
 * the environment, or async_use_clock()) nothing waits: when no callback is ready, no descriptor
 * and no thread has anything to say, time jumps to the next timer. A program behaves the same on
 * both, and prints the same; on the virtual one at once.
 *
 * Before it jumps, the virtual clock makes sure that nothing is on its way. What one socket of the
 * program has sent to another comes first, at the time at which it was sent. What comes from
 * outside takes its time: while a child runs, or somebody waits for a socket whose other end is in
 * another process, the loop waits in real time for as long as it is to the next timer, and only
 * then does the clock go there. A thread that waits for something from outside (an answer about a
 * name, say) has a second; then it is the same. A signal handler, a socket that listens and one
 * that nobody waits for hold nothing up. That a datagram was sent makes a millisecond's difference.
 *
 * Interface: none of these calls suspends, and all but async_loop_call_soon_threadsafe() belong to
 * the loop's thread. A loop argument of NULL is the running loop. Times are seconds. What cannot be
 * done for want of memory raises MemoryError.
 */

#include <stdbool.h>
#include <stdint.h>

struct async_loop;
struct async_exception;
struct async_future;
struct async_task;

enum async_clock { ASYNC_CLOCK_REAL, ASYNC_CLOCK_VIRTUAL };

/* Have the loops that are made from now on use [clock], whatever ASYNC_CLOCK in the environment
 * says. */
void async_use_clock(enum async_clock clock);

/* Have the loops that are made from now on run what is ready in the order that [schedule] says,
 * "random:17" or "order:3,2,2,1", whatever ASYNC_SCHEDULE in the environment says; NULL: in
 * asyncio's. schedule.h tells what that means. [schedule] must stay as it is as long as those loops
 * run. Raises: ValueError for what is none. asyncio has no twin. */
void async_use_schedule(const char *schedule);

/* Make a loop. Most programs call async_run() and never see one. Owns: the caller, until
 * async_loop_close().
 * Raises: OSError, MemoryError, and returns NULL. asyncio.new_event_loop() */
struct async_loop *async_new_event_loop(void);

/* Free [loop], which must not be running. What is still scheduled is dropped.
 * asyncio: loop.close() */
void async_loop_close(struct async_loop *loop);

/* The loop that is running in this thread. Raises: RuntimeError if none is, and returns NULL.
 * asyncio.get_running_loop() */
struct async_loop *async_get_running_loop(void);

/* Run [loop] until async_loop_stop(). Raises: RuntimeError if it runs already, or if nothing is
 * left that could ever wake it.
 * asyncio: loop.run_forever() */
void async_loop_run_forever(struct async_loop *loop);

/* Let [loop] end behind the pass it is in. asyncio: loop.stop() */
void async_loop_stop(struct async_loop *loop);

/* Whether [loop], which must not have been closed, runs: also while it is stopping.
 * asyncio: loop.is_running() */
bool async_loop_is_running(const struct async_loop *loop);

/* What the loop's clock says, in seconds. Its zero means nothing on the real clock; the virtual
 * one starts at 0.
 * asyncio: loop.time() */
double async_loop_time(struct async_loop *loop);

/* ---- Callbacks ---- */

/* What a scheduled callback is known by. It is a value: copy it, keep it as long as its loop is
 * open, forget it; it needs no free, and cancelling one that has long run does nothing. */
struct async_handle {
	/* private: to the calls below */
	struct async_loop *loop;
	struct loop_callback *callback;
	uint64_t sequence;
	double when;
};

/* Call [fn]([arg]) in the next pass, behind all that is scheduled already.
 * asyncio: loop.call_soon() */
struct async_handle async_loop_call_soon(struct async_loop *loop, void (*fn)(void *arg), void *arg);

/* Call [fn]([arg]) [delay] seconds from now. Those due at the same time run in the order they
 * were scheduled in.
 * asyncio: loop.call_later() */
struct async_handle async_loop_call_later(struct async_loop *loop, double delay,
					  void (*fn)(void *arg), void *arg);

/* Call [fn]([arg]) when async_loop_time() has reached [when]. asyncio: loop.call_at() */
struct async_handle async_loop_call_at(struct async_loop *loop, double when, void (*fn)(void *arg),
				       void *arg);

/* call_soon for other threads: may be called from any, and wakes the loop. A loop with nothing
 * else to wait for waits as long as another thread may make that call: until all of them have
 * ended, or wait for each other. On the virtual clock time stands while another thread runs.
 * [loop] must be open, and not NULL. Returns: 0, or -ENOMEM.
 * asyncio: loop.call_soon_threadsafe() */
int async_loop_call_soon_threadsafe(struct async_loop *loop, void (*fn)(void *arg), void *arg);

/* See to it that the callback does not run. Does nothing if it has run. asyncio: Handle.cancel() */
void async_handle_cancel(struct async_handle handle);

/* Whether async_handle_cancel() was called for it, be it too late. A loop remembers its last 1,024
 * cancellations; for one before those it is false. asyncio: Handle.cancelled() */
bool async_handle_cancelled(struct async_handle handle);

/* When the callback is, or was, due, on the loop's clock; 0 for one of call_soon.
 * asyncio: TimerHandle.when() */
double async_handle_when(struct async_handle handle);

/* ---- What nobody catches ---- */

/* What the loop's exception handler is told: what happened, to what. Valid until the handler
 * returns. All may be NULL. */
struct async_exception_context {
	const char *message;			/* "Task exception was never retrieved", ... */
	const struct async_exception *exception;
	struct async_future *future;		/* a task's, too */
	struct async_task *task;
};

/* Have [handler] called, in place of printing to stderr, for what goes wrong where nobody can catch
 * it: an exception that a callback raised, or that a task or future has and nobody retrieved; a
 * task that was destroyed while it was pending. It is called where that is noticed: in a callback,
 * in a task, or at the end of the run; it must not await. If it raises an exception itself, both
 * are printed; SystemExit and KeyboardInterrupt go on to whoever called it, and end the run.
 * [handler] NULL: print again; [loop] NULL: the running one.
 * asyncio: loop.set_exception_handler() */
void async_loop_set_exception_handler(
	struct async_loop *loop,
	void (*handler)(struct async_loop *loop, const struct async_exception_context *context,
			void *arg),
	void *arg);

/* Hand [context] to the handler of [loop], or print it. [loop] NULL: of the running one.
 * asyncio: loop.call_exception_handler() */
void async_loop_call_exception_handler(struct async_loop *loop,
				       const struct async_exception_context *context);

/* Print [context] to stderr, as where there is no handler: the message, the task or future, and the
 * exception with its traceback. A handler may call it for what it does not handle.
 * asyncio: loop.default_exception_handler() */
void async_loop_default_exception_handler(struct async_loop *loop,
					  const struct async_exception_context *context);

/* ---- Descriptors ---- */

/* Call [fn]([arg]) in each pass in which [fd] can be read from: there are bytes, a connection, or
 * the end. It takes the place of an earlier reader of [fd], and need not read all. Remove it before
 * [fd] is closed. A task that waits needs no callback: async_readable() in socket.h.
 * Raises: OSError if the descriptor cannot be watched (PermissionError for a regular file);
 * ValueError for a negative one; RuntimeError, as the other three, if an open transport has that
 * socket; MemoryError.
 * asyncio: loop.add_reader() */
void async_loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg);

/* Stop. Returns: whether there was a reader. asyncio: loop.remove_reader() */
bool async_loop_remove_reader(struct async_loop *loop, int fd);

/* The same for what can be written to, which mostly is always so: remove a writer that has nothing
 * to write, or the loop never rests. asyncio: loop.add_writer(), loop.remove_writer() */
void async_loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg);
bool async_loop_remove_writer(struct async_loop *loop, int fd);

/* ---- Blocking ---- */

/* Block this thread for [seconds], as any call does that does not know of the loop: a large
 * computation, a driver, sleep(3). It stands for all of them in this course. Does not suspend:
 * called in the loop's thread, nothing else runs meanwhile. On the virtual clock it moves time
 * instead of taking it. time.sleep() */
void async_block(double seconds);

#endif
