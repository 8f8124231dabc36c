/* The scene: two speakers count down at the same time. Arguments: SPEAKER COUNT, twice.
 *
 * Marks: "SPEAKER ready" when a speaker begins, "SPEAKER gone" at the end. */

#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "record.h"

ASYNC int count_down(const char *speaker, int count);

static void mark(const char *speaker, const char *what)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s", speaker, what);
	record_mark(text, 0);
}

struct speak { const char *speaker; int count; };

static void *speak(void *arg)
{
	const struct speak *self = arg;

	mark(self->speaker, "ready");
	AWAIT(count_down(self->speaker, self->count));
	mark(self->speaker, "gone");
	return NULL;
}

struct launch { char **argv; };

static void *launch(void *arg)
{
	char **argv = ((struct launch *)arg)->argv;
	struct async_task *first = async_create_task(speak, argv[1], atoi(argv[2]));
	struct async_task *second = async_create_task(speak, argv[3], atoi(argv[4]));

	AWAIT(async_gather(NULL, first, second));
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	async_run(launch, argv);
	record_returned();
	return 0;
}
