#ifndef TERMINAL_H
#define TERMINAL_H

/* A terminal for as long as the dashboard has it: keys come without Enter and are not echoed, and
 * what is drawn covers all of the screen. Afterwards it is as it was before, whatever ends us:
 * terminal_close(), or else a second process, the keeper, which waits for our end and does nothing
 * else. A program that is killed cannot tidy up behind itself; somebody else can.
 *
 * There are only a few sequences, those that all terminals have in common (ECMA-48): move the
 * cursor to the corner, clear what is behind it, hide it, and colours. No terminfo is needed.
 *
 * Interface: one terminal, on stdin and stdout. None of these suspends.
 */

#include <stdbool.h>
#include <stddef.h>

struct terminal_size {
	int columns, rows;		/* never less than 1 */
};

/* Whether there is such a terminal: both are one, and TERM names one that obeys sequences. */
bool terminal_is_there(void);

/* Whether it shows letters beyond ASCII: by the locale. To be asked at any time. */
bool terminal_has_unicode(void);

/* Whether it makes a link of an address (OSC 8). There is no way to ask: by what terminals that do
 * say of themselves in the environment; FORCE_HYPERLINK=1 or 0 decides. */
bool terminal_has_links(void);

/* Take the terminal, and give it back: terminal_close() is for FINALLY(), and may be called
 * again. Raises: OSError, and the terminal is as before. */
int terminal_open(void);
void *terminal_close(void *unused);

/* Give it back and take it again: before this process stops (Ctrl-Z), and when it goes on. */
void terminal_leave(void);
void terminal_enter(void);

/* How large it is now. */
struct terminal_size terminal_size(void);

/* Write all of [bytes]. What cannot be written is lost: a terminal that is gone ends us anyway. */
void terminal_write(const char *bytes, size_t size);

#endif
