/* The plain way: `make` builds the program of its sources and of what was built before, and then
 * the tests are run, one after the other. */

#include "save.h"

static const char makefile[] =
	"test: program\n"
	"\t%s/exercises/" EXERCISE "/judge --sanitized -- ./program\n"
	"program: learner.o\n"
	"\tgcc $(FLAGS) -o $@ %s/seat/exercises/" EXERCISE "/stage.o $< $(LIBS)\n"
	"learner.o: " EXERCISE ".c\n"
	"\tgcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra $(FLAGS) -I%s/common -c -o $@ $<\n"
	"FLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all\n"
	"LIBS = -levent_core -lm -lpthread\n";

static void check(struct learner *learner)
{
	run((char *[]){ "make", "-s", NULL }, learner->folder);
}

int main(int argc, char **argv)
{
	struct learner learner;

	(void)argc;
	open_learner(&learner, argv[0]);
	write_text(say("%s/Makefile", learner.folder),
		   say(makefile, learner.build, learner.build, learner.root));
	measure(&learner, check);
	close_learner(&learner);
	return 0;
}
