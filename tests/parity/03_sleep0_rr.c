/* sleep(0) gives every other ready task one turn. */

#include <stdio.h>

#include "async.h"

struct w { const char *n; };

static void *w(void *arg)
{
	const struct w *self = arg;

	for (int i = 0; i < 3; i++) {
		printf("%s %d\n", self->n, i);
		AWAIT(async_sleep(0));
	}
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(async_gather(NULL, async_coroutine(w, "A"), async_coroutine(w, "B")));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
