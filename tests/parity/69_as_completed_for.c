/* as_completed() as an async iterator gives the very tasks that were passed. */

#include <stdio.h>
#include <string.h>

#include "async.h"

struct fetch { const char *city; int passes; };

static void *fetch(void *arg)
{
	const struct fetch *self = arg;

	for (int i = 0; i < self->passes; i++)
		AWAIT(async_sleep(0));
	if (!strcmp(self->city, "Atlantis"))
		return async_raise(LookupError, "no such city");
	return (void *)self->city;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_task *tasks[] = {
		async_create_task(fetch, "Rome", 5),
		async_create_task(fetch, "Oslo", 1),
		async_create_task(fetch, "Atlantis", 3),
	};

	ASYNC_FOR(task, async_as_completed(tasks, 3, INFINITY)) {
		int index = 0;
		while ((void *)tasks[index] != task)
			index++;
		const struct async_exception *e = async_future_exception(task);
		printf("%d %s %s\n", index, async_future_done(task) ? "True" : "False",
		       e ? e->message : (const char *)async_future_result(task));
	}
	struct async_task *twice[] = { tasks[0], tasks[0] };
	ASYNC_FOR(task, async_as_completed(twice, 2, INFINITY))
		printf("a duplicate comes once: %s\n",
		       task == (void *)tasks[0] ? "True" : "False");
	puts("the end");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
