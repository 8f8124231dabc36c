/* Done-callbacks: in order, each as often as it was added, removed by function, late ones too. */

#include <stdio.h>

#include "async.h"

static void a(struct async_future *future, void *arg)
{
	(void)arg;
	printf("a %td\n", (intptr_t)async_future_result(future));
}

static void b(struct async_future *future, void *arg)
{
	(void)arg;
	printf("b %td\n", (intptr_t)async_future_result(future));
}

static void c(struct async_future *future, void *arg)
{
	(void)arg;
	printf("c removes b: %zu\n", async_future_remove_done_callback(future, b, NULL));
}

static void print(void *text)
{
	puts(text);
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_future *future = async_loop_create_future(NULL);

	for (int i = 0; i < 2; i++) {
		async_future_add_done_callback(future, a, NULL);
		async_future_add_done_callback(future, b, NULL);
	}
	size_t removed = async_future_remove_done_callback(future, b, NULL);
	size_t then = async_future_remove_done_callback(future, b, NULL);
	printf("removed %zu then %zu\n", removed, then);
	async_future_add_done_callback(future, c, NULL);
	async_future_add_done_callback(future, b, NULL);
	async_future_set_result(future, (void *)1);
	printf("removed after it is done: %zu\n",
	       async_future_remove_done_callback(future, a, NULL));
	puts("set, nobody called yet");
	AWAIT(async_sleep(0));
	async_future_add_done_callback(future, a, NULL);
	printf("added late; removed: %zu\n", async_future_remove_done_callback(future, a, NULL));
	async_loop_call_soon(NULL, print, "after the late one");
	AWAIT(async_sleep(0));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
