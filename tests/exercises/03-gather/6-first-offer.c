/* The judge of 03-gather/6-first-offer. The seed picks which desk answers when, and what a seat
 * costs there. The first to answer is too dear; the cheapest is the last. The first of the array
 * answers later than the good one. */

#include <string.h>

#include "judge.h"

enum { DESKS = 5, FIELDS = 3, LIMIT = 60 };

struct answer {
	const char *desk;
	double seconds;
	int price;
};

/* Stages a search in which [answers] come in this order; [limit] is the traveller's. They stand in
 * another order in the array. */
static const struct run *stage_search(struct answer answers[DESKS], int limit)
{
	static const int places[DESKS] = { 2, 4, 1, 0, 3 };
	const char *names[] = { "Rome", "Milan", "Turin", "Genoa", "Siena", "Pisa" };
	const char *arguments[DESKS][FIELDS];
	struct staging staging = { .arguments = { say("%d", limit) } };
	double seconds = 0;

	shuffle(names, sizeof(names) / sizeof(names[0]), sizeof(names[0]));
	for (int i = 0; i < DESKS; i++) {
		const char **field = arguments[places[i]];

		seconds += pick(1, 3) + odd_milliseconds();
		answers[i].desk = field[0] = names[i];
		answers[i].seconds = seconds;
		field[1] = say("%g", seconds);
		field[2] = say("%d", answers[i].price);
	}
	memcpy(staging.arguments + 1, arguments, sizeof(arguments));
	return judge_stage(&staging);
}

/* What find_offer() has come to: "take Rome", or what it raised. */
static const char *outcome(const struct run *run)
{
	const char *text = NULL;

	if (!run_marks(run, "raised ", &text, 1))
		run_marks(run, "take ", &text, 1);
	return text ? text : "it does not return";
}

/* When the first offer was shown, whichever it was. */
static double first_shown(const struct run *run)
{
	const char *text = "";

	run_marks(run, "show ", &text, 1);
	return mark_seconds(run, text);
}

static void expect_each_once(const struct run *run, const struct answer *answers)
{
	for (int i = 0; i < DESKS; i++) {
		int times = mark_count(run, say("show %s", answers[i].desk));

		expect("shown-again", times < 2, say("the offer of %s once", answers[i].desk),
		       say("%d times", times));
	}
}

/* The offers that were shown: [count] should be. */
static void expect_shown(const struct run *run, const struct answer *answers, int count)
{
	const char *expected[DESKS], *found[DESKS] = { NULL };
	int shown = run_marks(run, "show ", found, DESKS);

	for (int i = 0; i < count; i++)
		expected[i] = say("show %s", answers[i].desk);
	expect_list(shown > count ? "goes-on" : "not-shown", expected, count, found,
		    shown < DESKS ? shown : DESKS, "offer");
}

static void test_the_first_good_offer_is_taken(void)
{
	int good = pick(1, 2);
	struct answer answers[DESKS] = { { 0 } };

	for (int i = 0; i < DESKS; i++)
		answers[i].price = i < good ? LIMIT + pick(1, 30) : LIMIT - 10 * i + pick(0, 9);
	answers[good].price = pick(0, 1) ? LIMIT : answers[good].price;

	const struct run *run = stage_search(answers, LIMIT);
	const char *taken = say("take %s", answers[good].desk);
	int at_once = marks_in_flight(run, "ask ", "answer ");
	const char *not_at_once = "not-shown";

	if (first_shown(run) > answers[0].seconds &&
	    first_shown(run) < answers[0].seconds + 1)
		not_at_once = "looks-again";
	else if (first_shown(run) >= answers[DESKS - 1].seconds)
		not_at_once = "waits-for-all";
	else if (first_shown(run) > answers[good].seconds)
		not_at_once = "in-order-of-desks";

	expect("nobody-asked", at_once > 0, say("%d desks are asked", DESKS), "none");
	expect_number("in-turn", DESKS, at_once, "desk(s) asked at the same time");
	expect_each_once(run, answers);
	expect_seconds(not_at_once, answers[0].seconds, first_shown(run),
		       "until the first offer is shown");
	expect_string(strcmp(outcome(run), "take nothing") == 0 ? "goes-on" : "not-this-one",
		      taken, outcome(run));
	expect_shown(run, answers, good + 1);
	expect_seconds("goes-on", answers[good].seconds, mark_seconds(run, taken),
		       say("until the offer of %s is taken", answers[good].desk));
}

