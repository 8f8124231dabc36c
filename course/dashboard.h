#ifndef DASHBOARD_H
#define DASHBOARD_H

/* The dashboard: `course` without a command.
 *
 * Three tasks bring news, by dashboard_post(): one watches the file at hand (changes.h), one reads
 * keys (keys.h), and one does the work of the moment (dashboard-work.c), mostly a check. The task
 * of command_dashboard() takes the news one by one, acts, and has shown what there is to show. So
 * nothing here is ever touched by two at once, and what takes long keeps nobody from typing.
 *
 * On a terminal all of the screen is drawn anew each time (dashboard-draw.c). Elsewhere, and
 * with --plain, lines are printed: what is new, and nothing twice.
 *
 *      dashboard.c             the tasks, and the news that they bring
 *      dashboard-keys.c        what each key does
 *      dashboard-work.c        check one, check all, run a command of `course`
 *      dashboard-progress.c    what is remembered
 *      dashboard-list.c        the list of exercises: search, filter, jump
 *      dashboard-text.c        what there is to read: verdict, hints, bar, keys
 *      dashboard-draw.c        the screen, or the lines
 */

#include <stdint.h>

#include "changes.h"
#include "keys.h"
#include "progress.h"
#include "terminal.h"
#include "tree.h"
#include "verdict.h"

/* News: a key of keys.h, or one of these. */
enum news {
	NEWS_SAVED = KEY_OTHER,		/* the file at hand is another */
	NEWS_DONE,			/* the work of the moment */
	NEWS_RESIZED,
	NEWS_LINE,			/* what was typed is in `line` */
	NEWS_END,			/* nobody types any more */
};

enum view { VIEW_EXERCISE, VIEW_LIST, VIEW_TEXT };

enum work { WORK_NONE, WORK_CHECK, WORK_CHECK_ALL, WORK_COMMAND };

enum filter { FILTER_ALL, FILTER_DONE, FILTER_PENDING };

/* What a plain dashboard has to print: it is drawn after each of them. */
enum fresh { FRESH_NOTHING, FRESH_EXERCISE, FRESH_WORK, FRESH_VERDICT, FRESH_HINT, FRESH_VIEW };

struct dashboard {
	const struct tree *tree;
	struct exercises exercises;
	enum progress_state *states;	/* of each exercise, as in progress.json */
	int *hints;			/* how many of each are shown: the same */
	const char *folder;		/* where checks build */
	bool plain;

	size_t at;			/* the exercise at hand */
	struct verdict *verdict;	/* on it: memory of `task`; NULL: none yet */
	char *trouble;			/* why there is none; or NULL. To be freed, as `text` */

	enum work work;			/* under way */
	struct async_task *task;	/* that does it, or did the last */
	struct verdict **verdicts;	/* of all exercises, while they are checked; memory of
					 * `task`, too */
	bool *noted;			/* which of them are in progress.json */
	size_t checked;			/* how many */

	enum view view;
	const char *title;		/* of VIEW_TEXT */
	char *text;
	bool code;			/* its lines are to be cut, not wrapped */
	size_t scroll;			/* lines above the first that is seen; or: */
#define SCROLL_TO_HINT SIZE_MAX		/* to the last hint, as far as there is something */
	size_t page;			/* lines that were seen when it was drawn last */
	enum fresh fresh;
	char message[512];		/* one line, shown until the next key */
	bool asking;			/* whether to reset */

	size_t cursor;			/* in the list: an index of exercises */
	char search[64];
	bool searching;			/* what is typed is added to `search` */
	enum filter filter;

	size_t current;			/* that was at hand last, if it is less than their number */
	struct note *note;		/* what is to be remembered: dashboard-progress.c */
	struct async_task *keeper;
	struct async_event *note_given, *note_taken;

	struct changes *changes;
	struct async_queue *news;
	char line[256];
	struct async_event *line_taken;
	bool ending;			/* nobody types any more: the end comes with the verdict */
	bool over;
};

