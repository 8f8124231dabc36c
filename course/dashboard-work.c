/* What the dashboard does while it goes on listening: one thing at a time, in a task that can be
 * cancelled. A file that is saved while it is checked is checked anew. */

#include "dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "crew.h"
#include "files.h"
#include "judging.h"
#include "process.h"
#include "text.h"
#include "words.h"

enum { AT_ONCE = 2 };

static void *announce(void *dashboard)
{
	dashboard_post(dashboard, NEWS_DONE);
	return NULL;
}

ASYNC static struct verdict *judge_one(struct dashboard *dashboard, const struct exercise *exercise)
{
	static unsigned long round;
	const struct tree *tree = dashboard->tree;
	struct submission submission = {
		.tree = tree, .exercise = exercise,
		.folder = async_sprintf("%s/%lu", dashboard->folder, ++round),
	};

	if (access(async_sprintf("%s/%s", tree->work, exercise->source), F_OK) != 0)
		return verdict_new(exercise->name, exercise->points, OUTCOME_WRONG, "not-there",
				   async_sprintf("There is no file %s: press x to get it back.",
						 exercise->source));
	AWAIT(judging_prepare(tree, false));
	AWAIT(files_make_path(submission.folder));
	FINALLY(files_remove_folder, (void *)submission.folder);
	return AWAIT(judge_submission(&submission));
}

/* ---- The three kinds of work: tasks, whose results are theirs ---- */

struct check_exercise { struct dashboard *dashboard; size_t index; };

static void *check_exercise(void *arg)
{
	const struct check_exercise *self = arg;
	struct dashboard *dashboard = self->dashboard;

	FINALLY(announce, dashboard);
	return AWAIT(judge_one(dashboard, &dashboard->exercises.list[self->index]));
}

ASYNC static int check_next(void *arg, size_t index, int place)
{
	struct dashboard *dashboard = arg;

	(void)place;
	dashboard->verdicts[index] =
		AWAIT(judge_one(dashboard, &dashboard->exercises.list[index]));
	dashboard_post(dashboard, NEWS_DONE);
	return 0;
}

static char *summary(const struct dashboard *dashboard)
{
	size_t passed = 0;
	char *lines = async_strdup("");

	for (size_t i = 0; i < dashboard->exercises.count; i++) {
		const struct verdict *verdict = dashboard->verdicts[i];

		passed += verdict->outcome == OUTCOME_PASSED;
		if (verdict->outcome != OUTCOME_PASSED)
			lines = async_sprintf("%s  %s: %s\n", lines, verdict->exercise,
					      verdict->outcome == OUTCOME_UNJUDGED ?
					      "could not be judged" : "not yet");
	}
	return async_sprintf("%zu of %zu passed\n%s", passed, dashboard->exercises.count, lines);
}

struct check_all { struct dashboard *dashboard; };

static void *check_all(void *arg)
{
	const struct check_all *self = arg;
	struct dashboard *dashboard = self->dashboard;
	size_t count = dashboard->exercises.count;

	FINALLY(announce, dashboard);
	dashboard->verdicts = AWAIT(async_alloc(count * sizeof(*dashboard->verdicts)));
	AWAIT(crew_work(count, AT_ONCE, check_next, dashboard));
	return summary(dashboard);
}

struct run_command { struct dashboard *dashboard; const char *command, *exercise; };

/* Another `course`, that prints: here it may print what it likes, and be ended. */
static void *run_command(void *arg)
{
	const struct run_command *self = arg;
	const struct tree *tree = self->dashboard->tree;
	struct words environment = { 0 };

	FINALLY(announce, self->dashboard);
	for (char **variable = environ; *variable; variable++)
		if (strncmp(*variable, "COLUMNS=", 8) != 0)
			words_add(&environment, *variable);
	words_add(&environment, async_sprintf("COLUMNS=%d", terminal_size().columns));
	struct process process = {
		.argv = (const char *const[]){ tree->self, self->command, self->exercise, NULL },
		.environment = environment.list, .directory = tree->work, .merge = true,
		.limits = { .seconds = 120, .output_bytes = 1 << 20 },
	};
	AWAIT(process_run(&process));
	return text_fit(process.out.text, process.out.size, TEXT_BLOCK);
}

