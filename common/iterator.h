#ifndef ITERATOR_H
#define ITERATOR_H

/* Values that arrive one after the other.
 *
 * An async iterator gives its next value when it is asked for it, and may suspend until it has one:
 * the lines of a connection, the readings of a weather station. ASYNC_FOR asks until there are no
 * more. An async generator is the short way to write one: a function that yields its values.
 *
 *      struct countdown { int from; };
 *
 *      static void *countdown(void *arg)                       // async def countdown(from):
 *      {
 *              const struct countdown *self = arg;
 *              for (intptr_t i = self->from; i > 0; i--) {
 *                      AWAIT(async_sleep(1));
 *                      AWAIT(async_yield((void *)i));          //     yield i
 *              }
 *              return NULL;
 *      }
 *              ...
 *              ASYNC_FOR(i, countdown, 3)                      // async for i in countdown(3):
 *                      printf("%td\n", (intptr_t)i);
 *
 * A generator's function has a stack of its own. It runs only while someone asks for a value, in
 * the task of whoever asks; where it awaits, that task waits.
 *
 * Interface, and what holds for all of it:
 * - A generator belongs to the task, or the generator, that created it, and ends with it. One that
 *   has begun and has not come to its end is then closed, by a task that the loop makes for that in
 *   its next pass: what its function has in a FINALLY, or in an ASYNC_WITH, is done. So what its
 *   arguments point to must live until then. Who asks it then finds it closed: it may be asked as
 *   long as the memory of its creator is there. async_generator_detach() gives it up earlier, and
 *   nobody may ask it any more.
 * - One that was created outside of tasks lives until the end of the run. What is still open then
 *   is closed by async_run().
 * - What a generator's function creates, memory, tasks and all, is the generator's, and not of the
 *   task that asks; when it ends, its memory passes to its owner, so that the values stay.
 * - A loop that closes without async_run(), or after a deadlock, drops its generators where they
 *   stand.
 */

#include <stdbool.h>

#include "error.h"
#include "task.h"

/* ---- Iterators ---- */

/* An async iterator of one's own is a struct that begins with this one. [anext] gives the next
 * value, may suspend, and raises StopAsyncIteration where there is none. Python: __anext__() */
struct async_iterator {
	void *(*anext)(struct async_iterator *iterator);
};

struct async_generator;
struct async_file;

/* The next value of [iterator]: a generator, a reader of stream.h, or a struct async_iterator *.
 * Suspends: where the iterator does; a cancellation point then. Raises: StopAsyncIteration behind
 * the last value; what the iterator raises. Python: await anext(iterator) */
#define async_anext(iterator) async_anext_(ASYNC_ITERATOR_(iterator))

/* ASYNC_FOR(x, iterator) or ASYNC_FOR(x, fn, arguments...): run the statement behind it once for
 * each value, with the value in [x], a void * that it declares. Given a generator's function,
 * makes the generator, and gives it up when the loop is left, in whatever way: after a break it
 * is closed soon, by a task of the loop's, not at once. To close it at once, or where its arguments
 * point into the function that is left, see async_aclosing() in context.h. If the iterator raises,
 * leaves the function it stands in, as AWAIT does.
 * Suspends: where the iterator does. Python: async for x in iterator */
