#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const struct async_exception_type ServiceDown[1] = {{ "ServiceDown", ConnectionError }};

ASYNC static const char *fetch(int n, int attempt)
{
	AWAIT(async_sleep(0.1));
	if (attempt < n)
		return async_raise(ServiceDown, "attempt %d", attempt);
	return async_sprintf("data after %d", attempt);
}

static void *tried(void *arg)
{
	printf("tried %d\n", *(int *)arg);
	return NULL;
}

ASYNC static const char *retry(int n, int tries, double base)
{
	struct async_exception *last = NULL;
	for (int attempt = 0; attempt < tries; attempt++) {
		EXCEPTION(e);
		FINALLY(tried, &attempt);
		const char *data = TRY(fetch(n, attempt));
		if (EXCEPT(ServiceDown, e)) {
			/* e itself ends with its block */
			last = async_exception_keep(e);
			printf("%s: wait %.1f\n", e->message, base * (1 << attempt));
			AWAIT(async_sleep(base * (1 << attempt)));
		} else {
			return data;
		}
	}
	return async_raise_from(last, RuntimeError, "out of tries");
}

ASYNC static int lookup(const char *key);

static int raise_key(const char *key)
{
	AWAIT(async_sleep(0));
	async_raise(KeyError, "%s", key);
	return 0;
}

ASYNC static int lookup(const char *key)
{
	EXCEPTION(e);
	TRY(raise_key(key));
	if (EXCEPT(KeyError, e)) {
		AWAIT(async_sleep(0));
		async_raise(ValueError, "in handler");
	}
	return 0;
}

ASYNC static int hidden(void)
{
	EXCEPTION(e);
	TRY(lookup("rome"));
	if (EXCEPT(ValueError, e))
		async_raise_from(NULL, OSError, "hidden");
	return 0;
}

static void chain(const struct async_exception *e)
{
	for (; e; e = e->cause ? e->cause : e->context)
		printf("  %s %s %s\n", e->type->name, e->message,
		       e->suppress_context ? "True" : "False");
}

ASYNC static int call(int which)
{
	switch (which) {
	case 0:
		AWAIT(retry(9, 2, 1));
		return 0;
	case 1:
		return AWAIT(lookup("oslo"));
	default:
		return AWAIT(hidden());
	}
}

static void *main_task(void *arg)
{
	(void)arg;
	puts(AWAIT(retry(2, 5, 0.5)));
	for (int i = 0; i < 3; i++) {
		EXCEPTION(e);
		TRY(call(i));
		if (EXCEPT(RuntimeError, e) || EXCEPT(ValueError, e) || EXCEPT(OSError, e))
			chain(e);
	}
	printf("%.1f\n", async_loop_time(NULL));
	double start = async_loop_time(NULL);
	EXCEPTION(e);
	{
		TIMEOUT(scope, 1.0);
		TRY(retry(9, 9, 0.2));
	}
	if (EXCEPT(TimeoutError, e)) {
		chain(e);
		printf("%.1f\n", async_loop_time(NULL) - start);
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
