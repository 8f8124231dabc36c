/* A terminal with somebody in front of it, for tests: it runs a program on a pseudo terminal, shows
 * what the program draws on a screen of its own, types keys, and looks at the screen. What to do
 * stands on stdin, a line each:
 *
 *      start COMMAND       run a command of the shell on the terminal
 *      see TEXT            wait until TEXT is on the screen, in one row
 *      unsee TEXT          wait until it is not
 *      type KEYS           keys between blanks: letters, or a name: Enter, Escape, ^C, ...
 *      size COLUMNSxROWS   of the terminal; before `start` or later
 *      do COMMAND          run a command of the shell, elsewhere; it must succeed
 *      kill SIGNAL         send a signal, by its number
 *      end                 wait until the program has ended and the terminal is as it was before;
 *                          print how it ended
 *      screen              print the screen
 *      link TEXT           wait until TEXT is in the address of a link
 *      colourless          from now on no colours are to be used
 *
 * The screen obeys what the dashboard is to use, and nothing else: an unknown sequence, or a letter
 * beyond the last column, is a failure. To wait is to wait for what the program writes, not for
 * time: it is given up if nothing at all comes for a minute. Exit status: 0 if all went so. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { MOST_COLUMNS = 200, MOST_ROWS = 100, LETTER = 8, SILENT_SECONDS = 60 };

struct screen {
	int columns, rows, column, row;
	char cells[MOST_ROWS][MOST_COLUMNS][LETTER];
	bool other, hidden;		/* the other screen is shown; the cursor is hidden */
	char letter[LETTER];		/* what there is of it */
	size_t letter_size;
	char sequence[256];		/* the same: behind ESC */
	size_t sequence_size;		/* with it */
	char link[256];			/* the last */
	bool no_colours;
};

static struct screen screen = { .columns = 80, .rows = 24 };
static int master = -1, slave = -1;
static struct termios before;
static pid_t child;

static void print_screen(FILE *file)
{
	char edge[MOST_COLUMNS + 1];

	memset(edge, '-', sizeof(edge));
	fprintf(file, "+%.*s+\n", screen.columns, edge);
	for (int row = 0; row < screen.rows; row++) {
		fputc('|', file);
		for (int column = 0; column < screen.columns; column++)
			fputs(*screen.cells[row][column] ? screen.cells[row][column] : " ", file);
		fputs("|\n", file);
	}
	fprintf(file, "+%.*s+\n", screen.columns, edge);
}

static _Noreturn void give_up(const char *what, const char *about)
{
	printf("typist: %s: %s\n", what, about);
	print_screen(stdout);
	if (child > 0)
		kill(child, SIGKILL);
	exit(1);
}

/* ---- The screen ---- */

static void clear(int row, int from, int to)
{
	for (int column = from; column < to; column++)
		*screen.cells[row][column] = '\0';
}

static void clear_all(void)
{
	for (int row = 0; row < MOST_ROWS; row++)
		clear(row, 0, MOST_COLUMNS);
	screen.row = screen.column = 0;
}

static void next_line(void)
{
	if (++screen.row < screen.rows)
		return;
	screen.row--;
	memmove(screen.cells[0], screen.cells[1], sizeof(screen.cells[0]) * (MOST_ROWS - 1));
	clear(screen.row, 0, MOST_COLUMNS);
	if (screen.other)
		give_up("it scrolls", "a line too many was drawn");
}

static void put(const char *letter, size_t size)
{
	if (screen.column >= screen.columns) {
		if (screen.other)
			give_up("beyond the last column", letter);
		screen.column = 0;
		next_line();
	}
	memcpy(screen.cells[screen.row][screen.column], letter, size);
	screen.cells[screen.row][screen.column][size] = '\0';
	screen.column++;
}

