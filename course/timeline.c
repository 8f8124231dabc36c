#include "timeline.h"

#include <string.h>

#include "async.h"
#include "text.h"

enum {
	LARGEST_TASK = 1000000,	/* a record has no room for more */
	LATE = 10000000,		/* nanoseconds */
};

struct reader {
	struct timeline *timeline;
	struct state *states;	/* of each row, by the task's number */
	size_t notes;
	bool deadlock;			/* was reported */
	int64_t origin, now;		/* each loop begins anew, behind the one before */
	const struct record_frame *before;
};

/* How far a row has come. */
struct state {
	struct span *current;		/* it runs, waits or is ready; NULL: it is not there */
	const char *thread;		/* the function that it has given to a thread */
	bool stuck;			/* the runtime has said that nobody will wake it: what it
					 * does then is of no account */
	bool cancelled, timed_out;	/* since it waits */
	uint32_t canceller;
	uint32_t child, child_at;	/* the last of its tasks that ended, and when */
};

/* ---- Rows ---- */

/* The tasks in which async_run() cleans up: nobody has written them. */
static bool is_clean_up(const char *function)
{
	return strcmp(function, "shutdown_asyncgens") == 0 ||
	       strcmp(function, "shutdown_default_executor") == 0;
}

/* A task has one when it is created; the loop, where a callback does more than end a wait. */
static bool has_row(const struct record *record, size_t i)
{
	const struct record_frame *frame = &record->frames[i];
	bool cancels = i + 1 < record->count && record->frames[i + 1].kind == RECORD_CANCEL;

	if (frame->task > 0)
		return frame->kind == RECORD_CREATE && frame->task <= LARGEST_TASK &&
		       !is_clean_up(frame->text);
	return frame->kind == RECORD_BLOCK || (frame->kind == RECORD_TIMER && !cancels);
}

static void take_row(struct timeline *timeline, uint32_t task)
{
	if (!timeline->by_task[task])
		timeline->by_task[task] = &timeline->rows[timeline->count++];
}

/* The loop's is the first. */
static void take_rows(struct timeline *timeline, const struct record *record)
{
	for (size_t i = 0; i < record->count; i++)
		if (record->frames[i].task == 0 && has_row(record, i))
			take_row(timeline, 0);
	for (size_t i = 0; i < record->count; i++)
		if (has_row(record, i))
			take_row(timeline, record->frames[i].task);
}

/* [frames]: how many there are of its task. An event makes two spans at most. */
static void init_row(struct row *row, uint32_t task, size_t frames)
{
	row->task = task;
	row->name = task > 0 ? async_sprintf("Task-%u", task) : "loop";
	row->exception = row->function = "";
	row->spans = async_alloc((2 * frames + 2) * sizeof(*row->spans));
}

static int make_rows(struct timeline *timeline, const struct record *record)
{
	size_t *frames;

	for (size_t i = 0; i < record->count; i++)
		if (has_row(record, i) && record->frames[i].task > timeline->largest)
			timeline->largest = record->frames[i].task;
	frames = async_alloc((timeline->largest + 1) * sizeof(*frames));
	timeline->by_task = async_alloc((timeline->largest + 1) * sizeof(*timeline->by_task));
	timeline->rows = async_alloc((record->count + 1) * sizeof(*timeline->rows));
	if (async_exception())
		return -1;
	take_rows(timeline, record);
	for (size_t i = 0; i < record->count; i++) {
		const struct record_frame *frame = &record->frames[i];
		uint32_t creator = (uint32_t)frame->value;

		if (frame->task <= timeline->largest)
			frames[frame->task]++;
		if (frame->kind == RECORD_CREATE && creator <= timeline->largest)
			frames[creator]++;
	}
	for (uint32_t task = 0; task <= timeline->largest; task++)
		if (timeline->by_task[task])
			init_row(timeline->by_task[task], task, frames[task]);
	return async_exception() ? -1 : 0;
}

