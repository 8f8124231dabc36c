#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "program.h"

/* ---- Series ---- */

size_t measured_count(const struct measured *measured)
{
	return measured->bench->row_count * measured->bench->impl_count;
}

const struct series *measured_series(const struct measured *measured, size_t row, size_t impl)
{
	return &measured->series[row * measured->bench->impl_count + impl];
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double series_median(const struct series *series)
{
	int middle = series->count / 2;

	if (series->count % 2 == 1)
		return series->values[middle];
	return (series->values[middle - 1] + series->values[middle]) / 2;
}

double series_least(const struct series *series)
{
	return series->values[0];
}

double series_most(const struct series *series)
{
	return series->values[series->count - 1];
}

double measured_median(const struct measured *measured, size_t row, const char *impl)
{
	int i = impl ? bench_impl(measured->bench, impl) : -1;
	const struct series *series = i < 0 ? NULL : measured_series(measured, row, (size_t)i);

	return series && series->count > 0 ? series_median(series) : NAN;
}

const char *measured_why_not(const struct measured *measured, size_t impl)
{
	const struct series *series = NULL;

	for (size_t row = 0; row < measured->bench->row_count; row++) {
		series = measured_series(measured, row, impl);
		if (series->count > 0 || !series->failure)
			return NULL;
	}
	return series->failure;
}

static int ascending(const void *a, const void *b)
{
	double x = series_median(((const struct entry *)a)->series);
	double y = series_median(((const struct entry *)b)->series);

	return (x > y) - (x < y);
}

static int descending(const void *a, const void *b)
{
	return ascending(b, a);
}

struct entries entries_of(const struct measured *measured, size_t row)
{
	const struct bench *bench = measured->bench;
	struct entries entries = { async_alloc(bench->impl_count * sizeof(*entries.list)), 0 };

	for (size_t i = 0; entries.list && i < bench->impl_count; i++)
		if (measured_series(measured, row, i)->count > 0)
			entries.list[entries.count++] = (struct entry){
				&bench->impls[i], measured_series(measured, row, i),
			};
	if (entries.count > 0)
		qsort(entries.list, entries.count, sizeof(*entries.list),
		      bench->rows[row].less_is_better ? ascending : descending);
	return entries;
}

const char *measured_ours(const struct measured *measured, size_t row)
{
	struct entries entries = entries_of(measured, row);

	if (!isnan(measured_median(measured, row, "async")))
		return "async";
	for (size_t i = 0; i < entries.count; i++)
		if (impl_is_ours(entries.list[i].impl->name))
			return entries.list[i].impl->name;
	return NULL;
}

/* ---- Runs ---- */

/* Rows with the same arguments differ in which figure they show: one run serves them all. */
static bool same_work(const struct row *a, const struct row *b)
{
	size_t i = 0;

	while (a->arguments[i] && b->arguments[i] &&
	       strcmp(a->arguments[i], b->arguments[i]) == 0)
		i++;
	return !a->arguments[i] && !b->arguments[i] && a->processors == b->processors &&
	       a->runs == b->runs;
}

static bool is_first(const struct bench *bench, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (same_work(&bench->rows[i], &bench->rows[row]))
			return false;
	return true;
}

static void note(struct series *series, const struct row *row, const struct figures *figures)
{
	for (size_t i = 0; i < figures->count; i++)
		if (strcmp(figures->list[i].name, row->figure) == 0) {
			series->values[series->count++] = figures->list[i].value;
			return;
		}
	series->failure = async_sprintf("it gave no figure \"%s\"", row->figure);
}

static void note_all(struct measured *measured, size_t first, size_t impl,
		     const struct figures *figures, const char *failure)
{
	const struct bench *bench = measured->bench;

	for (size_t row = first; row < bench->row_count; row++) {
		struct series *series = &measured->series[row * bench->impl_count + impl];

		if (!same_work(&bench->rows[first], &bench->rows[row]))
			continue;
		if (failure)
			series->failure = failure;
		else
			note(series, &bench->rows[row], figures);
	}
}

/* Who waits in front of a terminal sees what is being done. */
static void show(const struct measured *measured, int run, const char *row, const char *impl)
{
	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r\033[K");
	if (impl)
		fprintf(stderr, "%s, run %d of %d: %s, %s", measured->bench->name, run + 1,
			measured->runs, row, impl);
}

ASYNC static int run_once(struct measured *measured, int run, size_t row, size_t i)
{
	const struct bench *bench = measured->bench;
	const struct figures *figures;

	show(measured, run, bench->rows[row].name, bench->impls[i].name);
	figures = TRY(program_run(bench, &bench->rows[row], &bench->impls[i]));
	EXCEPTION(e);
	if (EXCEPT(PeerMissing, e))
		note_all(measured, row, i, NULL, async_strdup(e->message));
	else if (EXCEPT(RunFailed, e) || EXCEPT(OSError, e))
		note_all(measured, row, i, NULL,
			 async_sprintf("run %d failed: %s", run + 1, e->message));
	AWAIT(0);
	if (figures)
		note_all(measured, row, i, figures, NULL);
	return 0;
}

static struct measured *begin(const struct bench *bench, int runs)
{
	size_t count = bench->row_count * bench->impl_count;
	struct measured *measured = async_alloc(sizeof(*measured));

	if (!measured)
		return NULL;
	*measured = (struct measured){
		.bench = bench, .series = async_alloc(count * sizeof(struct series)), .runs = runs,
	};
	for (size_t i = 0; measured->series && i < count; i++) {
		const struct row *row = &bench->rows[i / bench->impl_count];

		measured->series[i] = (struct series){
			.values = async_alloc((size_t)runs * sizeof(double)),
			.failure = bench->impls[i % bench->impl_count].missing,
		};
		if (row->processors > program_processors())
			measured->series[i].failure = async_sprintf(
				"it needs %d processors, and here are %d", row->processors,
				program_processors());
	}
	return measured;
}

static void fail_all(struct measured *measured, const char *failure)
{
	for (size_t i = 0; i < measured_count(measured); i++)
		measured->series[i].failure = failure;
}

static bool is_due(const struct measured *measured, int run, size_t row, size_t impl)
{
	const struct bench *bench = measured->bench;
	int most = bench->rows[row].runs;

	return is_first(bench, row) && (most == 0 || run < most) &&
	       !measured_series(measured, row, impl)->failure;
}

ASYNC struct measured *measure(const struct bench *bench, int runs)
{
	struct measured *measured = begin(bench, runs);
	double began = async_loop_time(NULL);

	TRY(program_prepare(bench));
	EXCEPTION(e);
	if (EXCEPT(RunFailed, e) || EXCEPT(OSError, e))
		fail_all(measured, async_sprintf("%s failed: %s", bench->prepare, e->message));
	AWAIT(0);
	for (int run = 0; run < runs; run++)
		for (size_t row = 0; row < bench->row_count; row++)
			for (size_t i = 0; i < bench->impl_count; i++)
				if (is_due(measured, run, row, i))
					AWAIT(run_once(measured, run, row, i));
	show(measured, 0, NULL, NULL);
	measured->seconds = async_loop_time(NULL) - began;
	for (size_t i = 0; i < measured_count(measured); i++)
		qsort(measured->series[i].values, (size_t)measured->series[i].count,
		      sizeof(double), compare);
	return measured;
}
