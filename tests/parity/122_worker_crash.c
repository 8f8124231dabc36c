#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

static void *task_done(void *arg)
{
	async_queue_task_done(arg);
	return NULL;
}

ASYNC static int work(const char *name, struct async_queue *queue)
{
	intptr_t job = (intptr_t)AWAIT(async_queue_get(queue));
	FINALLY(task_done, queue);
	AWAIT(async_sleep(job / 10.0));
	if (job == 3) {
		async_raise(ValueError, "bad job %td", job);
		return 0;
	}
	printf("%s has slept for %.2f seconds\n", name, job / 10.0);
	return 0;
}

ASYNC static int worker(const char *name, struct async_queue *queue)
{
	for (;;)
		AWAIT(work(name, queue));
}

struct supervise {
	const char *name;
	struct async_queue *queue;
	int restarts;
	double pause;
};

static void *supervise(void *arg)
{
	const struct supervise *self = arg;
	for (int life = 0; life < self->restarts + 1; life++) {
		EXCEPTION(e);
		TRY(worker(async_sprintf("%s.%d", self->name, life), self->queue));
		if (EXCEPT(ValueError, e)) {
			printf("%s crashed: %s; unfinished %zu\n", self->name, e->message,
			       async_queue_qsize(self->queue));
			AWAIT(async_sleep(self->pause));
		} else if (EXCEPT(CancelledError, e)) {
			printf("%s stops\n", self->name);
			return async_reraise(e);
		}
	}
	printf("%s gives up\n", self->name);
	return (void *)self->name;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct async_queue *queue = async_queue(0);
	static const intptr_t jobs[] = { 2, 3, 1, 3, 4, 1, 3, 2, 1, 1 };
	for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++)
		async_queue_put_nowait(queue, (void *)jobs[i]);
	struct async_task *tasks[3];
	for (int i = 0; i < 3; i++)
		tasks[i] = async_create_task(supervise, async_sprintf("worker-%d", i), queue, 1,
					     0.03 + i / 100.0);
	AWAIT(async_queue_join(queue));
	printf("joined after %.2f\n", async_loop_time(NULL));
	printf("[%s, %s, %s]\n", py(async_task_done(tasks[0])), py(async_task_done(tasks[1])),
	       py(async_task_done(tasks[2])));
	for (int i = 0; i < 3; i++)
		async_task_cancel(tasks[i]);
	struct async_outcome outcomes[3];
	AWAIT(async_gather_outcomes_array(outcomes, tasks, 3));
	for (int i = 0; i < 3; i++)
		if (outcomes[i].exception)
			printf("%s('%s')\n", outcomes[i].exception->type->name,
			       outcomes[i].exception->message);
		else
			printf("'%s'\n", (char *)outcomes[i].result);
	async_queue_task_done(queue);
	if (EXCEPT(ValueError, e))
		puts(e->message);
	puts(py(async_queue_empty(queue)));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
