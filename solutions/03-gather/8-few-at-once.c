/* Solution: a few at a time.
 *
 * There is no task for each page here, but a worker for each place at the server. It loads a page,
 * then the next one that nobody has taken, until none is left. A semaphore does as well, with a
 * task for each page; then a thousand pages are a thousand tasks, nearly all of which only wait. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

/* What all the workers share. */
struct work {
	const char *const *pages;
	const char **contents;
	int count, next;		/* next: the first page that nobody has taken */
};

struct worker { struct work *work; };

static void *worker(void *arg)
{
	struct work *work = ((struct worker *)arg)->work;

	while (work->next < work->count) {
		/* To look at `next` and to move it on is one step for all others, since nothing is
		 * awaited in between. Behind the AWAIT `next` is another: so it is moved before. */
		int i = work->next++;

		work->contents[i] = AWAIT(fetch_page(&(struct fetch_page){ work->pages[i] }));
	}
	return NULL;
}

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	/* The workers have a pointer to this, which lives as long as they: we wait for them. */
	struct work work = { pages, contents, count, 0 };
	struct async_task *workers[limit];

	/* With fewer pages than workers some find nothing to do, and end at once. */
	for (int i = 0; i < limit; i++)
		workers[i] = async_create_task(worker, &work);
	AWAIT(async_gather_array(NULL, workers, limit));
	return 0;
}
