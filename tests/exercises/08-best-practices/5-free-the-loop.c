/* The judge of 08-best-practices/5-free-the-loop: seeds choose the seats, the numbers on the
 * tickets, and how long the printer takes, which is never such that a ticket and a tick come at the
 * same time. */

#include <stdio.h>

#include "judge.h"

enum { CUSTOMERS = 3, TICKS = 8 };

static const char *const names[CUSTOMERS] = { "Ada", "Ben", "Cem" };

/* Stages the desk, and puts the mark that each customer's ticket should leave into [handed]. */
static const struct run *stage_desk(const char *handed[CUSTOMERS])
{
	struct staging staging = { 0 };
	const char **argument = staging.arguments;

	*argument++ = say("%d.25", pick(1, 3));
	for (int i = 0; i < CUSTOMERS; i++) {
		int seat = 100 * (i + 1) + pick(1, 99), number = pick(1000, 9999);

		*argument++ = names[i];
		*argument++ = say("%d", seat);
		*argument++ = say("%d", number);
		handed[i] = say("%s got seat %d, number %d", names[i], seat, number);
	}
	return judge_stage(&staging);
}

/* What [run] says [customer] has got. */
static const char *find_handed(const struct run *run, const char *customer)
{
	const char *handed = "nothing";

	run_marks(run, say("%s got ", customer), &handed, 1);
	return handed;
}

static void test_clock_goes_on_while_tickets_are_printed(void)
{
	const char *handed[CUSTOMERS];
	const struct run *run = stage_desk(handed);
	double blocked = run_blocked(run);
	int late = 1;

	while (late < TICKS && same_seconds(late, mark_seconds(run, say("tick %d", late))))
		late++;

	expect("task-is-no-thread", blocked == 0 || run_tasks(run, "print_ticket") == 0,
	       "the clock goes on while a ticket is printed",
	       say("print_ticket() runs in a task, and the loop stood still for %g s", blocked));
	expect_seconds("loop-blocked", late, mark_seconds(run, say("tick %d", late)),
		       say("until tick %d of the clock", late));
	expect_seconds("loop-blocked", 0, blocked, "during which the loop stood still");
	expect_number("outside-of-the-task", 0, mark_count(run, "outside"),
		      "calls of hand_over() from outside of a task");
	for (int i = 0; i < CUSTOMERS; i++)
		expect_string("no-ticket", handed[i], find_handed(run, names[i]));
	int printed = (int)mark_value(run, "printed", 0), early = 0;
	for (int i = 0; i < CUSTOMERS; i++)
		early += mark_before(run, "all served", handed[i]);
	expect("no-ticket", printed >= CUSTOMERS, say("%d tickets are printed", CUSTOMERS),
	       say("%d", printed));
	expect("printed-again", printed <= CUSTOMERS, say("%d tickets are printed", CUSTOMERS),
	       say("%d", printed));
	expect_number("left-alone", 0, early,
		      "customers without a ticket when serve_customer() has returned");
}

EXERCISE(
	.title = "Free the loop",
	.kind = KIND_FIX,
	.minutes = 10,
	.points = 10,
	.tutorial = "Blocking calls",
	.hints = {
		"The times in the verdict tell for how long each customer stops the clock. Which "
		"call in serve_customer() takes that long, and does it ever return to the loop "
		"meanwhile?",
		"What blocks belongs in a thread of its own. The task waits for the thread, and "
		"the loop goes on. What the function returns comes back through the await.",
		"const char *ticket = AWAIT(async_to_thread(print_ticket, ...)); with the "
		"parameter of struct print_ticket in place of the dots. hand_over() stays where it "
		"is.",
	},
	.feedbacks = {
		{ "task-is-no-thread", "A task runs in the loop's thread. Tasks take turns only "
		  "where they await, and print_ticket() never does: made a task, it holds up the "
		  "loop all the same. A task is not a thread." },
		{ "loop-blocked", "While a function blocks in the loop's thread, nothing else "
		  "runs: no clock, no other customer. AWAIT around the call, or an await before "
		  "it, does not change that, since print_ticket() does not know how to suspend." },
		{ "outside-of-the-task", "hand_over() belongs to the desk and was called in the "
		  "thread. Give the thread the part that blocks, and nothing else; do the rest in "
		  "the task, behind the await." },
		{ "printed-again", "A ticket was printed more than once. What the thread's "
		  "function returns is what AWAIT(async_to_thread(...)) gives: to have it, "
		  "nothing has to be called again." },
		{ "left-alone", "serve_customer() has returned, and its customer has no ticket "
		  "yet. A task that is made and not awaited goes on by itself: nobody hears what "
		  "has become of it, and at the end of the program it is cancelled. Await the "
		  "thread in serve_customer() itself." },
		{ "no-ticket", "A customer has not got what was printed for his seat. The ticket "
		  "is what print_ticket() returns, and the await gives it back. A thread gets the "
		  "parameters themselves, as a task does: the seat, and no pointer to a struct." },
	},
	.starter = "loop-blocked",
	.tests = { TEST(test_clock_goes_on_while_tickets_are_printed, 10) },
)
