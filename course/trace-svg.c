/* A timeline as SVG. What it shows is told in words, too: all of it in the description, and each
 * part where one points at it. */

#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "axis.h"
#include "svg.h"
#include "tracing.h"

enum { TOP = 104, PITCH = 30, BOX = 16, FOOT = 40, LETTER = 7, SMALL_LETTER = 6, END = 110 };
enum { LONGEST_NAME = 30, MOST_ARROWS = 200 };

static const char style[] =
	".wait { fill: #ddf4ff; stroke: #54aeff }\n"
	".run { fill: #bc4c00; stroke: #bc4c00 }\n"
	".ready { fill: none; stroke: #bc4c00; stroke-dasharray: 3 3 }\n"
	".crowd { fill: #eaeef2; stroke: #8c959f }\n"
	".step { stroke: #1f2328; stroke-width: 3 }\n"
	".bad { stroke: #cf222e; stroke-width: 3 }\n"
	".wake { fill: none; stroke: #8250df; stroke-width: 1.5 }\n"
	".tip { fill: #8250df; stroke: none }\n"
	".mark { stroke: #cf222e; stroke-dasharray: 6 3 }\n"
	"@media (prefers-color-scheme: dark) {\n"
	".wait { fill: #0c2d6b; stroke: #388bfd }\n"
	".run { fill: #db6d28; stroke: #db6d28 }\n"
	".ready { stroke: #db6d28 }\n"
	".crowd { fill: #21262d; stroke: #8b949e }\n"
	".step { stroke: #f0f6fc }\n"
	".bad { stroke: #f85149 }\n"
	".wake { stroke: #a371f7 }\n"
	".tip { fill: #a371f7 }\n"
	".mark { stroke: #f85149 }\n"
	"}\n";

struct drawing {
	const struct picture *picture;
	FILE *file;
	struct folds folds;
	double left, right;
	bool ordered;			/* the clock stands, so it is order that counts */
};

/* ---- Places ---- */

static double place(const struct drawing *drawing, int64_t time, uint32_t event)
{
	const struct picture *picture = drawing->picture;
	double part = drawing->ordered ? (double)event / (picture->timeline->events ?: 1) :
		      (double)time / (double)picture->length;

	return drawing->left + part * (drawing->right - drawing->left);
}

static double row_y(size_t index)
{
	return TOP + PITCH * (double)index;
}

/* ---- Parts ---- */

/* What is to be read where one points at what was begun. */
static void end_part(const struct drawing *drawing, const char *tag, const char *words)
{
	fputs("><title>", drawing->file);
	svg_escape(drawing->file, words ?: "");
	fprintf(drawing->file, "</title></%s>\n", tag);
}

static void write_box(const struct drawing *drawing, const char *class, double from, double to,
		      double y, const char *words)
{
	fprintf(drawing->file, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		"height=\"%d\"", class, from, y, to - from, BOX);
	end_part(drawing, "rect", words);
}

static void write_tick(const struct drawing *drawing, const char *class, double x, double y,
		       const char *words)
{
	fprintf(drawing->file, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
		"y2=\"%.1f\"", class, x, y - 3, x, y + BOX + 3);
	end_part(drawing, "line", words);
}

/* What it waits for and who woke it, as far as there is room. */
static void write_words(const struct drawing *drawing, const struct span *wait, double from,
			double to, double y)
{
	const char *what = words_of_wait(wait), *waker = words_of_waker(wait);
	double what_width = SMALL_LETTER * (double)strlen(what) + 12;
	double waker_width = SMALL_LETTER * (double)strlen(waker) + 12;

	if (what_width > to - from)
		return;
	svg_text(drawing->file, from + 7, y + 12, ANCHOR_START, "small", what);
	if (*waker && what_width + waker_width <= to - from)
		svg_text(drawing->file, to - 7, y + 12, ANCHOR_END, "small", waker);
}

