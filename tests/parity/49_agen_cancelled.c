/* The consumer is cancelled while the generator awaits: the generator sees it first, and may go
 * on. */

#include <stdio.h>

#include "async.h"

struct ticks { bool stubborn; };

static void *ticks(void *arg)
{
	const struct ticks *self = arg;

	for (intptr_t n = 1;; n++) {
		EXCEPTION(e);

		TRY(async_sleep(9));
		if (EXCEPT(CancelledError, e)) {
			printf("generator cancelled: %s\n", e->message);
			if (!self->stubborn)
				return async_reraise(e);
		}
		AWAIT(async_yield((void *)n));
	}
}

/* the body of `try` */
ASYNC static int first_tick(struct async_generator *g)
{
	ASYNC_FOR(n, g) {
		printf("tick %td\n", (intptr_t)n);
		break;
	}
	return 0;
}

struct consume { struct async_generator *g; };

static void *consume(void *arg)
{
	const struct consume *self = arg;
	EXCEPTION(e);

	TRY(first_tick(self->g));
	if (EXCEPT(CancelledError, e)) {
		EXCEPTION(end);

		TRY(async_anext(self->g));
		printf("consumer cancelled; next: %s\n",
		       EXCEPT(StopAsyncIteration, end) ? "none" : "a tick");
		return async_reraise(e);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	for (int stubborn = 0; stubborn < 2; stubborn++) {
		struct async_generator *g = async_generator(ticks, stubborn);
		struct async_task *task = async_create_task(consume, g);
		AWAIT(async_sleep(0));
		async_task_cancel(task, "closing time");
		AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
		printf("cancelled: %s\n", async_task_cancelled(task) ? "True" : "False");
		AWAIT(async_aclose(g));
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
