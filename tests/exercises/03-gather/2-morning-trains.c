/* The judge of 03-gather/2-morning-trains: runs the program, which is the same for everybody, and
 * compares its lines with the learner's order. */

#include "judge.h"

enum { LINES = 10 };

#define DUE "master: two trains are due"
#define CLOCK "master: it is six o'clock"
#define OPEN "master: the station is open"
#define SWEEP "porter: I sweep the platform"
#define NIGHT_IN "speaker: the night train comes in"
#define MAIL_IN "speaker: the mail train comes in"
#define NIGHT_OUT "speaker: the night train leaves"
#define MAIL_OUT "speaker: the mail train leaves"
#define CLEAN "porter: the platform is clean"
#define MAIL_GONE "master: the mail is on its way"

static const char *const given[LINES] = {
	DUE, CLOCK, OPEN, SWEEP, NIGHT_IN, MAIL_IN, NIGHT_OUT, MAIL_OUT, CLEAN, MAIL_GONE,
};

static const struct wrong_order misconceptions[] = {
	{ DUE, CLOCK, "line-by-line" },
	{ CLOCK, OPEN, "line-by-line" },
	{ OPEN, SWEEP, "line-by-line" },
	{ CLEAN, MAIL_GONE, "line-by-line" },
	{ DUE, NIGHT_IN, "create-runs-nothing" },
	{ DUE, MAIL_IN, "create-runs-nothing" },
	{ OPEN, NIGHT_IN, "await-need-not-wait" },
	{ SWEEP, NIGHT_IN, "a-call-is-no-task" },
	{ NIGHT_IN, CLEAN, "others-run-meanwhile" },
	{ MAIL_IN, CLEAN, "goes-on-by-itself" },
	{ NIGHT_IN, MAIL_IN, "first-made-first-run" },
	{ MAIL_IN, NIGHT_OUT, "they-wait-together" },
	{ NIGHT_OUT, CLEAN, "by-the-clock" },
	{ MAIL_OUT, CLEAN, "by-the-clock" },
	{ 0 },
};

static void test_order(void)
{
	const char *printed[LINES] = { NULL };
	int lines = run_lines(stage(), printed, LINES), count;
	const char *const *order = answers_text("order", 40, &count);

	expect_answers("other-order", order, count, given, LINES, printed, lines, misconceptions);
}

EXERCISE(
	.title = "The morning trains",
	.kind = KIND_ORDER,
	.minutes = 10,
	.points = 10,
	.seeds = 1,
	.tutorial = "Collect later",
	.hints = {
		"Follow open_station() alone until it has to wait for the first time. Which call "
		"is that? All that it prints up to there comes first.",
		"async_create_task() puts a task into the ready queue, and no more. To await a "
		"call is to call it, here and now. Others have their turn only when what is "
		"awaited really waits, and then all that are ready have theirs, the first one "
		"first.",
		"The master says his three lines, and the porter begins to sweep: that is the "
		"first wait, for 2 seconds. Both trains come in. After 1 second both leave, after "
		"2 the platform is clean. The mail train's task is done by then.",
	},
	.feedbacks = {
		{ "line-by-line", "Each function goes through its own lines from the top to the "
		  "bottom, whoever else runs in between. Order the lines of open_station() first, "
		  "with those of the functions that it calls, and then put the trains between "
		  "them." },
		{ "create-runs-nothing", "async_create_task() makes a task ready and returns. The "
		  "task has its first turn when its creator gives way, and that is not yet so when "
		  "the next line is printed." },
		{ "await-need-not-wait", "AWAIT marks a call in which others may run. They do only "
		  "if something in it waits. look_at_clock() waits for nothing, so its caller goes "
		  "on at once." },
		{ "a-call-is-no-task", "A call that is awaited begins at once, as every call in C "
		  "does, before any task that is ready. Only a task goes to the end of the queue. "
		  "sweep() is called." },
		{ "others-run-meanwhile", "Whoever awaits a call waits for its end, but the loop "
		  "does not. While the porter sweeps for 2 seconds, all tasks that are ready have "
		  "their turns." },
		{ "goes-on-by-itself", "A task does not begin when it is awaited. It is ready as "
		  "soon as it is made, and runs as soon as its creator waits for anything." },
		{ "first-made-first-run", "What is ready runs in the order in which it became "
		  "ready: of two tasks, the one that was made first. Nobody needs to await it for "
		  "that." },
		{ "they-wait-together", "The night train gives way when it begins to wait, and the "
		  "mail train does not wait for it to be done. Both are under way at the same "
		  "time." },
		{ "by-the-clock", "What waits goes on by the clock. The trains wait for 1 second "
		  "and the porter for 2, and all of them began to wait at the same moment." },
		{ "other-order", "Write down, each time when somebody begins to wait, who is ready "
		  "and who waits until when. Then let the first that is ready go on." },
	},
	.starter = "line-by-line",
	.tests = { TEST(test_order, 2) },
)
