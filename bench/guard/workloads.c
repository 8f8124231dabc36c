/* What `make bench-guard` counts the instructions of: workloads NAME
 *
 * Each does the same thing every time, and leaves nothing to chance: time is the virtual clock's,
 * and who writes to whom is in one process. It is done twice. The first time fills the pools and
 * finds the functions of libraries; Callgrind counts the second. Without a name it prints what it
 * was compiled by, since the counts depend on that, and which names there are.
 */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <valgrind/callgrind.h>

#include "async.h"

enum { TASKS = 100 };

/* ---- sleep: 100 tasks take turns ---- */

static void *take_turns(void *arg)
{
	for (int i = 0; i < 300; i++)
		AWAIT(async_sleep(0));
	return arg;
}

static void *sleeping(void *arg)
{
	struct async_task *tasks[TASKS];

	for (int i = 0; i < TASKS; i++)
		tasks[i] = async_create_task(take_turns);
	AWAIT(async_gather_array(NULL, tasks, TASKS));
	return arg;
}

/* ---- task: tasks are created and awaited, one by one and many at once ---- */

static void *do_nothing(void *arg)
{
	return arg;
}

static void *creating(void *arg)
{
	struct async_task *tasks[TASKS];

	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < TASKS; i++) {
			struct async_task *task = async_create_task(do_nothing);
			AWAIT(async_await(task));
			async_detach(task);
		}
		for (int i = 0; i < TASKS; i++)
			tasks[i] = async_create_task(do_nothing);
		for (int i = 0; i < TASKS; i++) {
			AWAIT(async_await(tasks[i]));
			async_detach(tasks[i]);
		}
	}
	return arg;
}

/* ---- gather: 100 tasks wait for a future each; every tenth gets an exception ---- */

struct wait_for_answer { struct async_future *answer; };

static void *wait_for_answer(void *arg)
{
	return AWAIT(async_await(((struct wait_for_answer *)arg)->answer));
}

static void *gather_once(void *arg)
{
	struct async_future *answers[TASKS], *all;
	struct async_task *tasks[TASKS];
	struct async_outcome outcomes[TASKS];

	for (int i = 0; i < TASKS; i++) {
		answers[i] = async_loop_create_future(NULL);
		tasks[i] = async_create_task(wait_for_answer, answers[i]);
	}
	AWAIT(async_sleep(0));
	for (int i = 0; i < TASKS; i++) {
		if (i % 10 == 0)
			async_future_set_exception(answers[i], ValueError, "no answer %d", i);
		else
			async_future_set_result(answers[i], arg);
	}
	AWAIT(async_gather_outcomes_array(outcomes, tasks, TASKS));
	all = async_gather_future(NULL, tasks[1], tasks[2], tasks[3]);
	AWAIT(async_await(all));
	return arg;
}

static void *gathering(void *arg)
{
	for (int round = 0; round < 50; round++) {
		struct async_task *task = async_create_task(gather_once);
		AWAIT(async_await(task));
		async_detach(task);
	}
	return arg;
}

/* ---- timers: many are added, half are cancelled, the rest expire ---- */

static void count_one(void *arg)
{
	++*(int *)arg;
}

static void *timing(void *arg)
{
	enum { TIMERS = 5000, LAST = 1000 };
	static struct async_handle handles[TIMERS];
	unsigned random = 1;
	int expired = 0;

	for (int i = 0; i < TIMERS; i++) {
		random = random * 1103515245 + 12345;
		handles[i] = async_loop_call_later(NULL, (random >> 16) % LAST, count_one,
						   &expired);
	}
	for (int i = 0; i < TIMERS; i += 2)
		async_handle_cancel(handles[i]);
	AWAIT(async_sleep(LAST));
	if (expired != TIMERS / 2)
		async_raise(AssertionError, "%d timers expired", expired);
	return arg;
}

/* ---- echo: lines through two sockets, and back ---- */

struct answer_lines { int fd; };

static void *answer_lines(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;

	AWAIT(async_open_unix_connection(&reader, &writer, NULL,
					 .sock = ((struct answer_lines *)arg)->fd));
	ASYNC_FOR(line, reader) {
		async_stream_writer_write(writer, line, strlen(line));
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	return NULL;
}

static void *echoing(void *arg)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_task *task;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return async_raise(OSError, "no sockets");
	task = async_create_task(answer_lines, pair[1]);
	AWAIT(async_open_unix_connection(&reader, &writer, NULL, .sock = pair[0]));
	for (int i = 0; i < 2000; i++) {
		async_stream_writer_printf(writer, "line %d of many, none of them long\n", i);
		AWAIT(async_stream_writer_drain(writer));
		AWAIT(async_stream_reader_readline(reader, NULL));
	}
	async_stream_writer_close(writer);
	AWAIT(async_await(task));
	return arg;
}

/* ---- All ---- */

static const struct workload {
	const char *name;
	void *(*run)(void *arg);
} workloads[] = {
	{ "sleep", sleeping },
	{ "task", creating },
	{ "gather", gathering },
	{ "timers", timing },
	{ "echo", echoing },
};

enum { COUNT = sizeof workloads / sizeof *workloads };

struct twice { const struct workload *workload; };

static void *twice(void *arg)
{
	const struct workload *workload = ((struct twice *)arg)->workload;

	for (int i = 0; i < 2; i++) {
		struct async_task *task = async_create_task(workload->run);
		if (i == 1)
			CALLGRIND_TOGGLE_COLLECT;
		AWAIT(async_await(task));
		if (i == 1)
			CALLGRIND_TOGGLE_COLLECT;
		async_detach(task);
	}
	return NULL;
}

static void print_what_there_is(void)
{
#ifdef __clang__
	printf("clang %d", __clang_major__);
#else
	printf("gcc %d", __GNUC__);
#endif
#ifdef __x86_64__
	printf(" x86_64\n");
#elif defined(__aarch64__)
	printf(" aarch64\n");
#else
	printf(" elsewhere\n");
#endif
	for (size_t i = 0; i < COUNT; i++)
		printf("%s\n", workloads[i].name);
}

int main(int argc, char **argv)
{
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	if (argc < 2)
		print_what_there_is();
	for (size_t i = 0; i < COUNT; i++)
		if (argc == 2 && strcmp(workloads[i].name, argv[1]) == 0)
			async_run(twice, &workloads[i]);
	return 0;
}
