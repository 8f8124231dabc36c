/* feedback: all-at-once */
/* Makes a task for each page, and gathers them: nothing bounds them. */

#include "async.h"

struct fetch_page { const char *page; };
void *fetch_page(void *arg);

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	struct async_task *tasks[count + 1];

	(void)limit;
	for (int i = 0; i < count; i++)
		tasks[i] = async_create_task(fetch_page, pages[i]);
	AWAIT(async_gather_array(contents, tasks, count));
	return 0;
}
