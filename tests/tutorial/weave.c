/* weave: the programs of the tree, and what they print, woven into a text.
 *
 *      weave [--check] FILE
 *
 * A block of code copied into a text by hand is right on that day only. So each block bears a line
 * that says what belongs there:
 *
 *      <!-- snippet PATH -->                 in the ```c fence below: the whole file
 *      <!-- snippet PATH NAME ... -->        functions, structs, variables, macros of these names
 *                                            (of a .py file: in a ```python fence)
 *      <!-- output chapters/DIR/PROGRAM -->  in the ```text fence below: what the program prints
 *      <!-- output course COMMAND ... -->    what the course prints
 *
 * weave writes those blocks anew. With --check it changes nothing, and tells each block that is
 * not what it should be. In both ways it tells each ```c and ```text fence that no such line owns,
 * and each name in `backticks()` that neither a header nor a program shown in the text knows. To
 * be run from the top of the tree. Programs are those of $CONFIG_DIR, and run on the virtual
 * clock. */

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "weave.h"

int weave_passed, weave_failed;

static bool check_only;
static char *shown;			/* all snippets, one after the other */

/* ---- Telling, reading ---- */

void complain(const struct document *document, int line, const char *format, ...)
{
	va_list arguments;

	weave_failed++;
	printf("%s:%d: ", document->path, line);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

void die(const char *what)
{
	fprintf(stderr, "weave: %s: %s\n", what, strerror(errno));
	exit(1);
}

char *read_all(FILE *file)
{
	char *text = NULL;
	size_t size = 0;

	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		return ferror(file) ? NULL : strdup("");
	}
	return text;
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = file ? read_all(file) : NULL;

	if (file)
		fclose(file);
	return text;
}

char *read_line(struct document *document)
{
	char *line = document->rest;

	if (*line == '\0')
		return NULL;
	document->rest += strcspn(line, "\n");
	if (*document->rest)
		*document->rest++ = '\0';
	document->line++;
	return line;
}

/* ---- What belongs in a block ---- */

static bool ends_with(const char *line, const char *end)
{
	return strlen(line) > strlen(end) && strcmp(line + strlen(line) - strlen(end), end) == 0;
}

static void add_shown(const char *snippet)
{
	char *longer;

	if (asprintf(&longer, "%s%s\n", shown, snippet) < 0)
		die("memory");
	free(shown);
	shown = longer;
}

/* The snippet that [words] ask for: PATH NAME NAME ...; NULL, with a complaint, if there is
 * none. */
static char *snippet(const struct document *document, char *words)
{
	char *position, *path = strtok_r(words, " ", &position);
	char *code = path ? read_file(path) : NULL, *name, *text;
	bool is_python = path && ends_with(path, ".py");
	int names = 0, missing = 0;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		die("memory");
	if (!code)
		complain(document, document->line, "there is no file %s",
			 path ? path : "without a name");
	for (; code && (name = strtok_r(NULL, " ", &position)); names++) {
		if (!(is_python ? cut_python : cut)(code, name, names == 0, out)) {
			missing++;
			complain(document, document->line, "%s defines no %s", path, name);
		}
	}
	if (code && names == 0)
		fputs(code, out);
	fclose(out);
	if (code && !missing)
		add_shown(text);
	else
		free(text), text = NULL;
	free(code);
	return text;
}

/* What the program of [words] prints, stdout and stderr; NULL, with a complaint, if it does not
 * run. */
static char *output(const struct document *document, char *words)
{
	const char *directory = getenv("CONFIG_DIR");
	size_t length = strcspn(words, " ");
	bool is_course = length == strlen("course") && strncmp(words, "course", length) == 0;
	char *command, *text;
	int status;
	FILE *pipe;

	if (!is_course && strncmp(words, "chapters/", strlen("chapters/")) != 0) {
		complain(document, document->line,
			 "an output is of chapters/DIR/PROGRAM or of course");
		return NULL;
	}
	if (asprintf(&command, "exec %s/%s%s 2>&1 </dev/null",
		     directory ? directory : "build/release", is_course ? "course/" : "",
		     words) < 0)
		die("memory");
	pipe = popen(command, "r");
	free(command);
	text = pipe ? read_all(pipe) : NULL;
	status = pipe ? pclose(pipe) : -1;
	if (text && WIFEXITED(status) && WEXITSTATUS(status) < 126)
		return text;
	if (WIFSIGNALED(status))
		complain(document, document->line, "%s was ended by signal %d", words,
			 WTERMSIG(status));
	else
		complain(document, document->line, "%s does not run: %s", words,
			 text ? text : strerror(errno));
	free(text);
	return NULL;
}

/* ---- Weaving ---- */

bool is_fence(const char *line)
{
	line += strspn(line, " \t");
	return strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0;
}

/* The lines of the block that [document] stands in, which then stands behind its closing fence.
 * Owns: the caller, by free(). */
