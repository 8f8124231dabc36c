#include "dashboard.h"

#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "command.h"
#include "files.h"
#include "screen.h"

void dashboard_post(struct dashboard *dashboard, int news)
{
	async_queue_put_nowait(dashboard->news, (void *)(intptr_t)news);
}

void dashboard_say(struct dashboard *dashboard, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(dashboard->message, sizeof(dashboard->message), format, arguments);
	va_end(arguments);
}

void dashboard_show_text(struct dashboard *dashboard, const char *title, char *text, bool code)
{
	free(dashboard->text);
	dashboard->text = text;
	dashboard->title = title;
	dashboard->code = code;
	dashboard->view = text ? VIEW_TEXT : VIEW_EXERCISE;
	dashboard->scroll = 0;
	dashboard->fresh = FRESH_VIEW;
}

/* ---- News ---- */

ASYNC static int take_news(struct dashboard *dashboard, int news)
{
	switch (news) {
	case NEWS_SAVED:
		return AWAIT(dashboard_check(dashboard));
	case NEWS_DONE:
		AWAIT(dashboard_take_result(dashboard));
		break;
	case NEWS_RESIZED:
		break;
	case NEWS_LINE:
		return AWAIT(dashboard_take_line(dashboard));
	case NEWS_END:
		dashboard->ending = true;
		break;
	default:
		return AWAIT(dashboard_press(dashboard, news));
	}
	/* Whoever gave us all lines at once still wants to hear the verdict. */
	if (dashboard->ending && (!dashboard->plain || dashboard->work == WORK_NONE))
		dashboard->over = true;
	return 0;
}

ASYNC static int attend(struct dashboard *dashboard)
{
	while (!dashboard->over) {
		AWAIT(dashboard_draw(dashboard));
		void *news = AWAIT(async_queue_get(dashboard->news));
		AWAIT(take_news(dashboard, (int)(intptr_t)news));
		/* A screen that would be gone at once need not be drawn. */
		while (!dashboard->plain && !dashboard->over &&
		       !async_queue_empty(dashboard->news)) {
			news = AWAIT(async_queue_get_nowait(dashboard->news));
			AWAIT(take_news(dashboard, (int)(intptr_t)news));
		}
	}
	return AWAIT(dashboard_draw(dashboard));
}

struct watch_file { struct dashboard *dashboard; };

static void *watch_file(void *arg)
{
	const struct watch_file *self = arg;

	for (;;) {
		AWAIT(changes_wait(self->dashboard->changes));
		dashboard_post(self->dashboard, NEWS_SAVED);
	}
}

static void pressed(void *arg, int key)
{
	dashboard_post(arg, key);
}

static void *announce_end(void *dashboard)
{
	dashboard_post(dashboard, NEWS_END);
	return NULL;
}

struct read_keys { struct dashboard *dashboard; };

static void *read_keys(void *arg)
{
	const struct read_keys *self = arg;

	FINALLY(announce_end, self->dashboard);
	AWAIT(keys_read(pressed, self->dashboard));
	return NULL;
}

struct read_lines { struct dashboard *dashboard; };

static void *read_lines(void *arg)
{
	const struct read_lines *self = arg;
	struct dashboard *dashboard = self->dashboard;

	FINALLY(announce_end, dashboard);
	while (AWAIT(keys_read_line(dashboard->line, sizeof(dashboard->line)))) {
		async_event_clear(dashboard->line_taken);
		dashboard_post(dashboard, NEWS_LINE);
		AWAIT(async_event_wait(dashboard->line_taken));
	}
	return NULL;
}

/* ---- Signals ---- */

static void on_resize(void *dashboard)
{
	dashboard_post(dashboard, NEWS_RESIZED);
}

static void on_stop(void *unused)
{
	(void)unused;
	terminal_leave();
	raise(SIGSTOP);
}

static void on_continue(void *dashboard)
{
	terminal_enter();
	dashboard_post(dashboard, NEWS_RESIZED);
}

