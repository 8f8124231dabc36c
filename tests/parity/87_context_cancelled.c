/* `async with` on a cancelled task: while it enters, in the body, and while it leaves. */

#include <stdio.h>

#include "async.h"

static void *enter_room(struct async_context_manager *room)
{
	(void)room;
	puts("  entering");
	AWAIT(async_sleep(0));
	puts("  entered");
	return NULL;
}

static bool leave_room(struct async_context_manager *room, struct async_exception *e)
{
	(void)room;
	printf("  leaving %s\n", e ? e->type->name : "None");
	AWAIT(async_sleep(0));
	puts("  left");
	return false;
}

static struct async_context_manager room = { enter_room, leave_room };

static void *visit(void *arg)
{
	(void)arg;
	ASYNC_WITH(&room);
	puts("  body");
	AWAIT(async_sleep(0));
	puts("  body ends");
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	for (int passes = 0; passes < 5; passes++) {
		printf("cancelled after %d passes\n", passes);
		struct async_task *task = async_create_task(visit);
		for (int i = 0; i < passes; i++)
			AWAIT(async_sleep(0));
		bool asked = async_task_cancel(task);
		AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
		printf("asked: %s cancelled: %s\n", asked ? "True" : "False",
		       async_task_cancelled(task) ? "True" : "False");
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
