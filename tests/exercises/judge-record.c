/* Queries on a run. The record is short, so each goes through all of it. */

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "judge-internal.h"

const struct record_frame *run_next(const struct run *run, enum record_kind kind,
				    const struct record_frame *after)
{
	for (size_t i = after ? after->sequence + 1 : 0; i < run->record.count; i++)
		if (run->record.frames[i].kind == kind)
			return &run->record.frames[i];
	return NULL;
}

double frame_seconds(const struct run *run, const struct record_frame *frame)
{
	const struct record_frame *begin = run_next(run, RECORD_RUN, NULL);

	return frame ? (double)(frame->time - (begin ? begin->time : 0)) / 1e9 : NAN;
}

double run_seconds(const struct run *run)
{
	const struct record_frame *last = NULL, *frame = NULL;

	while ((frame = run_next(run, RECORD_STOP, frame)) != NULL)
		last = frame;
	return frame_seconds(run, last);
}

double run_blocked(const struct run *run)
{
	const struct record_frame *frame = NULL;
	double nanoseconds = 0;

	while ((frame = run_next(run, RECORD_BLOCK, frame)) != NULL)
		nanoseconds += (double)frame->value;
	return nanoseconds / 1e9;
}

bool is_clean_up(const char *function)
{
	return strcmp(function, "shutdown_asyncgens") == 0 ||
	       strcmp(function, "shutdown_default_executor") == 0;
}

static int count_frames(const struct run *run, enum record_kind kind, const char *text)
{
	const struct record_frame *frame = NULL;
	int count = 0;

	while ((frame = run_next(run, kind, frame)) != NULL)
		count += text != NULL ? strcmp(frame->text, text) == 0
				      : !is_clean_up(frame->text);
	return count;
}

int run_tasks(const struct run *run, const char *function)
{
	return count_frames(run, RECORD_CREATE, function);
}

int run_threads(const struct run *run, const char *function)
{
	return count_frames(run, RECORD_THREAD, function);
}

int run_reports(const struct run *run, enum record_report kind)
{
	const struct record_frame *frame = NULL;
	int count = 0;

	while ((frame = run_next(run, RECORD_REPORT, frame)) != NULL)
		count += frame->value == (int64_t)kind;
	return count;
}

/* ---- Texts ---- */

int run_lines(const struct run *run, const char *texts[], int max)
{
	size_t size = run->output_size;
	int count = 0;

	while (size > 0 && isspace((unsigned char)run->output[size - 1]))
		size--;
	for (size_t begin = 0; begin < size; count++) {
		const char *newline = memchr(run->output + begin, '\n', size - begin);
		size_t end = newline ? (size_t)(newline - run->output) : size;
		if (count < max)
			texts[count] = judge_clean(run->output + begin, end - begin, end - begin);
		begin = end + 1;
	}
	return count;
}

int run_marks(const struct run *run, const char *prefix, const char *texts[], int max)
{
	const struct record_frame *frame = NULL;
	int count = 0;

	while ((frame = run_next(run, RECORD_MARK, frame)) != NULL) {
		if (strncmp(frame->text, prefix, strlen(prefix)) != 0)
			continue;
		if (count < max)
			texts[count] = frame->text;
		count++;
	}
	return count;
}

/* ---- Marks ---- */

static const struct record_frame *find_mark(const struct run *run, const char *text)
{
	const struct record_frame *frame = NULL;

	while ((frame = run_next(run, RECORD_MARK, frame)) != NULL)
		if (strcmp(frame->text, text) == 0)
			return frame;
	return NULL;
}

int mark_count(const struct run *run, const char *text)
{
	return count_frames(run, RECORD_MARK, text);
}

double mark_seconds(const struct run *run, const char *text)
{
	return frame_seconds(run, find_mark(run, text));
}

int64_t mark_value(const struct run *run, const char *text, int64_t otherwise)
{
	const struct record_frame *mark = find_mark(run, text);

	return mark ? mark->value : otherwise;
}

bool mark_before(const struct run *run, const char *first, const char *second)
{
	const struct record_frame *a = find_mark(run, first), *b = find_mark(run, second);

	return a && b && a->sequence < b->sequence;
}

bool marks_overlap(const struct run *run, const char *begin1, const char *end1, const char *begin2,
		   const char *end2)
{
	return mark_before(run, begin1, end1) && mark_before(run, begin2, end2) &&
	       mark_before(run, begin1, end2) && mark_before(run, begin2, end1);
}

int marks_in_flight(const struct run *run, const char *begin, const char *end)
{
	const struct record_frame *frame = NULL;
	int now = 0, most = 0;

	while ((frame = run_next(run, RECORD_MARK, frame)) != NULL) {
		if (strncmp(frame->text, begin, strlen(begin)) == 0)
			now++;
		else if (strncmp(frame->text, end, strlen(end)) == 0)
			now--;
		if (now > most)
			most = now;
	}
	return most;
}
