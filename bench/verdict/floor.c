/* The least that tells whether a program does what it should: one compiler, one linker, one run.
 * What does not depend on the learner's file is taken as `make` has left it. */

#include "save.h"

static char *compiler[64], *linker[] = {
	"ld", "-shared", "-soname", "learner.so", "--version-script", NULL, "-o", "learner.so",
	"learner.o", NULL,
};
static char *program[] = {
	"./program", "Oslo", "2.50", "snow", "Lima", "3.00", "fog", "Rome", "2.00", "sun", NULL,
};

static void check(struct learner *learner)
{
	run(compiler, learner->folder);
	run(linker, learner->folder);
	run(program, learner->folder);
}

/* Of the Makefile's commands, those that compile a learner's file stand behind the first colon. */
static void read_compiler(const struct learner *learner)
{
	char *flags = read_text(say("%s/seat/flags", learner->build));
	char *last = strstr(strstr(flags, " : ") + 3, " : ");
	size_t count = 0;

	*last = '\0';
	for (char *word = strtok(strstr(flags, " : ") ?: flags, " "); word;
	     word = strtok(NULL, " "))
		if (strncmp(word, "-I", 2) == 0)
			compiler[count++] = say("-I%s/%s", learner->root, word + 2);
		else if (strcmp(word, ":") != 0)
			compiler[count++] = word;
	char *more[] = {
		"-fPIC", "-w", "-pipe", "-include",
		say("%s/seat/common/seat.h", learner->build), "-c", "-o", "learner.o",
		(char *)learner->path,
	};
	memcpy(compiler + count, more, sizeof(more));
}

int main(int argc, char **argv)
{
	struct learner learner;

	(void)argc;
	open_learner(&learner, argv[0]);
	read_compiler(&learner);
	const char *parts = say("%s/seat/exercises/" EXERCISE, learner.build);
	linker[5] = say("%s/names.map", parts);
	if (link(say("%s/stage", parts), say("%s/program", learner.folder)) < 0)
		run((char *[]){ "cp", say("%s/stage", parts), "program", NULL }, learner.folder);
	setenv("ASYNC_CLOCK", "virtual", 1);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	measure(&learner, check);
	close_learner(&learner);
	return 0;
}
