/* A timeline in words: for those who do not see the picture, and for its legends. */

#include <string.h>

#include "async.h"
#include "timeline.h"

enum { MOST_ROWS = 40, MOST_SPANS = 12 };

/* Three digits behind the point are enough for what takes a second, six for the rest. */
const char *words_of_time(int64_t nanoseconds)
{
	int digits = nanoseconds >= 1000000000 ? 3 : nanoseconds >= 1000 ? 6 : 9;
	char *text = async_sprintf("%.*f", digits, (double)nanoseconds / 1e9);
	char *end = text ? text + strlen(text) : NULL;

	if (!text)
		return "";
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		*--end = '\0';
	return async_sprintf("%s s", text) ?: "";
}

const char *words_of_task(const struct timeline *timeline, uint32_t task)
{
	const struct row *row = timeline_row(timeline, task);
	const char *words;

	if (task == 0)
		return "the loop";
	words = row ? async_sprintf("%s %s", row->name, row->function) :
		      async_sprintf("Task-%u", task);
	return words ?: "";
}

const char *words_of_wait(const struct span *wait)
{
	if (strcmp(wait->what, "sleep") == 0 && wait->value <= 0)
		return "sleep 0";
	if (strcmp(wait->what, "sleep") == 0)
		return async_sprintf("sleep %s", words_of_time(wait->value)) ?: "";
	return wait->what;
}

const char *words_of_waker(const struct span *wait)
{
	uint32_t task = wait->waker_task;

	switch (wait->waker) {
	case WAKER_UNKNOWN:	return "";
	case WAKER_TIMER:	return "woken by its timer";
	case WAKER_TASK:	return async_sprintf("woken by Task-%u", task) ?: "";
	case WAKER_END:		return async_sprintf("woken as Task-%u ends", task) ?: "";
	case WAKER_TIMEOUT:	return "cancelled by a timer";
	case WAKER_THREAD:	return "woken by its thread";
	case WAKER_LOOP:	return "woken by the loop";
	case WAKER_NOBODY:	return "woken by nobody";
	case WAKER_CANCEL:
		if (task == 0)
			return "cancelled";
		return async_sprintf("cancelled by Task-%u", task) ?: "";
	}
	return "";
}

const char *words_of_end(const struct row *row)
{
	switch (row->how) {
	case ROW_OPEN:		return row->task > 0 ? "not done" : "";
	case ROW_RESULT:	return "done";
	case ROW_CANCELLED:	return "cancelled";
	case ROW_EXCEPTION:	return async_sprintf("failed: %s", row->exception) ?: "";
	}
	return "";
}

/* ---- Sentences ---- */

/* "from 0 to 3 s", "at 3 s" */
static const char *words_of_times(const struct span *span)
{
	const char *begin = words_of_time(span->begin), *end = words_of_time(span->end);
	size_t length = strlen(begin) - strlen(" s");

	if (strcmp(begin, end) == 0)
		return async_sprintf("at %s", begin) ?: "";
	return async_sprintf("from %.*s to %s", (int)length, begin, end) ?: "";
}

static const char *at_line(const struct span *span)
{
	return span->place ? async_sprintf(" (%s)", span->place) : "";
}

static void tell_wait(const char *task, const struct span *wait, FILE *file)
{
	const char *waker = words_of_waker(wait);

	fprintf(file, "%s waits %s: %s%s.", task, words_of_times(wait), words_of_wait(wait),
		at_line(wait));
	if (*waker)
		fprintf(file, " It is %s.", waker);
	fputc('\n', file);
}

/* Returns: whether there was anything to tell. */
static bool tell_span(const struct timeline *timeline, const struct row *row,
		      const struct span *span, FILE *file)
{
	const char *task = words_of_task(timeline, row->task);

	switch (span->kind) {
	case SPAN_WAIT:
		tell_wait(task, span, file);
		return true;
	case SPAN_READY:
		if (span->begin == span->end)
			return false;
		fprintf(file, "%s is ready %s, and waits for its turn.\n", task,
			words_of_times(span));
		return true;
	case SPAN_RUN:
		if (span->begin == span->end && row->task > 0)
			return false;
		if (span->begin == span->end)
			fprintf(file, "The loop calls %s %s.\n", span->what, words_of_times(span));
		else
			fprintf(file, "%s runs %s, and nothing else does.\n",
				row->task > 0 ? task : "A callback", words_of_times(span));
		return true;
	case SPAN_MARK:
		fprintf(file, "%s %s: %s.\n", task, words_of_times(span), span->what);
		return true;
	case SPAN_CREATE:
		fprintf(file, "%s creates %s %s.\n", task, words_of_task(timeline, span->other),
			words_of_times(span));
		return true;
	case SPAN_CANCEL:
		break;
	}
	return false;
}

static void tell_row(const struct timeline *timeline, const struct row *row, FILE *file)
{
	const char *task = words_of_task(timeline, row->task), *end = words_of_end(row);
	size_t told = 0, i = 0;

	for (; i < row->count && told < MOST_SPANS; i++)
		told += tell_span(timeline, row, &row->spans[i], file);
	if (i < row->count)
		fprintf(file, "%s goes on like this until %s.\n", task, words_of_time(row->end));
	if (row->how == ROW_OPEN && row->task > 0)
		fprintf(file, "%s is not done when the record ends, at %s.\n", task,
			words_of_time(row->end));
	else if (*end)
		fprintf(file, "%s %s%s at %s.\n", task, row->how == ROW_EXCEPTION ? "" : "is ",
			end, words_of_time(row->end));
}

void timeline_tell(const struct timeline *timeline, FILE *file)
{
	for (size_t i = 0; i < timeline->count && i < MOST_ROWS; i++)
		tell_row(timeline, &timeline->rows[i], file);
	if (timeline->count > MOST_ROWS)
		fprintf(file, "%zu more tasks are not told here.\n", timeline->count - MOST_ROWS);
	for (size_t i = 0; timeline->notes[i]; i++)
		fprintf(file, "%s\n", timeline->notes[i]);
}
