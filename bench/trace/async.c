/* The time of a run, with and without a trace, and of one of the events that the trace is made of.
 * The least of several runs, since others may be using the machine. */

#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "record.h"
#include "../seconds.h"

enum { TASKS = 100, TURNS = 500, RUNS = 3 };

static size_t events;

static void *take_turns(void *arg)
{
	(void)arg;
	for (int i = 0; i < TURNS; i++)
		AWAIT(async_sleep(0));
	return NULL;
}

static void *all(void *arg)
{
	struct async_task *tasks[TASKS];

	(void)arg;
	for (int i = 0; i < TASKS; i++)
		tasks[i] = async_create_task(take_turns);
	for (int i = 0; i < TASKS; i++)
		AWAIT(async_await(tasks[i]));
	return NULL;
}

static void count_event(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	(void)kind;
	(void)task;
	(void)value;
	(void)text;
	events++;
}

static double time_of_run(const char *file)
{
	double least = 1e9;

	for (int i = 0; i < RUNS; i++) {
		async_use_trace(file);
		double began = seconds();
		async_run(all);
		double took = seconds() - began;
		async_use_trace(NULL);
		least = took < least ? took : least;
	}
	return least;
}

int main(void)
{
	char file[] = "/tmp/async-trace-XXXXXX";

	if (mkstemp(file) < 0)
		return 1;
	async_use_clock(ASYNC_CLOCK_REAL);
	double plain = time_of_run(NULL), traced = time_of_run(file);
	remove(file);
	async_use_trace(NULL);
	record_listen(count_event);
	async_run(all);
	record_listen(NULL);
	printf("plain %.1f\ntraced %.1f\nevent %.1f\n", plain * 1e9 / (TASKS * TURNS),
	       traced * 1e9 / (TASKS * TURNS), (traced - plain) * 1e9 / (double)events);
	return 0;
}
