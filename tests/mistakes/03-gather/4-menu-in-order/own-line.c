/* feedback: other-lines */
/* Writes a line of his own. */

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
	AWAIT(set_table());
	const char *plates[COURSES];
	AWAIT(async_gather_array(plates, dishes, COURSES));
	for (int i = 0; i < COURSES; i++) {
		serve(plates[i]);
	}
	/* ---- lines end ---- */
	return 0;
}
