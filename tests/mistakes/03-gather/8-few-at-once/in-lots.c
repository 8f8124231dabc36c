/* feedback: empty-places */
/* Loads as many as allowed, waits for all of them, and then loads as many more. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	for (int begin = 0; begin < count; begin += limit) {
		int size = count - begin < limit ? count - begin : limit;
		struct async_task *tasks[size];

		for (int i = 0; i < size; i++)
			tasks[i] = async_create_task(fetch_page, pages[begin + i]);
		AWAIT(async_gather_array(contents + begin, tasks, size));
	}
	return 0;
}
