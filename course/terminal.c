#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "async.h"

/* The other screen, where there is one: what was on this one is there again afterwards. */
#define ENTER "\033[?1049h\033[?25l\033[2J"
#define LEAVE "\033[0m\033[?25h\033[?1049l"

enum { TAKEN = 't', GIVEN_BACK = 'g' };	/* what the keeper is told */

static struct {
	bool open, taken;
	struct termios before, ours;
	pid_t keeper;
	int pipe;			/* to the keeper */
} terminal;

/* ---- What it can do ---- */

bool terminal_is_there(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") != 0 && strcmp(term, "unknown") != 0 &&
	       isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool terminal_has_unicode(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool terminal_has_links(void)
{
	static const char *const signs[] = { "WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION",
					     "DOMTERM", "WEZTERM_PANE", "ALACRITTY_WINDOW_ID" };
	const char *forced = getenv("FORCE_HYPERLINK"), *vte = getenv("VTE_VERSION");
	const char *program = getenv("TERM_PROGRAM"), *term = getenv("TERM") ?: "";

	if (forced && *forced)
		return strcmp(forced, "0") != 0;
	/* Those print what they do not know, or swallow it with what follows. */
	if (strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0 ||
	    strncmp(term, "screen", 6) == 0)
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (getenv(signs[i]))
			return true;
	return (vte && atoi(vte) >= 5000) || strncmp(term, "foot", 4) == 0 ||
	       (program && (strcmp(program, "iTerm.app") == 0 || strcmp(program, "vscode") == 0 ||
			    strcmp(program, "ghostty") == 0));
}

static int from_environment(const char *name, int otherwise)
{
	const char *value = getenv(name);
	int number = value ? atoi(value) : 0;

	return number > 0 && number < 10000 ? number : otherwise;
}

struct terminal_size terminal_size(void)
{
	struct winsize window = { 0 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &window);
	return (struct terminal_size){
		.columns = window.ws_col ?: from_environment("COLUMNS", 80),
		.rows = window.ws_row ?: from_environment("LINES", 24),
	};
}

void terminal_write(const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, size);

		if (written >= 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			/* Somebody who shares it made it so. */
			poll(&(struct pollfd){ .fd = STDOUT_FILENO, .events = POLLOUT }, 1, -1);
		} else if (errno != EINTR) {
			return;
		}
	}
}

/* ---- The keeper ---- */

static bool is_ours(void)
{
	struct termios now;

	return tcgetattr(STDIN_FILENO, &now) == 0 &&
	       now.c_lflag == terminal.ours.c_lflag && now.c_iflag == terminal.ours.c_iflag;
}

/* In a session of its own nothing that is typed reaches it, and it may set a terminal that is not
 * its own. A shell may have been quicker: then the terminal is not as we left it any more. */
static _Noreturn void keep(int from_us)
{
	char said = GIVEN_BACK, next;

	prctl(PR_SET_NAME, "terminal-keeper");
	setsid();
	for (;;) {
		ssize_t size = read(from_us, &next, 1);

		if (size > 0)
			said = next;
		else if (size == 0 || errno != EINTR)
			break;
	}
	if (said == TAKEN) {
		if (is_ours())
			tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
		terminal_write(LEAVE, strlen(LEAVE));
	}
	_exit(0);
}

static void tell_keeper(char what)
{
	while (terminal.pipe >= 0 && write(terminal.pipe, &what, 1) < 0 && errno == EINTR)
		;
}

/* Without a keeper (no process can be had) all goes well as long as nobody kills us. */
static void start_keeper(void)
{
	int ends[2];
	sigset_t all, before;

	terminal.pipe = -1;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	terminal.keeper = fork();
	if (terminal.keeper == 0) {
		dup2(ends[0], 3);
		close_range(4, ~0u, 0);
		keep(3);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[0]);
	if (terminal.keeper > 0)
		terminal.pipe = ends[1];
	else
		close(ends[1]);
}

static void stop_keeper(void)
{
	if (terminal.pipe < 0)
		return;
	close(terminal.pipe);
	waitpid(terminal.keeper, NULL, 0);
	terminal.pipe = -1;
}

/* ---- Take it, give it back ---- */

void terminal_enter(void)
{
	if (!terminal.open)
		return;
	tell_keeper(TAKEN);
	while (tcsetattr(STDIN_FILENO, TCSANOW, &terminal.ours) < 0 && errno == EINTR)
		;
	terminal_write(ENTER, strlen(ENTER));
	terminal.taken = true;
}

void terminal_leave(void)
{
	if (!terminal.open || !terminal.taken)
		return;
	/* What was typed and not read was meant for us; what is typed once the other screen is
	 * seen is not. */
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal.before);
	terminal_write(LEAVE, strlen(LEAVE));
	terminal.taken = false;
	tell_keeper(GIVEN_BACK);
}

int terminal_open(void)
{
	if (tcgetattr(STDIN_FILENO, &terminal.before) < 0) {
		async_raise(OSError, "cannot set the terminal: %s", strerror(errno));
		return -1;
	}
	/* Ctrl-C and Ctrl-Z go on to be signals. */
	terminal.ours = terminal.before;
	terminal.ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	terminal.ours.c_lflag |= ISIG;
	terminal.ours.c_iflag |= ICRNL;
	terminal.ours.c_cc[VMIN] = 1;
	terminal.ours.c_cc[VTIME] = 0;
	terminal.open = true;
	start_keeper();
	terminal_enter();
	return 0;
}

void *terminal_close(void *unused)
{
	if (terminal.open) {
		terminal_leave();
		stop_keeper();
		terminal.open = false;
	}
	return unused;
}
