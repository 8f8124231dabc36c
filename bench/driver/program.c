#include "program.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "text.h"
#include "words.h"

enum { LIMIT = 60, PATIENCE = 2 };	/* seconds: of a run, and of a server that is to end */

const struct async_exception_type RunFailed[1] = {{ "RunFailed", Exception }};
const struct async_exception_type PeerMissing[1] = {{ "PeerMissing", RunFailed }};

/* ---- Processors ---- */

static cpu_set_t ours;			/* before anybody was pinned */

int program_processors(void)
{
	if (CPU_COUNT(&ours) == 0)
		sched_getaffinity(0, sizeof(ours), &ours);
	return CPU_COUNT(&ours);
}

/* Pin ourselves, and so whoever we start, to [count] processors: the last ones, where what is
 * measured runs, or the first, where all else does. */
static void pin(int count, bool last)
{
	cpu_set_t set;
	int left = program_processors(), skip = last ? left - count : 0;

	CPU_ZERO(&set);
	for (int i = 0; i < CPU_SETSIZE && count > 0; i++) {
		if (!CPU_ISSET(i, &ours) || skip-- > 0)
			continue;
		CPU_SET(i, &set);
		count--;
	}
	sched_setaffinity(0, sizeof(set), &set);
}

static void *unpin(void *unused)
{
	sched_setaffinity(0, sizeof(ours), &ours);
	return unused;
}

ASYNC static struct async_process *start(const char *const *argv, int processors, bool last)
{
	FINALLY(unpin, NULL);
	pin(processors, last);
	return AWAIT(async_create_subprocess_exec(argv, .in = ASYNC_PIPE, .out = ASYNC_PIPE,
						  .err = ASYNC_PIPE,
						  .process_group = ASYNC_NEW_GROUP));
}

/* With all that it has started, which holds its pipes open. */
static void end_all(struct async_process *process)
{
	kill(-async_process_pid(process), SIGKILL);
}

/* ---- What it says ---- */

/* The last line of what it wrote to stderr: there the reason stands, most often. */
static const char *last_line(const char *text, size_t size)
{
	const char *from;

	while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == ' '))
		size--;
	from = size > 0 ? memrchr(text, '\n', size) : NULL;
	from = from ? from + 1 : text;
	return size > 0 ? text_fit(from, size - (size_t)(from - text), TEXT_LINE) : NULL;
}

static void *failed(int status, const char *err, size_t size)
{
	const char *reason = last_line(err, size);
	const char *module = reason ? strstr(reason, "No module named ") : NULL;

	if (module)
		return async_raise(PeerMissing, "Python has no module %s",
				   module + strlen("No module named "));
	if (status == 127 && reason)		/* of env, in the first line of a script */
		return async_raise(PeerMissing, "%s", reason);
	if (status < 0)
		return async_raise(RunFailed, "it was killed by signal %d (%s)", -status,
				   strsignal(-status));
	return async_raise(RunFailed, "it ended with status %d%s%s", status, reason ? ": " : "",
			   reason ?: "");
}

static bool read_figure(struct figure *figure, char *line)
{
	char *end, *space = strchr(line, ' ');

	if (!space || space == line)
		return false;
	figure->value = strtod(space + 1, &end);
	if (end == space + 1 || *end != '\0' || !isfinite(figure->value))
		return false;
	*space = '\0';
	figure->name = line;
	return true;
}

static struct figures *read_figures(const struct async_process_output *output)
{
	struct figures *figures = async_alloc(sizeof(*figures));
	char *text = async_sprintf("%.*s", (int)output->out_size, output->out), *rest;
	size_t lines = 1;

	for (const char *at = text; at && (at = strchr(at, '\n')); at++)
		lines++;
	if (!figures || !text || !(figures->list = async_alloc(lines * sizeof(*figures->list))))
		return NULL;
	figures->count = 0;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!read_figure(&figures->list[figures->count++], line))
			return async_raise(RunFailed, "it printed \"%s\", which is no figure with "
					   "its value", text_line(line));
	return figures;
}

