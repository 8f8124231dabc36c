#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

struct mirror {
	const char *name;
	double delay;
	bool bad;
};

static void *mirror(void *arg)
{
	const struct mirror *self = arg;
	EXCEPTION(e);
	TRY(async_sleep(self->delay));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled at %.2f\n", self->name, async_loop_time(NULL));
		return async_reraise(e);
	}
	if (self->bad)
		return async_raise(ConnectionError, "%s refused", self->name);
	return (void *)self->name;
}

struct pending {
	struct async_future **tasks;
	size_t count;
};

static void *cancel_pending(void *arg)
{
	const struct pending *p = arg;
	for (size_t i = 0; i < p->count; i++)
		async_future_cancel(p->tasks[i]);
	AWAIT(async_gather_outcomes_array(NULL, p->tasks, p->count));
	printf("cleaned %zu\n", p->count);
	return NULL;
}

struct first_success {
	struct async_coroutine *coros[3];
	size_t count;
};

static void *first_success(void *arg)
{
	const struct first_success *self = arg;
	struct async_future *tasks[3];
	struct pending pending = { tasks, self->count };
	struct async_exception *errors[3];
	size_t failed = 0;
	for (size_t i = 0; i < self->count; i++)
		tasks[i] = async_ensure_future(self->coros[i]);
	FINALLY(cancel_pending, &pending);
	while (pending.count) {
		size_t done = AWAIT(async_wait(pending.tasks, pending.count, ASYNC_FIRST_COMPLETED,
					       INFINITY));
		struct async_future **those = pending.tasks;
		pending.tasks += done;
		pending.count -= done;
		for (size_t i = 0; i < done; i++) {
			const struct async_exception *e = async_future_exception(those[i]);
			if (!e)
				return async_future_result(those[i]);
			errors[failed++] = (struct async_exception *)e;
			printf("failed: %s\n", e->message);
		}
	}
	return async_reraise(async_exception_group_array("nobody answered", errors, failed));
}

struct staggered {
	const struct mirror *hosts;
	size_t count;
	double gap;
	const char *winner;
	struct async_event *failed;
	struct async_task *tasks[5];
	size_t started;
};

struct attempt {
	struct staggered *of;
	size_t i;
};

static void *attempt(void *arg)
{
	const struct attempt *self = arg;
	struct staggered *of = self->of;
	EXCEPTION(e);
	async_event_clear(of->failed);
	struct mirror host = of->hosts[self->i];
	const char *result = TRY(mirror(&host));
	if (EXCEPT(OSError, e)) {
		printf("-> %s\n", e->message);
		async_event_set(of->failed);
		return NULL;
	}
	AWAIT(0);
	of->winner = result;
	for (size_t i = 0; i < of->started; i++)
		if (of->tasks[i] != async_current_task())
			async_task_cancel(of->tasks[i]);
	return NULL;
}

struct wait_event {
	struct async_event *event;
};

static void *wait_event(void *arg)
{
	const struct wait_event *self = arg;
	AWAIT(async_event_wait(self->event));
	return NULL;
}

ASYNC static int stagger(struct staggered *self)
{
	self->failed = async_event();
	for (size_t i = 0; i < self->count && !self->winner; i++) {
		EXCEPTION(e);
		self->tasks[self->started++] = async_create_task(attempt, self, i);
		AWAIT(async_sleep(0));
		TRY(async_wait_for(async_coroutine(wait_event, self->failed), self->gap));
		if (EXCEPT(TimeoutError, e))
			printf("next after %.1f\n", self->gap);
		else
			puts("next at once");
	}
	AWAIT(async_wait(self->tasks, self->started, ASYNC_ALL_COMPLETED, INFINITY));
	return 0;
}

ASYNC static int waits(void)
{
	struct async_task *tasks[] = { async_create_task(mirror, "u", 1),
				       async_create_task(mirror, "v", 2, true),
				       async_create_task(mirror, "w", 3) };
	struct async_task *order[] = { tasks[0], tasks[1], tasks[2] };
	size_t done = AWAIT(async_wait(order, 3, ASYNC_FIRST_EXCEPTION, INFINITY));
	printf("%s %zu\n", py(order[0] == tasks[0] && order[1] == tasks[1]), 3 - done);
	done = AWAIT(async_wait(order, 3, ASYNC_ALL_COMPLETED, 0.5));
	printf("%zu %zu\n", done, 3 - done);
	async_task_cancel(tasks[2]);
	puts(async_task_exception(tasks[1])->message);
	done = AWAIT(async_wait(order, 3, ASYNC_FIRST_COMPLETED, 0));
	printf("%zu %zu\n", done, 3 - done);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	struct first_success race = { { async_coroutine(mirror, "slow", 3),
					async_coroutine(mirror, "bad", 0.5, true),
					async_coroutine(mirror, "fast", 1) }, 3 };
	puts(AWAIT(first_success(&race)));
	race = (struct first_success){ { async_coroutine(mirror, "p", 0.1, true),
					 async_coroutine(mirror, "q", 0.2, true) }, 2 };
	TRY(first_success(&race));
	EXCEPT_STAR(ConnectionError, e)
		printf("%s (%zu sub-exceptions) ['%s', '%s']\n", e->message, e->count,
		       e->exceptions[0]->message, e->exceptions[1]->message);
	static const struct mirror hosts[] = { { "host0", 9 }, { "host1", 0.1, true },
					       { "host2", 0.9 }, { "host3", 9 }, { "host4", 9 } };
	struct staggered s = { .hosts = hosts, .count = 5, .gap = 0.3 };
	AWAIT(stagger(&s));
	printf("('%s', [", s.winner);
	for (size_t i = 0; i < s.started; i++)
		printf("%s%s", i ? ", " : "", py(async_task_cancelled(s.tasks[i])));
	puts("])");
	race = (struct first_success){ { async_coroutine(mirror, "r", 5),
					 async_coroutine(mirror, "s", 6) }, 2 };
	struct async_task *t = async_create_task(
		first_success, { race.coros[0], race.coros[1] }, 2);
	AWAIT(async_sleep(1));
	async_task_cancel(t, "enough");
	TRY(async_await(t));
	if (EXCEPT(CancelledError, e))
		printf("gone ('%s',)\n", e->message);
	AWAIT(waits());
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
