/* Another program by callbacks: what a SubprocessProtocol is told, and in which order. */

#include <stdio.h>

#include "async.h"
#include "bytes.h"

struct log {
	struct async_subprocess_protocol protocol;
	struct async_subprocess_transport *transport;
	struct async_future *over;
};

static void connection_made(struct async_subprocess_protocol *protocol,
			    struct async_subprocess_transport *transport)
{
	bool is_pipe[3];

	((struct log *)protocol)->transport = transport;
	for (int fd = 0; fd < 3; fd++)
		is_pipe[fd] = async_subprocess_transport_get_pipe_transport(transport, fd) != NULL;
	printf("made [%s, %s, %s]\n", py(is_pipe[0]), py(is_pipe[1]), py(is_pipe[2]));
}

static void pipe_data_received(struct async_subprocess_protocol *protocol, int fd,
			       const void *data, size_t size)
{
	(void)protocol;
	printf("data %d %s\n", fd, repr(data, size));
}

static void pipe_connection_lost(struct async_subprocess_protocol *protocol, int fd,
				 const struct async_exception *exc)
{
	struct log *self = (struct log *)protocol;

	printf("pipe lost %d %s\n", fd, exc != NULL ? exc->message : "None");
	if (fd == 1)
		async_transport_close(
			async_subprocess_transport_get_pipe_transport(self->transport, 0));
}

static void process_exited(struct async_subprocess_protocol *protocol)
{
	struct log *self = (struct log *)protocol;

	printf("exited %d\n", *async_subprocess_transport_get_returncode(self->transport));
}

static void connection_lost(struct async_subprocess_protocol *protocol,
			    const struct async_exception *exc)
{
	printf("lost %s\n", exc != NULL ? exc->message : "None");
	async_future_set_result(((struct log *)protocol)->over, NULL);
}

static const struct async_subprocess_protocol_methods methods = {
	.connection_made = connection_made,
	.pipe_data_received = pipe_data_received,
	.pipe_connection_lost = pipe_connection_lost,
	.process_exited = process_exited,
	.connection_lost = connection_lost,
};

static struct async_subprocess_protocol *new_log(void *over)
{
	struct log *self = async_alloc(sizeof *self);

	self->protocol.methods = &methods;
	self->over = over;
	return &self->protocol;
}

ASYNC static int talk(void)
{
	struct async_future *over = async_loop_create_future(NULL);
	const char *command = "read line; echo $line; exec >&-; read line; exit 3";
	struct async_subprocess_transport *transport =
		AWAIT(async_loop_subprocess_exec(new_log, over, ASYNC_ARGV("sh", "-c", command),
						 .in = ASYNC_PIPE, .out = ASYNC_PIPE));

	puts("started Log");
	async_transport_write(async_subprocess_transport_get_pipe_transport(transport, 0),
			      "rain\n", 5);
	AWAIT(async_await(over));
	printf("%d %s\n", *async_subprocess_transport_get_returncode(transport),
	       py(async_subprocess_transport_is_closing(transport)));
	async_subprocess_transport_close(transport);
	return 0;
}

ASYNC static int close_running(void)
{
	struct async_future *over = async_loop_create_future(NULL);
	struct async_subprocess_transport *transport = AWAIT(async_loop_subprocess_exec(
		new_log, over, ASYNC_ARGV("sleep", "100"), .in = ASYNC_PIPE));

	puts("started Log");
	async_subprocess_transport_close(transport);
	puts(py(async_subprocess_transport_is_closing(transport)));
	AWAIT(async_await(over));
	return 0;
}

ASYNC static int terminate(void)
{
	struct async_future *over = async_loop_create_future(NULL);
	struct async_subprocess_transport *transport =
		AWAIT(async_loop_subprocess_exec(new_log, over, ASYNC_ARGV("sleep", "100")));
	EXCEPTION(e);

	puts("started Log");
	async_subprocess_transport_terminate(transport);
	AWAIT(async_await(over));
	async_subprocess_transport_kill(transport);
	if (EXCEPT(ProcessLookupError, e))
		printf("%s: %s\n", e->type->name, e->message);
	async_subprocess_transport_close(transport);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(talk());
	AWAIT(close_running());
	AWAIT(terminate());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