#define ASYNC_FOR(x, ...)									\
	for (void *x = NULL,									\
	     *x##_iterator_ __attribute__((cleanup(async_for_end_))) =				\
		     ASYNC_FOR_ITERATOR_(__VA_ARGS__);						\
	     __extension__ ({									\
		     ASYNC_SITE_(async_site_);							\
		     if (async_enter_(&async_site_))						\
			     return 0;								\
		     bool async_more_ = async_for_next_(x##_iterator_, &x);			\
		     if (async_leave_(&async_site_))						\
			     return 0;								\
		     async_more_;								\
	     });)

/* ---- Generators ---- */

/* async_generator(fn, arguments...): a generator that will run [fn] with a copy of its arguments,
 * as async_create_task(). It does not run until it is asked for its first value, and has no stack
 * until it does; what [fn] returns is lost. Does not suspend. Owns: the current task, or generator,
 * owns it. Raises: MemoryError, and returns NULL.
 * Python: calling a function that is declared by `async def` and yields */
#define async_generator(fn, ...) ASYNC_CALL_(async_generator_, fn __VA_OPT__(,) __VA_ARGS__)

/* In a generator's function: hand [value] to whoever asks, and pause until the next value is
 * wanted. To be called by AWAIT. Does not suspend the task. Raises: what async_athrow() throws in
 * here; GeneratorExit where the generator is closed; RuntimeError outside of a generator's
 * function. Returns: what async_asend() sends; NULL where async_anext() asks.
 * Python: yield value */
ASYNC void *async_yield(void *value);

/* The next value, as async_anext(); [value] is what the yield that the generator paused in gives.
 * A generator that has not begun has none: then [value] must be NULL. Suspends: where its function
 * awaits. Raises: StopAsyncIteration behind the last value, and from then on; what its function
 * raises, after which it has ended; TypeError as said; RuntimeError if the generator is running, in
 * another task, or if its function raised StopAsyncIteration or StopIteration itself; MemoryError.
 * Python: await generator.asend(value) */
ASYNC void *async_asend(struct async_generator *generator, void *value);

/* Raise an exception of TYPE, with a message as in printf(), at the yield that the generator
 * paused in. Gives the next value, as async_anext(), if it catches that and goes on; else the
 * exception comes out here. One that has not begun never does then. Suspends, Raises: as
 * async_asend(). Returns: NULL, and raises nothing, if it has ended.
 * Python: await generator.athrow(TYPE(...)) */
#define async_athrow(generator, TYPE, ...)							\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_athrow_(generator, &async_site_, TYPE, ASYNC_MESSAGE_(__VA_ARGS__));	\
	})

/* Close the generator: GeneratorExit is raised at the yield that it paused in, and it must end.
 * Does nothing if it has not begun, and then never does, or has ended. Suspends: where its
 * clean-up does. Raises: what the clean-up raises; RuntimeError if it yields again, or runs in
 * another task; StopAsyncIteration if it was closed before and had yielded again. Returns: 0.
 * Python: await generator.aclose() */
ASYNC int async_aclose(struct async_generator *generator);

/* Close every generator that has begun in [loop], the running one if it is NULL, and has not come
 * to its end: all at once, each in a task of its own. async_run() does this at its end. What goes
 * wrong in one is told to the loop's exception handler. Suspends: until all are closed; not at all
 * if there is none. A cancellation point. Raises: MemoryError. Returns: 0.
 * asyncio: loop.shutdown_asyncgens() */
ASYNC int async_loop_shutdown_asyncgens(struct async_loop *loop);

/* Give [generator] up: if it has begun and has not ended, the loop makes a task that closes it,
 * when nobody waits for it any more. (One that was closed and has yielded again is not closed
 * again: it is dropped when the loop closes.) Does not suspend. [generator] may be NULL.
 * Python: dropping the last reference */
void async_generator_detach(struct async_generator *generator);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_stream_reader;

/* What can be asked for values, for _Generic; each begins with a struct async_iterator. */
#define ASYNC_ITERATORS_(value)									\
	struct async_generator *: (value), struct async_iterator *: (value),			\
	struct async_stream_reader *: (value), struct async_file *: (value)

#define ASYNC_ITERATOR_(x) ((struct async_iterator *)_Generic((x), ASYNC_ITERATORS_(x)))

#define ASYNC_FOR_ITERATOR_(from_, ...)								\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_for_begin_(								\
			_Generic((from_), ASYNC_FUNCTION_: NULL, ASYNC_ITERATORS_(from_)),	\
			ASYNC_CALL_OF_(								\
				_Generic((from_), ASYNC_FUNCTION_: (from_),			\
					 ASYNC_ITERATORS_(NULL)),				\
				NULL, from_ __VA_OPT__(,) __VA_ARGS__));			\
	})

ASYNC void *async_anext_(struct async_iterator *iterator);
struct async_generator *async_generator_(struct async_call call);
ASYNC void *async_athrow_(struct async_generator *generator, const struct async_site *site,
			  const struct async_exception_type *type, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void *async_for_begin_(void *iterator, struct async_call call);
bool async_for_next_(void *iterator, void **value);
void async_for_end_(void **iterator);

#endif