static void test_nothing_is_taken_if_all_are_too_dear(void)
{
	struct answer answers[DESKS] = { { 0 } };

	for (int i = 0; i < DESKS; i++)
		answers[i].price = LIMIT + pick(1, 30);

	const struct run *run = stage_search(answers, LIMIT);

	expect_string(strncmp(outcome(run), "raised", 6) == 0 ? "one-too-many" : "not-this-one",
		      "take nothing", outcome(run));
	expect_number("not-shown", DESKS, run_marks(run, "show ", NULL, 0), "offers shown");
}

EXERCISE(
	.title = "The first good offer",
	.kind = KIND_COMPLETE,
	.minutes = 15,
	.points = 10,
	.tutorial = "As they come",
	.hints = {
		"The desks are asked as in \"An await in a loop\", by a loop that makes "
		"tasks. But gather gives nothing before the last one has answered. Which call "
		"gives results in the order in which they come?",
		"async_as_completed() makes an iterator over the tasks, and each "
		"async_as_completed_next() waits for the next one that is done and gives its "
		"result. Ask it in a loop, at most once for each desk, and leave the loop when an "
		"offer is good.",
		"struct async_iterator *offers = async_as_completed(asked, DESKS, INFINITY); then, "
		"in a loop of DESKS turns: const struct offer *offer = "
		"AWAIT(async_as_completed_next(offers)); show it; if its price is not above the "
		"limit, return it. Behind the loop: return NULL.",
	},
	.feedbacks = {
		{ "nobody-asked", "No desk has been asked. A task gets its first turn in the next "
		  "pass of the loop, and that comes only when this function waits. So create a "
		  "task for each desk, and then wait for their offers." },
		{ "in-turn", "The desks were not all asked at the same time. To await a call, or a "
		  "task, is to wait for its end: create all the tasks first, in a loop of their "
		  "own, and only then wait for an offer." },
		{ "waits-for-all", "The first offer was on the screen when the last desk had "
		  "answered. async_gather() gives no result before it has all of them, and "
		  "neither does a wait for ASYNC_ALL_COMPLETED. async_as_completed_next() gives "
		  "each when it comes." },
		{ "looks-again", "The first offer was shown a little late. To sleep and look "
		  "whether a task is done, again and again, is to find it out late. "
		  "async_as_completed_next() is woken when one is done." },
		{ "in-order-of-desks", "An offer was there and not shown, since another desk was "
		  "waited for. To await the tasks one after the other, in the order of the array, "
		  "is to wait for the first of the array, not for the first that is done. "
		  "async_as_completed_next() waits for whichever is next." },
		{ "shown-again", "An offer was shown more than once. A task that is done stays "
		  "done: who waits for the first of several, and gives the same ones again, gets "
		  "the same one at once. Wait only for those that are left." },
		{ "goes-on", "A good offer had come, and the traveller did not take it then. To "
		  "have what you were waiting for is to stop waiting: return. The tasks that are "
		  "left may run on; nobody has to wait for them." },
		{ "not-shown", "An offer that came before the good one was not shown. Each offer "
		  "goes on the screen when it comes, also one that is too dear, and none is "
		  "skipped: async_wait() may say that several are done." },
		{ "not-this-one", "Another offer was taken than the first whose price is not above "
		  "the limit; and if there is none, nothing is taken. Not above the limit means: "
		  "at most the limit." },
		{ "one-too-many", "The iterator gives each task once. Who asks it again behind the "
		  "last gets StopAsyncIteration raised. Count: ask it as often as there are "
		  "tasks." },
	},
	.starter = "nobody-asked",
	.tests = { TEST(test_the_first_good_offer_is_taken, 11),
		   TEST(test_nothing_is_taken_if_all_are_too_dear, 2) },
)