/* ---- To the end ---- */

ASYNC static const struct async_process_output *await_output(struct async_process *process)
{
	TIMEOUT(limit, LIMIT);
	return AWAIT(async_process_communicate(process, NULL, 0));
}

/* Raises what there is to complain about; else all is well. */
ASYNC static const struct async_process_output *run_through(const char *const *argv,
							     int processors, bool last)
{
	struct async_process *process = AWAIT(start(argv, processors, last));
	const struct async_process_output *output = TRY(await_output(process));

	EXCEPTION(e);
	if (EXCEPT(TimeoutError, e)) {
		end_all(process);
		AWAIT(async_process_wait(process));
		return async_raise_from(NULL, RunFailed, "it had not ended after %d seconds",
					LIMIT);
	}
	AWAIT(0);
	if (*async_process_returncode(process) != 0)
		return failed(*async_process_returncode(process), output->err, output->err_size);
	return output;
}

ASYNC int program_prepare(const struct bench *bench)
{
	if (bench->prepare)
		AWAIT(run_through(ASYNC_ARGV(bench->prepare), program_processors(), true));
	return 0;
}

ASYNC static const struct figures *run(const char *const *argv, int processors, bool last)
{
	return read_figures(AWAIT(run_through(argv, processors, last)));
}

/* ---- Two of them: a server, and who uses it ---- */

ASYNC static void *stop(void *arg)
{
	struct async_process *server = arg;

	unsetenv("SERVER_PID");
	if (!async_process_returncode(server)) {
		async_process_terminate(server);
		async_stream_writer_close(async_process_stdin(server));
		TIMEOUT(patience, PATIENCE);
		TRY(async_process_wait(server));
	}
	EXCEPTION(e);
	if (EXCEPT(TimeoutError, e))
		end_all(server);
	else
		EXCEPT(ProcessLookupError, e);
	AWAIT(async_process_wait(server));
	return NULL;
}

/* What the server prints when it listens: "port N". */
ASYNC static const char *await_port(struct async_process *server)
{
	TIMEOUT(limit, LIMIT);
	size_t size;
	const char *line = AWAIT(async_stream_reader_readline(async_process_stdout(server), &size));

	if (size > 6 && line[size - 1] == '\n' && strncmp(line, "port ", 5) == 0)
		return async_sprintf("%.*s", (int)size - 6, line + 5);
	const char *err = AWAIT(async_stream_reader_read(async_process_stderr(server), SIZE_MAX,
							 &size));
	int status = AWAIT(async_process_wait(server));
	return failed(status, err, size);
}

ASYNC static const struct figures *run_pair(const char *const *serving, const char *const *using,
					    const char *const *arguments, int processors,
					    bool server_is_measured)
{
	struct async_process *server = AWAIT(start(serving, processors, server_is_measured));
	struct words words = { 0 };

	FINALLY(stop, server);
	const char *port = TRY(await_port(server));
	EXCEPTION(e);
	if (EXCEPT(TimeoutError, e))
		return async_raise_from(NULL, RunFailed, "it did not say its port in %d seconds",
					LIMIT);
	AWAIT(0);
	setenv("SERVER_PID", async_sprintf("%d", (int)async_process_pid(server)), true);
	words_add_list(&words, using);
	words_add(&words, port);
	words_add_list(&words, arguments);
	return AWAIT(run(words.list, processors, !server_is_measured));
}

ASYNC const struct figures *program_run(const struct bench *bench, const struct row *row,
					const struct impl *impl)
{
	int processors = row->processors;
	const char *const *partner = ASYNC_ARGV(bench->partner_path);
	struct words words = { 0 };

	words_add(&words, impl->path);
	switch (bench->partner) {
	case PARTNER_LOAD:
		return AWAIT(run_pair(words.list, partner, row->arguments, processors, true));
	case PARTNER_SERVER:
		return AWAIT(run_pair(partner, words.list, row->arguments, processors, false));
	default:
		words_add_list(&words, row->arguments);
		return AWAIT(run(words.list, processors, true));
	}
}
