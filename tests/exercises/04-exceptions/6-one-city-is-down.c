/* The judge of 04-exceptions/6-one-city-is-down: seeds choose the order of the cities, how slow
 * each is, which one fails, and with which exception. */

#include <string.h>

#include "judge.h"

enum { CITIES = 4, FIELDS = 5 };

struct failure { const char *type, *message; };

static const struct failure failures[] = {
	{ "ConnectionError", "no route" },
	{ "ValueError", "snow at 40 degrees" },
	{ "KeyError", "wind" },
};

/* Stages the report with station [down] out of order, and puts the lines it should have into
 * [lines], and into [slowest] how long it should take. */
static const struct run *stage_stations(int down, const char *lines[CITIES], double *slowest)
{
	const struct failure *failure = &failures[pick(0, 2)];
	const char *cities[CITIES] = { "Oslo", "Lima", "Rome", "Hanoi" };
	const char *weather[CITIES] = { "snow", "fog", "sun", "rain" };
	struct staging staging = { 0 };
	double delays[CITIES] = { 1, 2, 3, 4 };

	shuffle(cities, CITIES, sizeof(cities[0]));
	shuffle(weather, CITIES, sizeof(weather[0]));
	shuffle(delays, CITIES, sizeof(delays[0]));
	*slowest = 0;
	for (int i = 0; i < CITIES; i++) {
		const char **argument = &staging.arguments[i * FIELDS];

		delays[i] += odd_milliseconds();
		*slowest = delays[i] > *slowest ? delays[i] : *slowest;
		argument[0] = cities[i];
		argument[1] = say("%g", delays[i]);
		argument[2] = weather[i];
		argument[3] = i == down ? failure->type : "";
		argument[4] = i == down ? failure->message : "";
		if (i == down)
			lines[i] = say("%s: no report (%s: %s)",
				       cities[i], failure->type, failure->message);
		else
			lines[i] = say("%s: %s", cities[i], weather[i]);
	}
	return judge_stage(&staging);
}

static void expect_line(const char *id, int i, const char *expected, const char *found)
{
	expect(id, strcmp(expected, found) == 0, say("lines[%d]: %s", i, expected),
	       say("lines[%d]: %s", i, found));
}

static void test_reports_every_city(void)
{
	int down = pick(0, CITIES - 2);	/* never the last, so that a line left out moves others */
	const char *lines[CITIES], *found[CITIES] = { NULL }, *raised[1] = { NULL };
	double slowest;
	const struct run *run = stage_stations(down, lines, &slowest);
	int at_once = marks_in_flight(run, "ask ", "heard ");

	run_marks(run, "line ", found, CITIES);
	run_marks(run, "raised ", raised, 1);
	for (int i = 0; i < CITIES; i++)
		found[i] = found[i] ? found[i] + strlen("line ") : "(nothing)";

	expect("nothing-asked", at_once > 0, say("%d stations asked", CITIES), "none");
	expect_number("in-turn", CITIES, at_once, "station(s) asked at the same time");
	expect("exception-escapes", !raised[0],
	       say("report_weather() returns, with the line \"%s\"", lines[down]),
	       say("it %s", raised[0] ? raised[0] : "returns"));
	int asked = run_marks(run, "ask ", NULL, 0);
	expect("asked-again", asked <= CITIES, say("%d requests", CITIES), say("%d", asked));
	for (int i = 1; i < CITIES; i++) {
		int other = (down + i) % CITIES;

		expect_line("others-lost", other, lines[other], found[other]);
	}
	expect_line("outcome-not-looked-at", down, lines[down], found[down]);
	expect_number("failure-counted", CITIES - 1, mark_value(run, "answered", -1),
		      "is the number that report_weather() returns");
	expect_number("not-heard", CITIES, run_marks(run, "heard ", NULL, 0),
		      "stations whose answer was waited for");
	expect_seconds("guessed", slowest, mark_seconds(run, "answered"),
		       "until report_weather() returns");
}

EXERCISE(
	.title = "One city is down",
	.kind = KIND_COMPLETE,
	.minutes = 15,
	.points = 10,
	.tutorial = "Outcomes",
	.hints = {
		"Program 04-exceptions/3-outcomes.c does nearly this, with three tasks that have "
		"names of their own. You have an array of four.",
		"Start all the tasks in one loop, wait for all of them in one call that raises "
		"nothing when one fails, and look at the outcomes in a second loop. An outcome has "
		"a result only where its exception is NULL.",
		"for (...) stations[i] = async_create_task(fetch_weather, cities[i]); then "
		"AWAIT(async_gather_outcomes_array(outcomes, stations, CITIES)); then, for each i: "
		"if (outcomes[i].exception) the line is made of cities[i], exception->type->name "
		"and exception->message; else it is made of cities[i] and the result, and one more "
		"has answered.",
	},
	.feedbacks = {
		{ "nothing-asked", "No station has been asked. A task gets its first turn in the "
		  "next pass of the loop, and that comes only when this function waits. So create "
		  "a task for each city, and then wait for all of them." },
		{ "in-turn", "To await a call is to wait for its end. The stations were not all "
		  "asked before the first was awaited: create all the tasks first, in a loop of "
		  "their own, and await them afterwards." },
		{ "exception-escapes", "async_gather() and async_await() raise the exception of a "
		  "task that failed, and whoever waits is left with it. "
		  "async_gather_outcomes_array() raises nothing then: the exception is an "
		  "outcome." },
		{ "asked-again", "A station was asked twice. What has become of the first request "
		  "is known: the task has it, also behind a gather that has raised. To call "
		  "fetch_weather() again is another request, which may end in another way." },
		{ "others-lost", "One station is down, and the line of another one is wrong. When "
		  "async_gather() raises, no result is stored, not even of the stations that have "
		  "answered; catching its exception does not bring them back. outcomes[i] always "
		  "belongs to the i-th task, whichever failed." },
		{ "outcome-not-looked-at", "The line of the station that is down is wrong. A task "
		  "that failed has no result. Look at outcomes[i].exception first: if it is not "
		  "NULL, say in words what it says, its type->name and its message, whatever its "
		  "type is." },
		{ "failure-counted", "The lines are right, and the number is not. To return how "
		  "many have answered, count the outcomes that have no exception." },
		{ "guessed", "The report is right, and it comes too late. No number of seconds is "
		  "the right one to sleep for. Await the tasks: whoever does is woken at the "
		  "moment when the last of them is done." },
		{ "not-heard", "Not every station was waited for, and what it says cannot be "
		  "known before. Wait for all the tasks, and take the lines from their outcomes." },
	},
	.starter = "nothing-asked",
	.tests = { TEST(test_reports_every_city, 11) },
)
