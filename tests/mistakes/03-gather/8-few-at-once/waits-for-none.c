/* feedback: raises */
/* Makes no more tasks than there are pages, and so waits for no task at all where there is none. */

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
	int size = count < limit ? count : limit;
	struct async_task *places[limit];

	for (int i = 0; i < size; i++)
		places[i] = async_create_task(load_pages, &work);
	AWAIT(async_wait(places, size, ASYNC_ALL_COMPLETED, INFINITY));
	return 0;
}
