/* What each key does; and, where there are no single keys, each line. */

#include "dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "columns.h"
#include "folder.h"

/* ---- What the keys do ---- */

static bool has_passed(const struct dashboard *dashboard)
{
	return dashboard->states[dashboard->at] == PROGRESS_PASSED;
}

int dashboard_go(struct dashboard *dashboard, size_t index)
{
	dashboard->at = index;
	dashboard->fresh = FRESH_EXERCISE;
	changes_follow(dashboard->changes,
		       async_sprintf("%s/%s", dashboard->tree->work,
				     dashboard_exercise(dashboard)->source));
	AWAIT(dashboard_note(dashboard, (struct note){ NOTE_CURRENT, .index = index }));
	AWAIT(dashboard_check(dashboard));
	return 0;
}

/* In order; behind the last, the first that has not passed. */
ASYNC static int next(struct dashboard *dashboard)
{
	size_t to = dashboard->at + 1;

	if (!has_passed(dashboard)) {
		dashboard_say(dashboard, "Not yet: this one has not passed. Any order is allowed, "
			      "though: l lists all.");
		return 0;
	}
	if (to == dashboard->exercises.count)
		for (to = 0; to < dashboard->exercises.count; to++)
			if (dashboard->states[to] != PROGRESS_PASSED)
				break;
	if (to == dashboard->exercises.count)
		dashboard_say(dashboard, "That was the last: all have passed.");
	else
		AWAIT(dashboard_go(dashboard, to));
	return 0;
}

ASYNC static int previous(struct dashboard *dashboard)
{
	if (dashboard->at == 0)
		dashboard_say(dashboard, "This is the first.");
	else
		AWAIT(dashboard_go(dashboard, dashboard->at - 1));
	return 0;
}

ASYNC static int hint(struct dashboard *dashboard)
{
	int *shown = &dashboard->hints[dashboard->at];

	if (*shown == 3) {
		dashboard_say(dashboard, "There are three hints. More is in tutorial.md, \"%s\".",
			      dashboard_exercise(dashboard)->tutorial);
		return 0;
	}
	++*shown;
	AWAIT(dashboard_note(dashboard, (struct note){ NOTE_HINT, .index = dashboard->at,
						       .level = *shown }));
	dashboard->fresh = FRESH_HINT;
	dashboard->scroll = SCROLL_TO_HINT;
	return 0;
}

ASYNC static int list(struct dashboard *dashboard)
{
	dashboard_open_list(dashboard);
	return 0;
}

ASYNC static int trace(struct dashboard *dashboard)
{
	return AWAIT(dashboard_command(dashboard, "trace"));
}

ASYNC static int solution(struct dashboard *dashboard)
{
	if (!has_passed(dashboard)) {
		dashboard_say(dashboard, "The solution is shown once yours has passed. h is a "
			      "hint.");
		return 0;
	}
	const char *path = async_sprintf("%s/solutions/%s.c", dashboard->tree->root,
					 dashboard_exercise(dashboard)->name);
	EXCEPTION(e);
	char *text = TRY(tree_read_file(path));
	if (EXCEPT(OSError, e)) {
		dashboard_say(dashboard, "%s", e->message);
		return 0;
	}
	dashboard_show_text(dashboard, "The solution", strdup(text), true);
	AWAIT(dashboard_note(dashboard, (struct note){ NOTE_SOLUTION, .index = dashboard->at }));
	return 0;
}

ASYNC static int reset(struct dashboard *dashboard)
{
	dashboard->asking = true;
	dashboard_say(dashboard, "Begin this exercise anew? Your file is kept aside. y yes, n no");
	return 0;
}

ASYNC static int help(struct dashboard *dashboard)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return 0;
	dashboard_print_help(dashboard, file);
	fclose(file);
	dashboard_show_text(dashboard, "Keys", text, false);
	return 0;
}

ASYNC static int quit(struct dashboard *dashboard)
{
	dashboard->over = true;
	return 0;
}

/* The most important first: where there is little room, the last are left out of the foot. */
static const struct key_action {
	int key;
	const char *name, *help;
	int (*act)(struct dashboard *dashboard);
	bool after_pass;
} actions[] = {
	{ 'n', "next", "the next exercise, once this one has passed", next, true },
	{ 'h', "hint", "a hint: where to look, which rule, almost the code", hint, false },
	{ 'l', "list", "all exercises: search, filter, go to any", list, false },
	{ '?', "keys", "this list", help, false },
	{ 'q', "quit", "end; what has passed is remembered", quit, false },
	{ 'r', "run", "check it again, though it was not saved", dashboard_check, false },
	{ 's', "solution", "ours, to compare with, once yours has passed", solution, true },
	{ 't', "trace", "the run as a timeline: a row a task", trace, false },
	{ 'p', "previous", "the exercise before", previous, false },
	{ 'c', "check all", "check all exercises", dashboard_check_all, false },
	{ 'x', "reset", "begin this exercise anew; your file is kept aside", reset, false },
};

enum { ACTIONS = sizeof(actions) / sizeof(*actions) };

