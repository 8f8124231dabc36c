/* The judge of 03-gather/3-the-last-seat: plays the program by the learner's schedule, which must
 * break its promise, and the repaired program by the same schedule, which must keep it. */

#include "judge.h"

static const char *tickets(int count)
{
	return say("%d ticket%s for 1 seat", count, count == 1 ? "" : "s");
}

static void test_sells_the_seat_twice(void)
{
	const char *schedule = expect_schedule("schedule");
	const struct run *run = stage(.schedule = schedule);
	int sold = mark_count(run, "a ticket is sold");

	expect("the-promise-is-kept", sold > 1, "2 tickets or more for 1 seat", tickets(sold));
	run = stage(.arguments = { "repaired" }, .schedule = schedule);
	sold = mark_count(run, "a ticket is sold");
	expect("the-repaired-one-breaks", sold == 1, tickets(1), tickets(sold));
}

EXERCISE(
	.title = "The last seat",
	.kind = KIND_BREAK,
	.minutes = 15,
	.points = 10,
	.seeds = 1,
	.tutorial = "Collect later",
	.hints = {
		"Which line looks whether a seat is left, and which one takes it? At what second "
		"does each task come to the one, and at what second to the other?",
		"Across an AWAIT anything may change: what a task has seen before it need not be "
		"true behind it. Ada's task has looked at second 1 and takes the seat at second 2. "
		"To break the promise, somebody must look in between, and that can only be at "
		"second 2, before her task goes on.",
		"Three passes have more than one ready task. Second 1: Task-1 and Task-2, one "
		"number. The pass behind it: Task-3 and Task-4, one number. Second 2: Task-2, "
		"Task-3 and Task-4; the number asked for first must not be 2.",
	},
	.feedbacks = {
		{ "the-promise-is-kept", "Nobody has looked at the seats between Ada's look and "
		  "her payment. A task keeps what it saw across its AWAIT; the promise breaks when "
		  "another one looks meanwhile. So who must go before Ada's task, and in which "
		  "pass?" },
		{ "the-repaired-one-breaks", "The repaired program has to keep its promise under "
		  "the same schedule.",
		  .untried = "there is no such schedule, and this proves it anew each time" },
		{ "other-schedule", "A number is asked for only where more than one task is ready, "
		  "and it names one of these. Where two are ready, one number is enough: the other "
		  "one is then alone. A number too many is taken for the next pass. A task that "
		  "sleeps is not ready; one that is not created yet has no number." },
	},
	.starter = "the-promise-is-kept",
	.tests = { TEST(test_sells_the_seat_twice, 3) },
)
