/* Where an exception came from: its context by itself, its cause by `raise from`. */

#include <stdio.h>

#include "async.h"

static void show(const struct async_exception *e)
{
	for (; e; e = e->context)
		printf("   %s %s | cause %s suppressed %s\n", e->type->name, e->message,
		       e->cause ? e->cause->type->name : "None",
		       e->suppress_context ? "True" : "False");
}

ASYNC static int query(void)
{
	AWAIT(async_sleep(0));
	async_raise(OSError, "connection lost");
	return 0;
}

ASYNC static int plain(void)
{
	EXCEPTION(e);

	TRY(query());
	if (EXCEPT(OSError, e))
		async_raise(LookupError, "no answer");
	return 0;
}

ASYNC static int caused(void)
{
	EXCEPTION(e);

	TRY(query());
	if (EXCEPT(OSError, e))
		async_raise_from(e, LookupError, "no answer");
	return 0;
}

ASYNC static int hidden(void)
{
	EXCEPTION(e);

	TRY(query());
	if (EXCEPT(OSError, e))
		async_raise_from(NULL, LookupError, "no answer");
	return 0;
}

/* the body of `finally` */
static void *fail_to_clean_up(void *arg)
{
	(void)arg;
	AWAIT(async_sleep(0));
	return async_raise(ValueError, "cleanup failed");
}

ASYNC static int in_finally(void)
{
	FINALLY(fail_to_clean_up, NULL);
	AWAIT(query());
	return 0;
}

ASYNC static int handled(void)
{
	{
		EXCEPTION(e);

		TRY(query());
		(void)EXCEPT(OSError, e);		/* pass */
	}
	async_raise(ValueError, "unrelated");
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	const struct { const char *name; int (*call)(void); } functions[] = {
		{ "plain", plain }, { "caused", caused }, { "hidden", hidden },
		{ "in_finally", in_finally }, { "handled", handled },
	};

	for (int i = 0; i < 5; i++) {
		EXCEPTION(e);

		puts(functions[i].name);
		TRY(functions[i].call());
		if (EXCEPT(LookupError, e) || EXCEPT(ValueError, e))
			show(e);
	}
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
