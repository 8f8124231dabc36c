/* The list of all exercises: in any order, any of them may be done. */

#include "dashboard.h"

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "columns.h"
#include "screen.h"

static bool contains(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

bool dashboard_is_listed(const struct dashboard *dashboard, size_t index)
{
	const struct exercise *exercise = &dashboard->exercises.list[index];
	bool passed = dashboard->states[index] == PROGRESS_PASSED;
	const char *search = dashboard->search;

	if ((dashboard->filter == FILTER_DONE && !passed) ||
	    (dashboard->filter == FILTER_PENDING && passed))
		return false;
	return !*search || contains(exercise->name, search) || contains(exercise->title, search) ||
	       contains(exercise->kind, search);
}

/* The next one that is listed, [step] places further, or as far as there are. */
static size_t move(const struct dashboard *dashboard, size_t from, long steps)
{
	long step = steps < 0 ? -1 : 1;
	size_t at = from;

	for (long next = (long)from; steps != 0;) {
		next += step;
		if (next < 0 || next >= (long)dashboard->exercises.count)
			break;
		if (dashboard_is_listed(dashboard, (size_t)next)) {
			at = (size_t)next;
			steps -= step;
		}
	}
	return at;
}

/* The cursor is on one that is listed, if any is. */
static void settle(struct dashboard *dashboard)
{
	if (dashboard_is_listed(dashboard, dashboard->cursor))
		return;
	dashboard->cursor = move(dashboard, dashboard->cursor, 1);
	if (!dashboard_is_listed(dashboard, dashboard->cursor))
		dashboard->cursor = move(dashboard, dashboard->cursor, -1);
}

void dashboard_open_list(struct dashboard *dashboard)
{
	dashboard->view = VIEW_LIST;
	dashboard->fresh = FRESH_VIEW;
	dashboard->scroll = 0;
	dashboard->searching = false;
	dashboard->cursor = dashboard->at;
	settle(dashboard);
}

/* ---- What it looks like ---- */

static void print_row(const struct dashboard *dashboard, FILE *file, size_t index, int width)
{
	static const char *const words[] = { "-", "tried", "passed" };
	const struct exercise *exercise = &dashboard->exercises.list[index];
	bool here = index == dashboard->cursor && !dashboard->plain;
	enum progress_state state = dashboard->states[index];

	fprintf(file, "%s%c%c ", here ? paint(PAINT_REVERSED) : "", here ? '>' : ' ',
		index == dashboard->at ? '*' : ' ');
	fprintf(file, "%-*.*s %s%-6s%s", width, width, exercise->name,
		state == PROGRESS_PASSED && !here ? paint(PAINT_GOOD) : "", words[state],
		here ? "" : paint(PAINT_OFF));
	fprintf(file, " %-9s %2d min %3d points  %s%s\n", exercise->kind, exercise->minutes,
		exercise->points, exercise->title, here ? paint(PAINT_OFF) : "");
}

static void print_heading(const struct dashboard *dashboard, FILE *file, size_t listed)
{
	static const char *const words[] = { "all", "done", "pending" };

	fprintf(file, "%zu of %zu exercises: %s", listed, dashboard->exercises.count,
		words[dashboard->filter]);
	if (dashboard->searching || *dashboard->search)
		fprintf(file, ", with /%s%s", dashboard->search, dashboard->searching ? "_" : "");
	fputc('\n', file);
}

void dashboard_print_list(const struct dashboard *dashboard, FILE *file, int columns)
{
	size_t listed = 0, longest = 0;

	for (size_t i = 0; i < dashboard->exercises.count; i++) {
		size_t length = strlen(dashboard->exercises.list[i].name);

		listed += dashboard_is_listed(dashboard, i);
		longest = length > longest ? length : longest;
	}
	/* Where there is little room, the state is seen all the same. */
	if (columns < 60 && longest > 27)
		longest = 27;
	print_heading(dashboard, file, listed);
	for (size_t i = 0; i < dashboard->exercises.count; i++)
		if (dashboard_is_listed(dashboard, i))
			print_row(dashboard, file, i, (int)longest);
}

size_t dashboard_cursor_line(const struct dashboard *dashboard)
{
	size_t line = 1;

	for (size_t i = 0; i < dashboard->cursor; i++)
		line += dashboard_is_listed(dashboard, i);
	/* With the first exercise its heading is seen. */
	return line == 1 ? 0 : line;
}

/* ---- Keys ---- */

static void search_key(struct dashboard *dashboard, int key)
{
	size_t length = strlen(dashboard->search);

	if (key == KEY_ENTER || key == KEY_ESCAPE) {
		dashboard->searching = false;
		if (key == KEY_ESCAPE)
			*dashboard->search = '\0';
	} else if (key == KEY_BACKSPACE && length > 0) {
		dashboard->search[length - 1] = '\0';
	} else if (key >= ' ' && key < 0x7f && length + 1 < sizeof(dashboard->search)) {
		dashboard->search[length] = (char)key;
		dashboard->search[length + 1] = '\0';
	}
	settle(dashboard);
}

static bool move_key(struct dashboard *dashboard, int key)
{
	long page = dashboard->page > 1 ? (long)dashboard->page - 1 : 1;
	long all = (long)dashboard->exercises.count;
	const struct { int key; long steps; } moves[] = {
		{ KEY_UP, -1 }, { 'k', -1 }, { KEY_DOWN, 1 }, { 'j', 1 }, { KEY_PAGE_UP, -page },
		{ KEY_PAGE_DOWN, page }, { ' ', page }, { KEY_HOME, -all }, { KEY_END, all },
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++)
		if (moves[i].key == key) {
			dashboard->cursor = move(dashboard, dashboard->cursor, moves[i].steps);
			return true;
		}
	return false;
}

int dashboard_list_key(struct dashboard *dashboard, int key)
{
	if (dashboard->searching) {
		search_key(dashboard, key);
	} else if (key == '/') {
		dashboard->searching = true;
		*dashboard->search = '\0';
	} else if (key == 'a' || key == 'd' || key == 'p') {
		dashboard->filter = key == 'a' ? FILTER_ALL : key == 'd' ? FILTER_DONE :
				    FILTER_PENDING;
		settle(dashboard);
	} else if (key == KEY_ENTER) {
		if (dashboard_is_listed(dashboard, dashboard->cursor))
			AWAIT(dashboard_go(dashboard, dashboard->cursor));
	} else if (key == 'q' || key == 'l' || key == KEY_ESCAPE) {
		dashboard->view = VIEW_EXERCISE;
		dashboard->scroll = 0;
	} else {
		move_key(dashboard, key);
	}
	return 0;
}
