/* A report is sorted by another program: communicate() writes its input and reads its output. */

#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static void print_output(const char *data, size_t size, const char *end)
{
	printf("%s%s", data != NULL ? repr(data, size) : "None", end);
}

ASYNC static int print_communicate(struct async_process *process, const char *input)
{
	const struct async_process_output *output = AWAIT(
		async_process_communicate(process, input, input != NULL ? strlen(input) : 0));

	printf("(");
	print_output(output->out, output->out_size, ", ");
	print_output(output->err, output->err_size, ")");
	return 0;
}

ASYNC static int sort_cities(void)
{
	const char input[] = "Oslo\nBergen\n";
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));

	printf("running: %s\n", async_process_returncode(process) == NULL ? "None" : "ended");
	const struct async_process_output *output =
		AWAIT(async_process_communicate(process, input, strlen(input)));
	print_output(output->out, output->out_size, " ");
	print_output(output->err, output->err_size, " ");
	printf("%d\n", *async_process_returncode(process));
	return 0;
}

ASYNC static int without_input(void)
{
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("printf", "%s-%s", "a", "b c"), .out = ASYNC_PIPE));

	printf("%s %s\n", async_process_stdin(process) == NULL ? "None" : "a stream",
	       async_process_stderr(process) == NULL ? "None" : "a stream");
	AWAIT(print_communicate(process, NULL));
	puts("");
	return 0;
}

ASYNC static int both_outputs(void)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_shell("echo well; echo badly >&2; exit 4",
						    .out = ASYNC_PIPE, .err = ASYNC_PIPE));
	AWAIT(print_communicate(process, NULL));
	printf(" %d\n", *async_process_returncode(process));
	process = AWAIT(async_create_subprocess_shell("echo well; echo badly >&2",
						      .out = ASYNC_PIPE, .err = ASYNC_STDOUT));
	AWAIT(print_communicate(process, NULL));
	printf(" %d\n", *async_process_returncode(process));
	process = AWAIT(async_create_subprocess_shell("cat; echo badly >&2", .in = ASYNC_DEVNULL,
						      .out = ASYNC_DEVNULL, .err = ASYNC_DEVNULL));
	AWAIT(print_communicate(process, NULL));
	printf(" %d\n", *async_process_returncode(process));
	return 0;
}

ASYNC static int unread_input(void)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("true"), .in = ASYNC_PIPE));

	AWAIT(print_communicate(process, async_sprintf("%0100d", 0)));
	printf(" %d\n", *async_process_returncode(process));
	return 0;
}

ASYNC static int much(void)
{
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	const struct async_process_output *output;
	char *input = async_alloc(1000000);

	for (int i = 0; i < 100000; i++)
		memcpy(input + 10 * i, "0123456789", 10);
	output = AWAIT(async_process_communicate(process, input, 1000000));
	printf("%zu %s %s\n", output->out_size, repr(output->out, 12),
	       repr(output->out + output->out_size - 12, 12));
	return 0;
}

static void *nothing(void *arg)
{
	return arg;
}

static void *main_task(void *arg)
{
	AWAIT(sort_cities());
	AWAIT(without_input());
	AWAIT(both_outputs());
	AWAIT(unread_input());
	AWAIT(much());
	struct async_task **tasks = async_all_tasks(NULL);
	printf("%d %s\n", tasks[1] == NULL ? 1 : 2,
	       async_task_get_name(async_create_task(nothing)));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
