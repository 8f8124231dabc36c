/* feedback: hangs */
/* Takes a place from a semaphore, and never gives it back. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct load_page {
	struct async_semaphore *places;
	const char *page;
	const char **contents;
};

static void *load_page(void *arg)
{
	const struct load_page *self = arg;

	AWAIT(async_semaphore_acquire(self->places));
	*self->contents = AWAIT(fetch_page(&(struct fetch_page){ self->page }));
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct async_semaphore *places = async_semaphore(limit);
	struct async_task *tasks[count + 1];

	for (int i = 0; i < count; i++)
		tasks[i] = async_create_task(load_page, places, pages[i], &contents[i]);
	AWAIT(async_gather_array(NULL, tasks, count));
	return 0;
}
