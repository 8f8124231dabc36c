/* Processes with streams: a protocol that feeds the readers, and what awaits them. What is done
 * when follows CPython's subprocess.py. */

#include "subprocess.h"

#include <unistd.h>

#include "gather.h"
#include "stream-internal.h"
#include "subprocess-transport-internal.h"

struct async_process {
	struct async_subprocess_protocol protocol;	/* first, so that one pointer is both */
	struct async_subprocess_transport *transport;	/* in whose memory this lies */
	struct async_stream_writer in;		/* its transport NULL: there is none */
	struct stream_flow flow;		/* of that */
	struct async_future in_closed;
	struct output {
		struct async_stream_reader reader;
		bool is_pipe, is_open;
	} outputs[2];				/* stdout, stderr */
	bool has_exited;
};

/* ---- The protocol ---- */

static struct output *output_of(struct async_process *p, int fd)
{
	return &p->outputs[fd - STDOUT_FILENO];
}

static void connection_made(struct async_subprocess_protocol *protocol,
			    struct async_subprocess_transport *transport)
{
	struct async_process *p = (struct async_process *)protocol;

	p->transport = transport;
	p->in.transport = async_subprocess_transport_get_pipe_transport(transport, STDIN_FILENO);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		struct async_transport *pipe =
			async_subprocess_transport_get_pipe_transport(transport, fd);
		struct output *output = output_of(p, fd);

		output->is_pipe = output->is_open = pipe != NULL;
		if (pipe != NULL)
			stream_reader_set_transport(&output->reader, pipe);
	}
}

static void maybe_close(struct async_process *p)
{
	if (p->has_exited && !p->outputs[0].is_open && !p->outputs[1].is_open)
		async_subprocess_transport_close(p->transport);
}

/* What there is no memory for is lost: then its reader is to know. */
static void pipe_data_received(struct async_subprocess_protocol *protocol, int fd,
			       const void *data, size_t size)
{
	struct async_process *p = (struct async_process *)protocol;
	struct exception *e;

	stream_reader_receive(&output_of(p, fd)->reader, data, size);
	e = error_take();
	if (e != NULL)
		pipe_force_close(async_subprocess_transport_get_pipe_transport(p->transport, fd),
				 e);
}

static void stdin_lost(struct async_process *p, const struct async_exception *e)
{
	async_transport_close(p->in.transport);
	stream_flow_lost(&p->flow, e);
	stream_closed_set(&p->in_closed, e);
}

static void output_lost(struct async_process *p, struct output *output,
			const struct async_exception *e)
{
	if (e == NULL)
		async_stream_reader_feed_eof(&output->reader);
	else
		async_stream_reader_set_exception(&output->reader, (struct async_exception *)e);
	output->is_open = false;
	maybe_close(p);
}

static void pipe_connection_lost(struct async_subprocess_protocol *protocol, int fd,
				 const struct async_exception *e)
{
	struct async_process *p = (struct async_process *)protocol;

	if (fd == STDIN_FILENO)
		stdin_lost(p, e);
	else
		output_lost(p, output_of(p, fd), e);
}

static void process_exited(struct async_subprocess_protocol *protocol)
{
	struct async_process *p = (struct async_process *)protocol;

	p->has_exited = true;
	maybe_close(p);
}

static void connection_lost(struct async_subprocess_protocol *protocol,
			    const struct async_exception *e)
{
	stream_flow_lost(&((struct async_process *)protocol)->flow, e);
}

static void pause_writing(struct async_subprocess_protocol *protocol)
{
	stream_flow_pause(&((struct async_process *)protocol)->flow);
}

static void resume_writing(struct async_subprocess_protocol *protocol)
{
	stream_flow_resume(&((struct async_process *)protocol)->flow);
}

static const struct async_subprocess_protocol_methods methods = {
	.connection_made = connection_made,
	.pipe_data_received = pipe_data_received,
	.pipe_connection_lost = pipe_connection_lost,
	.process_exited = process_exited,
	.connection_lost = connection_lost,
	.pause_writing = pause_writing,
	.resume_writing = resume_writing,
};

/* ---- Starting ---- */

static void end_process(void *memory)
{
	struct async_process *p = memory;

	stream_flow_fini(&p->flow);
	stream_closed_fini(&p->in_closed);
	for (int i = 0; i < 2; i++)
		stream_reader_fini(&p->outputs[i].reader);
}

static struct async_process *new_process(struct memory_pool *memory, struct async_loop *loop,
					 const struct async_site *site, size_t limit)
{
	struct async_process *p = memory_pool_get(memory, sizeof *p, end_process);

	if (p == NULL)
		return async_raise_(site, MemoryError, "no memory for a process");
	p->protocol.methods = &methods;
	p->in.flow = &p->flow;
	p->in.closed = &p->in_closed;
	stream_flow_init(&p->flow, site);
	stream_closed_init(&p->in_closed, loop, site);
	for (int i = 0; i < 2; i++)
		stream_reader_init(&p->outputs[i].reader, loop, site, limit);
	return p;
}