const struct row *timeline_row(const struct timeline *timeline, uint32_t task)
{
	return task <= timeline->largest ? timeline->by_task[task] : NULL;
}

/* ---- Spans ---- */

static struct span *add_span(struct reader *reader, struct row *row, enum span_kind kind,
			     const struct record_frame *frame, const char *what)
{
	struct span *span = &row->spans[row->count++];

	*span = (struct span){
		.kind = kind, .what = what, .begin = reader->now, .end = reader->now,
		.first = frame->sequence, .last = frame->sequence,
	};
	return span;
}

/* A sleep may be for ever, and time stops at its end. */
static int64_t later(int64_t time, int64_t nanoseconds)
{
	int64_t sum;

	if (nanoseconds < 0)
		nanoseconds = 0;
	return __builtin_add_overflow(time, nanoseconds, &sum) ? INT64_MAX : sum;
}

/* A task that sleeps may go on when its time is up, and does when it is its turn. On the real clock
 * nothing is ever exactly on time. */
static void split_sleep(const struct timeline *timeline, struct row *row, struct span *wait)
{
	int64_t due = later(wait->begin, wait->value);
	struct span *ready;

	if (wait->waker != WAKER_TIMER ||
	    later(due, timeline->virtual_clock ? 0 : LATE) >= wait->end)
		return;
	ready = &row->spans[row->count++];
	*ready = (struct span){
		.kind = SPAN_READY, .what = "", .begin = due, .end = wait->end,
		.first = wait->last, .last = wait->last,
	};
	wait->end = due;
}

