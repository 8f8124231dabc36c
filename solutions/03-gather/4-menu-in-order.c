/* Solution: the menu in order. */

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
	/* 1. Start: all dishes, before anything is awaited. */
	for (int i = 0; i < COURSES; i++) {
		dishes[i] = async_create_task(cook, menu[i]);
	}
	/* 2. Meanwhile: the cooks have their first turns when this first waits. */
	AWAIT(set_table());
	/* 3. Use the results, in an order of our own: that of the menu, whichever is ready. */
	/* While the waiter waits for one dish, the others are cooked. */
	/* One that is ready already keeps its plate, and to await it takes no time. */
	for (int i = 0; i < COURSES; i++) {
		serve(AWAIT(async_await(dishes[i])));
	}
	/* ---- lines end ---- */
	return 0;
}
