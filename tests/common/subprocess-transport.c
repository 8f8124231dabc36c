/* Transports of child processes: subprocess-transport.c, subprocess-start.c. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap.h"
#include "pipe.h"
#include "subprocess-transport.h"
#include "suite.h"

/* ---- A protocol that notes what it is told ---- */

struct noting {
	struct async_subprocess_protocol protocol;	/* first, so that one pointer is both */
	struct async_subprocess_transport *transport;
	struct async_future *lost;
};

static void on_made(struct async_subprocess_protocol *protocol,
		    struct async_subprocess_transport *transport)
{
	note("made");
	((struct noting *)protocol)->transport = transport;
}

static void on_data(struct async_subprocess_protocol *protocol, int fd, const void *data,
		    size_t size)
{
	(void)protocol;
	note("%d:%.*s", fd, (int)size, (const char *)data);
}

static void on_pipe_lost(struct async_subprocess_protocol *protocol, int fd,
			 const struct async_exception *exception)
{
	(void)protocol;
	note("%d:lost:%s", fd, exception != NULL ? exception->type->name : "None");
}

static void on_exited(struct async_subprocess_protocol *protocol)
{
	const struct noting *self = (const struct noting *)protocol;

	note("exited:%d", *async_subprocess_transport_get_returncode(self->transport));
}

static void on_lost(struct async_subprocess_protocol *protocol,
		    const struct async_exception *exception)
{
	note("lost:%s", exception != NULL ? exception->type->name : "None");
	async_future_set_result(((struct noting *)protocol)->lost, NULL);
}

static const struct async_subprocess_protocol_methods noting_methods = {
	.connection_made = on_made,
	.pipe_data_received = on_data,
	.pipe_connection_lost = on_pipe_lost,
	.process_exited = on_exited,
	.connection_lost = on_lost,
};

static struct async_subprocess_protocol *given(void *arg)
{
	return arg;
}

