#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "async.h"

struct subscription {
	const char *name;
	struct async_queue *queue;
};

struct hub {
	struct subscription subscriptions[8];
	int count;
};

struct message {
	const char *topic, *text;
};

static void publish(struct hub *hub, const char *topic, const char *text)
{
	for (int i = 0; i < hub->count; i++) {
		struct message *m = async_alloc(sizeof *m);
		*m = (struct message){ topic, text };
		async_queue_put_nowait(hub->subscriptions[i].queue, m);
	}
}

struct subscribe {
	struct hub *hub;
	const char *name;
};

static void *unsubscribe(void *arg)
{
	const struct subscribe *self = arg;
	AWAIT(async_sleep(0));
	int i = 0;
	while (self->hub->subscriptions[i].name != self->name)
		i++;
	self->hub->subscriptions[i] = self->hub->subscriptions[--self->hub->count];
	printf("%s left\n", self->name);
	return NULL;
}

static void *subscribe(void *arg)
{
	struct subscribe *self = arg;
	struct async_queue *queue = async_queue(0);
	self->hub->subscriptions[self->hub->count++] = (struct subscription){ self->name, queue };
	printf("%s subscribes\n", self->name);
	FINALLY(unsubscribe, self);
	EXCEPTION(e);
	TRY(async_yield(queue));
	if (EXCEPT(ValueError, e))
		printf("%s suppresses %s\n", self->name, e->message);
	return NULL;
}

static void *closed(void *wanted)
{
	printf("messages of %s closed\n", (char *)wanted);
	return NULL;
}

struct messages {
	struct async_queue *queue;
	const char *wanted;
};

static void *messages(void *arg)
{
	const struct messages *self = arg;
	FINALLY(closed, (void *)self->wanted);
	for (;;) {
		const struct message *m = AWAIT(async_queue_get(self->queue));
		if (!m->text)
			return NULL;
		if (strcmp(m->topic, self->wanted) == 0)
			AWAIT(async_yield((void *)m->text));
	}
}

struct reader {
	struct hub *hub;
	const char *name, *topic;
	int most;
};

ASYNC static int read_messages(const struct reader *self, char **seen)
{
	ASYNC_WITH_AS(queue, async_context_manager(subscribe, self->hub, self->name));
	struct async_generator *stream = async_generator(messages, queue, self->topic);
	ASYNC_WITH(async_aclosing(stream));
	int n = 0;
	ASYNC_FOR(message, stream) {
		*seen = async_sprintf("%s%s'%s'", *seen, n ? ", " : "", (char *)message);
		if (++n == self->most)
			break;
		if (strcmp(message, "bad") == 0) {
			async_raise(ValueError, "%s", (char *)message);
			return 0;
		}
	}
	return 0;
}

static void *reader(void *arg)
{
	const struct reader *self = arg;
	char *seen = "";
	AWAIT(read_messages(self, &seen));
	return async_sprintf("('%s', [%s])", self->name, seen);
}

static void *average(void *arg)
{
	(void)arg;
	intptr_t total = 0, count = 0, value = 0;
	for (;;) {
		intptr_t x = (intptr_t)AWAIT(async_yield((void *)value));
		if (!x) {
			puts("average ends");
			return NULL;
		}
		total += x;
		value = total / ++count;
	}
}

static void *nap(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0.1));
	return NULL;
}

ASYNC static int averages(void)
{
	EXCEPTION(e);
	struct async_generator *gen = async_generator(average);
	AWAIT(async_anext(gen));
	static const intptr_t numbers[] = { 10, 20, 60 };
	putchar('[');
	for (int i = 0; i < 3; i++)
		printf("%s%td", i ? ", " : "",
		       (intptr_t)AWAIT(async_asend(gen, (void *)numbers[i])));
	puts("]");
	TRY(async_asend(gen, NULL));
	if (EXCEPT(StopAsyncIteration, e))
		puts("stop");
	return 0;
}

ASYNC static int boom(struct async_exit_stack *kept)
{
	ASYNC_WITH(kept);
	async_raise(ValueError, "boom");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct hub hub = { 0 };
	struct async_task *tasks[] = { async_create_task(reader, &hub, "ann", "news", 2),
				       async_create_task(reader, &hub, "bob", "sport", 9),
				       async_create_task(reader, &hub, "cat", "news", 9),
				       async_create_task(reader, &hub, "dan", "news", 9) };
	AWAIT(async_sleep(0));
	static const struct message sent[] = { { "news", "one" }, { "sport", "goal" },
					       { "news", "two" }, { "sport", "bad" },
					       { "news", "three" } };
	for (int i = 0; i < 5; i++) {
		publish(&hub, sent[i].topic, sent[i].text);
		AWAIT(async_sleep(0.1));
	}
	async_task_cancel(tasks[2]);
	AWAIT(async_sleep(0));
	publish(&hub, "news", NULL);
	struct async_outcome o[4];
	AWAIT(async_gather_outcomes_array(o, tasks, 4));
	for (int i = 0; i < 4; i++)
		if (o[i].exception)
			printf("%s('%s')\n", o[i].exception->type->name, o[i].exception->message);
		else
			puts(o[i].result);
	puts(hub.count ? "{...}" : "{}");
	AWAIT(averages());

	struct async_exit_stack *kept;
	{
		struct async_exit_stack *stack = async_exit_stack();
		ASYNC_WITH(stack);
		static const char *const names[] = { "x", "y" };
		for (int i = 0; i < 2; i++)
			AWAIT(async_exit_stack_enter_async_context(
				stack, async_context_manager(subscribe, &hub, names[i])));
		async_exit_stack_push_async_callback(stack, nap, NULL);
		kept = async_exit_stack_pop_all(stack);
		puts("moved");
	}
	AWAIT(boom(kept));
	puts("end");
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