/* Returns: whether [sequence], without its ESC, is one of ours. */
static bool obey(const char *sequence)
{
	size_t size = strlen(sequence);

	if (strcmp(sequence, "[H") == 0)
		screen.row = screen.column = 0;
	else if (strcmp(sequence, "[K") == 0)
		clear(screen.row, screen.column, MOST_COLUMNS);
	else if (strcmp(sequence, "[2J") == 0)
		clear_all();
	else if (strcmp(sequence, "[?25l") == 0 || strcmp(sequence, "[?25h") == 0)
		screen.hidden = sequence[size - 1] == 'l';
	else if (strcmp(sequence, "[?1049h") == 0 || strcmp(sequence, "[?1049l") == 0)
		screen.other = sequence[size - 1] == 'h';
	else if (sequence[size - 1] == 'm')
		return !screen.no_colours && strspn(sequence + 1, "0123456789") == size - 2;
	else if (strncmp(sequence, "]8;;", 4) != 0)
		return false;
	else if (size > 6)
		snprintf(screen.link, sizeof(screen.link), "%.*s", (int)size - 6, sequence + 4);
	return true;
}

/* ESC [ ... a letter; or ESC ] ... ESC \. */
static bool is_whole(const char *sequence, size_t size)
{
	char last = sequence[size - 1];

	if (size < 2)
		return false;
	if (sequence[0] == ']')
		return last == '\\' && sequence[size - 2] == '\033';
	return sequence[0] != '[' || (last >= '@' && last <= '~');
}

static void take_sequence(char byte)
{
	size_t size = screen.sequence_size++;

	screen.sequence[size - 1] = byte;
	screen.sequence[size] = '\0';
	if (!is_whole(screen.sequence, size) && size + 2 < sizeof(screen.sequence))
		return;
	/* What is left behind as it ends, without a colour, is no colour. */
	if (strcmp(screen.sequence, "[0m") != 0 && !obey(screen.sequence))
		give_up("a sequence that it should not use", screen.sequence);
	screen.sequence_size = 0;
}

static void take_letter(char byte)
{
	unsigned char first;

	screen.letter[screen.letter_size++] = byte;
	first = (unsigned char)screen.letter[0];
	if (screen.letter_size == (first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4)) {
		put(screen.letter, screen.letter_size);
		screen.letter_size = 0;
	}
}

static void take(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (screen.sequence_size > 0)
			take_sequence(bytes[i]);
		else if (bytes[i] == '\033')
			screen.sequence_size = 1;
		else if (bytes[i] == '\r')
			screen.column = 0;
		else if (bytes[i] == '\n')
			next_line();
		else if ((unsigned char)bytes[i] >= ' ')
			take_letter(bytes[i]);
	}
}

static bool is_seen(const char *text)
{
	for (int row = 0; row < screen.rows; row++) {
		char line[MOST_COLUMNS * LETTER] = "", *end = line;

		for (int column = 0; column < screen.columns; column++)
			end = stpcpy(end, *screen.cells[row][column] ?
						  screen.cells[row][column] : " ");
		if (strstr(line, text))
			return true;
	}
	return false;
}

/* ---- The program ---- */

/* Take what the program writes next. */
static void listen(const char *what, const char *about)
{
	static char bytes[1 << 16];
	struct pollfd pollfd = { .fd = master, .events = POLLIN };
	ssize_t size;

	if (poll(&pollfd, 1, SILENT_SECONDS * 1000) == 0)
		give_up(what, about);
	size = read(master, bytes, sizeof(bytes));
	if (size < 0 && errno != EINTR && errno != EAGAIN)
		give_up(what, "the terminal is gone");
	take(bytes, size > 0 ? (size_t)size : 0);
}

static void set_size(const char *size)
{
	struct winsize window = { 0 };

	if (sscanf(size, "%dx%d", &screen.columns, &screen.rows) != 2 ||
	    screen.columns > MOST_COLUMNS || screen.rows > MOST_ROWS)
		give_up("no size", size);
	window.ws_col = (unsigned short)screen.columns;
	window.ws_row = (unsigned short)screen.rows;
	if (master >= 0)
		ioctl(master, TIOCSWINSZ, &window);
}

