/* Exercise: the menu in order.
 *
 * A guest has ordered a menu of three courses. Three cooks can work at the same time, and each dish
 * takes its own time. While they cook, the waiter sets the table. Then he serves the courses in the
 * order of the menu, each as soon as it is cooked and the one before it is served. A course that is
 * ready early waits.
 *
 * The lines of serve_menu() are given, in a wrong order. Move them until they are right. Some of
 * them are too many: of the three lines that serve, one is right, and what only the others need
 * goes with them. Take those out, and change nothing else. You may indent the lines as you like.
 *
 * To check it: build/course check 03-gather/4-menu-in-order
 * It looks whether these are the given lines. Then three menus are played on the virtual clock,
 * with other dishes and times. Who cooks when, and what is served when, is looked at. */

#include "async.h"

enum { COURSES = 3 };

/* Given: cook [dish]. The result is the plate, a string. It has the form of a task's function; to
 * call it as any C function is to hand it a pointer to its parameters. */
struct cook { const char *dish; };
void *cook(void *arg);

/* Given: set the table, which takes a while. */
ASYNC int set_table(void);

/* Given: put [plate] on the table. Does not suspend. */
void serve(const char *plate);

ASYNC int serve_menu(const char *const menu[COURSES])
{
	struct async_task *dishes[COURSES];

	/* ---- lines begin ---- */
	for (int i = 0; i < COURSES; i++) {
	serve(AWAIT(cook(&(struct cook){ menu[i] })));
	dishes[i] = async_create_task(cook, menu[i]);
	serve(AWAIT(async_await(dishes[i])));
	}
	AWAIT(set_table());
	struct async_iterator *ready = async_as_completed(dishes, COURSES, INFINITY);
	for (int i = 0; i < COURSES; i++) {
	serve(AWAIT(async_as_completed_next(ready)));
	}
	/* ---- lines end ---- */
	return 0;
}
