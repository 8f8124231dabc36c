/* Stacks of what is to be left.
 *
 * They are left as nested ASYNC_WITHs would be: each sees the exception that the one inside of it
 * has left, and one that it raises itself has that one as its context. But where nothing was raised
 * or being handled at first, it has none: CPython's way. */

#include "context.h"

#include "error-internal.h"
#include "heap.h"
#include "memory-internal.h"

struct exit {
	struct exit *older;
	struct async_context_manager *manager;	/* to be left; or else */
	void *(*fn)(void *arg);			/* to be called */
	void *arg;
};

struct async_exit_stack {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct exit *newest;
	struct exit *spare;			/* for what is being entered */
};

/* ---- Pushing ---- */

/* Have room for one more. */
static bool reserve(struct async_exit_stack *stack)
{
	struct exit *exit;

	if (stack == NULL && async_exception() != NULL)
		return false;			/* what should have made it failed */
	if (stack == NULL)
		error_misuse("NULL was given in place of an exit stack");
	exit = heap_get(sizeof *exit);
	if (exit == NULL) {
		error_raise(MemoryError, "%zu bytes on an exit stack", sizeof *exit);
		return false;
	}
	exit->older = stack->spare;
	stack->spare = exit;
	return true;
}

static struct exit *take(struct exit **list)
{
	struct exit *exit = *list;

	*list = exit->older;
	return exit;
}

static struct exit *push(struct async_exit_stack *stack)
{
	struct exit *exit = take(&stack->spare);

	exit->older = stack->newest;
	stack->newest = exit;
	return exit;
}

void *async_exit_stack_enter_async_context(struct async_exit_stack *stack,
					   struct async_context_manager *manager)
{
	struct async_with_ with = { 0 };

	if (!reserve(stack))
		return NULL;
	if (async_with_enter_(&with, manager) == 0 && with.manager != NULL)
		push(stack)->manager = manager;
	else
		heap_put(take(&stack->spare));
	return with.entered;
}

void async_exit_stack_push_async_exit(struct async_exit_stack *stack,
				      struct async_context_manager *manager)
{
	if (manager == NULL && async_exception() == NULL)
		error_misuse("async_exit_stack_push_async_exit() was given NULL in place of a "
			     "context manager");
	if (manager != NULL && reserve(stack))
		push(stack)->manager = manager;
}

void async_exit_stack_push_async_callback(struct async_exit_stack *stack, void *(*fn)(void *arg),
					  void *arg)
{
	struct exit *exit;

	if (!reserve(stack))
		return;
	exit = push(stack);
	exit->fn = fn;
	exit->arg = arg;
}

/* ---- Leaving ---- */

static bool leave(struct exit exit, struct async_exception *e)
{
	if (exit.manager != NULL)
		return exit.manager->aexit(exit.manager, e);
	exit.fn(exit.arg);
	return false;
}

/* Call [exit] with [e]. That is also the context of what it raises, but for CPython's exception to
 * it: if nothing was being [handled] at first, that has none. */
static bool leave_with(struct exit exit, struct async_exception *e, bool handled)
{
	struct async_handler_ nothing = { .alone = true };
	bool suppresses;

	if (handled)
		return leave(exit, e);
	error_begin_handling(&nothing, NULL);
	suppresses = leave(exit, e);
	error_end_handling(&nothing);
	return suppresses;
}

/* How far it has come. */
struct leaving {
	struct exception *e;			/* owned: what the next one is left with */
	bool handled, raised, suppressed;
};

static void leave_one(struct exit exit, struct leaving *leaving)
{
	struct async_handler_ aside = { .alone = true };
	bool suppresses;

	error_begin_handling(&aside, leaving->e);
	suppresses = leave_with(exit, aside.exception, leaving->handled);
	leaving->e = error_take_handled(&aside);
	if (async_exception() == NULL && !suppresses)
		return;
	exception_release(leaving->e);
	leaving->e = error_take();
	leaving->raised = leaving->e != NULL;
	leaving->suppressed |= !leaving->raised;
}

/* Leave all, with [e]. What they raise is raised. Returns: whether any has suppressed anything. */
static bool leave_all(struct async_exit_stack *stack, struct async_exception *e)
{
	struct leaving leaving = {
		.e = exception_keep((struct exception *)e),
		.handled = error_handled() != NULL,
	};

	while (stack->newest != NULL) {
		struct exit *exit = take(&stack->newest), copy = *exit;

		heap_put(exit);
		leave_one(copy, &leaving);
	}
	if (leaving.raised)
		error_put_back(leaving.e);
	else
		exception_release(leaving.e);
	return leaving.suppressed;
}

static void *enter_stack(struct async_context_manager *manager)
{
	return manager;
}

static bool leave_stack(struct async_context_manager *manager, struct async_exception *e)
{
	bool suppressed = leave_all((struct async_exit_stack *)manager, e);

	return e != NULL && suppressed;
}

int async_exit_stack_aclose(struct async_exit_stack *stack)
{
	if (stack == NULL && async_exception() != NULL)
		return 0;
	error_forbid_raised("async_exit_stack_aclose()");
	leave_all(stack, NULL);
	return 0;
}

/* ---- Life ---- */

/* What is still pushed is not left: there is nobody to wait for it. */
static void free_stack(void *memory)
{
	struct async_exit_stack *stack = memory;

	while (stack->newest != NULL)
		heap_put(take(&stack->newest));
	while (stack->spare != NULL)
		heap_put(take(&stack->spare));
}

struct async_exit_stack *async_exit_stack_(void)
{
	struct async_exit_stack *stack =
		memory_pool_get(memory_current(), sizeof *stack, free_stack);

	if (stack == NULL)
		return error_raise(MemoryError, "%zu bytes for an exit stack", sizeof *stack);
	stack->manager.aenter = enter_stack;
	stack->manager.aexit = leave_stack;
	return stack;
}

struct async_exit_stack *async_exit_stack_pop_all(struct async_exit_stack *stack)
{
	struct async_exit_stack *popped = stack != NULL ? async_exit_stack_() : NULL;

	if (popped == NULL)
		return NULL;
	popped->newest = stack->newest;
	stack->newest = NULL;
	return popped;
}