static void start(const char *command)
{
	char size[32];

	if (child > 0)
		give_up("one program at a time", command);
	if (openpty(&master, &slave, NULL, NULL, NULL) < 0)
		give_up("no terminal", strerror(errno));
	fcntl(master, F_SETFD, FD_CLOEXEC);
	snprintf(size, sizeof(size), "%dx%d", screen.columns, screen.rows);
	set_size(size);
	tcgetattr(slave, &before);
	child = fork();
	if (child == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(slave, fd);
		close(slave);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
}

static bool is_as_before(void)
{
	struct termios now;

	return tcgetattr(slave, &now) == 0 && now.c_lflag == before.c_lflag &&
	       now.c_iflag == before.c_iflag && !screen.other && !screen.hidden;
}

/* The terminal is taken care of before the program has ended, or, if it was killed, by somebody
 * else soon. */
static void end(void)
{
	int status;

	for (int turns = 0; waitpid(child, &status, WNOHANG) == 0; turns++) {
		if (poll(&(struct pollfd){ .fd = master, .events = POLLIN }, 1, 10) > 0)
			listen("", "");
		if (turns == SILENT_SECONDS * 100)
			give_up("it does not end", "");
	}
	child = 0;
	for (int turns = 0; !is_as_before(); turns++) {
		if (poll(&(struct pollfd){ .fd = master, .events = POLLIN }, 1, 10) > 0)
			listen("", "");
		if (turns == SILENT_SECONDS * 100)
			give_up("the terminal is not as it was before", "");
	}
	if (WIFEXITED(status))
		printf("exit status %d\n", WEXITSTATUS(status));
	else
		printf("signal %d\n", WTERMSIG(status));
}

/* ---- The script ---- */

static void type(char *keys)
{
	static const struct { const char *name, *bytes; } names[] = {
		{ "Enter", "\r" }, { "Escape", "\033" }, { "Space", " " }, { "Back", "\177" },
		{ "Up", "\033[A" }, { "Down", "\033[B" }, { "PageUp", "\033[5~" },
		{ "PageDown", "\033[6~" }, { "Home", "\033[H" }, { "End", "\033[F" },
		{ "^C", "\003" }, { "^Z", "\032" }, { "^D", "\004" },
	};

	for (char *key = strtok(keys, " "); key; key = strtok(NULL, " ")) {
		const char *bytes = key;

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (strcmp(key, names[i].name) == 0)
				bytes = names[i].bytes;
		if (write(master, bytes, strlen(bytes)) < 0)
			give_up("cannot type", key);
	}
}

static void perform(const char *action, char *about)
{
	if (strcmp(action, "start") == 0)
		start(about);
	else if (strcmp(action, "size") == 0)
		set_size(about);
	else if (strcmp(action, "type") == 0)
		type(about);
	else if (strcmp(action, "kill") == 0)
		kill(child, atoi(about));
	else if (strcmp(action, "screen") == 0)
		print_screen(stdout);
	else if (strcmp(action, "end") == 0)
		end();
	else if (strcmp(action, "colourless") == 0)
		screen.no_colours = true;
	else if (strcmp(action, "do") == 0 && system(about) != 0)
		give_up("this command fails", about);
	while (strcmp(action, "see") == 0 && !is_seen(about))
		listen("not on the screen", about);
	while (strcmp(action, "link") == 0 && !strstr(screen.link, about))
		listen("in no link", about);
	while (strcmp(action, "unsee") == 0 && is_seen(about))
		listen("still on the screen", about);
}

int main(void)
{
	static const char *const actions[] = { "start", "size", "type", "kill", "screen", "end",
					       "do", "see", "unsee", "link", "colourless" };
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		char *about = line + strcspn(line, " \n");
		bool known = false;

		line[strcspn(line, "\n")] = '\0';
		if (*about)
			*about++ = '\0';
		for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
			known = known || strcmp(line, actions[i]) == 0;
		if (!known && *line)
			give_up("no such action", line);
		perform(line, about);
		fflush(stdout);
	}
	if (child > 0)
		give_up("it still runs", "the script has no `end`");
	return 0;
}