/* ---- Begin, end ---- */

/* A task is waited for by async_wait(), which does not raise what the task raises: if an exception
 * comes out, it is the dashboard itself that was cancelled. */
int dashboard_stop(struct dashboard *dashboard)
{
	struct async_task *task = dashboard->task;

	if (!task)
		return 0;
	async_task_cancel(task);
	AWAIT(async_wait(&task, 1, ASYNC_ALL_COMPLETED, INFINITY));
	if (!async_task_cancelled(task))
		async_task_exception(task);	/* seen: it is not reported */
	async_detach(task);
	dashboard->task = NULL;
	dashboard->verdict = NULL;
	dashboard->verdicts = NULL;
	dashboard->work = WORK_NONE;
	return 0;
}

static void begin(struct dashboard *dashboard, enum work work)
{
	free(dashboard->trouble);
	dashboard->trouble = NULL;
	dashboard->work = work;
	dashboard->view = VIEW_EXERCISE;
	dashboard->scroll = 0;
	if (dashboard->fresh != FRESH_EXERCISE)
		dashboard->fresh = FRESH_WORK;
}

int dashboard_check(struct dashboard *dashboard)
{
	AWAIT(dashboard_stop(dashboard));
	dashboard->task = AWAIT(async_create_task(check_exercise, dashboard, dashboard->at));
	begin(dashboard, WORK_CHECK);
	return 0;
}

int dashboard_check_all(struct dashboard *dashboard)
{
	AWAIT(dashboard_stop(dashboard));
	dashboard->task = AWAIT(async_create_task(check_all, dashboard));
	dashboard->checked = 0;
	memset(dashboard->noted, 0, dashboard->exercises.count * sizeof(*dashboard->noted));
	begin(dashboard, WORK_CHECK_ALL);
	return 0;
}

int dashboard_command(struct dashboard *dashboard, const char *command)
{
	AWAIT(dashboard_stop(dashboard));
	dashboard->task = AWAIT(async_create_task(run_command, dashboard, command,
						  dashboard_exercise(dashboard)->name));
	dashboard->title = command;
	begin(dashboard, WORK_COMMAND);
	return 0;
}

/* ---- What has come of it ---- */

ASYNC static int take(struct dashboard *dashboard, enum work work, void *result)
{
	if (work == WORK_CHECK) {
		dashboard->verdict = result;
		dashboard->fresh = FRESH_VERDICT;
		if (dashboard->verdict->outcome == OUTCOME_PASSED)
			dashboard_say(dashboard, "n goes on. s shows how the course solves it.");
		AWAIT(dashboard_note(dashboard, (struct note){ NOTE_VERDICT, dashboard->at,
							       dashboard->verdict }));
	} else if (work == WORK_CHECK_ALL) {
		dashboard_show_text(dashboard, "All checked", strdup(result), false);
	} else {
		dashboard_show_text(dashboard, dashboard->title, strdup(result), true);
	}
	return 0;
}

/* Some of many: those that are there, and not noted yet. Two are checked at once, so they do not
 * come in order. */
ASYNC static int take_some(struct dashboard *dashboard)
{
	for (size_t i = 0; dashboard->verdicts && i < dashboard->exercises.count; i++) {
		struct note note = { NOTE_VERDICT, i, dashboard->verdicts[i] };

		if (!note.verdict || dashboard->noted[i])
			continue;
		dashboard->noted[i] = true;
		dashboard->checked++;
		AWAIT(dashboard_note(dashboard, note));
	}
	return 0;
}

int dashboard_take_result(struct dashboard *dashboard)
{
	enum work work = dashboard->work;

	if (work == WORK_CHECK_ALL)
		AWAIT(take_some(dashboard));
	/* News of a task that was stopped meanwhile, or that goes on. */
	if (work == WORK_NONE || !async_task_done(dashboard->task))
		return 0;
	EXCEPTION(e);
	void *result = TRY(async_await(dashboard->task));
	dashboard->work = WORK_NONE;
	if (EXCEPT(Exception, e)) {
		dashboard->trouble = strdup(e->message);
		dashboard->fresh = FRESH_VERDICT;
		return 0;
	}
	return AWAIT(take(dashboard, work, result));
}
