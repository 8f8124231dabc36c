/* What Chrome's trace of a run knows besides the record: the lines of the source, the names of
 * tasks, and which task has woken which.
 *
 * Both tell of the same steps of the same tasks, each task's in order; so the third step of a task
 * in the one is its third step in the other. */

#include <string.h>

#include "async.h"
#include "text.h"
#include "timeline.h"

struct cursor {
	size_t next;			/* the span behind the last step seen */
	bool woken;
	uint32_t waker;
};

struct matching {
	struct timeline *timeline;
	struct cursor *cursors;		/* by the task's number */
	uint32_t waker;			/* at the last tail of an arrow */
};

static const char *string_of(const json_t *event, const char *key)
{
	return json_string_value(json_object_get(event, key)) ?: "";
}

/* The task in whose row [event] stands; 0: in the loop's, or in none. */
static uint32_t task_of(const json_t *event)
{
	json_int_t row = json_integer_value(json_object_get(event, "tid"));

	return row > 1 && row <= UINT32_MAX ? (uint32_t)row - 1 : 0;
}

static const char *file_and_line(const char *place)
{
	const char *slash = strrchr(place, '/');

	return *place ? text_line(slash ? slash + 1 : place) : NULL;
}

/* Who has woken a task is known for certain where a task did it by hand, or by ending. */
static void set_waker(struct span *wait, const struct cursor *cursor, uint32_t task)
{
	bool by_task = cursor->woken && cursor->waker > 0 && cursor->waker != task;

	if (wait->waker == WAKER_UNKNOWN && by_task) {
		wait->waker = WAKER_TASK;
		wait->waker_task = cursor->waker;
	} else if (wait->waker == WAKER_UNKNOWN && cursor->woken) {
		wait->waker = WAKER_LOOP;
	}
}

static void match_step(struct matching *matching, struct row *row, const json_t *event)
{
	struct cursor *cursor = &matching->cursors[row->task];
	struct span *wait = NULL;
	size_t i = cursor->next;

	for (; i < row->count && row->spans[i].kind != SPAN_RUN; i++)
		if (row->spans[i].kind == SPAN_WAIT)
			wait = &row->spans[i];
	if (wait)
		set_waker(wait, cursor, row->task);
	cursor->woken = false;
	cursor->next = i + (i < row->count);
	for (i = cursor->next; i < row->count && row->spans[i].kind != SPAN_RUN; i++)
		if (row->spans[i].kind == SPAN_WAIT)
			row->spans[i].place =
				file_and_line(string_of(json_object_get(event, "args"), "at"));
}

/* "Task-2 fetch_data", or another name in front of the function. */
static void match_name(struct row *row, const json_t *event)
{
	const char *name = text_line(string_of(json_object_get(event, "args"), "name"));
	size_t length = name ? strlen(name) : 0, end = strlen(row->function) + 1;

	if (length > end && strcmp(name + length - end + 1, row->function) == 0)
		row->name = async_sprintf("%.*s", (int)(length - end), name);
}

static void match_event(struct matching *matching, const json_t *event)
{
	const struct timeline *timeline = matching->timeline;
	const char *kind = string_of(event, "ph"), *name = string_of(event, "name");
	uint32_t task = task_of(event);
	struct row *row = task > 0 && task <= timeline->largest ? timeline->by_task[task] : NULL;

	if (strcmp(kind, "s") == 0)
		matching->waker = task;
	if (!row)
		return;
	if (strcmp(kind, "f") == 0) {
		matching->cursors[task].woken = true;
		matching->cursors[task].waker = matching->waker;
	} else if (strcmp(kind, "X") == 0 && strcmp(name, "step") == 0) {
		match_step(matching, row, event);
	} else if (strcmp(kind, "M") == 0) {
		match_name(row, event);
	}
}

void timeline_add_trace(struct timeline *timeline, const json_t *trace)
{
	const json_t *events = json_object_get(trace, "traceEvents");
	struct matching matching = { .timeline = timeline };
	const json_t *event;
	size_t i;

	matching.cursors = async_alloc((timeline->largest + 1) * sizeof(*matching.cursors));
	if (!matching.cursors)
		return;
	json_array_foreach(events, i, event)
		match_event(&matching, event);
}
