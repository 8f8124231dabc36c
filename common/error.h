#ifndef ERROR_H
#define ERROR_H

/* Exceptions.
 *
 * C has no exceptions, and its setjmp() and longjmp() are no substitute: they lose the values of
 * local variables and skip cleanups. So this is how CPython does it in its own C code. Each task
 * has an error indicator. To raise is to set it and to return; whoever called looks, and returns
 * too, until someone catches. AWAIT does the looking:
 *
 *      ASYNC static void *risky_task(void)
 *      {
 *              AWAIT(async_sleep(1));
 *              return async_raise(ValueError, "An error occurred!");
 *      }
 *              ...
 *              EXCEPTION(e);
 *              TRY(risky_task());
 *              if (EXCEPT(ValueError, e))
 *                      printf("Caught an exception: %s\n", e->message);
 *
 * Interface, and the rules that hold for all of it:
 * - An exception stays raised until it is caught, and nothing awaits while one is raised. AWAIT and
 *   TRY see to that. A call that may suspend, made bare while an exception is raised, ends the
 *   program with a message that says so.
 * - Every task has an indicator of its own, so has every thread, and code outside of tasks shares
 *   one.
 * - What a bare coroutine (coroutine.h) raises, whoever resumed it sees, as that of any function it
 *   calls. What the coroutine is handling when it pauses is its own: whoever resumed it does not
 *   handle it, and it ends with the coroutine.
 * - A function that suspends returns a pointer or a number, never void and never a struct, so that
 *   AWAIT can leave it.
 * - One AWAIT a full expression: which of two in one argument list goes first differs between
 *   compilers.
 * - What is still raised when the program ends is printed with its traceback, and the exit status
 *   is 1. Two end it otherwise, as in Python: KeyboardInterrupt as Ctrl-C does, by SIGINT, so that
 *   a shell shows 130; and SystemExit without a traceback, with its message as the exit status if
 *   it is a number or empty (0), and else printed.
 */

#include <stdbool.h>
#include <stddef.h>

/* ---- Types ---- */

/* The type of an exception: its name, and the type it is a kind of. A type of one's own is a
 * constant:
 *
 *      static const struct async_exception_type SoldOutError[1] = {{ "SoldOutError", Exception }};
 *
 * It is an array of one so that its name alone is its address, in async_raise(SoldOutError, ...)
 * as in EXCEPT(). */
struct async_exception_type {
	const char *name;
	const struct async_exception_type *base;
	const struct async_exception_type *also;	/* a second type that it is a kind of; most
							 * have none */
};

/* Python's own, under Python's names. Note that CancelledError is not an Exception: who catches
 * all errors of a task does not catch its cancellation. */
extern const struct async_exception_type BaseException[1];
extern const struct async_exception_type BaseExceptionGroup[1];	/* BaseException; see group.h */
extern const struct async_exception_type CancelledError[1];	/* BaseException */
extern const struct async_exception_type GeneratorExit[1];	/* BaseException */
extern const struct async_exception_type KeyboardInterrupt[1];	/* BaseException */
extern const struct async_exception_type SystemExit[1];		/* BaseException */
extern const struct async_exception_type Exception[1];		/* BaseException */
extern const struct async_exception_type ExceptionGroup[1];	/* that, and Exception */
extern const struct async_exception_type ArithmeticError[1];	/* Exception */
extern const struct async_exception_type ZeroDivisionError[1];	/* ArithmeticError */
extern const struct async_exception_type AssertionError[1];	/* Exception */
extern const struct async_exception_type EOFError[1];		/* Exception */
extern const struct async_exception_type InvalidStateError[1];	/* Exception */
extern const struct async_exception_type LookupError[1];	/* Exception */
extern const struct async_exception_type IndexError[1];		/* LookupError */
extern const struct async_exception_type KeyError[1];		/* LookupError */
extern const struct async_exception_type MemoryError[1];	/* Exception */
extern const struct async_exception_type OSError[1];		/* Exception */
extern const struct async_exception_type BlockingIOError[1];	/* OSError: EAGAIN, ... */
extern const struct async_exception_type ChildProcessError[1];	/* OSError: ECHILD */
extern const struct async_exception_type ConnectionError[1];	/* OSError */
extern const struct async_exception_type BrokenPipeError[1];	/* ConnectionError: EPIPE, ... */
extern const struct async_exception_type ConnectionAbortedError[1];	/* ConnectionError */
extern const struct async_exception_type ConnectionRefusedError[1];	/* ConnectionError */
extern const struct async_exception_type ConnectionResetError[1];	/* ConnectionError */
extern const struct async_exception_type FileExistsError[1];	/* OSError: EEXIST */
extern const struct async_exception_type FileNotFoundError[1];	/* OSError: ENOENT */
extern const struct async_exception_type InterruptedError[1];	/* OSError: EINTR */
extern const struct async_exception_type IsADirectoryError[1];	/* OSError: EISDIR */
extern const struct async_exception_type NotADirectoryError[1];	/* OSError: ENOTDIR */
extern const struct async_exception_type PermissionError[1];	/* OSError: EACCES, EPERM */
extern const struct async_exception_type ProcessLookupError[1];	/* OSError: ESRCH */
extern const struct async_exception_type TimeoutError[1];	/* OSError: ETIMEDOUT */
extern const struct async_exception_type RuntimeError[1];	/* Exception */
extern const struct async_exception_type NotImplementedError[1];	/* RuntimeError */
extern const struct async_exception_type StopAsyncIteration[1];	/* Exception */
extern const struct async_exception_type StopIteration[1];	/* Exception */
extern const struct async_exception_type TypeError[1];		/* Exception */
extern const struct async_exception_type ValueError[1];		/* Exception */

