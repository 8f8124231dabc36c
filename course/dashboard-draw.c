/* How the dashboard is shown: all of the screen anew, or line by line. */

#include "dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "columns.h"
#include "screen.h"

/* ---- The screen: a head, a body that may be longer than there is room, and a foot ---- */

struct frame {
	struct dashboard *dashboard;
	struct terminal_size size;
	FILE *file;
	int row;			/* how many are drawn */
};

/* Clear what was there, before anything is written: behind the last column it would be too late.
 * There is no newline behind the last row, which would scroll. */
static void begin_row(struct frame *frame)
{
	if (frame->row++ > 0)
		fputs("\r\n", frame->file);
	fputs("\033[K", frame->file);
}

static void draw_line(struct frame *frame, const char *line, size_t size)
{
	begin_row(frame);
	columns_cut(frame->file, line, size, frame->size.columns);
}

static void print_body(const struct frame *frame, FILE *file)
{
	struct dashboard *dashboard = frame->dashboard;

	if (dashboard->view == VIEW_LIST) {
		dashboard_print_list(dashboard, file, frame->size.columns);
	} else if (dashboard->view == VIEW_TEXT) {
		fprintf(file, "%s%s%s\n\n%s", paint(PAINT_BOLD), dashboard->title,
			paint(PAINT_OFF), dashboard->text);
	} else {
		dashboard_print_work(dashboard, file);
		if (dashboard->work == WORK_NONE)
			dashboard_print_verdict(dashboard, file);
		for (int i = 1; i <= dashboard->hints[dashboard->at]; i++)
			dashboard_print_hint(dashboard, file, i);
	}
}

/* The body as it fits the width: memory to be freed. */
static char *body_text(const struct frame *frame)
{
	const struct dashboard *dashboard = frame->dashboard;
	bool cut = dashboard->view == VIEW_LIST || (dashboard->view == VIEW_TEXT &&
						    dashboard->code);
	char *text = NULL, *wrapped = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	print_body(frame, file);
	fclose(file);
	if (cut || !(file = open_memstream(&wrapped, &size)))
		return text;
	columns_wrap(file, text, frame->size.columns);
	fclose(file);
	free(text);
	return wrapped;
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; lines++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return lines;
}