void dashboard_print_help(const struct dashboard *dashboard, FILE *file)
{
	for (size_t i = 0; i < ACTIONS; i++)
		fprintf(file, "  %c  %-10s %s\n", actions[i].key, actions[i].name,
			actions[i].help);
	fprintf(file, "\nA check begins by itself when the file is saved, which is noticed by %s "
		"(COURSE_WATCH=poll: by polling). Longer texts: Up, Down, Page Up, Page Down. In "
		"the list: / search, d done, p pending, a all, Enter goes there.\n",
		changes_means(dashboard->changes));
}

void dashboard_print_keys(const struct dashboard *dashboard, FILE *file, int columns)
{
	static const char list_keys[] = "Enter open  / search  q back  p pending  d done  a all";
	char words[32];
	int column = 0;

	if (dashboard->asking || dashboard->searching || dashboard->view != VIEW_EXERCISE) {
		const char *line = dashboard->asking ? "y yes  n no" :
				   dashboard->view != VIEW_LIST ? "q back" :
				   dashboard->searching ? "Enter done  Escape all" : list_keys;

		columns_cut(file, line, strlen(line), columns);
		return;
	}
	for (size_t i = 0; i < ACTIONS; i++) {
		int width = snprintf(words, sizeof(words), "%s%c %s", column > 0 ? "  " : "",
				     actions[i].key, actions[i].name);

		if (actions[i].after_pass && !has_passed(dashboard))
			continue;
		if (column + width > columns)
			break;
		fputs(words, file);
		column += width;
	}
}

static bool scroll(struct dashboard *dashboard, int key)
{
	size_t page = dashboard->page > 1 ? dashboard->page - 1 : 1, *at = &dashboard->scroll;

	switch (key) {
	case KEY_UP:
	case 'k':
		*at -= *at > 0;
		return true;
	case KEY_DOWN:
	case 'j':
		*at += 1;
		return true;
	case KEY_PAGE_UP:
		*at -= *at < page ? *at : page;
		return true;
	case KEY_PAGE_DOWN:
	case ' ':
		*at += page;
		return true;
	}
	return false;
}

ASYNC static int begin_anew(struct dashboard *dashboard)
{
	const char *kept = NULL;

	EXCEPTION(e);
	TRY(folder_reset(dashboard->tree, dashboard_exercise(dashboard), &kept));
	if (EXCEPT(Exception, e)) {
		dashboard_say(dashboard, "%s", e->message);
		return 0;
	}
	AWAIT(dashboard_note(dashboard, (struct note){ NOTE_RESET, .index = dashboard->at }));
	AWAIT(dashboard_go(dashboard, dashboard->at));
	if (!*dashboard->message)
		dashboard_say(dashboard, "This is the starter again.%s%s",
			      kept ? " Yours is kept as " : "", kept ?: "");
	return 0;
}

ASYNC static int answer(struct dashboard *dashboard, int key)
{
	dashboard->asking = false;
	if (key == 'y')
		AWAIT(begin_anew(dashboard));
	else
		dashboard_say(dashboard, "Nothing was changed.");
	return 0;
}

int dashboard_press(struct dashboard *dashboard, int key)
{
	*dashboard->message = '\0';
	if (dashboard->asking)
		return AWAIT(answer(dashboard, key));
	if (dashboard->view == VIEW_LIST)
		return AWAIT(dashboard_list_key(dashboard, key));
	if (scroll(dashboard, key))
		return 0;
	if (dashboard->view == VIEW_TEXT) {
		dashboard->view = VIEW_EXERCISE;
		dashboard->scroll = 0;
		return 0;
	}
	for (size_t i = 0; i < ACTIONS; i++)
		if (actions[i].key == key)
			return AWAIT(actions[i].act(dashboard));
	if (key > ' ' && key < 0x7f)
		dashboard_say(dashboard, "%c does nothing here: ? lists the keys.", key);
	return 0;
}

/* ---- Lines, where there are no single keys ---- */

/* The exercise that is meant by a name, or by a part of one only. */
ASYNC static int go_to(struct dashboard *dashboard, const char *name)
{
	size_t found = 0, matches = 0;

	for (size_t i = 0; i < dashboard->exercises.count; i++) {
		if (!strstr(dashboard->exercises.list[i].name, name))
			continue;
		found = i;
		matches++;
	}
	if (matches == 1)
		AWAIT(dashboard_go(dashboard, found));
	else
		dashboard_say(dashboard, "%s exercise is called %s: l lists them.",
			      matches == 0 ? "No" : "More than one", name);
	return 0;
}

int dashboard_take_line(struct dashboard *dashboard)
{
	const char *line = dashboard->line + strspn(dashboard->line, " \t");
	size_t length = strcspn(line, "\r");

	*dashboard->search = '\0';
	if (*line == '/') {
		snprintf(dashboard->search, sizeof(dashboard->search), "%.*s", (int)length - 1,
			 line + 1);
		dashboard_open_list(dashboard);
	} else if (length == 1) {
		AWAIT(dashboard_press(dashboard, *line));
	} else if (length > 1) {
		AWAIT(go_to(dashboard, async_sprintf("%.*s", (int)length, line)));
	}
	async_event_set(dashboard->line_taken);
	return 0;
}
