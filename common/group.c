/* Several exceptions as one.
 *
 * A group is a tree: its members may be groups, and the leaves are what has really gone wrong. To
 * take a part out of it (split()) is to make a smaller tree of the same shape, with the same
 * message, traceback, context and cause at each fork.
 *
 * EXCEPT_STARs that follow each other are one statement, as in Python: each takes its part out of
 * what was raised at first, and never of what another one has raised. So the handler's variable
 * remembers (struct async_star_) what is left of that, and what they have raised, and behind each
 * of them both are put together anew. If the next EXCEPT_STAR finds exactly that raised, it goes
 * on; if not, something else was raised meanwhile, and a new statement begins.
 *
 * What the functions for programs make lives in the memory of the current task: the pool holds a
 * reference, and gives it back when it ends.
 */

#include "group.h"

#include <stdarg.h>

#include "error-internal.h"
#include "heap.h"
#include "memory-internal.h"

static void *no_memory_for(const char *what)
{
	return error_raise(MemoryError, "no memory for %s", what);
}

/* ---- Taking apart ---- */

/* Which exceptions are wanted. */
struct filter {
	bool (*matches)(const struct exception *e, const void *arg);
	const void *arg;
};

static bool is_of_type(const struct exception *e, const void *type)
{
	return async_isinstance(&e->seen, type);
}

static bool has_leaf(const struct exception *tree, const struct exception *leaf)
{
	if (tree == NULL || tree == leaf)
		return tree != NULL;
	for (size_t i = 0; i < tree->seen.count; i++)
		if (has_leaf((const struct exception *)tree->seen.exceptions[i], leaf))
			return true;
	return false;
}

/* Whether it is a leaf of either of two trees. */
static bool is_in_trees(const struct exception *e, const void *trees)
{
	const struct exception *const *tree = trees;

	return e->seen.count == 0 && (has_leaf(tree[0], e) || has_leaf(tree[1], e));
}

/* A group like [e] of some of its members, if there are any. */
static bool group_like(const struct exception *e, struct exception *const *members, size_t count,
		       struct exception **group)
{
	*group = NULL;
	if (count == 0)
		return true;
	*group = exception_new_group(NULL, e->seen.message,
				     (struct async_exception *const *)members, count);
	if (*group != NULL)
		exception_copy_story(*group, e);
	return *group != NULL;
}

static bool split(struct exception *e, const struct filter *filter, struct exception **match,
		  struct exception **rest);

/* Split each member: [parts] has room for all matches, [others] for all rests. */
static bool split_members(struct exception *e, const struct filter *filter,
			  struct exception **parts,
			  struct exception **others, struct exception **match,
			  struct exception **rest)
{
	size_t matched = 0, left = 0;
	bool done = true;

	for (size_t i = 0; done && i < e->seen.count; i++) {
		done = split((struct exception *)e->seen.exceptions[i], filter, &parts[matched],
			     &others[left]);
		matched += parts[matched] != NULL;
		left += others[left] != NULL;
	}
	done = done && group_like(e, parts, matched, match) && group_like(e, others, left, rest);
	while (matched > 0)
		exception_release(parts[--matched]);
	while (left > 0)
		exception_release(others[--left]);
	return done;
}

/* What of [e] matches, and what does not; NULL where that is nothing. Owns: the caller both.
 * Returns: false where memory is short, and then both are NULL. */
static bool split(struct exception *e, const struct filter *filter, struct exception **match,
		  struct exception **rest)
{
	const size_t room = e->seen.count;
	struct exception **parts;
	bool done;

	*match = *rest = NULL;
	if (filter->matches(e, filter->arg)) {
		*match = exception_keep(e);
		return true;
	}
	if (room == 0) {
		*rest = exception_keep(e);
		return true;
	}
	parts = heap_get(2 * room * sizeof *parts);
	done = parts != NULL && split_members(e, filter, parts, parts + room, match, rest);
	heap_put(parts);
	if (!done) {
		exception_release(*match);
		exception_release(*rest);
		*match = *rest = NULL;
	}
	return done;
}

