/* Which task it was, and what it waits for. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge-internal.h"

enum { LONGEST = sizeof(((struct record_frame *)NULL)->text) - 1 };

const char *judge_task_name(const struct run *run, uint32_t task)
{
	const struct record_frame *frame = NULL;

	while ((frame = run_next(run, RECORD_CREATE, frame)) != NULL)
		if (frame->task == task)
			return say("Task-%u (%s)", task, frame->text);
	return say("Task-%u", task);
}

uint32_t judge_running_task(const struct run *run)
{
	uint32_t running = 0;

	for (size_t i = 0; i < run->record.count; i++) {
		const struct record_frame *frame = &run->record.frames[i];

		if (frame->kind == RECORD_STEP)
			running = frame->task;
		else if ((frame->kind == RECORD_SUSPEND || frame->kind == RECORD_DONE) &&
			 frame->task == running)
			running = 0;
	}
	return running;
}

/* Whether the task that suspended in [frame] neither went on nor ended. */
static bool waits_for_ever(const struct run *run, const struct record_frame *frame)
{
	for (size_t i = frame->sequence + 1; i < run->record.count; i++)
		if (run->record.frames[i].task == frame->task &&
		    (run->record.frames[i].kind == RECORD_STEP ||
		     run->record.frames[i].kind == RECORD_DONE))
			return false;
	return true;
}

/* What was too long for the record, the program may have said in full. */
const char *judge_waited_for(const struct run *run, const struct record_frame *frame)
{
	const char *text = frame->text, *whole;
	unsigned int task;
	int length = 0;

	if (sscanf(text, "Task-%u%n", &task, &length) == 1 && !text[length])
		return judge_task_name(run, task);
	whole = strlen(text) == LONGEST ? strstr(run->errors, text) : NULL;
	return whole ? say("%.*s", (int)strcspn(whole, "\n"), whole) : text;
}

/* After a deadlock the runtime has said it, and has cancelled them; else they wait still. */
const char *judge_who_waits(const struct run *run)
{
	bool deadlock = run_reports(run, RECORD_DEADLOCK) > 0;
	const struct record_frame *frame = NULL;
	const char *all = NULL;
	int told = 0;

	while ((frame = run_next(run, deadlock ? RECORD_REPORT : RECORD_SUSPEND, frame)) != NULL &&
	       told < 20)
		if (deadlock ? frame->value == RECORD_DEADLOCK : waits_for_ever(run, frame)) {
			all = say("%s%s waits for %s\n", all ? all : "",
				  judge_task_name(run, frame->task), judge_waited_for(run, frame));
			told++;
		}
	return all ? judge_clean(all, strlen(all), 4000) : NULL;
}
