/* Names in the text: a reader who looks one up must find it. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "weave.h"

static char *known;			/* all text that declares or defines a name */

/* Everything that common/, the C library and libevent declare, without its comments. */
static char *read_declarations(void)
{
	static const char command[] =
		"{ ls common/*.h | sed 's/.*/#include \"&\"/'\n"
		"cat chapters/*/*.c | grep '^#include <' | sort -u\n"
		"for header in assert errno fcntl poll pthread setjmp signal stdio stdlib string"
		"  time ucontext unistd sys/epoll sys/mman sys/select sys/socket sys/wait"
		"  event2/event event2/buffer event2/bufferevent\n"
		"do echo \"#include <$header.h>\"; done\n"
		"} | ${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -I. -Icommon -E -dD -x c -";
	FILE *pipe = popen(command, "r");
	char *text = pipe ? read_all(pipe) : NULL;

	if (!text || pclose(pipe) != 0)
		die("the compiler cannot read the headers");
	return text;
}

/* Whether [name] is known; where [called], as something with a parenthesis behind it. */
static bool is_known(const char *name, bool called)
{
	for (const char *p = known; (p = find_word(p, NULL, name)); p++) {
		const char *behind = p + strlen(name);

		if (!called || behind[strspn(behind, " \t\n")] == '(')
			return true;
	}
	return false;
}

/* Check the name of [length] that begins at [p], in backticks. What has a dot before it is
 * Python's. */
static void check_name(const struct document *document, const char *p, size_t length,
		       bool after_dot)
{
	char name[128];
	bool called = strncmp(p + length, "()", 2) == 0;
	bool ours = strncmp(p, "async_", 6) == 0 && p[length] != '*';

	if (after_dot || !(called || ours) || length >= sizeof(name))
		return;
	snprintf(name, sizeof(name), "%.*s", (int)length, p);
	if (is_known(name, called))
		weave_passed++;
	else
		complain(document, document->line, "no header and no program shown knows %s%s",
			 name, called ? "()" : "");
}

/* Check the names in one line of text. [in_code]: whether it begins in backticks. Returns: whether
 * it ends so. */
static bool check_line(const struct document *document, const char *line, bool in_code)
{
	for (const char *p = line; *p;) {
		size_t length = 0;

		while (is_word(p[length]))
			length++;
		if (*p == '`')
			in_code = !in_code;
		else if (length && in_code)
			check_name(document, p, length, p > line && p[-1] == '.');
		p += length ? length : 1;
	}
	return in_code;
}

void check_names(struct document *document, const char *shown)
{
	char *declared = read_declarations(), *line;
	bool in_code = false, in_block = false;

	if (asprintf(&known, "%s%s", declared, shown) < 0)
		die("memory");
	free(declared);
	while ((line = read_line(document))) {
		if (is_fence(line))
			in_block = !in_block;
		else if (!in_block)
			in_code = *line && check_line(document, line, in_code);
	}
	free(known);
}
