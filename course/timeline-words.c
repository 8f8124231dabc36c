/* A timeline in words: for those who do not see the picture, and for its legends. */

#include <string.h>

#include "async.h"
#include "timeline.h"

enum { MOST_SPANS = 12, MOST_NAMES = 4 };

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
	const int64_t century = 100 * INT64_C(365) * 24 * 3600 * 1000000000;

	if (strcmp(wait->what, "sleep") != 0)
		return wait->what;
	if (wait->value <= 0)
		return "sleep 0";
	if (wait->value > century)
		return "sleep for ever";
	return async_sprintf("sleep %s", words_of_time(wait->value)) ?: "";
}

const char *words_of_waker(const struct span *wait)
{
	uint32_t task = wait->waker_task;

	switch (wait->waker) {
	case WAKER_UNKNOWN:
	case WAKER_NOBODY:	return "";
	case WAKER_TIMER:	return "woken by its timer";
	case WAKER_TASK:	return async_sprintf("woken by Task-%u", task) ?: "";
	case WAKER_END:		return async_sprintf("woken as Task-%u ends", task) ?: "";
	case WAKER_TIMEOUT:	return "cancelled by a timer";
	case WAKER_THREAD:	return "woken by its thread";
	case WAKER_LOOP:	return "woken by the loop";
	case WAKER_CANCEL:
		if (task == 0)
			return "cancelled";
		return async_sprintf("cancelled by Task-%u", task) ?: "";
	}
	return "";
}

/* Whether it was its turn when all ended. */
static bool still_runs(const struct row *row)
{
	return row->how == ROW_OPEN && row->count > 0 &&
	       row->spans[row->count - 1].kind == SPAN_RUN;
}

const char *words_of_end(const struct row *row)
{
	if (row->task == 0)
		return "";
	switch (row->how) {
	case ROW_OPEN:		return still_runs(row) ? "still runs" : "not done";
	case ROW_RESULT:	return "done";
	case ROW_CANCELLED:	return "cancelled";
	case ROW_STUCK:		return "for ever";
	case ROW_CUT:		return "goes on";
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

	if (span->waker == WAKER_NOBODY)
		return async_sprintf("from %s on, for ever", begin) ?: "";
	if (strcmp(begin, end) == 0)
		return async_sprintf("at %s", begin) ?: "";
	return async_sprintf("from %.*s to %s", (int)length, begin, end) ?: "";
}

static const char *at_line(const struct span *span)
{
	return span->place ? async_sprintf(" (%s)", span->place) : "";
}

const char *words_of_span(const struct timeline *timeline, const struct row *row,
			  const struct span *span)
{
	const char *task = words_of_task(timeline, row->task), *times = words_of_times(span);
	const char *waker = words_of_waker(span);
	bool takes_time = span->begin < span->end;

	switch (span->kind) {
	case SPAN_WAIT:
		return async_sprintf("%s waits %s: %s%s.%s%s%s", task, times, words_of_wait(span),
				     at_line(span), *waker ? " It is " : "", waker,
				     *waker ? "." : "");
	case SPAN_READY:
		return takes_time ? async_sprintf("%s is ready %s, and waits for its turn.", task,
						  times) : NULL;
	case SPAN_RUN:
		if (takes_time)
			return async_sprintf("%s runs %s, and nothing else does.",
					     row->task > 0 ? task : "A callback", times);
		return row->task > 0 ? NULL : async_sprintf("The loop calls %s %s.", span->what,
							    times);
	case SPAN_MARK:
		return async_sprintf("%s %s: %s.", task, times, span->what);
	case SPAN_CREATE:
		return async_sprintf("%s creates %s %s.", task,
				     words_of_task(timeline, span->other), times);
	case SPAN_CANCEL:		/* the wait that it ends tells of it */
		break;
	}
	return NULL;
}

const char *words_of_row_end(const struct timeline *timeline, const struct row *row)
{
	const char *task = words_of_task(timeline, row->task), *time = words_of_time(row->end);

	if (row->task == 0 || row->how == ROW_STUCK)
		return NULL;
	if (row->how == ROW_CUT)
		return async_sprintf("%s goes on behind the end of the record, at %s.", task, time);
	if (still_runs(row))
		return async_sprintf("%s has its turn at %s, and the program ends in it.", task,
				     time);
	if (row->how == ROW_OPEN)
		return async_sprintf("%s is not done when the program ends, at %s.", task, time);
	if (row->how == ROW_EXCEPTION)
		return async_sprintf("%s fails at %s: %s", task, time, row->exception);
	return async_sprintf("%s is %s at %s.", task, words_of_end(row), time);
}

static bool creates_too(const struct row *row, size_t i, const struct span *first)
{
	return i < row->count && row->spans[i].kind == SPAN_CREATE &&
	       row->spans[i].begin == first->begin;
}

/* From [*i] on, which then is the last, those that it creates in one go: "creates Task-2, Task-3
 * and Task-4 fetch at 0 s." */
static const char *words_of_creating(const struct timeline *timeline, const struct row *row,
				     size_t *i)
{
	const struct span *first = &row->spans[*i];
	size_t last = *i, count;
	const char *names = "", *function = first->what;

	for (; creates_too(row, last + 1, first); last++)
		if (strcmp(row->spans[last + 1].what, function) != 0)
			function = "";
	count = last - *i + 1;
	for (size_t k = *i; k <= last && count <= MOST_NAMES; k++) {
		const struct row *other = timeline_row(timeline, row->spans[k].other);

		names = async_sprintf("%s%s%s%s%s", names,
				      k == *i ? "" : k < last ? ", " : " and ", other->name,
				      k == last || !*function ? " " : "",
				      k == last || !*function ? other->function : "") ?: "";
	}
	if (count > MOST_NAMES)
		names = async_sprintf("%zu tasks, Task-%u to Task-%u%s%s,", count, first->other,
				      row->spans[last].other, *function ? " " : "", function);
	*i = last;
	return async_sprintf("%s creates %s %s.", words_of_task(timeline, row->task), names,
			     words_of_times(first));
}

static void tell_row(const struct timeline *timeline, const struct row *row, FILE *file)
{
	const char *end = words_of_row_end(timeline, row), *words;
	size_t told = 0, i = 0;

	for (; i < row->count && told < MOST_SPANS; i++) {
		words = row->spans[i].kind == SPAN_CREATE ?
			words_of_creating(timeline, row, &i) :
			words_of_span(timeline, row, &row->spans[i]);
		if (words)
			fprintf(file, "%s\n", words);
		told += words != NULL;
	}
	if (i < row->count)
		fprintf(file, "%s goes on, until %s.\n", words_of_task(timeline, row->task),
			words_of_time(row->end));
	if (end)
		fprintf(file, "%s\n", end);
}

void timeline_tell(const struct timeline *timeline, FILE *file)
{
	struct folds folds = timeline_fold(timeline);

	for (size_t i = 0; i < folds.count; i++) {
		const struct fold *fold = &folds.list[i];
		const struct span times = { .begin = fold->begin, .end = fold->end };

		if (fold->row && fold->count > 1)
			fprintf(file, "%zu tasks of %s do the same at the same times: so does "
				"%s.\n", fold->count, fold->function,
				words_of_task(timeline, fold->row->task));
		if (fold->row)
			tell_row(timeline, fold->row, file);
		else
			fprintf(file, "%zu more tasks, of %s, are there %s, %s.\n", fold->count,
				fold->function, words_of_times(&times), words_of_crowd(fold));
	}
}
