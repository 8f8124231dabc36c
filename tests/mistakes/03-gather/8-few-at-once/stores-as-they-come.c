/* feedback: order-of-completion */
/* Stores the contents in the order in which they come. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct work {
	const char *const *pages;
	const char **contents;
	int count, next, stored;
};

struct load_pages { struct work *work; };

static void *load_pages(void *arg)
{
	struct work *work = ((struct load_pages *)arg)->work;

	while (work->next < work->count) {
		const char *page = work->pages[work->next++];
		const char *contents = AWAIT(fetch_page(&(struct fetch_page){ page }));

		work->contents[work->stored++] = contents;
	}
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct work work = { pages, contents, count, 0, 0 };
	struct async_task *places[limit];

	for (int i = 0; i < limit; i++)
		places[i] = async_create_task(load_pages, &work);
	AWAIT(async_gather_array(NULL, places, limit));
	return 0;
}
