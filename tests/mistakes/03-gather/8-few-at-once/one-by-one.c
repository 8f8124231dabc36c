/* feedback: one-at-a-time */
/* Loads one page after the other. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	(void)limit;
	for (int i = 0; i < count; i++)
		contents[i] = AWAIT(fetch_page(&(struct fetch_page){ pages[i] }));
	return 0;
}
