#include "screen.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool coloured, live;

void screen_init(bool plain)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	plain = plain || (no_color && *no_color) || !term || strcmp(term, "dumb") == 0;
	coloured = !plain && isatty(STDOUT_FILENO);
	live = !plain && isatty(STDERR_FILENO);
}

bool screen_is_live(void)
{
	return live;
}

const char *paint(enum paint paint)
{
	static const char *const codes[] = {
		"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[31m",
	};

	return coloured ? codes[paint] : "";
}
