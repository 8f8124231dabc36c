/* course run: the programs of the chapters, played one after the other.
 *
 * What the clock said is read from the record that the program's runtime wrote: the program need
 * not print it. */

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "async.h"
#include "command.h"
#include "playing.h"
#include "screen.h"

/* The first sentence of the comment that [source] begins with. */
static char *first_sentence(const char *source)
{
	char *text = tree_read_file(source), *sentence, *end;

	if (!text || strncmp(text, "/*", 2) != 0)
		return text ? async_strdup("") : NULL;
	sentence = end = text;
	for (const char *c = text + 2; *c && strncmp(c, "*/", 2) != 0; c++) {
		bool space = strchr(" \n\t", *c) || (*c == '*' && end > text && end[-1] == ' ');

		if (!space)
			*end++ = *c;
		else if (end > text && strchr(".?!", end[-1]))
			break;
		else if (end > text && end[-1] != ' ')
			*end++ = ' ';
	}
	*end = '\0';
	return sentence;
}

static void show(const char *text, size_t size)
{
	fwrite(text, 1, size, stdout);
	fflush(stdout);
}

/* What the loops of the program took, in the order they ran; below 0: it ran none. A loop of which
 * no end is recorded counts as far as the record goes. */
static double seconds_on_clock(const struct record *record)
{
	double seconds = -1;
	int64_t begin = 0;
	bool runs = false;

	for (size_t i = 0; i < record->count; i++) {
		const struct record_frame *frame = &record->frames[i];

		if (frame->kind == RECORD_RUN) {
			begin = frame->time;
			runs = true;
			seconds = seconds < 0 ? 0 : seconds;
		} else if (frame->kind == RECORD_STOP && runs) {
			seconds += (double)(frame->time - begin) / 1e9;
			runs = false;
		}
	}
	if (runs)
		seconds += (double)(record->frames[record->count - 1].time - begin) / 1e9;
	return seconds;
}

static void tell_end(const struct process *process, const struct record *record)
{
	double seconds = seconds_on_clock(record);
	int status = process->status;

	if (WIFSIGNALED(status))
		printf("%sended by signal %d, %s%s\n", paint(PAINT_BAD), WTERMSIG(status),
		       strsignal(WTERMSIG(status)), paint(PAINT_OFF));
	else if (WEXITSTATUS(status) != 0)
		printf("%sended with exit status %d%s\n", paint(PAINT_DIM), WEXITSTATUS(status),
		       paint(PAINT_OFF));
	if (seconds >= 0)
		printf("%s%s%.3f s on the clock%s\n", paint(PAINT_DIM),
		       record->full ? "more than " : "", seconds, paint(PAINT_OFF));
	fflush(stdout);
}

/* Returns: whether it was ended by a signal. */
ASYNC static int play(const struct tree *tree, const struct chapter_program *program)
{
	struct record record = { 0 };
	struct process process = {
		.argv = (const char *const[]){ program->binary, NULL },
		.directory = tree->root, .terminal = true, .show = show,
	};

	if (access(program->binary, X_OK) != 0)
		async_raise(Complaint, "%s is not built yet: type make.", program->source);
	const char *sentence =
		AWAIT(first_sentence(async_sprintf("%s/%s", tree->root, program->source)));
	printf("%s%s%s\n%s\n\n", paint(PAINT_BOLD), program->source, paint(PAINT_OFF), sentence);
	fflush(stdout);
	AWAIT(playing_run(&process, NULL, &record));
	tell_end(&process, &record);
	record_free(&record);
	return WIFSIGNALED(process.status);
}

int command_run(const struct tree *tree, const struct options *options)
{
	struct chapter_programs programs;
	int killed = 0;

	AWAIT(tree_programs(tree, options->arguments[0], &programs));
	for (size_t i = 0; i < programs.count; i++) {
		if (i > 0)
			putchar('\n');
		killed += AWAIT(play(tree, &programs.list[i]));
	}
	if (killed > 0)
		fprintf(stderr, "course: %d of %zu programs ended by a signal\n", killed,
			programs.count);
	return killed > 0 ? 1 : 0;
}
