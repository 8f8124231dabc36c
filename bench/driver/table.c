/* The tables in plain text, which need no colours, and 100 columns at most. */

#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"

enum { COLUMNS = 96 };

/* ---- Numbers ---- */

/* The digits of a whole number in groups of three. */
static const char *grouped(const char *digits)
{
	size_t length = strlen(digits);
	char *text = async_alloc(length + length / 3 + 1), *to = text;

	for (size_t i = 0; to && i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	if (to)
		*to = '\0';
	return text;
}

const char *number_text(double value)
{
	int before = value > 0 ? (int)floor(log10(value)) + 1 : 1, after = 3 - before;

	if (isnan(value))
		return "-";
	return after > 0 ? async_sprintf("%.*f", after > 6 ? 6 : after, value) :
			   grouped(async_sprintf("%.0f", value));
}

static const char *ratio_text(double value, double to)
{
	return isnan(value / to) ? "-" : number_text(value / to);
}

/* ---- Text in lines ---- */

static void write_folded(FILE *file, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > 0 && column + 1 + length > COLUMNS) {
			fputc('\n', file);
			column = 0;
		}
		if (column > 0)
			fputc(' ', file);
		fprintf(file, "%.*s", (int)length, text);
		column += length + (column > 0);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', file);
}

/* ---- A row ---- */

struct entry {
	const struct impl *impl;
	const struct series *series;
};

static double order_of(const struct entry *entry)
{
	return entry->series->count > 0 ? series_median(entry->series) : INFINITY;
}

static int ascending(const void *a, const void *b)
{
	double x = order_of(a), y = order_of(b);

	return (x > y) - (x < y);
}

static int descending(const void *a, const void *b)
{
	return ascending(b, a);
}

static void write_entry(FILE *file, const struct entry *entry, double floor, double ours)
{
	const struct series *series = entry->series;

	fprintf(file, "  %-16s", entry->impl->name);
	fprintf(file, "%12s", number_text(series_median(series)));
	fprintf(file, "%12s", number_text(series_least(series)));
	fprintf(file, "%12s", number_text(series_most(series)));
	fprintf(file, "%12s", ratio_text(series_median(series), floor));
	fprintf(file, "%12s\n", ratio_text(series_median(series), ours));
}

static void write_aim(FILE *file, const struct measured *measured, size_t r, const struct aim *aim)
{
	double found = measured_median(measured, r, aim->of);
	const char *shown = number_text(found);

	if (aim->to)
		found /= measured_median(measured, r, aim->to);
	if (isnan(found))
		fprintf(file, "  Aim: %s: not measured\n", aim->text);
	else
		fprintf(file, "  Aim: %s: %s, with %s\n", aim->text,
			(aim->at_least ? found >= aim->bound : found <= aim->bound) ?
			"met" : "not met",
			aim->to ? async_sprintf("%s times %s", number_text(found), aim->to) :
			async_sprintf("%s %s", shown, measured->bench->rows[r].unit));
}

static void write_row(FILE *file, const struct measured *measured, size_t r)
{
	const struct bench *bench = measured->bench;
	const struct row *row = &bench->rows[r];
	double floor = measured_median(measured, r, row->floor);
	double ours = measured_median(measured, r, "async");
	struct entry *entries = async_alloc(bench->impl_count * sizeof(*entries));
	size_t count = 0;

	for (size_t i = 0; entries && i < bench->impl_count; i++)
		if (measured_series(measured, r, i)->count > 0)
			entries[count++] = (struct entry){ &bench->impls[i],
							   measured_series(measured, r, i) };
	fprintf(file, "\n  %s/%s: %s in %s, %s is better\n\n", bench->name, row->name, row->figure,
		row->unit, row->less_is_better ? "less" : "more");
	fprintf(file, "  %-16s%12s%12s%12s%12s%12s\n", "", "median", "least", "most", "to floor",
		"to async");
	if (count > 0)
		qsort(entries, count, sizeof(*entries),
		      row->less_is_better ? ascending : descending);
	for (size_t i = 0; i < count; i++)
		write_entry(file, &entries[i], floor, ours);
	for (size_t i = 0; i < bench->impl_count; i++)
		if (measured_series(measured, r, i)->failure)
			fprintf(file, "  %s: %s\n", bench->impls[i].name,
				measured_series(measured, r, i)->failure);
	for (size_t i = 0; i < row->aim_count; i++)
		write_aim(file, measured, r, &row->aims[i]);
}

void table_write(const struct measured *measured, FILE *file)
{
	const struct bench *bench = measured->bench;

	fprintf(file, "%s\n\n", bench->title);
	write_folded(file, bench->what);
	write_folded(file, bench->unfair);
	for (size_t r = 0; r < bench->row_count; r++)
		write_row(file, measured, r);
	fputc('\n', file);
}
