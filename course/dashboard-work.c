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

	if (access(async_sprintf("%s/%s", tree->root, exercise->source), F_OK) != 0)
		return verdict_new(exercise->name, exercise->points, OUTCOME_WRONG, "not-there",
				   async_sprintf("There is no file %s: press x to get it back.",
						 exercise->source));
	AWAIT(judging_prepare(tree, false));
	AWAIT(files_make_path(submission.folder));
	FINALLY(files_remove_folder, (void *)submission.folder);
	return AWAIT(judge_submission(&submission));
}

static void note_verdict(struct dashboard *dashboard, size_t index, const struct verdict *verdict)
{
	enum state *state = &dashboard->states[index];

	if (verdict->outcome == OUTCOME_PASSED)
		*state = STATE_PASSED;
	else if (verdict->outcome != OUTCOME_UNJUDGED && *state == STATE_NEW)
		*state = STATE_TRIED;
}

/* ---- The three kinds of work: tasks, whose results are theirs ---- */

struct check_exercise { struct dashboard *dashboard; size_t index; };

static void *check_exercise(void *arg)
{
	const struct check_exercise *self = arg;
	struct dashboard *dashboard = self->dashboard;

	FINALLY(announce, dashboard);
	struct verdict *verdict =
		AWAIT(judge_one(dashboard, &dashboard->exercises.list[self->index]));
	note_verdict(dashboard, self->index, verdict);
	return verdict;
}

struct all { struct dashboard *dashboard; struct verdict **verdicts; };

ASYNC static int check_next(void *arg, size_t index, int place)
{
	const struct all *all = arg;
	struct dashboard *dashboard = all->dashboard;

	(void)place;
	struct verdict *verdict = AWAIT(judge_one(dashboard, &dashboard->exercises.list[index]));
	all->verdicts[index] = verdict;
	note_verdict(dashboard, index, verdict);
	dashboard->checked++;
	dashboard_post(dashboard, NEWS_DONE);
	return 0;
}

static char *summary(const struct all *all, size_t count)
{
	size_t passed = 0;
	char *lines = async_strdup("");

	for (size_t i = 0; i < count; i++) {
		const struct verdict *verdict = all->verdicts[i];

		passed += verdict->outcome == OUTCOME_PASSED;
		if (verdict->outcome != OUTCOME_PASSED)
			lines = async_sprintf("%s  %s: %s\n", lines, verdict->exercise,
					      verdict->outcome == OUTCOME_UNJUDGED ?
					      "could not be judged" : "not yet");
	}
	return async_sprintf("%zu of %zu passed\n%s", passed, count, lines);
}

struct check_all { struct dashboard *dashboard; };

static void *check_all(void *arg)
{
	const struct check_all *self = arg;
	size_t count = self->dashboard->exercises.count;
	struct all all = { .dashboard = self->dashboard };

	FINALLY(announce, self->dashboard);
	all.verdicts = AWAIT(async_alloc(count * sizeof(*all.verdicts)));
	AWAIT(crew_work(count, AT_ONCE, check_next, &all));
	return summary(&all, count);
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
		.environment = environment.list, .directory = tree->root, .merge = true,
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

static void take(struct dashboard *dashboard, enum work work, void *result)
{
	if (work == WORK_CHECK) {
		dashboard->verdict = result;
		dashboard->fresh = FRESH_VERDICT;
	} else if (work == WORK_CHECK_ALL) {
		dashboard_show_text(dashboard, "All checked", strdup(result), false);
	} else {
		dashboard_show_text(dashboard, dashboard->title, strdup(result), true);
	}
}

int dashboard_take_result(struct dashboard *dashboard)
{
	enum work work = dashboard->work;

	/* News of a task that was stopped meanwhile, or of one exercise of many. */
	if (work == WORK_NONE || !async_task_done(dashboard->task))
		return 0;
	EXCEPTION(e);
	void *result = TRY(async_await(dashboard->task));
	dashboard->work = WORK_NONE;
	if (EXCEPT(Exception, e)) {
		dashboard->trouble = strdup(e->message);
		dashboard->fresh = FRESH_VERDICT;
	} else {
		AWAIT(0);
		take(dashboard, work, result);
	}
	return 0;
}
