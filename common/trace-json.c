/* What was traced, as Chrome's trace format: a JSON object with an array of events. Of an event, ph
 * is its kind (X a slice with a duration, b and e the two ends of a wait, s and f those of an
 * arrow, i a moment, C counters, M a name), ts and dur are microseconds, pid is the thread and tid
 * the row: 1 for the loop, 1 + N for Task-N. */

#include "trace-internal.h"

#include <stdlib.h>

enum { LOOP_ROW = 1 };

struct row {				/* a task, as far as it has come */
	const char *name, *function;	/* NULL: none of its own; not known */
	bool steps, waits, woken;
	int64_t step_began, waking;	/* waking: when it was made ready */
	uint32_t waker;			/* a task's number; 0: the loop */
	const char *waits_for;
};

struct writer {
	FILE *file;
	bool any, any_field;		/* something was written; in this object */
	unsigned pid;
	struct row *rows;		/* of the tasks from first to last */
	uint32_t first, last;
	int64_t now, shift;		/* see follow_time() */
	int64_t run_began;
	bool runs;
	uint32_t steps;			/* the task that runs, or comes to its end; 0: none */
	size_t tasks, arrows;
};

/* ---- JSON ---- */

/* How many bytes the UTF-8 character at [c] has, or 0 if it is none. */
static size_t character_length(const unsigned char *c)
{
	size_t length = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : 4;

	if (*c > 0xf4 || (*c == 0xe0 && c[1] < 0xa0) || (*c == 0xed && c[1] > 0x9f) ||
	    (*c == 0xf0 && c[1] < 0x90) || (*c == 0xf4 && c[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

static void put_characters(FILE *file, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0';) {
		size_t length = character_length(c);

		if (length == 0)
			fputs("\\ufffd", file);
		else if (*c == '"' || *c == '\\')
			fprintf(file, "\\%c", *c);
		else if (*c < 0x20)
			fprintf(file, "\\u%04x", *c);
		else
			fwrite(c, 1, length, file);
		c += length > 0 ? length : 1;
	}
}

static void put_time(FILE *file, int64_t nanoseconds)
{
	fprintf(file, "%lld.%03d", (long long)(nanoseconds / 1000), (int)(nanoseconds % 1000));
}

/* An event begins; its name is that of two words, or of one. */
static void begin(struct writer *w, const char *kind, const char *name, const char *more,
		  const char *category, uint32_t row, int64_t time)
{
	fprintf(w->file, "%s{\"ph\":\"%s\",\"name\":\"", w->any ? ",\n" : "", kind);
	put_characters(w->file, name);
	if (more != NULL) {
		fputc(' ', w->file);
		put_characters(w->file, more);
	}
	fprintf(w->file, "\",\"cat\":\"%s\",\"pid\":%u,\"tid\":%u,\"ts\":", category, w->pid, row);
	put_time(w->file, time);
	w->any = true;
}

static void put_duration(struct writer *w, int64_t nanoseconds)
{
	fputs(",\"dur\":", w->file);
	put_time(w->file, nanoseconds);
}

static void key(struct writer *w, const char *name)
{
	fprintf(w->file, "%s\"%s\":", w->any_field ? "," : ",\"args\":{", name);
	w->any_field = true;
}

static void put_text(struct writer *w, const char *name, const char *text)
{
	key(w, name);
	fputc('"', w->file);
	put_characters(w->file, text);
	fputc('"', w->file);
}

static void put_number(struct writer *w, const char *name, int64_t number)
{
	key(w, name);
	fprintf(w->file, "%lld", (long long)number);
}

static void put_seconds(struct writer *w, const char *name, int64_t nanoseconds)
{
	key(w, name);
	fprintf(w->file, "%lld.%09d", (long long)(nanoseconds / 1000000000),
		(int)(nanoseconds % 1000000000));
}

static void end(struct writer *w)
{
	fputs(w->any_field ? "}}" : "}", w->file);
	w->any_field = false;
}

/* ---- Tasks ---- */

/* NULL: of no task. */
static struct row *row_of(struct writer *w, uint32_t task)
{
	return task >= w->first && task <= w->last ? &w->rows[task - w->first] : NULL;
}

static void put_task(struct writer *w, const char *name, uint32_t task)
{
	const struct row *row = row_of(w, task);
	char number[24];

	snprintf(number, sizeof number, "Task-%u", task);
	put_text(w, name, row != NULL && row->name != NULL ? row->name : number);
}

static void end_step(struct writer *w, uint32_t task, const struct trace_event *suspend)
{
	struct row *row = row_of(w, task);

	if (!row->steps)
		return;
	row->steps = false;
	w->steps = 0;
	begin(w, "X", "step", NULL, "task", 1 + task, row->step_began);
	put_duration(w, w->now - row->step_began);
	if (suspend != NULL)
		put_text(w, "await", suspend->text);
	if (suspend != NULL && suspend->site != NULL) {
		key(w, "at");
		fputc('"', w->file);
		put_characters(w->file, suspend->site->file);
		fprintf(w->file, ":%d\"", suspend->site->line);
	}
	end(w);
}

static void put_wait(struct writer *w, const char *kind, uint32_t task)
{
	begin(w, kind, "await", row_of(w, task)->waits_for, "await", 1 + task, w->now);
	fprintf(w->file, ",\"id\":\"0x%x\"", task);
	end(w);
}

static void end_wait(struct writer *w, uint32_t task)
{
	struct row *row = row_of(w, task);

	if (row->waits)
		put_wait(w, "e", task);
	row->waits = false;
}

static void put_arrow(struct writer *w, uint32_t task)
{
	const struct row *row = row_of(w, task);
	size_t id = ++w->arrows;

	begin(w, "s", "wake", NULL, "wake", 1 + row->waker, row->waking);
	fprintf(w->file, ",\"id\":%zu", id);
	end(w);
	begin(w, "f", "wake", NULL, "wake", 1 + task, w->now);
	fprintf(w->file, ",\"id\":%zu,\"bp\":\"e\"", id);
	end(w);
}

static void begin_step(struct writer *w, uint32_t task)
{
	struct row *row = row_of(w, task);

	end_wait(w, task);
	if (row->woken && row->waker != task)	/* not of sleep(0) */
		put_arrow(w, task);
	row->woken = false;
	row->steps = true;
	row->step_began = w->now;
	w->steps = task;
}

/* ---- Events ---- */

static void begin_moment(struct writer *w, const char *name, const char *category, uint32_t row)
{
	begin(w, "i", name, NULL, category, row, w->now);
	fputs(",\"s\":\"t\"", w->file);
}

static void put_create(struct writer *w, const struct trace_event *event)
{
	struct row *row = row_of(w, event->task);

	row->function = event->text;
	w->tasks++;
	begin_moment(w, "create", "task", 1 + (uint32_t)event->value);
	put_task(w, "task", event->task);
	put_text(w, "function", event->text);
	end(w);
}

static void put_suspend(struct writer *w, const struct trace_event *event)
{
	struct row *row = row_of(w, event->task);

	end_step(w, event->task, event);
	end_wait(w, event->task);
	row->waits = true;
	row->waits_for = event->text;
	put_wait(w, "b", event->task);
}

static void put_done(struct writer *w, const struct trace_event *event)
{
	static const char *const outcomes[] = { "result", "exception", "cancelled" };

	end_step(w, event->task, NULL);
	end_wait(w, event->task);
	w->tasks -= w->tasks > 0;
	begin_moment(w, "done", "task", 1 + event->task);
	put_text(w, "outcome", outcomes[event->value]);
	if (event->text[0] != '\0')
		put_text(w, "exception", event->text);
	end(w);
}

static void put_run(struct writer *w)
{
	if (!w->runs)
		return;
	w->runs = false;
	begin(w, "X", "run", NULL, "loop", LOOP_ROW, w->run_began);
	put_duration(w, w->now - w->run_began);
	end(w);
}

static void put_pass(struct writer *w, const struct trace_event *event)
{
	begin(w, "C", "loop", NULL, "loop", LOOP_ROW, w->now);
	put_number(w, "ready", event->value & UINT32_MAX);
	put_number(w, "timers", event->value >> 32);
	put_number(w, "tasks", (int64_t)w->tasks);
	end(w);
}

static void put_poll(struct writer *w, const struct trace_event *event)
{
	int64_t began = event->value + w->shift;

	begin(w, "X", "poll", NULL, "loop", LOOP_ROW, began);
	put_duration(w, w->now - began);
	end(w);
}

static void put_report(struct writer *w, const struct trace_event *event)
{
	struct row *row = row_of(w, event->task);

	if (event->value == RECORD_DESTROYED && row != NULL) {
		end_wait(w, event->task);
		w->tasks -= w->tasks > 0;
	}
	begin_moment(w, "report", "loop", 1 + event->task);
	put_text(w, "of", event->text);
	end(w);
}

static void put_moment(struct writer *w, const struct trace_event *event)
{
	const char *name = event->kind == RECORD_MARK ? event->text : record_kind_name(event->kind);

	begin_moment(w, name, event->kind == RECORD_TIMER ? "loop" : "task", 1 + event->task);
	if (event->kind == RECORD_CANCEL && event->value != 0)
		put_task(w, "by", (uint32_t)event->value);
	else if (event->kind == RECORD_TIMER)
		put_seconds(w, "due", event->value);
	else if (event->kind == RECORD_THREAD)
		put_text(w, "function", event->text);
	end(w);
}

/* On the real clock a block takes a little longer than it was asked to. */
static void put_block(struct writer *w, const struct trace_event *event)
{
	begin(w, "X", "block", NULL, "task", 1 + event->task, w->now);
	put_duration(w, event->value);
	end(w);
}

static void put_event(struct writer *w, const struct trace_event *event)
{
	struct row *row = row_of(w, event->task);

	if (event->task != 0 && row == NULL)
		return;			/* it came behind prepare(), from a thread that runs on */
	switch (event->kind) {
	case RECORD_RUN:
		w->runs = true;
		w->run_began = w->now;
		break;
	case RECORD_STOP:	put_run(w); break;
	case RECORD_CREATE:	put_create(w, event); break;
	case RECORD_STEP:	begin_step(w, event->task); break;
	case RECORD_SUSPEND:	put_suspend(w, event); break;
	case RECORD_DONE:	put_done(w, event); break;
	case RECORD_PASS:	put_pass(w, event); break;
	case RECORD_POLL:	put_poll(w, event); break;
	case RECORD_REPORT:	put_report(w, event); break;
	case RECORD_BLOCK:	put_block(w, event); break;
	case RECORD_WAKE:
		row->woken = true;
		row->waking = w->now;
		row->waker = w->steps;
		break;
	case RECORD_NAME:	/* see prepare() */
	case RECORD_RETURNED:	break;
	default:		put_moment(w, event);
	}
}

/* ---- Threads ---- */

#define EACH_EVENT(event, thread)								\
	for (const struct trace_block *b_ = (thread)->events; b_ != NULL; b_ = b_->next)	\
		for (const struct trace_event *event = (const struct trace_event *)b_->memory;	\
		     (const char *)event < b_->memory + atomic_load(&b_->used); event++)

/* The rows that [thread] has, with their last names. Returns: whether there is memory for them. */
static bool prepare(struct writer *w, const struct trace_thread *thread)
{
	w->first = UINT32_MAX;
	w->last = 0;
	EACH_EVENT(event, thread) {
		if (event->task == 0)
			continue;
		w->first = event->task < w->first ? event->task : w->first;
		w->last = event->task > w->last ? event->task : w->last;
	}
	w->rows = w->last > 0 ? calloc(w->last - w->first + 1, sizeof *w->rows) : NULL;
	if (w->last > 0 && w->rows == NULL)
		return false;
	EACH_EVENT(event, thread)
		if (event->kind == RECORD_NAME)
			row_of(w, event->task)->name = event->text;
	return true;
}

/* Where no loop runs it is as late as it was. The virtual clock of each loop begins at 0, but the
 * next loop runs behind the last one. */
static void follow_time(struct writer *w, const struct trace_event *event)
{
	if (event->time == TRACE_NO_TIME)
		return;
	if (event->kind == RECORD_RUN && event->time + w->shift < w->now)
		w->shift = w->now - event->time;
	w->now = event->time + w->shift;
}

static void name_row(struct writer *w, uint32_t row, const char *what, const char *name,
		     const char *function)
{
	begin(w, "M", what, NULL, "__metadata", row, 0);
	key(w, "name");
	fputc('"', w->file);
	put_characters(w->file, name);
	if (function != NULL) {
		fputc(' ', w->file);
		put_characters(w->file, function);
	}
	fputc('"', w->file);
	end(w);
}

/* Whatever has not come to its end when the trace does. */
static void finish(struct writer *w)
{
	for (uint32_t task = w->first; task >= w->first && task <= w->last; task++) {
		struct row *row = row_of(w, task);
		char number[24];

		end_step(w, task, NULL);
		end_wait(w, task);
		snprintf(number, sizeof number, "Task-%u", task);
		name_row(w, 1 + task, "thread_name", row->name != NULL ? row->name : number,
			 row->function);
	}
	put_run(w);
	name_row(w, LOOP_ROW, "thread_name", "loop", NULL);
	name_row(w, LOOP_ROW, "process_name", "asyncio", NULL);
}

static void put_thread(struct writer *w, const struct trace_thread *thread)
{
	w->now = w->shift = 0;
	w->tasks = w->steps = 0;
	w->runs = false;
	EACH_EVENT(event, thread)
		if (event->time != TRACE_NO_TIME) {
			w->now = event->time;
			break;
		}
	EACH_EVENT(event, thread) {
		follow_time(w, event);
		put_event(w, event);
	}
	finish(w);
}

void trace_write_json(FILE *file, const struct trace_thread *threads)
{
	struct writer writer = { .file = file };
	size_t dropped = 0;

	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", file);
	for (const struct trace_thread *thread = threads; thread != NULL; thread = thread->next) {
		writer.pid++;
		dropped += thread->dropped;
		if (prepare(&writer, thread))
			put_thread(&writer, thread);
		free(writer.rows);
	}
	fprintf(file, "\n],\"otherData\":{\"dropped\":%zu}}\n", dropped);
}
