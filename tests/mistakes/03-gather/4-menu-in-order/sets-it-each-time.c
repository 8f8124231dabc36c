/* feedback: served-late */
/* Sets the table before each course. */

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
	for (int i = 0; i < COURSES; i++) {
		dishes[i] = async_create_task(cook, menu[i]);
	}
	for (int i = 0; i < COURSES; i++) {
	AWAIT(set_table());
		serve(AWAIT(async_await(dishes[i])));
	}
	/* ---- lines end ---- */
	return 0;
}