/* An exception. Programs read these fields and write none. */
struct async_exception {
	const struct async_exception_type *type;
	const char *message;			/* never NULL; "" where there is none */
	struct async_exception *context;	/* the one that was being handled when this one
						 * was raised, or NULL */
	struct async_exception *cause;		/* the one that it was raised from, or NULL */
	bool suppress_context;			/* it was raised from something, or from NULL */
	int error_number;			/* of an OSError that a system call gave: its
						 * errno; else 0 */
	const char *note;			/* which call gave it, and what it was about:
						 * printed behind the message; or NULL */
	size_t count;				/* a group's members (group.h): how many, */
	struct async_exception *const *exceptions;	/* and which */
};

/* Whether [e] is of [type] or of a type that is a kind of it. False where [e] is NULL.
 * Python: isinstance(e, type). */
bool async_isinstance(const struct async_exception *e, const struct async_exception_type *type);

/* ---- Raising ---- */

/* Raise an exception of TYPE with a message as in printf(): async_raise(ValueError, "no city
 * %s", name); or without one: async_raise(ValueError). If one is raised already, that one stays
 * and this one is dropped. If one is being handled, it becomes the context.
 * Returns: NULL, so that a function that returns a pointer can say: return async_raise(...);
 * Python: raise TYPE(...). */
#define async_raise(TYPE, ...)									\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_raise_(&async_site_, TYPE, ASYNC_MESSAGE_(__VA_ARGS__));			\
	})

/* async_raise_from(cause, TYPE, ...): the same, because of [cause], an exception that was caught,
 * or NULL: then what was being handled is not shown as the reason either. Owns: nothing; [cause]
 * stays the caller's. Python: raise TYPE(...) from cause */
#define async_raise_from(cause, TYPE, ...)							\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		async_raise_from_(&async_site_, cause, TYPE, ASYNC_MESSAGE_(__VA_ARGS__));	\
	})

/* Raise [e], which a handler has caught, or which async_exception_new() made, once more. Its
 * traceback goes on where it was.
 * Owns: nothing; [e] stays the caller's. Returns: NULL. Python: raise e */
void *async_reraise(struct async_exception *e);

/* The exception that is raised now, not caught by this; NULL if there is none. Valid until it is
 * caught.
 * CPython's C API: PyErr_Occurred(). */
const struct async_exception *async_exception(void);

/* Keep [e], which a handler has caught, beyond the end of its block: in the memory of the current
 * task (memory.h). Returns: [e]. Raises: MemoryError, and returns NULL. Python: assigning it to a
 * name of one's own. */
struct async_exception *async_exception_keep(struct async_exception *e);

/* Print [e] to stderr, with its context and traceback, as Python prints an exception that nobody
 * caught.
 * Python: traceback.print_exception(). */
void async_print_exception(const struct async_exception *e);

/* ---- Awaiting and catching ---- */

/* Marks a function that may suspend, as `async def` does: a call whose value is dropped is a
 * compiler warning, since most often an AWAIT was forgotten there. */
#define ASYNC __attribute__((warn_unused_result))

/* AWAIT(call): a point where other tasks may run. Does not call while an exception is raised. If
 * one is raised, before the call or by it, leaves the function it stands in by `return 0`, and
 * this place is added to the traceback. Its value is the value of the call. Python: await. */
