/* A function can pause in three ways: as callbacks, as a state machine, or on a stack of its own.
 *
 * Two guests are served in turn, each with two courses and the bill. Behind each course the
 * function has to pause, so that the other guest is served. The three ways print the same. */

#include <stdio.h>

#include "async.h"

/* ---- 1. Callbacks: each pause ends a function, and a struct remembers what was ---- */

struct meal {
	const char *guest;
	int course;
};

static void bring_bill(void *arg)
{
	const struct meal *meal = arg;

	printf("%s: the bill\n", meal->guest);
}

static void bring_course(void *arg)
{
	struct meal *meal = arg;

	printf("%s: course %d\n", meal->guest, ++meal->course);
	async_loop_call_soon(NULL, meal->course < 2 ? bring_course : bring_bill, meal);
}

static void close_kitchen(void *arg)
{
	async_loop_stop(arg);
}

static void serve_by_callbacks(void)
{
	struct async_loop *loop = async_new_event_loop();
	struct meal ada = { "Ada", 0 }, ben = { "Ben", 0 };

	async_loop_call_soon(loop, bring_course, &ada);
	async_loop_call_soon(loop, bring_course, &ben);
	async_loop_call_later(loop, 1, close_kitchen, loop);
	async_loop_run_forever(loop);
	async_loop_close(loop);
}

/* ---- 2. A state machine: one function, which looks up at its beginning where it was ---- */

struct visit {
	const char *guest;
	int course;
	enum { COURSES, BILL, DONE } state;
};

static void next_step(struct visit *visit)
{
	switch (visit->state) {
	case COURSES:
		printf("%s: course %d\n", visit->guest, ++visit->course);
		visit->state = visit->course < 2 ? COURSES : BILL;
		break;
	case BILL:
		printf("%s: the bill\n", visit->guest);
		visit->state = DONE;
		break;
	case DONE:
		break;
	}
}

static void serve_by_state_machine(void)
{
	struct visit ada = { "Ada", 0, COURSES }, ben = { "Ben", 0, COURSES };

	while (ben.state != DONE) {
		next_step(&ada);
		next_step(&ben);
	}
}

/* ---- 3. A stack: one function, with an ordinary loop and an ordinary variable ---- */

static void *serve(void *arg)
{
	const char *guest = arg;

	for (int course = 1; course <= 2; course++) {
		printf("%s: course %d\n", guest, course);
		coroutine_yield(NULL);
	}
	printf("%s: the bill\n", guest);
	return NULL;
}

static void serve_by_coroutines(void)
{
	struct coroutine *ada = coroutine_new(serve, "Ada");
	struct coroutine *ben = coroutine_new(serve, "Ben");

	while (!coroutine_done(ben)) {
		coroutine_resume(ada, NULL);
		coroutine_resume(ben, NULL);
	}
	coroutine_free(ada);
	coroutine_free(ben);
}

int main(void)
{
	puts("-- callbacks");
	serve_by_callbacks();
	puts("-- a state machine");
	serve_by_state_machine();
	puts("-- a stack");
	serve_by_coroutines();
	return 0;
}
