/* The words and guards of groups.py: shields, wait(), as_completed(), task groups and groups of
 * exceptions. */

#include "play.h"

/* ---- Guards ---- */

/* What a child of a group does: two of them in one number. */
enum child_kind { NO_CHILD, SLEEPS, FAILS, FAILS_WHEN_CANCELLED };

struct child { const struct step *step; enum child_kind kind; };

static void *child(void *arg)
{
	const struct child *self = arg;
	const struct step *step = self->step;
	EXCEPTION(e);

	TRY(async_sleep(self->kind == FAILS ? 1 : 2));
	if (self->kind == FAILS && async_exception() == NULL)
		return async_raise(ValueError, "of a child of %d.%d", step->task, step->number);
	if (EXCEPT(CancelledError, e)) {
		tell("%d.%d child is cancelled", step->task, step->number);
		if (self->kind != FAILS_WHEN_CANCELLED)
			return async_reraise(e);
		AWAIT(async_sleep(1));
		return async_raise_from(NULL, KeyError);
	}
	tell("%d.%d child ends", step->task, step->number);
	return NULL;
}

static void *leave_group(void *arg)
{
	const struct script *script = arg;

	scenario.scripts[script->number].group = script->group;
	return NULL;
}

ASYNC static int play_in_group(const struct step *step, int depth, int children)
{
	const int kinds[] = { children % 4, children / 4 };
	struct script *script = &scenario.scripts[step->task], outer = *script;

	TASK_GROUP(group);
	FINALLY(leave_group, &outer);
	script->group = group;
	for (int i = 0; i < 2; i++)
		if (kinds[i] != NO_CHILD)
			async_task_group_create_task(group, child, step, kinds[i]);
	AWAIT(play_inside(step, depth));
	return 0;
}

enum handler { DO_NOTHING, RAISE_AGAIN, RAISE_ANOTHER, SLEEP };

ASYNC static int play_in_star(const struct step *step, int depth, enum handler handler)
{
	EXCEPTION(e);

	TRY(play_inside(step, depth));
	EXCEPT_STAR(ValueError, e) {
		tell("%d.%d star %s", step->task, step->number, text_of_exception(e));
		if (handler == RAISE_AGAIN)
			async_reraise(e);
		else if (handler == RAISE_ANOTHER)
			async_raise(KeyError);
		else if (handler == SLEEP)
			TRY(async_sleep(1));
	}
	EXCEPT_STAR(KeyError, e)
		tell("%d.%d star %s", step->task, step->number, text_of_exception(e));
	return 0;
}

ASYNC static int play_until(const struct step *step, int depth, int when)
{
	TIMEOUT_AT(limit, when);
	AWAIT(play_inside(step, depth));
	return 0;
}

struct moved { const struct step *step; struct async_timeout *limit; };

static void *tell_expired(void *arg)
{
	const struct moved *self = arg;

	tell("%d.%d %s %g", self->step->task, self->step->number,
	     async_timeout_expired(self->limit) ? "expired" : "in time",
	     async_timeout_when(self->limit));
	return NULL;
}

ASYNC static int play_moved(const struct step *step, int depth, int seconds)
{
	TIMEOUT(limit, 1);
	struct moved moved = { step, &limit };

	async_timeout_reschedule(&limit, async_loop_time(NULL) + seconds);
	FINALLY(tell_expired, &moved);
	AWAIT(play_inside(step, depth));
	return 0;
}

int play_in_groups(const struct step *step, int depth, const struct guard *guard)
{
	if (guard->kind == GUARD_GROUP)
		AWAIT(play_in_group(step, depth, guard->seconds));
	else if (guard->kind == GUARD_STAR)
		AWAIT(play_in_star(step, depth, (enum handler)guard->seconds));
	else if (guard->kind == GUARD_MOVED)
		AWAIT(play_moved(step, depth, guard->seconds));
	else
		AWAIT(play_until(step, depth, guard->seconds));
	return 0;
}

/* ---- Words ---- */

enum { FOR_EVER = 4 };

static double patience_of(const struct step *step)
{
	return step->arguments[0] == FOR_EVER ? INFINITY : step->arguments[0];
}

static int play_shield(const struct step *step)
{
	struct async_task *task = scenario.scripts[step->arguments[0]].task;

	if (task != NULL)
		tell_got(step, AWAIT(async_await(async_shield(task))));
	return 0;
}

