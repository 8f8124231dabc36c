/* The tables in plain text, which need no colours, and 100 columns at most. */

#include "report.h"

#include <math.h>
#include <string.h>

#include "async.h"

enum { COLUMNS = 96 };

/* ---- Text in lines ---- */

void folded_write(FILE *file, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > 0 && column + 1 + length > COLUMNS) {
			fputc('\n', file);
			column = 0;
		}
		fprintf(file, "%s%.*s", column > 0 ? " " : "", (int)length, text);
		column += length + (column > 0);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', file);
}

/* ---- A row ---- */

static void write_entry(FILE *file, const struct entry *entry, double floor, double ours)
{
	const struct series *series = entry->series;
	double median = series_median(series);

	fprintf(file, "  %-18s%12s%12s%12s%12s%12s\n", entry->impl->name, number_text(median),
		number_text(series_least(series)), number_text(series_most(series)),
		ratio_text(median, floor), ratio_text(median, ours));
}

static void write_aim(FILE *file, const struct measured *measured, size_t r, const struct aim *aim)
{
	static const char *const words[] = {
		[AIM_MET] = "met", [AIM_NOT_MET] = "not met", [AIM_UNKNOWN] = "not measured",
	};
	double found;
	enum outcome outcome = aim_outcome(measured, r, aim, &found);

	fprintf(file, "  Aim: %s: %s", aim->text, words[outcome]);
	if (outcome == AIM_UNKNOWN)
		fputc('\n', file);
	else if (aim->to)
		fprintf(file, " (%s times %s)\n", number_text(found), aim->to);
	else
		fprintf(file, " (%s %s)\n", number_text(found), measured->bench->rows[r].unit);
}

static void write_row(FILE *file, const struct measured *measured, size_t r)
{
	const struct bench *bench = measured->bench;
	const struct row *row = &bench->rows[r];
	double floor = measured_median(measured, r, row->floor);
	double ours = measured_median(measured, r, measured_ours(measured, r));
	struct entries entries = entries_of(measured, r);

	fprintf(file, "\n  %s/%s: %s in %s, %s is better\n\n", bench->name, row->name, row->figure,
		row->unit, row->less_is_better ? "less" : "more");
	if (entries.count > 0)
		fprintf(file, "  %-18s%12s%12s%12s%12s%12s\n", "", "median", "least", "most",
			"x floor", "x ours");
	else
		fputs("  Nobody was measured.\n", file);
	for (size_t i = 0; i < entries.count; i++)
		write_entry(file, &entries.list[i], floor, ours);
	for (size_t i = 0; i < bench->impl_count; i++)
		if (measured_series(measured, r, i)->failure && !measured_why_not(measured, i))
			fprintf(file, "  %s: %s\n", bench->impls[i].name,
				measured_series(measured, r, i)->failure);
	for (size_t i = 0; i < row->aim_count; i++)
		write_aim(file, measured, r, &row->aims[i]);
}

/* ---- Growth ---- */

static double median_at(const struct growth *growth, size_t k, size_t impl)
{
	const struct series *series = measured_series(growth->measured, growth->rows[k], impl);

	return series->count > 0 ? series_median(series) : NAN;
}

static void write_growth(FILE *file, const struct growth *growth)
{
	const struct bench *bench = growth->measured->bench;
	const struct row *first = &bench->rows[growth->rows[0]];

	fprintf(file, "\n  How the cost grows: %s in %s%s, at each size\n\n  %-18s", first->figure,
		first->unit, first->each && first->less_is_better ? ", of one" : "", "");
	for (size_t k = 0; k < growth->count; k++)
		fprintf(file, "%12s", axis_text(bench->rows[growth->rows[k]].size));
	fputs("    growth of all\n", file);
	for (size_t i = 0; i < bench->impl_count; i++) {
		double power = growth_power(growth, i);

		if (isnan(power))
			continue;
		fprintf(file, "  %-18s", bench->impls[i].name);
		for (size_t k = 0; k < growth->count; k++)
			fprintf(file, "%12s", number_text(median_at(growth, k, i)));
		fprintf(file, "    n^%.2f, %s\n", power, growth_text(power));
	}
}

/* ---- The whole ---- */

void table_write(const struct measured *measured, FILE *file)
{
	const struct bench *bench = measured->bench;

	fprintf(file, "%s\n\n", bench->title);
	folded_write(file, bench->what);
	folded_write(file, bench->unfair);
	for (size_t r = 0; r < bench->row_count; r++)
		write_row(file, measured, r);
	for (size_t r = 0; r < bench->row_count; r++) {
		struct growth growth = growth_of(measured, r);

		if (growth.count > 0)
			write_growth(file, &growth);
	}
	for (size_t i = 0; i < bench->impl_count; i++)
		if (measured_why_not(measured, i))
			folded_write(file, async_sprintf("\nNot measured: %s: %s",
							 bench->impls[i].name,
							 measured_why_not(measured, i)));
	fputc('\n', file);
}