/* [last]: where what was written before it begins; what would lie on top of that is left out. */
static void write_span(const struct drawing *drawing, const struct row *row,
		       const struct span *span, double y, double *last)
{
	static const char *const classes[] = {
		[SPAN_RUN] = "run", [SPAN_WAIT] = "wait", [SPAN_READY] = "ready",
	};
	const char *words;
	double from = place(drawing, span->begin, span->first);
	double to = place(drawing, span->end, span->last);
	bool takes_time = drawing->ordered || span->begin < span->end;

	if (span->kind > SPAN_READY || (to - from < 1 && from - *last < 1))
		return;
	*last = from;
	words = words_of_span(drawing->picture->timeline, row, span);
	if (takes_time && !(span->kind == SPAN_RUN && drawing->ordered))
		write_box(drawing, classes[span->kind], from, to, y, words);
	if (takes_time && span->kind == SPAN_WAIT)
		write_words(drawing, span, from, to, y);
}

static void write_steps(const struct drawing *drawing, const struct row *row, double y)
{
	const struct timeline *timeline = drawing->picture->timeline;
	bool failed = row->how == ROW_EXCEPTION || row->how == ROW_CANCELLED;
	double end = place(drawing, row->end, row->last), last = 0;
	const char *task = words_of_task(timeline, row->task);

	for (size_t i = 0; i < row->count; i++) {
		const struct span *span = &row->spans[i];
		double x = place(drawing, span->begin, span->first);

		if (span->kind != SPAN_RUN || x - last < 1)
			continue;
		last = x;
		write_tick(drawing, "step", x, y, async_sprintf("%s: a step at %s", task,
								words_of_time(span->begin)));
	}
	if (failed)
		write_tick(drawing, "bad", end, y, words_of_row_end(timeline, row));
	svg_text(drawing->file, end + 8, y + 12, ANCHOR_START, "small", words_of_end(row));
}

static void write_fold(const struct drawing *drawing, const struct fold *fold, double y)
{
	const char *name = words_of_fold(fold), *crowd = words_of_crowd(fold);
	double from = place(drawing, fold->begin, 0), to = place(drawing, fold->end, 0), last = 0;

	svg_text(drawing->file, SVG_MARGIN, y + 13, ANCHOR_START, "name",
		 strlen(name) > LONGEST_NAME ? async_sprintf("%.*s...", LONGEST_NAME - 3, name) :
		 name);
	if (!fold->row) {
		write_box(drawing, "crowd", from, to, y, crowd);
		svg_text(drawing->file, from + 7, y + 12, ANCHOR_START, "small", crowd);
		return;
	}
	for (size_t i = 0; i < fold->row->count; i++)
		write_span(drawing, fold->row, &fold->row->spans[i], y, &last);
	write_steps(drawing, fold->row, y);
}

/* ---- Who wakes whom ---- */