/* Whether no child is left, not even a zombie. */
static bool no_child_is_left(void)
{
	return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

static struct noting *noting(void)
{
	struct noting *self = async_alloc(sizeof *self);

	self->protocol.methods = &noting_methods;
	self->lost = async_loop_create_future(NULL);
	return self;
}

/* ---- What it is told ---- */

static void *talk(void *arg)
{
	struct noting *self = noting();
	struct async_subprocess_transport *t =
		AWAIT(async_loop_subprocess_shell(given, self, "cat; echo bad >&2; exit 3",
						  .in = ASYNC_PIPE, .out = ASYNC_PIPE,
						  .err = ASYNC_PIPE));
	struct async_transport *in = async_subprocess_transport_get_pipe_transport(t, 0);

	(void)arg;
	ASSERT(async_subprocess_transport_get_pipe_transport(t, 3) == NULL);
	ASSERT(async_subprocess_transport_get_protocol(t) == &self->protocol);
	ASSERT(async_subprocess_transport_get_pid(t) > 0);
	ASSERT(async_subprocess_transport_get_returncode(t) == NULL);
	AWAIT(async_sleep(0));
	async_transport_write(in, "rain", 4);
	async_transport_write_eof(in);
	AWAIT(async_await(self->lost));
	ASSERT_INT(*async_subprocess_transport_get_returncode(t), 3);
	async_subprocess_transport_kill(t);
	ASSERT_RAISED(ProcessLookupError, "");
	async_subprocess_transport_close(t);
	return NULL;
}

static bool contains(const char *part)
{
	return strstr(suite_notes(), part) != NULL;
}

/* The order in which the pipes end and the child does is the kernel's. */
static void test_protocol__is_told_of_all(void)
{
	async_run(talk);
	ASSERT(contains("made") && contains(ASYNC_HARD ? "1:r" : "1:rain"));
	ASSERT(contains(ASYNC_HARD ? "2:b" : "2:bad\n"));
	ASSERT(contains("0:lost:None") && contains("1:lost:None") && contains("2:lost:None"));
	ASSERT(contains("exited:3"));
	ASSERT_CONTAINS(suite_notes() + strlen(suite_notes()) - 9, "lost:None");
}

static void *signals(void *arg)
{
	struct noting *self = noting();
	struct async_subprocess_transport *t =
		AWAIT(async_loop_subprocess_exec(given, self, ASYNC_ARGV("sleep", "100")));

	(void)arg;
	AWAIT(async_sleep(0));
	async_subprocess_transport_send_signal(t, 1000);
	ASSERT_RAISED(OSError, NULL);
	async_subprocess_transport_terminate(t);
	async_subprocess_transport_kill(t);
	AWAIT(async_await(self->lost));
	return NULL;
}

static void test_transport__sends_signals(void)
{
	async_run(signals);
	ASSERT(contains("exited:-15") || contains("exited:-9"));
}

static void *close_running(void *arg)
{
	struct noting *self = noting();
	struct async_subprocess_transport *t =
		AWAIT(async_loop_subprocess_exec(given, self, ASYNC_ARGV("cat"), .in = ASYNC_PIPE));

	(void)arg;
	AWAIT(async_sleep(0));
	ASSERT(!async_subprocess_transport_is_closing(t));
	async_subprocess_transport_close(t);
	ASSERT(async_subprocess_transport_is_closing(t));
	AWAIT(async_await(self->lost));
	return NULL;
}

static void test_transport__closes_by_killing(void)
{
	async_run(close_running);
	ASSERT_NOTES("made 0:lost:None exited:-9 lost:None");
}

/* ---- What goes wrong ---- */

static struct async_subprocess_protocol *refuse(void *arg)
{
	(void)arg;
	return async_raise(KeyError, "no protocol");
}

static void *fail_to_start(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	TRY(async_loop_subprocess_exec(given, noting(), ASYNC_ARGV("nope"), .in = ASYNC_PIPE));
	if (EXCEPT(FileNotFoundError, e))
		note("%s", e->message);
	TRY(async_loop_subprocess_exec(refuse, NULL, ASYNC_ARGV("true")));
	if (EXCEPT(KeyError, e))
		note("%s", e->message);
	return NULL;
}

static void test_start__fails(void)
{
	async_run(fail_to_start);
	ASSERT_NOTES("[Errno 2] No such file or directory: 'nope' no protocol");
}

static void *start(void *arg)
{
	AWAIT(async_loop_subprocess_exec(given, noting(), ASYNC_ARGV("sleep", "100"),
					 .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	return arg;
}

struct cancel_start { int passes; };

static void *cancel_start(void *arg)
{
	struct async_task *task = async_create_task(start);
	EXCEPTION(e);

	for (int i = 0; i < ((struct cancel_start *)arg)->passes; i++)
		AWAIT(async_sleep(0));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		note("cancelled");
	return NULL;
}

static void test_start__cancelled_leaves_nothing(void)
{
	for (int passes = 0; passes < 12; passes++) {
		async_run(cancel_start, passes);
	}
	ASSERT(no_child_is_left());
}

struct interrupt_start { int passes; };

static void *interrupt_start(void *arg)
{
	async_create_task(start);
	for (int i = 0; i < ((struct interrupt_start *)arg)->passes; i++)
		AWAIT(async_sleep(0));
	return NULL;				/* the run cancels what is left */
}

static void test_start__ends_with_its_loop(void)
{
	for (int passes = 0; passes < 12; passes++)
		async_run(interrupt_start, passes);
	ASSERT(no_child_is_left());
}

static void *leave_open(void *arg)
{
	async_loop_set_debug(NULL, true);
	AWAIT(async_loop_subprocess_exec(given, noting(), ASYNC_ARGV("sleep", "100")));
	return arg;
}

static void *leave_to_task(void *arg)
{
	AWAIT(async_await(async_create_task(leave_open)));
	return arg;
}

/* Nobody owns the task, so its memory goes with it; [arg]: the loop goes on. */
static void *leave_to_detached_task(void *arg)
{
	async_detach(async_create_task(leave_open));
	while (async_all_tasks(NULL)[1] != NULL)
		AWAIT(async_sleep(0));
	return arg;
}

static void test_transport__is_killed_with_its_task(void)
{
	async_run(leave_to_task);
	ASSERT_CONTAINS(suite_stderr(), "ResourceWarning: unclosed transport, pid=");
	ASSERT(no_child_is_left());
	async_run(leave_to_detached_task);
	ASSERT_CONTAINS(suite_stderr(), "ResourceWarning: unclosed transport, pid=");
	ASSERT(no_child_is_left());
}

static const struct test tests[] = {
	TEST(test_protocol__is_told_of_all),
	TEST(test_transport__sends_signals),
	TEST(test_transport__closes_by_killing),
	TEST(test_start__fails),
	TEST(test_start__cancelled_leaves_nothing),
	TEST(test_start__ends_with_its_loop),
	TEST(test_transport__is_killed_with_its_task),
};

SUITE(tests, NO_PROGRAMS)
