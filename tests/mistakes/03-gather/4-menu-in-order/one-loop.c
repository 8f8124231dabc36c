/* feedback: other-lines */
/* Does all for a dish in one loop, and takes the other loops for lines too many. */

#include "async.h"

enum { COURSES = 3 };

struct cook { const char *dish; };
void *cook(void *arg);

ASYNC int set_table(void);

void serve(const char *plate);

ASYNC int serve_menu(const char *const menu[COURSES])
{
	struct async_task *dishes[COURSES];

	/* ---- lines begin ---- */
	AWAIT(set_table());
	for (int i = 0; i < COURSES; i++) {
		dishes[i] = async_create_task(cook, menu[i]);
		serve(AWAIT(async_await(dishes[i])));
	}
	/* ---- lines end ---- */
	return 0;
}
