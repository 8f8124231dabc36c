/* The scene: a server with pages, told by the arguments: the limit, and then PAGE SECONDS CONTENTS
 * for each page, of which there may be none.
 *
 * Marks: "fetch PAGE" and "fetched PAGE" at the beginning and the end of each request; "raised
 * TYPE" if fetch_all() raised something; when it has returned, "page PAGE: CONTENTS" for each page
 * in order, and "all there". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "record.h"

enum { MOST = 10, FIELDS = 3 };

struct fetch_page { const char *page; };
void *fetch_page(void *arg);
ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[]);

static struct page {
	const char *name;
	double delay;
	const char *contents;
} pages[MOST];

static int count, limit;

static void mark(const char *what, const char *name, const char *more)
{
	char text[60];

	snprintf(text, sizeof(text), "%s %s%s", what, name, more);
	record_mark(text, 0);
}

void *fetch_page(void *arg)
{
	const struct fetch_page *self = arg;

	for (int i = 0; i < count; i++) {
		if (strcmp(pages[i].name, self->page) != 0)
			continue;
		mark("fetch", pages[i].name, "");
		AWAIT(async_sleep(pages[i].delay));
		mark("fetched", pages[i].name, "");
		return async_strdup(pages[i].contents);
	}
	return async_raise(LookupError, "there is no page %s", self->page);
}

static void *main_task(void *arg)
{
	const char *names[MOST], *contents[MOST] = { NULL };
	EXCEPTION(e);

	(void)arg;
	for (int i = 0; i < count; i++)
		names[i] = pages[i].name;
	TRY(fetch_all(names, count, limit, contents));
	if (EXCEPT(Exception, e))
		mark("raised", e->type->name, "");
	for (int i = 0; i < count; i++)
		mark("page", names[i], async_sprintf(": %s", contents[i] ?: "nothing"));
	record_mark("all there", 0);
	return NULL;
}

int main(int argc, char **argv)
{
	count = (argc - 2) / FIELDS;
	if (argc != 2 + count * FIELDS || count > MOST)
		return 2;
	limit = atoi(argv[1]);
	for (int i = 0; i < count; i++) {
		char **field = argv + 2 + i * FIELDS;

		pages[i] = (struct page){ field[0], atof(field[1]), field[2] };
	}
	async_run(main_task);
	record_returned();
	return 0;
}
