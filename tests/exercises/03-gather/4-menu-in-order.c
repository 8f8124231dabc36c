/* The judge of 03-gather/4-menu-in-order: the seed picks the dishes and how long everything takes.
 * The table is set before any dish is ready but one, and the first course is never the first to be
 * ready, so that the order of completion is not that of the menu. */

#include "judge.h"

enum { COURSES = 3 };

#define LOOP "for (int i = 0; i < COURSES; i++) {"

static const char *const given[] = {
	LOOP, "dishes[i] = async_create_task(cook, menu[i]);", "}", "AWAIT(set_table());",
	LOOP, "}", NULL,
};

/* One of those that serve is needed. Which, the runs tell. */
static const char *const choices[] = {
	"serve(AWAIT(async_await(dishes[i])));",
	"serve(AWAIT(cook(&(struct cook){ menu[i] })));",
	"struct async_iterator *ready = async_as_completed(dishes, COURSES, INFINITY);",
	"serve(AWAIT(async_as_completed_next(ready)));",
	NULL,
};

/* Stages a menu. Puts the marks that its courses should leave into [served], and into [seconds]
 * when that should be. */
static const struct run *stage_menu(const char *const *menu, const char *served[COURSES],
				    double seconds[COURSES])
{
	double cooking[COURSES] = { 4, 2, 6 }, now = 3;

	shuffle(cooking + 1, COURSES - 1, sizeof(cooking[0]));
	for (int i = 0; i < COURSES; i++) {
		cooking[i] += pick(0, 3) * 0.25;
		now = cooking[i] > now ? cooking[i] : now;
		served[i] = say("serve %s", menu[i]);
		seconds[i] = now;
	}
	return stage(.arguments = {
		"3", menu[0], say("%.2f", cooking[0]), menu[1], say("%.2f", cooking[1]),
		menu[2], say("%.2f", cooking[2]),
	});
}

static void test_courses_are_served_in_order_as_soon_as_they_are_ready(void)
{
	const char *menu[] = { "soup", "salad", "fish", "noodles", "cake", "cheese" };
	const char *served[COURSES], *found[COURSES] = { NULL };
	double seconds[COURSES];

	expect_lines(given, choices);
	shuffle(menu, sizeof(menu) / sizeof(menu[0]), sizeof(menu[0]));
	const struct run *run = stage_menu(menu, served, seconds);
	int count = run_marks(run, "serve ", found, COURSES);

	for (int i = 0; i < COURSES; i++)
		expect_number("cooked-again", 1, mark_count(run, say("cook %s", menu[i])),
			      say("time(s) that %s is cooked", menu[i]));
	expect_number("awaited-too-soon", COURSES, marks_in_flight(run, "cook ", "cooked "),
		      "dishes cooked at the same time");
	expect("table-meanwhile", mark_before(run, say("cook %s", menu[0]), "table set") &&
	       (!count || mark_before(run, "table set", found[0])),
	       "the table is set while the dishes are cooked, and before any is served",
	       mark_before(run, say("cook %s", menu[0]), "table set") ?
	       "a dish is served, and the table is not set" :
	       "the table is set, and no cook has begun");
	expect_list("order-of-completion", served, COURSES, found, count, "course");
	for (int i = 0; i < COURSES; i++)
		expect_seconds("served-late", seconds[i], mark_seconds(run, served[i]),
			       say("until \"%s\"", served[i]));
}

EXERCISE(
	.title = "The menu in order",
	.kind = KIND_PARSONS,
	.minutes = 10,
	.points = 10,
	.tutorial = "Collect later",
	.hints = {
		"There are two loops. What has to have happened for all dishes before anything is "
		"awaited? And what is done for each dish at the end?",
		"Start, meanwhile, use: first make all the tasks, then do your own work, then "
		"await the tasks one by one, in the order in which you want the results. A task "
		"goes on while another one is awaited.",
		"The first loop has one line in it, which makes a task. Behind it the table is "
		"set. The second loop has one line in it, which awaits dishes[i] and serves it. "
		"The lines with cook(...) and with ready are too many.",
	},
	.feedbacks = {
		{ "cooked-again", "Each dish is to be cooked once. async_create_task(cook, ...) "
		  "has it cooked, and the plate is the task's result: await the task for it. To "
		  "call cook() is to cook another one." },
		{ "awaited-too-soon", "A dish was awaited before the next one was begun, so the "
		  "cooks worked in turn. What counts is where you wait: make all the tasks in one "
		  "loop, and await them in another." },
		{ "table-meanwhile", "Setting the table is what the waiter does while the cooks "
		  "work: behind the loop that makes the tasks, and before the one that awaits "
		  "them. Tasks go on while their creator awaits something else." },
		{ "order-of-completion", "async_as_completed() gives whatever is ready first, and "
		  "a menu has an order of its own. Await the tasks in the order in which you want "
		  "their results: one that is ready early keeps its plate." },
		{ "served-late", "A course was there before it was served. What stands in a loop "
		  "happens each time: in the second loop there is one line, which awaits a dish "
		  "and serves it." },
	},
	.starter = "cooked-again",
	.tests = { TEST(test_courses_are_served_in_order_as_soon_as_they_are_ready, 10) },
)
