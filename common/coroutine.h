#ifndef COROUTINE_H
#define COROUTINE_H

/* A function that can pause.
 *
 * An ordinary function call has one way out: return. A coroutine has a second one:
 * coroutine_yield() goes back to whoever resumed it and leaves everything as it stands: the local
 * variables, the loop it was in, the calls it was inside of. The next coroutine_resume() goes on
 * right behind the yield. That works because a coroutine has a stack of its own, and to pause is to
 * stop using one stack and to go on with another (switch.S, 20 instructions).
 *
 * This module knows nothing of loops, tasks or time. It is the whole of Python's generators:
 *
 *      static void *count_to_three(void *arg)
 *      {
 *              for (intptr_t i = 1; i <= 3; i++)
 *                      coroutine_yield((void *)i);
 *              return arg;
 *      }
 *              ...
 *              struct coroutine *c = coroutine_new(count_to_three, NULL);
 *              while (coroutine_resume(c, NULL), !coroutine_done(c))
 *                      ...
 *              coroutine_free(c);
 *
 * Interface:
 * - A coroutine belongs to the thread that first resumes it.
 * - One that has run off the end of its stack ends the program, with a message that bears its name.
 */

#include <stdbool.h>

struct coroutine;

/* Make a coroutine that will run [fn]([arg]). It does not run yet, and has no stack until it does.
 * Owns: the caller, until coroutine_free(). Returns: NULL where memory is short.
 * Python: calling a generator function. */
struct coroutine *coroutine_new(void *(*fn)(void *arg), void *arg);

/* Run [c] until it yields or returns. [value] is what the coroutine_yield() that it waits in
 * returns there; the first resume has no such place, and its value is lost.
 * Returns: what the coroutine yielded, or, when coroutine_done() says so, what it returned. [c]
 * must not be done, and must not be running. Python: generator.send(). */
void *coroutine_resume(struct coroutine *c, void *value);

/* Pause the coroutine that is running, and hand [value] to whoever resumed it. Must be called in
 * a coroutine.
 * Returns: the value of the next coroutine_resume(). Python: yield. */
void *coroutine_yield(void *value);

/* Whether [c] has returned. */
bool coroutine_done(const struct coroutine *c);

/* The coroutine that is running; NULL outside of any. */
struct coroutine *coroutine_current(void);

/* Give [c] back. One that has paused and not returned is dropped where it stands: what its
 * function still had to do or to free is not done. [c] may be NULL; it must not be running. */
void coroutine_free(struct coroutine *c);

#endif
