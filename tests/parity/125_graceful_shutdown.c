#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

static void *cleans_up(void *name)
{
	printf("%s cleans up\n", (char *)name);
	return NULL;
}

struct quick {
	const char *name;
};

static void *quick(void *arg)
{
	const struct quick *self = arg;
	FINALLY(cleans_up, (void *)self->name);
	AWAIT(async_sleep(100));
	return NULL;
}

struct slow {
	const char *name;
};

static void *slow(void *arg)
{
	const struct slow *self = arg;
	EXCEPTION(e);
	TRY(async_sleep(100));
	if (EXCEPT(CancelledError, e)) {
		printf("%s was told: %s\n", self->name, e->message);
		AWAIT(async_sleep(0.5));
		printf("%s flushed\n", self->name);
		async_reraise(e);
	}
	return NULL;
}

struct stubborn {
	const char *name;
};

static void *stubborn(void *arg)
{
	const struct stubborn *self = arg;
	for (int i = 0; i < 3; i++) {
		EXCEPTION(e);
		TRY(async_sleep(100));
		if (EXCEPT(CancelledError, e))
			printf("%s refuses %d %d\n", self->name, i,
			       async_task_cancelling(async_current_task()));
	}
	return (void *)self->name;
}

static void *raise_os_error(void *name)
{
	return async_raise(OSError, "%s", (char *)name);
}

struct fails {
	const char *name;
};

static void *fails(void *arg)
{
	const struct fails *self = arg;
	FINALLY(raise_os_error, (void *)self->name);
	AWAIT(async_sleep(100));
	return NULL;
}

static void *never(void *arg)
{
	(void)arg;
	puts("never starts");
	return NULL;
}

static bool background[26];

static void discard(struct async_future *future, void *arg)
{
	(void)future;
	background[*(const char *)arg - 'a'] = false;
}

static void print_background(void)
{
	const char *comma = "";
	putchar('[');
	for (int i = 0; i < 26; i++)
		if (background[i]) {
			printf("%s'%s'", comma, i == 'l' - 'a' ? "left" : (char[]){ 'a' + i, 0 });
			comma = ", ";
		}
	puts("]");
}

static void say_done(struct async_future *future, void *arg)
{
	(void)future;
	printf("  done: %s ", (char *)arg);
	print_background();
}

static struct async_task *spawned(struct async_task *task, const char *name)
{
	async_task_set_name(task, name);
	background[*name - 'a'] = true;
	async_task_add_done_callback(task, discard, (void *)name);
	async_task_add_done_callback(task, say_done, (void *)name);
	return task;
}

ASYNC static size_t shutdown_all(const char *reason, struct async_task **tasks,
				 struct async_outcome *outcomes)
{
	struct async_task **all = async_all_tasks(NULL);
	size_t n = 0;
	for (size_t i = 0; all[i]; i++)
		if (all[i] != async_current_task())
			tasks[n++] = all[i];
	putchar('[');
	for (size_t i = 0; i < n; i++)
		printf("%s'%s'", i ? ", " : "", async_task_get_name(tasks[i]));
	printf("] %s\n", reason);
	for (size_t i = 0; i < n; i++)
		async_task_cancel(tasks[i], reason);
	AWAIT(async_gather_outcomes_array(outcomes, tasks, n));
	return n;
}

static void cancel(void *task)
{
	async_task_cancel(task);
}

static void *main_task(void *arg)
{
	(void)arg;
	spawned(async_create_task(quick, "a"), "a");
	spawned(async_create_task(slow, "b"), "b");
	struct async_task *c = spawned(async_create_task(stubborn, "c"), "c");
	spawned(async_create_task(fails, "d"), "d");
	AWAIT(async_sleep(1));
	spawned(async_create_task(never), "e");
	async_task_cancel(c);
	struct async_handle again = async_loop_call_later(NULL, 0.2, cancel, c);
	struct async_task *tasks[8];
	struct async_outcome outcomes[8];
	size_t n = AWAIT(shutdown_all("SIGTERM", tasks, outcomes));
	printf("%.1f %s\n", async_handle_when(again), py(async_handle_cancelled(again)));
	for (size_t i = 0; i < n; i++) {
		const struct async_exception *e = outcomes[i].exception;
		printf("%s ", async_task_get_name(tasks[i]));
		if (e)
			printf("%s('%s')", e->type->name, e->message);
		else
			printf("'%s'", (char *)outcomes[i].result);
		printf(" %s\n", py(async_task_cancelled(tasks[i])));
	}
	print_background();
	spawned(async_create_task(quick, "left"), "left");
	AWAIT(async_sleep(0));
	puts("main ends");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
