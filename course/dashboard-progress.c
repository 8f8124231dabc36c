/* What the dashboard remembers, by progress.h.
 *
 * A struct progress belongs to a task, and so does all that is read for it: a task that lived as
 * long as the dashboard would have more and more. So there is one for each note; it ends when its
 * note is written. If it cannot be written it does not end: it keeps what it has, and takes the
 * notes that follow, until all of them are. */

#include "dashboard.h"

#include <string.h>

#include "async.h"

ASYNC static int write_note(struct progress *progress, const struct exercise *exercise,
			    const struct note *note)
{
	switch (note->kind) {
	case NOTE_NOTHING:
		return 0;
	case NOTE_AGAIN:
		return AWAIT(progress_set(progress, "exercises", exercise->name, json_object()));
	case NOTE_CURRENT:
		return AWAIT(progress_note_current(progress, exercise->name));
	case NOTE_VERDICT:
		return AWAIT(progress_note_verdict(progress, exercise, note->verdict));
	case NOTE_HINT:
		return AWAIT(progress_note_hint(progress, exercise->name, note->level));
	case NOTE_SOLUTION:
		return AWAIT(progress_note_solution(progress, exercise->name));
	case NOTE_RESET:
		return AWAIT(progress_note_reset(progress, exercise->name));
	}
	return 0;
}

static void look(struct dashboard *dashboard, const struct progress *progress)
{
	const char *current = progress_current(progress);

	for (size_t i = 0; i < dashboard->exercises.count; i++) {
		const char *name = dashboard->exercises.list[i].name;
		struct progress_entry entry = progress_of(progress, name);

		dashboard->states[i] = entry.state;
		dashboard->hints[i] = entry.hints;
		if (current && strcmp(name, current) == 0)
			dashboard->current = i;
	}
}

/* Returns: whether all is written: a note that changes nothing is not, and what could not be before
 * it is left then. */
ASYNC static bool take_note(struct dashboard *dashboard, struct progress *progress)
{
	const struct note *note = dashboard->note;

	EXCEPTION(e);
	TRY(write_note(progress, &dashboard->exercises.list[note->index], note));
	if (EXCEPT(OSError, e))
		dashboard_say(dashboard, "Your progress is not kept: %s", e->message);
	AWAIT(0);
	look(dashboard, progress);
	if (progress->notice)
		dashboard_say(dashboard, "%s", progress->notice);
	progress->notice = NULL;
	async_event_set(dashboard->note_taken);
	return json_array_size(progress->unsaved) == 0;
}

static void *set(void *event)
{
	async_event_set(event);
	return NULL;
}

struct keep { struct dashboard *dashboard; };

static void *keep(void *arg)
{
	const struct keep *self = arg;
	struct dashboard *dashboard = self->dashboard;
	struct progress progress;

	/* Nobody waits for what has failed. */
	FINALLY(set, dashboard->note_taken);
	AWAIT(progress_load(&progress, dashboard->tree));
	while (!AWAIT(take_note(dashboard, &progress))) {
		AWAIT(async_event_wait(dashboard->note_given));
		async_event_clear(dashboard->note_given);
	}
	return NULL;
}

bool dashboard_has_unkept(const struct dashboard *dashboard)
{
	return dashboard->keeper && !async_task_done(dashboard->keeper);
}

int dashboard_note(struct dashboard *dashboard, struct note note)
{
	EXCEPTION(e);

	dashboard->note = &note;
	async_event_clear(dashboard->note_taken);
	if (dashboard_has_unkept(dashboard))
		async_event_set(dashboard->note_given);
	else
		dashboard->keeper = AWAIT(async_create_task(keep, dashboard));
	AWAIT(async_event_wait(dashboard->note_taken));
	/* One that has done its work has no more than its end before it. */
	AWAIT(async_sleep(0));
	if (dashboard_has_unkept(dashboard))
		return 0;
	TRY(async_await(dashboard->keeper));
	if (EXCEPT(Exception, e))
		dashboard_say(dashboard, "Your progress is not kept: %s", e->message);
	async_detach(dashboard->keeper);
	dashboard->keeper = NULL;
	return 0;
}

size_t dashboard_where_to_begin(struct dashboard *dashboard)
{
	size_t count = dashboard->exercises.count;

	dashboard->current = count;
	AWAIT(dashboard_note(dashboard, (struct note){ NOTE_NOTHING }));
	if (dashboard->current < count)
		return dashboard->current;
	for (size_t i = 0; i < count; i++)
		if (dashboard->states[i] != PROGRESS_PASSED)
			return i;
	return 0;
}
