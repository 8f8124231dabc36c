#ifndef SAVE_H
#define SAVE_H

/* A learner who saves the solution of an exercise again and again, each time with something
 * changed, and waits for what the program `check` makes of it. */

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../seconds.h"

#define EXERCISE "03-gather/7-overlap"

enum { SAVES = 7 };

struct learner {
	char root[4096], build[4096];	/* absolute: of the tree, and build/release in it */
	char folder[64];		/* the learner's own */
	char path[128];			/* of what is saved */
	char solution[8192];
};

static _Noreturn inline void give_up(const char *what)
{
	perror(what);
	exit(1);
}

/* Text as sprintf() would write it; never freed. */
__attribute__((format(printf, 1, 2))) static inline char *say(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		give_up("memory");
	va_end(arguments);
	return text;
}

static inline char *read_text(const char *path)
{
	static char text[16384];
	FILE *file = fopen(path, "re");

	if (!file)
		give_up(path);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static inline void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		give_up(path);
}

/* [program] is argv[0]: build/release/bench/verdict/NAME. */
static inline void open_learner(struct learner *learner, const char *program)
{
	char *end = realpath(program, learner->build) ?
		strstr(learner->build, "/bench/verdict/") : NULL;

	if (!end)
		give_up(program);
	*end = '\0';
	if (!realpath(".", learner->root))
		give_up(".");
	strcpy(learner->solution, read_text("solutions/" EXERCISE ".c"));
	strcpy(learner->folder, "/tmp/verdict-XXXXXX");
	if (!mkdtemp(learner->folder))
		give_up(learner->folder);
	mkdir(say("%s/.course", learner->folder), 0755);
	mkdir(say("%s/03-gather", learner->folder), 0755);
	sprintf(learner->path, "%s/" EXERCISE ".c", learner->folder);
}

static inline void close_learner(const struct learner *learner)
{
	if (system(say("rm -r %s", learner->folder)) != 0)
		fprintf(stderr, "%s is left\n", learner->folder);
}

/* Run a program in [folder], and wait for its end. Exits if it fails. */
static inline void run(char *const argv[], const char *folder)
{
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t pid = vfork();

	if (pid == 0) {
		dup2(null, 1);
		if (chdir(folder) == 0)
			execvp(argv[0], argv);
		_exit(127);
	}
	close(null);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "%s failed\n", argv[0]);
		exit(1);
	}
}

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

/* Print the median time from a save to the end of [check]. */
static inline void measure(struct learner *learner, void (*check)(struct learner *learner))
{
	double times[SAVES];

	for (int i = 0; i < SAVES; i++) {
		double begin = seconds();

		write_text(learner->path, say("%s/* save %d */\n", learner->solution, i));
		check(learner);
		times[i] = seconds() - begin;
	}
	qsort(times, SAVES, sizeof(times[0]), by_size);
	printf("time %.3f\n", times[SAVES / 2] * 1e3);
}

#endif
