/* feedback: empty-places */
/* Sleeps, and looks whether there is a place. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

struct load { const char *page; const char **contents; int *on_their_way; };
static void *load(void *arg)
{
	const struct load *self = arg;

	*self->contents = AWAIT(fetch_page(&(struct fetch_page){ self->page }));
	--*self->on_their_way;
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct async_task *tasks[count + 1];
	int on_their_way = 0;

	for (int i = 0; i < count; i++) {
		while (on_their_way == limit)
			AWAIT(async_sleep(0.25));
		on_their_way++;
		tasks[i] = async_create_task(load, pages[i], &contents[i], &on_their_way);
	}
	AWAIT(async_gather_array(NULL, tasks, count));
	return 0;
}