/* Where the row of a task is, or none: one that stands for several has no arrows. */
static bool find_row(const struct drawing *drawing, uint32_t task, size_t *index)
{
	for (size_t i = 0; i < drawing->folds.count; i++) {
		const struct fold *fold = &drawing->folds.list[i];

		if (fold->row && fold->count == 1 && fold->row->task == task && task > 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

static bool write_arrow(const struct drawing *drawing, size_t row, const struct span *wait)
{
	double x = place(drawing, wait->end, wait->last), from, to, head;
	size_t waker;

	if (wait->kind != SPAN_WAIT || !find_row(drawing, wait->waker_task, &waker) || waker == row)
		return false;
	from = row_y(waker) + (waker < row ? BOX + 3 : -3);
	to = row_y(row) + (waker < row ? -3 : BOX + 3);
	head = waker < row ? -7 : 7;
	fprintf(drawing->file, "<path class=\"wake\" d=\"M%.1f %.1f L%.1f %.1f\"/>\n", x, from, x,
		to);
	fprintf(drawing->file, "<path class=\"tip\" d=\"M%.1f %.1f l-4 %.1f l8 0 Z\"", x, to, head);
	end_part(drawing, "path", words_of_waker(wait));
	return true;
}

static void write_arrows(const struct drawing *drawing)
{
	size_t left = MOST_ARROWS;

	for (size_t i = 0; i < drawing->folds.count; i++) {
		const struct fold *fold = &drawing->folds.list[i];

		for (size_t k = 0; fold->row && fold->count == 1 && k < fold->row->count; k++)
			left -= left > 0 && write_arrow(drawing, i, &fold->row->spans[k]);
	}
}

/* ---- All of it ---- */

static void write_axis(const struct drawing *drawing)
{
	double length = (double)drawing->picture->length / 1e9, step = axis_step(length, 8);
	double bottom = row_y(drawing->folds.count);

	if (drawing->ordered) {
		svg_text(drawing->file, drawing->left, TOP - 14, ANCHOR_START, "small",
			 "in this order; the clock stands at 0 s");
		return;
	}
	for (int i = 0; i * step <= length * 1.000001; i++) {
		int64_t time = (int64_t)(i * step * 1e9 + 0.5);
		double x = place(drawing, time, 0);

		fprintf(drawing->file, "<line class=\"line\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" "
			"y2=\"%.1f\"/>\n", x, TOP - 8, x, bottom);
		svg_text(drawing->file, x, TOP - 14, ANCHOR_MIDDLE, "small", words_of_time(time));
	}
}

static void write_mark(const struct drawing *drawing)
{
	const struct picture *picture = drawing->picture;
	double x = place(drawing, picture->mark, 0), bottom = row_y(drawing->folds.count);
	bool is_right = x > (drawing->left + drawing->right) / 2;

	if (picture->mark < 0)
		return;
	fprintf(drawing->file, "<line class=\"mark\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" "
		"y2=\"%.1f\"/>\n", x, TOP - 8, x, bottom + 10);
	svg_text(drawing->file, x + (is_right ? -6 : 6), bottom + 10,
		 is_right ? ANCHOR_END : ANCHOR_START, "small", picture->mark_text);
	for (int i = 0; i < 2; i++)
		svg_text(drawing->file, SVG_MARGIN, bottom + 32 + 18 * i, ANCHOR_START, "small",
			 picture->mark_lines[i]);
}

static double names_width(const struct folds *folds)
{
	size_t longest = 8;

	for (size_t i = 0; i < folds->count; i++) {
		size_t length = strlen(words_of_fold(&folds->list[i]));

		longest = length > longest ? length : longest;
	}
	return LETTER * (double)(longest < LONGEST_NAME ? longest : LONGEST_NAME);
}

static char *all_sentences(const struct picture *picture)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	timeline_tell(picture->timeline, file);
	for (size_t i = 0; picture->timeline->notes[i]; i++)
		fprintf(file, "%s\n", picture->timeline->notes[i]);
	if (picture->mark >= 0)
		fprintf(file, "At %s: %s. %s %s\n", words_of_time(picture->mark),
			picture->mark_text, picture->mark_lines[0], picture->mark_lines[1]);
	fclose(file);
	copy = async_strdup(text);
	free(text);
	return copy;
}

void trace_write_svg(const struct picture *picture, FILE *file)
{
	struct drawing drawing = {
		.picture = picture, .file = file, .folds = timeline_fold(picture->timeline),
		.ordered = picture->length == 0, .right = SVG_WIDTH - SVG_MARGIN - END,
	};
	double height = row_y(drawing.folds.count) + (picture->mark >= 0 ? 2 * FOOT : FOOT / 2);

	drawing.left = SVG_MARGIN + names_width(&drawing.folds) + 16;
	svg_begin(file, height, picture->title, all_sentences(picture) ?: "", style);
	svg_text(file, SVG_MARGIN, 60, ANCHOR_START, "small",
		 "A row a task. A box: it waits. A stroke: it takes a step. Full: it runs, and "
		 "nothing else can. Dashed: it could run. An arrow: who wakes whom.");
	write_axis(&drawing);
	for (size_t i = 0; i < drawing.folds.count; i++)
		write_fold(&drawing, &drawing.folds.list[i], row_y(i));
	write_arrows(&drawing);
	write_mark(&drawing);
	svg_end(file);
}
