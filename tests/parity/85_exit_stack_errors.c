/* Exits of a stack may suppress the exception or replace it; those below see the change. */

#include <stdio.h>

#include "async.h"

struct watcher {
	struct async_context_manager manager;
	const char *name;
};

static bool watch(struct async_context_manager *manager, struct async_exception *e)
{
	struct watcher *self = (struct watcher *)manager;

	AWAIT(async_sleep(0));
	printf("%s sees %s %s\n", self->name, e ? e->type->name : "None", e ? e->message : "None");
	return false;
}

static struct watcher outer = { { .aexit = watch }, "outer" };
static struct watcher inner = { { .aexit = watch }, "inner" };

static bool suppress(struct async_context_manager *manager, struct async_exception *e)
{
	(void)manager;
	printf("suppressed %s\n", e->type->name);
	return true;
}

static struct async_context_manager suppresses = { .aexit = suppress };

static bool replace(struct async_context_manager *manager, struct async_exception *e)
{
	(void)manager;
	(void)e;
	async_raise(LookupError, "raised while leaving");
	return false;
}

static struct async_context_manager replaces = { .aexit = replace };

ASYNC static int suppressed(void)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	async_exit_stack_push_async_exit(stack, &outer.manager);
	async_exit_stack_push_async_exit(stack, &suppresses);
	async_exit_stack_push_async_exit(stack, &inner.manager);
	async_raise(ValueError, "body");
	return 0;
}

ASYNC static int replaced(void)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	async_exit_stack_push_async_exit(stack, &outer.manager);
	async_exit_stack_push_async_exit(stack, &replaces);
	async_exit_stack_push_async_exit(stack, &inner.manager);
	async_raise(ValueError, "body");
	return 0;
}

ASYNC static int raised_at_the_end(void)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	async_exit_stack_push_async_exit(stack, &outer.manager);
	async_exit_stack_push_async_exit(stack, &replaces);
	puts("body ends well");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);

	AWAIT(suppressed());
	puts("behind the block");
	TRY(replaced());
	if (EXCEPT(LookupError, e))
		printf("LookupError: %s | context: %s %s\n", e->message, e->context->type->name,
		       e->context->message);
	TRY(raised_at_the_end());
	if (EXCEPT(LookupError, e))
		printf("LookupError: %s | context: %s\n", e->message,
		       e->context ? e->context->message : "None");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
