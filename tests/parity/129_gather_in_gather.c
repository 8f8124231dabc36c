#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

static const char *args(const struct async_exception *e)
{
	return *e->message ? async_sprintf("('%s',)", e->message) : "()";
}

static const char *repr(const struct async_exception *e)
{
	return async_sprintf("%s(%s%s%s)", e->type->name, *e->message ? "'" : "", e->message,
			     *e->message ? "'" : "");
}

struct leaf {
	const char *name;
	double delay;
	const struct async_exception_type *fail;
	const char *message;
};

static void *leaf(void *arg)
{
	const struct leaf *self = arg;
	EXCEPTION(e);
	TRY(async_sleep(self->delay));
	if (EXCEPT(CancelledError, e)) {
		printf("  %s cancelled %s\n", self->name, args(e));
		return async_reraise(e);
	}
	if (self->fail)
		return async_raise(self->fail, "%s", self->message);
	printf("  %s\n", self->name);
	return (void *)self->name;
}

struct swallow {
	const char *name;
};

static void *swallow(void *arg)
{
	const struct swallow *self = arg;
	EXCEPTION(e);
	TRY(async_sleep(10));
	if (EXCEPT(CancelledError, e))
		printf("  %s swallows\n", self->name);
	return (void *)self->name;
}

struct sleep_result {
	double delay;
	void *result;
};

static void *sleep_result(void *arg)
{
	const struct sleep_result *self = arg;
	AWAIT(async_sleep(self->delay));
	return self->result;
}

static const char *outcome(struct async_task *t)
{
	if (!async_task_done(t))
		return "pending";
	if (async_task_cancelled(t))
		return "cancelled";
	const struct async_exception *e = async_task_exception(t);
	return e ? repr(e) : async_sprintf("'%s'", (char *)async_task_result(t));
}

ASYNC static int nest(void)
{
	const char *in[2], *second[2], *three[3];
	struct async_future *inner = async_gather_future(in, async_coroutine(leaf, "a", 0.2),
							 async_coroutine(leaf, "b", 0.1));
	AWAIT(async_gather(three, async_coroutine(leaf, "c", 0.3), inner,
			   async_gather_future(second, async_coroutine(leaf, "d", 0.15),
					       async_coroutine(sleep_result, 0, "e"))));
	printf("['%s', ['%s', '%s'], ['%s', '%s']]\n", three[0], in[0], in[1], second[0],
	       second[1]);

	struct async_task *tasks[] = {
		async_create_task(leaf, "f", 0.0),
		async_create_task(leaf, "g", 0.1, KeyError, "g"),
		async_create_task(leaf, "h", 0.2, OSError, "h"),
		async_create_task(leaf, "i", 0.3),
	};
	inner = async_gather_future(in, tasks[0], tasks[1]);
	struct async_outcome o[3];
	AWAIT(async_gather_outcomes(o, inner, tasks[2], tasks[3]));
	printf("[\"%s\", \"%s\", \"'%s'\"]\n", repr(o[0].exception), repr(o[1].exception),
	       (char *)o[2].result);
	return 0;
}

ASYNC static int cancel_outer(void)
{
	EXCEPTION(e);
	struct async_task *tasks[] = { async_create_task(leaf, "j", 5),
				       async_create_task(leaf, "k", 5) };
	struct async_future *outer = async_gather_future(
		NULL, async_gather_future(NULL, tasks[0], tasks[1]), async_coroutine(leaf, "l", 5));
	AWAIT(async_sleep(0.1));
	bool asked = async_future_cancel(outer, "stop");
	printf("%s %s\n", py(asked), py(async_future_done(outer)));
	TRY(async_await(outer));
	if (EXCEPT(CancelledError, e))
		printf("outer %s %s\n", args(e), py(async_future_cancelled(outer)));
	printf("['%s', '%s']\n", outcome(tasks[0]), outcome(tasks[1]));
	{
		TIMEOUT(scope, 0.1);
		TRY(async_gather_outcomes(NULL, async_coroutine(leaf, "m", 5),
					  async_coroutine(swallow, "n")));
	}
	if (EXCEPT(TimeoutError, e))
		printf("timeout %s\n", e->cause ? e->cause->type->name : "NoneType");
	return 0;
}

static void done(struct async_future *f, void *arg)
{
	(void)arg;
	printf("done %s\n", repr(async_future_exception(f)));
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	AWAIT(nest());
	AWAIT(cancel_outer());

	struct async_task *t = async_create_task(leaf, "twice", 0.1);
	const char *abc[3];
	AWAIT(async_gather(abc, t, t, async_coroutine(leaf, "once", 0.05)));
	printf("%s %s %s\n", abc[0], abc[1], abc[2]);

	struct async_task *tasks[] = { async_create_task(leaf, "o", 0.1, ValueError, "o"),
				       async_create_task(leaf, "p", 0.3) };
	TRY(async_wait_for(async_gather_future(NULL, tasks[0], tasks[1]), 1));
	if (EXCEPT(ValueError, e))
		printf("%s [\"%s\", '%s']\n", repr(e), outcome(tasks[0]), outcome(tasks[1]));
	async_task_cancel(tasks[1], "later");
	TRY(async_gather_array(NULL, tasks + 1, 1));
	if (EXCEPT(CancelledError, e))
		printf("child %s %d\n", args(e), async_task_cancelling(async_current_task()));
	AWAIT(async_gather(NULL));
	puts("[]");
	struct async_future *fut =
		async_gather_future(NULL, async_coroutine(leaf, "q", 0.1, ValueError, "late"),
				    async_coroutine(leaf, "r", 0.2));
	async_future_add_done_callback(fut, done, NULL);
	AWAIT(async_sleep(0.5));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