static int play_gather_shields(const struct step *step)
{
	struct async_task *tasks[MOST_ARGUMENTS];
	struct async_future *shields[MOST_ARGUMENTS];
	void *results[MOST_ARGUMENTS];
	size_t count = tasks_of(step, 0, tasks);
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		shields[i] = async_shield(tasks[i]);
	AWAIT(async_gather_array(results, shields, count));
	for (size_t i = 0; i < count; i++)
		list = async_sprintf("%s %s", list, text_of_result(results[i]));
	tell("%d.%d gathered%s", step->task, step->number, list);
	return 0;
}

static int play_wait_for_shield(const struct step *step)
{
	struct async_task *task = scenario.scripts[step->arguments[0]].task;

	if (task != NULL)
		tell_got(step, AWAIT(async_wait_for(async_shield(task), step->arguments[1])));
	return 0;
}

struct shielded { const struct step *step; };

static void *shielded(void *arg)
{
	const struct step *step = ((const struct shielded *)arg)->step;

	AWAIT(async_sleep(step->arguments[0]));
	tell("%d.%d is over", step->task, step->number);
	if (step->arguments[0] % 2 == 1)
		return async_raise(ValueError, "of what is shielded");
	return result_of(100 + step->task);
}

static int play_shield_call(const struct step *step)
{
	struct async_coroutine *call = async_coroutine(shielded, step);

	tell_got(step, AWAIT(async_await(async_shield(call))));
	return 0;
}

ASYNC static int wait_for_some(const struct step *step, enum async_return_when return_when)
{
	struct async_task *given[MOST_ARGUMENTS], *tasks[MOST_ARGUMENTS];
	size_t count = tasks_of(step, 1, given), done;
	const char *list = "";

	tasks_of(step, 1, tasks);
	done = AWAIT(async_wait(tasks, count, return_when, patience_of(step)));
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < done; j++)
			found |= tasks[j] == given[i];
		list = async_sprintf("%s %s", list, found ? "done" : "pending");
	}
	tell("%d.%d waited%s", step->task, step->number, list);
	return 0;
}

static int play_wait_all(const struct step *step)
{
	AWAIT(wait_for_some(step, ASYNC_ALL_COMPLETED));
	return 0;
}

static int play_wait_first(const struct step *step)
{
	AWAIT(wait_for_some(step, ASYNC_FIRST_COMPLETED));
	return 0;
}

static int play_wait_raise(const struct step *step)
{
	AWAIT(wait_for_some(step, ASYNC_FIRST_EXCEPTION));
	return 0;
}

/* Over the tasks, but of those that are done only over the first. */
static struct async_iterator *completing(const struct step *step)
{
	struct async_task *given[MOST_ARGUMENTS], *tasks[MOST_ARGUMENTS + 1];
	size_t all = tasks_of(step, 1, given), count = 0;

	for (size_t i = 0; i < all && count == 0; i++)
		if (async_task_done(given[i]))
			tasks[count++] = given[i];
	for (size_t i = 0; i < all; i++)
		if (!async_task_done(given[i]))
			tasks[count++] = given[i];
	return async_as_completed(tasks, count, patience_of(step));
}

static int number_of(const struct async_future *future)
{
	int number = 0;

	while (scenario.scripts[number].task == NULL ||
	       async_task_future(scenario.scripts[number].task) != future)
		number++;
	return number;
}

static int play_as_completed(const struct step *step)
{
	ASYNC_FOR(future, completing(step))
		tell("%d.%d completed %d", step->task, step->number, number_of(future));
	return 0;
}

static int play_next_completed(const struct step *step)
{
	struct async_iterator *iterator = completing(step);
	EXCEPTION(e);

	for (;;) {
		void *result = TRY(async_as_completed_next(iterator));

		if (EXCEPT(StopAsyncIteration, e))
			return 0;
		if (async_exception() != NULL)
			return 0;
		tell_got(step, result);
	}
}

static int play_spawn(const struct step *step)
{
	struct script *script = &scenario.scripts[step->arguments[0]];
	struct async_task_group *group = scenario.scripts[step->task].group;

	if (group != NULL && script->task == NULL)
		create_task_of(script, group);
	return 0;
}

const struct word group_words[] = {
	{ "shield", play_shield },
	{ "gather_shields", play_gather_shields },
	{ "wait_for_shield", play_wait_for_shield },
	{ "shield_call", play_shield_call },
	{ "wait_all", play_wait_all },
	{ "wait_first", play_wait_first },
	{ "wait_raise", play_wait_raise },
	{ "as_completed", play_as_completed },
	{ "next_completed", play_next_completed },
	{ "spawn", play_spawn },
	{ NULL, NULL },
};
