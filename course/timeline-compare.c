#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "timeline.h"

struct event {
	uint32_t sequence;
	int64_t time;
	const char *words;		/* for people */
	const char *kind, *function, *what;
};

struct events {
	const struct timeline *timeline;
	struct event *list;
	size_t count;
};

static int in_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return strcmp(x->kind, y->kind);
}

static const char *function_of(const struct timeline *timeline, uint32_t task)
{
	const struct row *row = timeline_row(timeline, task);

	return row ? row->function : "";
}

/* What it is about, without the number of any task. */
static const char *what_of(const struct timeline *timeline, const struct span *span)
{
	if (span->other > 0)
		return function_of(timeline, span->other);
	return span->kind == SPAN_WAIT ? words_of_wait(span) : span->what;
}

static void add_span(struct events *events, const struct row *row, const struct span *span)
{
	static const char *const kinds[] = {
		[SPAN_RUN] = "run", [SPAN_WAIT] = "wait", [SPAN_READY] = "ready",
		[SPAN_MARK] = "mark", [SPAN_CREATE] = "create", [SPAN_CANCEL] = "cancel",
	};
	const char *words = words_of_span(events->timeline, row, span);

	if (words)
		events->list[events->count++] = (struct event){
			.sequence = span->first, .time = span->begin, .words = words,
			.kind = kinds[span->kind], .function = row->function,
			.what = what_of(events->timeline, span),
		};
}

static int list_events(struct events *events, const struct timeline *timeline)
{
	size_t most = 0;

	for (size_t i = 0; i < timeline->count; i++)
		most += timeline->rows[i].count + 1;
	*events = (struct events){ .timeline = timeline };
	events->list = async_alloc((most + 1) * sizeof(*events->list));
	if (!events->list)
		return -1;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct row *row = &timeline->rows[i];
		const char *words = words_of_row_end(timeline, row);

		for (size_t k = 0; k < row->count; k++)
			add_span(events, row, &row->spans[k]);
		if (words)
			events->list[events->count++] = (struct event){
				.sequence = row->last, .time = row->end, .words = words,
				.kind = "end", .function = row->function, .what = words_of_end(row),
			};
	}
	qsort(events->list, events->count, sizeof(*events->list), in_order);
	return 0;
}

static bool are_same(const struct event *a, const struct event *b)
{
	return a->time == b->time && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->function, b->function) == 0 && strcmp(a->what, b->what) == 0;
}

struct difference timeline_compare(const struct timeline *here, const struct timeline *there)
{
	struct difference difference = { .any = false };
	struct events ours, theirs;
	size_t i = 0;

	if (list_events(&ours, here) < 0 || list_events(&theirs, there) < 0)
		return difference;
	while (i < ours.count && i < theirs.count && are_same(&ours.list[i], &theirs.list[i]))
		i++;
	difference.any = i < ours.count || i < theirs.count;
	difference.here = i < ours.count ? ours.list[i].time : here->end;
	difference.there = i < theirs.count ? theirs.list[i].time : there->end;
	difference.words_here = i < ours.count ? ours.list[i].words : "It is over.";
	difference.words_there = i < theirs.count ? theirs.list[i].words : "It is over.";
	return difference;
}
