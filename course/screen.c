#include "screen.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"

enum { WIDTH = 78 };

static bool coloured, live, lines_only;
static size_t width = WIDTH;

void screen_init(bool plain)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	setlocale(LC_CTYPE, "");
	lines_only = plain || !terminal_is_there();
	plain = plain || (no_color && *no_color) || !term || strcmp(term, "dumb") == 0;
	coloured = !plain && isatty(STDOUT_FILENO);
	live = !plain && isatty(STDERR_FILENO);
}

bool screen_is_live(void)
{
	return live;
}

bool screen_is_plain(void)
{
	return lines_only;
}

void screen_set_width(int columns)
{
	width = columns < WIDTH ? (size_t)columns : WIDTH;
}

int screen_width(void)
{
	return (int)width;
}

const char *paint(enum paint paint)
{
	static const char *const codes[] = {
		"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[7m",
	};

	return coloured ? codes[paint] : "";
}

void screen_wrapped(FILE *file, const char *label, const char *text)
{
	size_t indent = strlen(label), column = indent;

	if (!text || !*text)
		return;
	fputs(label, file);
	for (const char *word = text; *word;) {
		size_t length = strcspn(word, " \n");

		if (column > indent && column + 1 + length > width) {
			fprintf(file, "\n%*s", (int)indent, "");
			column = indent;
		}
		column += (size_t)fprintf(file, "%s%.*s", column > indent ? " " : "", (int)length,
					  word);
		word += length;
		word += strspn(word, " \n");
	}
	fputc('\n', file);
}