/* ---- For programs ---- */

static void release(void *memory)
{
	exception_release(*(struct exception **)memory);
}

/* Have the current task hold [e]; NULL stays NULL. Owns: takes the reference of the caller. */
static struct async_exception *hold(struct exception *e)
{
	struct exception **held;

	if (e == NULL)
		return NULL;
	held = memory_pool_get(memory_current(), sizeof *held, release);
	if (held == NULL) {
		exception_release(e);
		return no_memory_for("an exception");
	}
	*held = e;
	return &e->seen;
}

struct async_exception *async_exception_new_(const struct async_site *site,
					     const struct async_exception_type *type,
					     const char *format, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, format);
	e = exception_format(site, type, format, arguments);
	va_end(arguments);
	if (e->seen.type != type)		/* memory was short */
		return no_memory_for(type->name);
	return hold(e);
}

struct async_exception *async_exception_group_array_(const struct async_site *site,
						     const char *message,
						     struct async_exception *const *exceptions,
						     size_t count)
{
	struct exception *e;

	if (count == 0)
		return async_raise_(site, ValueError,
				    "second argument (exceptions) must be a non-empty sequence");
	for (size_t i = 0; i < count; i++)
		if (exceptions[i] == NULL)
			return async_raise_(site, ValueError,
					    "Item %zu of second argument (exceptions) is not an "
					    "exception", i);
	e = exception_new_group(site, message, exceptions, count);
	return e != NULL ? hold(e) : no_memory_for("a group of exceptions");
}

struct async_exception *async_exception_keep(struct async_exception *e)
{
	return hold(exception_keep((struct exception *)e));
}

void async_exception_group_split(struct async_exception *e,
				 const struct async_exception_type *type,
				 struct async_exception **match, struct async_exception **rest)
{
	const struct filter filter = { is_of_type, type };
	struct exception *parts[2];

	if (match != NULL)
		*match = NULL;
	if (rest != NULL)
		*rest = NULL;
	if (!split((struct exception *)e, &filter, &parts[0], &parts[1])) {
		no_memory_for("a part of a group of exceptions");
		return;
	}
	if (match != NULL)
		*match = hold(exception_keep(parts[0]));
	if (rest != NULL && (match == NULL || parts[0] == NULL || *match != NULL))
		*rest = hold(exception_keep(parts[1]));
	exception_release(parts[0]);
	exception_release(parts[1]);
}

struct async_exception *async_exception_group_subgroup(struct async_exception *e,
						       const struct async_exception_type *type)
{
	struct async_exception *match;

	async_exception_group_split(e, type, &match, NULL);
	return match;
}

/* ---- EXCEPT_STAR ---- */

static bool is_type_of_groups(const struct async_exception_type *type)
{
	while (type != NULL && type != BaseExceptionGroup)
		type = type->base;
	return type != NULL;
}

/* Raise an exception of [type] in place of the one that is raised, which becomes its context. */
static bool fail(const struct async_exception_type *type, const char *message)
{
	struct exception *former = error_take();
	struct exception *e = exception_new(NULL, type, message);

	exception_set_context(e, former);
	exception_release(former);
	error_put_back(e);
	return false;
}

/* A group without a message of the members of [group], which may be NULL, and of [e]. */
static struct exception *group_and(const struct exception *group, struct exception *e)
{
	const size_t count = group != NULL ? group->seen.count : 0;
	struct async_exception **members = heap_get((count + 1) * sizeof *members);
	struct exception *both;

