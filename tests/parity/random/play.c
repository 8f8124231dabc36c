/* play [FILE]: performs the random program in FILE, or on stdin. */

#include "play.h"

#include <stdarg.h>

#include "task-internal.h"

/* ---- What is printed ---- */

void tell(const char *format, ...)
{
	va_list arguments;

	printf("[%g] ", async_loop_time(NULL));
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/* A result is a pointer, and NULL is Python's None: so numbers are one higher. */
void *result_of(int number)
{
	return (void *)(intptr_t)(number + 1);
}

const char *text_of_result(void *result)
{
	return result != NULL ? async_sprintf("%d", (int)(intptr_t)result - 1) : "None";
}

static const char *text_of_group(const struct async_exception *group)
{
	const char *text = async_sprintf("%s[", group->type->name);

	for (size_t i = 0; i < group->count; i++)
		text = async_sprintf("%s%s%s", text, i > 0 ? ", " : "",
				     text_of_exception(group->exceptions[i]));
	return async_sprintf("%s]", text);
}

const char *text_of_exception(const struct async_exception *exception)
{
	if (exception->count > 0)
		return text_of_group(exception);
	if (exception->message[0] == '\0' || async_isinstance(exception, RuntimeError))
		return exception->type->name;
	return async_sprintf("%s(%s)", exception->type->name, exception->message);
}

static void tell_done(struct async_future *future, void *arg)
{
	const struct async_exception *exception;

	(void)arg;
	if (async_future_cancelled(future))
		tell("done: cancelled");
	else if ((exception = async_future_exception(future)) != NULL)
		tell("done: %s", text_of_exception(exception));
	else
		tell("done: %s", text_of_result(async_future_result(future)));
}

static void *tell_end(void *script)
{
	tell("%d ends", ((const struct script *)script)->number);
	return NULL;
}

/* ---- Steps ---- */

ASYNC static int play_in_try(const struct step *step, int depth)
{
	EXCEPTION(e);

	TRY(play_inside(step, depth));
	if (EXCEPT(BaseException, e))
		tell("%d.%d caught %s", step->task, step->number, text_of_exception(e));
	return 0;
}

ASYNC static int play_in_limit(const struct step *step, int depth, int seconds)
{
	TIMEOUT(limit, seconds);
	AWAIT(play_inside(step, depth));
	return 0;
}

static void *clean_up(void *arg)
{
	const struct guard *guard = arg;

	tell("%d.%d cleans up", guard->step->task, guard->step->number);
	AWAIT(async_sleep(guard->seconds));
	return NULL;
}

ASYNC static int play_in_finally(const struct step *step, int depth, const struct guard *guard)
{
	FINALLY(clean_up, (void *)guard);
	AWAIT(play_inside(step, depth));
	return 0;
}

int play_inside(const struct step *step, int depth)
{
	const struct guard *guard = &step->guards[depth];

	if (depth == step->guard_count)
		AWAIT(step->word->play(step));
	else if (guard->kind == GUARD_TRY)
		AWAIT(play_in_try(step, depth + 1));
	else if (guard->kind == GUARD_LIMIT)
		AWAIT(play_in_limit(step, depth + 1, guard->seconds));
	else if (guard->kind == GUARD_FINALLY)
		AWAIT(play_in_finally(step, depth + 1, guard));
	else if (guard->kind >= GUARD_MANAGER)
		AWAIT(play_in_scope(step, depth + 1, guard));
	else
		AWAIT(play_in_groups(step, depth + 1, guard));
	return 0;
}

/* ---- Tasks ---- */

struct play_script { struct script *script; };

static void *play_script(void *arg)
{
	struct script *script = ((const struct play_script *)arg)->script;

	FINALLY(tell_end, script);
	for (int i = 0; i < script->step_count; i++) {
		tell("%d.%d %s", script->number, i, script->steps[i].word->name);
		AWAIT(play_inside(&script->steps[i], 0));
	}
	return result_of(script->number);
}

/* Python's variables keep a task when the one that created it has ended; so do we. */
void create_task_of(struct script *script, struct async_task_group *group)
{
	struct async_task *task =
		group != NULL ? async_task_group_create_task(group, play_script, script)
			      : async_create_task(play_script, script);

	if (task == NULL)
		return;
	script->task = task_keep(task);
	async_task_add_done_callback(script->task, tell_done, NULL);
}

static void *main_task(void *arg)
{
	(void)arg;
	for (int i = 0; i < scenario.future_count; i++)
		scenario.futures[i] = async_loop_create_future(NULL);
	create_objects();
	create_readers();
	AWAIT(create_connection());
	scenario.scripts[0].task = task_keep(async_current_task());
	for (int i = 1; i < scenario.script_count; i += 2)
		create_task_of(&scenario.scripts[i], NULL);

	struct play_script script = { &scenario.scripts[0] };
	AWAIT(play_script(&script));
	return NULL;
}

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : stdin;

	if (file == NULL) {
		fprintf(stderr, "play: %s cannot be read: %m\n", argv[1]);
		return 2;
	}
	scenario_read(file);
	async_use_clock(ASYNC_CLOCK_VIRTUAL);

	EXCEPTION(e);
	async_run(main_task);
	if (EXCEPT(BaseException, e))
		printf("main: %s\n", text_of_exception(e));
	puts("end");
	return 0;
}
