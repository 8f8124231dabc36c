/* The chart of all benchmarks. */

#include "summary.h"

#include <math.h>
#include <string.h>

#include "async.h"
#include "report.h"
#include "scale.h"
#include "svg.h"

enum { TOP = 128, PITCH = 26, FOOT = 44, NAMES = 300, MARKS_END = 700 };

/* How many times what ours costs; NAN where there is nothing to compare. */
static double relative(const struct contest *contest, const struct entry *entry)
{
	double value, ours;

	if (!entry || !contest->ours)
		return NAN;
	value = series_median(entry->series);
	ours = series_median(contest->ours->series);
	return contest->row->less_is_better ? value / ours : ours / value;
}

static void write_mark(FILE *file, const char *kind, double x, double y)
{
	if (strcmp(kind, "asyncio") == 0)
		fprintf(file, "<rect class=\"peer\" x=\"%.1f\" y=\"%.1f\" width=\"9\" "
			"height=\"9\"/>\n", x - 4.5, y - 4.5);
	else
		fprintf(file, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>\n", kind,
			x, y);
}

static void write_line(FILE *file, const char *bench, const struct contest *contest,
		       const struct scale *scale, double y)
{
	double asyncio = relative(contest, contest->asyncio);
	double best = relative(contest, contest->best), floor = relative(contest, contest->floor);

	svg_text(file, NAMES - 12, y + 4, ANCHOR_END, "name",
		 async_sprintf("%s, %s", bench, contest->row->name));
	if (contest->best)
		svg_text(file, MARKS_END + 12, y + 4, ANCHOR_START, "name",
			 contest->best->impl->name);
	if (isfinite(asyncio))
		write_mark(file, "asyncio", scale_place(scale, asyncio), y);
	if (isfinite(best))
		write_mark(file, "peer", scale_place(scale, best), y);
	if (isfinite(floor))
		write_mark(file, "floor", scale_place(scale, floor), y);
	write_mark(file, "ours", scale_place(scale, 1), y);
}

/* Each contest that has an aim and a figure of ours; [see] may be NULL. Returns: how many. */
static size_t each_contest(const struct summary *summary,
			   void (*see)(void *arg, const char *bench, const struct contest *contest),
			   void *arg)
{
	size_t count = 0;

	for (size_t i = 0; i < summary->count; i++) {
		const struct bench *bench = summary->list[i]->bench;

		for (size_t r = 0; r < bench->row_count; r++) {
			struct contest contest = contest_of(summary->list[i], r);

			if (contest.row->aim_count == 0 || !contest.ours)
				continue;
			count++;
			if (see)
				see(arg, bench->name, &contest);
		}
	}
	return count;
}

static void widen(void *arg, const char *bench, const struct contest *contest)
{
	struct scale *scale = arg;
	double all[] = {
		relative(contest, contest->floor), relative(contest, contest->best),
		relative(contest, contest->asyncio),
	};

	(void)bench;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (isfinite(all[i]) && all[i] > 0) {
			scale->low = fmin(scale->low, pow(10, floor(log10(all[i]))));
			scale->high = fmax(scale->high, 1.2 * all[i]);
		}
}

static void describe(void *arg, const char *bench, const struct contest *contest)
{
	const char **text = arg;
	const struct entry *const entries[] = { contest->floor, contest->best, contest->asyncio };

	*text = async_sprintf("%s\n%s, %s:", *text, bench, contest->row->name);
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
		if (entries[i] && (i < 2 || entries[i] != contest->best))
			*text = async_sprintf("%s %s %s;", *text, entries[i]->impl->name,
					      number_text(relative(contest, entries[i])));
}

struct drawing {
	FILE *file;
	struct scale scale;
	double y;
};

static void draw(void *arg, const char *bench, const struct contest *contest)
{
	struct drawing *drawing = arg;

	write_line(drawing->file, bench, contest, &drawing->scale, drawing->y);
	drawing->y += PITCH;
}

static void write_legend(FILE *file)
{
	static const struct {
		const char *kind, *text;
	} legend[] = {
		{ "ours", "ours" }, { "floor", "floor" },
		{ "peer", "best peer, named at the right" }, { "asyncio", "asyncio" },
	};
	double x = SVG_MARGIN + 6;

	for (size_t i = 0; i < sizeof(legend) / sizeof(*legend); i++) {
		write_mark(file, legend[i].kind, x, 82);
		svg_text(file, x + 12, 86, ANCHOR_START, "name", legend[i].text);
		x += 40 + 7 * (double)strlen(legend[i].text);
	}
}

void summary_chart_write(const struct summary *summary, FILE *file)
{
	const char *text = "What each costs, as a multiple of what it costs us.";
	struct drawing drawing = { file, { 0.1, 10, NAMES, MARKS_END, true }, TOP };
	double bottom = TOP + PITCH * (double)each_contest(summary, widen, &drawing.scale);

	each_contest(summary, describe, &text);
	svg_begin(file, bottom + FOOT, "What it costs, compared with ours", text,
		  chart_style);
	svg_text(file, SVG_MARGIN, 58, ANCHOR_START, "small",
		 "What stands at the left of ours costs less, at the right more; each line is ten "
		 "times the last.");
	write_legend(file);
	scale_write(&drawing.scale, file, TOP - 18, bottom - 4);
	each_contest(summary, draw, &drawing);
	svg_end(file);
}