#define AWAIT(call)										\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		if (async_enter_(&async_site_))							\
			return 0;								\
		__auto_type async_value_ = (call);						\
		if (async_leave_(&async_site_))							\
			return 0;								\
		async_value_;									\
	})

/* TRY(call): the body of a `try`. Does not call while an exception is raised. If the call
 * raises, the exception stays raised, for the EXCEPTs that follow; the function is not left. Its
 * value is the call's, or 0 where one is raised. What no EXCEPT takes stays raised: the next
 * AWAIT leaves the function with it, as does `return 0`. Where code goes on without one, as behind
 * an `else` of Python's, AWAIT(0) leaves it at once. A function that returns nothing is called
 * bare, with its EXCEPTs behind it. */
#define TRY(call)										\
	__extension__ ({									\
		ASYNC_SITE_(async_site_);							\
		__typeof__(call) async_value_ = 0;						\
		if (!async_enter_(&async_site_)) {						\
			async_value_ = (call);							\
			if (async_leave_(&async_site_))						\
				async_value_ = 0;						\
		}										\
		async_value_;									\
	})

/* EXCEPTION(e); declares the variable that an EXCEPT puts an exception into. What it holds is
 * released at the end of its block, or when it takes another. Until then it counts as being
 * handled: see `context`. In a loop, declare it in the loop: else what one round caught is the
 * context of what the next one raises. async_exception_keep() keeps an exception for longer. */
#define EXCEPTION(e)										\
	struct async_handler_ e##_handler_							\
		__attribute__((cleanup(async_handler_end_), unused)) = { 0 };			\
	struct async_exception *e __attribute__((unused)) = NULL

/* EXCEPT(TYPE, e): a condition. If an exception of TYPE, or of a kind of it, is raised, takes it
 * into [e] and is true: from then on none is raised. Of several types: EXCEPT(KeyError, e) ||
 * EXCEPT(ValueError, e). Python: except TYPE as e. */
#define EXCEPT(TYPE, e)										\
	(e##_handler_.site = ASYNC_SITE_HERE_(), async_except_(TYPE, &e##_handler_) &&		\
	 ((e) = e##_handler_.exception, true))

/* FINALLY(fn, arg); has [fn]([arg]) called when the block it stands in is left, however that
 * happens: at its end, by return, by an AWAIT that an exception leaves through. [fn] may await.
 * An exception that is raised is set aside while it runs and is raised again behind it; one that
 * [fn] itself raises takes its place, with the other as context. Several run in reverse order.
 * Python: finally. */
#define FINALLY(fn, arg)									\
	struct async_finally_ ASYNC_NAME_(async_finally_, __COUNTER__)				\
		__attribute__((cleanup(async_finally_run_), unused)) = { (fn), (arg) }

/* ---- What the macros above are made of: not for direct use ---- */

struct async_site {			/* a place in the source */
	const char *file;
	int line;
	const char *function;
};

struct async_handler_ {
	struct async_exception *exception;
	struct async_handler_ *outer;
	struct async_star_ *star;	/* of EXCEPT_STAR; NULL otherwise */
	bool alone;			/* what else is being handled does not count */
	const struct async_site *site;	/* the EXCEPT that took it */
};

struct async_finally_ {
	void *(*fn)(void *arg);
	void *arg;
};

/* The arguments, or, where there are none, what stands for no message. */
#define ASYNC_MESSAGE_(...) __VA_ARGS__ ASYNC_NO_MESSAGE_##__VA_OPT__(NEEDED_)
#define ASYNC_NO_MESSAGE_ "%s", ""
#define ASYNC_NO_MESSAGE_NEEDED_

#define ASYNC_SITE_(name) static const struct async_site name = { __FILE__, __LINE__, __func__ }
#define ASYNC_SITE_HERE_() __extension__ ({ ASYNC_SITE_(async_site_); &async_site_; })
#define ASYNC_NAME_(a, b) ASYNC_NAME2_(a, b)
#define ASYNC_NAME2_(a, b) a##b

void *async_raise_(const struct async_site *site, const struct async_exception_type *type,
		   const char *format, ...) __attribute__((format(printf, 3, 4)));
void *async_raise_from_(const struct async_site *site, struct async_exception *cause,
			const struct async_exception_type *type, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool async_enter_(const struct async_site *site);
bool async_leave_(const struct async_site *site);
bool async_except_(const struct async_exception_type *type, struct async_handler_ *handler);
void async_handler_end_(struct async_handler_ *handler);
void async_finally_run_(struct async_finally_ *finally);

#endif
