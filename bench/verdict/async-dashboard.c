/* Ours, too: the dashboard, which sees the save itself, until it has told the verdict. */

#include <signal.h>

#include "save.h"

static int keys;			/* where it reads what is typed: nothing */
static FILE *said;

static void await_verdict(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), said))
		if (strstr(line, EXERCISE ": passed"))
			return;
	give_up("the dashboard");
}

static void check(struct learner *learner)
{
	(void)learner;
	await_verdict();
}

static pid_t start(const struct learner *learner)
{
	char *course = say("%s/course/course", learner->build);
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		give_up("pipe");
	pid_t pid = vfork();
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		if (chdir(learner->folder) == 0)
			execl(course, course, "--plain", NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	keys = in[1];
	said = fdopen(out[0], "r");
	return pid;
}

int main(int argc, char **argv)
{
	struct learner learner;

	(void)argc;
	open_learner(&learner, argv[0]);
	write_text(say("%s/progress.json", learner.folder),
		   "{ \"version\": 1, \"exercises\": {}, \"current\": \"" EXERCISE "\" }\n");
	write_text(learner.path, learner.solution);
	setenv("COURSE_FOLDER", learner.folder, 1);
	pid_t pid = start(&learner);
	await_verdict();
	measure(&learner, check);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(keys);
	close_learner(&learner);
	return 0;
}
