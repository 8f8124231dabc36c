/* The judge of 03-gather/8-few-at-once. The seed picks how many pages there are, what the limit is,
 * and how long each page takes. One page of the first few is so slow that the others pass it by:
 * whoever waits for the slowest of each lot is late, and pages come in another order than they were
 * asked for. */

#include <string.h>

#include "judge.h"

enum { MOST = 10, FIELDS = 3 };

struct load {
	const char *names[MOST];
	const char *page[MOST];		/* the marks of what is shown at the end */
	const char *fetch[MOST];	/* the marks of the requests */
	double begins[MOST];		/* when each is asked for, */
	double all_there;		/* and when the last is there */
};

/* When each of [count] pages begins, and the last is there, if the next one takes a place as soon
 * as it is empty. */
static void plan(struct load *load, const double *delays, int count, int limit)
{
	double free_at[MOST] = { 0 };

	load->all_there = 0;

	for (int i = 0; i < count; i++) {
		int place = 0;

		for (int other = 1; other < limit; other++)
			place = free_at[other] < free_at[place] ? other : place;
		load->begins[i] = free_at[place];
		free_at[place] += delays[i];
		if (free_at[place] > load->all_there)
			load->all_there = free_at[place];
	}
}

static const struct run *stage_load(struct load *load, int count, int limit)
{
	static const char *const names[MOST] = {
		"Athens", "Bergen", "Cadiz", "Delft", "Essen", "Faro", "Ghent", "Hull", "Ioannina",
		"Jena",
	};
	struct staging staging = { .arguments = { say("%d", limit) } };
	int slow = pick(0, limit > 1 ? limit - 2 : 0);
	double delays[MOST];

	for (int i = 0; i < count; i++) {
		const char **argument = staging.arguments + 1 + i * FIELDS;

		delays[i] = (i == slow ? 6 : pick(4, 8) * 0.25) + odd_milliseconds();
		load->names[i] = argument[0] = names[i];
		argument[1] = say("%g", delays[i]);
		argument[2] = say("chapter %d", 10 * i + pick(1, 9));
		load->fetch[i] = say("fetch %s", names[i]);
		load->page[i] = say("page %s: %s", names[i], argument[2]);
	}
	plan(load, delays, count, limit);
	return judge_stage(&staging);
}

static const char *find_raised(const struct run *run)
{
	const char *raised = NULL;

	run_marks(run, "raised ", &raised, 1);
	return raised;
}

/* The first page that does not begin when it should, or else the last of all. */
static int late_one(const struct run *run, const struct load *load, int count)
{
	int page = 0;

	while (page < count - 1 &&
	       same_seconds(load->begins[page], mark_seconds(run, load->fetch[page])))
		page++;
	return page;
}

static void expect_contents(const struct run *run, const struct load *load, int count)
{
	const char *found[MOST] = { NULL };
	int missing = 0, fetched = 0;

	run_marks(run, "page ", found, MOST);
	for (int i = 0; i < count; i++) {
		missing += mark_count(run, say("page %s: nothing", load->names[i]));
		fetched += mark_seconds(run, say("fetched %s", load->names[i])) <=
			   mark_seconds(run, "all there");
	}
	expect(fetched == count ? "not-kept" : "too-early", missing == 0,
	       "the contents of all pages when fetch_all() returns",
	       say("%d of them missing", missing));
	expect_list("order-of-completion", load->page, count, found, count, "entry");
}

static void test_so_many_are_on_their_way(void)
{
	int count = pick(8, MOST), limit = pick(2, 4);
	struct load load;
	const struct run *run = stage_load(&load, count, limit);
	const char *fetched[MOST] = { NULL }, *twice = NULL;
	int requests = run_marks(run, "fetch ", fetched, MOST);
	int on_their_way = marks_in_flight(run, "fetch ", "fetched ");

	for (int i = 0; i < count; i++)
		twice = mark_count(run, load.fetch[i]) > 1 ? load.fetch[i] : twice;

	expect("nothing-fetched", requests > 0, say("%d pages are asked for", count), "none");
	expect("fetched-again", !twice, "one request for each page",
	       twice ? say("more than one \"%s\"", twice) : "one");
	expect("all-at-once", on_their_way <= limit,
	       say("at most %d pages on their way at the same time", limit),
	       say("%d", on_their_way));
	expect("one-at-a-time", on_their_way > 1,
	       say("%d pages on their way at the same time", limit), say("%d", on_their_way));
	expect("raises", !find_raised(run), "fetch_all() returns",
	       find_raised(run) ? say("it %s", find_raised(run)) : "it returns");
	expect_contents(run, &load, count);
	expect_list("shared-out", load.fetch, count, fetched, requests < MOST ? requests : MOST,
		    "request");
	int late = late_one(run, &load, count);
	expect_seconds("empty-places", load.begins[late], mark_seconds(run, load.fetch[late]),
		       say("until %s is asked for, %d at a time", load.names[late], limit));
	expect_seconds("empty-places", load.all_there, mark_seconds(run, "all there"),
		       say("until %d pages are there, %d at a time", count, limit));
}

