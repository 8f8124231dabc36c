#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "report.h"
#include "scale.h"

static bool is_floor(const struct row *row, const char *name)
{
	return strcmp(chart_class(name), "floor") == 0 ||
	       (row->floor && strcmp(name, row->floor) == 0);
}

struct contest contest_of(const struct measured *measured, size_t r)
{
	struct entries entries = entries_of(measured, r);
	struct contest contest = { .row = &measured->bench->rows[r] };
	const char *ours = measured_ours(measured, r) ?: "";

	for (size_t i = entries.count; i-- > 0;) {
		const struct entry *entry = &entries.list[i];
		const char *name = entry->impl->name;

		if (strcmp(name, ours) == 0)
			contest.ours = entry;
		if (!impl_is_ours(name) && !is_floor(contest.row, name))
			contest.best = entry;
		if (contest.row->floor && strcmp(name, contest.row->floor) == 0)
			contest.floor = entry;
		if (strcmp(name, "asyncio") == 0)
			contest.asyncio = entry;
	}
	return contest;
}

/* ---- Noise ---- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double spread_of(const struct series *series)
{
	return (series_most(series) - series_least(series)) / series_median(series);
}

/* The median of all that have run more than once; NAN where none has. */
static double spread(const struct summary *summary)
{
	double *all;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < summary->count; i++)
		room += measured_count(summary->list[i]);
	all = async_alloc(room * sizeof(*all));
	for (size_t i = 0; all && i < summary->count; i++) {
		const struct series *series = summary->list[i]->series;

		for (size_t k = 0; k < measured_count(summary->list[i]); k++)
			if (series[k].count > 1)
				all[count++] = spread_of(&series[k]);
	}
	if (count == 0)
		return NAN;
	qsort(all, count, sizeof(*all), compare);
	return all[count / 2];
}

void summary_judge(struct summary *summary, double waited)
{
	double apart = spread(summary), seconds = 0;

	for (size_t i = 0; i < summary->count; i++)
		seconds += summary->list[i]->seconds;
	summary->noise = "";
	if (!isnan(apart))
		summary->noise = async_sprintf("The runs of one program are %.0f %% apart, in most "
					       "cases: what is closer is the same.", apart * 100);
	if (waited > seconds / 5)
		summary->noise = async_sprintf("%s%sThe machine was busy: %.0f %% of the time some "
					       "program waited for a processor.", summary->noise,
					       *summary->noise ? " " : "",
					       fmin(waited / seconds, 1) * 100);
}

/* ---- The table ---- */

static const char *median_text(const struct entry *entry, bool with_name)
{
	if (!entry)
		return "-";
	return async_sprintf("%s%s%s", with_name ? entry->impl->name : "", with_name ? " " : "",
			     number_text(series_median(entry->series)));
}

static const char *aims_text(const struct measured *measured, size_t r)
{
	static const char *const words[] = {
		[AIM_MET] = "met", [AIM_NOT_MET] = "**not met**", [AIM_UNKNOWN] = "not measured",
	};
	const struct row *row = &measured->bench->rows[r];
	const char *text = "";
	double found;

	for (size_t i = 0; i < row->aim_count; i++) {
		enum outcome outcome = aim_outcome(measured, r, &row->aims[i], &found);

		text = async_sprintf("%s%s%s: %s", text, i > 0 ? "; " : "", row->aims[i].text,
				     words[outcome]);
	}
	return text;
}

/* All of ours: "**5.31**", or, where there are several ways, each with its name. */
static const char *ours_text(const struct measured *measured, size_t r)
{
	struct entries entries = entries_of(measured, r);
	const char *text = "";

	for (size_t i = 0; i < entries.count; i++) {
		const char *name = entries.list[i].impl->name;

		if (!impl_is_ours(name))
			continue;
		name = strcmp(name, "async") == 0 ? "" : async_sprintf("%s ", name);
		text = async_sprintf("%s%s%s**%s**", text, *text ? ", " : "", name,
				     number_text(series_median(entries.list[i].series)));
	}
	return *text ? text : "-";
}

void summary_table_write(const struct summary *summary, FILE *file)
{
	fprintf(file, "%s %s\n\n| work | unit | floor | ours | best peer | asyncio | aim |\n"
		"|---|---|---|---|---|---|---|\n", summary->machine, summary->noise);
	for (size_t i = 0; i < summary->count; i++) {
		const struct bench *bench = summary->list[i]->bench;

		for (size_t r = 0; r < bench->row_count; r++) {
			struct contest contest = contest_of(summary->list[i], r);

			if (contest.row->aim_count > 0)
				fprintf(file, "| %s, %s | %s | %s | %s | %s | %s | %s |\n",
					bench->name, contest.row->name, contest.row->unit,
					median_text(contest.floor, false),
					ours_text(summary->list[i], r),
					median_text(contest.best, true),
					median_text(contest.asyncio, false),
					aims_text(summary->list[i], r));
		}
	}
}
