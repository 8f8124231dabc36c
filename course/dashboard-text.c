/* What the dashboard has to say, in words: for the screen and for lines. */

#include "dashboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "columns.h"
#include "screen.h"
#include "text.h"

void dashboard_print_head(const struct dashboard *dashboard, FILE *file)
{
	static const char *const words[] = { "", ", tried", ", passed" };
	const struct exercise *exercise = dashboard_exercise(dashboard);

	fprintf(file, "%s%s%s  %s, %d min, %d points%s: %s", paint(PAINT_BOLD), exercise->name,
		paint(PAINT_OFF), exercise->kind, exercise->minutes, exercise->points,
		words[dashboard->states[dashboard->at]], exercise->title);
}

/* An address has no blanks, and no letters beyond ASCII. */
static void print_address(FILE *file, const char *path)
{
	char host[256] = "";

	gethostname(host, sizeof(host) - 1);
	fprintf(file, "\033]8;;file://%s", host);
	for (const char *c = path; *c; c++)
		if (strchr("/-_.~", *c) || (*c >= '0' && *c <= '9') ||
		    (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z'))
			fputc(*c, file);
		else
			fprintf(file, "%%%02X", (unsigned char)*c);
	fputs("\033\\", file);
}

void dashboard_print_file(const struct dashboard *dashboard, FILE *file, int columns)
{
	const struct exercise *exercise = dashboard_exercise(dashboard);
	const char *path = async_sprintf("%s/%s", dashboard->tree->work, exercise->source);
	bool link = !dashboard->plain && path && terminal_has_links();

	if (link)
		print_address(file, path);
	columns_cut(file, exercise->source, strlen(exercise->source), columns);
	if (link)
		fputs("\033]8;;\033\\", file);
}

void dashboard_print_work(const struct dashboard *dashboard, FILE *file)
{
	const char *name = dashboard_exercise(dashboard)->name;

	if (dashboard->work == WORK_CHECK)
		fprintf(file, "checking %s ...\n", name);
	else if (dashboard->work == WORK_CHECK_ALL)
		fprintf(file, "checking all: %zu of %zu ...\n", dashboard->checked,
			dashboard->exercises.count);
	else if (dashboard->work == WORK_COMMAND)
		fprintf(file, "%s ...\n", dashboard->title);
}

void dashboard_print_verdict(const struct dashboard *dashboard, FILE *file)
{
	if (dashboard->trouble)
		fprintf(file, "%s%s%s\n", paint(PAINT_BAD), text_line(dashboard->trouble),
			paint(PAINT_OFF));
	else if (dashboard->verdict)
		verdict_print(dashboard->verdict, file);
}

void dashboard_print_hint(const struct dashboard *dashboard, FILE *file, int number)
{
	char label[16];

	snprintf(label, sizeof(label), "  hint %d:   ", number);
	screen_wrapped(file, label, dashboard_exercise(dashboard)->hints[number - 1]);
}

/* Points, since exercises are not of one size. */
void dashboard_print_bar(const struct dashboard *dashboard, FILE *file, int columns)
{
	const char *full = terminal_has_unicode() ? "\342\226\210" : "#";
	const char *empty = terminal_has_unicode() ? "\342\226\221" : "-";
	const struct exercise *list = dashboard->exercises.list;
	int points = 0, all = 0, width, length;
	char words[64];

	for (size_t i = 0; i < dashboard->exercises.count; i++) {
		all += list[i].points;
		points += dashboard->states[i] == PROGRESS_PASSED ? list[i].points : 0;
	}
	length = snprintf(words, sizeof(words), "%d of %d points", points, all);
	width = columns - length - 3 < 50 ? columns - length - 3 : 50;
	if (width >= 4) {
		fputc('[', file);
		for (int i = 0; i < width; i++)
			fputs(all > 0 && i < width * points / all ? full : empty, file);
		fputs("] ", file);
	}
	columns_cut(file, words, (size_t)length, columns);
}