static bool waits_for_several(const char *what)
{
	static const char *const all[] = { "gather", "wait", "as_completed", "task group" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (strcmp(what, all[i]) == 0)
			return true;
	return false;
}

/* As far as the record tells it. */
static void find_waker(const struct state *state, struct span *wait)
{
	if (state->cancelled) {
		wait->waker = state->timed_out ? WAKER_TIMEOUT : WAKER_CANCEL;
		wait->waker_task = state->canceller;
	} else if (strcmp(wait->what, "sleep") == 0) {
		wait->waker = wait->value > 0 ? WAKER_TIMER : WAKER_UNKNOWN;
	} else if (wait->other > 0) {
		wait->waker = WAKER_END;
		wait->waker_task = wait->other;
	} else if (strncmp(wait->what, "thread", strlen("thread")) == 0) {
		wait->waker = WAKER_THREAD;
	} else if (waits_for_several(wait->what) && state->child_at > wait->first) {
		wait->waker = WAKER_END;
		wait->waker_task = state->child;
	}
}

/* What [row] does comes to its end, for [frame]. */
static void end_span(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	struct state *state = &reader->states[row->task];
	struct span *span = state->current;

	state->current = NULL;
	if (!span)
		return;
	span->end = reader->now;
	span->last = frame->sequence;
	if (span->kind == SPAN_WAIT) {
		find_waker(state, span);
		split_sleep(reader->timeline, row, span);
		state->cancelled = state->timed_out = false;
	}
}

/* ---- Events ---- */

static void on_create(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	uint32_t creator = (uint32_t)frame->value;
	struct row *other = creator <= reader->timeline->largest && creator > 0 ?
			    reader->timeline->by_task[creator] : NULL;

	row->function = text_line(frame->text);
	row->creator = creator;
	row->begin = reader->now;
	row->first = frame->sequence;
	reader->states[row->task].current = add_span(reader, row, SPAN_READY, frame, "");
	if (other)
		add_span(reader, other, SPAN_CREATE, frame, row->function)->other = row->task;
}

static void on_suspend(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	struct state *state = &reader->states[row->task];
	const char *what = text_line(frame->text);
	struct span *wait;

	if (state->thread && strcmp(frame->text, "thread") == 0)
		what = async_sprintf("thread: %s", state->thread);
	end_span(reader, row, frame);
	wait = state->current = add_span(reader, row, SPAN_WAIT, frame, what ?: "");
	wait->value = frame->value;
	wait->other = strncmp(frame->text, "Task-", 5) == 0 ? (uint32_t)frame->value : 0;
	state->thread = NULL;
}

static void on_done(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	static const enum row_end ends[] = {
		[RECORD_RESULT] = ROW_RESULT, [RECORD_EXCEPTION] = ROW_EXCEPTION,
		[RECORD_CANCELLED] = ROW_CANCELLED,
	};
	uint32_t known = row->creator <= reader->timeline->largest ? row->creator : 0;
	struct state *creator = &reader->states[known];

	end_span(reader, row, frame);
	row->end = reader->now;
	row->last = frame->sequence;
	row->how = frame->value >= 0 && frame->value <= RECORD_CANCELLED ?
		   ends[frame->value] : ROW_RESULT;
	row->exception = text_line(frame->text);
	creator->child = row->task;
	creator->child_at = frame->sequence;
}

static void on_cancel(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	struct state *state = &reader->states[row->task];

	state->cancelled = true;
	state->canceller = (uint32_t)frame->value;
	state->timed_out = frame->value == 0 && reader->before &&
			   reader->before->kind == RECORD_TIMER;
	add_span(reader, row, SPAN_CANCEL, frame, "")->other = (uint32_t)frame->value;
}

/* The loop's row has no steps: a callback runs, and takes time only if it blocks. */
static void on_callback(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	struct span *span = add_span(reader, row, SPAN_RUN, frame, "a timer's callback");

	if (row->count == 1) {
		row->begin = reader->now;
		row->first = frame->sequence;
	}
	if (frame->kind == RECORD_BLOCK) {
		span->what = "a callback";
		span->end = later(span->end, frame->value);
	}
}

static void add_note(struct reader *reader, const struct record_frame *frame)
{
	struct timeline *timeline = reader->timeline;
	const char *text = text_line(frame->text);
	const char *task = words_of_task(timeline, frame->task);
	const char **note = &timeline->notes[reader->notes];

	if (reader->notes == sizeof(timeline->notes) / sizeof(*timeline->notes) - 1 ||
	    (reader->deadlock && frame->value == RECORD_UNHANDLED))
		return;			/* a deadlock raises an exception, too */
	switch (frame->value) {
	case RECORD_NEVER_AWAITED:
		*note = async_sprintf("The coroutine %s was never awaited.", text);
		break;
	case RECORD_NEVER_RETRIEVED:
		*note = async_sprintf("%s failed, and nobody asked: %s", task, text);
		break;
	case RECORD_DEADLOCK:
		*note = async_sprintf("%s waits for ever: %s", task, text);
		break;
	case RECORD_DESTROYED:
		*note = async_sprintf("%s was dropped while it waited.", task);
		break;
	case RECORD_UNHANDLED:
		*note = async_sprintf("An exception that nobody caught: %s", text);
		break;
	default:
		*note = async_sprintf("The runtime ended the program: %s", text);
	}
	reader->notes += *note != NULL;
}

static void read_report(struct reader *reader, const struct record_frame *frame)
{
	if (frame->value == RECORD_DEADLOCK) {
		reader->deadlock = true;
		if (frame->task <= reader->timeline->largest)
			reader->states[frame->task].stuck = true;
	}
	add_note(reader, frame);
}

static void read_row(struct reader *reader, struct row *row, const struct record_frame *frame)
{
	struct state *state = &reader->states[row->task];

	switch (frame->kind) {
	case RECORD_CREATE:
		on_create(reader, row, frame);
		break;
	case RECORD_STEP:
		end_span(reader, row, frame);
		state->current = add_span(reader, row, SPAN_RUN, frame, "");
		break;
	case RECORD_SUSPEND:
		on_suspend(reader, row, frame);
		break;
	case RECORD_DONE:
		on_done(reader, row, frame);
		break;
	case RECORD_CANCEL:
		on_cancel(reader, row, frame);
		break;
	case RECORD_THREAD:
		state->thread = text_line(frame->text);
		break;
	case RECORD_MARK:
		add_span(reader, row, SPAN_MARK, frame, text_line(frame->text) ?: "");
		break;
	case RECORD_TIMER:
	case RECORD_BLOCK:
		if (row->task == 0)
			on_callback(reader, row, frame);
		break;
	}
}

static void read_time(struct reader *reader, const struct record_frame *frame)
{
	int64_t time = frame->time > 0 ? frame->time : 0, now;

	if (__builtin_sub_overflow(time, reader->origin, &now))
		now = INT64_MAX;
	if (frame->kind == RECORD_RUN && now < reader->now)
		reader->origin = time - reader->now;
	else if (now > reader->now)
		reader->now = now;
}

static void read_frame(struct reader *reader, const struct record_frame *frame)
{
	struct timeline *timeline = reader->timeline;
	struct row *row = frame->task <= timeline->largest ? timeline->by_task[frame->task] : NULL;

	if (frame->kind == RECORD_RUN)
		timeline->virtual_clock = frame->value == ASYNC_CLOCK_VIRTUAL;
	read_time(reader, frame);
	if (frame->kind == RECORD_REPORT)
		read_report(reader, frame);
	else if (row && !reader->states[row->task].stuck)
		read_row(reader, row, frame);
	/* The record is told the time once a pass, on the real clock: what blocks takes it all
	 * the same. */
	if (frame->kind == RECORD_BLOCK)
		reader->now = later(reader->now, frame->value);
	reader->before = frame;
}

/* What has not come to its end. */
static void end_row(struct reader *reader, struct row *row)
{
	const struct timeline *timeline = reader->timeline;
	const struct state *state = &reader->states[row->task];
	struct span *span = state->current;

	row->end = timeline->end;
	row->last = timeline->events;
	row->how = timeline->full ? ROW_CUT : ROW_OPEN;
	if (state->stuck && span && span->kind == SPAN_WAIT) {
		row->how = ROW_STUCK;
		row->end = timeline->shown;
		span->waker = WAKER_NOBODY;
	}
	if (row->task == 0 && row->count > 0)
		span = &row->spans[row->count - 1];
	else if (span)
		span->end = row->end;
	if (span)
		span->last = timeline->events;
	if (span && row->task == 0)
		row->end = span->end;
}

static void finish(struct reader *reader, const struct record *record)
{
	struct timeline *timeline = reader->timeline;

	timeline->end = timeline->shown = reader->now;
	timeline->events = (uint32_t)record->count;
	if (reader->deadlock)
		timeline->shown = reader->now > 0 ? later(reader->now, reader->now / 4) :
				  1000000000;
	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->rows[i].how == ROW_OPEN)
			end_row(reader, &timeline->rows[i]);
}

struct timeline *timeline_new(const struct record *record)
{
	struct timeline *timeline = async_alloc(sizeof(*timeline));
	struct reader reader = { .timeline = timeline };
	size_t i = 0;

	if (!timeline || make_rows(timeline, record) < 0)
		return NULL;
	reader.states = async_alloc((timeline->largest + 1) * sizeof(*reader.states));
	if (!reader.states)
		return NULL;
	timeline->full = record->full;
	timeline->returned = record->returned;
	/* The task may have been created before its loop begins to run. */
	while (i < record->count && record->frames[i].kind != RECORD_RUN)
		i++;
	if (i == record->count)
		return NULL;
	reader.origin = record->frames[i].time > 0 ? record->frames[i].time : 0;
	for (i = 0; i < record->count && !async_exception(); i++)
		read_frame(&reader, &record->frames[i]);
	finish(&reader, record);
	return async_exception() ? NULL : timeline;
}