static void test_fewer_pages_than_places(void)
{
	int limit = pick(4, 6), count = pick(1, 3);
	struct load load;
	const struct run *run = stage_load(&load, count, limit);

	expect("raises", !find_raised(run), say("fetch_all() returns, with %d page(s)", count),
	       find_raised(run) ? say("it %s", find_raised(run)) : "it returns");
	expect_contents(run, &load, count);
	expect_seconds("empty-places", load.all_there, mark_seconds(run, "all there"),
		       say("until %d page(s) are there, %d at a time", count, limit));
	run = stage_load(&load, 0, limit);
	expect("raises", !find_raised(run), "fetch_all() returns, with no page at all",
	       find_raised(run) ? say("it %s", find_raised(run)) : "it returns");
}

EXERCISE(
	.title = "A few at a time",
	.kind = KIND_MAKE,
	.minutes = 15,
	.points = 10,
	.tutorial = "A thousand at once",
	.hints = {
		"The program of \"A thousand at once\" bounds its requests in two ways, and both "
		"do here. What has to be added is where the contents of each page go.",
		"With workers: make as many as the limit allows, and let each load page after "
		"page, until none is left. They share the number of the next page. To take a "
		"number and to move it on needs no lock, as long as nothing is awaited in "
		"between. The number that was taken is where the contents belong.",
		"A worker does: while (work->next < work->count) { int i = work->next++; "
		"work->contents[i] = AWAIT(fetch_page(&(struct fetch_page){ work->pages[i] })); } "
		"All of them get a pointer to the same struct work, which fetch_all() has; it "
		"makes [limit] tasks of the worker, and gathers them.",
	},
	.feedbacks = {
		{ "nothing-fetched", "No page has been asked for. Begin with one task that loads "
		  "one page, and await it; then let it load the next one, and the next. A task "
		  "does not begin before somebody awaits something." },
		{ "fetched-again", "A page was asked for more than once. Other tasks run while a "
		  "task awaits. What they share must be changed before the AWAIT: who takes a "
		  "page and only notes it afterwards lets the others take the same one." },
		{ "all-at-once", "More pages were on their way than the server allows. A task "
		  "begins in the next pass of the loop, whether or not the others are done: to "
		  "make a task for each page bounds nothing. Let each of them take a place from a "
		  "semaphore first, or make only as many workers as there are places." },
		{ "one-at-a-time", "Only one page was on its way at a time. To await a call is to "
		  "wait for its end. The limit says how many may be on their way, so there are to "
		  "be that many tasks." },
		{ "empty-places", "All pages have come, but there were empty places at the server "
		  "while pages were left. Who loads so many, waits for all of them, and then "
		  "loads so many more, waits for the slowest of each lot. As soon as one page is "
		  "there, the next can be asked for." },
		{ "too-early", "fetch_all() has returned, and contents are missing. To create a "
		  "task is not to wait for it: wait for all of them before you return." },
		{ "not-kept", "All pages have come, and contents are missing: what fetch_page() "
		  "gives goes to whoever calls it. A task of yours that calls it has to store "
		  "that in contents[i], or return it: gather stores what a task returns." },
		{ "order-of-completion", "Contents stand where they do not belong. Pages come in "
		  "an order of their own; contents[i] belongs to pages[i]. A task that has taken a "
		  "page has to remember its number until the page has come." },
		{ "shared-out", "The pages were asked for in another order than in pages[]. To "
		  "share them out beforehand is to have a slow page hold up others, while "
		  "places are empty elsewhere. Whoever is free takes the next page of all." },
		{ "raises", "An exception came out of fetch_all(). Its message, further down, says "
		  "which. Think of the borders: fewer pages than the limit, or no page at all." },
		{ "hangs", "A task waits for a place, and nobody gives one back. Whatever is taken "
		  "before a request must be given back behind it, each time." },
	},
	.starter = "nothing-fetched",
	.tests = { TEST(test_so_many_are_on_their_way, 10), TEST(test_fewer_pages_than_places, 5) },
)
