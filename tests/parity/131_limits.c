#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

struct crawl {
	intptr_t page;
	struct async_semaphore *slots;
	double delay;
};

static void *crawl(void *arg)
{
	const struct crawl *self = arg;
	ASYNC_WITH(self->slots);
	printf("crawl %td %s\n", self->page, py(async_semaphore_locked(self->slots)));
	AWAIT(async_sleep(self->delay));
	if (self->page == 3)
		return async_raise(OSError, "page 3");
	return (void *)self->page;
}

struct philosopher {
	intptr_t n;
	struct async_lock **forks;
	struct async_semaphore *waiter;
};

static intptr_t eaten[6];
static int meals;

static void *philosopher(void *arg)
{
	const struct philosopher *self = arg;
	for (int i = 0; i < 2; i++) {
		ASYNC_WITH(self->waiter);
		ASYNC_WITH(self->forks[self->n]);
		AWAIT(async_sleep(0));
		ASYNC_WITH(self->forks[(self->n + 1) % 3]);
		eaten[meals++] = self->n;
		AWAIT(async_sleep(0.1));
	}
	return (void *)self->n;
}

struct phase {
	int n;
	struct async_barrier *barrier;
};

static void *phase(void *arg)
{
	const struct phase *self = arg;
	for (int i = 0; i < 2; i++) {
		EXCEPTION(e);
		AWAIT(async_sleep(0.1 * self->n));
		int at = TRY(async_barrier_wait(self->barrier));
		if (EXCEPT(BrokenBarrierError, e)) {
			printf("%d broken %s %d\n", self->n,
			       py(async_barrier_broken(self->barrier)),
			       async_barrier_n_waiting(self->barrier));
			return NULL;
		}
		AWAIT(0);	/* what else was raised */
		printf("%d is at %d\n", self->n, at);
	}
	return NULL;
}

static void *payment(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	TRY(async_sleep(1));
	if (EXCEPT(CancelledError, e))
		puts("never");
	puts("paid");
	return (void *)42;
}

ASYNC static int crawl_late(struct async_semaphore *slots)
{
	struct async_task *tasks[] = { async_create_task(crawl, 0, slots, 0),
				       async_create_task(crawl, 9, slots, 9) };
	ASYNC_FOR(t, async_as_completed(tasks, 2, 1)) {
		bool done = async_future_done(t);
		printf("%s %td\n", py(done),
		       (intptr_t)AWAIT(async_await((struct async_future *)t)));
	}
	return 0;
}

ASYNC static int crawl_all(void)
{
	struct async_semaphore *slots = async_semaphore(2);
	struct async_task *tasks[5];
	for (int i = 0; i < 5; i++)
		tasks[i] = async_create_task(crawl, i, slots, 0.3 - i * 0.05);
	struct async_iterator *completed = async_as_completed(tasks, 5, INFINITY);
	for (int i = 0; i < 5; i++) {
		EXCEPTION(e);
		intptr_t page = (intptr_t)TRY(async_as_completed_next(completed));
		if (EXCEPT(OSError, e))
			printf("lost %s\n", e->message);
		else
			printf("got %td\n", page);
	}
	EXCEPTION(e);
	TRY(crawl_late(slots));
	if (EXCEPT(TimeoutError, e))
		printf("too slow %s\n", py(async_semaphore_locked(slots)));
	return 0;
}

ASYNC static int dine(void)
{
	EXCEPTION(e);
	struct async_lock *forks[] = { async_lock(), async_lock(), async_lock() };
	struct async_semaphore *waiter = async_bounded_semaphore(2);
	intptr_t r[3];
	AWAIT(async_gather(r, async_coroutine(philosopher, 0, forks, waiter),
			   async_coroutine(philosopher, 1, forks, waiter),
			   async_coroutine(philosopher, 2, forks, waiter)));
	printf("[%td, %td, %td] [", r[0], r[1], r[2]);
	for (int i = 0; i < meals; i++)
		printf("%s%td", i ? ", " : "", eaten[i]);
	puts("]");
	async_semaphore_release(waiter);
	if (EXCEPT(ValueError, e))
		puts(e->message);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	AWAIT(crawl_all());
	AWAIT(dine());

	struct async_barrier *barrier = async_barrier(3);
	struct async_task *phases[3];
	for (int n = 0; n < 3; n++)
		phases[n] = async_create_task(phase, n, barrier);
	AWAIT(async_sleep(0.35));
	AWAIT(async_barrier_abort(barrier));
	AWAIT(async_wait(phases, 3, ASYNC_ALL_COMPLETED, INFINITY));

	struct async_task *task = async_create_task(payment);
	TRY(async_wait_for(async_shield(task), 0.5));
	if (EXCEPT(TimeoutError, e))
		printf("still paying %s %d\n", py(async_task_done(task)),
		       async_task_cancelling(task));
	struct async_future *guard = async_shield(task);
	async_future_cancel(guard);
	AWAIT(async_sleep(0));
	bool cancelled = async_future_cancelled(guard), done = async_task_done(task);
	intptr_t paid = (intptr_t)AWAIT(async_await(task));
	printf("%s %s %td\n", py(cancelled), py(done), paid);
	return NULL;
}

static struct async_runner *runner;

static void *later(void *arg)
{
	(void)arg;
	struct async_task **all = async_all_tasks(NULL);
	int count = 0;
	while (all[count])
		count++;
	printf("%d %s\n", count, py(async_runner_get_loop(runner) == async_get_running_loop()));
	return async_raise(KeyError, "second run");
}

int main(void)
{
	EXCEPTION(e);
	runner = async_runner();
	async_runner_run(runner, main_task);
	async_runner_run(runner, later);
	if (EXCEPT(KeyError, e))
		printf("%s('%s')\n", e->type->name, e->message);
	async_runner_close(runner);
	return 0;
}