static size_t line_of_hint(const struct dashboard *dashboard, const char *text)
{
	char label[16];
	int size = snprintf(label, sizeof(label), "  hint %d:", dashboard->hints[dashboard->at]);
	size_t line = 0;

	for (; *text && strncmp(text, label, (size_t)size) != 0; line++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return line;
}

/* What is seen of the body begins where the reader has scrolled to; in the list, where the cursor
 * is seen. */
static size_t first_line(struct dashboard *dashboard, const char *text, size_t lines, size_t rows)
{
	size_t first = dashboard->scroll;

	if (first == SCROLL_TO_HINT)
		first = line_of_hint(dashboard, text);
	if (dashboard->view == VIEW_LIST) {
		size_t line = dashboard_cursor_line(dashboard);

		first = line < first ? line : line >= first + rows ? line - rows + 1 : first;
	}
	if (first + rows > lines)
		first = lines > rows ? lines - rows : 0;
	dashboard->scroll = first;
	dashboard->page = rows;
	return first;
}

/* What there is to say in the foot, in lines: memory to be freed. */
static char *message_text(const struct frame *frame)
{
	const struct dashboard *dashboard = frame->dashboard;
	const struct exercise *exercise = &dashboard->exercises.list[dashboard->cursor];
	const char *message = dashboard->message;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	/* In the list, what is cut of the row at the cursor. */
	if (!*message && dashboard->view == VIEW_LIST)
		message = async_sprintf("%s: %d min, %d points, %s", exercise->title,
					exercise->minutes, exercise->points, exercise->kind);
	if (file && message)
		columns_wrap(file, message, frame->size.columns);
	if (file)
		fclose(file);
	return text;
}

/* [text] from its line [first] on, in [rows] rows. */
static void draw_lines(struct frame *frame, const char *text, size_t first, int rows)
{
	for (size_t i = 0; i < first; i++)
		text += strcspn(text, "\n") + 1;
	for (int i = 0; i < rows; i++) {
		size_t size = strcspn(text, "\n");

		draw_line(frame, text, size);
		text += size + (text[size] == '\n');
	}
}

/* Returns: whether there is more below, or above. */
static bool draw_body(struct frame *frame, int rows)
{
	char *text = body_text(frame);
	size_t lines = count_lines(text ?: ""), first;

	first = first_line(frame->dashboard, text ?: "", lines, (size_t)rows);
	draw_lines(frame, text ?: "", first, rows);
	free(text);
	return lines > (size_t)rows;
}

static void draw_head(struct frame *frame)
{
	char *line = NULL;
	size_t size;
	FILE *file = open_memstream(&line, &size);

	if (file) {
		dashboard_print_head(frame->dashboard, file);
		fclose(file);
		draw_line(frame, line, size);
		free(line);
	}
	begin_row(frame);
	dashboard_print_file(frame->dashboard, frame->file, frame->size.columns);
}

/* Head and foot take so many rows that the body keeps some. */
static void draw_frame(struct frame *frame)
{
	static const char scrolling[] = "There is more: Up, Down, Page Up, Page Down.";
	int rows = frame->size.rows, blank = rows >= 20 ? 1 : 0, said;
	bool all = rows >= 8, more;
	char *message = message_text(frame);

	said = message && *message ? (int)count_lines(message) : 1;
	said = !all ? 0 : said < rows - 6 ? said : rows - 6;
	fputs("\033[H", frame->file);
	if (all)
		draw_head(frame);
	if (blank)
		draw_line(frame, "", 0);
	more = draw_body(frame, rows - 2 * blank - said - (all ? 4 : rows >= 3 ? 1 : 0));
	if (blank)
		draw_line(frame, "", 0);
	if (all) {
		draw_lines(frame, message && *message ? message : more ? scrolling : "", 0, said);
		begin_row(frame);
		dashboard_print_bar(frame->dashboard, frame->file, frame->size.columns);
	}
	if (rows >= 3) {
		begin_row(frame);
		dashboard_print_keys(frame->dashboard, frame->file, frame->size.columns);
	}
	free(message);
}

static void draw_screen(struct dashboard *dashboard)
{
	struct frame frame = { .dashboard = dashboard, .size = terminal_size() };
	char *text = NULL;
	size_t size;

	screen_set_width(frame.size.columns);
	frame.file = open_memstream(&text, &size);
	if (!frame.file)
		return;
	draw_frame(&frame);
	fclose(frame.file);
	terminal_write(text, size);
	free(text);
}

/* ---- Lines ---- */

static void print_fresh(struct dashboard *dashboard)
{
	switch (dashboard->fresh) {
	case FRESH_NOTHING:
		break;
	case FRESH_EXERCISE:
		dashboard_print_head(dashboard, stdout);
		printf("\n  file:     ");
		dashboard_print_file(dashboard, stdout, 1000);
		putchar('\n');
		/* fall through */
	case FRESH_WORK:
		dashboard_print_work(dashboard, stdout);
		break;
	case FRESH_VERDICT:
		dashboard_print_verdict(dashboard, stdout);
		dashboard_print_bar(dashboard, stdout, 78);
		putchar('\n');
		dashboard_print_keys(dashboard, stdout, 1000);
		putchar('\n');
		break;
	case FRESH_HINT:
		dashboard_print_hint(dashboard, stdout, dashboard->hints[dashboard->at]);
		break;
	case FRESH_VIEW:
		if (dashboard->view == VIEW_LIST)
			dashboard_print_list(dashboard, stdout, 1000);
		else if (dashboard->view == VIEW_TEXT)
			printf("%s\n\n%s", dashboard->title, dashboard->text);
		dashboard->view = VIEW_EXERCISE;
		break;
	}
	if (*dashboard->message)
		printf("%s\n", dashboard->message);
	dashboard->fresh = FRESH_NOTHING;
	*dashboard->message = '\0';
	fflush(stdout);
}

/* ---- Both ---- */

struct show { struct dashboard *dashboard; };

static void *show(void *arg)
{
	const struct show *self = arg;

	if (self->dashboard->plain)
		print_fresh(self->dashboard);
	else
		draw_screen(self->dashboard);
	return NULL;
}

/* In a task of its own: what is allocated to draw a screen is freed when it is drawn. A dashboard
 * may be open for days. */
int dashboard_draw(struct dashboard *dashboard)
{
	struct async_task *task = AWAIT(async_create_task(show, dashboard));

	AWAIT(async_await(task));
	async_detach(task);
	return 0;
}