/* ---- dashboard.c ---- */

void dashboard_post(struct dashboard *dashboard, int news);

/* Show [text], which is freed then, under [title]. */
void dashboard_show_text(struct dashboard *dashboard, const char *title, char *text, bool code);

void dashboard_say(struct dashboard *dashboard, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static inline const struct exercise *dashboard_exercise(const struct dashboard *dashboard)
{
	return &dashboard->exercises.list[dashboard->at];
}

/* ---- dashboard-keys.c ---- */

/* Make exercise [index] the one at hand, and check it. Suspends. */
ASYNC int dashboard_go(struct dashboard *dashboard, size_t index);

/* What the keys do, in words: of those that do something now, for the foot of the screen; or of
 * all. */
void dashboard_print_keys(const struct dashboard *dashboard, FILE *file, int columns);
void dashboard_print_help(const struct dashboard *dashboard, FILE *file);

/* Do what [key] says, or what is in `line`. Suspend. */
ASYNC int dashboard_press(struct dashboard *dashboard, int key);
ASYNC int dashboard_take_line(struct dashboard *dashboard);

/* ---- dashboard-work.c: one piece of work at a time; a new one ends the one before ---- */

/* Each suspends, until the work before has ended. What becomes of it is told by NEWS_DONE. */
ASYNC int dashboard_check(struct dashboard *dashboard);
ASYNC int dashboard_check_all(struct dashboard *dashboard);
ASYNC int dashboard_command(struct dashboard *dashboard, const char *command);
ASYNC int dashboard_stop(struct dashboard *dashboard);

/* Take what the work has brought, and remember it: to be called for NEWS_DONE. Suspends. */
ASYNC int dashboard_take_result(struct dashboard *dashboard);

/* ---- dashboard-progress.c ---- */

enum note_kind {
	NOTE_NOTHING, NOTE_CURRENT, NOTE_VERDICT, NOTE_HINT, NOTE_SOLUTION, NOTE_RESET,
	NOTE_AGAIN,			/* write what could not be written */
};

struct note {
	enum note_kind kind;
	size_t index;			/* of the exercise */
	const struct verdict *verdict;
	int level;			/* of the hint */
};

/* Remember that: in progress.json, and in `states` and `hints`. Where it cannot be written the
 * dashboard says so, and goes on; it is written with the next that can. Suspends. */
ASYNC int dashboard_note(struct dashboard *dashboard, struct note note);

/* Which exercise was at hand last; or else the first that has not passed. Suspends. */
ASYNC size_t dashboard_where_to_begin(struct dashboard *dashboard);

/* Whether there is something that could not be written yet. */
bool dashboard_has_unkept(const struct dashboard *dashboard);

/* ---- dashboard-list.c ---- */

void dashboard_open_list(struct dashboard *dashboard);
ASYNC int dashboard_list_key(struct dashboard *dashboard, int key);
void dashboard_print_list(const struct dashboard *dashboard, FILE *file, int columns);

/* Whether the list shows exercise [index], and on which line, from 0. */
bool dashboard_is_listed(const struct dashboard *dashboard, size_t index);
size_t dashboard_cursor_line(const struct dashboard *dashboard);

/* ---- dashboard-text.c ---- */

void dashboard_print_head(const struct dashboard *dashboard, FILE *file);
void dashboard_print_file(const struct dashboard *dashboard, FILE *file, int columns);
void dashboard_print_work(const struct dashboard *dashboard, FILE *file);
void dashboard_print_verdict(const struct dashboard *dashboard, FILE *file);
void dashboard_print_hint(const struct dashboard *dashboard, FILE *file, int number);
void dashboard_print_bar(const struct dashboard *dashboard, FILE *file, int columns);

/* ---- dashboard-draw.c ---- */

/* Show what there is to show. Suspends. */
ASYNC int dashboard_draw(struct dashboard *dashboard);

#endif
