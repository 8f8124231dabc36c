/* A chart with bars, for one benchmark. */

#include "report.h"

#include <math.h>

#include "async.h"
#include "scale.h"
#include "svg.h"

enum { TOP = 92, BAR = 18, PITCH = 24, HEAD = 22, FOOT = 44, LEFT = 190, RIGHT = 720 };

static double panel_height(const struct entries *entries)
{
	return HEAD + PITCH * (double)entries->count + FOOT;
}

static struct scale scale_of(const struct entries *entries)
{
	struct scale scale = { .left = LEFT, .right = RIGHT };
	double least = INFINITY, most = 0;

	for (size_t i = 0; i < entries->count; i++) {
		least = fmin(least, series_median(entries->list[i].series));
		most = fmax(most, series_median(entries->list[i].series));
	}
	scale_fit(&scale, least, most);
	return scale;
}

static void write_bar(FILE *file, const struct entry *entry, const struct scale *scale, double y)
{
	const char *name = entry->impl->name;
	double middle = y + BAR / 2.0, median = series_median(entry->series);
	double from = scale_place(scale, series_least(entry->series));
	double to = scale_place(scale, series_most(entry->series));

	svg_text(file, LEFT - 10, y + 14, ANCHOR_END, impl_is_ours(name) ? "own" : "name",
		 name);
	fprintf(file, "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n",
		chart_class(name), LEFT, y, scale_place(scale, median) - LEFT, BAR);
	fprintf(file, "<line class=\"range\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		from, middle, to, middle);
	svg_text(file, fmax(to, scale_place(scale, median)) + 8, y + 14, ANCHOR_START,
		 impl_is_ours(name) ? "own" : "name", number_text(median));
}

static double write_panel(const struct measured *measured, size_t r, FILE *file, double y)
{
	const struct row *row = &measured->bench->rows[r];
	struct entries entries = entries_of(measured, r);
	struct scale scale = scale_of(&entries);

	if (entries.count == 0)
		return 0;
	svg_text(file, SVG_MARGIN, y, ANCHOR_START, "head", row->name);
	svg_text(file, RIGHT, y, ANCHOR_END, "small",
		 async_sprintf("%s in %s, %s is better%s", row->figure, row->unit,
			       row->less_is_better ? "less" : "more",
			       scale.logarithmic ? "; each line is ten times the last" : ""));
	scale_write(&scale, file, y + HEAD - 10, y + HEAD + PITCH * (double)entries.count);
	for (size_t i = 0; i < entries.count; i++)
		write_bar(file, &entries.list[i], &scale, y + HEAD + PITCH * (double)i - 4);
	return panel_height(&entries);
}

/* What the bars show, in words. */
static const char *describe(const struct measured *measured)
{
	const struct bench *bench = measured->bench;
	const char *text = bench->what;

	for (size_t r = 0; r < bench->row_count; r++) {
		const struct row *row = &bench->rows[r];
		struct entries entries = entries_of(measured, r);

		if (entries.count == 0)
			continue;
		text = async_sprintf("%s\n%s, %s in %s, %s is better:", text, row->name,
				     row->figure, row->unit, row->less_is_better ? "less" : "more");
		for (size_t i = 0; i < entries.count; i++)
			text = async_sprintf("%s%s %s %s", text, i > 0 ? "," : "",
					     entries.list[i].impl->name,
					     number_text(series_median(entries.list[i].series)));
		text = async_sprintf("%s.", text);
	}
	return text;
}

void chart_write(const struct measured *measured, FILE *file)
{
	double height = TOP, y = TOP;

	for (size_t r = 0; r < measured->bench->row_count; r++) {
		struct entries entries = entries_of(measured, r);

		height += entries.count > 0 ? panel_height(&entries) : 0;
	}
	svg_begin(file, height - 12, measured->bench->title, describe(measured), chart_style);
	svg_text(file, SVG_MARGIN, 58, ANCHOR_START, "small",
		 async_sprintf("%s The line in it goes from the least to the most.",
			       measured->runs == 1 ? "The bar is one run." :
			       async_sprintf("The bar is the median of %d runs.", measured->runs)));
	for (size_t r = 0; r < measured->bench->row_count; r++)
		y += write_panel(measured, r, file, y);
	svg_end(file);
}
