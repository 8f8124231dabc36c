#ifndef SIGNALS_H
#define SIGNALS_H

/* Signals, heard by the loop.
 *
 * A signal interrupts a program anywhere, and a handler of sigaction() may do next to nothing. One
 * that is set here is a callback like any other: the loop calls it, between two others, and it may
 * do what callbacks do: set an event, cancel a task, stop the loop.
 *
 *      static void on_terminate(void *stop) { async_event_set(stop); }
 *              ...
 *              async_loop_add_signal_handler(NULL, SIGTERM, on_terminate, stop);
 *
 * Interface: none of this suspends. It belongs to the process's first thread. A loop that has a
 * handler waits for its signal, however long: that is no deadlock.
 */

#include <stdbool.h>

struct async_loop;

/* Call [fn]([arg]) in the loop whenever [signal] has come: as often as it came, and in the order in
 * which they came. Takes the place of an earlier handler of [signal], also of another loop's. For
 * SIGINT it takes the place of what async_run() does on Ctrl-C. [loop] NULL: the running one.
 * Raises: ValueError for a number that is none of a signal's; RuntimeError for a signal that cannot
 * be caught (SIGKILL, SIGSTOP), and in another thread than the first; OSError; MemoryError.
 * asyncio: loop.add_signal_handler() */
void async_loop_add_signal_handler(struct async_loop *loop, int signal, void (*fn)(void *arg),
				   void *arg);

/* Have [signal] do again what it does by default: end the process, mostly. After that of SIGINT,
 * Ctrl-C ends the run by KeyboardInterrupt. A loop that closes does so for all its handlers.
 * Returns: false if [loop] has no handler for it. Raises: ValueError for a number that is none of a
 * signal's. asyncio: loop.remove_signal_handler() */
bool async_loop_remove_signal_handler(struct async_loop *loop, int signal);

#endif
