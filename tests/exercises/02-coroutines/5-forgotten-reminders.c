/* The judge of 02-coroutines/5-forgotten-reminders. The seed picks the guests, and how long each
 * reminder takes. */

#include "judge.h"

enum { GUESTS = 3 };

static void test_every_guest_is_reminded(void)
{
	const char *guests[] = { "Ada", "Ben", "Cleo", "Dan", "Eve" };
	const char *expected[GUESTS], *found[GUESTS] = { NULL }, *raised = NULL, *again = NULL;
	int seconds[GUESTS], total = 0;

	shuffle(guests, sizeof(guests) / sizeof(guests[0]), sizeof(guests[0]));
	for (int i = 0; i < GUESTS; i++) {
		seconds[i] = pick(1, 4);
		total += seconds[i];
		expected[i] = say("remind %s", guests[i]);
	}
	const struct run *run = stage(
		.arguments = { guests[0], say("%d", seconds[0]), guests[1], say("%d", seconds[1]),
			       guests[2], say("%d", seconds[2]) },
		.allow = ALLOW_NEVER_AWAITED);
	int begun = run_marks(run, "remind ", found, GUESTS);
	int sent = (int)mark_value(run, "over", 0);

	run_marks(run, "raised ", &raised, 1);
	for (int i = 0; i < GUESTS; i++)
		again = mark_count(run, expected[i]) > 1 ? expected[i] : again;

	expect("awaited-twice", !raised, "remind_guests() returns",
	       raised ? say("it %s", raised) : "it returns");
	expect("nothing-runs", begun > 0, say("%d reminders begin", GUESTS), "none");
	expect("sent-again", !again, "one reminder for each guest",
	       again ? say("more than one \"%s\"", again) : "one");
	expect_number("not-all", GUESTS, sent, "reminders sent when remind_guests() returns");
	expect_list("another-order", expected, GUESTS, found, GUESTS, "reminder");
	expect_number("made-too-many", 0, run_reports(run, RECORD_NEVER_AWAITED),
		      "coroutines that nobody has awaited");
	expect_seconds("another-order", total, mark_seconds(run, "over"),
		       "until remind_guests() returns");
}

EXERCISE(
	.title = "The forgotten reminders",
	.kind = KIND_FIX,
	.minutes = 10,
	.points = 10,
	.tutorial = "A coroutine nobody awaits",
	.hints = {
		"Read what the program says on stderr, in the verdict. Who made those coroutines, "
		"and who was to run them?",
		"async_coroutine() makes an object and runs nothing. It runs when somebody awaits "
		"it, and it can be awaited once.",
		"In the loop: struct async_coroutine *reminder = async_coroutine(send_reminder, "
		"guests[i]); and in the next line: AWAIT(async_await(reminder));",
	},
	.feedbacks = {
		{ "nothing-runs", "To make a coroutine object is not to run it: it is a function "
		  "and its arguments, kept for later. async_await() runs it. AWAIT alone does not: "
		  "it only marks a call that may pause, and async_coroutine() never does." },
		{ "not-all", "Some reminders were sent, and not all. Each coroutine object is one "
		  "call. Await every one of them." },
		{ "sent-again", "A guest was reminded more than once. To await the object runs the "
		  "function; to call the function as well runs it again. One of the two will do." },
		{ "awaited-twice", "A coroutine object can be awaited once: it is one call, with "
		  "its arguments, and not a function that could be called again. Make an object "
		  "for each guest." },
		{ "made-too-many", "All guests were reminded, and still there are coroutines that "
		  "nobody has awaited. Who calls the function needs no object; who makes an "
		  "object awaits it." },
		{ "another-order", "The guests are reminded one after the other, in the order of "
		  "guests[]. An object runs where it is awaited, not where it was made." },
	},
	.starter = "nothing-runs",
	.tests = { TEST(test_every_guest_is_reminded, 7) },
)
