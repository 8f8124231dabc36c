/* feedback: too-early */
/* Returns when the first of the tasks finds no page any more: others are still on their way. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct work {
	const char *const *pages;
	const char **contents;
	int count, next;
};

struct load_pages { struct work *work; };

static void *load_pages(void *arg)
{
	struct work *work = ((struct load_pages *)arg)->work;

	while (work->next < work->count) {
		int i = work->next++;

		work->contents[i] = AWAIT(fetch_page(&(struct fetch_page){ work->pages[i] }));
	}
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct work work = { pages, contents, count, 0 };
	struct async_task *places[limit];

	for (int i = 0; i < limit; i++)
		places[i] = async_create_task(load_pages, &work);
	AWAIT(async_wait(places, limit, ASYNC_FIRST_COMPLETED, INFINITY));
	return 0;
}
