#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

struct debounced {
	double delay;
	bool pending;
	struct async_handle handle;
	int calls;
	const char *key;
	const char *saved[5];
	double at[5];
	int count;
};

static void fire(void *arg)
{
	struct debounced *self = arg;
	self->pending = false;
	self->at[self->count] = async_loop_time(NULL);
	self->saved[self->count++] = self->key;
}

static void debounce(struct debounced *self, const char *key)
{
	self->calls++;
	if (self->pending)
		async_handle_cancel(self->handle);
	self->key = key;
	self->pending = true;
	self->handle = async_loop_call_later(NULL, self->delay, fire, self);
}

struct ticker {
	double interval, start;
	intptr_t i, left;
	struct async_future *done;
	struct async_handle handle;
};

static void tick(void *arg)
{
	struct ticker *self = arg;
	printf("tick %td at %.2f\n", self->i, async_loop_time(NULL) - self->start);
	if (self->i == self->left) {
		async_future_set_result(self->done, (void *)self->i);
		return;
	}
	self->i++;
	self->handle = async_loop_call_at(NULL, self->start + self->i * self->interval, tick, self);
}

static const char *logged[16];
static int logs;
static struct async_handle later;

static void say(void *x)
{
	logged[logs++] = x;
	if (logged[logs - 1][0] == 'f') {
		async_loop_call_soon(NULL, say, "nested");
		async_handle_cancel(later);
	}
}

static void order(void)
{
	async_loop_call_later(NULL, 0, say, "zero");
	async_loop_call_soon(NULL, say, "first");
	async_loop_call_later(NULL, -1, say, "past");
	later = async_loop_call_soon(NULL, say, "dropped");
	async_loop_call_soon(NULL, say, "second");
	async_loop_call_at(NULL, async_loop_time(NULL), say, "now");
	double soon = async_loop_time(NULL) + 0.5;
	static char *const names[] = { "c", "a", "b" };
	for (int i = 0; i < 3; i++)
		async_loop_call_at(NULL, soon + (i + 2) % 3 / 100.0, say, names[i]);
	async_loop_call_later(NULL, 0.4, say, "before");
}

static void print_log(const char *more)
{
	putchar('[');
	for (int i = 0; i < logs; i++)
		printf("%s'%s'", i ? ", " : "", logged[i]);
	printf("]%s%s\n", more ? " " : "", more ? more : "");
}

static void bad(void *arg)
{
	(void)arg;
	async_raise(ValueError, "callback");
}

static void handler(struct async_loop *loop, const struct async_exception_context *c, void *arg)
{
	(void)loop;
	(void)arg;
	printf("%.21s %s('%s') ['exception', 'handle', 'message']\n", c->message,
	       c->exception->type->name, c->exception->message);
}

static void one(struct async_future *f, void *arg)
{
	(void)arg;
	printf("one %td\n", (intptr_t)async_future_result(f));
}

static void two(struct async_future *f, void *arg)
{
	(void)f;
	(void)arg;
	puts("two");
}

static void bad_done(struct async_future *f, void *arg)
{
	(void)f;
	bad(arg);
}

static void last(struct async_future *f, void *arg)
{
	(void)arg;
	printf("last %s\n", py(async_future_done(f)));
}

static void set_seven(void *f)
{
	async_future_set_result(f, (void *)7);
}

ASYNC static int futures(void)
{
	EXCEPTION(e);
	struct async_future *fut = async_loop_create_future(NULL);
	async_future_add_done_callback(fut, one, NULL);
	async_future_add_done_callback(fut, two, NULL);
	async_future_add_done_callback(fut, two, NULL);
	printf("%zu\n", async_future_remove_done_callback(fut, two, NULL));
	async_future_add_done_callback(fut, bad_done, NULL);
	async_future_add_done_callback(fut, last, NULL);
	async_loop_call_later(NULL, 0.1, set_seven, fut);
	printf("%td\n", (intptr_t)AWAIT(async_await(fut)));
	async_future_set_result(fut, (void *)8);
	if (EXCEPT(InvalidStateError, e))
		puts(e->message);
	AWAIT(async_sleep(0));
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	struct debounced save = { .delay = 0.3 };
	static const char *const keys[] = { "h", "he", "hel", "help", "hello" };
	static const double pauses[] = { 0.1, 0.25, 0.4, 0.1, 1 };
	for (int i = 0; i < 5; i++) {
		debounce(&save, keys[i]);
		AWAIT(async_sleep(pauses[i]));
	}
	putchar('[');
	for (int i = 0; i < save.count; i++)
		printf("%s(('%s',), %.4g)", i ? ", " : "", save.saved[i], save.at[i]);
	printf("] %d %s\n", save.calls, save.pending ? "handle" : "None");

	struct ticker ticker = { .interval = 0.25, .left = 3, .start = async_loop_time(NULL) };
	ticker.done = async_loop_create_future(NULL);
	ticker.handle = async_loop_call_at(NULL, ticker.start, tick, &ticker);
	AWAIT(async_sleep(0.3));
	printf("%td\n", (intptr_t)AWAIT(async_wait_for(ticker.done, 5)));
	async_handle_cancel(ticker.handle);
	puts(py(async_handle_cancelled(ticker.handle)));

	order();
	AWAIT(async_sleep(0));
	print_log(py(async_handle_cancelled(later)));
	AWAIT(async_sleep(0));
	print_log(NULL);
	AWAIT(async_sleep(1));
	print_log(NULL);

	async_loop_set_exception_handler(NULL, handler, NULL);
	async_loop_call_soon(NULL, bad, NULL);
	async_loop_call_later(NULL, 0.1, bad, NULL);
	AWAIT(async_sleep(0.2));
	AWAIT(futures());
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
