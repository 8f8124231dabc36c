/* How cost grows with the size, and what became of the aims. */

#include "report.h"

#include <math.h>
#include <string.h>

/* ---- Aims ---- */

enum outcome aim_outcome(const struct measured *measured, size_t row, const struct aim *aim,
			 double *found)
{
	*found = measured_median(measured, row, aim->of);
	if (aim->to)
		*found /= measured_median(measured, row, aim->to);
	if (isnan(*found))
		return AIM_UNKNOWN;
	return (aim->at_least ? *found >= aim->bound : *found <= aim->bound) ? AIM_MET :
									      AIM_NOT_MET;
}

/* ---- Growth ---- */

/* The first of them all, and any other row. */
static bool belongs(const struct row *first, const struct row *row)
{
	return row->size > 0 && strcmp(first->figure, row->figure) == 0 &&
	       strcmp(first->unit, row->unit) == 0 && first->processors == row->processors;
}

struct growth growth_of(const struct measured *measured, size_t row)
{
	const struct row *rows = measured->bench->rows;
	struct growth growth = { .measured = measured }, none = growth;
	size_t most = sizeof(growth.rows) / sizeof(*growth.rows), at;

	for (size_t i = 0; i < row; i++)
		if (rows[row].size <= 0 || belongs(&rows[row], &rows[i]))
			return none;
	for (size_t i = row; i < measured->bench->row_count && growth.count < most; i++) {
		if (!belongs(&rows[row], &rows[i]))
			continue;
		for (at = growth.count++; at > 0; at--) {
			if (rows[growth.rows[at - 1]].size <= rows[i].size)
				break;
			growth.rows[at] = growth.rows[at - 1];
		}
		growth.rows[at] = i;
	}
	return growth.count > 1 ? growth : none;
}

/* What all of them cost together. */
static double cost(const struct measured *measured, size_t r, size_t impl)
{
	const struct row *row = &measured->bench->rows[r];
	const struct series *series = measured_series(measured, r, impl);
	double median = series->count > 0 ? series_median(series) : NAN;

	if (!row->less_is_better)
		return row->size / median;
	return row->each ? row->size * median : median;
}

double growth_power(const struct growth *growth, size_t impl)
{
	const struct measured *measured = growth->measured;
	size_t first = growth->rows[0], last = growth->rows[growth->count - 1];

	return log(cost(measured, last, impl) / cost(measured, first, impl)) /
	       log(measured->bench->rows[last].size / measured->bench->rows[first].size);
}

const char *growth_text(double power)
{
	double shown = round(power * 100) / 100;

	return shown < 0.9 ? "better than linear" : shown <= 1.1 ? "linear" : "worse than linear";
}
