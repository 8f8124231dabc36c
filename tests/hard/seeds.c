/* Runs the programs of tests/parity whose outcome does not depend on who of several goes first,
 * each under many random schedules: no crash, no hang, no finding of a sanitizer, and always the
 * outcome that CPython printed. tests/parity/any-order lists them and says what an outcome is.
 *
 * SEEDS=1-1000 in the environment says which seeds. With CONFIG=hard, whose programs give way at
 * every await and have the smallest pools, this is the hardest test of the runtime. With SHOW=1
 * those that are not listed are played, too, and it is told which of them could be. */

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LIMIT = 60,			/* seconds a program */
	AT_ONCE = 2,
	LEAK_SEEDS = 100,		/* to look for leaks takes as long as all the rest; so it is
					 * done under so many of the seeds */
};

enum outcome { UNLISTED, SAME, LINES };

struct program {
	char name[256], path[512];
	enum outcome outcome;
	char *expected;
	bool failed;
};

struct run {
	pid_t pid;			/* 0: none */
	struct program *program;
	unsigned seed;
	int out;
};

static struct run runs[AT_ONCE];
static unsigned first_seed = 1, last_seed = 20;

/* ---- Outcomes ---- */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Put the lines of [text] into alphabetical order. */
static void sort_lines(char *text)
{
	size_t count = 0, length = strlen(text);
	char **lines = calloc(length + 1, sizeof *lines), *copy = strdup(text), *end;

	if (lines == NULL || copy == NULL)
		abort();
	for (char *line = strtok_r(copy, "\n", &end); line != NULL;
	     line = strtok_r(NULL, "\n", &end))
		lines[count++] = line;
	qsort(lines, count, sizeof *lines, compare_lines);
	for (size_t i = 0; i < count; i++)
		text += sprintf(text, "%s\n", lines[i]);
	*text = '\0';
	free(lines);
	free(copy);
}

static char *read_all(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = size >= 0 ? calloc(1, (size_t)size + 2) : NULL;

	if (text == NULL || pread(fd, text, (size_t)size, 0) != size)
		abort();
	return text;
}

static char *read_outcome(int fd, enum outcome outcome)
{
	char *text = read_all(fd);

	if (outcome != SAME)
		sort_lines(text);
	return text;
}

/* ---- Running ---- */

static void become(const struct program *program, unsigned seed, int out)
{
	const struct rlimit no_core = { 0, 0 };
	char schedule[32];

	snprintf(schedule, sizeof schedule, "random:%u", seed);
	setenv("ASYNC_CLOCK", "virtual", true);
	setenv("ASYNC_SCHEDULE", schedule, true);
	if (seed >= first_seed + LEAK_SEEDS)
		setenv("ASAN_OPTIONS", "detect_stack_use_after_return=1:detect_leaks=0", true);
	setrlimit(RLIMIT_CORE, &no_core);
	alarm(LIMIT);
	if (dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		execl(program->path, program->path, (char *)NULL);
	_exit(127);
}

static void begin(struct run *run, struct program *program, unsigned seed)
{
	*run = (struct run){ .program = program, .seed = seed };
	run->out = memfd_create("out", MFD_CLOEXEC);
	run->pid = fork();
	if (run->pid == 0)
		become(program, seed, run->out);
	if (run->pid < 0 || run->out < 0)
		abort();
}

static void judge(const struct run *run, int status)
{
	struct program *program = run->program;
	char *outcome = read_outcome(run->out, program->outcome);

	if ((status != 0 || strcmp(outcome, program->expected) != 0) && !program->failed) {
		program->failed = true;
		if (program->outcome != UNLISTED)
			printf("%s: %s %d under ASYNC_CLOCK=virtual ASYNC_SCHEDULE=random:%u %s\n"
			       "expected%s:\n%sfound:\n%s", program->name,
			       WIFSIGNALED(status) ? "ended by signal" : "exit status",
			       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
			       run->seed, program->path,
			       program->outcome == LINES ? ", in any order" : "",
			       program->expected, outcome);
	}
	free(outcome);
}

/* Wait for one that ends. Returns: false if there is none. */
static bool end_one(void)
{
	int status;
	pid_t pid = wait(&status);

	for (int i = 0; i < AT_ONCE && pid > 0; i++)
		if (runs[i].pid == pid) {
			judge(&runs[i], status);
			close(runs[i].out);
			runs[i].pid = 0;
		}
	return pid > 0;
}

static void run_under_all_seeds(struct program *program)
{
	for (unsigned seed = first_seed; seed <= last_seed && !program->failed; seed++) {
		int i = 0;

		while (i < AT_ONCE && runs[i].pid != 0)
			i++;
		if (i == AT_ONCE) {
			end_one();
			for (i = 0; runs[i].pid != 0; i++)
				;
		}
		begin(&runs[i], program, seed);
	}
	while (end_one())
		;
}

/* ---- Which programs ---- */

static enum outcome listed_outcome(const char *name)
{
	FILE *list = fopen("tests/parity/any-order", "re");
	enum outcome outcome = UNLISTED;
	char line[256], listed[64], kind[16];

	while (list != NULL && fgets(line, sizeof line, list) != NULL)
		if (sscanf(line, "%63s %15s", listed, kind) == 2 && strcmp(listed, name) == 0)
			outcome = strcmp(kind, "same") == 0 ? SAME : LINES;
	if (list == NULL)
		abort();
	fclose(list);
	return outcome;
}

static bool load(struct program *program, const char *name)
{
	const char *config = getenv("CONFIG_DIR");
	char expected[300];
	FILE *file;

	snprintf(program->name, sizeof program->name, "%s", name);
	snprintf(program->path, sizeof program->path, "%s/tests/parity/%s",
		 config != NULL ? config : "build/release", name);
	snprintf(expected, sizeof expected, "tests/parity/%s.out", name);
	file = fopen(expected, "re");
	if (file == NULL)
		return false;
	program->outcome = listed_outcome(name);
	program->expected = read_outcome(fileno(file), program->outcome);
	fclose(file);
	return true;
}

static int is_program(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && end != NULL &&
	       strcmp(end, ".c") == 0;
}

int main(void)
{
	const char *seeds = getenv("SEEDS");
	const bool show_unlisted = getenv("SHOW") != NULL;
	int passed = 0, failed = 0, count;
	struct dirent **entries;

	if (seeds != NULL)
		sscanf(seeds, "%u-%u", &first_seed, &last_seed);
	count = scandir("tests/parity", &entries, is_program, alphasort);
	for (int i = 0; i < count; i++) {
		struct program program = { .failed = false };

		*strrchr(entries[i]->d_name, '.') = '\0';
		if (load(&program, entries[i]->d_name) &&
		    (program.outcome != UNLISTED || show_unlisted)) {
			run_under_all_seeds(&program);
			passed += program.outcome != UNLISTED && !program.failed;
			failed += program.outcome != UNLISTED && program.failed;
			if (program.outcome == UNLISTED && !program.failed)
				printf("(%s has one outcome under seeds %u-%u, and is not listed "
				       "in tests/parity/any-order.)\n", program.name, first_seed,
				       last_seed);
		}
		free(program.expected);
		free(entries[i]);
	}
	free(entries);
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
