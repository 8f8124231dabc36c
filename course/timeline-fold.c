/* Many tasks: nobody reads a thousand rows. */

#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "timeline.h"

enum { MOST_LOOKS = 400, SAMPLES = 12, MOST_FUNCTIONS = 6 };

/* ---- Those that look the same ---- */

static bool is_seen(const struct span *span)
{
	return span->kind <= SPAN_READY;
}

static bool spans_look_same(const struct span *a, const struct span *b)
{
	return a->kind == b->kind && a->begin == b->begin && a->end == b->end &&
	       a->waker == b->waker && a->value == b->value &&
	       (a->other > 0) == (b->other > 0) &&
	       (a->other > 0 || strcmp(a->what, b->what) == 0);
}

static bool rows_look_same(const struct row *a, const struct row *b)
{
	size_t i = 0, k = 0;

	if (a->begin != b->begin || a->end != b->end || a->how != b->how || a->task == 0 ||
	    strcmp(a->function, b->function) != 0)
		return false;
	for (;; i++, k++) {
		while (i < a->count && !is_seen(&a->spans[i]))
			i++;
		while (k < b->count && !is_seen(&b->spans[k]))
			k++;
		if (i == a->count || k == b->count)
			return i == a->count && k == b->count;
		if (!spans_look_same(&a->spans[i], &b->spans[k]))
			return false;
	}
}

static struct fold fold_of(const struct row *row)
{
	return (struct fold){ row, row->function, 1, row->begin, row->end, 1 };
}

static void fold_same(const struct timeline *timeline, struct folds *folds)
{
	for (size_t i = 0; i < timeline->count; i++) {
		const struct row *row = &timeline->rows[i];
		size_t k = 0;

		while (k < folds->count && k < MOST_LOOKS &&
		       !rows_look_same(folds->list[k].row, row))
			k++;
		if (k < folds->count && k < MOST_LOOKS)
			folds->list[k].at_once = ++folds->list[k].count;
		else
			folds->list[folds->count++] = fold_of(row);
	}
}

/* ---- The rest ---- */

static int compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* How many of [count] are there at once, at most. One that ends as another begins makes room. */
static size_t most_at_once(int64_t *begins, int64_t *ends, size_t count)
{
	size_t ended = 0, most = 0;

	qsort(begins, count, sizeof(*begins), compare_times);
	qsort(ends, count, sizeof(*ends), compare_times);
	for (size_t begun = 0; begun < count; begun++) {
		while (ends[ended] <= begins[begun] && ended < begun)
			ended++;
		if (begun + 1 - ended > most)
			most = begun + 1 - ended;
	}
	return most;
}

/* All of [from] to [to] that have the function of the first, as one. The others move up.
 * Returns: where these end. */
static size_t take_function(struct fold *from, size_t count, struct fold *sum, bool all)
{
	int64_t *begins = async_alloc((count + 1) * sizeof(*begins));
	int64_t *ends = async_alloc((count + 1) * sizeof(*ends));
	size_t left = 0, taken = 0;

	if (!begins || !ends)
		return 0;
	*sum = (struct fold){ .function = from->function, .begin = from->begin };
	for (size_t i = 0; i < count; i++) {
		struct fold fold = from[i];

		if (!all && strcmp(fold.function, sum->function) != 0) {
			from[left++] = fold;
			continue;
		}
		if (strcmp(fold.function, sum->function) != 0)
			sum->function = "others";
		begins[taken] = fold.begin;
		ends[taken++] = fold.end;
		sum->count += fold.count;
		sum->begin = fold.begin < sum->begin ? fold.begin : sum->begin;
		sum->end = fold.end > sum->end ? fold.end : sum->end;
	}
	sum->at_once = most_at_once(begins, ends, taken);
	return left;
}

static void fold_rest(struct folds *folds)
{
	struct fold sums[MOST_FUNCTIONS];
	size_t left = folds->count - SAMPLES, count = 0;
	struct fold *rest = folds->list + SAMPLES;

	while (left > 0 && count < MOST_FUNCTIONS) {
		left = take_function(rest, left, &sums[count], count == MOST_FUNCTIONS - 1);
		count++;
	}
	memcpy(rest, sums, count * sizeof(*sums));
	folds->count = SAMPLES + count;
}

/* ---- All of it ---- */

struct folds timeline_fold(const struct timeline *timeline)
{
	struct folds folds = { async_alloc((timeline->count + 1) * sizeof(*folds.list)), 0 };

	if (!folds.list)
		return folds;
	if (timeline->count > MOST_FOLDS)
		fold_same(timeline, &folds);
	else
		for (; folds.count < timeline->count; folds.count++)
			folds.list[folds.count] = fold_of(&timeline->rows[folds.count]);
	if (folds.count > MOST_FOLDS)
		fold_rest(&folds);
	return folds;
}

const char *words_of_fold(const struct fold *fold)
{
	const struct row *row = fold->row;

	if (!row || fold->count > 1)
		return async_sprintf("%zu x %s", fold->count, fold->function) ?: "";
	if (row->task == 0)
		return row->name;
	return async_sprintf("%s %s", row->name, row->function) ?: "";
}

const char *words_of_crowd(const struct fold *fold)
{
	if (fold->at_once == fold->count)
		return "all at once";
	return async_sprintf("at most %zu at once", fold->at_once) ?: "";
}
