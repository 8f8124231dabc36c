/* build/bench/results.json: the figures, for programs. */

#include "report.h"

#include "async.h"

static json_t *result(const struct measured *measured, size_t r, size_t i)
{
	const struct bench *bench = measured->bench;
	const struct series *series = measured_series(measured, r, i);
	const char *name = async_sprintf("%s/%s", bench->name, bench->rows[r].name);

	return json_pack("{s:s, s:s, s:s, s:f, s:f, s:f, s:i}", "bench", name,
			 "impl", bench->impls[i].name, "unit", bench->rows[r].unit,
			 "median", series_median(series), "min", series_least(series),
			 "max", series_most(series), "runs", series->count);
}

void results_add(json_t *list, const struct measured *measured)
{
	for (size_t r = 0; r < measured->bench->row_count; r++)
		for (size_t i = 0; i < measured->bench->impl_count; i++)
			if (measured_series(measured, r, i)->count > 0)
				json_array_append_new(list, result(measured, r, i));
}
