/* The judge of 03-gather/1-which-second: runs the program, which is the same for everybody, and
 * compares what it prints with the learner's predictions. */

#include <stdlib.h>
#include <string.h>

#include "judge.h"

enum { WAYS = 6 };

static const struct wrong_guess misconceptions[] = {
	{ 1, "3", "async-is-not-at-once" },
	{ 2, "8", "gather-waits-for-the-slowest" },
	{ 2, "1", "gather-waits-for-the-slowest" },
	{ 3, "5", "awaited-too-soon" },
	{ 4, "8", "started-together" },
	{ 4, "3", "started-together" },
	{ 5, "6", "goes-on-by-itself" },
	{ 5, "2", "goes-on-by-itself" },
	{ 6, "4", "first-turn" },
	{ 6, "2", "first-turn" },
	{ 0 },
};

/* "way 1: 5 seconds" becomes "5". */
static void keep_seconds(const char *lines[], int count)
{
	for (int i = 0; i < count; i++) {
		const char *colon = strchr(lines[i], ':');

		lines[i] = colon ? say("%d", atoi(colon + 1)) : "";
	}
}

static void test_predictions(void)
{
	const char *lines[WAYS];
	int ran = run_lines(stage(), lines, WAYS);
	const char *const *seconds = answers_of_numbers(answers_numbers("seconds", WAYS), WAYS);

	keep_seconds(lines, ran);
	expect_predictions("other-second", seconds, WAYS, lines, ran, misconceptions);
}

EXERCISE(
	.title = "Which second",
	.kind = KIND_PREDICT,
	.minutes = 10,
	.points = 10,
	.seeds = 1,
	.tutorial = "Several at once",
	.hints = {
		"Begin with ways 1 to 4. For each station ask: which line of the program has to be "
		"over before it is asked? Only then look at how long it takes.",
		"async_create_task() makes a task, and returns at once. The task begins when its "
		"creator waits for something, and from then on it goes on by itself, whoever is "
		"awaited. A call that is awaited, of whatever kind, is over before the next line.",
		"Where the stations are all made before the first await, it is the longest time; "
		"where one is awaited before the next is made, it is the sum. In way 5 the sleep "
		"is an await that waits. In way 6 async_block() is none: the station is asked "
		"behind it.",
	},
	.feedbacks = {
		{ "async-is-not-at-once", "In way 1: a function that may suspend is still a "
		  "function. To await a call is to wait for its end, so the second station is "
		  "asked when the first has answered." },
		{ "gather-waits-for-the-slowest", "In way 2: three tasks that exist before "
		  "anything is awaited go on side by side, so their times do not add up. And "
		  "async_gather() waits for all of them, not for the first." },
		{ "awaited-too-soon", "In way 3: to make a task is not enough. Each of these is "
		  "awaited in the line that makes it, so the second one is made when the first is "
		  "done." },
		{ "started-together", "In way 4: a task goes on while another one is awaited. Not "
		  "gather makes tasks overlap, but that all of them are made before the first "
		  "await; and both are awaited, so it ends with the slower one." },
		{ "goes-on-by-itself", "In way 5: a task does not wait for being awaited. It "
		  "begins as soon as its creator waits for anything, here for the sleep. Its "
		  "result is kept until somebody asks." },
		{ "first-turn", "In way 6: a task is no thread. It gets its first turn when its "
		  "creator waits, and async_block() does not wait: it keeps the thread. Until it "
		  "is over, nobody has asked the station." },
		{ "other-second", "Draw the stations of each way as lines over the seconds. A line "
		  "begins where the task has its first turn: when its creator, having made it, "
		  "first awaits something that takes time." },
	},
	.starter = "not-predicted",
	.tests = { TEST(test_predictions, 2) },
)