	if (members == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		members[i] = group->seen.exceptions[i];
	members[count] = &e->seen;
	both = exception_new_group(NULL, "", members, count + 1);
	heap_put(members);
	return both;
}

/* Put [e] into [*group], which may be NULL. */
static bool add_to_group(struct exception **group, struct exception *e)
{
	struct exception *both = group_and(*group, e);

	if (both == NULL)
		return false;
	exception_release(*group);
	*group = both;
	return true;
}

/* Have [handler] handle [match], a part of what is raised, and remember [rest]. Owns: takes both
 * references. */
static bool begin(struct async_handler_ *handler, struct exception *match, struct exception *rest)
{
	struct exception *raised = error_take(), *group = NULL;
	struct async_star_ *star = handler->star;

	if (match->seen.count == 0 && add_to_group(&group, match)) {
		exception_release(match);
		match = group;
	}
	if (star == NULL && match->seen.count > 0)
		star = handler->star = heap_get(sizeof *star);
	if (star == NULL || match->seen.count == 0) {
		exception_release(match);
		exception_release(rest);
		error_put_back(raised);
		return fail(MemoryError, "");
	}
	if (star->origin == NULL)
		star->origin = exception_keep(raised);
	exception_release(star->rest);
	star->rest = rest;
	exception_release(raised);
	error_begin_handling(handler, match);
	return true;
}

bool async_except_star_(const struct async_exception_type *type, struct async_handler_ *handler)
{
	const struct filter filter = { is_of_type, type };
	struct exception *raised = (struct exception *)async_exception(), *match, *rest;

	if (raised == NULL)
		return false;
	if (is_type_of_groups(type))
		return fail(TypeError, "catching ExceptionGroup with except* is not allowed. Use "
				       "except instead.");
	if (handler->star == NULL || handler->star->outcome != raised)
		async_handler_end_(handler);
	else if (handler->star->rest == NULL)
		return false;
	else
		raised = handler->star->rest;
	if (!split(raised, &filter, &match, &rest))
		return fail(MemoryError, "");
	if (match == NULL) {
		exception_release(rest);
		return false;
	}
	return begin(handler, match, rest);
}

/* The only member of [group], or [group], if it has more; NULL stays NULL. Owns: the caller. */
static struct exception *only_of(struct exception *group)
{
	if (group != NULL && group->seen.count == 1)
		group = (struct exception *)group->seen.exceptions[0];
	return exception_keep(group);
}

/* What is to be raised behind an EXCEPT_STAR, in CPython's order: what they have raised, and behind
 * it what of the origin is left. */
static bool put_together(const struct async_star_ *star, struct exception **outcome)
{
	const struct exception *const trees[] = { star->rest, star->again };
	const struct filter filter = { is_in_trees, trees };
	struct exception *unhandled, *handled;

	if (star->origin->seen.count == 0) {	/* it was one, and was handled as a group */
		*outcome = only_of(star->raised != NULL ? star->raised : star->again);
		return true;
	}
	if (!split(star->origin, &filter, &unhandled, &handled))
		return false;
	exception_release(handled);
	if (star->raised == NULL) {
		*outcome = unhandled;
		return true;
	}
	*outcome = unhandled != NULL ? group_and(star->raised, unhandled) : only_of(star->raised);
	exception_release(unhandled);
	return *outcome != NULL;
}

/* The statement of an EXCEPT_STAR is over. */
bool async_except_star_end_(struct async_handler_ *handler)
{
	struct async_star_ *star = handler->star;
	struct exception *raised = error_take(), *outcome = NULL;
	bool done = true;

	if (raised != NULL && &raised->seen == handler->exception)
		done = add_to_group(&star->again, raised);
	else if (raised != NULL)
		done = add_to_group(&star->raised, raised);
	exception_release(raised);
	error_end_handling(handler);
	done = done && put_together(star, &outcome);
	exception_release(star->outcome);
	star->outcome = exception_keep(outcome);
	if (outcome != NULL)
		error_put_back(outcome);
	else
		async_handler_end_(handler);
	if (!done)
		no_memory_for("a group of exceptions");
	return false;
}

static void end_early(struct async_handler_ *handler)
{
	async_except_star_end_(handler);
}

void (*error_star_left_hook)(struct async_handler_ *handler) = end_early;
