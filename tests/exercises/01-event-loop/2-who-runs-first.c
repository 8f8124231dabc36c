/* The judge of 01-event-loop/2-who-runs-first: runs the program, which is the same for everybody,
 * and compares its lines with the learner's order. */

#include "judge.h"

enum { LINES = 9 };

#define CUSTOMER "a customer is served"
#define BLINDS "the blinds are up"
#define STRIKE "the clock strikes six"
#define DESK "the desk opens"
#define FIRST_TRAIN "the first train leaves"
#define KEYS "the keys are on the hook"
#define NEWS "the news is read"
#define RADIO "the radio plays"
#define SECOND_TRAIN "the second train leaves"

static const char *const given[LINES] = {
	CUSTOMER, BLINDS, STRIKE, DESK, FIRST_TRAIN, KEYS, NEWS, RADIO, SECOND_TRAIN,
};

static const struct wrong_order misconceptions[] = {
	{ KEYS, DESK, "nothing-runs-before-run" },
	{ BLINDS, CUSTOMER, "to-schedule-is-not-to-call" },
	{ RADIO, CUSTOMER, "next-pass" },
	{ CUSTOMER, NEWS, "next-pass" },
	{ RADIO, STRIKE, "zero-is-not-now" },
	{ STRIKE, CUSTOMER, "zero-is-due" },
	{ FIRST_TRAIN, SECOND_TRAIN, "timers-by-time" },
	{ 0 },
};

static void test_order(void)
{
	const char *printed[LINES] = { NULL };
	const struct run *run = stage();
	int lines = run_lines(run, printed, LINES), count;
	const char *const *order = answers_text("order", 32, &count);

	expect_answers("other-order", order, count, given, LINES, printed, lines, misconceptions);
}

EXERCISE(
	.title = "Who runs first",
	.kind = KIND_ORDER,
	.minutes = 10,
	.points = 10,
	.seeds = 1,
	.tutorial = "Who runs first",
	.hints = {
		"Begin in main(). One of the nine lines is printed by main() itself, the others by "
		"callbacks. Which can come first? Then write down what stands in the ready queue "
		"when the loop begins.",
		"A pass waits only if nothing is ready. It puts the timers that are due behind "
		"what is ready. Then it calls what is in the queue now. What these callbacks "
		"schedule is for the next pass, and each of them runs to its end.",
		"Pass 1 takes open_desk(), turn_on_radio() and the timer with a delay of 0, in "
		"this order. Pass 2 takes the two callbacks that pass 1 has scheduled, in the "
		"order in which it did. After that only timers are left.",
	},
	.feedbacks = {
		{ "nothing-runs-before-run", "async_loop_call_soon() and async_loop_call_later() "
		  "only take note of a callback. None runs before async_loop_run_forever(), so "
		  "what main() prints before that comes first." },
		{ "to-schedule-is-not-to-call", "async_loop_call_soon() does not call its "
		  "function. It puts it into the ready queue and returns, and the callback that is "
		  "running goes on to its end." },
		{ "next-pass", "What a callback schedules goes behind everything that is ready. "
		  "First the pass calls all that it has found in the queue. What was scheduled "
		  "meanwhile comes in the next pass, the first one first." },
		{ "zero-is-not-now", "A delay of 0 makes a timer that is due at once. But timers "
		  "that are due go behind what is ready, and open_desk() and turn_on_radio() are "
		  "ready already." },
		{ "zero-is-due", "A delay of 0 makes a timer that is due at once. The first pass "
		  "collects it, so it runs in the first pass, before anything that the first pass "
		  "schedules." },
		{ "timers-by-time", "Timers go by the time when they are due, not by the order of "
		  "the lines that scheduled them." },
		{ "other-order", "Go through the passes one by one: wait, collect, run. Write down "
		  "the ready queue at the beginning of each. As long as it is not empty, the loop "
		  "does not wait." },
	},
	.starter = "nothing-runs-before-run",
	.tests = { TEST(test_order, 2) },
)
