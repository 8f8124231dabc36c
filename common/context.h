#ifndef CONTEXT_H
#define CONTEXT_H

/* Something that is entered, and left again, whatever happens.
 *
 * A connection is opened and must be closed; a lock is taken and must be released. A context
 * manager knows both ends. ASYNC_WITH enters it, and leaves it when the block it stands in is left:
 * at its end, by return, by an AWAIT that an exception or a cancellation leaves through. Both ends
 * may suspend.
 *
 *      {
 *              ASYNC_WITH_AS(connection, async_context_manager(connect, "weather.example"));
 *              AWAIT(send(connection, "Oslo"));
 *      }                                       // here it is closed
 *
 * Several in one block are left in reverse order.
 */

#include <stdbool.h>

#include "error.h"
#include "iterator.h"
#include "task.h"

/* A context manager of one's own is a struct that begins with this one.
 *
 * [aenter] gives what ASYNC_WITH_AS names. [aexit] is called with the exception that the block is
 * left with, or NULL; returning true suppresses that exception. Both may suspend, and raise. While
 * [aexit] runs, the exception is set aside; it is raised again behind it, unless suppressed. One
 * that [aexit] raises takes its place, with the other as context.
 * Python: __aenter__(), __aexit__() */
struct async_context_manager {
	void *(*aenter)(struct async_context_manager *manager);
	bool (*aexit)(struct async_context_manager *manager, struct async_exception *e);
};

/* ASYNC_WITH(manager); enters [manager], and has it left when the block this stands in is left.
 * [manager] is a struct async_context_manager *, or a lock, condition, semaphore or barrier of
 * sync.h, or a server or a file. If entering raises, leaves the function, as AWAIT does. A
 * suppressed exception does not bring back the rest of the block: an AWAIT that it left through
 * has left the function, which returns 0. Where the code behind the block is to go on, the block
 * holds a TRY. Suspends: where entering does, and, at the end of the block, where leaving does.
 * Python: async with manager */
#define ASYNC_WITH(manager) ASYNC_WITH_(manager, ASYNC_NAME_(async_with_, __COUNTER__))

/* ASYNC_WITH_AS(x, manager); the same, and declares [x], a void *: what entering gave.
 * Python: async with manager as x */
#define ASYNC_WITH_AS(x, manager)								\
	ASYNC_WITH_(manager, x##_with_);							\
	void *x __attribute__((unused)) = x##_with_.entered

/* async_context_manager(fn, arguments...): a context manager from a generator's function that
 * yields once. What stands before the yield is entering, what it yields is what ASYNC_WITH_AS
 * names, and what stands behind the yield is leaving. An exception of the block is raised at that
 * yield: use FINALLY for what must be done in any case; a TRY around the yield, with an EXCEPT,
 * suppresses. It is for one use. Does not suspend. Owns: the current task owns it. Raises:
 * MemoryError, and returns NULL; when entered, RuntimeError if the function does not yield; when
 * left, RuntimeError if it yields again. Python: contextlib.asynccontextmanager */
#define async_context_manager(fn, ...)								\
	ASYNC_CALL_(async_context_manager_, fn __VA_OPT__(,) __VA_ARGS__)

/* A context manager that closes [generator] when it is left, by async_aclose(). Entering gives the
 * generator. Owns, Raises: as async_context_manager(). Python: contextlib.aclosing() */
struct async_context_manager *async_aclosing(struct async_generator *generator);

/* ---- Exit stacks: as many as the program finds it needs ---- */

/* A stack of what is to be left. It is a context manager itself; entering it gives the stack:
 *
 *      ASYNC_WITH_AS(stack, async_exit_stack());
 *      for (size_t i = 0; i < count; i++)
 *              connections[i] = AWAIT(async_exit_stack_enter_async_context(stack,
 *                              async_context_manager(connect, cities[i])));
 *
 * When it is left, what was pushed is left, or called, the newest first; each gets the exception
 * as the one before has left it: as it was, none if it was suppressed, or the one raised in its
 * place. One that is pushed and never left is dropped with its stack. Owns: the current task owns
 * it. Raises: MemoryError, and returns NULL.
 * Python: contextlib.AsyncExitStack() */
struct async_exit_stack;
#define async_exit_stack() async_exit_stack_()

/* Enter [manager], push it, and give what entering gave. If entering raises, nothing is pushed.
 * Suspends, Raises: as entering does. Python: await stack.enter_async_context(manager) */
ASYNC void *async_exit_stack_enter_async_context(struct async_exit_stack *stack,
						 struct async_context_manager *manager);

/* Push [manager] without entering it. Raises: MemoryError. Python: stack.push_async_exit() */
void async_exit_stack_push_async_exit(struct async_exit_stack *stack,
				      struct async_context_manager *manager);

/* Push a call of [fn]([arg]), which may suspend. It is not told of exceptions. Raises:
 * MemoryError. Python: stack.push_async_callback(), and stack.callback() */
void async_exit_stack_push_async_callback(struct async_exit_stack *stack, void *(*fn)(void *arg),
					  void *arg);

/* A new stack with all that was in this one, which is empty then: leaving this one does nothing
 * any more. Raises: MemoryError, returns NULL, and moves nothing. Python: stack.pop_all() */
struct async_exit_stack *async_exit_stack_pop_all(struct async_exit_stack *stack);

/* Leave all now. Suspends, Raises: as what was pushed does. Returns: 0.
 * Python: await stack.aclose() */
ASYNC int async_exit_stack_aclose(struct async_exit_stack *stack);

/* ---- What the macros above are made of: not for direct use ---- */

struct async_lock;
struct async_condition;
struct async_semaphore;
struct async_barrier;
struct async_server;
struct async_file;
struct async_client_session;			/* web/client.h */
struct async_client_response;
struct async_web_site;				/* web/server.h */

/* Each of these begins with a struct async_context_manager, but for a file, which has one. */
#define ASYNC_MANAGER_(x)									\
	((struct async_context_manager *)_Generic((x),						\
		struct async_context_manager *: (x), struct async_exit_stack *: (x),		\
		struct async_lock *: (x), struct async_condition *: (x),			\
		struct async_semaphore *: (x), struct async_barrier *: (x),			\
		struct async_server *: (x),							\
		struct async_client_session *: (x), struct async_client_response *: (x),	\
		struct async_web_site *: (x),							\
		struct async_file *: async_file_manager_((void *)(x))))

struct async_with_ {
	struct async_context_manager *manager;	/* NULL: not entered */
	void *entered;
};

/* The variable first, so that its cleanup is in place when entering suspends. */
#define ASYNC_WITH_(manager_, name)								\
	struct async_with_ name __attribute__((cleanup(async_with_exit_), unused)) = { 0 };	\
	AWAIT(async_with_enter_(&name, ASYNC_MANAGER_(manager_)))

struct async_context_manager *async_file_manager_(void *file);
struct async_context_manager *async_context_manager_(struct async_call call);
struct async_exit_stack *async_exit_stack_(void);
ASYNC int async_with_enter_(struct async_with_ *with, struct async_context_manager *manager);
void async_with_exit_(struct async_with_ *with);

#endif
