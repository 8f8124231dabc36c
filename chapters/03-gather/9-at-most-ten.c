/* A thousand requests, never more than ten of them under way: through a semaphore with ten places,
 * or by ten workers. The station counts how many it has at the same time. */

#include <stdio.h>

#include "async.h"

enum { REQUESTS = 1000, LIMIT = 10 };

static int under_way, most, answered;

ASYNC static int ask_station(int number)
{
	under_way++;
	if (most < under_way)
		most = under_way;
	AWAIT(async_sleep(1));
	under_way--;
	answered++;
	return number % 40;		/* how warm it is there */
}

struct request { int number; };

static void *request(void *arg)
{
	const struct request *self = arg;

	AWAIT(ask_station(self->number));
	return NULL;
}

static void *all_at_once(void *arg)
{
	(void)arg;
	struct async_task *requests[REQUESTS];

	for (int i = 0; i < REQUESTS; i++)
		requests[i] = async_create_task(request, i);
	AWAIT(async_gather_array(NULL, requests, REQUESTS));
	return NULL;
}

struct polite_request { int number; struct async_semaphore *places; };

static void *polite_request(void *arg)
{
	const struct polite_request *self = arg;

	AWAIT(async_semaphore_acquire(self->places));
	AWAIT(ask_station(self->number));
	async_semaphore_release(self->places);
	return NULL;
}

static void *with_a_semaphore(void *arg)
{
	(void)arg;
	struct async_semaphore *places = async_semaphore(LIMIT);
	struct async_task *requests[REQUESTS];

	for (int i = 0; i < REQUESTS; i++)
		requests[i] = async_create_task(polite_request, i, places);
	AWAIT(async_gather_array(NULL, requests, REQUESTS));
	return NULL;
}

struct worker { int *next; };

static void *worker(void *arg)
{
	const struct worker *self = arg;

	while (*self->next < REQUESTS) {
		int number = (*self->next)++;

		AWAIT(ask_station(number));
	}
	return NULL;
}

static void *by_ten_workers(void *arg)
{
	(void)arg;
	struct async_task *workers[LIMIT];
	int next = 0;

	for (int i = 0; i < LIMIT; i++)
		workers[i] = async_create_task(worker, &next);
	AWAIT(async_gather_array(NULL, workers, LIMIT));
	return NULL;
}

ASYNC static int measure(const char *way, void *(*ask_all)(void *arg))
{
	double start = async_loop_time(NULL);

	most = answered = 0;
	AWAIT(ask_all(NULL));
	printf("%-17s %d answers, at most %4d under way, %3.0f s\n", way, answered, most,
	       async_loop_time(NULL) - start);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	AWAIT(measure("all at once:", all_at_once));
	AWAIT(measure("with a semaphore:", with_a_semaphore));
	AWAIT(measure("by ten workers:", by_ten_workers));
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
