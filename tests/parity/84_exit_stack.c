/* An exit stack undoes in reverse order; callbacks and contexts mix; pop_all() takes all of it
 * away. */

#include <stdio.h>

#include "async.h"

struct connection {
	struct async_context_manager manager;
	const char *city;
};

static void *connection_enter(struct async_context_manager *manager)
{
	struct connection *self = (struct connection *)manager;

	AWAIT(async_sleep(0));
	printf("open %s\n", self->city);
	return self;
}

static bool connection_exit(struct async_context_manager *manager, struct async_exception *e)
{
	struct connection *self = (struct connection *)manager;

	AWAIT(async_sleep(0));
	printf("close %s %s\n", self->city, e ? e->type->name : "None");
	return false;
}

/* Connection(city) */
static struct async_context_manager *connection(const char *city)
{
	struct connection *self = async_alloc(sizeof *self);

	self->manager.aenter = connection_enter;
	self->manager.aexit = connection_exit;
	self->city = city;
	return &self->manager;
}

static void *say(void *text)
{
	AWAIT(async_sleep(0));
	puts(text);
	return NULL;
}

static void *print(void *text)
{
	puts(text);
	return NULL;
}

ASYNC static int all_goes_well(void)
{
	const char *const cities[] = { "Rome", "Oslo" };

	ASYNC_WITH_AS(stack, async_exit_stack());
	for (int i = 0; i < 2; i++) {
		struct connection *c = AWAIT(
			async_exit_stack_enter_async_context(stack, connection(cities[i])));
		async_exit_stack_push_async_callback(
			stack, say, async_sprintf("callback behind %s", c->city));
	}
	async_exit_stack_push_async_callback(stack, print, "a plain callback");
	puts("body");
	return 0;
}

ASYNC static int body_fails(void)
{
	ASYNC_WITH_AS(stack, async_exit_stack());
	AWAIT(async_exit_stack_enter_async_context(stack, connection("Bonn")));
	async_exit_stack_push_async_callback(stack, print, "callbacks see nothing of it");
	async_raise(ValueError, "body failed");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_exit_stack *kept;

	AWAIT(all_goes_well());
	TRY(body_fails());
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	{
		ASYNC_WITH_AS(stack, async_exit_stack());
		AWAIT(async_exit_stack_enter_async_context(stack, connection("Bern")));
		kept = async_exit_stack_pop_all(stack);
	}
	puts("nothing was closed");
	AWAIT(async_exit_stack_aclose(kept));
	AWAIT(async_exit_stack_aclose(kept));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
