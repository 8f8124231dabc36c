/* The judge of 03-gather/5-lost-letters. The seed picks the customers, how long each sale takes,
 * and how long each letter. The last letter to be begun is never the last to be posted, so that it
 * does not do to wait for that one. */

#include <string.h>

#include "judge.h"

enum { CUSTOMERS = 4, FIELDS = 4 };

struct day {
	const char *customers[CUSTOMERS];
	double sold;			/* when the last ticket is sold */
	double posted;			/* when the last letter is posted */
};

/* Stages a day on which the letter to customer [failing] fails; -1: none does. */
static const struct run *stage_day(struct day *day, int failing)
{
	const char *names[] = { "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn" };
	struct staging staging = { 0 };
	double letters[CUSTOMERS] = { 2, 3, 11, 1 };

	shuffle(names, sizeof(names) / sizeof(names[0]), sizeof(names[0]));
	shuffle(letters, CUSTOMERS - 1, sizeof(letters[0]));
	day->sold = day->posted = 0;
	for (int i = 0; i < CUSTOMERS; i++) {
		const char **argument = &staging.arguments[i * FIELDS];
		double sale = pick(1, 2);
		double letter = letters[i] + pick(0, 3) * 0.25 + odd_milliseconds();

		if (i == failing)
			letter = 20;		/* so that the others are posted before */
		day->customers[i] = argument[0] = names[i];
		argument[1] = say("%g", sale);
		argument[2] = say("%g", letter);
		argument[3] = i == failing ? "failed" : "posted";
		day->sold += sale;
		if (day->sold + letter > day->posted)
			day->posted = day->sold + letter;
	}
	staging.allow = failing < 0 ? 0 : ALLOW_NEVER_RETRIEVED;
	return judge_stage(&staging);
}

/* A customer whose letter was not begun at the moment when his ticket was sold, or NULL. */
static const char *begun_at_another_time(const struct run *run, const struct day *day)
{
	for (int i = 0; i < CUSTOMERS; i++)
		if (!same_seconds(mark_seconds(run, say("sold %s", day->customers[i])),
				  mark_seconds(run, say("write %s", day->customers[i]))))
			return day->customers[i];
	return NULL;
}

/* Whether the main task has ever waited for a task, and not only for the time to go by. */
static bool awaits_letters(const struct run *run)
{
	const struct record_frame *first = run_next(run, RECORD_CREATE, NULL), *frame = NULL;

	while (first && (frame = run_next(run, RECORD_SUSPEND, frame)) != NULL) {
		if (frame->task == first->task && strcmp(frame->text, "sleep") != 0)
			return true;
	}
	return false;
}

static void test_every_letter_is_posted(void)
{
	struct day day;
	const struct run *run = stage_day(&day, -1);
	const char *raised = NULL, *last = day.customers[CUSTOMERS - 1];
	int posted = (int)mark_value(run, "closed", 0);
	bool awaits = awaits_letters(run);

	run_marks(run, "raised ", &raised, 1);
	expect("not-done-yet", !raised, "work_day() returns",
	       raised ? say("it %s", raised) : "it returns");
	for (int i = 0; i < CUSTOMERS; i++) {
		int letters = mark_count(run, say("write %s", day.customers[i]));

		expect("sent-again", letters < 2, say("1 letter to %s", day.customers[i]),
		       say("%d letters to %s", letters, day.customers[i]));
	}
	expect(awaits ? "not-every-one" : "forgotten", posted == CUSTOMERS,
	       say("%d letters are posted when work_day() returns", CUSTOMERS),
	       say("%d of %d", posted, CUSTOMERS));
	const char *other = begun_at_another_time(run, &day);
	expect("not-when-sold", !other, "each letter is begun when the ticket is sold",
	       say("the ticket of %s is sold at %g s, and the letter begun at %g s", other ?: "",
		   mark_seconds(run, say("sold %s", other ?: "")),
		   mark_seconds(run, say("write %s", other ?: ""))));
	double sold = mark_seconds(run, say("sold %s", last));
	expect_seconds(sold < day.sold ? "served-at-once" : "awaited-too-soon", day.sold, sold,
		       say("until %s, the last customer, has a ticket", last));
	expect_seconds("guessed", day.posted, mark_seconds(run, "closed"),
		       "until work_day() returns");
}

static void test_an_error_comes_out(void)
{
	struct day day;
	const struct run *run = stage_day(&day, pick(0, CUSTOMERS - 1));
	const char *raised = NULL;

	run_marks(run, "raised ", &raised, 1);
	/* Whatever it is: a task group has it in an ExceptionGroup. */
	expect("error-unseen", raised, "one letter fails, and AWAIT(work_day(...)) has an error",
	       raised ?: "it returns as if all were well");
}

EXERCISE(
	.title = "The lost letters",
	.kind = KIND_FIX,
	.minutes = 10,
	.points = 10,
	.tutorial = "Left over",
	.hints = {
		"Look at the line that makes the task. What does async_create_task() return, and "
		"where does it go?",
		"A task that nobody waits for is cancelled where it stands when the program is "
		"over. So keep every handle. But to wait for a letter in the same turn of the loop "
		"would make the next customer wait as well: wait when all tickets are sold.",
		"struct async_task *letters[CUSTOMERS]; in the loop: letters[i] = "
		"async_create_task(send_letter, customers[i]); and behind the loop: "
		"AWAIT(async_gather_array(NULL, letters, CUSTOMERS));",
	},
	.feedbacks = {
		{ "forgotten", "A task does its work only as long as the program runs, and the "
		  "program does not wait for it. Nobody has awaited these tasks, so they were "
		  "cancelled in the middle of their work. Keep the handle of each task that you "
		  "make, and await it." },
		{ "not-every-one", "Some tasks were awaited, and others were not. That one letter "
		  "is posted says nothing about the others: they are done in an order of their "
		  "own. Await every task that you have made." },
		{ "awaited-too-soon", "All letters are posted, but the customers had to wait for "
		  "them. To await a task in the turn of the loop that makes it is to sell the next "
		  "ticket only when the letter is posted. Keep the handles, and await them behind "
		  "the loop." },
		{ "not-when-sold", "A letter goes out when its ticket is sold: not before, since "
		  "the customer may still change his mind, and not only when all the others have "
		  "theirs. The starter makes the task in the right place; what it lacks stands "
		  "elsewhere." },
		{ "served-at-once", "The desk has served all customers at the same time, and it "
		  "can serve one after the other only. The sale belongs to the desk, which awaits "
		  "it; a task takes care of the letter, and of nothing else." },
		{ "guessed", "All letters are posted, and work_day() returns at another time. No "
		  "number of seconds is right: it is too short on one day and too long on "
		  "another. A task tells you itself that it is done, at once, if you await it." },
		{ "sent-again", "A customer has got two letters. To call send_letter() again, or "
		  "to make another task of it, begins another letter. The one that is on its way "
		  "is known by the handle that async_create_task() returned when it was made." },
		{ "not-done-yet", "A task's result is there when the task is done. To ask for it "
		  "is not to wait for it: first await the task." },
		{ "error-unseen", "A letter could not be sent, and nobody has noticed. To wait "
		  "until a task is done, or to look whether it is, is not to ask what has become "
		  "of it. async_await() and async_gather() give the result of a task, and hand on "
		  "its error." },
	},
	.starter = "forgotten",
	.tests = { TEST(test_every_letter_is_posted, 9), TEST(test_an_error_comes_out, 1) },
)
