/* What each word does. Where it names a task that was not created yet, it does nothing. */

#include "play.h"

#include <string.h>

/* The task, and the future, that argument [i] of [step] names. */
static struct async_task *task_of(const struct step *step, int i)
{
	return scenario.scripts[step->arguments[i]].task;
}

static struct async_future *future_of(const struct step *step)
{
	return scenario.futures[step->arguments[0]];
}

/* "by 2.0", as a message */
static const char *by(const struct step *step, const char *before)
{
	return async_sprintf("%sby %d.%d", before, step->task, step->number);
}

static void tell_called(void *arg)
{
	const struct step *step = arg;

	tell("%d.%d is called", step->task, step->number);
}

void tell_got(const struct step *step, void *result)
{
	tell("%d.%d got %s", step->task, step->number, text_of_result(result));
}

/* ---- Waiting ---- */

static int play_sleep(const struct step *step)
{
	AWAIT(async_sleep(step->arguments[0]));
	return 0;
}

static int play_await(const struct step *step)
{
	if (task_of(step, 0) != NULL)
		tell_got(step, AWAIT(async_await(task_of(step, 0))));
	return 0;
}

static int play_wait_for(const struct step *step)
{
	if (task_of(step, 0) != NULL)
		tell_got(step, AWAIT(async_wait_for(task_of(step, 0), step->arguments[1])));
	return 0;
}

struct called { const struct step *step; };

static void *called(void *arg)
{
	const struct step *step = ((const struct called *)arg)->step;

	tell_called((void *)step);
	AWAIT(async_sleep(step->arguments[0]));
	return result_of(100 + step->task);
}

static int play_wait_for_call(const struct step *step)
{
	struct async_coroutine *call = async_coroutine(called, step);

	tell_got(step, AWAIT(async_wait_for(call, step->arguments[1])));
	return 0;
}

static int play_future(const struct step *step)
{
	tell_got(step, AWAIT(async_await(future_of(step))));
	return 0;
}

/* ---- Gathering ---- */

size_t tasks_of(const struct step *step, int first, struct async_task *tasks[])
{
	size_t count = 0;

	for (int i = first; i < step->argument_count; i++)
		if (task_of(step, i) != NULL)
			tasks[count++] = task_of(step, i);
	return count;
}

static void tell_gathered(const struct step *step, const struct async_outcome outcomes[],
			  size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		list = async_sprintf("%s %s", list, outcomes[i].exception != NULL
				     ? text_of_exception(outcomes[i].exception)
				     : text_of_result(outcomes[i].result));
	tell("%d.%d gathered%s", step->task, step->number, list);
}

static int play_gather(const struct step *step)
{
	struct async_task *tasks[MOST_ARGUMENTS];
	struct async_outcome outcomes[MOST_ARGUMENTS] = { 0 };
	void *results[MOST_ARGUMENTS];
	size_t count = tasks_of(step, 0, tasks);

	AWAIT(async_gather_array(results, tasks, count));
	for (size_t i = 0; i < count; i++)
		outcomes[i].result = results[i];
	tell_gathered(step, outcomes, count);
	return 0;
}

static int play_outcomes(const struct step *step)
{
	struct async_task *tasks[MOST_ARGUMENTS];
	struct async_outcome outcomes[MOST_ARGUMENTS];
	size_t count = tasks_of(step, 0, tasks);

	AWAIT(async_gather_outcomes_array(outcomes, tasks, count));
	tell_gathered(step, outcomes, count);
	return 0;
}

/* ---- Creating, cancelling and raising ---- */

static int play_create(const struct step *step)
{
	if (task_of(step, 0) == NULL)
		create_task_of(&scenario.scripts[step->arguments[0]], NULL);
	return 0;
}

static int play_cancel(const struct step *step)
{
	struct async_task *task = task_of(step, 0);

	if (task != NULL) {
		bool asked = async_task_cancel(task, by(step, ""));
		tell("%d.%d %s %d", step->task, step->number, asked ? "True" : "False",
		     async_task_cancelling(task));
	}
	return 0;
}

static void cancel_now(void *arg)
{
	const struct step *step = arg;

	async_task_cancel(task_of(step, 0), by(step, "later, "));
}

static int play_cancel_later(const struct step *step)
{
	if (task_of(step, 0) != NULL)
		async_loop_call_later(NULL, step->arguments[1], cancel_now, (void *)step);
	return 0;
}

static int play_uncancel(const struct step *step)
{
	tell("%d.%d %d", step->task, step->number, async_task_uncancel(async_current_task()));
	return 0;
}

static int play_raise(const struct step *step)
{
	async_raise(ValueError, "of %d.%d", step->task, step->number);
	return 0;
}

/* ---- Callbacks and futures ---- */

static int play_call_soon(const struct step *step)
{
	async_loop_call_soon(NULL, tell_called, (void *)step);
	return 0;
}

static int play_call_later(const struct step *step)
{
	async_loop_call_later(NULL, step->arguments[0], tell_called, (void *)step);
	return 0;
}

static int play_set_result(const struct step *step)
{
	if (!async_future_done(future_of(step)))
		async_future_set_result(future_of(step), result_of(step->task));
	return 0;
}

static int play_set_exception(const struct step *step)
{
	if (!async_future_done(future_of(step)))
		async_future_set_exception(future_of(step), KeyError, "%s", "");
	return 0;
}

static int play_cancel_future(const struct step *step)
{
	bool cancelled = async_future_cancel(future_of(step), by(step, ""));

	tell("%d.%d %s", step->task, step->number, cancelled ? "True" : "False");
	return 0;
}

/* ---- The language ---- */

static const struct word words[] = {
	{ "sleep", play_sleep },
	{ "await", play_await },
	{ "gather", play_gather },
	{ "outcomes", play_outcomes },
	{ "wait_for", play_wait_for },
	{ "wait_for_call", play_wait_for_call },
	{ "create", play_create },
	{ "cancel", play_cancel },
	{ "cancel_later", play_cancel_later },
	{ "uncancel", play_uncancel },
	{ "raise", play_raise },
	{ "call_soon", play_call_soon },
	{ "call_later", play_call_later },
	{ "future", play_future },
	{ "set_result", play_set_result },
	{ "set_exception", play_set_exception },
	{ "cancel_future", play_cancel_future },
	{ NULL, NULL },
};

const struct word *word_named(const char *name)
{
	const struct word *const lists[] = { words, group_words, object_words, stream_words,
					     connection_words };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct word *word = lists[i]; word->name != NULL; word++)
			if (strcmp(word->name, name) == 0)
				return word;
	return NULL;
}
