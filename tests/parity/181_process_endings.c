/* How programs end: exit codes, signals, and those that never begin. */

#include <signal.h>
#include <stdio.h>

#include "async.h"

ASYNC static int end(const char *command)
{
	struct async_process *process = AWAIT(async_create_subprocess_shell(command));
	int first = AWAIT(async_process_wait(process));
	int second = AWAIT(async_process_wait(process));

	printf("%s -> %d %d\n", command, first, second);
	return 0;
}

ASYNC static int fail(const char *program, const char *cwd)
{
	EXCEPTION(e);

	TRY(async_create_subprocess_exec(ASYNC_ARGV(program), .cwd = cwd));
	if (EXCEPT(OSError, e))
		printf("%s: %s\n", e->type->name, e->message);
	return 0;
}

struct sending {
	const char *name;
	void (*send)(struct async_process *process);
};

ASYNC static int signals(void)
{
	static const struct sending sendings[] = {
		{ "terminate", async_process_terminate },
		{ "kill", async_process_kill },
	};
	struct async_process *process;
	EXCEPTION(e);

	for (int i = 0; i < 2; i++) {
		process = AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
		sendings[i].send(process);
		int code = AWAIT(async_process_wait(process));
		printf("%s %d %d\n", sendings[i].name, code, *async_process_returncode(process));
		async_process_terminate(process);
		if (EXCEPT(ProcessLookupError, e))
			printf("too late: %s: %s\n", e->type->name, e->message);
	}
	process = AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	async_process_send_signal(process, SIGINT);
	printf("interrupt %d\n", AWAIT(async_process_wait(process)));
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(end("true"));
	AWAIT(end("false"));
	AWAIT(end("exit 42"));
	AWAIT(end("kill -TERM $$"));
	AWAIT(end("kill -KILL $$"));
	AWAIT(end("no-such-command 2>/dev/null"));
	AWAIT(fail("no-such-program", NULL));
	AWAIT(fail("/etc/passwd", NULL));
	AWAIT(fail("/etc/passwd/true", NULL));
	AWAIT(fail("true", "/no/such/folder"));
	AWAIT(fail("true", "/etc/passwd"));
	AWAIT(signals());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
