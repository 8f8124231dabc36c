/* A timeline as lines of characters. A row is drawn into cells first, one a column: what takes time
 * below, then the words, and the steps on top. */

#include <string.h>

#include "async.h"
#include "axis.h"
#include "columns.h"
#include "screen.h"
#include "tracing.h"

enum { LEAST_WIDTH = 30, MOST_WIDTH = 200, MOST_NAME = 26 };

enum glyph { NOTHING, WAITS, RUNS, READY, STEP, FAILED, CROWD, MARKED, GLYPHS };

static const char *const ascii_glyphs[GLYPHS] = { " ", ".", "#", "-", "|", "x", "=", "^" };
static const char *const glyphs[GLYPHS] = { " ", "·", "█", "░", "│", "×", "═", "^" };

struct cell {
	unsigned char glyph;		/* enum glyph */
	char character[5];		/* of a word; else "" */
};

struct canvas {
	const struct picture *picture;
	FILE *file;
	const char *const *glyphs;
	int name, plot;			/* columns of each */
	bool ascii, ordered;		/* ordered: the clock stands, so it is order that counts */
	bool used[GLYPHS];
	struct cell *cells;		/* plot, and what stands behind it */
	int width;			/* of all of them */
};

/* ---- Places ---- */

static int column(const struct canvas *canvas, int64_t time, uint32_t event)
{
	const struct timeline *timeline = canvas->picture->timeline;
	double part = canvas->ordered ? (double)event / (timeline->events ?: 1) :
		      (double)time / (double)canvas->picture->length;

	return (int)(part * (canvas->plot - 1) + 0.5);
}

static int begin_of(const struct canvas *canvas, const struct span *span)
{
	return column(canvas, span->begin, span->first);
}

static int end_of(const struct canvas *canvas, const struct span *span)
{
	return column(canvas, span->end, span->last);
}

/* ---- Words ---- */

static size_t character_size(const char *text)
{
	size_t size = 1;

	while ((text[size] & 0xc0) == 0x80 && size < 4)
		size++;
	return size;
}

static int width_of(const char *text)
{
	return columns_of(text, strlen(text));
}

static void write_word(struct canvas *canvas, int at, const char *text)
{
	for (; *text && at < canvas->width; at++) {
		struct cell *cell = &canvas->cells[at];
		size_t size = character_size(text);

		*cell = (struct cell){ 0 };
		if (canvas->ascii && size > 1)
			cell->character[0] = '?';
		else
			memcpy(cell->character, text, size);
		text += size;
	}
}

/* What it waits for and who woke it, as far as there is room between the columns. */
static void write_wait(struct canvas *canvas, const struct span *wait, int left, int right)
{
	bool sleeps = strcmp(wait->what, "sleep") == 0 && wait->value > 0;
	const char *what = words_of_wait(wait), *waker = words_of_waker(wait);
	int room = right - left - 3, what_width = width_of(what) + 2,
	    waker_width = width_of(waker) + 2;

	if (what_width > room && sleeps) {
		what = words_of_time(wait->value);
		what_width = width_of(what) + 2;
	}
	if (what_width > room)
		return;
	write_word(canvas, left + 2, async_sprintf(" %s ", what) ?: "");
	if (waker_width > 2 && what_width + 2 + waker_width <= room)
		write_word(canvas, right - 1 - waker_width, async_sprintf(" %s ", waker) ?: "");
}

/* ---- A row ---- */

static void fill(struct canvas *canvas, int from, int to, enum glyph glyph)
{
	canvas->used[glyph] = true;
	for (int i = from; i <= to && i < canvas->width; i++)
		canvas->cells[i] = (struct cell){ .glyph = glyph };
}

static void draw_spans(struct canvas *canvas, const struct row *row)
{
	static const enum glyph glyph_of[] = {
		[SPAN_WAIT] = WAITS, [SPAN_READY] = READY, [SPAN_RUN] = RUNS,
	};

	for (size_t i = 0; i < row->count; i++) {
		const struct span *span = &row->spans[i];
		int left = begin_of(canvas, span), right = end_of(canvas, span);

		if (span->kind > SPAN_READY || (right == left && !canvas->ordered))
			continue;
		fill(canvas, left, right, glyph_of[span->kind]);
		if (span->kind == SPAN_WAIT)
			write_wait(canvas, span, left, right);
	}
}

static void draw_steps(struct canvas *canvas, const struct row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		const struct span *span = &row->spans[i];
		int at = begin_of(canvas, span);

		if (span->kind == SPAN_RUN && !canvas->ordered && end_of(canvas, span) == at)
			fill(canvas, at, at, STEP);
	}
}

static void draw_end(struct canvas *canvas, const struct row *row)
{
	int at = column(canvas, row->end, row->last);

	if (row->how == ROW_EXCEPTION || row->how == ROW_CANCELLED)
		fill(canvas, at, at, FAILED);
	write_word(canvas, at + 2, words_of_end(row));
}

static void print_cells(const struct canvas *canvas)
{
	int last = canvas->width;

	while (last > 0 && canvas->cells[last - 1].glyph == NOTHING &&
	       strlen(canvas->cells[last - 1].character) == 0)
		last--;
	for (int i = 0; i < last; i++) {
		const struct cell *cell = &canvas->cells[i];

		fputs(*cell->character ? cell->character : canvas->glyphs[cell->glyph],
		      canvas->file);
	}
	fputc('\n', canvas->file);
}

