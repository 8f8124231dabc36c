#ifndef GROUP_H
#define GROUP_H

/* Several exceptions at once.
 *
 * Where tasks run side by side, more than one may fail. A task group raises what its children
 * raised as one exception, of type ExceptionGroup, whose members are the exceptions: e->exceptions,
 * of which there are e->count. A member may be a group itself. EXCEPT_STAR takes out of a group
 * what it knows how to handle, and leaves the rest raised:
 *
 *      EXCEPTION(e);
 *      TRY(sell_tickets());
 *      EXCEPT_STAR(ValueError, e)
 *              printf("%zu bad orders\n", e->count);
 *      EXCEPT_STAR(KeyError, e)
 *              printf("%zu unknown seats\n", e->count);
 *
 * A group all of whose members are Exceptions is an ExceptionGroup, which is itself a kind of
 * Exception. One with a member that is none, a cancellation, say, is a BaseExceptionGroup. Where
 * a group is printed, " (2 sub-exceptions)" follows its message; e->message is without that.
 *
 * None of these suspends. What they make lives in the memory of the current task (memory.h).
 */

#include <stddef.h>

#include "error.h"

/* async_exception_new(TYPE, ...): an exception of TYPE with a message as in printf(), not raised:
 * to be a member of a group, or for async_reraise() or async_future_set_exception_object().
 * Raises: MemoryError, and returns NULL. Python: TYPE(...) */
#define async_exception_new(TYPE, ...)								\
	async_exception_new_(ASYNC_SITE_HERE_(), TYPE, ASYNC_MESSAGE_(__VA_ARGS__))

/* async_exception_group(message, exceptions...): a group of the given exceptions, not raised:
 * async_reraise() raises it. Owns: it keeps its members. Raises: MemoryError, and returns NULL.
 * Python: BaseExceptionGroup(message, [exceptions...]), which makes an ExceptionGroup where it
 * can */
#define async_exception_group(message, ...)							\
	async_exception_group_array(								\
		message, ((struct async_exception *const[]){ __VA_ARGS__ }),			\
		sizeof((struct async_exception *const[]){ __VA_ARGS__ }) /			\
			sizeof(struct async_exception *))

/* The same for an array of [count]. Raises: ValueError where [count] is 0, too. */
#define async_exception_group_array(message, exceptions, count)				\
	async_exception_group_array_(ASYNC_SITE_HERE_(), message, exceptions, count)

/* What of [e] is of TYPE, as a group of the same message and shape, or, if [e] is no group, [e]
 * itself; NULL if nothing is. Raises: MemoryError, and returns NULL.
 * Python: ExceptionGroup.subgroup(TYPE) */
struct async_exception *async_exception_group_subgroup(struct async_exception *e,
						       const struct async_exception_type *type);

/* The same, and in [*rest] what is not of TYPE, or NULL. Either pointer may be NULL.
 * Python: ExceptionGroup.split(TYPE) */
void async_exception_group_split(struct async_exception *e,
				 const struct async_exception_type *type,
				 struct async_exception **match, struct async_exception **rest);

/* EXCEPT_STAR(TYPE, e) { ... }: if what is raised is of TYPE, or is a group with members that are,
 * takes them into [e], always as a group, and runs the statement behind it once; [e] is NULL
 * again then. The rest is set aside meanwhile, so that the statement may await. Several
 * EXCEPT_STARs of the same [e] may follow each other: each takes its part of what was raised at
 * first.
 *
 * Behind the statement, what nobody has taken yet is raised again. What the statement itself left
 * raised is raised together with it, in one group without a message, or alone, if nothing else is
 * left; but [e] raised again, by async_reraise(e), goes back to where it was taken from.
 *
 * If the statement is left by return, or by an AWAIT, the rest goes with it: the EXCEPT_STARs that
 * follow do not get their turn. Where they should, use TRY in place of AWAIT. For several types
 * write several EXCEPT_STARs. It must not be left by break or continue. TYPE must not be a type of
 * groups: TypeError. Raises: MemoryError. Python: except* TYPE as e, and there a bare `raise` for
 * async_reraise(e) */
#define EXCEPT_STAR(TYPE, e)									\
	for (bool async_star_ = async_except_star_(TYPE, &e##_handler_) &&			\
				((e) = e##_handler_.exception, true);				\
	     async_star_; (e) = NULL, async_star_ = async_except_star_end_(&e##_handler_))

/* ---- What the macros above are made of: not for direct use ---- */

struct async_exception *async_exception_new_(const struct async_site *site,
					     const struct async_exception_type *type,
					     const char *format, ...)
	__attribute__((format(printf, 3, 4)));
struct async_exception *async_exception_group_array_(const struct async_site *site,
						     const char *message,
						     struct async_exception *const *exceptions,
						     size_t count);
bool async_except_star_(const struct async_exception_type *type, struct async_handler_ *handler);
bool async_except_star_end_(struct async_handler_ *handler);

#endif
