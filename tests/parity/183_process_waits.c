/* Waiting for another program: several at once, in vain, with a time limit, until it is killed. */

#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "bytes.h"

static const char *returncode(struct async_process *process)
{
	const int *code = async_process_returncode(process);

	return code != NULL ? async_sprintf("%d", *code) : "None";
}

struct wait { const char *name; struct async_process *process; };

static void *wait(void *arg)
{
	const struct wait *self = arg;
	int code = AWAIT(async_process_wait(self->process));

	printf("%s sees %d\n", self->name, code);
	return (void *)(intptr_t)code;
}

ASYNC static int several(void)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	struct async_task *one = async_create_task(wait, "one", process);
	struct async_task *two = async_create_task(wait, "two", process);
	struct async_task *three = async_create_task(wait, "three", process);
	struct async_outcome outcomes[3];

	AWAIT(async_sleep(0));
	async_task_cancel(two);
	AWAIT(async_sleep(0));
	printf("two cancelled: %s running: %s\n", py(async_task_cancelled(two)),
	       returncode(process));
	async_process_terminate(process);
	AWAIT(async_gather_outcomes(outcomes, one, two, three));
	printf("[%jd, %s('%s'), %jd]\n", (intmax_t)outcomes[0].result,
	       outcomes[1].exception->type->name, outcomes[1].exception->message,
	       (intmax_t)outcomes[2].result);
	return 0;
}

struct process_wait { struct async_process *process; };

static void *process_wait(void *arg)
{
	AWAIT(async_process_wait(((struct process_wait *)arg)->process));
	return NULL;
}

ASYNC static int time_limit(void)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	EXCEPTION(e);

	TRY(async_wait_for(async_coroutine(process_wait, process), 0.05));
	if (EXCEPT(TimeoutError, e))
		printf("timed out; running: %s\n", returncode(process));
	async_process_kill(process);
	printf("killed %d\n", AWAIT(async_process_wait(process)));
	return 0;
}

struct communicate { struct async_process *process; };

static void *communicate(void *arg)
{
	struct async_process *process = ((struct communicate *)arg)->process;

	AWAIT(async_process_communicate(process, NULL, 0));
	return NULL;
}

ASYNC static int cancelled_communicate(void)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_shell("echo early; read line; echo $line",
						    .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	const struct async_process_output *output;
	struct async_task *task;
	EXCEPTION(e);

	printf("first %s\n",
	       REPR(async_stream_reader_readline(async_process_stdout(process), &size)));
	task = async_create_task(communicate, process);
	AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		printf("cancelled; running: %s\n", returncode(process));
	async_stream_writer_printf(async_process_stdin(process), "late\n");
	output = AWAIT(async_process_communicate(process, NULL, 0));
	printf("(%s, %s) %s\n", repr(output->out, output->out_size),
	       output->err == NULL ? "None" : "?", returncode(process));
	return 0;
}

struct echo { intptr_t number; };

static void *echo(void *arg)
{
	const char *text = async_sprintf("%jd", (intmax_t)((struct echo *)arg)->number);
	struct async_process *process = AWAIT(
		async_create_subprocess_exec(ASYNC_ARGV("printf", text), .out = ASYNC_PIPE));
	const struct async_process_output *output =
		AWAIT(async_process_communicate(process, NULL, 0));

	return (void *)(intptr_t)atoi(output->out);
}

ASYNC static int many(void)
{
	struct async_task *tasks[100];
	intptr_t results[100], sum = 0;

	for (int i = 0; i < 100; i++)
		tasks[i] = async_create_task(echo, i);
	AWAIT(async_gather_array((void **)results, tasks, 100));
	for (int i = 0; i < 100; i++)
		sum += results[i];
	printf("%jd\n", (intmax_t)sum);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(several());
	AWAIT(time_limit());
	AWAIT(cancelled_communicate());
	AWAIT(many());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