static char *read_block(struct document *document)
{
	int begin = document->line;
	char *text, *line;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		die("memory");
	while ((line = read_line(document)) && !is_fence(line))
		fprintf(out, "%s\n", line);
	fclose(out);
	if (!line)
		complain(document, begin, "this fence is never closed");
	return text;
}

static size_t line_length(const char *line)
{
	return strcspn(line, "\n");
}

/* Tell the first line in which the block at [line] is not what it should be. */
static void complain_difference(const struct document *document, int line, const char *is,
				const char *should)
{
	while (*is && line_length(is) == line_length(should) &&
	       strncmp(is, should, line_length(is)) == 0) {
		is = line_end(is);
		should = line_end(should);
		line++;
	}
	complain(document, line, "not what it should be; `make tutorial` writes it anew");
	printf("  is:        %.*s\n", (int)line_length(is), is);
	printf("  should be: %.*s\n", (int)line_length(should), should);
}

static void end_with_one_newline(char *text)
{
	size_t length = strlen(text);

	while (length > 1 && text[length - 1] == '\n' && text[length - 2] == '\n')
		text[--length] = '\0';
}

/* Weave the block below the line in [document] that asks for a snippet or an output by [words]. */
static void weave_block(struct document *document, bool is_snippet, const char *words, FILE *out)
{
	const char *c_or_python = strstr(words, ".py ") ? "```python" : "```c";
	const char *fence = is_snippet ? c_or_python : "```text";
	size_t length = line_length(document->rest);
	char *arguments, *is, *should;
	int line;

	if (length != strlen(fence) || strncmp(document->rest, fence, length) != 0) {
		complain(document, document->line, "the next line must be %s", fence);
		return;
	}
	arguments = strndup(words, strlen(words) - strlen(" -->"));
	should = is_snippet ? snippet(document, arguments) : output(document, arguments);
	free(arguments);
	fprintf(out, "%s\n", read_line(document));
	line = document->line + 1;
	is = read_block(document);
	if (should) {
		end_with_one_newline(should);
		if (check_only && strcmp(is, should) != 0)
			complain_difference(document, line, is, should);
		else
			weave_passed++;
	}
	fprintf(out, "%s```\n", should ? should : is);
	free(should);
	free(is);
}

static void copy_block(struct document *document, const char *fence, FILE *out)
{
	const char *language = fence + strspn(fence, " \t`~");
	char *text;

	if (*language == '\0' || strcmp(language, "c") == 0 || strcmp(language, "text") == 0)
		complain(document, document->line,
			 "no line above this fence says what belongs in it");
	text = read_block(document);
	fprintf(out, "%s%.3s\n", text, fence + strspn(fence, " \t"));
	free(text);
}

static void weave(struct document *document, FILE *out)
{
	char *line;

	while ((line = read_line(document))) {
		bool is_comment = ends_with(line, " -->");

		fprintf(out, "%s\n", line);
		if (is_comment && strncmp(line, "<!-- snippet ", 13) == 0)
			weave_block(document, true, line + 13, out);
		else if (is_comment && strncmp(line, "<!-- output ", 12) == 0)
			weave_block(document, false, line + 12, out);
		else if (is_fence(line))
			copy_block(document, line, out);
	}
}

/* ---- The program ---- */

static void replace_file(const char *path, const char *text)
{
	char *temporary;
	FILE *file;

	if (asprintf(&temporary, "%s.new", path) < 0)
		die("memory");
	file = fopen(temporary, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0 || rename(temporary, path) != 0)
		die(temporary);
	free(temporary);
}

static void weave_file(const char *path)
{
	char *text = read_file(path), *original, *woven;
	struct document document = { .path = path, .rest = text };
	size_t size;
	FILE *out = open_memstream(&woven, &size);

	if (!text || !out)
		die(path);
	original = strdup(text);
	weave(&document, out);
	fclose(out);
	if (!check_only && strcmp(original, woven) != 0)
		replace_file(path, woven);
	document = (struct document){ .path = path, .rest = check_only ? original : woven };
	check_names(&document, shown);
	free(text);
	free(original);
	free(woven);
}

int main(int argc, char **argv)
{
	check_only = argc == 3 && strcmp(argv[1], "--check") == 0;
	if (argc != (check_only ? 3 : 2) || argv[argc - 1][0] == '-') {
		fprintf(stderr, "Usage: weave [--check] FILE\n");
		return 2;
	}
	setenv("ASYNC_CLOCK", "virtual", 1);
	setenv("NO_COLOR", "1", 1);
	unsetenv("COLUMNS");		/* pictures are as wide as anywhere */
	shown = strdup("");
	weave_file(argv[argc - 1]);
	free(shown);
	if (check_only)
		printf("%d passed, %d failed\n", weave_passed, weave_failed);
	return weave_failed != 0;
}
