/* feedback: not-kept */
/* Takes a place for each page, as it should, and drops what fetch_page() gives. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct load_page { const char *page; struct async_semaphore *places; };

static void *load_page(void *arg)
{
	const struct load_page *self = arg;

	AWAIT(async_semaphore_acquire(self->places));
	AWAIT(fetch_page(&(struct fetch_page){ self->page }));
	async_semaphore_release(self->places);
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct async_semaphore *places = async_semaphore(limit);
	struct async_task *loads[count + 1];

	for (int i = 0; i < count; i++)
		loads[i] = async_create_task(load_page, pages[i], places);
	AWAIT(async_gather_array(contents, loads, count));
	return 0;
}