static void *forget_signals(void *unused)
{
	static const int signals[] = { SIGWINCH, SIGTSTP, SIGCONT };

	for (size_t i = 0; i < 3; i++)
		async_loop_remove_signal_handler(NULL, signals[i]);
	return unused;
}

/* ---- Begin, end ---- */

struct helpers { struct dashboard *dashboard; struct async_task *reader, *watcher; };

static void *dismiss(void *arg)
{
	const struct helpers *helpers = arg;
	struct async_task *tasks[] = { helpers->reader, helpers->watcher,
				       helpers->dashboard->task, helpers->dashboard->keeper };

	for (size_t i = 0; i < 4; i++) {
		EXCEPTION(e);

		if (!tasks[i])
			continue;
		async_task_cancel(tasks[i]);
		TRY(async_await(tasks[i]));
		EXCEPT(BaseException, e);
	}
	free(helpers->dashboard->text);
	free(helpers->dashboard->trouble);
	return NULL;
}

ASYNC static int open_dashboard(struct dashboard *dashboard)
{
	size_t count;

	AWAIT(tree_exercises(dashboard->tree, (const char *const[]){ NULL },
			     &dashboard->exercises));
	count = dashboard->exercises.count;
	dashboard->states = AWAIT(async_alloc(count * sizeof(*dashboard->states)));
	dashboard->hints = AWAIT(async_alloc(count * sizeof(*dashboard->hints)));
	dashboard->noted = AWAIT(async_alloc(count * sizeof(*dashboard->noted)));
	dashboard->note_given = AWAIT(async_event());
	dashboard->note_taken = AWAIT(async_event());
	dashboard->news = AWAIT(async_queue(0));
	dashboard->line_taken = AWAIT(async_event());
	dashboard->changes = AWAIT(changes_open());
	return 0;
}

ASYNC static int use_terminal(struct dashboard *dashboard)
{
	AWAIT(terminal_open());
	async_loop_add_signal_handler(NULL, SIGWINCH, on_resize, dashboard);
	async_loop_add_signal_handler(NULL, SIGTSTP, on_stop, dashboard);
	async_loop_add_signal_handler(NULL, SIGCONT, on_continue, dashboard);
	return 0;
}

/* What is left on the screen that was there before. */
ASYNC static int part(struct dashboard *dashboard)
{
	if (dashboard_has_unkept(dashboard))
		AWAIT(dashboard_note(dashboard, (struct note){ NOTE_AGAIN, dashboard->at }));
	terminal_close(NULL);
	if (!dashboard->plain) {
		dashboard_print_bar(dashboard, stdout, 78);
		putchar('\n');
	}
	if (!dashboard_has_unkept(dashboard))
		return 0;
	fprintf(stderr, "course: %s\n", dashboard->message);
	return 1;
}

int command_dashboard(const struct tree *tree, const struct options *options)
{
	struct dashboard dashboard = { .tree = tree, .plain = screen_is_plain() };
	struct helpers helpers = { .dashboard = &dashboard };

	(void)options;
	AWAIT(open_dashboard(&dashboard));
	FINALLY(changes_close, dashboard.changes);
	char *folder = AWAIT(files_make_folder());
	FINALLY(files_remove_folder, folder);
	dashboard.folder = folder;
	/* A compiler that is ended in the middle leaves files behind: they go with the folder. */
	setenv("TMPDIR", folder, 1);
	FINALLY(terminal_close, NULL);
	FINALLY(forget_signals, NULL);
	if (!dashboard.plain)
		AWAIT(use_terminal(&dashboard));
	FINALLY(dismiss, &helpers);
	helpers.watcher = AWAIT(async_create_task(watch_file, &dashboard));
	helpers.reader = dashboard.plain ? async_create_task(read_lines, &dashboard)
					 : async_create_task(read_keys, &dashboard);
	size_t first = AWAIT(dashboard_where_to_begin(&dashboard));
	AWAIT(dashboard_go(&dashboard, first));
	AWAIT(attend(&dashboard));
	return AWAIT(part(&dashboard));
}
