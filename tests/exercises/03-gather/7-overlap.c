/* The judge of 03-gather/7-overlap, and the model for others. The seed picks the cities, how slow
 * each station is, and the weather; the first city is never the first to answer, so that an order
 * of completion is not the order of cities. */

#include <string.h>

#include "judge.h"

enum { CITIES = 3 };

/* Stages the page of three [cities]. Puts the marks that it should leave into [page], and into
 * [slowest] how long it should take. */
static const struct run *stage_page(const char *const *cities, const char *page[CITIES],
				    double *slowest)
{
	struct staging staging = { 0 };
	const char **argument = staging.arguments;
	double delays[CITIES] = { 1, 2, 3 };

	*slowest = 0;
	shuffle(delays + 1, CITIES - 1, sizeof(delays[0]));
	delays[0] = 2.5;
	for (int i = 0; i < CITIES; i++) {
		/* Three ranges, so that no two are the same. */
		const char *weather = say("%d degrees", pick(15 * i - 10, 15 * i));

		delays[i] += pick(0, 1) * 0.25 + odd_milliseconds();
		if (delays[i] > *slowest)
			*slowest = delays[i];
		*argument++ = cities[i];
		*argument++ = say("%g", delays[i]);
		*argument++ = weather;
		page[i] = say("page %s: %s", cities[i], weather);
	}
	return judge_stage(&staging);
}

static void test_page_takes_as_long_as_its_slowest_station(void)
{
	const char *cities[] = { "Oslo", "Lima", "Rome", "Hanoi", "Quito", "Cairo" };
	const char *page[CITIES], *found[CITIES] = { 0 }, *raised = NULL;
	bool complete = true, answered = true;
	double slowest;

	shuffle(cities, sizeof(cities) / sizeof(cities[0]), sizeof(cities[0]));
	const struct run *run = stage_page(cities, page, &slowest);
	run_marks(run, "raised ", &raised, 1);
	run_marks(run, "page ", found, CITIES);
	for (int i = 0; i < CITIES; i++) {
		complete = complete && !mark_count(run, say("page %s: nothing", cities[i]));
		answered = answered && mark_count(run, say("fetched %s", cities[i]));
	}

	bool unknown = raised && strcmp(raised, "raised LookupError") == 0;
	expect(unknown ? "no-such-station" : "page-too-early", complete && !raised,
	       "the weather of three cities", raised ? say("it %s", raised) : "a page with gaps");
	expect("handle-for-a-result", answered, "three stations answer before the page is shown",
	       "not all of them have answered");
	for (int i = 0; i < CITIES; i++) {
		int requests = mark_count(run, say("fetch %s", cities[i]));

		expect("asked-again", requests == 1,
		       say("1 request to the station of %s", cities[i]),
		       say("%d requests to the station of %s", requests, cities[i]));
	}
	expect_list("order-of-completion", page, CITIES, found, CITIES, "entry");

	double shown = mark_seconds(run, "shown");
	const char *not_at_once =
		run_tasks(run, NULL) > 1 ? "awaited-too-soon" : "one-after-the-other";
	bool a_little = shown > slowest && shown < slowest + 0.5;
	expect_seconds(a_little ? "looks-again" : not_at_once, slowest, shown,
		       "until the page is shown");
	/* Whoever tampers with the clock has still asked them in turn. */
	expect_number(not_at_once, CITIES, marks_in_flight(run, "fetch ", "fetched "),
		      "requests under way at the same time");
}

EXERCISE(
	.title = "Let the fetches overlap",
	.kind = KIND_MODIFY,
	.minutes = 10,
	.points = 10,
	.tutorial = "Several at once",
	.hints = {
		"The loop in fetch_page() awaits each fetch before it begins the next one. Compare "
		"the programs of \"In turn\" and of \"Several at once\": what is different "
		"about the fetches?",
		"A call that is awaited runs to its end before the next line, so nothing overlaps. "
		"All tasks get their turns while this function is suspended. First create all of "
		"them, then wait for all of them in one call; gather stores results in the order "
		"of its arguments.",
		"struct async_task *stations[CITIES]; in the loop: stations[i] = "
		"async_create_task(fetch_weather, cities[i]); and behind the loop: "
		"AWAIT(async_gather_array(weather, stations, CITIES));",
	},
	.feedbacks = {
		{ "one-after-the-other", "To await a call is to wait for its end: the next line "
		  "begins only then. Fetches overlap only if all of them are under way before the "
		  "first is waited for." },
		{ "awaited-too-soon", "You have made tasks, but a task was awaited before the "
		  "others were created, so they could not begin. Create all of them first, and "
		  "only then await." },
		{ "looks-again", "All stations were asked at the same time, but the page comes a "
		  "little late. To sleep and look whether the tasks are done, again and again, is "
		  "to find it out late. Whoever awaits a task is woken when it is done, and "
		  "nothing has to be looked at meanwhile." },
		{ "order-of-completion", "The entries stand where they do not belong. The stations "
		  "answer in an order of their own; a result belongs to its city, not to its place "
		  "in that order. async_gather() keeps the order of its arguments." },
		{ "page-too-early", "The page was shown before all stations had answered. To "
		  "create a task is not to wait for it. Its result is there when the task is done, "
		  "so wait for all of them before you use a result." },
		{ "handle-for-a-result", "The page was shown before the stations had answered, "
		  "with something on it that no station has sent. async_create_task() returns a "
		  "handle: something to know the task by, and not its result. The result is what "
		  "async_await() or gather gives." },
		{ "no-such-station", "A station was asked for that does not exist: only the cities "
		  "in cities[] have one. A task gets the parameters themselves, here one of "
		  "cities[], and no pointer to a struct." },
		{ "asked-again", "Each station is to be asked exactly once. A task that has been "
		  "awaited has the result; calling the function again is another request." },
	},
	.starter = "one-after-the-other",
	.tests = { TEST(test_page_takes_as_long_as_its_slowest_station, 8) },
)
