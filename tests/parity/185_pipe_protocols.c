/* Pipes by callbacks: what their protocols are told, and in which order. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "async.h"
#include "bytes.h"

struct log {
	struct async_protocol protocol;
	const char *name;
	struct async_future *over;
};

static void say(struct async_protocol *protocol, const char *what)
{
	printf("%s %s\n", ((struct log *)protocol)->name, what);
}

static void connection_made(struct async_protocol *protocol, struct async_transport *transport)
{
	(void)transport;
	say(protocol, "made");
}

static void data_received(struct async_protocol *protocol, const void *data, size_t size)
{
	say(protocol, async_sprintf("data %s", repr(data, size)));
}

static bool eof_received(struct async_protocol *protocol)
{
	say(protocol, "eof");
	return false;
}

static void connection_lost(struct async_protocol *protocol, const struct async_exception *exc)
{
	say(protocol, async_sprintf("lost %s", exc != NULL ? exc->type->name : "NoneType"));
	async_future_set_result(((struct log *)protocol)->over, NULL);
}

static void pause_writing(struct async_protocol *protocol)
{
	say(protocol, "pause");
}

static void resume_writing(struct async_protocol *protocol)
{
	say(protocol, "resume");
}

static const struct async_protocol_methods methods = {
	.connection_made = connection_made,
	.data_received = data_received,
	.eof_received = eof_received,
	.connection_lost = connection_lost,
	.pause_writing = pause_writing,
	.resume_writing = resume_writing,
};

static struct log *new_log(const char *name)
{
	struct log *self = async_alloc(sizeof *self);

	self->protocol.methods = &methods;
	self->name = name;
	self->over = async_loop_create_future(NULL);
	return self;
}

static struct async_protocol *the_log(void *log)
{
	return log;
}

struct ends {
	struct log *rp, *wp;
	struct async_transport *r, *w;
};

ASYNC static int connect_both(struct ends *ends)
{
	int fds[2];

	if (pipe(fds) != 0)
		return 0;
	*ends = (struct ends){ new_log("reader"), new_log("writer") };
	ends->r = AWAIT(async_loop_connect_read_pipe(the_log, ends->rp, fds[0]));
	ends->w = AWAIT(async_loop_connect_write_pipe(the_log, ends->wp, fds[1]));
	return 0;
}

ASYNC static int talk(void)
{
	struct ends e;

	AWAIT(connect_both(&e));
	async_transport_write(e.w, "rain", 4);
	AWAIT(async_sleep(0.01));
	async_transport_pause_reading(e.r);
	async_transport_write(e.w, "snow", 4);
	AWAIT(async_sleep(0.01));
	puts("resumed");
	async_transport_resume_reading(e.r);
	AWAIT(async_sleep(0.01));
	async_transport_write(e.w, "sun", 3);
	async_transport_write_eof(e.w);
	printf("closing %s %s\n", py(async_transport_is_closing(e.w)),
	       py(async_transport_is_closing(e.r)));
	AWAIT(async_await(e.wp->over));
	AWAIT(async_await(e.rp->over));
	printf("closing %s %s\n", py(async_transport_is_closing(e.w)),
	       py(async_transport_is_closing(e.r)));
	return 0;
}

ASYNC static int reader_leaves(void)
{
	struct ends e;

	AWAIT(connect_both(&e));
	async_transport_close(e.r);
	AWAIT(async_await(e.rp->over));
	AWAIT(async_await(e.wp->over));
	async_transport_write(e.w, "for nobody", 10);

	AWAIT(connect_both(&e));
	async_transport_pause_reading(e.r);
	async_transport_write(e.w, async_alloc(200000), 200000);
	printf("waiting %s\n", py(async_transport_get_write_buffer_size(e.w) > 0));
	async_transport_close(e.r);
	AWAIT(async_await(e.rp->over));
	AWAIT(async_await(e.wp->over));
	return 0;
}

ASYNC static int no_pipe(void)
{
	int file = open("/etc/passwd", O_RDONLY);
	EXCEPTION(e);

	TRY(async_loop_connect_read_pipe(the_log, new_log("file"), file));
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	TRY(async_loop_connect_write_pipe(the_log, new_log("file"), file));
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	close(file);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(talk());
	AWAIT(reader_leaves());
	AWAIT(no_pipe());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
