#include "crew.h"

#include "async.h"

struct crew {
	size_t next, count;
	int (*fn)(void *arg, size_t index, int place);
	void *arg;
	struct async_task **members;
	int places;
};

struct member { struct crew *crew; int place; };

/* Each takes the next piece when it has done one: nobody waits while there is work. */
static void *member(void *arg)
{
	const struct member *self = arg;
	struct crew *crew = self->crew;

	while (crew->next < crew->count)
		AWAIT(crew->fn(crew->arg, crew->next++, self->place));
	return NULL;
}

/* The work is on the stack of who has it done: nobody may be at it any more when that one goes
 * on. */
static void *dismiss(void *arg)
{
	struct crew *crew = arg;

	crew->next = crew->count;
	for (int i = 0; i < crew->places; i++)
		async_task_cancel(crew->members[i]);
	for (int i = 0; i < crew->places; i++) {
		EXCEPTION(e);
		TRY(async_await(crew->members[i]));
		EXCEPT(BaseException, e);
	}
	return NULL;
}

int crew_work(size_t count, int places, int (*fn)(void *arg, size_t index, int place), void *arg)
{
	struct async_task *members[places];
	struct crew crew = { .count = count, .fn = fn, .arg = arg, .members = members };

	FINALLY(dismiss, &crew);
	while (crew.places < places) {
		members[crew.places] = AWAIT(async_create_task(member, &crew, crew.places));
		crew.places++;
	}
	AWAIT(async_gather_array(NULL, members, places));
	return 0;
}