struct async_process *async_create_subprocess_exec_(const struct async_site *site,
						    const char *const *argv,
						    const struct async_subprocess_options *options)
{
	struct async_task *task = task_may_call("async_create_subprocess_exec()");
	struct async_subprocess_transport *t = NULL;
	struct memory_pool memory = { 0 };
	struct async_process *p;

	if (task == NULL)
		return NULL;
	p = new_process(&memory, task->future.loop, site, options->limit);
	if (p != NULL)
		t = subprocess_start(task, &p->protocol, &memory, argv, options);
	memory_pool_free(&memory);
	return t != NULL ? p : NULL;
}

/* ---- Its end ---- */

int async_process_wait(struct async_process *p)
{
	struct async_task *task;

	if (p == NULL && async_exception() != NULL)
		return 0;			/* what should have made it failed */
	task = task_may_suspend("async_process_wait()");
	return task != NULL ? subprocess_wait(task, p->transport) : 0;
}

struct feed_stdin { struct async_stream_writer *writer; const void *input; size_t size; };

static void *feed_stdin(void *arg)
{
	const struct feed_stdin *self = arg;
	EXCEPTION(e);

	if (self->input != NULL)
		async_stream_writer_write(self->writer, self->input, self->size);
	TRY(async_stream_writer_drain(self->writer));
	if (!EXCEPT(BrokenPipeError, e) && !EXCEPT(ConnectionResetError, e) &&
	    async_exception() != NULL)
		return NULL;
	async_stream_writer_close(self->writer);
	return NULL;
}

struct read_output {
	struct async_stream_reader *reader;
	struct async_transport *pipe;
	const char **bytes;
	size_t *size;
};

static void *read_output(void *arg)
{
	const struct read_output *self = arg;

	*self->bytes = AWAIT(async_stream_reader_read(self->reader, SIZE_MAX, self->size));
	async_transport_close(self->pipe);
	return NULL;
}

static void *do_nothing(void *arg)
{
	return arg;
}

static struct async_coroutine *feed(struct async_process *p, const void *input, size_t size)
{
	if (p->in.transport == NULL)
		return async_coroutine(do_nothing);
	return async_coroutine(feed_stdin, &p->in, input, size);
}

static struct async_coroutine *collect(struct async_process *p, int fd, const char **bytes,
				       size_t *size)
{
	struct output *output = output_of(p, fd);

	if (!output->is_pipe)
		return async_coroutine(do_nothing);
	return async_coroutine(read_output, &output->reader,
			       async_subprocess_transport_get_pipe_transport(p->transport, fd),
			       bytes, size);
}

const struct async_process_output *async_process_communicate(struct async_process *p,
							     const void *input, size_t size)
{
	struct async_process_output *output;
	struct async_coroutine *in, *out, *err;
	void *results[3];

	if (p == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	if (task_may_call("async_process_communicate()") == NULL)
		return NULL;
	output = async_alloc(sizeof *output);
	in = AWAIT(feed(p, input, size));
	out = AWAIT(collect(p, STDOUT_FILENO, &output->out, &output->out_size));
	err = AWAIT(collect(p, STDERR_FILENO, &output->err, &output->err_size));
	AWAIT(async_gather(results, in, out, err));
	AWAIT(async_process_wait(p));
	return output;
}

const int *async_process_returncode(const struct async_process *p)
{
	return async_subprocess_transport_get_returncode(p->transport);
}

/* ---- Signals ---- */

void async_process_send_signal(struct async_process *p, int signal)
{
	async_subprocess_transport_send_signal(p->transport, signal);
}

void async_process_terminate(struct async_process *p)
{
	async_subprocess_transport_terminate(p->transport);
}

void async_process_kill(struct async_process *p)
{
	async_subprocess_transport_kill(p->transport);
}

/* ---- What it consists of ---- */

pid_t async_process_pid(const struct async_process *p)
{
	return async_subprocess_transport_get_pid(p->transport);
}

struct async_stream_writer *async_process_stdin(struct async_process *p)
{
	return p->in.transport != NULL ? &p->in : NULL;
}

static struct async_stream_reader *reader_of(struct output *output)
{
	return output->is_pipe ? &output->reader : NULL;
}

struct async_stream_reader *async_process_stdout(struct async_process *p)
{
	return reader_of(&p->outputs[0]);
}

struct async_stream_reader *async_process_stderr(struct async_process *p)
{
	return reader_of(&p->outputs[1]);
}
