/* How many passes of the loop each kind of await takes. */

#include <stdio.h>

#include "async.h"

static int tick = 0;

static void *ticker(void *arg)
{
	(void)arg;
	for (;;) {
		AWAIT(async_sleep(0));
		tick++;
	}
}

static void *coro(void *arg)
{
	(void)arg;
	return (void *)1;
}

/* f.set_result(1), as a callback */
static void set_result_1(void *f)
{
	async_future_set_result(f, (void *)1);
}

/* async def hop(name, aw). A macro, since to await is a different call for each kind of thing. */
#define HOP(name, aw)							\
	do {								\
		int t0 = tick;						\
		AWAIT(aw);						\
		printf("%-34s %d\n", name, tick - t0);			\
	} while (0)

/* async def tg() */
ASYNC static int tg(void)
{
	TASK_GROUP(g);
	async_task_group_create_task(g, coro);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct async_loop *loop = async_get_running_loop();
	struct async_task *tk = async_create_task(ticker);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));

	HOP("await coro() (no task)", async_await(async_coroutine(coro)));
	struct async_future *f = async_loop_create_future(loop);
	async_future_set_result(f, (void *)1);
	HOP("await done future", async_await(f));
	HOP("sleep(0)", async_sleep(0));
	HOP("await create_task(coro())", async_await(async_create_task(coro)));
	f = async_loop_create_future(loop);
	async_loop_call_soon(loop, set_result_1, f);
	HOP("future set by a call_soon callback", async_await(f));
	HOP("gather(coro())", async_gather(NULL, async_coroutine(coro)));
	HOP("gather of 3",
	    async_gather(NULL, async_coroutine(coro), async_coroutine(coro),
			 async_coroutine(coro)));
	HOP("wait_for(coro(), 1)", async_wait_for(async_coroutine(coro), 1));
	HOP("wait_for(task, 1)", async_wait_for(async_create_task(coro), 1));
	struct async_task *task[] = { async_create_task(coro) };
	HOP("wait([task])", async_wait(task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	HOP("uncontended lock", async_lock_acquire(async_lock()));
	struct async_queue *q = async_queue(0);
	HOP("queue.put unbounded", async_queue_put(q, (void *)1));
	HOP("queue.get nonempty", async_queue_get(q));
	HOP("shield(task)", async_await(async_shield(async_create_task(coro))));
	HOP("TaskGroup of 1", tg());
	async_task_cancel(tk);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
