/* The lines of a large file are counted while a ticker keeps ticking. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"

static int ticks;

static void *tick(void *arg)
{
	for (;;) {
		AWAIT(async_sleep(0));
		ticks++;
	}
	return arg;
}

struct count { const char *path, *word; };

static void *count(void *arg)
{
	const struct count *self = arg;
	int lines = 0, found = 0;

	struct async_file *file = AWAIT(async_open(self->path, "r"));
	ASYNC_WITH(file);
	ASYNC_FOR(line, file) {
		lines++;
		found += strstr(line, self->word) != NULL;
	}
	return async_sprintf("%d lines, %d with %s", lines, found, self->word);
}

static void *main_task(void *arg)
{
	static const char *const cities[] = { "Oslo", "Lima", "Cairo" };
	char path[] = "/tmp/lines.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	for (int i = 0; i < 500000; i++)
		fprintf(file, "%d %s: a fine day, all in all\n", i, cities[i % 3]);
	fclose(file);

	struct async_task *ticker = async_create_task(tick);
	const char *answers[2];
	AWAIT(async_gather(answers, async_coroutine(count, path, "Oslo"),
			   async_coroutine(count, path, "99")));
	for (int i = 0; i < 2; i++)
		puts(answers[i]);
	async_task_cancel(ticker);
	printf("the ticker kept ticking: %s\n", ticks > 50 ? "True" : "False");
	remove(path);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