static void clear_cells(struct canvas *canvas)
{
	memset(canvas->cells, 0, (size_t)canvas->width * sizeof(*canvas->cells));
}

/* [name] in the columns of names, cut where it is longer. */
static void print_name(const struct canvas *canvas, const char *name)
{
	int left = canvas->name - 1;

	for (; *name && left > 0; left--) {
		size_t size = character_size(name);

		if (canvas->ascii && size > 1)
			fputc('?', canvas->file);
		else
			fwrite(name, 1, size, canvas->file);
		name += size;
	}
	fprintf(canvas->file, "%*s", left + 1, "");
}

/* Of tasks that differ it is seen when the first and the last of them were there. */
static void draw_crowd(struct canvas *canvas, const struct fold *fold)
{
	const char *words = words_of_crowd(fold);
	int left = column(canvas, fold->begin, 0), right = column(canvas, fold->end, 0);

	fill(canvas, left, right, CROWD);
	if (right - left - 3 >= width_of(words) + 2)
		write_word(canvas, left + 2, async_sprintf(" %s ", words) ?: "");
	else
		write_word(canvas, right + 2, words);
}

static void draw_fold(struct canvas *canvas, const struct fold *fold)
{
	clear_cells(canvas);
	if (fold->row) {
		draw_spans(canvas, fold->row);
		draw_steps(canvas, fold->row);
		draw_end(canvas, fold->row);
	} else {
		draw_crowd(canvas, fold);
	}
	print_name(canvas, words_of_fold(fold));
	print_cells(canvas);
}

/* ---- The axis, and what the signs mean ---- */

static void draw_axis(struct canvas *canvas)
{
	double length = (double)canvas->picture->length / 1e9;
	double step = axis_step(length, canvas->plot / 10);

	clear_cells(canvas);
	if (canvas->ordered) {
		print_name(canvas, "in this order");
		write_word(canvas, 0, "the clock stands at 0 s");
		print_cells(canvas);
		return;
	}
	print_name(canvas, "on the clock");
	for (int i = 0; i * step <= length * 1.000001; i++) {
		int64_t time = (int64_t)(i * step * 1e9 + 0.5);

		write_word(canvas, column(canvas, time, 0), words_of_time(time));
	}
	print_cells(canvas);
}

static void draw_mark(struct canvas *canvas)
{
	const struct picture *picture = canvas->picture;
	int at = column(canvas, picture->mark, 0), length = width_of(picture->mark_text);

	clear_cells(canvas);
	fill(canvas, at, at, MARKED);
	write_word(canvas, at + 2 + length <= canvas->width ? at + 2 : at > length ?
		   at - 1 - length : 0, picture->mark_text);
	print_name(canvas, "");
	print_cells(canvas);
}

static void draw_key(const struct canvas *canvas)
{
	static const char *const meanings[GLYPHS] = {
		[STEP] = "a step", [WAITS] = "waits", [RUNS] = "runs, and nobody else can",
		[READY] = "could run, and waits for its turn", [FAILED] = "failed, or cancelled",
		[CROWD] = "some of them are there",
	};
	int at = 0;

	for (int glyph = 0; glyph < GLYPHS; glyph++) {
		int length = meanings[glyph] ? (int)strlen(meanings[glyph]) + 5 : 0;

		if (!meanings[glyph] || !canvas->used[glyph])
			continue;
		if (at > 0 && at + length > canvas->name + canvas->width) {
			fputc('\n', canvas->file);
			at = 0;
		}
		fprintf(canvas->file, "%s%s %s", at > 0 ? "   " : "", canvas->glyphs[glyph],
			meanings[glyph]);
		at += length;
	}
	fputc('\n', canvas->file);
}

/* ---- All of it ---- */

static int longest_name(const struct folds *folds)
{
	int longest = (int)strlen("on the clock");

	for (size_t i = 0; i < folds->count; i++) {
		int length = width_of(words_of_fold(&folds->list[i]));

		longest = length > longest ? length : longest;
	}
	return longest;
}

/* As wide as the longest, and as in the picture beside it: then the same times are below each
 * other. */
static int name_width(const struct picture *picture, const struct folds *folds, int width)
{
	struct folds others = { 0 };
	int own = longest_name(folds) + 2, other;

	if (picture->beside)
		others = timeline_fold(picture->beside);
	other = longest_name(&others) + 2;
	own = other > own ? other : own;
	own = own > MOST_NAME ? MOST_NAME : own;
	return own > width / 3 ? width / 3 : own;
}

void trace_draw(const struct picture *picture, int width, bool ascii, FILE *file)
{
	struct folds folds = timeline_fold(picture->timeline);
	struct canvas canvas = {
		.picture = picture, .file = file, .ascii = ascii,
		.glyphs = ascii ? ascii_glyphs : glyphs, .ordered = picture->length == 0,
	};

	width = width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
	canvas.name = name_width(picture, &folds, width);
	canvas.width = width - canvas.name;
	canvas.plot = canvas.width - (width >= 72 ? 11 : width >= 56 ? 6 : 0);
	canvas.cells = async_alloc((size_t)canvas.width * sizeof(*canvas.cells));
	if (!canvas.cells)
		return;
	draw_axis(&canvas);
	for (size_t i = 0; i < folds.count; i++)
		draw_fold(&canvas, &folds.list[i]);
	if (picture->mark >= 0)
		draw_mark(&canvas);
	fputc('\n', file);
	draw_key(&canvas);
}
