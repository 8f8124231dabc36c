/* feedback: shared-out */
/* Shares the pages out beforehand: who has the slow one is late with his others. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct load_every {
	const char *const *pages;
	const char **contents;
	int count, first, step;
};

static void *load_every(void *arg)
{
	const struct load_every *self = arg;

	for (int i = self->first; i < self->count; i += self->step)
		self->contents[i] = AWAIT(fetch_page(&(struct fetch_page){ self->pages[i] }));
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct async_task *tasks[limit];

	for (int i = 0; i < limit; i++)
		tasks[i] = async_create_task(load_every, pages, contents, count, i, limit);
	AWAIT(async_gather_array(NULL, tasks, limit));
	return 0;
}
